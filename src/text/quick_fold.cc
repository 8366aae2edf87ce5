#include "text/quick_fold.h"

#include <unicode/unorm2.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <vector>

namespace niem::text::quick {
namespace {

constexpr size_t kTableSize = 0x10000;

Codes Boundary() {
  return {1, {kBoundary}};
}

Codes ComputeCodes(char32_t c) {
  if (c < 0x80) {
    uint8_t code = CodeOfFolded(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
    return {1, {code == 255 ? kBoundary : code}};
  }
  if (c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF) return {};
  if (c >= 0x300 && c < 0x370) return {};
  if (c == 0xD0 || c == 0xF0 || c == 0x110 || c == 0x111 || c == 0x189) return {1, {4}};
  if (c >= 0xFF01 && c <= 0xFF5E) return ComputeCodes(c - 0xFEE0);
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfd = unorm2_getNFDInstance(&status);
  if (U_FAILURE(status)) return Boundary();
  UChar buffer[8];
  int32_t length = unorm2_getDecomposition(nfd, static_cast<UChar32>(c), buffer, 8, &status);
  if (U_FAILURE(status) || length <= 0 || buffer[0] == c) return Boundary();
  return ComputeCodes(buffer[0]);
}

const std::vector<Codes>& Table() {
  static const std::vector<Codes> table = [] {
    std::vector<Codes> codes(kTableSize);
    for (char32_t c = 0; c < kTableSize; ++c) codes[c] = ComputeCodes(c);
    return codes;
  }();
  return table;
}

}  // namespace

uint8_t CodeOfFolded(char c) {
  if (c == ' ' || c == '\n') return kBoundary;
  if (c >= 'a' && c <= 'z') return static_cast<uint8_t>(c - 'a' + 1);
  if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0' + 27);
  return 255;
}

Codes CodesOf(char32_t c) {
  return c < kTableSize ? Table()[c] : ComputeCodes(c);
}

size_t FoldScalar(Cursor& cursor, size_t until, uint8_t* out) {
  const std::vector<Codes>& table = Table();
  const uint8_t* data = cursor.input.data();
  const size_t size = cursor.input.size();
  uint8_t* begin = out;
  size_t at = cursor.at;
  bool after_boundary = cursor.after_boundary;
  // Stopping in front of a stray continuation byte would leave the next block to guess what it
  // continues; strays are boundaries, so taking them along writes at most one code more.
  while (at < size && (at < until || U8_IS_TRAIL(data[at]))) {
    UChar32 c;
    U8_NEXT(data, at, size, c);
    Codes codes = Boundary();
    if (c >= 0)
      codes = static_cast<size_t>(c) < kTableSize ? table[static_cast<size_t>(c)]
                                                  : ComputeCodes(static_cast<char32_t>(c));
    for (size_t i = 0; i < codes.count; ++i) {
      bool boundary = codes.code[i] == kBoundary;
      if (boundary && after_boundary) continue;
      *out++ = codes.code[i];
      after_boundary = boundary;
    }
  }
  cursor.at = at;
  cursor.after_boundary = after_boundary;
  return static_cast<size_t>(out - begin);
}

void BoundariesScalar(const uint8_t* codes, size_t count, uint64_t* masks) {
  for (size_t base = 0; base < count; base += 64) {
    uint64_t mask = 0;
    for (size_t i = 0; i < 64; ++i)
      mask |= static_cast<uint64_t>(codes[base + i] == kBoundary) << i;
    *masks++ = mask;
  }
}

}  // namespace niem::text::quick
