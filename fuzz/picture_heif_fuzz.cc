// HEIC and AVIF: decoded within small limits.
#include <cstddef>
#include <cstdint>

#include "picture/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::picture;  // NOLINT(google-build-using-namespace)
  const niem::Bytes bytes(data, size);
  if (!IsHeif(bytes)) return 0;
  DecodeLimits limits;
  limits.max_dots = 1 << 16;
  limits.longest = 120;
  (void)DecodeHeif(bytes, limits);
  return 0;
}
