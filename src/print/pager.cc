#include "print/pager.h"

#include <algorithm>

namespace niem::print {
namespace {

constexpr double kShort = 210, kLong = 297;  // A4
constexpr double kBinding = 30;              // the left margin of forms
constexpr double kBookBinding = 25;          // of registers, which are wide
constexpr double kEdge = 15, kTop = 20;
constexpr double kSheetEdge = 8;  // of a sheet of labels
constexpr double kBannerHeight = 6.5;
constexpr double kBannerEdge = 5;  // from the paper's edge
constexpr double kQrSide = 22;
constexpr double kQrGap = 3;  // quiet zone
constexpr double kPageNumber = 26;
constexpr Style kSmall = {7.5, false, false};
constexpr Style kNumber = {9, false, false};
constexpr Style kBanner = {13, true, false};

bool HasLabels(const Paper& paper) {
  return std::any_of(paper.blocks.begin(), paper.blocks.end(),
                     [](const Block& block) { return std::holds_alternative<Labels>(block); });
}

}  // namespace

Pager::Pager(const Paper& paper, Canvas& canvas)
    : paper_(paper),
      canvas_(canvas),
      page_width_(paper.landscape ? kLong : kShort),
      page_height_(paper.landscape ? kShort : kLong),
      left_(HasLabels(paper)  ? kSheetEdge
            : paper.landscape ? kBookBinding
                              : kBinding),
      right_(page_width_ - (HasLabels(paper) ? kSheetEdge : kEdge)),
      top_(paper.landscape ? kEdge + 1 : kTop) {
  int lines = 0;
  for (const std::string& line : paper.foot) lines += canvas.Lay(line, FootWidth(), kSmall);
  foot_ = std::max(lines * canvas.LineHeight(kSmall), canvas.LineHeight(kNumber));
  const double banner = paper.banner.empty() ? 0 : kBannerHeight + 1;
  const double foot = std::max(foot_ + banner, paper.qr.empty() ? 0 : kQrSide);
  bottom_ = page_height_ - kBannerEdge - 1 - foot - 3;
  // A sheet of labels is cut already: it has its own places, and only its edges are free.
  if (HasLabels(paper)) top_ = 0, bottom_ = page_height_;
}

Status Pager::Begin(int total) {
  total_ = total;
  page_ = 0;
  return NextPage();
}

Status Pager::NextPage() {
  if (page_ > 0 && drawing()) canvas_.EndPage();
  if (++page_ > kMostPages) {
    return Error(ErrorCode::kTooLarge, {"bản in quá dài", "the print is too long"});
  }
  y_ = top_;
  return drawing() ? DrawFrame() : Ok();
}

Status Pager::Need(double height) {
  if (height <= room() || fresh()) return Ok();
  return NextPage();
}

void Pager::EndLast() {
  if (drawing()) canvas_.EndPage();
}

void Pager::DrawBanner(double y) {
  canvas_.Lay(paper_.banner, page_width_, kBanner);
  const double width = canvas_.Width() + 10;
  canvas_.Draw(0, y + 0.6, Align::kCentre, 0, 1);
  canvas_.Frame({(page_width_ - width) / 2, y, width, kBannerHeight}, 0.5);
}

double Pager::FootWidth() const {
  // On a sheet of labels the small lines stand beside the level, else above it.
  if (HasLabels(paper_)) return page_width_ / 2 - kSheetEdge - 28;
  return right_ - left_ - kPageNumber - (paper_.qr.empty() ? 0 : kQrSide + kQrGap);
}

Status Pager::DrawFoot() {
  const double beside = paper_.qr.empty() ? 0 : kQrSide + kQrGap;
  const double width = FootWidth();
  const double end = page_height_ - kBannerEdge - 1;
  const double banner = paper_.banner.empty() ? 0 : kBannerHeight + 1;
  if (!paper_.qr.empty()) TRY(canvas_.Qr(paper_.qr, left_, end - kQrSide, kQrSide));
  double y = std::min(end - banner - foot_, paper_.qr.empty() ? kLong : end - kQrSide);
  if (HasLabels(paper_)) y = page_height_ - kBannerEdge - kBannerHeight;  // beside the level
  canvas_.Lay("Trang " + std::to_string(page_) + "/" + std::to_string(total_), kPageNumber,
              kNumber);
  canvas_.Draw(right_ - kPageNumber, y, Align::kRight, 0, 1);
  for (const std::string& line : paper_.foot) {
    const int lines = canvas_.Lay(line, width, kSmall);
    canvas_.Draw(left_ + beside, y, Align::kLeft, 0, lines);
    y += lines * canvas_.LineHeight(kSmall);
  }
  return Ok();
}

Status Pager::DrawFrame() {
  if (!paper_.banner.empty()) {
    DrawBanner(kBannerEdge);
    DrawBanner(page_height_ - kBannerEdge - kBannerHeight);
  }
  if (!paper_.head.empty()) {
    canvas_.Lay(paper_.head, (right_ - left_) / 2 - 28, kSmall, 2);
    canvas_.Draw(left_, kBannerEdge, Align::kLeft, 0, 2);
  }
  return DrawFoot();
}

Status Pager::Flow(std::string_view text, const Style& style, Align align) {
  const double height = canvas_.LineHeight(style);
  const int lines = canvas_.Lay(text, width(), style);
  for (int first = 0; first < lines;) {
    TRY(Need(height));
    const int fit = std::clamp(static_cast<int>(room() / height + 0.001), 1, lines - first);
    if (first > 0 || drawing()) canvas_.Lay(text, width(), style);  // the frame laid its own
    if (drawing()) canvas_.Draw(left_, y_, align, first, fit);
    Advance(fit * height);
    first += fit;
  }
  return Ok();
}

}  // namespace niem::print
