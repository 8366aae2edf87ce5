#include "extract/stamp_reader.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>

#include "picture/crop.h"

namespace niem::extract {
namespace {

using picture::Frame;
using picture::Ink;
using picture::Letters;
using picture::Raster;
using picture::Shape;
using picture::Trim;

constexpr size_t kMostFrames = 14;
constexpr int kMostReadings = 30;  // of a page: each takes tens of milliseconds
constexpr int kCropHeight = 100;   // of an 8 mm stamp: 300 dpi
constexpr int kTallCropHeight = 160;
constexpr double kOneLine = 2.6;   // length : height of a frame with one line of letters
constexpr double kMatShape = 3.1;  // MẬT's own frame is 20 x 8 mm; wider ones hold two words
constexpr uint32_t kStampRed = 0xD02020;

class Reader {
 public:
  Reader(const Raster& page, picture::Recogniser& recogniser)
      : page_(page), recogniser_(recogniser), dpi_(picture::GuessDpi(page)) {}

  std::vector<StampText> Run() {
    if (picture::HasRed(page_)) Look(picture::Inks::kRed);
    const bool marked = std::any_of(found_.begin(), found_.end(),
                                    [](const StampText& stamp) { return stamp.legend.mark; });
    if (!marked) Look(picture::Inks::kDark);
    return std::move(found_);
  }

 private:
  void Look(picture::Inks inks) {
    for (const Frame& frame : picture::FindFrames(page_, dpi_, inks, kMostFrames)) {
      if (readings_ >= kMostReadings) return;
      if (IsInsideOne(frame)) continue;
      if (std::optional<StampText> stamp = ReadFrame(frame)) found_.push_back(std::move(*stamp));
    }
  }

  // The letters of a frame that was read already.
  bool IsInsideOne(const Frame& frame) const {
    return std::any_of(found_.begin(), found_.end(), [&frame](const StampText& stamp) {
      return std::hypot(stamp.frame.center.x - frame.center.x,
                        stamp.frame.center.y - frame.center.y) < 0.5 * stamp.frame.height;
    });
  }

  std::optional<StampText> ReadFrame(const Frame& frame) {
    StampText stamp;
    stamp.frame = frame;
    std::optional<LegendMatch> best;
    const auto better = [&](std::optional<LegendMatch> match) {
      if (!match.has_value() || !Believable(*match, frame)) return;
      const bool nearer = !best.has_value() || match->distance < best->distance;
      // MẬT is the end of the other levels: a longer one that was read wins.
      const bool longer = best.has_value() && match->level && best->text == "MẬT" &&
                          match->text.size() > best->text.size() && match->distance <= 1;
      if (nearer || longer) best = std::move(match);
    };
    const bool wide = frame.length / frame.height > kMatShape;
    const auto sure = [&] {
      return best.has_value() && best->distance == 0 && !(wide && best->text == "MẬT");
    };
    const std::vector<Ink> inks = page_.channels == 1 ? std::vector{Ink::kGrey}
                                  : frame.red         ? std::vector{Ink::kRedAsDark, Ink::kRedOnly}
                                                      : std::vector{Ink::kGrey};
    bool hopeless = false;
    for (const Ink ink : inks) {
      for (const Trim trim : {Trim::kLines, Trim::kInset}) {
        if (trim == Trim::kInset && !frame.framed) continue;
        for (const bool turned : {false, true}) {
          if (hopeless || sure()) continue;
          Frame turn = frame;
          if (turned) turn.angle += std::numbers::pi;
          better(ReadOnce(turn, ink, trim, stamp.double_border, hopeless));
        }
      }
    }
    if (!best.has_value()) return std::nullopt;
    stamp.legend = std::move(*best);
    return stamp;
  }

  // Letters without a frame must be read without a fault, and so must MẬT in a frame that is only
  // half there.
  static bool Believable(const LegendMatch& match, const Frame& frame) {
    if (!frame.framed) return match.exact;
    if (match.level && match.text == "MẬT" && match.distance > 0) return frame.score > 0.8;
    return true;
  }

  std::optional<LegendMatch> ReadOnce(const Frame& frame, Ink ink, Trim trim, bool& double_border,
                                      bool& hopeless) {
    const bool one_line = frame.length / frame.height > kOneLine;
    const int height = one_line ? kCropHeight : kTallCropHeight;
    const Raster crop = picture::CutOut(page_, frame, ink, height);
    const Letters letters = picture::TrimFrame(crop, frame.framed, trim);
    double_border = double_border || letters.double_border;
    if (letters.grey.empty()) return std::nullopt;
    if (++readings_ > kMostReadings) return std::nullopt;
    const bool lines = !one_line && letters.share > 0.45;
    Result<std::string> read =
        recogniser_.ReadCrop(letters.grey, lines ? Shape::kLines : Shape::kLine);
    if (!read.ok()) {
      hopeless = true;
      return std::nullopt;
    }
    return MatchLegend(*read);
  }

  const Raster& page_;
  picture::Recogniser& recogniser_;
  const int dpi_;
  std::vector<StampText> found_;
  int readings_ = 0;
};

}  // namespace

std::vector<StampText> ReadStamps(const Raster& page, picture::Recogniser& recogniser) {
  return Reader(page, recogniser).Run();
}

Block StampBlock(const StampText& stamp, const Raster& page, uint32_t number) {
  Block block;
  block.text = stamp.legend.text;
  block.place = Place::kTextBox;
  block.page = number;
  block.ocr = true;
  block.style.border = stamp.frame.framed;
  block.style.double_border = stamp.frame.framed && stamp.double_border;
  if (stamp.frame.red) block.style.color = kStampRed;
  Box box{1, 1, 0, 0};
  for (const double x : {-1.0, 1.0}) {
    for (const double y : {-1.0, 1.0}) {
      const picture::Point at = stamp.frame.Corner(x, y);
      const auto fx = static_cast<float>(std::clamp(at.x / page.width, 0.0, 1.0));
      const auto fy = static_cast<float>(std::clamp(at.y / page.height, 0.0, 1.0));
      box = {std::min(box.x0, fx), std::min(box.y0, fy), std::max(box.x1, fx),
             std::max(box.y1, fy)};
    }
  }
  block.box = box;
  return block;
}

}  // namespace niem::extract
