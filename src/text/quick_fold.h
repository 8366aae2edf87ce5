// The 6-bit fold: raw UTF-8 -> a stream of codes in which the quick scanner looks for phrases.
//
// Codes: 0 a word boundary, 1-26 the letters a-z, 27-36 the digits 0-9. The mapping of a character
// is text::Fold's, except that a line break is a boundary like any other, so that phrases are found
// across lines. Boundaries never stand side by side, and the stream does not begin with one.
//
// Every FoldX below is the same function for another instruction set; FoldScalar is the definition.
// The vector forms handle the characters that Vietnamese text is made of and hand the rare rest, a
// block at a time, to FoldScalar, so they cannot differ on what they do not know.
//
// Errors: none; bytes that are not UTF-8 are boundaries. Thread-safety: pure functions over the
// cursor.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace niem::text::quick {

inline constexpr uint8_t kBoundary = 0;

// What a character becomes when that is not one code: a vector form's tables hold these in its
// place.
inline constexpr uint8_t kUnknown = 0x40;  // several codes: ask FoldScalar
inline constexpr uint8_t kDropped = 0x80;  // none

// The code of a character, kUnknown or kDropped.
uint8_t SingleCode(char32_t c);

// The code of a character of text::Fold's alphabet ('\n' as a space), or 255.
uint8_t CodeOfFolded(char c);

// Where a fold stands in its input. Begin with {input}.
struct Cursor {
  Bytes input;
  size_t at = 0;
  bool after_boundary = true;  // the last code written was a boundary, or none was written yet
};

// The codes of n input bytes need at most FoldCapacity(n) bytes of room; what lies behind those
// written may be overwritten with anything.
constexpr size_t FoldCapacity(size_t input_bytes) {
  return 2 * input_bytes + 256;
}

// Folds from cursor.at until `until` is reached or just passed (a character is never cut in two),
// and at most to the input's end, where a cut sequence is a boundary. Returns how many codes were
// written.
size_t FoldScalar(Cursor& cursor, size_t until, uint8_t* out);
size_t FoldAvx2(Cursor& cursor, size_t until, uint8_t* out);
size_t FoldAvx512(Cursor& cursor, size_t until, uint8_t* out);

// Moves the cursor on, over at most `codes` codes that a fold from there would write, to the first
// byte of a character; returns how many are still to be passed. How far is the form's own affair:
// who needs to be there goes on letter by letter.
uint64_t SeekScalar(Cursor& cursor, uint64_t codes);
uint64_t SeekAvx2(Cursor& cursor, uint64_t codes);
uint64_t SeekAvx512(Cursor& cursor, uint64_t codes);

// For these forms: moves the cursor within a block that it stands before, to the character that
// writes the block's code number `code`. `keep`: a bit for each byte that writes one, a character's
// last; `boundary`: those of them that are boundaries.
inline void ToCode(Cursor& cursor, uint64_t keep, uint64_t boundary, uint64_t code) {
  for (; code != 0; --code, keep &= keep - 1) cursor.after_boundary = boundary & keep & (0 - keep);
  cursor.at += static_cast<size_t>(std::countr_zero(keep));
  while ((cursor.input[cursor.at] & 0xC0) == 0x80) --cursor.at;
}

// The first codes of what is looked for, in 8 buckets: a word may be one of bucket k if bit k is
// set in table[j][its j-th code] for each j. `table` is low[code & 15] & high[code >> 4], which is
// all that AVX2 can look up at once, so every path lets the same words through.
struct Prefixes {
  static constexpr size_t kCodes = 6;  // one word in eleven passes; of 4, every fourth did
  alignas(64) uint8_t table[kCodes][64] = {};
  alignas(32) uint8_t low[kCodes][32] = {};   // 16 entries, once for each half of a register
  alignas(32) uint8_t high[kCodes][32] = {};  // likewise
};

// Lists the places in [from, to) where a word begins, behind a boundary, that may be one of the
// prefixes; returns how many. Reads one code before `from` and kWordSlack behind `to`; writes as
// many entries behind those that count.
inline constexpr size_t kWordSlack = 72;
size_t FindWordsScalar(const Prefixes& prefixes, const uint8_t* codes, size_t from, size_t to,
                       uint32_t* words);
size_t FindWordsAvx2(const Prefixes& prefixes, const uint8_t* codes, size_t from, size_t to,
                     uint32_t* words);
size_t FindWordsAvx512(const Prefixes& prefixes, const uint8_t* codes, size_t from, size_t to,
                       uint32_t* words);

// For these forms: writes base plus the number of each set bit; returns the place behind them.
// Writing more than there are and stepping on by their number costs less than a loop whose length
// cannot be predicted.
__attribute__((always_inline)) inline uint32_t* PutPlaces(uint64_t bits, size_t base,
                                                          uint32_t* out) {
  uint32_t* const end = out + std::popcount(bits);
  const auto put = [&](size_t i) {
    const int next = __builtin_ctzll(bits | uint64_t{1} << 63);  // no fork for "none left"
    out[i] = static_cast<uint32_t>(base + static_cast<size_t>(next));
    bits &= bits - 1;
  };
  do {
    put(0), put(1), put(2), put(3);
    out += 4;
  } while (out < end);
  return end;
}

}  // namespace niem::text::quick
