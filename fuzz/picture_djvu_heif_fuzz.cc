// DjVu, HEIC and AVIF: decoded within small limits.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "picture/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::picture;  // NOLINT(google-build-using-namespace)
  const niem::Bytes bytes(data, size);
  if (!niem::AsText(bytes).starts_with("AT&TFORM") && !IsHeif(bytes)) return 0;
  DecodeLimits limits;
  limits.max_dots = 1 << 16;
  limits.max_pages = 3;
  limits.longest = 120;
  (void)Decode(bytes, limits, [](const Raster& page, int number) {
    (void)HasRed(page);
    return number < 3;
  });
  return 0;
}
