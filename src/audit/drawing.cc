#include "audit/drawing.h"

#include <algorithm>
#include <cstdio>

#include "audit/report_parts.h"
#include "base/html.h"

namespace niem::audit {
namespace {

constexpr double kLetterShare = 0.47;  // of its size, the width of a letter on average

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

// What takes room: each code point, but for combining marks (U+0300 to U+036F).
size_t LettersOf(std::string_view text) {
  size_t letters = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if ((byte & 0xC0) == 0x80) continue;
    const bool mark = byte == 0xCC || (byte == 0xCD && i + 1 < text.size() &&
                                       static_cast<uint8_t>(text[i + 1]) < 0xB0);
    if (!mark) ++letters;
  }
  return letters;
}

std::string Fitting(const std::string& text, double width, double size) {
  const auto most = static_cast<size_t>(std::max(1.0, width / (size * kLetterShare)));
  if (LettersOf(text) <= most) return text;
  std::string cut = text;
  while (!cut.empty() && LettersOf(cut) >= most) {
    while (!cut.empty() && (static_cast<uint8_t>(cut.back()) & 0xC0) == 0x80) cut.pop_back();
    if (!cut.empty()) cut.pop_back();
  }
  return cut + "…";
}

std::string_view ClassOf(Paint paint) {
  constexpr std::string_view kNames[] = {"ink", "quiet",    "band", "drive", "drive-span",
                                         "net", "net-span", "bad",  "node"};
  return kNames[static_cast<size_t>(paint)];
}

std::string Place(const char* x, double x_value, const char* y, double y_value) {
  return std::string(" ") + x + "=\"" + Number(x_value) + "\" " + y + "=\"" + Number(y_value) +
         "\"";
}

std::string One(const Shape& shape) {
  const std::string kind = "class=\"d-" + std::string(ClassOf(shape.paint)) + "\"";
  if (shape.kind == Shape::Kind::kLine) {
    return "<line " + kind + Place("x1", shape.x, "y1", shape.y) +
           Place("x2", shape.x + shape.width, "y2", shape.y + shape.height) + "/>";
  }
  if (shape.kind == Shape::Kind::kRectangle) {
    return "<rect " + kind + Place("x", shape.x, "y", shape.y) +
           Place("width", shape.width, "height", shape.height) + "/>";
  }
  constexpr std::string_view kAnchors[] = {"start", "middle", "end"};
  return "<text " + kind + Place("x", shape.x, "y", shape.y) + " font-size=\"" +
         Number(shape.size) + "\" text-anchor=\"" +
         std::string(kAnchors[static_cast<size_t>(shape.anchor)]) + "\"" +
         (shape.bold ? " font-weight=\"bold\"" : "") + ">" + EscapeHtml(shape.text) + "</text>";
}

}  // namespace

void Drawing::Rectangle(Paint paint, double x, double y, double across, double down) {
  shapes.push_back({Shape::Kind::kRectangle, paint, x, y, across, down});
}

void Drawing::Line(Paint paint, double x1, double y1, double x2, double y2) {
  shapes.push_back({Shape::Kind::kLine, paint, x1, y1, x2 - x1, y2 - y1});
}

Shape& Drawing::Write(double x, double y, double width, std::string_view text, double size) {
  Shape shape{Shape::Kind::kText, Paint::kInk, x, y, width};
  shape.size = size;
  shape.text = Fitting(Shown(text), width, size);
  return shapes.emplace_back(std::move(shape));
}

std::string Svg(const Drawing& drawing, std::string_view id) {
  const std::string name(id);
  std::string out = "<svg role=\"img\" viewBox=\"0 0 " + Number(kDrawingWidth) + " " +
                    Number(drawing.height) + "\" aria-labelledby=\"" + name + "-t " + name +
                    "-d\"><title id=\"" + name + "-t\">" + EscapeHtml(drawing.title) +
                    "</title><desc id=\"" + name + "-d\">" + EscapeHtml(drawing.description) +
                    "</desc>";
  for (const Shape& shape : drawing.shapes) out += One(shape);
  return out + "</svg>";
}

std::string_view DrawingStyle() {
  return "text.d-ink{fill:var(--ink)}text.d-quiet{fill:var(--quiet)}line.d-quiet{stroke:var(--line)"
         ";"
         "stroke-width:1}line.d-drive{stroke:var(--blue);stroke-width:2}line.d-bad{stroke:var(--"
         "red);"
         "stroke-width:2.5}rect.d-band{fill:var(--band)}rect.d-quiet,rect.d-node{fill:var(--paper);"
         "stroke:var(--ink);stroke-width:1}rect.d-drive{fill:var(--blue)}rect.d-drive-span{fill:"
         "var(--blue);opacity:.3}rect.d-net{fill:var(--red)}rect.d-net-span{fill:var(--red);"
         "opacity:.3}"
         "rect.d-bad{fill:var(--red)}text.d-bad{fill:var(--red)}";
}

}  // namespace niem::audit
