// Any bytes: decoded within small limits, and the first page searched for frames.
#include <cstddef>
#include <cstdint>

#include "picture/crop.h"
#include "picture/decode.h"
#include "picture/frames.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::picture;  // NOLINT(google-build-using-namespace)
  DecodeLimits limits;
  limits.max_dots = 1 << 20;
  limits.max_pages = 3;
  limits.longest = 600;
  (void)Decode({data, size}, limits, [](const Raster& page, int number) {
    if (number > 1) return false;
    for (const Inks inks : {Inks::kRed, Inks::kDark}) {
      for (const Frame& frame : FindFrames(page, GuessDpi(page), inks, 3)) {
        const Raster crop = CutOut(page, frame, Ink::kRedAsDark, 60);
        (void)TrimFrame(crop, frame.framed, Trim::kLines);
      }
    }
    return true;
  });
  return 0;
}
