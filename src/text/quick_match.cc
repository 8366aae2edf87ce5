#include "text/quick_match.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "text/quick_fold.h"

namespace niem::text::quick {
namespace {

constexpr size_t kWidths[] = {8, 6, 4};  // of anchors; every phrase is long enough for the last

// Shares of the codes in running folded Vietnamese, in 1/1000; only their order of size matters.
constexpr uint8_t kShare[37] = {230, 66, 10, 32, 14, 19, 1,  32, 65, 62, 1, 8, 24,
                                22,  98, 40, 10, 3,  14, 10, 60, 36, 15, 1, 4, 10,
                                1,   3,  4,  4,  2,  2,  2,  2,  2,  2,  3};

// Greater = rarer: how surprising the codes are, were they independent of each other.
double Surprise(std::span<const uint8_t> codes) {
  double sum = 0;
  for (const uint8_t code : codes) sum += std::log(1000.0 / kShare[code]);
  return sum;
}

uint64_t Load8(const uint8_t* codes) {
  uint64_t eight;
  std::memcpy(&eight, codes, sizeof eight);
  return eight;
}

// The places in a phrase where an anchor of this width can stand.
std::vector<size_t> AnchorPlaces(std::span<const uint8_t> codes, size_t width) {
  std::vector<size_t> places;
  for (size_t i = 1; i + width <= codes.size(); ++i) {
    if (codes[i - 1] == kBoundary) places.push_back(i);
  }
  return places;
}

// Sums of kShare over the codes that a bucket lets through at one place, eight of them at a time.
class Shares {
 public:
  Shares() {
    for (size_t high = 0; high < sums_.size(); ++high) {
      for (size_t half = 0; half < 2; ++half) {
        for (size_t set = 0; set < 256; ++set) {
          uint32_t& sum = sums_[high][half][set];
          for (size_t bit = 0; bit < 8; ++bit) {
            const size_t code = high * 16 + half * 8 + bit;
            if ((set >> bit & 1) != 0 && code < std::size(kShare)) sum += kShare[code];
          }
        }
      }
    }
  }

  uint32_t Of(uint16_t low, uint16_t high) const {
    uint32_t sum = 0;
    for (size_t i = 0; i < sums_.size(); ++i) {
      if ((high >> i & 1) != 0) sum += sums_[i][0][low & 0xFF] + sums_[i][1][low >> 8];
    }
    return sum;
  }

 private:
  std::array<std::array<std::array<uint32_t, 256>, 2>, 3> sums_{};  // by high nibble, half, set
};

// A bucket of anchors: which codes it lets through at each place, by nibbles.
struct Bucket {
  std::array<uint16_t, Prefixes::kCodes> low{};
  std::array<uint16_t, Prefixes::kCodes> high{};

  void Add(const Bucket& other) {
    for (size_t j = 0; j < low.size(); ++j) {
      low[j] |= other.low[j];
      high[j] |= other.high[j];
    }
  }

