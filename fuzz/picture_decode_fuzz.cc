// Any bytes: decoded within small limits. What searches a page for frames is another target, and so
// are DjVu and HEIF, whose libraries begin threads for each picture.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "picture/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::picture;  // NOLINT(google-build-using-namespace)
  const niem::Bytes bytes(data, size);
  if (niem::AsText(bytes).starts_with("AT&TFORM") || IsHeif(bytes)) return 0;
  DecodeLimits limits;
  limits.max_dots = 1 << 16;
  limits.max_pages = 3;
  limits.longest = 120;
  (void)Decode(bytes, limits, [](const Raster& page, int number) {
    (void)GuessDpi(page), (void)HasRed(page);
    return number < 3;
  });
  return 0;
}
