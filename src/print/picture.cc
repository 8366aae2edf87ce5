#include "print/picture.h"

#include <algorithm>
#include <array>

namespace niem::print {
namespace {

constexpr double kPointsPerMm = 72.0 / 25.4;
constexpr double kAround = 2;  // mm above and beneath

void Colour(Canvas& canvas, Ink ink) {
  constexpr std::array<std::array<double, 3>, 7> kColours = {{{0, 0, 0},
                                                              {0.45, 0.45, 0.45},
                                                              {0.94, 0.94, 0.93},
                                                              {0.12, 0.31, 0.61},
                                                              {0.72, 0.79, 0.89},
                                                              {0.69, 0, 0.13},
                                                              {0.93, 0.73, 0.76}}};
  const auto& [red, green, blue] = kColours[static_cast<size_t>(ink)];
  canvas.SetColour(red, green, blue);
}

// Scale: mm for each of the picture's units.
void DrawText(Canvas& canvas, const PictureShape& shape, double x, double y, double scale) {
  const Style style{shape.size * scale * kPointsPerMm, shape.bold, false};
  const double width = shape.width * scale;
  const double left = shape.align == Align::kLeft     ? x
                      : shape.align == Align::kCentre ? x - width / 2
                                                      : x - width;
  if (canvas.Lay(shape.text, width, style, 1) == 0) return;
  constexpr double kAscent = 0.96;  // of the letters' size, as the canvas has it
  canvas.Draw(left, y - kAscent * shape.size * scale, shape.align, 0, 1);
}

void DrawShape(Canvas& canvas, const PictureShape& shape, double left, double top, double scale) {
  const double x = left + shape.x * scale, y = top + shape.y * scale;
  const Box box{x, y, shape.width * scale, shape.height * scale};
  Colour(canvas, shape.ink);
  switch (shape.kind) {
    case PictureShape::Kind::kBox:
      canvas.Fill(box);
      break;
    case PictureShape::Kind::kFrame:
      canvas.Frame(box, shape.thick * scale);
      break;
    case PictureShape::Kind::kLine:
      canvas.Rule(x, y, x + box.width, y + box.height, shape.thick * scale);
      break;
    case PictureShape::Kind::kText:
      DrawText(canvas, shape, x, y, scale);
      break;
  }
}

}  // namespace

Status Put(Pager& pager, const Picture& picture) {
  if (picture.width <= 0 || picture.height <= 0) return Ok();
  const double most = pager.page_room() - 2 * kAround;
  const double scale = std::min(pager.width() / picture.width, most / picture.height);
  const double height = picture.height * scale + 2 * kAround;
  TRY(pager.Need(height));
  if (pager.drawing()) {
    for (const PictureShape& shape : picture.shapes) {
      DrawShape(pager.canvas(), shape, pager.left(), pager.y() + kAround, scale);
    }
    Colour(pager.canvas(), Ink::kBlack);
  }
  pager.Advance(height);
  return Ok();
}

}  // namespace niem::print
