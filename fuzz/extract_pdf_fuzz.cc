// A smoke test: poppler has fuzzers of its own; ours looks at what we build on it.
#include <cstdint>
#include <string>
#include <vector>

#include "extract/formats.h"
#include "no_members.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  niem::extract::Limits limits;
  limits.max_text_bytes = 1 << 20;
  niem::extract::Budget budget;
  std::vector<std::string> passwords = {"a"};
  niem::extract::NoMembers members;
  niem::extract::Context context{limits, budget, passwords, members};
  (void)niem::extract::ExtractPdf({{data, size}, "x.pdf"}, context);
  return 0;
}
