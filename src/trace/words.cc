#include "trace/words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "text/fold.h"

namespace niem::trace {
namespace {

// A longer paragraph that begins so says something of its own.
constexpr std::string_view kCitation = "can cu ";
constexpr std::ptrdiff_t kCitationSpaces = 44;
constexpr size_t kMaxPages = 1 << 20;

// The groups of letters that OCR of print takes for each other, numbered from 1.
constexpr std::array<uint8_t, 128> kLetter = [] {
  constexpr std::string_view kGroups[] = {"uwvy", "o0q96", "i1ljtf", "dpb8", "s5", "z2",
                                          "ce",   "a",     "g",      "h",    "k",  "m",
                                          "n",    "r",     "x",      "3",    "4",  "7"};
  std::array<uint8_t, 128> map{};
  uint8_t number = 1;
  for (const std::string_view group : kGroups) {
    for (const char c : group) map[static_cast<uint8_t>(c)] = number;
    ++number;
  }
  return map;
}();

uint8_t LetterOf(char c) {
  return kLetter[static_cast<uint8_t>(c) & 0x7FU];
}

bool Thin(char c) {
  return c == 'i' || c == 'l' || c == '1' || c == 'j';
}

// "rn" is read for m and the other way round, "ii" for u.
uint8_t First(std::string_view word) {
  if (word.size() > 1 && word[0] == 'r' && word[1] == 'n') return LetterOf('m');
  if (word.size() > 1 && Thin(word[0]) && Thin(word[1])) return LetterOf('u');
  return LetterOf(word[0]);
}

uint8_t Last(std::string_view word) {
  const size_t size = word.size();
  if (size > 1 && word[size - 2] == 'r' && word[size - 1] == 'n') return LetterOf('m');
  if (size > 1 && Thin(word[size - 2]) && Thin(word[size - 1])) return LetterOf('u');
  return LetterOf(word[size - 1]);
}

}  // namespace

uint32_t Words::PageOf(uint32_t word) const {
  return static_cast<uint32_t>(std::upper_bound(pages.begin(), pages.end(), word) - pages.begin());
}

void WordReader::Add(std::string_view utf8) {
  const std::string folded = text::FoldText(utf8);
  const std::string_view text = folded;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    AddLine(text.substr(at, end - at));
    at = end + 1;
  }
}

void WordReader::AddLine(std::string_view folded) {
  if (folded.starts_with(kCitation) &&
      std::count(folded.begin(), folded.end(), ' ') <= kCitationSpaces) {
    return;
  }
  for (size_t at = 0; at < folded.size();) {
    const size_t end = std::min(folded.find(' ', at), folded.size());
    if (out_.words.size() >= limit_) {
      truncated_ = true;
      return;
    }
    const std::string_view word = folded.substr(at, end - at);
    out_.words.push_back(static_cast<Word>(First(word) << 5U | Last(word)));
    at = end + 1;
  }
}

void WordReader::SetPage(uint32_t page) {
  if (page > kMaxPages) return;
  while (out_.pages.size() < page) out_.pages.push_back(static_cast<uint32_t>(out_.words.size()));
}

Words WordReader::Take() {
  truncated_ = false;
  return std::exchange(out_, {});
}

}  // namespace niem::trace
