// Folding: the form of Vietnamese text in which marks are looked for.
//
// Fold() maps to the alphabet {a-z, 0-9, ' ', '\n'}: lower case, no tones, no shapes (ă â ê ô ơ ư
// -> a a e o o u), đ and its look-alikes -> d, full-width forms -> ASCII; soft hyphens and
// zero-width characters vanish; every run of other characters (spaces, punctuation) is one space; a
// line break is one '\n' with no spaces around it. The text begins and ends with a letter or digit.
// Accepts NFC, NFD and anything between. Look-alikes of other scripts are the Latin letter;
// ligatures come apart (their letters share one origin). fold_table.h has the table. Skeleton()
// folds further, merging letters that OCR confuses (l 1 i j t f -> i, o 0 9 6 q -> o, ...).
//
// Invariants (property-tested): Fold is idempotent; NFC and NFD input fold alike; origin is
// non-decreasing. Errors: none; invalid UTF-8 counts as a separator. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace niem::text {

struct Folded {
  std::string text;
  // origin[i] is the byte offset in the source where text[i] came from; one more entry than text
  // has characters, the last being the source's size.
  std::vector<uint32_t> origin;

  // The source bytes that text[begin, end) came from: marks that follow the last letter included.
  std::string_view Source(std::string_view source, size_t begin, size_t end) const {
    return source.substr(origin[begin], origin[end] - origin[begin]);
  }
};

Folded Fold(std::string_view utf8);

// Fold(utf8).text, without the map.
std::string FoldText(std::string_view utf8);

// The OCR skeleton of an already folded text; `origin` indices refer to positions in `folded`.
Folded Skeleton(std::string_view folded);

// "t o i  m a t" and "T.Ố.I M-Ậ-T" spell a word by single letters. Returns the folded line without
// its spaces when at least 3 of its words are single letters and no word is longer than 2, else "".
std::string JoinSpacedLetters(std::string_view folded_line);

// Whether the original letters agree with the wanted ones where they carry diacritics: "mắt" and
// "mặt" do not agree with "mật"; "mat", "MẬT", "mật" do. Both UTF-8, compared case-blind, NFC or
// NFD.
bool DiacriticsAgree(std::string_view original, std::string_view wanted);

}  // namespace niem::text
