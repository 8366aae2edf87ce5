// Plain text in whatever code, and runs of text in what is of no known kind.
#include "extract/fixture.h"
#include "extract/formats.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::extract;
  fixture::Bench bench;
  (void)ExtractText({{data, size}, "x.txt"}, bench.context);
  (void)ExtractRaw({{data, size}, "x"}, bench.context);
  return 0;
}
