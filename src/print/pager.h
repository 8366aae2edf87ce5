// The pages of one print: their frame (level at head and foot, the small lines, the QR code, "trang
// x/y") and the place where the next block goes. It runs twice over the same blocks: first to count
// the pages, then to draw them.
// Ownership: borrows the paper and the canvas. Thread-safety: one thread.
#pragma once

#include "print/canvas.h"
#include "print/paper.h"

namespace niem::print {

class Pager {
 public:
  Pager(const Paper& paper, Canvas& canvas);

  // `total` 0: nothing is drawn, only counted.
  Status Begin(int total);
  Status NextPage();
  // The next page unless `height` is left on this one.
  Status Need(double height);
  void EndLast();

  bool drawing() const { return total_ > 0; }

  int pages() const { return page_; }

  double left() const { return left_; }

  double width() const { return right_ - left_; }

  double y() const { return y_; }

  double room() const { return bottom_ - y_; }

  // What a whole page offers.
  double page_room() const { return bottom_ - top_; }

  double page_width() const { return page_width_; }

  double page_height() const { return page_height_; }

  // Nothing stands on this page yet.
  bool fresh() const { return y_ <= top_ + 0.01; }

  void Advance(double height) { y_ += height; }

  // Lays and draws a text, going on overleaf where it must.
  Status Flow(std::string_view text, const Style& style, Align align);

  Canvas& canvas() { return canvas_; }

 private:
  Status DrawFrame();
  double FootWidth() const;
  Status DrawFoot();
  void DrawBanner(double y);

  const Paper& paper_;
  Canvas& canvas_;
  double page_width_, page_height_;
  double left_, right_, top_, bottom_;
  double foot_ = 0;  // height of the small lines
  int total_ = 0;
  int page_ = 0;
  double y_ = 0;
};

}  // namespace niem::print
