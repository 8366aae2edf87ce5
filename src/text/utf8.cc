#include "text/utf8.h"

#include <array>
#include <cstring>

#include "text/surely_nfc.h"

namespace niem::text {
namespace {

// Ranges in which every code point is a starter that neither decomposes to a singleton nor composes
// with what stands before it: Latin, Vietnamese, Cyrillic, punctuation, arrows, kana, ideographs.
bool InertForNfc(char32_t c) {
  return c < 0x300 || (c >= 0x1E00 && c <= 0x1EFF) || (c >= 0x2002 && c <= 0x20CF) ||
         (c >= 0x400 && c <= 0x482) || (c >= 0x2190 && c <= 0x22FF) ||
         (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) ||
         (c >= 0x3400 && c <= 0x9FFF);
}

size_t SkipAscii(std::string_view text, size_t at) {
  while (at + 8 <= text.size()) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    if (word & 0x8080808080808080ULL) break;
    at += 8;
  }
  while (at < text.size() && static_cast<uint8_t>(text[at]) < 0x80) ++at;
  return at;
}

// Bytes from 0xC0 on, eight at a time.
size_t CountLeads(std::string_view text) {
  constexpr uint64_t kTops = 0x8080808080808080ULL;
  constexpr uint64_t kOnes = 0x0101010101010101ULL;
  size_t count = 0;
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    count += ((word & word << 1 & kTops) >> 7) * kOnes >> 56;
  }
  for (; at < text.size(); ++at) count += static_cast<uint8_t>(text[at]) >= 0xC0;
  return count;
}

}  // namespace

void AppendUtf8(std::string& out, char32_t code_point) {
  std::array<char, kMaxUtf8> bytes;
  out.append(bytes.data(), PutUtf8(bytes.data(), code_point));
}

Utf8Facts LookOverScalar(std::string_view text) {
  Utf8Facts facts;
  for (size_t at = SkipAscii(text, 0); at < text.size(); at = SkipAscii(text, at)) {
    facts.ascii = false;
    const CodePoint read = ReadUtf8(text, at);
    if (read.valid) {
      ++facts.multibyte;
    } else {
      ++facts.invalid;
    }
    facts.surely_nfc = facts.surely_nfc && read.valid && InertForNfc(read.value);
    at += read.size;
  }
  return facts;
}

Utf8Facts LookOver(std::string_view text) {
  if (!SurelyNfc(text)) return LookOverScalar(text);
  Utf8Facts facts;
  facts.multibyte = CountLeads(text);
  facts.ascii = facts.multibyte == 0;
  return facts;
}

std::string ReplaceInvalid(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  ForEachCodePoint(text, [&](char32_t value, size_t, size_t) { AppendUtf8(clean, value); });
  return clean;
}

}  // namespace niem::text
