#include "picture/crop.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "picture/ink.h"

namespace niem::picture {
namespace {

constexpr double kMargin = 0.04;  // beyond the frame, of its height
constexpr int kWhiteMargin = 14;

int Value(const uint8_t* dot, int channels, Ink ink) {
  if (channels == 1) return dot[0];
  switch (ink) {
    case Ink::kGrey:
      return (dot[0] * 77 + dot[1] * 151 + dot[2] * 28) >> 8;
    case Ink::kRedAsDark:
      return (dot[1] + dot[2]) / 2;
    case Ink::kRedOnly:
      return std::clamp(255 - 2 * (dot[0] - std::max(dot[1], dot[2])), 0, 255);
  }
  return dot[0];
}

double Sample(const Raster& page, double x, double y, Ink ink) {
  const int x0 = static_cast<int>(std::floor(x)), y0 = static_cast<int>(std::floor(y));
  const double fx = x - x0, fy = y - y0;
  const auto at = [&](int px, int py) {
    px = std::clamp(px, 0, page.width - 1), py = std::clamp(py, 0, page.height - 1);
    return Value(page.row(py) + px * page.channels, page.channels, ink);
  };
  return (at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx) * (1 - fy) +
         (at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx) * fy;
}

std::array<int, 256> CountsOf(const Raster& grey) {
  std::array<int, 256> counts{};
  for (const uint8_t value : grey.pixels) ++counts[value];
  return counts;
}

// Otsu's threshold.
int Threshold(const std::array<int, 256>& counts) {
  double total = 0, sum = 0;
  for (int i = 0; i < 256; ++i) total += counts[i], sum += static_cast<double>(i) * counts[i];
  double below = 0, below_sum = 0, best = -1;
  int threshold = 128;
  for (int i = 0; i < 255; ++i) {
    below += counts[i], below_sum += static_cast<double>(i) * counts[i];
    if (below == 0 || below == total) continue;
    const double gap = below_sum / below - (sum - below_sum) / (total - below);
    const double between = below * (total - below) * gap * gap;
    if (between > best) best = between, threshold = i;
  }
  return threshold;
}

// White paper, black ink, whatever they were.
void Stretch(Raster& grey) {
  const std::array<int, 256> counts = CountsOf(grey);
  const int total = grey.width * grey.height;
  int dark = 0, light = 255;
  for (int seen = 0; dark < 255 && (seen += counts[dark]) < total / 50;) ++dark;
  for (int seen = 0; light > 0 && (seen += counts[light]) < total / 3;) --light;
  if (light - dark < 8) return;
  for (uint8_t& value : grey.pixels) {
    value = static_cast<uint8_t>(std::clamp((value - dark) * 255 / (light - dark), 0, 255));
  }
}

struct Inside {
  int x0, y0, x1, y1;  // x1, y1 outside
};

// How many of `length` dots in a line across the crop are ink.
class Profile {
 public:
  Profile(const Mask& mask, bool rows) : mask_(mask), rows_(rows) {}

  // Line `at` counted over the middle of the crop.
  double At(int at) const {
    const int length = rows_ ? mask_.width : mask_.height;
    const int from = length / 8, to = length - length / 8;
    int hits = 0;
    for (int i = from; i < to; ++i) hits += rows_ ? mask_.At(i, at) : mask_.At(at, i);
    return to > from ? static_cast<double>(hits) / (to - from) : 0;
  }

