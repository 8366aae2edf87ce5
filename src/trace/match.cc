#include "trace/match.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace niem::trace {
namespace {

// A print in more places than this is common: of those the first are looked at.
constexpr size_t kTooCommon = 64;
constexpr size_t kOfCommon = 16;
constexpr uint32_t kIsCommon = 1U << 31U;

// Links of a chain: words from one hit to the next, and how far text and document may drift apart
// between them.
constexpr uint32_t kReach = 48;
constexpr uint32_t kDrift = 3;
constexpr size_t kLookBack = 48;
static_assert(kReach < kGap, "no chain leads from one document to the next");

// Garbled words between two hits of a chain count as copied.
constexpr uint32_t kBridged = 16;

constexpr uint32_t kChainHits = 4;      // a shorter chain counts for nothing
constexpr uint32_t kExcerptHits = 12;   // one chain of so many hits
constexpr uint32_t kExcerptWords = 42;  // over so many words is a copy
constexpr uint32_t kShortHits = 9;      // so are these of a document too short for that
constexpr double kShortShare = 0.55;    // where they are this share of it

// A long text is searched in pieces, which overlap so that no excerpt is cut.
constexpr size_t kPieceWords = 1U << 16U;
constexpr size_t kOverlap = 512;
constexpr size_t kMostHits = 1U << 22U;

uint32_t WordOf(uint64_t hit) {
  return static_cast<uint32_t>(hit) & ~kIsCommon;
}

uint32_t Apart(uint32_t a, uint32_t b) {
  return a > b ? a - b : b - a;
}

}  // namespace

Result<Finder> Finder::Create(const Table& table, const TraceKey& key) {
  TRY_ASSIGN(Printer printer, Printer::Create(key));
  return Finder(table, key, std::move(printer));
}

// For every hit, the longest chain that ends in it.
void Finder::Join() {
  chains_.assign(hits_.size(), Chain{});
  for (uint32_t i = 0; i < hits_.size(); ++i) {
    Chain& chain = chains_[i];
    chain.before = i;
    const auto position = static_cast<uint32_t>(hits_[i] >> 32U);
    const uint32_t word = WordOf(hits_[i]);
    const uint32_t rare = (hits_[i] & kIsCommon) == 0 ? 1 : 0;
    chain.rare = rare;
    for (uint32_t back = 1; back <= std::min<size_t>(i, kLookBack); ++back) {
      const uint64_t other = hits_[i - back];
      const uint32_t step = position - static_cast<uint32_t>(other >> 32U);
      if (step > kReach) break;
      const uint32_t text_step = word - WordOf(other);
      if (step == 0 || text_step == 0 || text_step > 2 * kReach) continue;
      if (Apart(step, text_step) > kDrift + std::min(step, text_step) / 4) continue;
      const Chain& longer = chains_[i - back];
      if (longer.hits < chain.hits) continue;
      chain.hits = longer.hits + 1;
      chain.rare = longer.rare + rare;
      chain.words = longer.words + std::min(step, static_cast<uint32_t>(kWordsInPrint));
      chain.before = i - back;
    }
    if (chain.before != i) chains_[chain.before].goes_on = true;
  }
}

// Counts the chain that ends in hit `last`.
void Finder::Gather(uint32_t last, uint32_t offset, Found& found) const {
  const Registered* document = table_->At(static_cast<uint32_t>(hits_[last] >> 32U));
  if (document == nullptr) return;
  Gathered& sum = found[document];
  if (chains_[last].rare > sum.best_rare) {
    sum.best_rare = chains_[last].rare;
    sum.best_words = chains_[last].words;
  }
  for (uint32_t at = last;; at = chains_[at].before) {
    sum.places.push_back(static_cast<uint32_t>(hits_[at] >> 32U) - document->first);
    sum.text_places.push_back(offset + WordOf(hits_[at]));
    if (chains_[at].before == at) break;
  }
}

Status Finder::Search(std::span<const Word> words, uint32_t offset, Found& found) {
  TRY(printer_.PrintsOf(words, 1, prints_));
  hits_.clear();
  for (size_t i = 0; i < prints_.size() && hits_.size() < kMostHits; ++i) {
    const std::span<const Entry> entries = table_->Find(prints_[i]);
    const bool common = entries.size() > kTooCommon;
    for (const Entry entry : common ? entries.first(kOfCommon) : entries)
      hits_.push_back(uint64_t{PositionOf(entry)} << 32U | (common ? kIsCommon : 0) | i);
  }
  if (hits_.size() < kChainHits) return Ok();
  std::sort(hits_.begin(), hits_.end());
  Join();
  for (uint32_t i = 0; i < hits_.size(); ++i) {
    if (chains_[i].hits >= kChainHits && !chains_[i].goes_on) Gather(i, offset, found);
  }
  return Ok();
}

namespace {

void SortUnique(std::vector<uint32_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

// Words in chains whose hits begin at these places: gaps within a chain's reach belong to it.
uint32_t WordsCovered(const std::vector<uint32_t>& places) {
  uint32_t words = 0;
  for (size_t i = 0; i < places.size(); ++i) {
    const uint32_t step = i + 1 < places.size() ? places[i + 1] - places[i] : kReach + 1;
    words += step <= kBridged ? step : static_cast<uint32_t>(kWordsInPrint);
  }
  return words;
}

}  // namespace

Result<std::vector<Copy>> Finder::FindText(const Words& text) {
  Found found;
  const std::span<const Word> words = text.words;
  for (size_t at = 0; at < words.size(); at += kPieceWords - kOverlap) {
    TRY(Search(words.subspan(at, std::min(kPieceWords, words.size() - at)),
               static_cast<uint32_t>(at), found));
    if (words.size() - at <= kPieceWords) break;
  }
  std::vector<Copy> copies;
  for (auto& [document, sum] : found) {
    SortUnique(sum.places);
    SortUnique(sum.text_places);
    const double share = double(sum.places.size()) / std::max(document->prints, 1U);
    const bool excerpt = sum.best_rare >= kExcerptHits && sum.best_words >= kExcerptWords;
    const bool whole = sum.places.size() >= kShortHits && share >= kShortShare;
    if (!excerpt && !whole) continue;
    const uint32_t covered = WordsCovered(sum.text_places);
    copies.push_back({document, false, std::min(share, 1.0),
                      std::min(1.0, double(covered) / double(words.size())), covered,
                      sum.places.front(), sum.places.back() + static_cast<uint32_t>(kWordsInPrint),
                      sum.text_places.front()});
  }
  std::sort(copies.begin(), copies.end(), [](const Copy& a, const Copy& b) {
    return a.words != b.words ? a.words > b.words : a.document->first < b.document->first;
  });
  if (copies.size() > kMaxCopies) copies.resize(kMaxCopies);
  return copies;
}

Result<std::vector<Copy>> Finder::FindFile(Bytes sha256) const {
  TRY_ASSIGN(const FileDigest digest, FileDigestOf(*key_, sha256));
  std::vector<Copy> copies;
  for (const Registered* document : table_->WithFile(digest)) {
    if (copies.size() >= kMaxCopies) break;
    copies.push_back({document, true, 1, 1, document->words, 0, document->words, 0});
  }
  return copies;
}

}  // namespace niem::trace
