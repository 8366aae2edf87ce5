// Where on a page something stands that is shaped like a stamp: a rectangle drawn by one or two
// lines, at any angle, in red or in black, its lines perhaps broken or crossed by the text around;
// or a short line of red letters without any frame.
//
// How: pieces of ink, and pieces of bare paper shut in by ink (a frame that touches its
// surroundings still shuts in its own paper), each with the smallest rectangle around it at
// whatever angle; then a rectangle counts as a frame by how much of its four sides is inked. So the
// angle never matters, where looking for corners or straight lines fails on slanted grey scans.
// What is read inside decides; this only proposes. Sizes: law notes on form 02 of Circular 24/2020
// (40 x 8, 30 x 8 mm) with wide margins, since other marks and years differ.
//
// Ownership: plain values. Units: dots of the raster given. Errors: none. Thread-safety: pure
// functions.
#pragma once

#include <vector>

#include "picture/ink.h"
#include "picture/raster.h"

namespace niem::picture {

struct Frame {
  Point center;
  double angle = 0;   // of the long side, radians, clockwise, in (-pi/2, pi/2]
  double length = 0;  // of the long side
  double height = 0;
  double score = 0;     // how much of its sides is inked, 0..1
  bool framed = false;  // a frame is drawn; else letters alone
  bool red = false;

  Point Corner(double along, double down) const;  // each in [-1, 1]
};

struct FrameLimits {
  double min_height = 0, max_height = 0;
  double min_length = 0, max_length = 0;
};

enum class Inks { kRed, kDark };

// What a stamp may measure on a page of `dpi` dots an inch; 0: no page, any size. Red ones may be
// far larger: a photograph of a part of a page has the shape of a page too.
FrameLimits LimitsFor(const Raster& raster, int dpi, Inks inks);

// The best first, at most `most`. Frames that are cells of a larger table are left out.
std::vector<Frame> FindFrames(const Raster& page, int dpi, Inks inks, size_t most);

}  // namespace niem::picture
