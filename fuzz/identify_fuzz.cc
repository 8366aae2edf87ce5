// Identify runs outside the sandbox, on the raw bytes of every file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "extract/extract.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::extract;
  const Format first = Identify({{data, size}, "x.eml"});
  if (FormatFromName(FormatName(first)) != first) std::abort();
  (void)Identify({{data, size}, {}});
  return 0;
}
