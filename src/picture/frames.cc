#include "picture/frames.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace niem::picture {
namespace {

constexpr double kMmAnInch = 25.4;
constexpr int kWorkDpi = 110;
constexpr int kWorkSide = 1400;  // of a picture that is no page
constexpr size_t kMostPieces = 20'000;
constexpr double kMinShape = 1.45, kMaxShape = 9.0;  // length : height

Point Along(const Point& from, const Point& to, double share) {
  return {from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share};
}

double Distance(const Point& a, const Point& b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

// The smallest rectangle around a hull has a side on one of its edges.
Frame SmallestRectangle(const std::vector<Point>& hull) {
  Frame best;
  double best_area = -1;
  for (size_t i = 0; i < hull.size(); ++i) {
    const Point& a = hull[i];
    const Point& b = hull[(i + 1) % hull.size()];
    const double edge = Distance(a, b);
    if (edge < 1e-9) continue;
    const double ux = (b.x - a.x) / edge, uy = (b.y - a.y) / edge;
    double u0 = 1e9, u1 = -1e9, v0 = 1e9, v1 = -1e9;
    for (const Point& p : hull) {
      const double u = p.x * ux + p.y * uy, v = p.y * ux - p.x * uy;
      u0 = std::min(u0, u), u1 = std::max(u1, u);
      v0 = std::min(v0, v), v1 = std::max(v1, v);
    }
    const double area = (u1 - u0 + 1) * (v1 - v0 + 1);
    if (best_area >= 0 && area >= best_area) continue;
    best_area = area;
    const double u = (u0 + u1) / 2, v = (v0 + v1) / 2;
    best.center = {u * ux - v * uy, u * uy + v * ux};
    best.length = u1 - u0 + 1, best.height = v1 - v0 + 1;
    best.angle = std::atan2(uy, ux);
  }
  if (best.height > best.length) {
    std::swap(best.height, best.length);
    best.angle += std::numbers::pi / 2;
  }
  while (best.angle > std::numbers::pi / 2) best.angle -= std::numbers::pi;
  while (best.angle <= -std::numbers::pi / 2) best.angle += std::numbers::pi;
  return best;
}

// The share of the line from a to b that has ink within `reach` across it.
double Inked(const Mask& mask, const Point& a, const Point& b, double reach) {
  const double length = Distance(a, b);
  const int steps = std::max(static_cast<int>(length), 4);
  const double nx = -(b.y - a.y) / length, ny = (b.x - a.x) / length;
  int hits = 0;
  for (int i = 0; i <= steps; ++i) {
    const Point at = Along(a, b, static_cast<double>(i) / steps);
    bool hit = false;
    for (int aside = 0; aside <= 2 * reach && !hit; ++aside) {
      const double d = aside - reach;
      hit = mask.At(static_cast<int>(std::lround(at.x + nx * d)),
                    static_cast<int>(std::lround(at.y + ny * d)));
    }
    hits += hit ? 1 : 0;
  }
  return static_cast<double>(hits) / (steps + 1);
}

struct Sides {
  double top = 0, bottom = 0, left = 0, right = 0;

  double mean() const { return (2 * top + 2 * bottom + left + right) / 6; }
};

Sides SidesOf(const Mask& mask, const Frame& frame) {
  const double reach = std::clamp(frame.height * 0.07, 1.5, 4.0);
  constexpr double kLong = 0.94, kShort = 0.85;
  return {
      Inked(mask, frame.Corner(-kLong, -1), frame.Corner(kLong, -1), reach),
      Inked(mask, frame.Corner(-kLong, 1), frame.Corner(kLong, 1), reach),
      Inked(mask, frame.Corner(-1, -kShort), frame.Corner(-1, kShort), reach),
      Inked(mask, frame.Corner(1, -kShort), frame.Corner(1, kShort), reach),
  };
}

// A cell's lines go on beyond its corners.
bool IsCell(const Mask& mask, const Frame& frame) {
  int going_on = 0;
  const double step = 0.3 * frame.height;
  const double long_out = 1 + 2 * step / frame.length, short_out = 1 + 2 * step / frame.height;
  const double near_long = 1 + 8 / frame.length, near_short = 1 + 8 / frame.height;
  for (const double x : {-1.0, 1.0}) {
    for (const double y : {-1.0, 1.0}) {
      const auto outside = [&](double x0, double y0, double x1, double y1) {
        if (Inked(mask, frame.Corner(x0, y0), frame.Corner(x1, y1), 1.5) > 0.9) ++going_on;
      };
      outside(x * near_long, y, x * long_out, y);
      outside(x, y * near_short, x, y * short_out);
    }
  }
  return going_on >= 2;
}

bool Fits(const Frame& frame, const FrameLimits& limits) {
  const double shape = frame.length / std::max(frame.height, 1.0);
  return frame.height >= limits.min_height && frame.height <= limits.max_height &&
         frame.length >= limits.min_length && frame.length <= limits.max_length &&
         shape >= kMinShape && shape <= kMaxShape;
}

// Of rectangles one inside the other around one middle, the outermost.
void AddApart(std::vector<Frame>& frames, const Frame& frame) {
  for (Frame& other : frames) {
    const double near = 0.35 * std::max(other.height, frame.height);
    if (Distance(other.center, frame.center) > near) continue;
    if (frame.framed != other.framed) {
      if (frame.framed) other = frame;
      return;
    }
    const bool larger = frame.length * frame.height > other.length * other.height * 1.02;
    if (larger == (frame.score > other.score - 0.08) && (larger || frame.score > other.score + 0.2))
      other = frame;
    return;
  }
  frames.push_back(frame);
}

// Proposes from pieces of ink and, inverted, of shut-in paper.
class Finder {
 public:
  Finder(const Mask& ink, const FrameLimits& limits, bool red)
      : ink_(ink), limits_(limits), red_(red) {}

  void Propose(const Mask& mask, bool paper) {
    const auto min_side = static_cast<int>(limits_.min_length * 0.6);
    const auto max_side = static_cast<int>(limits_.max_length) + 2;
    for (const Piece& piece : FindPieces(mask, min_side, max_side, !paper, kMostPieces)) {
      if (piece.hull.size() < 3) continue;
      const bool at_edge = piece.x0 == 0 || piece.y0 == 0 || piece.x1 == mask.width - 1 ||
                           piece.y1 == mask.height - 1;
      if (paper && at_edge) continue;
      Frame frame = SmallestRectangle(piece.hull);
      if (paper) frame.length += 2, frame.height += 2;
      if (Fits(frame, limits_)) Weigh(frame);
    }
  }

  // Letters that stand alone, joined by `joined`.
  void ProposeLetters(const Mask& joined) {
    FrameLimits letters = limits_;
    letters.min_height *= 0.5;
    letters.min_length *= 0.6;
    const auto max_side = static_cast<int>(limits_.max_length) + 2;
    for (const Piece& piece :
         FindPieces(joined, static_cast<int>(letters.min_length), max_side, true, kMostPieces)) {
      if (piece.hull.size() < 3) continue;
      Frame frame = SmallestRectangle(piece.hull);
      if (!Fits(frame, letters)) continue;
      frame.red = red_;
      frame.score = 0.2;
      frame.length += 0.5 * frame.height, frame.height *= 1.25;
      AddApart(frames_, frame);
    }
  }

  std::vector<Frame> Take(size_t most) {
    std::stable_sort(frames_.begin(), frames_.end(),
                     [](const Frame& a, const Frame& b) { return a.score > b.score; });
    if (frames_.size() > most) frames_.resize(most);
    return std::move(frames_);
  }

 private:
  void Weigh(Frame& frame) {
    const Sides sides = SidesOf(ink_, frame);
    const double long_sides = std::min(sides.top, sides.bottom);
    const double short_sides = std::min(sides.left, sides.right);
    frame.score = sides.mean();
    if (frame.score < (red_ ? 0.6 : 0.66) || long_sides < 0.4 || short_sides < 0.3) return;
    if (IsCell(ink_, frame)) return;
    frame.framed = true;
    frame.red = red_;
    AddApart(frames_, frame);
  }

  const Mask& ink_;
  const FrameLimits limits_;
  const bool red_;
  std::vector<Frame> frames_;
};

}  // namespace

Point Frame::Corner(double along, double down) const {
  const double u = along * length / 2, v = down * height / 2;
  const double c = std::cos(angle), s = std::sin(angle);
  return {center.x + u * c - v * s, center.y + u * s + v * c};
}

FrameLimits LimitsFor(const Raster& raster, int dpi, Inks inks) {
  if (dpi > 0) {
    const double mm = dpi / kMmAnInch;
    if (inks == Inks::kRed) return {4.5 * mm, 75 * mm, 12 * mm, 290 * mm};
    return {4.5 * mm, 20 * mm, 12 * mm, 85 * mm};
  }
  const double width = raster.width, height = raster.height;
  return {12, height, 24, std::hypot(width, height)};
}

std::vector<Frame> FindFrames(const Raster& page, int dpi, Inks inks, size_t most) {
  int factor = 1;
  if (dpi > 0) {
    factor = std::max(static_cast<int>(std::lround(static_cast<double>(dpi) / kWorkDpi)), 1);
  } else {
    factor = (std::max(page.width, page.height) + kWorkSide - 1) / kWorkSide;
  }
  const Raster small = inks == Inks::kRed ? ShrinkBy(page, factor) : ToGrey(ShrinkBy(page, factor));
  const int small_dpi = dpi / factor;
  const FrameLimits limits = LimitsFor(small, small_dpi, inks);
  const int unit = small_dpi > 0 ? std::max(small_dpi / 50, 1) : 2;  // half a millimetre
  const bool red = inks == Inks::kRed;
  const Mask ink = red ? RedInk(small) : DarkInk(small, 6 * unit, 14);
  Finder finder(ink, limits, red);
  for (const int reach : {0, 1, 2}) {
    const Mask closed = Close(ink, reach);
    finder.Propose(closed, false);
    finder.Propose(Invert(closed), true);
  }
  if (red) finder.ProposeLetters(Close(ink, 2 * unit));
  std::vector<Frame> frames = finder.Take(most);
  for (Frame& frame : frames) {
    frame.center.x = (frame.center.x + 0.5) * factor;
    frame.center.y = (frame.center.y + 0.5) * factor;
    frame.length *= factor, frame.height *= factor;
  }
  return frames;
}

}  // namespace niem::picture
