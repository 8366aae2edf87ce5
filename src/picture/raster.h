// A decoded picture: grey or RGB bytes, rows from the top, no padding.
//
// Ownership: plain value. Units: pixels; dpi is dots an inch, 0 where nobody knows. Errors: none.
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace niem::picture {

struct Raster {
  int width = 0;
  int height = 0;
  int channels = 1;  // 1 grey, 3 RGB
  int dpi = 0;       // as the file says
  std::vector<uint8_t> pixels;

  bool empty() const { return pixels.empty(); }

  const uint8_t* row(int y) const {
    return pixels.data() + static_cast<size_t>(y) * static_cast<size_t>(width * channels);
  }

  uint8_t* row(int y) {
    return pixels.data() + static_cast<size_t>(y) * static_cast<size_t>(width * channels);
  }
};

Raster MakeRaster(int width, int height, int channels);

// How light each dot is.
Raster ToGrey(const Raster& source);

// The mean of factor x factor dots for each dot; factor at most 200.
Raster ShrinkBy(const Raster& source, int factor);

// A whole factor so that the long side has at most `longest` dots.
int FactorFor(const Raster& source, int longest);

// So that the long side has at most `longest` dots; by any ratio, each dot a mean of those it
// covers.
Raster ShrinkTo(const Raster& source, int longest);

// Clockwise, `quarters` times 90 degrees.
Raster Turn(const Raster& source, int quarters);

// The rows from `from` to before `to`.
Raster RowsOf(const Raster& source, int from, int to);

// Whether more than a few dots are red: a grey scan saved in colour has none. Looks at a sample.
bool HasRed(const Raster& source);

// Dots an inch: a picture of the shape of a page is taken for an A4 page, whatever its file says
// (cameras and office programs say 72 or 96 of anything). 0 where it is no page and says nothing.
int GuessDpi(const Raster& raster);

}  // namespace niem::picture
