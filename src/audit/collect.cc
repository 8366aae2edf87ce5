#include "audit/collect.h"

#include <algorithm>
#include <initializer_list>

#include "audit/wide.h"
#include "base/digest.h"

namespace niem::audit {
namespace {

struct Pattern {
  SourceKind kind;
  std::string_view path;
};

// A whole disk, or a folder into which somebody copied the files.
constexpr Pattern kPatterns[] = {
    {SourceKind::kSystemHive, "Windows/System32/config/SYSTEM"},
    {SourceKind::kSystemHive, "Windows.old/Windows/System32/config/SYSTEM"},
    {SourceKind::kSystemHive, "SYSTEM"},
    {SourceKind::kSoftwareHive, "Windows/System32/config/SOFTWARE"},
    {SourceKind::kSoftwareHive, "Windows.old/Windows/System32/config/SOFTWARE"},
    {SourceKind::kSoftwareHive, "SOFTWARE"},
    {SourceKind::kUserHive, "Users/*/NTUSER.DAT"},
    {SourceKind::kUserHive, "Windows.old/Users/*/NTUSER.DAT"},
    {SourceKind::kUserHive, "Documents and Settings/*/NTUSER.DAT"},
    {SourceKind::kUserHive, "NTUSER.DAT"},
    {SourceKind::kSetupLog, "Windows/INF/setupapi.dev*.log"},
    {SourceKind::kSetupLog, "Windows.old/Windows/INF/setupapi.dev*.log"},
    {SourceKind::kSetupLog, "setupapi.dev*.log"},
    {SourceKind::kEventLog, "Windows/System32/winevt/Logs/*.evtx"},
    {SourceKind::kEventLog, "Windows.old/Windows/System32/winevt/Logs/*.evtx"},
    {SourceKind::kEventLog, "*.evtx"},
    {SourceKind::kWifiProfile, "ProgramData/Microsoft/Wlansvc/Profiles/Interfaces/*/*.xml"},
    {SourceKind::kPhoneBook, "Users/*/AppData/Roaming/Microsoft/Network/Connections/Pbk/*.pbk"},
    {SourceKind::kPhoneBook, "ProgramData/Microsoft/Network/Connections/Pbk/*.pbk"},
    {SourceKind::kLink, "Users/*/AppData/Roaming/Microsoft/Windows/Recent/*.lnk"},
    {SourceKind::kLink, "Users/*/AppData/Roaming/Microsoft/Office/Recent/*.lnk"},
    {SourceKind::kLink, "*.lnk"},
    {SourceKind::kJumpList, "Users/*/AppData/Roaming/Microsoft/Windows/Recent/*Destinations/*-ms"},
    {SourceKind::kHosts, "Windows/System32/drivers/etc/hosts"},
    {SourceKind::kKernelLog, "var/log/kern.log*"},
    {SourceKind::kKernelLog, "var/log/syslog*"},
    {SourceKind::kKernelLog, "var/log/messages*"},
    {SourceKind::kConnection, "etc/NetworkManager/system-connections/*"},
    {SourceKind::kPackageList, "var/lib/dpkg/status"},
    {SourceKind::kPackageList, "etc/os-release"},
    {SourceKind::kPackageList, "usr/lib/os-release"},
};

// The channels whose events event_facts.cc knows.
constexpr std::string_view kChannels[] = {
    "System",
    "Security",
    "Microsoft-Windows-Kernel-PnP%4Configuration",
    "Microsoft-Windows-Kernel-PnPConfig%4Configuration",
    "Microsoft-Windows-UserPnp%4DeviceInstall",
    "Microsoft-Windows-DriverFrameworks-UserMode%4Operational",
    "Microsoft-Windows-Partition%4Diagnostic",
    "Microsoft-Windows-NetworkProfile%4Operational",
    "Microsoft-Windows-WLAN-AutoConfig%4Operational",
    "Microsoft-Windows-WWAN-SVC-Events%4Operational",
    "Microsoft-Windows-WindowsUpdateClient%4Operational",
    "Microsoft-Windows-Bits-Client%4Operational",
    "Microsoft-Windows-Time-Service%4Operational",
    "Microsoft-Windows-Windows Defender%4Operational",
};

std::string BaseName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// The folder behind "Users" or "Documents and Settings".
std::string UserOf(const std::string& path) {
  for (const std::string_view folder : {"Users/", "Documents and Settings/"}) {
    const size_t at = Lower(path).find(Lower(folder));
    if (at == std::string::npos) continue;
    const size_t begin = at + folder.size();
    return path.substr(begin, path.find('/', begin) - begin);
  }
  return {};
}

bool Wanted(const SourceId& id) {
  if (id.kind != SourceKind::kEventLog) return true;
  return std::ranges::any_of(kChannels,
                             [&](std::string_view name) { return SameName(id.label, name); });
}

std::vector<SourceId> Find(const Root& root) {
  std::vector<SourceId> found;
  for (const Pattern& pattern : kPatterns) {
    for (std::string& path : root.Match(pattern.path)) {
      SourceId id{pattern.kind, std::move(path), {}, {}};
      id.user = UserOf(id.path);
      if (id.kind == SourceKind::kEventLog) {
        id.label = BaseName(id.path);
        id.label.resize(id.label.size() - 5);  // ".evtx"
      }
      const bool known =
          std::ranges::any_of(found, [&](const SourceId& other) { return other.path == id.path; });
      if (!known && Wanted(id)) found.push_back(std::move(id));
    }
  }
  return found;
}

bool IsHive(SourceKind kind) {
  return kind == SourceKind::kSystemHive || kind == SourceKind::kSoftwareHive ||
         kind == SourceKind::kUserHive;
}

class Collector {
 public:
  Collector(const Root& root, const CollectOptions& options, const ReadFunction& read)
      : root_(root), options_(options), read_(read) {}

