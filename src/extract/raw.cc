// Bytes of no known format: runs of text, as strings(1) would find them, in 8-bit codes, UTF-8 and
// UTF-16.
#include <algorithm>
#include <string>
#include <string_view>

#include "extract/block_builder.h"
#include "extract/formats.h"
#include "text/decode.h"

namespace niem::extract {
namespace {

// "TỐI MẬT" has 6 letters; shorter runs are mostly noise, and no mark but MẬT is shorter.
constexpr size_t kMinLetters = 6;
constexpr size_t kMaxRun = 64 << 10;

// TNEFSignature of [MS-OXTNEF]: what Outlook wraps a mail's attachments in, packed or not.
constexpr std::string_view kTnef = "\x78\x9F\x3E\x22";

bool IsTextByte(uint8_t byte) {
  return byte >= 0x20 ? byte != 0x7F : byte == '\t' || byte == '\n' || byte == '\r';
}

bool IsAsciiLetter(uint32_t c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

// Letters of Vietnamese text in UTF-16, precomposed or with marks, and of the legacy codes in
// Latin-1.
bool IsVietnameseLetter(uint32_t c) {
  if (IsAsciiLetter(c) || (c >= 0xC0 && c <= 0xFF) || (c >= 0x1EA0 && c <= 0x1EF9)) return true;
  switch (c & ~1u) {
    case 0x102:
    case 0x110:
    case 0x128:
    case 0x168:
    case 0x1A0:
    case 0x1AE:
    case 0x1B0:
      return true;
    default:
      return c == 0x300 || c == 0x301 || c == 0x302 || c == 0x303 || c == 0x309 || c == 0x31B ||
             c == 0x323;
  }
}

bool IsWideText(uint32_t c) {
  return IsVietnameseLetter(c) || (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n' || c == '\r' ||
         c == 0xA0 || (c >= 0x2010 && c <= 0x2026);
}

void PutRun(Bytes run, text::Encoding encoding, bool detect, BlockSink& sink) {
  const text::Decoded decoded = detect ? text::Decode(run) : text::DecodeAs(run, encoding);
  if (!decoded.utf8.empty()) sink.Put(Place::kBody, decoded.utf8, {});
}

// High bytes count as letters only in company: real text of any 8-bit code is mostly ASCII.
void ScanBytes(Bytes bytes, BlockSink& sink) {
  size_t begin = 0, letters = 0, high = 0;
  for (size_t i = 0; i <= bytes.size() && !sink.full(); ++i) {
    if (i < bytes.size() && IsTextByte(bytes[i]) && i - begin < kMaxRun) {
      letters += IsAsciiLetter(bytes[i]);
      high += bytes[i] >> 7;
      continue;
    }
    if (letters >= 4 && letters + high >= kMinLetters && high <= letters * 2) {
      PutRun(bytes.subspan(begin, i - begin), text::Encoding::kUtf8, /*detect=*/true, sink);
    }
    begin = i < bytes.size() && IsTextByte(bytes[i]) ? i : i + 1;
    letters = high = 0;
  }
}

void ScanWide(Bytes bytes, size_t start, BlockSink& sink) {
  size_t begin = start, letters = 0;
  for (size_t i = start; i + 1 < bytes.size() && !sink.full(); i += 2) {
    const uint32_t c = bytes[i] | uint32_t{bytes[i + 1]} << 8;
    const bool last = i + 3 >= bytes.size();
    const bool good = IsWideText(c);
    letters += good && IsVietnameseLetter(c);
    if (good && !last && i - begin < kMaxRun) continue;
    if (letters >= kMinLetters) {
      PutRun(bytes.subspan(begin, i - begin + (good ? 2 : 0)), text::Encoding::kUtf16Le,
             /*detect=*/false, sink);
    }
    begin = i + 2;
    letters = 0;
  }
}

}  // namespace

Result<Document> ExtractRaw(Input input, Context& context) {
  Document document;
  BlockSink sink(document, context.limits);
  ScanBytes(input.bytes, sink);
  ScanWide(input.bytes, 0, sink);
  ScanWide(input.bytes, 1, sink);
  if (AsText(input.bytes).starts_with(kTnef)) {
    sink.Incomplete(ErrorCode::kUnsupported, {"tệp winmail.dat (TNEF) chỉ được đọc thô: mở thư "
                                              "bằng Outlook rồi lưu tệp đính kèm ra để quét",
                                              "a winmail.dat (TNEF) was read only roughly: save "
                                              "its attachments from Outlook and scan them"});
  }
  return document;
}

}  // namespace niem::extract
