#include "text/syllable.h"

#include <algorithm>
#include <string>
#include <vector>

#include "text/syllable_data.h"

namespace niem::text {
namespace {

constexpr size_t kMaxLetters = 7;  // nghiêng

// A number for base and shape, tone left out.
uint64_t LetterCode(char base, Shape shape) {
  switch (shape) {
    case Shape::kNone:
      return uint64_t{1} + static_cast<uint8_t>(base - 'a');
    case Shape::kBreve:
      return 27;
    case Shape::kCircumflex:
      return base == 'a' ? 28 : base == 'e' ? 29 : base == 'o' ? 30 : 63;
    case Shape::kHorn:
      return base == 'o' ? 31 : base == 'u' ? 32 : 63;
    case Shape::kBar:
      return 33;
    case Shape::kForeign:
      break;
  }
  return 63;
}

bool IsVowel(char base) {
  return std::string_view("aeiouy").find(base) != std::string_view::npos;
}

// Open-addressing table from a packed syllable (6 bits a letter) to what its tone may be.
class SyllableTable {
 public:
  struct Entry {
    uint64_t key = 0;
    uint8_t tone_places = 0;  // bit i: letter i may bear the tone
    bool stop = false;        // ends in p t c ch
  };

  void Add(uint64_t key, uint8_t tone_places, bool stop) {
    size_t slot = Hash(key);
    while (entries_[slot].key != 0 && entries_[slot].key != key) slot = (slot + 1) % kSlots;
    entries_[slot].key = key;
    entries_[slot].tone_places |= tone_places;
    entries_[slot].stop = stop;
  }

  const Entry* Find(uint64_t key) const {
    for (size_t slot = Hash(key); entries_[slot].key != 0; slot = (slot + 1) % kSlots) {
      if (entries_[slot].key == key) return &entries_[slot];
    }
    return nullptr;
  }

 private:
  static constexpr size_t kSlots = 16384;  // about 4,000 syllables

  static size_t Hash(uint64_t key) {
    return static_cast<size_t>((key * 0x9E3779B97F4A7C15ULL) >> 50) % kSlots;
  }

  std::vector<Entry> entries_ = std::vector<Entry>(kSlots);
};

std::vector<std::u32string_view> SplitWords(std::u32string_view list) {
  std::vector<std::u32string_view> words;
  while (!list.empty()) {
    const size_t end = std::min(list.find(U' '), list.size());
    if (end > 0) words.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return words;
}

// Which letters of the rime may bear the tone: the last shaped vowel; else before a final consonant
// the last vowel; else the middle of three, the first of two (oa, oe, uy: either), the only one.
uint8_t TonePlaces(const std::vector<Letter>& rime) {
  size_t vowels = 0;
  size_t shaped = kMaxLetters;
  while (vowels < rime.size() && IsVowel(rime[vowels].base)) {
    if (rime[vowels].shape != Shape::kNone) shaped = vowels;
    ++vowels;
  }
  const auto bit = [](size_t place) { return static_cast<uint8_t>(1U << place); };
  if (shaped != kMaxLetters) return bit(shaped);
  if (vowels < rime.size()) return bit(vowels - 1);
  if (vowels == 3) return bit(1);
  if (vowels == 1) return bit(0);
  const bool glide = (rime[0].base == 'o' && (rime[1].base == 'a' || rime[1].base == 'e')) ||
                     (rime[0].base == 'u' && rime[1].base == 'y');
  return glide ? static_cast<uint8_t>(bit(0) | bit(1)) : bit(0);
}

std::vector<Letter> LettersOf(std::u32string_view text) {
  std::vector<Letter> letters;
  for (char32_t code_point : text) letters.push_back(LetterOf(code_point));
  return letters;
}

struct Model {
  SyllableTable exact;
  SyllableTable folded;

  Model() {
    AddAll(kFreeOnsets, kRimes, [](char) { return true; });
    AddAll(kFreeOnsets, kRimesAfterOnset, [](char) { return true; });
    AddAll(kBackOnsets, kRimes, [](char first) { return first != 'e' && first != 'i'; });
    AddAll(U"gi", U"e eo em en ep et ê êm ên", [](char) { return true; });
    const auto front = [](char first) { return first == 'e' || first == 'i'; };
    AddAll(kFrontOnsets, kRimes, front);
    AddAll(kFrontOnsets, kRimesAfterOnset, front);
    AddAll(kOnsetsOfY, U"y", [](char) { return true; });
    AddAll(U"g", kRimesAfterG, [](char) { return true; });
    AddAll(U"qu", kRimesAfterQu, [](char) { return true; });
    for (std::u32string_view rime : SplitWords(kRimes)) Add(U"", rime);
    for (std::u32string_view rime : SplitWords(kRimesWithoutOnset)) Add(U"", rime);
  }

  template <typename Allow>
  void AddAll(std::u32string_view onsets, std::u32string_view rimes, Allow allow) {
    for (std::u32string_view onset : SplitWords(onsets)) {
      for (std::u32string_view rime : SplitWords(rimes)) {
        if (allow(LetterOf(rime[0]).base)) Add(onset, rime);
      }
    }
  }

  void Add(std::u32string_view onset, std::u32string_view rime) {
    const std::vector<Letter> tail = LettersOf(rime);
    std::vector<Letter> word = LettersOf(onset);
    const size_t onset_size = word.size();
    word.insert(word.end(), tail.begin(), tail.end());
    uint64_t exact_key = 0;
    uint64_t folded_key = 0;
    for (const Letter& letter : word) {
      exact_key = exact_key << 6 | LetterCode(letter.base, letter.shape);
      folded_key = folded_key << 6 | LetterCode(letter.base, Shape::kNone);
    }
    const char last = tail.back().base;
    const bool stop = last == 'p' || last == 't' || last == 'c' ||
                      (last == 'h' && tail[tail.size() - 2].base == 'c');
    exact.Add(exact_key, static_cast<uint8_t>(TonePlaces(tail) << onset_size), stop);
    folded.Add(folded_key, 0, stop);
  }
};

const Model& TheModel() {
  static const Model model;
  return model;
}

}  // namespace

bool IsSyllable(std::span<const Letter> word) {
  if (word.empty() || word.size() > kMaxLetters) return false;
  uint64_t key = 0;
  bool marked = false;
  Tone tone = Tone::kNone;
  size_t tone_place = 0;
  for (size_t i = 0; i < word.size(); ++i) {
    if (word[i].base < 'a' || word[i].base > 'z') return false;
    key = key << 6 | LetterCode(word[i].base, word[i].shape);
    marked = marked || word[i].marked();
    if (word[i].tone == Tone::kNone) continue;
    if (tone != Tone::kNone) return false;
    tone = word[i].tone;
    tone_place = i;
  }
  const SyllableTable::Entry* entry =
      marked ? TheModel().exact.Find(key) : TheModel().folded.Find(key);
  if (entry == nullptr || !marked) return entry != nullptr;
  if (entry->stop && tone != Tone::kAcute && tone != Tone::kDot) return false;
  return tone == Tone::kNone || (entry->tone_places >> tone_place & 1U) != 0;
}

bool IsFoldedSyllable(std::string_view folded_word) {
  if (folded_word.empty() || folded_word.size() > kMaxLetters) return false;
  uint64_t key = 0;
  for (char c : folded_word) {
    if (c < 'a' || c > 'z') return false;
    key = key << 6 | LetterCode(c, Shape::kNone);
  }
  return TheModel().folded.Find(key) != nullptr;
}

}  // namespace niem::text
