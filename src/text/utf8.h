// UTF-8, one code point at a time, and one fast look over a whole text.
//
// Invalid bytes: as Unicode 15 table 3-7 has it; each byte that cannot start or go on a well-formed
// sequence counts as one U+FFFD. Ownership: borrows. Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace niem::text {

inline constexpr char32_t kReplacement = 0xFFFD;

struct CodePoint {
  char32_t value = kReplacement;
  uint8_t size = 1;  // bytes it takes in the source
  bool valid = false;
};

// The code point at `at`, which is inside the text.
inline CodePoint ReadUtf8(std::string_view text, size_t at) {
  const char* const bytes = text.data() + at;
  const size_t left = text.size() - at;
  const auto byte = [bytes](size_t i) -> uint32_t { return static_cast<uint8_t>(bytes[i]); };
  const auto tail = [&](size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xE0) {
    if (lead < 0xC2 || left < 2 || !tail(1)) return {};
    return {(lead & 0x1FU) << 6 | (byte(1) & 0x3FU), 2, true};
  }
  if (lead < 0xF0) {
    if (left < 3 || !tail(1) || !tail(2)) return {};
    const char32_t value = (lead & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    if (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF)) return {};
    return {value, 3, true};
  }
  if (lead >= 0xF5 || left < 4 || !tail(1) || !tail(2) || !tail(3)) return {};
  const char32_t value =
      (lead & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | (byte(2) & 0x3FU) << 6 | (byte(3) & 0x3FU);
  if (value < 0x10000 || value > 0x10FFFF) return {};
  return {value, 4, true};
}

inline constexpr size_t kMaxUtf8 = 4;  // bytes of a code point

// Writes the code point; returns the end of what it wrote, kMaxUtf8 bytes at most.
inline char* PutUtf8(char* to, char32_t code_point) {
  const auto put = [&](char32_t byte) { *to++ = static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | code_point >> 6);
    put(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    put(0xE0U | code_point >> 12);
    put(0x80U | (code_point >> 6 & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  } else {
    put(0xF0U | code_point >> 18);
    put(0x80U | (code_point >> 12 & 0x3FU));
    put(0x80U | (code_point >> 6 & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  }
  return to;
}

void AppendUtf8(std::string& out, char32_t code_point);

// Calls visit(code_point, offset, size) for each; invalid bytes come as U+FFFD of size 1.
template <typename Visit>
void ForEachCodePoint(std::string_view text, Visit&& visit) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint read = ReadUtf8(text, at);
    visit(read.value, at, read.size);
    at += read.size;
  }
}

struct Utf8Facts {
  bool ascii = true;
  // Holds nothing that NFC could change; false means "ask ICU", not "it will change".
  bool surely_nfc = true;
  size_t invalid = 0;    // bytes that belong to no well-formed sequence
  size_t multibyte = 0;  // well-formed sequences of 2 to 4 bytes

  bool operator==(const Utf8Facts&) const = default;
};

Utf8Facts LookOver(std::string_view text);

// The definition, one code point at a time; LookOver is equal to it (tested).
Utf8Facts LookOverScalar(std::string_view text);

// The same text with U+FFFD in place of every invalid byte.
std::string ReplaceInvalid(std::string_view text);

}  // namespace niem::text
