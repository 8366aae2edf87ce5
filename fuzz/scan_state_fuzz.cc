// A folder's row of a state file that somebody else may have written.
#include <cstdlib>

#include "scan/state.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::scan;
  const auto records = UnpackRecords({data, size});
  if (UnpackRecords(niem::AsBytes(PackRecords(records))).size() != records.size()) std::abort();
  return 0;
}
