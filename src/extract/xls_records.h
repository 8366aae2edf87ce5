// BIFF records of Excel 5 to 2003, and strings that may be split over CONTINUE records.
//
// A split string carries a fresh width flag at the start of each CONTINUE, so text may change from
// 8-bit to UTF-16 in the middle of a word: XlsRecord keeps where its parts begin.
//
// Ownership: records own their bytes. Thread-safety: one reader per thread. Errors: none; Next() is
// false at the end, and truncated() tells a cut-off stream.
// Source: [MS-XLS] 2.1.4 (records), 2.3.2 (their numbers), 2.4.58 (Continue), 2.5.293
// (XLUnicodeRichExtendedString).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace niem::extract {

// The kinds of record that are looked at; others have numbers of their own.
enum class XlsType : uint16_t {
  kFormula = 0x0006,
  kEof = 0x000A,
  kHeader = 0x0014,
  kFooter = 0x0015,
  kName = 0x0018,
  kNote = 0x001C,
  kFilePass = 0x002F,
  kFont = 0x0031,
  kContinue = 0x003C,
  kCodepage = 0x0042,
  kBoundSheet = 0x0085,
  kImageData = 0x007F,
  kPalette = 0x0092,
  kMulRk = 0x00BD,
  kRString = 0x00D6,
  kXf = 0x00E0,
  kInterfaceHeader = 0x00E1,
  kBackground = 0x00E9,
  kDrawingGroup = 0x00EB,
  kDrawing = 0x00EC,
  kSst = 0x00FC,
  kLabelSst = 0x00FD,
  kRevisionHead = 0x0138,
  kUsersExclusive = 0x0194,
  kFileLock = 0x0195,
  kRevisionInfo = 0x0196,
  kTxo = 0x01B6,
  kObject = 0x005D,
  kNumber = 0x0203,
  kLabel = 0x0204,
  kString = 0x0207,
  kOldLabel = 0x0004,
  kRk = 0x027E,
  kBof = 0x0809,
  kHeaderFooter = 0x089C,
};

struct XlsRecord {
  XlsType type{};
  uint32_t offset = 0;  // of its header in the stream
  std::vector<uint8_t> bytes;
  std::vector<size_t> parts;  // where CONTINUE parts begin in `bytes`
};

class XlsRecords {
 public:
  explicit XlsRecords(Bytes stream) : reader_(stream) {}

  // The next record with its CONTINUE records joined to it.
  bool Next(XlsRecord& record);

  bool truncated() const { return truncated_; }

 private:
  bool Header(XlsType& type, uint16_t& size);

  ByteReader reader_;
  bool truncated_ = false;
};

// Reads BIFF8 strings from a record, across its parts.
class XlsStrings {
 public:
  // A record that ends before `offset` is not ok().
  explicit XlsStrings(const XlsRecord& record, size_t offset = 0) : record_(record) {
    Skip(offset);
  }

  bool ok() const { return ok_; }

  size_t offset() const { return at_; }

  uint32_t Number(size_t width);

  // `count` characters, the width flag in front.
  std::string Text(size_t count);

  // With its 8- or 16-bit length in front.
  std::string Short();
  std::string Long();

  // With length, formatting runs and phonetic data (the shared string table).
  std::string Rich();

 private:
  size_t PartEnd() const;
  std::string Letters(size_t count, bool is_wide);
  void Skip(size_t count);

  const XlsRecord& record_;
  size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace niem::extract
