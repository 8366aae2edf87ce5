#include "text/quick_match.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "text/quick_fold.h"

namespace niem::text::quick {
namespace {

constexpr size_t kLongAnchor = 8;
constexpr size_t kShortAnchor = 4;

// Shares of the codes in running folded Vietnamese, in 1/1000; only their order of size matters.
constexpr uint8_t kShare[37] = {230, 66, 10, 32, 14, 19, 1,  32, 65, 62, 1, 8, 24,
                                22,  98, 40, 10, 3,  14, 10, 60, 36, 15, 1, 4, 10,
                                1,   3,  4,  4,  2,  2,  2,  2,  2,  2,  3};

// Greater = rarer: how surprising the codes are, were they independent of each other.
double Surprise(const uint8_t* codes, size_t width) {
  double product = 1;
  for (size_t i = 0; i < width; ++i) product *= 1000.0 / kShare[codes[i]];
  return product;
}

uint64_t Load(const uint8_t* codes, size_t width) {
  uint64_t key = 0;
  std::memcpy(&key, codes, width);
  return key;
}

// The first code of the rarest anchor of this width, or 0 when the phrase is too short for one.
size_t ChooseAnchor(const std::vector<uint8_t>& codes, size_t width) {
  size_t best = 0;
  double best_surprise = 0;
  for (size_t i = 1; i + width <= codes.size(); ++i) {
    if (codes[i - 1] != kBoundary) continue;
    double surprise = Surprise(&codes[i], width);
    if (surprise > best_surprise) {
      best = i;
      best_surprise = surprise;
    }
  }
  return best;
}

Error BadPhrase(const std::string& phrase) {
  return Error(ErrorCode::kInvalidArgument,
               {"cụm từ không hợp lệ cho bộ quét nhanh: \"" + phrase + "\"",
                "not a phrase for the quick scanner: \"" + phrase + "\""});
}

}  // namespace

Result<PhraseSet> PhraseSet::Create(std::span<const std::string> phrases) {
  PhraseSet set;
  for (const std::string& text : phrases) {
    Phrase phrase;
    size_t letters = 0;
    phrase.codes.push_back(kBoundary);
    for (char c : text) {
      uint8_t code = CodeOfFolded(c);
      if (code == 255 || (code == kBoundary && phrase.codes.back() == kBoundary))
        return BadPhrase(text);
      phrase.codes.push_back(code);
      letters += code != kBoundary;
    }
    if (letters < 3 || phrase.codes.back() == kBoundary) return BadPhrase(text);
    phrase.codes.push_back(kBoundary);
    set.longest_ = std::max(set.longest_, phrase.codes.size());
    set.phrases_.push_back(std::move(phrase));
  }
  set.long_.Build(set.phrases_, kLongAnchor);
  set.short_.Build(set.phrases_, kShortAnchor);
  return set;
}

void PhraseSet::Anchors::Build(std::vector<Phrase>& phrases, size_t width) {
  std::vector<uint32_t> mine;
  for (size_t i = 0; i < phrases.size(); ++i) {
    bool fits_long = ChooseAnchor(phrases[i].codes, kLongAnchor) != 0;
    if (fits_long != (width == kLongAnchor)) continue;
    phrases[i].anchor = ChooseAnchor(phrases[i].codes, width);
    mine.push_back(static_cast<uint32_t>(i));
  }
  if (mine.empty()) return;
  bitmap_.assign(size_t{1} << (kBitmapBits - 6), 0);
  slots_.assign(std::bit_ceil(mine.size() * 4), Slot{});
  // Backwards, so that phrases of one anchor are reported in the order they were given.
  for (auto it = mine.rbegin(); it != mine.rend(); ++it) {
    Phrase& phrase = phrases[*it];
    uint64_t key = Load(&phrase.codes[phrase.anchor], width);
    uint64_t hash = Hash(key);
    bitmap_[hash >> (64 - kBitmapBits + 6)] |= uint64_t{1} << (hash >> (64 - kBitmapBits) & 63);
    size_t slot = static_cast<size_t>(hash >> 20) & (slots_.size() - 1);
    while (slots_[slot].first != 0 && slots_[slot].key != key)
      slot = (slot + 1) & (slots_.size() - 1);
    phrase.next = slots_[slot].first;
    slots_[slot] = {key, *it + 1};
  }
}

uint32_t PhraseSet::Anchors::First(uint64_t key) const {
  size_t slot = static_cast<size_t>(Hash(key) >> 20) & (slots_.size() - 1);
  while (slots_[slot].first != 0 && slots_[slot].key != key)
    slot = (slot + 1) & (slots_.size() - 1);
  return slots_[slot].first;
}

void PhraseSet::Verify(const uint8_t* codes, size_t at, uint32_t first, std::vector<Place>& places,
                       size_t max_places) const {
  for (uint32_t next = first; next != 0 && places.size() < max_places;
       next = phrases_[next - 1].next) {
    const Phrase& phrase = phrases_[next - 1];
    if (at < phrase.anchor) continue;  // the text before is shorter than the phrase's
    size_t begin = at - phrase.anchor;
    if (std::memcmp(codes + begin, phrase.codes.data(), phrase.codes.size()) == 0) {
      places.push_back({next - 1, begin + 1});
    }
  }
}

void PhraseSet::Find(const uint8_t* codes, const uint64_t* masks, size_t from, size_t to,
                     std::vector<Place>& places, size_t max_places) const {
  const bool any_long = !long_.empty();
  const bool any_short = !short_.empty();
  for (size_t group = from / 64; group * 64 < to && places.size() < max_places; ++group) {
    // A word begins behind a boundary. The group before's last bit is carried in.
    uint64_t carry = group == 0 ? 0 : masks[group - 1] >> 63;
    uint64_t words = (masks[group] << 1 | carry) & ~masks[group];
    size_t base = group * 64;
    if (base < from) words &= ~uint64_t{0} << (from - base);
    if (to - base < 64) words &= (uint64_t{1} << (to - base)) - 1;

    // Branch-free collection first: whether a word passes is not predictable, how many do is.
    uint8_t maybe[64];
    size_t count = 0;
    for (; words != 0; words &= words - 1) {
      size_t bit = static_cast<size_t>(std::countr_zero(words));
      const uint8_t* word = codes + base + bit;
      maybe[count] = static_cast<uint8_t>(bit);
      bool pass = any_long && long_.Maybe(Load(word, kLongAnchor));
      if (any_short) pass |= short_.Maybe(Load(word, kShortAnchor));
      count += pass;
    }
    for (size_t i = 0; i < count; ++i) {
      size_t at = base + maybe[i];
      if (any_long)
        Verify(codes, at, long_.First(Load(codes + at, kLongAnchor)), places, max_places);
      if (any_short)
        Verify(codes, at, short_.First(Load(codes + at, kShortAnchor)), places, max_places);
    }
  }
}

}  // namespace niem::text::quick
