// A trace file of many pages: what it takes to make, open and search.
//
//   trace_bench PAGES [LIST]      LIST: paths of plain texts, one a line; without it the text is
//   invented
//
// With LIST, the registered pages are drawn from a chain over the texts' words (each word after the
// two before it), so that fingerprints repeat as in real language, rather more. Times are CPU time
// of this process; an own file in the current folder is written and removed. Errors: a developer's
// program; stops with a message. Thread-safety: none needed.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>
#include <random>
#include <sstream>

#include "base/file.h"
#include "trace/match.h"
#include "trace/testing.h"

namespace niem::trace {
namespace {

constexpr size_t kPageWords = 350;
constexpr size_t kDocumentPages = 5;
constexpr const char* kFile = "trace_bench.tmp";

template <typename T>
T Must(Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.error().message().en.c_str());
    std::exit(2);
  }
  return std::move(result).value();
}

double CpuSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double PeakMebibytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::vector<Word> WordsOf(std::string_view text) {
  WordReader reader(SIZE_MAX);
  reader.Add(text);
  return reader.Take().words;
}

// Words as they follow each other in a text.
class Source {
 public:
  explicit Source(std::vector<Word> words) : words_(std::move(words)) {
    order_.resize(words_.size() - 2);
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(), [&](uint32_t a, uint32_t b) {
      return Before(a) != Before(b) ? Before(a) < Before(b) : a < b;
    });
    starts_.assign((1U << 20U) + 1, 0);
    for (const uint32_t at : order_) ++starts_[Before(at) + 1];
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  }

  std::vector<Word> Draw(size_t count, std::mt19937& random) const {
    std::vector<Word> out;
    uint32_t at = order_[random() % order_.size()];
    out.push_back(words_[at]), out.push_back(words_[at + 1]);
    while (out.size() < count) {
      const uint32_t before = uint32_t{out[out.size() - 2]} << 10U | out.back();
      const uint32_t followers = starts_[before + 1] - starts_[before];
      at = followers == 0 ? order_[random() % order_.size()]
                          : order_[starts_[before] + random() % followers];
      out.push_back(words_[at + 2]);
    }
    return out;
  }

 private:
  uint32_t Before(uint32_t at) const { return uint32_t{words_[at]} << 10U | words_[at + 1]; }

  std::vector<Word> words_;
  std::vector<uint32_t> order_;   // places in words_, by the two words there
  std::vector<uint32_t> starts_;  // in order_, of each two words
};

Source SourceOf(const char* list) {
  std::vector<Word> words;
  if (list == nullptr) {
    words = WordsOf(testing::Join(testing::Scribe(1).Words(2'000'000)));
  } else {
    std::istringstream paths(Must(ReadWholeFile(list)));
    for (std::string path; std::getline(paths, path);) {
      const std::vector<Word> more = WordsOf(Must(ReadWholeFile(path)));
      words.insert(words.end(), more.begin(), more.end());
    }
  }
  std::printf("source: %zu words\n", words.size());
  return Source(std::move(words));
}

struct Searched {
  double micros_a_page = 0;
  size_t matched = 0;
};

Searched Search(Finder& finder, const std::vector<Words>& pages) {
  Searched searched;
  const double start = CpuSeconds();
  for (const Words& page : pages) searched.matched += Must(finder.FindText(page)).empty() ? 0 : 1;
  searched.micros_a_page = (CpuSeconds() - start) * 1e6 / static_cast<double>(pages.size());
  return searched;
}

int Main(size_t pages, const char* list) {
  const Source source = SourceOf(list);
  std::mt19937 random(1);
  const TraceKey key = Must(TraceKey::Random());
  std::vector<Words> copies;
  {
    Builder builder = Must(Builder::Create(key));
    const double start = CpuSeconds();
    for (size_t page = 0; page < pages; page += kDocumentPages) {
      Registered document;
      document.number = std::to_string(page) + "/TM";
      Words words;
      words.words = source.Draw(kDocumentPages * kPageWords, random);
      for (uint32_t i = 0; i < kDocumentPages; ++i)
        words.pages.push_back(i * static_cast<uint32_t>(kPageWords));
      if (random() % (pages / 1000 + 1) == 0)
        copies.push_back({{words.words.begin() + 700, words.words.begin() + 1050}, {}});
      Must(builder.Add(std::move(document), words));
    }
    Must(builder.Write(kFile, key));
    std::printf("made: %zu pages, %.1f CPU s\n", pages, CpuSeconds() - start);
  }
  const double start = CpuSeconds();
  const Table table = Must(Table::Open(kFile, key));
  std::printf("opened: %.1f CPU s, %zu prints, file %.0f MiB, peak memory so far %.0f MiB\n",
              CpuSeconds() - start, table.entries().size(),
              static_cast<double>(Must(ReadWholeFile(kFile, 1ULL << 40)).size()) / 1048576,
              PeakMebibytes());
  ::unlink(kFile);
  Finder finder = Must(Finder::Create(table, key));
  std::vector<Words> others(2000);
  for (Words& page : others) page.words = source.Draw(kPageWords, random);
  (void)Search(finder, others);
  const Searched unrelated = Search(finder, others);
  const Searched found = Search(finder, copies);
  std::printf("searched: %.1f us a page of other texts, %zu of %zu matched\n",
              unrelated.micros_a_page, unrelated.matched, others.size());
  std::printf("searched: %.1f us a copied page, %zu of %zu matched\n", found.micros_a_page,
              found.matched, copies.size());
  return 0;
}

}  // namespace
}  // namespace niem::trace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "trace_bench PAGES [LIST]\n");
    return 2;
  }
  return niem::trace::Main(std::strtoul(argv[1], nullptr, 10), argc > 2 ? argv[2] : nullptr);
}
