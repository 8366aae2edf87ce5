#include "minutes/picture.h"

namespace niem::minutes {
namespace {

using audit::Paint;
using audit::Shape;
using print::Ink;
using print::PictureShape;

Ink InkOf(Paint paint) {
  switch (paint) {
    case Paint::kInk:
    case Paint::kNode:
      return Ink::kBlack;
    case Paint::kQuiet:
      return Ink::kGrey;
    case Paint::kBand:
      return Ink::kPale;
    case Paint::kDrive:
      return Ink::kBlue;
    case Paint::kDriveSpan:
      return Ink::kPaleBlue;
    case Paint::kNetwork:
    case Paint::kBad:
      return Ink::kRed;
    case Paint::kNetworkSpan:
      return Ink::kPaleRed;
  }
  return Ink::kBlack;
}

PictureShape One(const Shape& shape) {
  PictureShape out;
  out.ink = InkOf(shape.paint);
  out.x = shape.x, out.y = shape.y, out.width = shape.width, out.height = shape.height;
  if (shape.kind == Shape::Kind::kRectangle) {
    out.kind = shape.paint == Paint::kNode ? PictureShape::Kind::kFrame : PictureShape::Kind::kBox;
    return out;
  }
  if (shape.kind == Shape::Kind::kLine) {
    out.kind = PictureShape::Kind::kLine;
    out.thick = shape.paint == Paint::kQuiet ? 0.8 : 2.5;
    return out;
  }
  out.kind = PictureShape::Kind::kText;
  out.size = shape.size, out.bold = shape.bold, out.text = shape.text;
  out.align = shape.anchor == Shape::Anchor::kStart    ? print::Align::kLeft
              : shape.anchor == Shape::Anchor::kMiddle ? print::Align::kCentre
                                                       : print::Align::kRight;
  return out;
}

}  // namespace

print::Picture PictureOf(const audit::Drawing& drawing) {
  print::Picture picture{audit::kDrawingWidth, drawing.height};
  for (const Shape& shape : drawing.shapes) picture.shapes.push_back(One(shape));
  return picture;
}

}  // namespace niem::minutes
