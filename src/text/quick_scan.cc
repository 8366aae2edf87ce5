#include "text/quick_scan.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

#include "text/fold_table.h"
#include "text/quick_fold.h"
#include "text/quick_match.h"
#include "text/utf8.h"

namespace niem::text {
namespace {

using quick::Cursor;
using quick::PhraseSet;

// Input is folded and searched by pieces of this size, so that both stages stay in the L1 cache.
constexpr size_t kPiece = 16 << 10;

// Where the fold stood is noted every so many bytes: at most this much is read again to find a
// hit's letters.
constexpr size_t kStep = 256;

// Read before the first code and behind the last: a group of 64, a prefix, an anchor.
constexpr size_t kSlack = 128;

struct Kernel {
  size_t (*fold)(Cursor& cursor, size_t until, uint8_t* out);
  uint64_t (*seek)(Cursor& cursor, uint64_t codes);
  size_t (*find_words)(const quick::Prefixes& prefixes, const uint8_t* codes, size_t from,
                       size_t to, uint32_t* words);
};

Kernel KernelOf(QuickPath path) {
#if defined(__x86_64__)
  if (path == QuickPath::kAvx512)
    return {quick::FoldAvx512, quick::SeekAvx512, quick::FindWordsAvx512};
  if (path == QuickPath::kAvx2) return {quick::FoldAvx2, quick::SeekAvx2, quick::FindWordsAvx2};
#endif
  (void)path;
  return {quick::FoldScalar, quick::SeekScalar, quick::FindWordsScalar};
}

// What the fold had read and written at some moment.
struct Mark {
  uint64_t code = 0;  // number in the stream of the next code
  size_t at = 0;      // in the source
  bool after_boundary = true;
};

// The same closer to code number `first`.
Mark Closer(const Kernel& kernel, Bytes text, const Mark& mark, uint64_t first) {
  Cursor cursor{text, mark.at, mark.after_boundary};
  const uint64_t left = kernel.seek(cursor, first - mark.code);
  return {first - left, cursor.at, cursor.after_boundary};
}

// Folds again from `mark` and finds the source bytes of `length` codes from number `first` on.
std::pair<size_t, size_t> SourceOf(std::string_view text, const Mark& mark, uint64_t first,
                                   size_t length) {
  const FoldTable& table = FoldTable::Get();
  uint64_t code = mark.code;
  bool after_boundary = mark.after_boundary;
  size_t begin = text.size();
  size_t end = text.size();
  for (size_t at = mark.at; at < text.size();) {
    const CodePoint read = ReadUtf8(text, at);
    const uint8_t fold = table.Of(read.value);
    if (code >= first + length && fold != kFoldDrop) break;
    uint64_t codes = 1;
    if (fold == kFoldDrop) {
      codes = 0;
    } else if (fold == kFoldSeparator || fold == kFoldLine) {
      codes = after_boundary ? 0 : 1;
      after_boundary = true;
    } else {
      codes = fold >= kFoldLong ? table.Long(fold).size() : 1;
      after_boundary = false;
    }
    if (code <= first && first < code + codes) begin = at;
    code += codes;
    at += read.size;
    if (code >= first + length) end = at;
  }
  return {std::min(begin, end), end};
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
  std::vector<Mark> marks;
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
  size_t found = 0;
  if (max_hits == 0) return;
  ForEachHit(utf8, scratch, [&](const Hit& hit) {
    hits.push_back(hit);
    return ++found < max_hits;
  });
}

void QuickScanner::ForEachHit(Bytes utf8, Scratch& scratch, const Visitor& visit) const {
  Scratch::Impl& s = *scratch.impl;
  const PhraseSet& phrases = impl_->phrases;
  const size_t longest = phrases.longest();
  const size_t overlap = 2 * longest + 64;  // codes that a piece keeps of the one before
  const size_t room = kSlack + overlap + quick::FoldCapacity(kPiece) + kSlack;
  if (s.codes.size() < room) {
    s.codes.resize(room);
    s.words.resize(room);
  }
  s.marks.clear();
  uint8_t* codes = s.codes.data() + kSlack;

  // The text's beginning is a boundary; so are the bytes behind its end.
  codes[0] = quick::kBoundary;
  size_t count = 1;
  size_t from = 1;       // words before this one have been looked at
  uint64_t shifted = 1;  // codes[i] is number i + shifted - 2 of the stream, counting from 0
  Cursor cursor{utf8};
  for (bool last = false; !last;) {
    const size_t piece_end = std::min(utf8.size(), cursor.at + kPiece);
    do {
      s.marks.push_back({count + shifted - 2, cursor.at, cursor.after_boundary});
      const size_t until = std::min(piece_end, cursor.at + kStep);
      count += impl_->kernel.fold(cursor, until, codes + count);
    } while (cursor.at < piece_end);
    last = cursor.at >= utf8.size();
    if (last) std::memset(codes + count, quick::kBoundary, kSlack);
    // A word so near the end that a phrase around it may go on is left to the next piece.
    size_t to = last ? count : std::max(from, count > longest + 8 ? count - longest - 8 : 0);
    const size_t words =
        impl_->kernel.find_words(phrases.prefixes(), codes, from, to, s.words.data());
    s.places.clear();
    phrases.Find(codes, {s.words.data(), words}, s.places, std::numeric_limits<size_t>::max());
    for (const PhraseSet::Place& place : s.places) {
      const uint64_t first = place.at + shifted - 2;
      const auto behind =
          std::upper_bound(s.marks.begin(), s.marks.end(), first,
                           [](uint64_t code, const Mark& mark) { return code < mark.code; });
      const auto [begin, end] =
          SourceOf(AsText(utf8), Closer(impl_->kernel, utf8, *std::prev(behind), first), first,
                   phrases.letters(place.phrase));
      if (!visit({place.phrase, first, begin, end})) return;
    }
    size_t drop = to > longest + 1 ? to - longest - 1 : 0;
    std::memmove(codes, codes + drop, count - drop);
    count -= drop;
    from = to - drop;
    shifted += drop;
  }
}

}  // namespace niem::text
