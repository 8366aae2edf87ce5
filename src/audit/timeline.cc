#include "audit/timeline.h"

#include <algorithm>

#include "audit/report_parts.h"

namespace niem::audit {
namespace {

constexpr double kLeft = 290, kRight = 780;  // of the part that has a scale
constexpr double kTop = 30, kRow = 34, kBar = 11, kFoot = 26;
constexpr int kSteps = 4;

std::string Day(const Moment& moment) {
  return moment.Shown().substr(0, 10);
}

bool InUtc(const std::optional<Moment>& moment) {
  return moment && moment->origin != TimeOrigin::kLocal;
}

class Maker {
 public:
  Maker(const AuditReport& report, Lang lang) : report_(report), lang_(lang) {}

  Timeline Make() {
    for (const Finding& finding : report_.judged->findings) {
      const bool network = finding.rule->id.starts_with("audit.net.");
      const bool phone = finding.rule->id.starts_with("audit.phone.");
      if (finding.verdict != Verdict::kSeen || (!network && !phone)) continue;
      Add(Capital(Pick(finding.rule->title, lang_)), network, finding.first, finding.last,
          finding.facts);
    }
    for (size_t i = 0; i < report_.judged->drives.size(); ++i) AddDrive(i);
    std::ranges::stable_sort(all_.rows, [](const TimelineRow& a, const TimelineRow& b) {
      return a.network != b.network ? a.network : a.first.ticks < b.first.ticks;
    });
    if (all_.rows.size() > kMostTimelineRows) {
      all_.left_out = all_.rows.size() - kMostTimelineRows;
      all_.rows.resize(kMostTimelineRows);
    }
    return std::move(all_);
  }

 private:
  void AddDrive(size_t index) {
    const UsbDrive& drive = report_.judged->drives[index];
    const std::string name = drive.name.empty() ? drive.vendor + " " + drive.product : drive.name;
    const bool placed = Add(name + " " + drive.serial, false, drive.first, drive.last, drive.facts);
    if (!placed || index >= report_.judged->visits.size()) return;
    for (const UsbVisit& visit : report_.judged->visits[index]) {
      const auto& until = visit.left ? visit.left : visit.last_seen;
      if (!InUtc(visit.arrived) || !InUtc(until) || until->ticks <= visit.arrived->ticks) continue;
      all_.rows.back().stays.emplace_back(visit.arrived->ticks, until->ticks);
    }
  }

  bool Add(const std::string& title, bool network, const std::optional<Moment>& first,
           const std::optional<Moment>& last, const std::vector<size_t>& facts) {
    if (!InUtc(first) || !InUtc(last)) {
      ++all_.unplaced;
      return false;
    }
    TimelineRow row{title, network, *first, *last, {}, {}};
    if (row.last.ticks < row.first.ticks) std::swap(row.first, row.last);
    row.marks = {row.first.ticks, row.last.ticks};
    for (const size_t index : facts) {
      for (const auto& [name, moment] : report_.collected->facts[index].times) {
        const bool within = moment.ticks > row.first.ticks && moment.ticks < row.last.ticks;
        if (within && moment.origin == TimeOrigin::kUtc) row.marks.push_back(moment.ticks);
      }
    }
    std::ranges::sort(row.marks);
    row.marks.erase(std::unique(row.marks.begin(), row.marks.end()), row.marks.end());
    all_.rows.push_back(std::move(row));
    return true;
  }

  const AuditReport& report_;
  Lang lang_;
  Timeline all_;
};

class Drawer {
 public:
  Drawer(const Timeline& timeline, Lang lang) : timeline_(timeline), lang_(lang) {
    low_ = std::ranges::min(timeline.rows, {}, [](const auto& row) {
             return row.first.ticks;
           }).first.ticks;
    high_ = std::ranges::max(timeline.rows, {}, [](const auto& row) {
              return row.last.ticks;
            }).last.ticks;
    high_ = std::max(high_, low_ + kTicksPerSecond);
  }

  Drawing Draw() {
    const double bottom = kTop + kRow * static_cast<double>(timeline_.rows.size());
    picture_.height = bottom + kFoot;
    picture_.title = Pick(Text{"Mạng và thiết bị USB theo thời gian (UTC)",
                               "Networks and USB devices over time (UTC)"},
                          lang_);
    Legend();
    for (size_t i = 0; i < timeline_.rows.size(); i += 2) {
      picture_.Rectangle(Paint::kBand, 0, kTop + kRow * static_cast<double>(i), kDrawingWidth,
                         kRow);
    }
    Axis(bottom);
    double y = kTop;
    for (const TimelineRow& row : timeline_.rows) {
      Row(row, y);
      y += kRow;
    }
    return std::move(picture_);
  }

