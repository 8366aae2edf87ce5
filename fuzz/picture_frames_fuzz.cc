// A small page drawn by the bytes, six for each stroke or box: searched for frames, which are cut
// out and trimmed. What decodes picture files is another target. Small, since what compilers do on
// many dots at a time goes dot by dot under a fuzzer.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "picture/crop.h"
#include "picture/frames.h"

namespace {

using niem::picture::Raster;

constexpr size_t kStroke = 6;

void Dot(Raster& page, int x, int y, uint8_t ink) {
  if (x < 0 || y < 0 || x >= page.width || y >= page.height) return;
  uint8_t* dot = page.row(y) + static_cast<ptrdiff_t>(x) * page.channels;
  dot[0] = ink < 128 ? ink : 220;  // dark, or red where there are colours
  for (int channel = 1; channel < page.channels; ++channel) dot[channel] = ink & 127;
}

void Line(Raster& page, int x, int y, int to_x, int to_y, uint8_t ink) {
  const int steps = std::max({std::abs(to_x - x), std::abs(to_y - y), 1});
  for (int i = 0; i <= steps; ++i) {
    Dot(page, x + (to_x - x) * i / steps, y + (to_y - y) * i / steps, ink);
  }
}

void Draw(Raster& page, const uint8_t* stroke) {
  const auto along = [](int byte, int side) { return byte * (side + 8) / 256 - 4; };
  const int x = along(stroke[1], page.width), y = along(stroke[2], page.height);
  const int to_x = along(stroke[3], page.width), to_y = along(stroke[4], page.height);
  const uint8_t ink = stroke[5];
  if (stroke[0] % 4 == 0) return Line(page, x, y, to_x, to_y, ink);
  // A box, leaning by what the first byte says.
  const int lean = stroke[0] / 16 - 8;
  Line(page, x, y, to_x, y + lean, ink), Line(page, x, to_y, to_x, to_y + lean, ink);
  Line(page, x, y, x - lean, to_y, ink), Line(page, to_x, y + lean, to_x - lean, to_y + lean, ink);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::picture;  // NOLINT(google-build-using-namespace)
  if (size < 4) return 0;
  Raster page = MakeRaster(1 + data[0] % 90, 1 + data[1] % 60, (data[2] & 1) != 0 ? 3 : 1);
  std::fill(page.pixels.begin(), page.pixels.end(), static_cast<uint8_t>(255 - data[2] / 8));
  for (size_t at = 4; at + kStroke <= std::min<size_t>(size, 4 + 64 * kStroke); at += kStroke) {
    Draw(page, data + at);
  }
  const int dpi = data[3] < 8 ? GuessDpi(page) : data[3] % 64;
  for (const Inks inks : {Inks::kRed, Inks::kDark}) {
    for (const Frame& frame : FindFrames(page, dpi, inks, 3)) {
      const auto ink = static_cast<Ink>(data[2] / 2 % 3);
      const Raster crop = CutOut(page, frame, ink, 24);
      (void)TrimFrame(crop, frame.framed, (data[2] & 8) != 0 ? Trim::kLines : Trim::kInset);
    }
  }
  return 0;
}
