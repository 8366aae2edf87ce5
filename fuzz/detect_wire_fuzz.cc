// A result as a reading process sends it: what is accepted comes back the same when it is written
// and read again.
#include <cstdlib>

#include "base/bytes.h"
#include "detect/finding_json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  const auto read = detect::FromWireJson(AsText(Bytes{data, size}));
  if (!read.ok()) return 0;
  const std::string written = detect::ToWireJson(*read);
  const auto again = detect::FromWireJson(written);
  if (!again.ok() || detect::ToWireJson(*again) != written) std::abort();
  return 0;
}
