// A picture of a few rectangles, lines and texts, laid out once: as inline SVG in the HTML report,
// and as a block on paper (src/minutes). It says what each shape is for; who shows it gives
// colours.
//
// Lengths are units of which 800 go across the page; y grows downwards; a text's y is its baseline.
// A picture never stands alone: `title` and `description` say what it shows, and whoever shows it
// sets a table of the same beside it. Ownership: values. Thread-safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "base/i18n.h"

namespace niem::audit {

inline constexpr double kDrawingWidth = 800;

enum class Paint : uint8_t {
  kInk,        // what is read: names, dates
  kQuiet,      // axes, frames
  kBand,       // grounds of lanes and rows
  kDrive,      // a storage device
  kDriveSpan,  // between its first and last trace
  kNetwork,
  kNetworkSpan,
  kBad,   // what crosses between kinds of computers
  kNode,  // a computer
};

struct Shape {
  enum class Kind : uint8_t { kRectangle, kLine, kText };
  enum class Anchor : uint8_t { kStart, kMiddle, kEnd };

  Kind kind = Kind::kRectangle;
  Paint paint = Paint::kInk;
  double x = 0, y = 0;
  double width = 0, height = 0;  // of a line: to (x + width, y + height); of a text: its most width
  double size = 13;              // of a text's letters
  bool bold = false;
  Anchor anchor = Anchor::kStart;
  std::string text = {};
};

struct Drawing {
  std::string title, description;
  double height = 0;
  std::vector<Shape> shapes = {};

  void Rectangle(Paint paint, double x, double y, double across, double down);
  void Line(Paint paint, double x1, double y1, double x2, double y2);
  // Cut with "…" to `width`, as letters go on average.
  Shape& Write(double x, double y, double width, std::string_view text, double size = 13);
};

// `id`: of the element, unique on its page.
std::string Svg(const Drawing& drawing, std::string_view id);

// The colours of every Paint, light and (on a screen that wants it) dark.
std::string_view DrawingStyle();

}  // namespace niem::audit
