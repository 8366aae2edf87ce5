// quick_read PHRASES FOLDER [scalar|avx2|avx512]: names the files whose raw bytes hold one of the
// phrases, by the fast path alone. Unlike `rg -l` it looks at every byte: folded
// phrases have more hits, and stopping
// at them would flatter it.
#include "bench_text.h"
#include "text/quick_scan.h"
#include "walk_read.h"

int main(int argc, char** argv) {
  using niem::text::QuickPath;
  using niem::text::QuickScanner;
  if (argc < 3) {
    std::fprintf(stderr, "usage: quick_read PHRASES FOLDER [scalar|avx2|avx512]\n");
    return 2;
  }
  QuickPath path = niem::text::BestQuickPath();
  for (QuickPath known : {QuickPath::kScalar, QuickPath::kAvx2, QuickPath::kAvx512}) {
    if (argc > 3 && niem::text::QuickPathName(known) == argv[3]) path = known;
  }
  auto scanner = QuickScanner::Create(niem::bench::FoldedPhrases(argv[1]), path);
  if (!scanner.ok()) {
    std::fprintf(stderr, "%s\n", scanner.error().message().en.c_str());
    return 2;
  }
  QuickScanner::Scratch scratch;
  std::vector<QuickScanner::Hit> hits;
  uint64_t found = 0;
  auto walked = niem::bench::WalkAndRead(argv[2], [&](const char* name, niem::Bytes bytes) {
    hits.clear();
    scanner->Scan(bytes, scratch, hits, SIZE_MAX);
    if (hits.empty()) return;
    ++found;
    std::puts(name);
  });
  std::fprintf(stderr, "files=%ju bytes=%ju failed=%ju found=%ju\n", walked.files, walked.bytes,
               walked.failed, found);
}
