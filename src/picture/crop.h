// A stamp cut out of its page, set straight, and rid of its frame: what is left is its letters, at
// the size that text recognition reads best.
//
// Ownership: plain values. Errors: none; a crop without letters is empty. Thread-safety: pure
// functions.
#pragma once

#include "picture/frames.h"
#include "picture/raster.h"

namespace niem::picture {

// Which colour of the page makes the letters.
enum class Ink {
  kGrey,
  kRedAsDark,  // the channel in which red ink is darkest
  kRedOnly,    // how red each dot is: black text across the stamp vanishes
};

// The frame's inside and lines, upright (or upside down: a frame does not say), `height` dots high.
Raster CutOut(const Raster& page, const Frame& frame, Ink ink, int height);

struct Letters {
  Raster grey;  // dark on white; empty where there are none
  bool double_border = false;
  double share = 0;  // of the crop's height that the letters take
};

// How the frame is told from the letters.
enum class Trim {
  kLines,  // by its lines
  kInset,  // by its place: for frames whose lines are too broken to be seen as lines
};

Letters TrimFrame(const Raster& crop, bool framed, Trim trim);

}  // namespace niem::picture
