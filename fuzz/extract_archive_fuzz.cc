// Archives of every kind, our own ZIP reading and what it saves of cut-off ones, single compressed
// files.
#include "extract/fixture.h"
#include "extract/formats.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::extract;
  fixture::Bench bench;
  bench.limits.max_unpacked_bytes = 16 << 20;
  bench.limits.max_file_bytes = 4 << 20;
  bench.limits.max_members = 1000;
  bench.passwords = {"a"};
  (void)ExtractArchive({{data, size}, "x.gz"}, bench.context);
  return 0;
}
