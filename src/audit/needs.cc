#include "audit/needs.h"

#include <algorithm>
#include <array>

#include "audit/source.h"

namespace niem::audit {
namespace {

constexpr std::string_view kEventLog = "event_log/";

constexpr std::array kOfWindows = {
    SourceKind::kSystemHive, SourceKind::kSoftwareHive,  SourceKind::kUserHive,
    SourceKind::kSetupLog,   SourceKind::kWifiProfile,   SourceKind::kPhoneBook,
    SourceKind::kLink,       SourceKind::kJumpList,      SourceKind::kTraffic,
    SourceKind::kShellHive,  SourceKind::kInventoryHive, SourceKind::kPrefetch,
    SourceKind::kZones,      SourceKind::kTasks};
constexpr std::array kOfLinux = {
    SourceKind::kKernelLog,     SourceKind::kConnection,  SourceKind::kPackageList,
    SourceKind::kJournal,       SourceKind::kRecentFiles, SourceKind::kNetworkState,
    SourceKind::kVolumes,       SourceKind::kPackageLog,  SourceKind::kUsbPolicy,
    SourceKind::kAntivirusData, SourceKind::kSystemNames, SourceKind::kSystemRelease};

template <size_t kCount>
bool IsOneOf(const std::array<SourceKind, kCount>& kinds, std::string_view need) {
  return std::ranges::any_of(kinds, [&](SourceKind kind) { return SourceKindName(kind) == need; });
}

bool IsOfWindows(std::string_view need) {
  return need.starts_with(kEventLog) || IsOneOf(kOfWindows, need);
}

bool IsLive(std::string_view need) {
  return need.starts_with("live_");
}

}  // namespace

Text NeedTitle(std::string_view need) {
  if (need == "register") return {"sổ thiết bị (--register)", "register of devices (--register)"};
  if (need == "other_report") {
    return {"báo cáo của máy khác (--compare)", "another computer's report (--compare)"};
  }
  const bool log = need.starts_with(kEventLog);
  const std::string_view name = log ? "event_log" : need;
  for (size_t i = 0; i <= static_cast<size_t>(SourceKind::kYaraRules); ++i) {
    const auto kind = static_cast<SourceKind>(i);
    if (SourceKindName(kind) != name) continue;
    const StaticText title = SourceKindTitle(kind);
    std::string which = log ? " " + std::string(need.substr(kEventLog.size())) : "";
    // A channel's file has "%4" where its name has a slash.
    if (const size_t slash = which.find("%4"); slash != which.npos) which.replace(slash, 2, "/");
    return {std::string(title.vi) + which, std::string(title.en) + which};
  }
  return {std::string(need), std::string(need)};
}

bool CouldBeThere(std::string_view need, const Needs& read) {
  const bool windows = std::ranges::any_of(read, IsOfWindows);
  const bool linux =
      std::ranges::any_of(read, [](const std::string& one) { return IsOneOf(kOfLinux, one); });
  if (IsLive(need)) return std::ranges::any_of(read, IsLive);
  if (IsOfWindows(need)) return windows || !linux;
  if (IsOneOf(kOfLinux, need)) return linux || !windows;
  return true;
}

}  // namespace niem::audit
