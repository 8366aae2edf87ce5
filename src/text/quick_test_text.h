// Inputs for the tests of the fast path: characters and byte sequences that meet in every order.
//
// Thread-safety: pure functions of the random engine. Errors: none.
#pragma once

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "text/quick_fold.h"
#include "text/utf8.h"

namespace niem::text::quick {

// A character at a place of the block that differs from character to character, thrice.
inline std::string CharacterInContext(char32_t c) {
  std::string text(c % 64, 'x');
  for (int i = 0; i < 3; ++i) {
    AppendUtf8(text, c);
    text += i == 1 ? "" : "a";
  }
  text.append(80, ' ');
  text += "ậ";
  text.append(64, 'y');
  return text;
}

inline std::string NastyText(std::mt19937& random, size_t pieces) {
  static const std::array<std::string, 60> kPieces = {" ",
                                                      "  ",
                                                      "\n",
                                                      "\r\n",
                                                      ". ",
                                                      "a",
                                                      "Z",
                                                      "9",
                                                      "bi",
                                                      "mật",
                                                      "mâ\u0323t",
                                                      "TỐI",
                                                      "Đ",
                                                      "đ",
                                                      "Ð",
                                                      "ư",
                                                      "Ơ",
                                                      "ỹ",
                                                      "–",
                                                      "“",
                                                      "…",
                                                      "«",
                                                      "\u00A0",
                                                      "\u00AD",
                                                      "\u200B",
                                                      "\u0301",
                                                      "\u0323",
                                                      "\u031B",
                                                      "\uFEFF",
                                                      "ＭẬＴ",
                                                      "м",
                                                      "ß",
                                                      "ẞ",
                                                      "½",
                                                      "ﬁ",
                                                      "日本",
                                                      "😀",
                                                      "\xC3",
                                                      "\xE1",
                                                      "\xE1\xBA",
                                                      "\xE2",
                                                      "\x80",
                                                      "\xBF",
                                                      "\xF0",
                                                      "\xC0\x81",
                                                      "\xED\xA0\x80",
                                                      "\xFE\x80\x80",
                                                      "\xCC",
                                                      "\xC4",
                                                      std::string(1, '\0'),
                                                      "abcdefghijklmnopqrstuvwxyz",
                                                      "                      ",
                                                      "\u2028",
                                                      "\u1E96",
                                                      "\u0149",
                                                      "\u0130",
                                                      "\xE2\x80",
                                                      "\u2011",
                                                      "t ố i",
                                                      "\u00B7"};
  std::string text;
  for (size_t i = 0; i < pieces; ++i) text += kPieces[random() % kPieces.size()];
  return text;
}

// Bytes; most often few different ones, so that whole characters come about.
inline std::string NastyBytes(std::mt19937& random) {
  static const std::string kBytes = "a \xC3\xE1\xBA\xBB\x80\xA0\xAF\xB0\xC4\xC6\xCC\xE2\xBF\x90m";
  const bool few = random() % 4 != 0;
  std::string text(random() % 300, ' ');
  for (char& c : text) c = few ? kBytes[random() % kBytes.size()] : static_cast<char>(random());
  return text;
}

// Whether a seek over `codes` codes from the beginning of `text` ends where its answer says: that
// many of them written before, and the cursor's state that of a fold from the beginning.
inline bool SeeksRightly(uint64_t (*seek)(Cursor&, uint64_t), std::string_view text,
                         uint64_t codes) {
  const std::vector<uint8_t> exact(text.begin(), text.end());
  std::vector<uint8_t> out(FoldCapacity(exact.size()));
  Cursor sought{exact};
  Cursor folded{exact};
  FoldScalar(folded, std::min<size_t>(2, exact.size()), out.data());
  sought = folded;  // the vector forms do not begin at the text's edge
  const uint64_t left = seek(sought, codes);
  if (left > codes || sought.at > exact.size()) return false;
  uint64_t passed = 0;
  if (sought.at > folded.at) passed = FoldScalar(folded, sought.at, out.data());
  if (folded.at != sought.at || folded.after_boundary != sought.after_boundary) return false;
  return passed == codes - left;
}

}  // namespace niem::text::quick
