#include "audit/bridges.h"

#include <algorithm>
#include <array>

#include "audit/report_parts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr std::array<std::string_view, 3> kLanes = {"drafting", "office", "internet"};
constexpr double kLeft = 190, kLaneTop = 4, kLaneName = 20, kNode = 44, kRow = 46;

size_t LaneOf(const std::string& profile) {
  return static_cast<size_t>(std::ranges::find(kLanes, profile) - kLanes.begin());
}

std::string Day(const std::string& time) {
  const std::string shown = ShownTime(time);
  return shown.substr(0, shown.find(' '));
}

std::string TimeOf(const std::optional<Moment>& moment) {
  return moment ? moment->ToString() : std::string();
}

OtherReport ReportOf(const AuditReport& report, Lang lang) {
  OtherReport own;
  const auto fields = MachineOf(*report.collected);
  const auto name = fields.find("name");
  own.machine = name != fields.end() ? name->second
                                     : Pick(Text{"máy được kiểm tra", "computer examined"}, lang);
  own.profile = ProfileName(report.run.profile);
  for (const UsbDrive& drive : report.judged->drives) {
    if (drive.made_up || drive.serial.empty()) continue;
    own.drives.push_back({drive.vid, drive.pid, drive.serial,
                          drive.name.empty() ? drive.vendor + " " + drive.product : drive.name,
                          TimeOf(drive.first), TimeOf(drive.last)});
  }
  return own;
}

class Finder {
 public:
  explicit Finder(std::vector<OtherReport> reports) : reports_(std::move(reports)) {}

  Bridges Find() {
    for (size_t i = 0; i < reports_.size(); ++i) {
      for (const OtherDrive& drive : reports_[i].drives) Add(drive, i);
    }
    std::erase_if(all_.drives, [](const Bridge& bridge) { return bridge.uses.size() < 2; });
    for (Bridge& bridge : all_.drives) {
      const auto drafts = [&](const BridgeUse& use) {
        return reports_[use.machine].profile == "drafting";
      };
      bridge.mixed =
          std::ranges::any_of(bridge.uses, drafts) && !std::ranges::all_of(bridge.uses, drafts);
    }
    std::ranges::stable_sort(all_.drives,
                             [](const Bridge& a, const Bridge& b) { return a.mixed > b.mixed; });
    Arrange();
    return std::move(all_);
  }

 private:
  // Of one drive that stands twice in one report its first row counts.
  void Add(const OtherDrive& drive, size_t report) {
    auto found = std::ranges::find_if(all_.drives, [&](const Bridge& bridge) {
      const auto& known = keys_[static_cast<size_t>(&bridge - all_.drives.data())];
      return SameDrive(known.vid, known.pid, known.serial, drive);
    });
    if (found == all_.drives.end()) {
      keys_.push_back(drive);
      all_.drives.push_back({drive.name, drive.serial, false, {}});
      found = all_.drives.end() - 1;
    }
    if (!found->uses.empty() && found->uses.back().machine == report) return;
    if (found->name.empty()) found->name = drive.name;
    found->uses.push_back({report, drive.first, drive.last});
  }

  // By lane; those that share nothing go last and may find no room.
  void Arrange() {
    std::vector<size_t> order(reports_.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto shares = [&](size_t machine) {
      return machine == 0 || std::ranges::any_of(all_.drives, [&](const Bridge& bridge) {
               return std::ranges::find(bridge.uses, machine, &BridgeUse::machine) !=
                      bridge.uses.end();
             });
    };
    std::stable_partition(order.begin(), order.end(), shares);
    if (order.size() > kMostBridgeMachines) {
      all_.left_out = order.size() - kMostBridgeMachines;
      order.resize(kMostBridgeMachines);
    }
    std::ranges::stable_sort(order, {}, [&](size_t i) { return LaneOf(reports_[i].profile); });
    std::vector<size_t> place(reports_.size(), kMostBridgeMachines);
    for (const size_t i : order) {
      place[i] = all_.machines.size();
      all_.machines.push_back({reports_[i].machine, reports_[i].profile, i == 0});
    }
    for (Bridge& bridge : all_.drives) {
      for (BridgeUse& use : bridge.uses) use.machine = place[use.machine];
      std::erase_if(bridge.uses,
                    [](const BridgeUse& use) { return use.machine == kMostBridgeMachines; });
      std::ranges::sort(bridge.uses, {}, &BridgeUse::machine);
    }
  }

  std::vector<OtherReport> reports_;  // the first is the computer examined
  std::vector<OtherDrive> keys_;      // of each drive
  Bridges all_;
};

class Drawer {
 public:
  Drawer(const Bridges& bridges, Lang lang)
      : bridges_(bridges),
        lang_(lang),
        column_((kDrawingWidth - kLeft) / static_cast<double>(bridges.machines.size())) {}

  Drawing Draw() {
    const size_t rows = std::min(bridges_.drives.size(), kMostBridgeDrives);
    const double top = kLaneTop + kLaneName + kNode + 14;
    picture_.height = top + kRow * static_cast<double>(rows) + 8;
    picture_.title =
        Pick(Text{"USB, ổ cứng dùng ở nhiều máy", "Drives used in several computers"}, lang_);
    Lanes();
    Machines(top);
    for (size_t i = 0; i < rows; ++i) Row(bridges_.drives[i], top + kRow * static_cast<double>(i));
    return std::move(picture_);
  }

