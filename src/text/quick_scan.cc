#include "text/quick_scan.h"

#include <algorithm>
#include <cstring>

#include "text/quick_fold.h"
#include "text/quick_match.h"

namespace niem::text {
namespace {

using quick::Cursor;
using quick::PhraseSet;

// Input is folded and searched by pieces of this size, so that both stages stay in the L1 cache.
constexpr size_t kPiece = 16 << 10;

// Read before the first code and behind the last: a group of 64, a prefix, an anchor.
constexpr size_t kSlack = 128;

struct Kernel {
  size_t (*fold)(Cursor& cursor, size_t until, uint8_t* out);
  size_t (*find_words)(const quick::Prefixes& prefixes, const uint8_t* codes, size_t from,
                       size_t to, uint32_t* words);
};

Kernel KernelOf(QuickPath path) {
#if defined(__x86_64__)
  if (path == QuickPath::kAvx512) return {quick::FoldAvx512, quick::FindWordsAvx512};
  if (path == QuickPath::kAvx2) return {quick::FoldAvx2, quick::FindWordsAvx2};
#endif
  (void)path;
  return {quick::FoldScalar, quick::FindWordsScalar};
}

bool CpuHas(QuickPath path) {
  if (path == QuickPath::kScalar) return true;
#if defined(__x86_64__)
  __builtin_cpu_init();
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
              __builtin_cpu_supports("bmi2");
  if (path == QuickPath::kAvx2) return avx2;
  return avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
#else
  return false;
#endif
}

}  // namespace

QuickPath BestQuickPath() {
  static const QuickPath best = CpuHas(QuickPath::kAvx512) ? QuickPath::kAvx512
                                : CpuHas(QuickPath::kAvx2) ? QuickPath::kAvx2
                                                           : QuickPath::kScalar;
  return best;
}

std::string_view QuickPathName(QuickPath path) {
  switch (path) {
    case QuickPath::kScalar:
      return "scalar";
    case QuickPath::kAvx2:
      return "avx2";
    case QuickPath::kAvx512:
      return "avx512";
  }
  return "";
}

struct QuickScanner::Scratch::Impl {
  std::vector<uint8_t> codes;
  std::vector<uint32_t> words;
  std::vector<PhraseSet::Place> places;
};

QuickScanner::Scratch::Scratch() : impl(std::make_unique<Impl>()) {}

QuickScanner::Scratch::~Scratch() = default;
QuickScanner::Scratch::Scratch(Scratch&&) noexcept = default;
QuickScanner::Scratch& QuickScanner::Scratch::operator=(Scratch&&) noexcept = default;

struct QuickScanner::Impl {
  PhraseSet phrases;
  QuickPath path;
  Kernel kernel;
};

QuickScanner::QuickScanner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

QuickScanner::QuickScanner(QuickScanner&&) noexcept = default;
QuickScanner& QuickScanner::operator=(QuickScanner&&) noexcept = default;
QuickScanner::~QuickScanner() = default;

Result<QuickScanner> QuickScanner::Create(std::span<const std::string> phrases, QuickPath path) {
  if (!CpuHas(path)) {
    std::string name(QuickPathName(path));
    return Error(ErrorCode::kUnsupported,
                 {"bộ xử lý này không có " + name, "this processor does not have " + name});
  }
  TRY_ASSIGN(PhraseSet set, PhraseSet::Create(phrases));
  return QuickScanner(std::make_unique<Impl>(Impl{std::move(set), path, KernelOf(path)}));
}

QuickPath QuickScanner::path() const {
  return impl_->path;
}

void QuickScanner::Scan(Bytes utf8, Scratch& scratch, std::vector<Hit>& hits,
                        size_t max_hits) const {
  Scratch::Impl& s = *scratch.impl;
  const PhraseSet& phrases = impl_->phrases;
  const size_t longest = phrases.longest();
  const size_t overlap = 2 * longest + 64;  // codes that a piece keeps of the one before
  const size_t room = kSlack + overlap + quick::FoldCapacity(kPiece) + kSlack;
  if (s.codes.size() < room) {
    s.codes.resize(room);
    s.words.resize(room);
  }
  s.places.clear();
  uint8_t* codes = s.codes.data() + kSlack;

  // The text's beginning is a boundary; so are the bytes behind its end.
  codes[0] = quick::kBoundary;
  size_t count = 1;
  size_t from = 1;       // words before this one have been looked at
  uint64_t shifted = 1;  // codes[i] is number i + shifted - 2 of the stream, counting from 0
  Cursor cursor{utf8};
  for (bool last = false; !last;) {
    count += impl_->kernel.fold(cursor, std::min(utf8.size(), cursor.at + kPiece), codes + count);
    last = cursor.at >= utf8.size();
    if (last) std::memset(codes + count, quick::kBoundary, kSlack);
    // A word so near the end that a phrase around it may go on is left to the next piece.
    size_t to = last ? count : std::max(from, count > longest + 8 ? count - longest - 8 : 0);
    const size_t words =
        impl_->kernel.find_words(phrases.prefixes(), codes, from, to, s.words.data());
    size_t seen = s.places.size();
    phrases.Find(codes, {s.words.data(), words}, s.places, max_hits);
    for (; seen < s.places.size(); ++seen) {
      hits.push_back({s.places[seen].phrase, s.places[seen].at + shifted - 2});
    }
    if (s.places.size() >= max_hits) return;
    size_t drop = to > longest + 1 ? to - longest - 1 : 0;
    std::memmove(codes, codes + drop, count - drop);
    count -= drop;
    from = to - drop;
    shifted += drop;
  }
}

}  // namespace niem::text
