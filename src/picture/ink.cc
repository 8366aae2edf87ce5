#include "picture/ink.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace niem::picture {
namespace {

constexpr int kRedDepth = 24;
constexpr int kRedTile = 48;

Mask MakeMask(int width, int height) {
  return {width, height,
          std::vector<uint8_t>(static_cast<size_t>(width) * static_cast<size_t>(height))};
}

// One pass along rows or columns: a dot is set when any within `reach` is (`grow`), or all are.
void Spread(Mask& mask, int reach, bool grow, bool rows) {
  const int lines = rows ? mask.height : mask.width;
  const int length = rows ? mask.width : mask.height;
  const ptrdiff_t step = rows ? 1 : mask.width;
  const ptrdiff_t line_step = rows ? mask.width : 1;
  std::vector<uint8_t> line(static_cast<size_t>(length));
  const uint8_t wanted = grow ? 1 : 0;
  for (int i = 0; i < lines; ++i) {
    uint8_t* at = mask.bits.data() + i * line_step;
    for (int k = 0; k < length; ++k) line[static_cast<size_t>(k)] = at[k * step];
    int written = 0;
    for (int k = 0; k < length; ++k) {
      if (line[static_cast<size_t>(k)] != wanted) continue;
      for (int to = std::max(written, k - reach); to <= std::min(k + reach, length - 1); ++to)
        at[to * step] = wanted;
      written = k + reach + 1;
    }
  }
}

double Cross(const Point& o, const Point& a, const Point& b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

// Andrew's monotone chain over points sorted by y, then x.
std::vector<Point> HullOf(const std::vector<Point>& sorted) {
  std::vector<Point> hull(2 * sorted.size() + 1);
  size_t size = 0;
  const auto add = [&](const Point& point, size_t floor) {
    while (size >= floor + 2 && Cross(hull[size - 2], hull[size - 1], point) <= 0) --size;
    hull[size++] = point;
  };
  for (const Point& point : sorted) add(point, 0);
  const size_t floor = size > 0 ? size - 1 : 0;
  for (size_t i = sorted.size(); i-- > 0;) add(sorted[i], floor);
  hull.resize(size > 1 ? size - 1 : size);
  return hull;
}

// Labels by walking: each dot is visited once.
class Labeller {
 public:
  Labeller(const Mask& mask, bool diagonal)
      : width_(mask.width), height_(mask.height), diagonal_(diagonal), left_(mask.bits) {
    rows_.resize(static_cast<size_t>(height_));
  }

  // The piece that holds the dot at `start`; it is gone from the mask then.
  Piece Take(size_t start) {
    Piece piece{width_, height_, -1, -1, 0, {}};
    stack_.assign(1, start);
    left_[start] = 0;
    while (!stack_.empty()) {
      const size_t at = stack_.back();
      stack_.pop_back();
      Visit(at, piece);
    }
    return piece;
  }

  bool IsLeft(size_t at) const { return left_[at] != 0; }

  // Of the piece last taken. Forgets its rows.
  std::vector<Point> Outline(const Piece& piece) {
    std::vector<Point> points;
    points.reserve(static_cast<size_t>(piece.y1 - piece.y0 + 1) * 2);
    for (int y = piece.y0; y <= piece.y1; ++y) {
      const auto& [first, last] = rows_[static_cast<size_t>(y)];
      points.push_back({static_cast<double>(first), static_cast<double>(y)});
      if (last > first) points.push_back({static_cast<double>(last), static_cast<double>(y)});
    }
    return HullOf(points);
  }

 private:
  void Visit(size_t at, Piece& piece) {
    const int x = static_cast<int>(at % static_cast<size_t>(width_));
    const int y = static_cast<int>(at / static_cast<size_t>(width_));
    auto& [first, last] = rows_[static_cast<size_t>(y)];
    if (y < piece.y0 || y > piece.y1) {
      // Rows come one by one from the first: new ones join at either end.
      first = last = x;
    }
    first = std::min(first, x), last = std::max(last, x);
    piece.x0 = std::min(piece.x0, x), piece.x1 = std::max(piece.x1, x);
    piece.y0 = std::min(piece.y0, y), piece.y1 = std::max(piece.y1, y);
    ++piece.dots;
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dx = -1; dx <= 1; ++dx) {
        if (!diagonal_ && dx != 0 && dy != 0) continue;
        const int nx = x + dx, ny = y + dy;
        if (nx < 0 || ny < 0 || nx >= width_ || ny >= height_) continue;
        const size_t next =
            static_cast<size_t>(ny) * static_cast<size_t>(width_) + static_cast<size_t>(nx);
        if (left_[next] == 0) continue;
        left_[next] = 0;
        stack_.push_back(next);
      }
    }
  }

