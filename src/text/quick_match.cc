#include "text/quick_match.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "text/quick_fold.h"

namespace niem::text::quick {
namespace {

constexpr size_t kWidths[] = {8, 6, 4};  // of anchors; every phrase is long enough for the last

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

uint64_t Load8(const uint8_t* codes) {
  uint64_t eight;
  std::memcpy(&eight, codes, sizeof eight);
  return eight;
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
  set.FileAnchors();
  set.FillPrefixes();
  return set;
}

void PhraseSet::FileAnchors() {
  std::vector<bool> filed(phrases_.size());
  for (size_t width : kWidths) {
    std::vector<uint32_t> mine;
    for (uint32_t i = 0; i < phrases_.size(); ++i) {
      const size_t anchor = filed[i] ? 0 : ChooseAnchor(phrases_[i].codes, width);
      if (anchor == 0) continue;
      phrases_[i].anchor = anchor;
      filed[i] = true;
      mine.push_back(i);
    }
    if (!mine.empty()) anchors_.emplace_back().Build(phrases_, mine, width);
  }
}

// Anchors side by side in the order of the alphabet share a bucket, so that a bucket allows few
// first codes. All buckets get as many anchors.
void PhraseSet::FillPrefixes() {
  using Prefix = std::array<uint8_t, Prefixes::kCodes>;
  std::vector<Prefix> anchors;
  for (const Phrase& phrase : phrases_) {
    Prefix prefix;
    std::copy_n(&phrase.codes[phrase.anchor], prefix.size(), prefix.begin());
    anchors.push_back(prefix);
  }
  std::sort(anchors.begin(), anchors.end());
  anchors.erase(std::unique(anchors.begin(), anchors.end()), anchors.end());
  for (size_t i = 0; i < anchors.size(); ++i) {
    const auto bucket = static_cast<uint8_t>(1 << (i * 8 / anchors.size()));
    for (size_t j = 0; j < Prefixes::kCodes; ++j) {
      for (size_t half : {0, 16}) {
        prefixes_.low[j][half + (anchors[i][j] & 15)] |= bucket;
        prefixes_.high[j][half + (anchors[i][j] >> 4)] |= bucket;
      }
    }
  }
  for (size_t j = 0; j < Prefixes::kCodes; ++j) {
    for (size_t code = 0; code < 64; ++code) {
      prefixes_.table[j][code] = prefixes_.low[j][code & 15] & prefixes_.high[j][code >> 4];
    }
  }
}

size_t PhraseSet::Anchors::SlotOf(uint64_t key) const {
  size_t slot = static_cast<size_t>(Hash(key) >> 20) & (slots_.size() - 1);
  while (slots_[slot].first != 0 && slots_[slot].key != key)
    slot = (slot + 1) & (slots_.size() - 1);
  return slot;
}

void PhraseSet::Anchors::Build(std::vector<Phrase>& phrases, std::span<const uint32_t> mine,
                               size_t width) {
  // The first code in memory is the lowest byte on every CPU that Niêm runs on.
  mask_ = width == 8 ? ~uint64_t{0} : (uint64_t{1} << (8 * width)) - 1;
  bitmap_.assign(size_t{1} << (kBitmapBits - 6), 0);
  slots_.assign(std::bit_ceil(mine.size() * 4), Slot{});
  // Backwards, so that phrases of one anchor are reported in the order they were given.
  for (size_t i = mine.size(); i-- > 0;) {
    Phrase& phrase = phrases[mine[i]];
    std::array<uint8_t, 8> codes{};
    std::copy_n(&phrase.codes[phrase.anchor], width, codes.begin());
    const uint64_t key = Load8(codes.data());
    const uint64_t hash = Hash(key);
    bitmap_[hash >> (64 - kBitmapBits + 6)] |= uint64_t{1} << (hash >> (64 - kBitmapBits) & 63);
    const size_t slot = SlotOf(key);
    phrase.next = slots_[slot].first;
    slots_[slot] = {key, mine[i] + 1};
  }
}

uint32_t PhraseSet::Anchors::First(uint64_t codes) const {
  return slots_[SlotOf(codes & mask_)].first;
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

// The places of the bits of `masks` in [from, to). Writing some more than there are and stepping on
// by their number costs less than a loop whose length cannot be predicted.
void PhraseSet::ListWords(const uint64_t* masks, size_t from, size_t to, Scratch& scratch) const {
  constexpr size_t kAtOnce = 4;
  if (scratch.words.size() < to - from + 64) scratch.words.resize(to - from + 64);
  uint32_t* begin = scratch.words.data();
  uint32_t* out = begin;
  for (size_t base = from & ~size_t{63}; base < to; base += 64) {
    uint64_t words = masks[base / 64];
    if (base < from) words &= ~uint64_t{0} << (from - base);
    if (to - base < 64) words &= (uint64_t{1} << (to - base)) - 1;
    const auto count = static_cast<size_t>(std::popcount(words));
    for (size_t i = 0; i < count; i += kAtOnce) {
      for (size_t j = 0; j < kAtOnce; ++j) {
        out[i + j] = static_cast<uint32_t>(base + static_cast<size_t>(std::countr_zero(words)));
        words &= words - 1;
      }
    }
    out += count;
  }
  scratch.count = static_cast<size_t>(out - begin);
}

// Leaves the words that may be an anchor.
void PhraseSet::Sift(const uint8_t* codes, Scratch& scratch) const {
  uint32_t* out = scratch.words.data();
  for (const uint32_t word : std::span(scratch.words.data(), scratch.count)) {
    const uint64_t key = Load8(codes + word);
    bool maybe = false;
    for (const Anchors& anchors : anchors_) maybe |= anchors.Maybe(key);
    *out = word;
    out += maybe;
  }
  scratch.count = static_cast<size_t>(out - scratch.words.data());
}

void PhraseSet::Find(const uint8_t* codes, const uint64_t* masks, size_t from, size_t to,
                     Scratch& scratch, std::vector<Place>& places, size_t max_places) const {
  ListWords(masks, from, to, scratch);
  Sift(codes, scratch);
  for (const uint32_t word : std::span(scratch.words.data(), scratch.count)) {
    const uint64_t key = Load8(codes + word);
    for (const Anchors& anchors : anchors_)
      Verify(codes, word, anchors.First(key), places, max_places);
    if (places.size() >= max_places) return;
  }
}

}  // namespace niem::text::quick
