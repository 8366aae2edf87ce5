#include "picture/raster.h"

#include <algorithm>
#include <cmath>

namespace niem::picture {
namespace {

constexpr double kA4LongInches = 11.69;
constexpr int kPageDots = 800;  // a page scanned at less than 70 dpi cannot be read anyway

uint8_t GreyOf(const uint8_t* dot) {
  return static_cast<uint8_t>((dot[0] * 77 + dot[1] * 151 + dot[2] * 28) >> 8);
}

}  // namespace

Raster MakeRaster(int width, int height, int channels) {
  Raster raster;
  raster.width = width;
  raster.height = height;
  raster.channels = channels;
  raster.pixels.resize(static_cast<size_t>(width) * static_cast<size_t>(height) *
                       static_cast<size_t>(channels));
  return raster;
}

Raster ToGrey(const Raster& source) {
  if (source.channels == 1) return source;
  Raster grey = MakeRaster(source.width, source.height, 1);
  grey.dpi = source.dpi;
  const uint8_t* from = source.pixels.data();
  for (uint8_t& to : grey.pixels) to = GreyOf(from), from += 3;
  return grey;
}

Raster ShrinkBy(const Raster& source, int factor) {
  if (factor <= 1) return source;
  factor = std::min(factor, 200);
  const int channels = source.channels;
  Raster out =
      MakeRaster(std::max(source.width / factor, 1), std::max(source.height / factor, 1), channels);
  out.dpi = source.dpi / factor;
  if (source.width < factor || source.height < factor) return out;
  // Down the columns first: compilers add many at a time.
  std::vector<uint16_t> sums(static_cast<size_t>(out.width * factor * channels));
  const auto area = static_cast<uint32_t>(factor * factor);
  const uint32_t scale = (1U << 16) / area + 1;
  for (int y = 0; y < out.height; ++y) {
    std::fill(sums.begin(), sums.end(), uint16_t{0});
    for (int dy = 0; dy < factor; ++dy) {
      const uint8_t* from = source.row(y * factor + dy);
      uint16_t* sum = sums.data();
      for (size_t i = 0; i < sums.size(); ++i) sum[i] = static_cast<uint16_t>(sum[i] + from[i]);
    }
    uint8_t* to = out.row(y);
    const uint16_t* sum = sums.data();
    for (int x = 0; x < out.width; ++x, sum += factor * channels) {
      for (int c = 0; c < channels; ++c) {
        uint32_t total = area / 2;
        for (int dx = 0; dx < factor; ++dx) total += sum[dx * channels + c];
        *to++ = static_cast<uint8_t>(std::min<uint32_t>(total * scale >> 16, 255));
      }
    }
  }
  return out;
}

int FactorFor(const Raster& source, int longest) {
  return (std::max(source.width, source.height) + longest - 1) / longest;
}

Raster ShrinkTo(const Raster& source, int longest) {
  const int side = std::max(source.width, source.height);
  if (side <= longest || longest < 1) return source;
  const double ratio = static_cast<double>(side) / longest;
  const int channels = source.channels;
  Raster out = MakeRaster(std::max(static_cast<int>(source.width / ratio), 1),
                          std::max(static_cast<int>(source.height / ratio), 1), channels);
  out.dpi = static_cast<int>(source.dpi / ratio);
  for (int y = 0; y < out.height; ++y) {
    const int top = std::min(static_cast<int>(y * ratio), source.height - 1);
    const int bottom = std::clamp(static_cast<int>((y + 1) * ratio), top + 1, source.height);
    uint8_t* to = out.row(y);
    for (int x = 0; x < out.width; ++x) {
      const int left = std::min(static_cast<int>(x * ratio), source.width - 1);
      const int right = std::clamp(static_cast<int>((x + 1) * ratio), left + 1, source.width);
      const int area = (right - left) * (bottom - top);
      int sum[3] = {area / 2, area / 2, area / 2};
      for (int sy = top; sy < bottom; ++sy) {
        const uint8_t* from = source.row(sy) + left * channels;
        for (int sx = left; sx < right; ++sx, from += channels) {
          for (int c = 0; c < channels; ++c) sum[c] += from[c];
        }
      }
      for (int c = 0; c < channels; ++c) *to++ = static_cast<uint8_t>(sum[c] / area);
    }
  }
  return out;
}

Raster Turn(const Raster& source, int quarters) {
  quarters &= 3;
  if (quarters == 0) return source;
  const int channels = source.channels;
  const bool swap = quarters != 2;
  Raster out = MakeRaster(swap ? source.height : source.width, swap ? source.width : source.height,
                          channels);
  out.dpi = source.dpi;
  for (int y = 0; y < source.height; ++y) {
    const uint8_t* from = source.row(y);
    for (int x = 0; x < source.width; ++x, from += channels) {
      int to_x = out.width - 1 - x, to_y = out.height - 1 - y;
      if (quarters == 1) to_x = out.width - 1 - y, to_y = x;
      if (quarters == 3) to_x = y, to_y = out.height - 1 - x;
      std::copy_n(from, channels, out.row(to_y) + to_x * channels);
    }
  }
  return out;
}

Raster RowsOf(const Raster& source, int from, int to) {
  Raster out = MakeRaster(source.width, std::max(to - from, 0), source.channels);
  const ptrdiff_t stride = ptrdiff_t{source.width} * source.channels;
  if (to > from)
    std::copy(source.row(from), source.row(from) + stride * (to - from), out.pixels.begin());
  return out;
}

bool HasRed(const Raster& source) {
  if (source.channels == 1) return false;
  constexpr int kRed = 26;
  constexpr size_t kEnough = 60;
  size_t red = 0;
  for (size_t i = 0; i + 2 < source.pixels.size(); i += 9) {
    const uint8_t* dot = source.pixels.data() + i;
    if (dot[0] - std::max(dot[1], dot[2]) > kRed && ++red > kEnough) return true;
  }
  return false;
}

int GuessDpi(const Raster& raster) {
  const int longest = std::max(raster.width, raster.height);
  const int shortest = std::max(std::min(raster.width, raster.height), 1);
  const double shape = static_cast<double>(longest) / shortest;
  if (longest >= kPageDots && shape > 1.2 && shape < 1.65) {
    return static_cast<int>(std::lround(longest / kA4LongInches));
  }
  return raster.dpi >= 100 && raster.dpi <= 1200 ? raster.dpi : 0;
}

}  // namespace niem::picture
