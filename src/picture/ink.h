// Which dots of a picture bear ink, and what hangs together: the ground on which frames are found.
//
// Ownership: plain values. Units: dots. Errors: none. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <vector>

#include "picture/raster.h"

namespace niem::picture {

// One byte a dot, 0 or 1.
struct Mask {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> bits;

  bool At(int x, int y) const {
    return x >= 0 && y >= 0 && x < width && y < height &&
           bits[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)] != 0;
  }
};

// Red ink, also faded, on paper of any tint.
Mask RedInk(const Raster& rgb);

// Dots darker than their surroundings (a square of 2 * reach + 1) by `depth`.
Mask DarkInk(const Raster& grey, int reach, int depth);

// Fills gaps up to 2 * reach dots wide.
Mask Close(const Mask& mask, int reach);

Mask Invert(const Mask& mask);

struct Point {
  double x = 0;
  double y = 0;
};

// What hangs together, with the outline that a rubber band around it would have.
struct Piece {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;  // x1, y1 are in it
  int dots = 0;
  std::vector<Point> hull;  // counter-clockwise on paper; corners only
};

// Pieces whose box has a long side within [min_side, max_side]. Dots touch by sides, and also by
// corners where `diagonal`. At most `most` pieces, in reading order.
std::vector<Piece> FindPieces(const Mask& mask, int min_side, int max_side, bool diagonal,
                              size_t most);

}  // namespace niem::picture
