// The 134 letters of Vietnamese, taken apart and put together: base letter, shape, tone, case.
//
// A Letter is what all the encodings have in common; the legacy codes, the fold check and the
// syllable model speak of letters, not of code points. Source: Unicode 15 chart Latin Extended
// Additional. Errors: none. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/fold_table.h"
#include "text/utf8.h"

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
Letter LetterBeyondAscii(char32_t code_point);

inline Letter LetterOf(char32_t code_point) {
  if (code_point >= 0x80) return LetterBeyondAscii(code_point);
  const auto lower = static_cast<char>(code_point | 0x20U);
  if (lower < 'a' || lower > 'z') return {};
  return {lower, Shape::kNone, Tone::kNone, code_point < 'a'};
}

// 0 where Vietnamese has no such letter.
char32_t ComposeLetter(const Letter& letter);

// Adds a combining mark (U+0300-U+036F) to the letter; false when the code point is none.
bool AddMark(char32_t code_point, Letter& letter);

// Calls visit(std::span<const Letter>) for each word of a text (NFC, NFD or mixed orders).
// Characters that vanish in folding are skipped, all others that are no letters end a word.
template <typename Visit>
void ForEachWord(std::string_view utf8, Visit&& visit) {
  thread_local std::vector<Letter> word;  // visit() must not come back here
  word.clear();
  ForEachCodePoint(utf8, [&](char32_t value, size_t, size_t) {
    const Letter letter = LetterOf(value);
    if (letter.base != 0) {
      word.push_back(letter);
    } else if (!word.empty() && !AddMark(value, word.back()) && FoldOf(value) != kFoldDrop) {
      visit(std::span<const Letter>(word));
      word.clear();
    }
  });
  if (!word.empty()) visit(std::span<const Letter>(word));
}

std::vector<std::vector<Letter>> WordsOf(std::string_view utf8);

// All 134, lower case first: for tests and for building tables.
const std::vector<char32_t>& VietnameseLetters();

}  // namespace niem::text
