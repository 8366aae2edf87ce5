// Finding a folded phrase in folded text, exactly or with a bounded number of OCR errors.
//
// All inputs are folded (text/fold.h). Distances are Levenshtein (insert, delete, substitute = 1).
// Policy on when fuzzy search is allowed at all belongs to detect/: short marks are never fuzzy in
// running text. Errors: none. Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace niem::text {

struct Match {
  size_t begin = 0;  // in the folded text
  size_t end = 0;
  int distance = 0;
};

// Distance, or nothing when it is above `limit`.
std::optional<int> EditDistance(std::string_view a, std::string_view b, int limit);

// All non-overlapping places where `phrase` stands as whole words. '\n' in the text counts as a
// space only if `across_lines`.
std::vector<Match> FindPhrase(std::string_view text, std::string_view phrase, bool across_lines);

// Best non-overlapping places within `max_distance`, left to right.
std::vector<Match> FindApprox(std::string_view text, std::string_view phrase, int max_distance);

// The distance that OCR noise allows for a phrase of this many letters: 0 up to 8, 1 up to 11, 2 up
// to 19, 18 % above.
int AllowedDistance(size_t phrase_length);

// How much of the text is made of possible Vietnamese syllables (folded), 0..1; -1 when there are
// fewer than 8 words to judge by.
double SyllableScore(std::string_view folded);

// OCR in the wrong language and other garbage: many words, few possible syllables in the original
// (diacritics count: "nwéce" is none). False for clean Vietnamese with or without marks.
bool LooksGarbled(std::string_view utf8);

}  // namespace niem::text
