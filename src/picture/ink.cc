#include "picture/ink.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cstddef>
#include <cstring>
#include <utility>

namespace niem::picture {
namespace {

constexpr int kRedDepth = 24;
constexpr int kRedTile = 48;

Mask MakeMask(int width, int height) {
  return {width, height,
          std::vector<uint8_t>(static_cast<size_t>(width) * static_cast<size_t>(height))};
}

// Each dot of `to` takes in (by OR, to grow; by AND, to shrink) the dot of `from` beside it.
// Written so that compilers work on many dots at a time.
void TakeIn(uint8_t* __restrict to, const uint8_t* __restrict from, int count, bool grow) {
  if (grow) {
    for (int i = 0; i < count; ++i) to[i] = static_cast<uint8_t>(to[i] | from[i]);
  } else {
    for (int i = 0; i < count; ++i) to[i] = static_cast<uint8_t>(to[i] & from[i]);
  }
}

// A dot is set when any within `reach` of its row and then column is (`grow`), or all are. What is
// outside takes no part.
void Spread(Mask& mask, int reach, bool grow) {
  const int width = mask.width, height = mask.height;
  const Mask before = mask;
  const auto row = [width](std::vector<uint8_t>& bits, int y) {
    return bits.data() + static_cast<size_t>(y) * static_cast<size_t>(width);
  };
  for (int y = 0; y < height; ++y) {
    const uint8_t* from = before.bits.data() + static_cast<size_t>(y) * static_cast<size_t>(width);
    for (int d = 1; d <= std::min(reach, width - 1); ++d) {
      TakeIn(row(mask.bits, y) + d, from, width - d, grow);
      TakeIn(row(mask.bits, y), from + d, width - d, grow);
    }
  }
  Mask rows = mask;
  for (int y = 0; y < height; ++y) {
    for (int d = 1; d <= reach; ++d) {
      if (y - d >= 0) TakeIn(row(mask.bits, y), row(rows.bits, y - d), width, grow);
      if (y + d < height) TakeIn(row(mask.bits, y), row(rows.bits, y + d), width, grow);
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

// A stretch of set dots in a row; x1 is outside.
struct Stretch {
  int y, x0, x1;
  uint32_t parent;
};

// Joins stretches that touch: pages are mostly long stretches of nothing, so that this costs a
// fraction of walking from dot to dot.
class Joiner {
 public:
  Joiner(const Mask& mask, bool diagonal) {
    const int reach = diagonal ? 1 : 0;
    size_t above = 0;
    for (int y = 0; y < mask.height; ++y) {
      const size_t own = stretches_.size();
      AddRow(mask, y);
      size_t at = above;
      for (size_t i = own; i < stretches_.size(); ++i) {
        while (at < own && stretches_[at].x1 + reach <= stretches_[i].x0) ++at;
        for (size_t j = at; j < own && stretches_[j].x0 < stretches_[i].x1 + reach; ++j)
          Join(static_cast<uint32_t>(i), static_cast<uint32_t>(j));
      }
      above = own;
    }
  }

  std::vector<Stretch>& stretches() { return stretches_; }

  uint32_t RootOf(uint32_t at) {
    while (stretches_[at].parent != at) {
      stretches_[at].parent = stretches_[stretches_[at].parent].parent;
      at = stretches_[at].parent;
    }
    return at;
  }

 private:
  void AddRow(const Mask& mask, int y) {
    const uint8_t* row =
        mask.bits.data() + static_cast<size_t>(y) * static_cast<size_t>(mask.width);
    const uint8_t* const end = row + mask.width;
    for (const uint8_t* at = row; at < end;) {
      const auto left = static_cast<size_t>(end - at);
      const auto* begin = static_cast<const uint8_t*>(std::memchr(at, 1, left));
      if (begin == nullptr) return;
      const auto* stop =
          static_cast<const uint8_t*>(std::memchr(begin, 0, static_cast<size_t>(end - begin)));
      if (stop == nullptr) stop = end;
      stretches_.push_back({y, static_cast<int>(begin - row), static_cast<int>(stop - row),
                            static_cast<uint32_t>(stretches_.size())});
      at = stop;
    }
  }

  // The earlier one is the root: pieces come in reading order then.
  void Join(uint32_t a, uint32_t b) {
    a = RootOf(a), b = RootOf(b);
    if (a == b) return;
    if (a < b) std::swap(a, b);
    stretches_[a].parent = b;
  }

  std::vector<Stretch> stretches_;
};

// The rubber band around stretches, row by row.
std::vector<Point> OutlineOf(const std::vector<std::pair<int, int>>& rows, int first_row) {
  std::vector<Point> points;
  points.reserve(rows.size() * 2);
  for (size_t i = 0; i < rows.size(); ++i) {
    const double y = static_cast<double>(first_row) + static_cast<double>(i);
    points.push_back({static_cast<double>(rows[i].first), y});
    if (rows[i].second > rows[i].first) points.push_back({static_cast<double>(rows[i].second), y});
  }
  return HullOf(points);
}

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
  std::vector<uint32_t> sums((static_cast<size_t>(width) + 1) * (static_cast<size_t>(height) + 1));
  const auto stride = static_cast<size_t>(width) + 1;
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
  Spread(closed, reach, true);
  Spread(closed, reach, false);
  return closed;
}

Mask Invert(const Mask& mask) {
  Mask inverse = mask;
  for (uint8_t& bit : inverse.bits) bit ^= 1;
  return inverse;
}

std::vector<Piece> FindPieces(const Mask& mask, int min_side, int max_side, bool diagonal,
                              size_t most) {
  Joiner joiner(mask, diagonal);
  std::vector<Stretch>& stretches = joiner.stretches();
  constexpr uint32_t kNone = UINT32_MAX;
  std::vector<uint32_t> piece_of(stretches.size(), kNone);  // by root
  std::vector<Piece> pieces;
  for (uint32_t i = 0; i < stretches.size(); ++i) {
    const Stretch& stretch = stretches[i];
    uint32_t& index = piece_of[joiner.RootOf(i)];
    if (index == kNone) {
      index = static_cast<uint32_t>(pieces.size());
      pieces.push_back({stretch.x0, stretch.y, stretch.x1 - 1, stretch.y, 0, {}});
    }
    Piece& piece = pieces[index];
    piece.x0 = std::min(piece.x0, stretch.x0), piece.x1 = std::max(piece.x1, stretch.x1 - 1);
    piece.y1 = stretch.y;
    piece.dots += stretch.x1 - stretch.x0;
  }
  // First and last column in each row of the pieces that are wanted.
  std::vector<std::vector<std::pair<int, int>>> rows(pieces.size());
  size_t wanted = 0;
  for (size_t i = 0; i < pieces.size() && wanted < most; ++i) {
    const Piece& piece = pieces[i];
    const int side = std::max(piece.x1 - piece.x0, piece.y1 - piece.y0) + 1;
    if (side < min_side || side > max_side) continue;
    rows[i].assign(static_cast<size_t>(piece.y1 - piece.y0) + 1, {INT_MAX, -1});
    ++wanted;
  }
  for (uint32_t i = 0; i < stretches.size(); ++i) {
    const uint32_t index = piece_of[joiner.RootOf(i)];
    if (rows[index].empty()) continue;
    auto& [first, last] = rows[index][static_cast<size_t>(stretches[i].y - pieces[index].y0)];
    first = std::min(first, stretches[i].x0), last = std::max(last, stretches[i].x1 - 1);
  }
  std::vector<Piece> found;
  found.reserve(wanted);
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (rows[i].empty()) continue;
    pieces[i].hull = OutlineOf(rows[i], pieces[i].y0);
    found.push_back(std::move(pieces[i]));
  }
  return found;
}

}  // namespace niem::picture
