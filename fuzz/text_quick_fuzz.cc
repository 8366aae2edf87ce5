// The fast path against the slow one: every instruction set gives the codes of the scalar fold,
// those are text::Fold's, and the scanner finds exactly the phrases that text::FindPhrase finds.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "text/fold.h"
#include "text/match.h"
#include "text/quick_fold.h"
#include "text/quick_scan.h"

namespace {

using niem::Bytes;
using niem::text::QuickPath;
using niem::text::QuickScanner;
using niem::text::quick::Cursor;

void Require(bool condition) {
  if (!condition) std::abort();
}

const std::vector<std::string>& Phrases() {
  static const std::vector<std::string> phrases = {
      "mat",       "toi mat", "bi mat",      "bi mat nha nuoc", "mat bi",
      "tuyet mat", "ban so",  "t o i m a t", "khong pho bien",  "a9 b",
  };
  return phrases;
}

const std::vector<QuickScanner>& Scanners() {
  static const std::vector<QuickScanner> scanners = [] {
    std::vector<QuickScanner> all;
    for (QuickPath path : {QuickPath::kScalar, QuickPath::kAvx2, QuickPath::kAvx512}) {
      if (path > niem::text::BestQuickPath()) continue;
      auto scanner = QuickScanner::Create(Phrases(), path);
      Require(scanner.ok());
      all.push_back(std::move(scanner).value());
    }
    return all;
  }();
  return scanners;
}

using FoldFunction = size_t (*)(Cursor&, size_t, uint8_t*);

std::vector<uint8_t> FoldBy(FoldFunction fold, Bytes bytes, size_t piece) {
  Cursor cursor{bytes};
  std::vector<uint8_t> codes, out;
  while (cursor.at < bytes.size()) {
    const size_t until = cursor.at + std::min(piece, bytes.size() - cursor.at);
    out.resize(niem::text::quick::FoldCapacity(until - cursor.at));
    out.resize(fold(cursor, until, out.data()));
    codes.insert(codes.end(), out.begin(), out.end());
  }
  return codes;
}

void CheckFold(Bytes bytes, const std::string& folded, size_t piece) {
  std::vector<uint8_t> expected;
  for (char c : folded) expected.push_back(niem::text::quick::CodeOfFolded(c));
  const std::vector<uint8_t> scalar = FoldBy(niem::text::quick::FoldScalar, bytes, SIZE_MAX);
  std::vector<uint8_t> trimmed = scalar;
  if (!trimmed.empty() && trimmed.back() == niem::text::quick::kBoundary) trimmed.pop_back();
  Require(trimmed == expected);
  Require(FoldBy(niem::text::quick::FoldScalar, bytes, piece) == scalar);
#if defined(__x86_64__)
  if (niem::text::BestQuickPath() >= QuickPath::kAvx2) {
    Require(FoldBy(niem::text::quick::FoldAvx2, bytes, SIZE_MAX) == scalar);
    Require(FoldBy(niem::text::quick::FoldAvx2, bytes, piece) == scalar);
  }
  if (niem::text::BestQuickPath() >= QuickPath::kAvx512) {
    Require(FoldBy(niem::text::quick::FoldAvx512, bytes, SIZE_MAX) == scalar);
  }
#endif
}

void CheckScan(Bytes bytes, const std::string& folded) {
  std::vector<bool> expected;
  for (const std::string& phrase : Phrases()) {
    expected.push_back(!niem::text::FindPhrase(folded, phrase, /*across_lines=*/true).empty());
  }
  static QuickScanner::Scratch scratch;  // large: making it anew would be most of the time
  std::vector<QuickScanner::Hit> first, hits;
  for (const QuickScanner& scanner : Scanners()) {
    hits.clear();
    scanner.Scan(bytes, scratch, hits, SIZE_MAX);
    std::vector<bool> found(Phrases().size());
    for (const auto& hit : hits) found[hit.phrase] = true;
    Require(found == expected);
    if (scanner.path() == QuickPath::kScalar) first = hits;
    Require(std::equal(hits.begin(), hits.end(), first.begin(), first.end(),
                       [](const auto& a, const auto& b) {
                         return a.phrase == b.phrase && a.folded_offset == b.folded_offset &&
                                a.begin == b.begin && a.end == b.end;
                       }));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const size_t piece = 17 + data[0];
  // A copy of exact size, so that a read beyond the end is seen. Inputs longer than the scanner's
  // pieces are quick_scan_test's: here they would take all the time.
  const std::vector<uint8_t> bytes(data + 1, data + size);
  const std::string folded = niem::text::FoldText(niem::AsText(bytes));
  CheckFold(bytes, folded, piece);
  CheckScan(bytes, folded);
  return 0;
}