  int width_, height_;
  bool diagonal_;
  std::vector<uint8_t> left_;
  std::vector<size_t> stack_;
  std::vector<std::pair<int, int>> rows_;  // first and last column of the piece in each row
};

}  // namespace

Mask RedInk(const Raster& rgb) {
  Mask mask = MakeMask(rgb.width, rgb.height);
  if (rgb.channels != 3) return mask;
  std::vector<int16_t> red(mask.bits.size());
  for (size_t i = 0; i < red.size(); ++i) {
    const uint8_t* dot = rgb.pixels.data() + 3 * i;
    red[i] = static_cast<int16_t>(dot[0] - std::max(dot[1], dot[2]));
  }
  // Yellow light makes all paper a little red: what counts is how much redder than the paper.
  for (int ty = 0; ty < rgb.height; ty += kRedTile) {
    const int bottom = std::min(ty + kRedTile, rgb.height);
    for (int tx = 0; tx < rgb.width; tx += kRedTile) {
      const int right = std::min(tx + kRedTile, rgb.width);
      std::array<uint16_t, 511> counts{};
      int total = 0;
      for (int y = ty; y < bottom; y += 2) {
        for (int x = tx; x < right; x += 2) {
          ++counts[static_cast<size_t>(red[static_cast<size_t>(y) * rgb.width + x] + 255)];
          ++total;
        }
      }
      int seen = 0, level = 0;
      while (seen * 2 < total) seen += counts[static_cast<size_t>(level++)];
      const int paper = std::clamp(level - 256, -30, 60);
      for (int y = ty; y < bottom; ++y) {
        for (int x = tx; x < right; ++x) {
          const size_t at = static_cast<size_t>(y) * rgb.width + x;
          mask.bits[at] = red[at] - paper > kRedDepth ? 1 : 0;
        }
      }
    }
  }
  return mask;
}

Mask DarkInk(const Raster& grey, int reach, int depth) {
  Mask mask = MakeMask(grey.width, grey.height);
  const int width = grey.width, height = grey.height;
  std::vector<uint32_t> sums(static_cast<size_t>(width + 1) * static_cast<size_t>(height + 1));
  const auto stride = static_cast<size_t>(width + 1);
  for (int y = 0; y < height; ++y) {
    uint32_t line = 0;
    const uint8_t* row = grey.row(y);
    for (int x = 0; x < width; ++x) {
      line += row[x];
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + line;
    }
  }
  for (int y = 0; y < height; ++y) {
    const int top = std::max(y - reach, 0), bottom = std::min(y + reach + 1, height);
    const uint8_t* row = grey.row(y);
    uint8_t* to = mask.bits.data() + static_cast<size_t>(y) * static_cast<size_t>(width);
    for (int x = 0; x < width; ++x) {
      const int left = std::max(x - reach, 0), right = std::min(x + reach + 1, width);
      const uint32_t sum = sums[bottom * stride + right] - sums[top * stride + right] -
                           sums[bottom * stride + left] + sums[top * stride + left];
      const int area = (bottom - top) * (right - left);
      to[x] = (row[x] + depth) * area < static_cast<int>(sum) ? 1 : 0;
    }
  }
  return mask;
}

Mask Close(const Mask& mask, int reach) {
  Mask closed = mask;
  if (reach <= 0) return closed;
  Spread(closed, reach, true, true);
  Spread(closed, reach, true, false);
  Spread(closed, reach, false, true);
  Spread(closed, reach, false, false);
  return closed;
}

Mask Invert(const Mask& mask) {
  Mask inverse = mask;
  for (uint8_t& bit : inverse.bits) bit ^= 1;
  return inverse;
}

std::vector<Piece> FindPieces(const Mask& mask, int min_side, int max_side, bool diagonal,
                              size_t most) {
  std::vector<Piece> pieces;
  Labeller labeller(mask, diagonal);
  for (size_t at = 0; at < mask.bits.size() && pieces.size() < most; ++at) {
    if (!labeller.IsLeft(at)) continue;
    Piece piece = labeller.Take(at);
    const int side = std::max(piece.x1 - piece.x0, piece.y1 - piece.y0) + 1;
    if (side < min_side || side > max_side) continue;
    piece.hull = labeller.Outline(piece);
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace niem::picture