 private:
  double Middle(size_t machine) const {
    return kLeft + column_ * (static_cast<double>(machine) + 0.5);
  }

  void Lanes() {
    for (size_t begin = 0; begin < bridges_.machines.size();) {
      size_t end = begin;
      const std::string& profile = bridges_.machines[begin].profile;
      while (end < bridges_.machines.size() && bridges_.machines[end].profile == profile) ++end;
      const double x = kLeft + column_ * static_cast<double>(begin) + 3;
      const double width = column_ * static_cast<double>(end - begin) - 6;
      picture_.Rectangle(Paint::kBand, x, kLaneTop, width, picture_.height - kLaneTop);
      Shape& name = picture_.Write(x + width / 2, kLaneTop + 15, width,
                                   Capital(ShownProfile(profile, lang_)), 12.5);
      name.bold = true, name.anchor = Shape::Anchor::kMiddle;
      begin = end;
    }
  }

  void Machines(double top) {
    for (size_t i = 0; i < bridges_.machines.size(); ++i) {
      const BridgeMachine& machine = bridges_.machines[i];
      const double width = std::min(column_ - 14, 190.0), x = Middle(i) - width / 2;
      picture_.Line(Paint::kQuiet, Middle(i), top - 14, Middle(i), picture_.height - 6);
      picture_.Rectangle(Paint::kNode, x, kLaneTop + kLaneName + 2, width, kNode - 8);
      const double y = kLaneTop + kLaneName + (machine.examined ? 17.0 : 25.0);
      Shape& name = picture_.Write(Middle(i), y, width - 6, machine.name, 13);
      name.bold = true, name.anchor = Shape::Anchor::kMiddle;
      if (!machine.examined) continue;
      picture_
          .Write(Middle(i), y + 14, width - 6,
                 Pick(Text{"máy đang kiểm tra", "the one examined"}, lang_), 10.5)
          .anchor = Shape::Anchor::kMiddle;
    }
  }

  void Row(const Bridge& bridge, double y) {
    picture_.Write(2, y + 14, kLeft - 8, bridge.name, 12.5);
    Shape& serial = picture_.Write(2, y + 29, kLeft - 8, bridge.serial, 11);
    if (bridge.mixed) serial.paint = Paint::kBad;
    picture_.description +=
        (picture_.description.empty() ? "" : "; ") + bridge.name + " " + bridge.serial + ":";
    if (bridge.uses.empty()) return;
    const Paint paint = bridge.mixed ? Paint::kBad : Paint::kDrive;
    picture_.Line(paint, Middle(bridge.uses.front().machine), y + 10,
                  Middle(bridge.uses.back().machine), y + 10);
    for (const BridgeUse& use : bridge.uses) {
      const double x = Middle(use.machine);
      picture_.Rectangle(paint, x - 5, y + 5, 10, 10);
      picture_.description += " " + bridges_.machines[use.machine].name + " " + ShownUse(use);
      // On the ground of its lane, so that the line of the computer does not strike it through.
      picture_.Rectangle(Paint::kBand, x - std::min(column_, 78.0) / 2, y + 17,
                         std::min(column_, 78.0), 26);
      const double width = column_ - 4;
      picture_.Write(x, y + 28, width, Day(use.first), 11).anchor = Shape::Anchor::kMiddle;
      picture_.Write(x, y + 41, width, Day(use.last), 11).anchor = Shape::Anchor::kMiddle;
    }
  }

  const Bridges& bridges_;
  Lang lang_;
  double column_;
  Drawing picture_;
};

}  // namespace

Bridges BridgesBetween(const AuditReport& report, Lang lang) {
  if (report.others.empty()) return {};
  std::vector<OtherReport> reports = {ReportOf(report, lang)};
  reports.insert(reports.end(), report.others.begin(), report.others.end());
  return Finder(std::move(reports)).Find();
}

Drawing DrawBridges(const Bridges& bridges, Lang lang) {
  return bridges.drives.empty() ? Drawing() : Drawer(bridges, lang).Draw();
}

std::string ComparedText(const AuditReport& report, const Bridges& bridges, Lang lang) {
  const auto mixed = std::ranges::count_if(bridges.drives, &Bridge::mixed);
  const bool cut = bridges.left_out > 0 || bridges.drives.size() > kMostBridgeDrives;
  const Text text = {"So với " + std::to_string(report.others.size()) +
                         " báo cáo của máy khác: " + std::to_string(bridges.drives.size()) +
                         " thiết bị dùng ở nhiều máy, trong đó " + std::to_string(mixed) +
                         " giữa máy soạn thảo và máy khác loại (màu đỏ)." +
                         (cut ? " Hình không đủ chỗ cho tất cả." : ""),
                     "Compared with " + std::to_string(report.others.size()) +
                         " reports of other computers: " + std::to_string(bridges.drives.size()) +
                         " drives in several computers, " + std::to_string(mixed) +
                         " between a drafting computer and one of another kind (red)." +
                         (cut ? " The picture has no room for all of them." : "")};
  return Pick(text, lang);
}

std::string ShownUse(const BridgeUse& use) {
  return Day(use.first) + " – " + Day(use.last);
}

}  // namespace niem::audit