 private:
  double PlaceOf(int64_t ticks) const {
    return kLeft +
           (kRight - kLeft) * static_cast<double>(ticks - low_) / static_cast<double>(high_ - low_);
  }

  void Legend() {
    const auto entry = [&](double x, Paint paint, const Text& text) {
      picture_.Rectangle(paint, x, 7, 14, kBar);
      picture_.Write(x + 19, 17, 400, Pick(text, lang_), 12);
    };
    entry(0, Paint::kNetwork, {"mạng: có dấu vết", "network: a trace"});
    entry(150, Paint::kDrive, {"thiết bị USB: có dấu vết", "USB device: a trace"});
    entry(345, Paint::kNetworkSpan, {"", ""});
    entry(362, Paint::kDriveSpan,
          {"giữa dấu vết đầu và cuối (không rõ có liên tục không)",
           "between first and last trace (unknown whether all along)"});
  }

  // Days at even distances; with the hour where all of it is a few days.
  void Axis(double bottom) {
    const bool short_time = high_ - low_ < 4 * 24 * 3600 * kTicksPerSecond;
    for (int i = 0; i <= kSteps; ++i) {
      const int64_t ticks = low_ + (high_ - low_) / kSteps * i;
      const double x = PlaceOf(ticks);
      picture_.Line(Paint::kQuiet, x, kTop, x, bottom + 5);
      const std::string shown = Moment{ticks}.Shown();
      Shape& label = picture_.Write(x, bottom + 19, 150,
                                    short_time ? shown.substr(0, 16) : shown.substr(0, 10), 11.5);
      label.anchor = i == kSteps ? Shape::Anchor::kEnd : Shape::Anchor::kMiddle;
      if (i == kSteps) label.x += 20;
    }
  }

  void Row(const TimelineRow& row, double y) {
    picture_.Write(2, y + 14, kLeft - 12, row.title, 12.5);
    const std::string days =
        Day(row.first) == Day(row.last) ? Day(row.first) : Day(row.first) + " – " + Day(row.last);
    picture_.Write(2, y + 28, kLeft - 12, days, 11);
    const double left = PlaceOf(row.first.ticks), right = PlaceOf(row.last.ticks);
    const double top = y + (kRow - kBar) / 2;
    picture_.Rectangle(row.network ? Paint::kNetworkSpan : Paint::kDriveSpan, left, top,
                       std::max(right - left, 1.0), kBar);
    for (const auto& [arrived, gone] : row.stays) {
      const double from = std::clamp(PlaceOf(arrived), kLeft, kRight);
      const double to = std::clamp(PlaceOf(gone), kLeft, kRight);
      if (to - from >= 1) picture_.Rectangle(Paint::kDrive, from, top, to - from, kBar);
    }
    // Traces nearer than a mark is wide are one mark: a picture has so many and no more.
    double drawn = -10;
    for (const int64_t ticks : row.marks) {
      const double x = PlaceOf(ticks) - 1.5;
      if (x < drawn + 3 && ticks != row.last.ticks) continue;
      picture_.Rectangle(row.network ? Paint::kNetwork : Paint::kDrive, x, top, 3, kBar);
      drawn = x;
    }
    picture_.description += (picture_.description.empty() ? "" : "; ") + row.title + ": " + days;
  }

  const Timeline& timeline_;
  Lang lang_;
  int64_t low_ = 0, high_ = 0;
  Drawing picture_;
};

}  // namespace

Timeline TimelineOf(const AuditReport& report, Lang lang) {
  return Maker(report, lang).Make();
}

Drawing DrawTimeline(const Timeline& timeline, Lang lang) {
  return timeline.rows.empty() ? Drawing() : Drawer(timeline, lang).Draw();
}

std::string LeftOutOf(const Timeline& timeline, Lang lang) {
  std::string text;
  const auto add = [&](size_t count, const Text& what) {
    if (count > 0) text += (text.empty() ? "" : " ") + std::to_string(count) + Pick(what, lang);
  };
  add(timeline.left_out, {" dòng nữa không vẽ vì hình quá dài; xem các bảng.",
                          " more rows are not drawn, the picture being too long; see the tables."});
  add(timeline.unplaced,
      {" thiết bị, phát hiện không vẽ vì chỉ có giờ của máy (không rõ múi) hoặc không có giờ.",
       " devices or findings are not drawn, having only the machine's own time (zone unknown) or "
       "none."});
  return text;
}

}  // namespace niem::audit
