// Speed of the fast path in memory: the fold, the fold and the match, each instruction set that
// this CPU has; beside it memcpy (the limit), and Vectorscan on text that is folded already.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>

#include "bench_text.h"
#include "text/quick_fold.h"
#include "text/quick_scan.h"
#ifdef NIEM_HYPERSCAN
#include <hs/hs.h>
#endif

namespace niem::bench {
namespace {

using text::QuickPath;
using text::QuickScanner;

constexpr size_t kTextBytes = 16 << 20;

const std::string& Text() {
  static const std::string text = RunningText(NIEM_BENCH_DATA "/words.txt", kTextBytes, 1);
  return text;
}

const std::string& Markup() {
  static const std::string markup = [] {
    std::string html;
    const std::string& text = Text();
    for (size_t at = 0, next = 0; at < text.size(); at = next) {
      html += "<tr><td class=\"xl65\" style=\"width:118pt;font-family:'Times New Roman'\"><p>";
      next = std::min(text.find(' ', at + 160), text.size());
      html += text.substr(at, next - at);
      html += "</p></td></tr>\n";
    }
    return html;
  }();
  return markup;
}

std::vector<std::string> Phrases(bool with_bare_mark) {
  std::vector<std::string> phrases = FoldedPhrases(NIEM_BENCH_DATA "/phrases.txt");
  if (with_bare_mark) phrases.push_back("mat");
  return phrases;
}

void SetRate(benchmark::State& state, size_t bytes) {
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * static_cast<int64_t>(bytes));
}

void Copy(benchmark::State& state, const std::string& text) {
  std::vector<char> to(128 << 10);
  for (auto _ : state) {
    for (size_t at = 0; at < text.size(); at += to.size()) {
      std::memcpy(to.data(), text.data() + at, std::min(to.size(), text.size() - at));
      benchmark::DoNotOptimize(to.data());
      benchmark::ClobberMemory();
    }
  }
  SetRate(state, text.size());
}

using FoldFunction = size_t (*)(text::quick::Cursor&, size_t, uint8_t*);

void Fold(benchmark::State& state, const std::string& text, FoldFunction fold) {
  constexpr size_t kPiece = 16 << 10;
  std::vector<uint8_t> codes(text::quick::FoldCapacity(kPiece));
  for (auto _ : state) {
    text::quick::Cursor cursor{AsBytes(text)};
    while (cursor.at < text.size()) {
      benchmark::DoNotOptimize(
          fold(cursor, std::min(cursor.at + kPiece, text.size()), codes.data()));
    }
  }
  SetRate(state, text.size());
}

void Scan(benchmark::State& state, const std::string& text, QuickPath path, bool with_bare_mark) {
  auto scanner = QuickScanner::Create(Phrases(with_bare_mark), path);
  if (!scanner.ok()) {
    state.SkipWithError(scanner.error().message().en.c_str());
    return;
  }
  QuickScanner::Scratch scratch;
  std::vector<QuickScanner::Hit> hits;
  for (auto _ : state) {
    hits.clear();
    scanner->Scan(AsBytes(text), scratch, hits, SIZE_MAX);
    benchmark::DoNotOptimize(hits.data());
  }
  state.counters["hits"] = static_cast<double>(hits.size());
  SetRate(state, text.size());
}

#ifdef NIEM_HYPERSCAN
int CountMatch(unsigned, unsigned long long, unsigned long long, unsigned, void* context) {
  ++*static_cast<size_t*>(context);
  return 0;
}

// Folding is done beforehand and not counted; the rate is per byte of the text that was folded, so
// that it compares with the rows above, and is Vectorscan's alone.
void Vectorscan(benchmark::State& state, const std::string& text) {
  std::string folded = text::FoldText(text);
  std::replace(folded.begin(), folded.end(), '\n', ' ');
  std::vector<std::string> phrases;
  for (const std::string& phrase : Phrases(false)) phrases.push_back("\\b" + phrase + "\\b");
  std::vector<const char*> expressions;
  for (const std::string& phrase : phrases) expressions.push_back(phrase.c_str());
  std::vector<unsigned> flags(phrases.size()), ids(phrases.size());
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(expressions.data(), flags.data(), ids.data(),
                       static_cast<unsigned>(expressions.size()), HS_MODE_BLOCK, nullptr, &database,
                       &error) != HS_SUCCESS) {
    state.SkipWithError(error->message);
    return;
  }
  hs_scratch_t* scratch = nullptr;
  hs_alloc_scratch(database, &scratch);
  size_t hits = 0;
  for (auto _ : state) {
    hits = 0;
    hs_scan(database, folded.data(), static_cast<unsigned>(folded.size()), 0, scratch, CountMatch,
            &hits);
  }
  state.counters["hits"] = static_cast<double>(hits);
  SetRate(state, text.size());
  hs_free_scratch(scratch);
  hs_free_database(database);
}
#endif

void RegisterAll(const char* kind, const std::string& (*text)()) {
  const std::string prefix = std::string(kind) + "/";
  auto add = [&](const std::string& name, auto run) {
    benchmark::RegisterBenchmark((prefix + name).c_str(), run)->Unit(benchmark::kMillisecond);
  };
  add("memcpy", [text](benchmark::State& state) { Copy(state, text()); });
  add("fold/scalar",
      [text](benchmark::State& state) { Fold(state, text(), text::quick::FoldScalar); });
#if defined(__x86_64__)
  if (text::BestQuickPath() >= QuickPath::kAvx2) {
    add("fold/avx2",
        [text](benchmark::State& state) { Fold(state, text(), text::quick::FoldAvx2); });
  }
  if (text::BestQuickPath() >= QuickPath::kAvx512) {
    add("fold/avx512",
        [text](benchmark::State& state) { Fold(state, text(), text::quick::FoldAvx512); });
  }
#endif
  for (QuickPath path : {QuickPath::kScalar, QuickPath::kAvx2, QuickPath::kAvx512}) {
    if (path > text::BestQuickPath()) continue;
    std::string name(text::QuickPathName(path));
    add("scan/" + name,
        [text, path](benchmark::State& state) { Scan(state, text(), path, false); });
    add("scan_with_mat/" + name,
        [text, path](benchmark::State& state) { Scan(state, text(), path, true); });
  }
#ifdef NIEM_HYPERSCAN
  add("vectorscan_on_folded", [text](benchmark::State& state) { Vectorscan(state, text()); });
#endif
}

}  // namespace
}  // namespace niem::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  niem::bench::RegisterAll("text", niem::bench::Text);
  niem::bench::RegisterAll("html", niem::bench::Markup);
  benchmark::RunSpecifiedBenchmarks();
}
