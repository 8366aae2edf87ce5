// vectorscan_read PHRASES FOLDER: as quick_read, by text::FoldText and Vectorscan (or Hyperscan) on
// it.
#include <hs/hs.h>

#include <algorithm>

#include "bench_text.h"
#include "walk_read.h"

namespace {

int StopAtFirst(unsigned, unsigned long long, unsigned long long, unsigned, void* context) {
  *static_cast<bool*>(context) = true;
  return 1;
}

hs_database_t* Compile(const std::vector<std::string>& phrases) {
  std::vector<std::string> words;
  for (const std::string& phrase : phrases) words.push_back("\\b" + phrase + "\\b");
  std::vector<const char*> expressions;
  for (const std::string& word : words) expressions.push_back(word.c_str());
  std::vector<unsigned> flags(words.size(), HS_FLAG_SINGLEMATCH), ids(words.size());
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(expressions.data(), flags.data(), ids.data(),
                       static_cast<unsigned>(words.size()), HS_MODE_BLOCK, nullptr, &database,
                       &error) != HS_SUCCESS) {
    std::fprintf(stderr, "%s\n", error->message);
    std::exit(2);
  }
  return database;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: vectorscan_read PHRASES FOLDER\n");
    return 2;
  }
  hs_database_t* database = Compile(niem::bench::FoldedPhrases(argv[1]));
  hs_scratch_t* scratch = nullptr;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) return 2;
  uint64_t found = 0;
  auto walked = niem::bench::WalkAndRead(argv[2], [&](const char* name, niem::Bytes bytes) {
    std::string folded = niem::text::FoldText(niem::AsText(bytes));
    std::replace(folded.begin(), folded.end(), '\n', ' ');
    bool hit = false;
    hs_scan(database, folded.data(), static_cast<unsigned>(folded.size()), 0, scratch, StopAtFirst,
            &hit);
    if (!hit) return;
    ++found;
    std::puts(name);
  });
  std::fprintf(stderr, "files=%ju bytes=%ju failed=%ju found=%ju\n", walked.files, walked.bytes,
               walked.failed, found);
  hs_free_scratch(scratch);
  hs_free_database(database);
}