  // The share of running words that it lets through, were their codes independent.
  double Share() const {
    static const Shares shares;
    double share = 1;
    for (size_t j = 0; j < low.size(); ++j) share *= shares.Of(low[j], high[j]) / 1000.0;
    return share;
  }
};

// Merges buckets two by two, each time those that together let the fewest words more through. Of
// very many, neighbours in the list are merged unseen first, so that the search stays short.
void MergeInto(std::vector<Bucket>& buckets, size_t wanted) {
  constexpr size_t kSearched = 64;
  if (buckets.size() > kSearched) {
    std::vector<Bucket> fewer(kSearched);
    for (size_t i = 0; i < buckets.size(); ++i) {
      fewer[i * kSearched / buckets.size()].Add(buckets[i]);
    }
    buckets = std::move(fewer);
  }
  // costs[i][j], i < j: the share that merging the two lets through more.
  std::vector<std::vector<double>> costs(buckets.size(), std::vector<double>(buckets.size()));
  std::vector<double> shares;
  shares.reserve(buckets.size());
  for (const Bucket& bucket : buckets) shares.push_back(bucket.Share());
  const auto weigh = [&](size_t i, size_t j) {
    Bucket both = buckets[i];
    both.Add(buckets[j]);
    costs[i][j] = both.Share() - shares[i] - shares[j];
  };
  for (size_t j = 1; j < buckets.size(); ++j) {
    for (size_t i = 0; i < j; ++i) weigh(i, j);
  }
  while (buckets.size() > wanted) {
    size_t best_i = 0;
    size_t best_j = 1;
    for (size_t i = 0; i < buckets.size(); ++i) {
      for (size_t j = i + 1; j < buckets.size(); ++j) {
        if (costs[i][j] < costs[best_i][best_j]) best_i = i, best_j = j;
      }
    }
    const auto gone = static_cast<std::ptrdiff_t>(best_j);
    buckets[best_i].Add(buckets[best_j]);
    buckets.erase(buckets.begin() + gone);
    shares[best_i] = buckets[best_i].Share();
    shares.erase(shares.begin() + gone);
    costs.erase(costs.begin() + gone);
    for (std::vector<double>& row : costs) row.erase(row.begin() + gone);
    for (size_t i = 0; i < best_i; ++i) weigh(i, best_i);
    for (size_t j = best_i + 1; j < buckets.size(); ++j) weigh(best_i, j);
  }
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

// Few anchors are better than rare ones: each phrase takes the one that most others could take too.
void PhraseSet::ChooseAnchors(std::span<const uint32_t> mine, size_t width) {
  const auto anchor_at = [&](uint32_t i, size_t place) {
    return std::span<const uint8_t>(phrases_[i].codes).subspan(place, width);
  };
  std::map<std::vector<uint8_t>, double> worth;
  for (const uint32_t i : mine) {
    for (const size_t place : AnchorPlaces(phrases_[i].codes, width)) {
      const auto codes = anchor_at(i, place);
      worth[{codes.begin(), codes.end()}] += Surprise(codes);
    }
  }
  for (const uint32_t i : mine) {
    double best = 0;
    for (const size_t place : AnchorPlaces(phrases_[i].codes, width)) {
      const auto codes = anchor_at(i, place);
      const double it = worth[{codes.begin(), codes.end()}];
      if (it <= best) continue;
      best = it;
      phrases_[i].anchor = place;
    }
  }
}

void PhraseSet::FileAnchors() {
  std::vector<bool> filed(phrases_.size());
  for (const size_t width : kWidths) {
    std::vector<uint32_t> mine;
    for (uint32_t i = 0; i < phrases_.size(); ++i) {
      if (filed[i] || AnchorPlaces(phrases_[i].codes, width).empty()) continue;
      filed[i] = true;
      phrases_[i].width = width;
      mine.push_back(i);
    }
    if (mine.empty()) continue;
    ChooseAnchors(mine, width);
    anchors_.emplace_back().Build(phrases_, mine, width);
  }
}

void PhraseSet::FillPrefixes() {
  // Codes that an anchor is too short for may be any.
  constexpr uint8_t kAny = 255;
  std::set<std::array<uint8_t, Prefixes::kCodes>> anchors;
  for (const Phrase& phrase : phrases_) {
    std::array<uint8_t, Prefixes::kCodes> anchor;
    anchor.fill(kAny);
    std::copy_n(&phrase.codes[phrase.anchor], std::min(phrase.width, anchor.size()),
                anchor.begin());
    anchors.insert(anchor);
  }
  std::vector<Bucket> buckets;
  for (const auto& anchor : anchors) {
    Bucket& bucket = buckets.emplace_back();
    for (size_t j = 0; j < anchor.size(); ++j) {
      const bool any = anchor[j] == kAny;
      bucket.low[j] = any ? 0xFFFF : static_cast<uint16_t>(1 << (anchor[j] & 15));
      bucket.high[j] = any ? 0xFFFF : static_cast<uint16_t>(1 << (anchor[j] >> 4));
    }
  }
  MergeInto(buckets, 8);
  for (size_t k = 0; k < buckets.size(); ++k) {
    for (size_t j = 0; j < Prefixes::kCodes; ++j) {
      const auto bit = static_cast<uint8_t>(1 << k);
      for (size_t i = 0; i < 32; ++i) {
        if (buckets[k].low[j] >> (i % 16) & 1) prefixes_.low[j][i] |= bit;
        if (buckets[k].high[j] >> (i % 16) & 1) prefixes_.high[j][i] |= bit;
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

// Keeps the words that may be an anchor, returns how many.
size_t PhraseSet::Sift(const uint8_t* codes, std::span<uint32_t> words) const {
  const Anchors* const begin = anchors_.data();
  const Anchors* const end = begin + anchors_.size();
  uint32_t* out = words.data();
  for (const uint32_t word : words) {
    const uint64_t key = Load8(codes + word);
    bool maybe = false;
    for (const Anchors* anchors = begin; anchors != end; ++anchors) maybe |= anchors->Maybe(key);
    *out = word;
    out += maybe;
  }
  return static_cast<size_t>(out - words.data());
}

void PhraseSet::Find(const uint8_t* codes, std::span<uint32_t> words, std::vector<Place>& places,
                     size_t max_places) const {
  words = words.first(Sift(codes, words));
  for (const uint32_t word : words) {
    const uint64_t key = Load8(codes + word);
    for (const Anchors& anchors : anchors_) {
      if (!anchors.Maybe(key)) continue;
      Verify(codes, word, anchors.First(key), places, max_places);
    }
    if (places.size() >= max_places) return;
  }
}

}  // namespace niem::text::quick
