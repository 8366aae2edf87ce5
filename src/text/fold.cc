#include "text/fold.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "text/fold_table.h"
#include "text/letters.h"
#include "text/utf8.h"

namespace niem::text {
namespace {

// ReadUtf8, with a short way for the letters that Vietnamese is written in: U+00C0..U+01FF and
// those from U+1000 on.
inline CodePoint ReadVietnamese(std::string_view text, size_t at) {
  if (text.size() - at < 3) return ReadUtf8(text, at);
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[at + i]); };
  const uint8_t lead = byte(0);
  const bool second = (byte(1) & 0xC0U) == 0x80U;
  if (lead >= 0xC3 && lead <= 0xC7 && second) {
    return {(lead & 0x1FU) << 6 | (byte(1) & 0x3FU), 2, true};
  }
  if (lead == 0xE1 && second && (byte(2) & 0xC0U) == 0x80U) {
    return {0x1000U | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU), 3, true};
  }
  return ReadUtf8(text, at);
}

// A run of separators becomes one character when the next letter comes, so the text neither starts
// nor ends with one. A folded text is never longer than its source. All state is in locals: stores
// through char pointers would make the compiler reload members on every byte.
template <bool kWithOrigin>
Folded FoldTo(std::string_view source) {
  const FoldTable& table = FoldTable::Get();
  const auto& ascii = table.ascii();
  Folded out;
  out.text.resize(source.size());
  if constexpr (kWithOrigin) out.origin.resize(source.size() + 1);
  char* const text = out.text.data();
  uint32_t* const origin = out.origin.data();
  size_t size = 0;
  char pending = 0;
  size_t pending_at = 0;
  const auto put = [&](char c, size_t at) {
    text[size] = c;
    if constexpr (kWithOrigin) origin[size] = static_cast<uint32_t>(at);
    ++size;
  };
  const auto put_letter = [&](uint8_t letter, size_t at) {
    if (pending != 0) {
      if (size != 0) put(pending, pending_at);
      pending = 0;
    }
    put(static_cast<char>(letter), at);
  };
  const auto separate = [&](char by, size_t at) {
    if (pending == 0) {
      pending_at = at;
      pending = by;
    } else if (by == '\n') {
      pending = by;
    }
  };
  for (size_t at = 0; at < source.size();) {
    const auto byte = static_cast<uint8_t>(source[at]);
    const CodePoint read = byte < 0x80 ? CodePoint{byte, 1, true} : ReadVietnamese(source, at);
    const uint8_t fold = byte < 0x80 ? ascii[byte] : table.Of(read.value);
    if (fold > kFoldLine && fold < kFoldLong) {
      put_letter(fold, at);
    } else if (fold >= kFoldLong) {
      for (char letter : table.Long(fold)) put_letter(static_cast<uint8_t>(letter), at);
    } else if (fold != kFoldDrop) {
      separate(fold == kFoldLine ? '\n' : ' ', at);
    }
    at += read.size;
  }
  out.text.resize(size);
  if constexpr (kWithOrigin) {
    out.origin.resize(size + 1);
    out.origin[size] = static_cast<uint32_t>(source.size());
  }
  return out;
}

// Letters that OCR takes for each other, one representative for each group.
constexpr std::array<char, 128> kSkeleton = [] {
  std::array<char, 128> map{};
  for (size_t c = 0; c < map.size(); ++c) map[c] = static_cast<char>(c);
  constexpr std::string_view kGroups[] = {"uwvy", "o0q96", "i1ljtf", "dpb8", "s5", "z2", "ce"};
  for (std::string_view group : kGroups) {
    for (char c : group) map[static_cast<uint8_t>(c)] = group[0];
  }
  return map;
}();

bool ThinStroke(char c) {
  return c == 'i' || c == 'l' || c == '1' || c == 'j';
}

char SkeletonOf(std::string_view text, size_t at) {
  const auto c = static_cast<uint8_t>(text[at]);
  return c < 128 ? kSkeleton[c] : ' ';
}

// Whether a word as written may stand for the wanted one; both have the same base letters.
// A syllable without a tone may have lost it; one with its tone has been typed with care, so its
// shapes count too. A bare d for đ is what OCR and old fonts leave.
bool WordAgrees(std::span<const Letter> original, std::span<const Letter> wanted) {
  Tone original_tone = Tone::kNone;
  Tone wanted_tone = Tone::kNone;
  bool shape_lost = false;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const Letter& want = wanted[i];
    const Letter& have = original[i];
    if (have.shape != want.shape) {
      if (have.shape != Shape::kNone) return false;
      shape_lost = shape_lost || want.shape != Shape::kBar;
    }
    if (want.tone != Tone::kNone) wanted_tone = want.tone;
    if (have.tone == Tone::kNone) continue;
    if (original_tone != Tone::kNone && original_tone != have.tone) return false;
    original_tone = have.tone;
  }
  return original_tone == Tone::kNone || (original_tone == wanted_tone && !shape_lost);
}

// The letters of a text, word after word.
struct Spelling {
  std::vector<Letter> letters;
  std::vector<size_t> word_ends;

  void Read(std::string_view utf8) {
    letters.clear();
    word_ends.clear();
    ForEachWord(utf8, [&](std::span<const Letter> word) {
      letters.insert(letters.end(), word.begin(), word.end());
      word_ends.push_back(letters.size());
    });
  }
};

}  // namespace

Folded Fold(std::string_view utf8) {
  return FoldTo<true>(utf8);
}

std::string FoldText(std::string_view utf8) {
  return FoldTo<false>(utf8).text;
}

Folded Skeleton(std::string_view folded) {
  Folded out;
  out.text.reserve(folded.size());
  out.origin.reserve(folded.size() + 1);
  for (size_t at = 0; at < folded.size();) {
    char c = SkeletonOf(folded, at);
    size_t width = 1;
    if (at + 1 < folded.size()) {
      const char next = folded[at + 1];
      if (c == 'r' && next == 'n') c = 'm', width = 2;
      if (ThinStroke(folded[at]) && ThinStroke(next)) c = 'u', width = 2;
    }
    const bool doubled = !out.text.empty() && out.text.back() == c;
    if (!doubled) {
      out.text.push_back(c);
      out.origin.push_back(static_cast<uint32_t>(at));
    }
    at += width;
  }
  out.origin.push_back(static_cast<uint32_t>(folded.size()));
  return out;
}

std::string JoinSpacedLetters(std::string_view folded_line) {
  std::string joined;
  size_t singles = 0;
  for (size_t at = 0; at < folded_line.size();) {
    const size_t end = std::min(folded_line.find_first_of(" \n", at), folded_line.size());
    if (end - at > 2) return {};
    if (end - at == 1) ++singles;
    joined.append(folded_line.substr(at, end - at));
    at = end + 1;
  }
  return singles >= 3 ? joined : std::string();
}

bool DiacriticsAgree(std::string_view original, std::string_view wanted) {
  thread_local Spelling have, want;
  have.Read(original);
  want.Read(wanted);
  if (have.letters.size() != want.letters.size()) return false;
  const bool same_bases = std::equal(have.letters.begin(), have.letters.end(), want.letters.begin(),
                                     [](auto& a, auto& b) { return a.base == b.base; });
  if (!same_bases) return false;
  size_t at = 0;
  for (const size_t end : want.word_ends) {
    if (!WordAgrees(std::span(have.letters).subspan(at, end - at),
                    std::span(want.letters).subspan(at, end - at)))
      return false;
    at = end;
  }
  return true;
}

}  // namespace niem::text
