#include "extract/xls_lock.h"

#include <algorithm>

#include "base/bytes.h"
#include "extract/offcrypto.h"
#include "extract/xls_records.h"

namespace niem::extract {
namespace {

// Records that stay open in an encrypted workbook.
bool StaysOpen(XlsType type) {
  switch (type) {
    case XlsType::kBof:
    case XlsType::kFilePass:
    case XlsType::kInterfaceHeader:
    case XlsType::kRevisionHead:
    case XlsType::kUsersExclusive:
    case XlsType::kFileLock:
    case XlsType::kRevisionInfo:
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<std::optional<Rc4Lock>> UnlockXls(std::vector<uint8_t>& book,
                                         const std::vector<std::string>& passwords) {
  std::optional<Rc4Lock> lock;
  constexpr size_t kRecordHeader = 4;
  std::vector<uint8_t> plain;
  for (size_t at = 0; at + kRecordHeader <= book.size();) {
    ByteReader reader(book, at);
    const XlsType type{reader.U16()};
    const uint16_t size = reader.U16();
    const size_t body = at + kRecordHeader;
    const size_t end = std::min(body + size, book.size());
    if (plain.empty() && type == XlsType::kFilePass) {
      constexpr uint16_t kXor = 0;
      if (size < 2 || reader.U16() == kXor) return NotOpenedHere();
      TRY_ASSIGN(lock, Rc4Lock::Open(Slice(book, body + 2, size - 2U), passwords));
      plain = book;
      lock->DecryptStream(plain, kExcelBlock);
    } else if (!plain.empty() && !StaysOpen(type)) {
      // A sheet's place in the stream is open, its name is not.
      const size_t from = type == XlsType::kBoundSheet ? std::min(body + 4, end) : body;
      std::copy(plain.begin() + static_cast<ptrdiff_t>(from),
                plain.begin() + static_cast<ptrdiff_t>(end),
                book.begin() + static_cast<ptrdiff_t>(from));
    }
    at = end;
  }
  return lock;
}

}  // namespace niem::extract
