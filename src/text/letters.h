// The 134 letters of Vietnamese, taken apart and put together: base letter, shape, tone, case.
//
// A Letter is what all the encodings have in common; the legacy codes, the fold check and the
// syllable model speak of letters, not of code points. Source: Unicode 15 chart Latin Extended
// Additional. Errors: none. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace niem::text {

enum class Shape : uint8_t { kNone, kBreve, kCircumflex, kHorn, kBar, kForeign };
enum class Tone : uint8_t {
  kNone,
  kGrave,
  kHook,
  kTilde,
  kAcute,
  kDot
};  // ngang huyền hỏi ngã sắc nặng

inline constexpr int kTones = 6;

struct Letter {
  char base = 0;  // 'a'-'z'; 0: no Latin letter
  Shape shape = Shape::kNone;
  Tone tone = Tone::kNone;
  bool upper = false;

  bool marked() const { return shape != Shape::kNone || tone != Tone::kNone; }

  bool operator==(const Letter&) const = default;
};

// Latin letters with marks that Vietnamese does not have are kForeign; other characters have base
// 0.
Letter LetterOf(char32_t code_point);

// 0 where Vietnamese has no such letter.
char32_t ComposeLetter(const Letter& letter);

// Adds a combining mark (U+0300-U+036F) to the letter; false when the code point is none.
bool AddMark(char32_t code_point, Letter& letter);

// Letters of a text (NFC, NFD or mixed orders); characters that vanish in folding are skipped, all
// others end a word.
std::vector<std::vector<Letter>> WordsOf(std::string_view utf8);

// All 134, lower case first: for tests and for building tables.
const std::vector<char32_t>& VietnameseLetters();

}  // namespace niem::text
