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
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace niem::text::quick {

inline constexpr uint8_t kBoundary = 0;

// What one character becomes: `count` codes; none when it vanishes.
struct Codes {
  uint8_t count = 0;
  std::array<uint8_t, 3> code{};
};

Codes CodesOf(char32_t c);

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

// Sets bit i of masks (64 to a word) where codes[i] is a boundary. Reads and writes whole groups
// of 64.
void BoundariesScalar(const uint8_t* codes, size_t count, uint64_t* masks);
void BoundariesAvx2(const uint8_t* codes, size_t count, uint64_t* masks);
void BoundariesAvx512(const uint8_t* codes, size_t count, uint64_t* masks);

}  // namespace niem::text::quick