 private:
  const Mask& mask_;
  bool rows_;
};

// Where the frame's lines end, from one edge inwards; `runs` counts the lines.
int BorderEnd(const Profile& profile, int edge, int direction, int reach, double share, int& runs) {
  int end = 0;
  bool inside = false;
  runs = 0;
  for (int i = 0; i < reach; ++i) {
    const bool line = profile.At(edge + direction * i) > share;
    if (line && !inside) ++runs;
    inside = line;
    if (line) end = i + 1;
  }
  return end;
}

Inside InsideOf(const Mask& ink, bool framed, Trim trim, bool& double_border) {
  const int width = ink.width, height = ink.height;
  const auto inset = static_cast<int>(height * (trim == Trim::kInset ? 0.2 : kMargin));
  if (!framed) return {0, 0, width, height};
  const auto reach = static_cast<int>(height * 0.3);
  const Profile rows(ink, true), columns(ink, false);
  int top_runs = 0, bottom_runs = 0, side_runs = 0;
  const int top = BorderEnd(rows, 0, 1, reach, 0.45, top_runs);
  const int bottom = BorderEnd(rows, height - 1, -1, reach, 0.45, bottom_runs);
  const int left = BorderEnd(columns, 0, 1, reach, 0.6, side_runs);
  const int right = BorderEnd(columns, width - 1, -1, reach, 0.6, side_runs);
  double_border = top_runs >= 2 || bottom_runs >= 2;
  if (trim == Trim::kInset) return {inset, inset, width - inset, height - inset};
  return {std::max(left + 1, inset), std::max(top + 1, inset), width - std::max(right + 1, inset),
          height - std::max(bottom + 1, inset)};
}

// What is left of a line, and dust.
bool IsResidue(const Piece& piece, const Mask& ink, const Inside& inside) {
  const int width = piece.x1 - piece.x0 + 1, height = piece.y1 - piece.y0 + 1;
  if (piece.dots < ink.height * ink.height / 1500) return true;
  const bool at_side = piece.x0 <= inside.x0 + 1 || piece.x1 >= inside.x1 - 2;
  const bool at_edge = piece.y0 <= inside.y0 + 1 || piece.y1 >= inside.y1 - 2;
  if (width > ink.width * 0.6 && (at_edge || at_side)) return true;
  if (at_edge && width > 2.5 * height && height < ink.height * 0.2) return true;
  return at_side && width < ink.height * 0.12;
}

Raster WithMargin(const Raster& source, const Inside& box) {
  Raster out =
      MakeRaster(box.x1 - box.x0 + 2 * kWhiteMargin, box.y1 - box.y0 + 2 * kWhiteMargin, 1);
  std::fill(out.pixels.begin(), out.pixels.end(), uint8_t{255});
  for (int y = box.y0; y < box.y1; ++y) {
    std::copy(source.row(y) + box.x0, source.row(y) + box.x1,
              out.row(y - box.y0 + kWhiteMargin) + kWhiteMargin);
  }
  return out;
}

}  // namespace

Raster CutOut(const Raster& page, const Frame& frame, Ink ink, int height) {
  const double margin = kMargin * frame.height;
  const double tall = frame.height + 2 * margin, wide = frame.length + 2 * margin;
  const int width = std::clamp(static_cast<int>(height * wide / tall), 1, 40 * height);
  Raster crop = MakeRaster(width, height, 1);
  const double step = tall / height;
  const double c = std::cos(frame.angle) * step, s = std::sin(frame.angle) * step;
  // Where a dot of the crop covers several of the page, four of them are asked.
  const double quarter = step > 1.2 ? 0.25 : 0.0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double u = x + 0.5 - width / 2.0, v = y + 0.5 - height / 2.0;
      double sum = 0;
      int samples = 0;
      for (const double du : {-quarter, quarter}) {
        for (const double dv : {-quarter, quarter}) {
          if (samples > 0 && quarter == 0.0) continue;
          sum += Sample(page, frame.center.x + (u + du) * c - (v + dv) * s - 0.5,
                        frame.center.y + (u + du) * s + (v + dv) * c - 0.5, ink);
          ++samples;
        }
      }
      crop.row(y)[x] = static_cast<uint8_t>(sum / samples);
    }
  }
  Stretch(crop);
  return crop;
}

Letters TrimFrame(const Raster& crop, bool framed, Trim trim) {
  Letters letters;
  const int threshold = Threshold(CountsOf(crop));
  Mask ink{crop.width, crop.height, std::vector<uint8_t>(crop.pixels.size())};
  for (size_t i = 0; i < crop.pixels.size(); ++i) ink.bits[i] = crop.pixels[i] <= threshold ? 1 : 0;
  const Inside inside = InsideOf(ink, framed, trim, letters.double_border);
  if (inside.x1 - inside.x0 < 12 || inside.y1 - inside.y0 < 8) return letters;
  Mask left = ink;
  for (int y = 0; y < ink.height; ++y) {
    for (int x = 0; x < ink.width; ++x) {
      if (x < inside.x0 || x >= inside.x1 || y < inside.y0 || y >= inside.y1)
        left.bits[static_cast<size_t>(y) * ink.width + x] = 0;
    }
  }
  Raster clean = crop;
  Inside text{crop.width, crop.height, 0, 0};
  for (const Piece& piece : FindPieces(left, 1, crop.width, true, 2000)) {
    if (IsResidue(piece, ink, inside)) {
      for (int y = std::max(piece.y0 - 1, 0); y <= std::min(piece.y1 + 1, crop.height - 1); ++y)
        std::fill(clean.row(y) + std::max(piece.x0 - 1, 0),
                  clean.row(y) + std::min(piece.x1 + 2, crop.width), uint8_t{255});
      continue;
    }
    text = {std::min(text.x0, piece.x0), std::min(text.y0, piece.y0),
            std::max(text.x1, piece.x1 + 1), std::max(text.y1, piece.y1 + 1)};
  }
  if (text.x1 <= text.x0 || text.y1 - text.y0 < crop.height / 8) return letters;
  const Inside box{std::max(text.x0 - 4, inside.x0), std::max(text.y0 - 3, inside.y0),
                   std::min(text.x1 + 4, inside.x1), std::min(text.y1 + 3, inside.y1)};
  letters.share = static_cast<double>(text.y1 - text.y0) / crop.height;
  letters.grey = WithMargin(clean, box);
  return letters;
}

}  // namespace niem::picture