  void Take(const SourceId& id) {
    Source source;
    source.id = id;
    const auto index = static_cast<uint32_t>(collected_.sources.size());
    const Result<std::string> bytes = root_.Read(id.path, options_.max_bytes);
    if (!bytes.ok()) {
      source.notes.push_back(bytes.error().message());
    } else {
      source.size = bytes->size();
      source.sha256 = ToHex(Sha256Of(AsBytes(*bytes)));
      Put(source, index, read_(id, AsBytes(*bytes), Views(ReadLogs(id, source))));
    }
    logs_.clear();
    collected_.sources.push_back(std::move(source));
  }

  void TakePlaces() {
    Source source;
    source.id.kind = SourceKind::kPlaces;
    source.read = IsDisk();
    if (!source.read) {
      source.notes.push_back({"không phải cả ổ đĩa: không có thư mục người dùng, hệ thống",
                              "not a whole disk: no folders of users or of the system"});
    }
    const auto index = static_cast<uint32_t>(collected_.sources.size());
    for (const Place& place : options_.places) {
      for (const std::string& path : root_.Match(place.pattern)) {
        Fact fact;
        fact.kind = "place", fact.locator = path, fact.source = index;
        fact.Set("app", place.app).Set("what", place.what).Set("path", path);
        fact.Set("user", UserOf(path)).Set("changed", root_.Changed(path));
        collected_.facts.push_back(std::move(fact));
        ++source.units;
      }
    }
    collected_.sources.push_back(std::move(source));
  }

  Collected Finish() { return std::move(collected_); }

 private:
  bool IsDisk() const {
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"Users", "Documents and Settings", "home",
                                                "Windows"},
        [&](std::string_view name) { return !root_.Match(name).empty(); });
  }

  // Their digests go into the notes: what was replayed is evidence too.
  const std::vector<std::string>& ReadLogs(const SourceId& id, Source& source) {
    if (!IsHive(id.kind)) return logs_;
    for (const char* ending : {".LOG1", ".LOG2", ".LOG"}) {
      for (const std::string& path : root_.Match(id.path + ending)) {
        auto bytes = root_.Read(path, options_.max_bytes);
        if (!bytes.ok() || bytes->empty()) continue;
        const std::string digest = BaseName(path) + ": sha256 " + ToHex(Sha256Of(AsBytes(*bytes)));
        source.notes.push_back({digest, digest});
        logs_.push_back(std::move(*bytes));
      }
    }
    return logs_;
  }

  static std::vector<Bytes> Views(const std::vector<std::string>& texts) {
    std::vector<Bytes> views;
    views.reserve(texts.size());
    for (const std::string& text : texts) views.push_back(AsBytes(text));
    return views;
  }

  void Put(Source& source, uint32_t index, Result<SourceFacts> facts) {
    if (!facts.ok()) {
      source.notes.push_back(facts.error().message());
      return;
    }
    source.read = !facts->failed;
    source.units = facts->units;
    for (Text& note : facts->notes) source.notes.push_back(std::move(note));
    for (Fact& fact : facts->facts) {
      fact.source = index;
      if (!source.id.user.empty() && fact.Field("user").empty()) fact.Set("user", source.id.user);
      collected_.facts.push_back(std::move(fact));
    }
  }

  const Root& root_;
  const CollectOptions& options_;
  const ReadFunction& read_;
  Collected collected_;
  std::vector<std::string> logs_;
};

}  // namespace

Collected Collect(const Root& root, const CollectOptions& options, const ReadFunction& read,
                  const std::function<bool(const SourceId&)>& progress) {
  Collector collector(root, options, read);
  for (const SourceId& id : Find(root)) {
    if (progress && !progress(id)) break;
    collector.Take(id);
  }
  collector.TakePlaces();
  return collector.Finish();
}

}  // namespace niem::audit
