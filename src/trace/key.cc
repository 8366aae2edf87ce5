#include "trace/key.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/digest.h"
#include "base/file.h"

namespace niem::trace {
namespace {

constexpr std::string_view kHead = "niem-trace-key 1 ";
constexpr size_t kKeySize = 32;
constexpr size_t kMaxKeyFile = 4096;

constexpr std::array<std::string_view, 4> kLabels{"niem trace key id", "niem trace prints",
                                                  "niem trace files", "niem trace seal"};

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

Error NoKey() {
  return {ErrorCode::kCorrupt,
          {"tệp khoá dấu vết sai khuôn (cần một dòng \"niem-trace-key 1 …\"); lấy lại từ bản lưu",
           "the trace key file is out of form (one line \"niem-trace-key 1 …\" is expected); "
           "restore it from a backup"}};
}

bool Derive(Bytes master, std::string_view label, std::span<uint8_t> out) {
  unsigned int size = 0;
  return HMAC(EVP_sha256(), master.data(), static_cast<int>(master.size()), AsBytes(label).data(),
              label.size(), out.data(), &size) != nullptr &&
         size == kKeySize;
}

}  // namespace

Result<TraceKey> TraceKey::From(SecretBuffer master) {
  TraceKey key;
  TRY_ASSIGN(key.parts_, SecretBuffer::Allocate(kKeySize * kLabels.size()));
  std::copy(master.bytes().begin(), master.bytes().end(), key.parts_.writable().begin());
  std::array<uint8_t, kKeySize> id{};
  bool derived = Derive(master.bytes(), kLabels[0], id);
  for (size_t i = 1; i < kLabels.size(); ++i) {
    derived = derived && Derive(master.bytes(), kLabels[i],
                                key.parts_.writable().subspan(i * kKeySize, kKeySize));
  }
  if (!derived)
    return Error(ErrorCode::kInternal, {"OpenSSL không tính được HMAC", "OpenSSL's HMAC failed"});
  key.id_ = ToHex(Bytes(id).first(8));
  return key;
}

Result<TraceKey> TraceKey::Random() {
  TRY_ASSIGN(SecretBuffer master, SecretBuffer::Random(kKeySize));
  return From(std::move(master));
}

Result<TraceKey> TraceKey::Parse(std::string_view text) {
  if (!text.starts_with(kHead)) return NoKey();
  text.remove_prefix(kHead.size());
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (text.size() != 2 * kKeySize) return NoKey();
  TRY_ASSIGN(SecretBuffer master, SecretBuffer::Allocate(kKeySize));
  for (size_t i = 0; i < kKeySize; ++i) {
    const int high = DigitOf(text[2 * i]);
    const int low = DigitOf(text[2 * i + 1]);
    if (high < 0 || low < 0) return NoKey();
    master.writable()[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return From(std::move(master));
}

Result<TraceKey> TraceKey::Read(const std::string& path) {
  TRY_ASSIGN(std::string text, ReadWholeFile(path, kMaxKeyFile));
  Result<TraceKey> key = Parse(text);
  WipeText(text);
  return key;
}

Status TraceKey::WriteNew(const std::string& path) const {
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.valid()) return ErrnoError(errno, path);
  std::string text(kHead);
  text += ToHex(parts_.bytes().first(kKeySize)) + "\n";
  const ssize_t written = ::write(fd.get(), text.data(), text.size());
  const bool whole = written == static_cast<ssize_t>(text.size()) && ::fsync(fd.get()) == 0;
  const int why = errno;
  WipeText(text);
  return whole ? Ok() : Status(ErrnoError(why, path));
}

}  // namespace niem::trace
