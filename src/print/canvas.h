// One PDF being drawn: pages, lines of text, rules and filled squares, over cairo and Pango.
//
// Lengths are millimetres from the page's upper left corner, letters points. A text is laid out
// once (Lay) and then drawn line by line, so that a row of a table can go on overleaf.
// The letters are those of Liberation Serif alone, read from its files: no setting of the machine
// changes a print. Widths are not rounded to pixels, for which there are none on paper.
// Ownership: the canvas holds everything. Thread-safety: one thread; several canvases may be used
// at once. Errors: kNotFound without the fonts; what cairo complains of comes out of Finish().
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "print/paper.h"

namespace niem::print {

struct Style {
  double points = 12;
  bool bold = false;
  bool italic = false;
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

class Canvas {
 public:
  static Result<std::unique_ptr<Canvas>> Make(double width, double height, std::string_view name,
                                              int64_t made_s);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // How many lines a text takes in this width; 0 for an empty one. `most`: cut with "…" after so
  // many lines.
  int Lay(std::string_view text, double width, const Style& style, int most = 0);

  // Lines [first, first + count) of the text laid out last, downwards from y.
  void Draw(double x, double y, Align align, int first, int count);

  // Of one line, in mm.
  double LineHeight(const Style& style);

  // Of the widest line of the text laid out last.
  double Width() const;

  void Rule(double x1, double y1, double x2, double y2, double thick);
  // The rules of a row: downwards at each of xs, and one beneath them.
  void Grid(const std::vector<double>& xs, double y, double height, double thick);
  void Dots(double x1, double x2, double y);
  // The outer edge of the border is the box.
  void Frame(const Box& box, double thick);
  // The squares of a QR code, `side` mm wide and high. kTooLarge where the text is too long.
  Status Qr(std::string_view text, double x, double y, double side);
  void SetRed(bool red);
  // Red, green, blue from 0 to 1, of all that is drawn until the next.
  void SetColour(double red, double green, double blue);
  void Fill(const Box& box);
  void EndPage();

  Result<std::string> Finish();

 private:
  struct Parts;
  explicit Canvas(std::unique_ptr<Parts> parts);
  Status DrawQr(std::string_view text, double side);

  std::unique_ptr<Parts> parts_;
};

}  // namespace niem::print
