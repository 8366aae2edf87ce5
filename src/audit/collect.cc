#include "audit/collect.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>

#include "audit/collect_parts.h"
#include "audit/walk.h"
#include "audit/wide.h"
#include "audit/zone.h"
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
    // Chrome, Edge, Cốc Cốc, Brave ...: MAKER/PROGRAM/User Data/PROFILE/History.
    {SourceKind::kBrowserHistory, "Users/*/AppData/Local/*/*/User Data/*/History"},
    {SourceKind::kBrowserHistory, "Users/*/AppData/Local/*/User Data/*/History"},
    {SourceKind::kBrowserHistory, "Users/*/AppData/Roaming/Opera Software/*/History"},
    {SourceKind::kBrowserHistory, "Users/*/AppData/Roaming/Opera Software/*/*/History"},
    {SourceKind::kBrowserHistory,
     "Users/*/AppData/Roaming/Mozilla/Firefox/Profiles/*/places.sqlite"},
    {SourceKind::kBrowserHistory, "Windows.old/Users/*/AppData/Local/*/*/User Data/*/History"},
    {SourceKind::kBrowserHistory,
     "Windows.old/Users/*/AppData/Roaming/Mozilla/Firefox/Profiles/*/places.sqlite"},
    {SourceKind::kBrowserHistory,
     "Documents and Settings/*/Local Settings/Application Data/*/*/User Data/*/History"},
    {SourceKind::kBrowserHistory,
     "Documents and Settings/*/Application Data/Mozilla/Firefox/Profiles/*/places.sqlite"},
    {SourceKind::kBrowserHistory, "home/*/.config/google-chrome*/*/History"},
    {SourceKind::kBrowserHistory, "home/*/.config/chromium/*/History"},
    {SourceKind::kBrowserHistory, "home/*/.config/microsoft-edge*/*/History"},
    {SourceKind::kBrowserHistory, "home/*/.config/BraveSoftware/*/*/History"},
    {SourceKind::kBrowserHistory, "home/*/snap/chromium/common/chromium/*/History"},
    {SourceKind::kBrowserHistory, "home/*/.mozilla/firefox/*/places.sqlite"},
    {SourceKind::kBrowserHistory, "home/*/snap/firefox/common/.mozilla/firefox/*/places.sqlite"},
    {SourceKind::kBrowserHistory, "History"},
    {SourceKind::kBrowserHistory, "places.sqlite"},
    {SourceKind::kTraffic, "Windows/System32/sru/SRUDB.dat"},
    {SourceKind::kTraffic, "Windows.old/Windows/System32/sru/SRUDB.dat"},
    {SourceKind::kTraffic, "SRUDB.dat"},
    {SourceKind::kShellHive, "Users/*/AppData/Local/Microsoft/Windows/UsrClass.dat"},
    {SourceKind::kShellHive, "Windows.old/Users/*/AppData/Local/Microsoft/Windows/UsrClass.dat"},
    {SourceKind::kShellHive,
     "Documents and Settings/*/Local Settings/Application Data/Microsoft/Windows/UsrClass.dat"},
    {SourceKind::kShellHive, "UsrClass.dat"},
    {SourceKind::kInventoryHive, "Windows/AppCompat/Programs/Amcache.hve"},
    {SourceKind::kInventoryHive, "Windows.old/Windows/AppCompat/Programs/Amcache.hve"},
    {SourceKind::kInventoryHive, "Amcache.hve"},
    {SourceKind::kPrefetch, "Windows/Prefetch/*.pf"},
    {SourceKind::kPrefetch, "*.pf"},
    {SourceKind::kKernelLog, "var/log/kern.log*"},
    {SourceKind::kKernelLog, "var/log/syslog*"},
    {SourceKind::kKernelLog, "var/log/messages*"},
    {SourceKind::kKernelLog, "var/log/daemon.log*"},
    {SourceKind::kKernelLog, "var/log/dmesg*"},
    {SourceKind::kJournal, "var/log/journal/*.journal*"},
    {SourceKind::kJournal, "var/log/journal/*/*.journal*"},
    {SourceKind::kJournal, "run/log/journal/*/*.journal*"},
    {SourceKind::kJournal, "*.journal*"},
    {SourceKind::kConnection, "etc/NetworkManager/system-connections/*"},
    {SourceKind::kPackageList, "var/lib/dpkg/status"},
    {SourceKind::kSystemRelease, "etc/os-release"},
    {SourceKind::kSystemRelease, "usr/lib/os-release"},
    {SourceKind::kSystemNames, "etc/hostname"},
    {SourceKind::kSystemNames, "etc/machine-id"},
    {SourceKind::kPackageLog, "var/log/apt/history.log*"},
    {SourceKind::kNetworkState, "var/lib/NetworkManager/timestamps"},
    {SourceKind::kNetworkState, "var/lib/NetworkManager/seen-bssids"},
    {SourceKind::kNetworkState, "var/lib/NetworkManager/*.lease"},
    {SourceKind::kNetworkState, "var/lib/dhcp/*.leases"},
    {SourceKind::kNetworkState, "run/systemd/netif/leases/*"},
    {SourceKind::kNetworkState, "etc/wpa_supplicant/*.conf"},
    {SourceKind::kNetworkState, "etc/netplan/*.yaml"},
    {SourceKind::kNetworkState, "etc/network/interfaces"},
    {SourceKind::kNetworkState, "etc/network/interfaces.d/*"},
    {SourceKind::kNetworkState, "var/lib/iwd/*.psk"},
    {SourceKind::kNetworkState, "var/lib/iwd/*.open"},
    {SourceKind::kNetworkState, "var/lib/iwd/*.8021x"},
    {SourceKind::kRecentFiles, "home/*/.local/share/recently-used.xbel"},
    {SourceKind::kRecentFiles, "root/.local/share/recently-used.xbel"},
    {SourceKind::kRecentFiles, "home/*/.local/share/RecentDocuments/*.desktop"},
    {SourceKind::kRecentFiles, "home/*/.config/libreoffice/*/user/registrymodifications.xcu"},
    {SourceKind::kVolumes, "home/*/.local/share/gvfs-metadata/uuid-*"},
    {SourceKind::kVolumes, "var/lib/udisks2/mounted-fs*"},
    {SourceKind::kVolumes, "run/udisks2/mounted-fs*"},
    {SourceKind::kUsbPolicy, "etc/usbguard/rules.conf"},
    {SourceKind::kUsbPolicy, "etc/usbguard/rules.d/*.conf"},
    {SourceKind::kAntivirusData, "var/lib/clamav/daily.c*d"},
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

// "Users/*/NTUSER.DAT" of the profile "Nguoi dung/lan"; empty where a pattern is of no user.
std::string InProfile(std::string_view pattern, const std::string& profile) {
  constexpr std::string_view kUsers = "Users/*";
  if (!pattern.starts_with(kUsers)) return {};
  return profile + std::string(pattern.substr(kUsers.size()));
}

bool Wanted(const SourceId& id) {
  // What users' own programs say is not an audit's business.
  if (id.kind == SourceKind::kJournal) return !BaseName(id.path).starts_with("user-");
  // Beside each list gvfs keeps a log, "uuid-X-1a2b.log".
  if (id.kind == SourceKind::kVolumes) return !id.path.ends_with(".log");
  if (id.kind != SourceKind::kEventLog) return true;
  return std::ranges::any_of(kChannels,
                             [&](std::string_view name) { return SameName(id.label, name); });
}

void Add(const Root& root, SourceKind kind, const std::string& pattern, const std::string& user,
         std::vector<SourceId>& found) {
  for (std::string& path : root.Match(pattern)) {
    SourceId id{kind, std::move(path), {}, {}};
    id.user = user.empty() ? UserOf(id.path) : user;
    if (id.kind == SourceKind::kEventLog) {
      id.label = BaseName(id.path);
      id.label.resize(id.label.size() - 5);  // ".evtx"
    }
    const bool known =
        std::ranges::any_of(found, [&](const SourceId& other) { return other.path == id.path; });
    if (known || !Wanted(id)) continue;
    if (SourceKindDated(id.kind)) id.changed = root.Changed(id.path);
    found.push_back(std::move(id));
  }
}

std::vector<SourceId> Find(const Root& root) {
  std::vector<SourceId> found;
  for (const Pattern& pattern : kPatterns) {
    Add(root, pattern.kind, std::string(pattern.path), {}, found);
  }
  return found;
}

// What is looked at below Users/*, of profiles that stand elsewhere.
std::vector<SourceId> OfProfiles(const Root& root, const std::vector<std::string>& profiles) {
  std::vector<SourceId> found;
  for (const std::string& profile : profiles) {
    for (const Pattern& pattern : kPatterns) {
      const std::string path = InProfile(pattern.path, profile);
      if (!path.empty()) Add(root, pattern.kind, path, BaseName(profile), found);
    }
  }
  return found;
}

// Of the files beside a source that belong to it.
std::vector<std::string_view> LogEndings(SourceKind kind) {
  switch (kind) {
    case SourceKind::kSystemHive:
    case SourceKind::kSoftwareHive:
    case SourceKind::kUserHive:
    case SourceKind::kShellHive:
    case SourceKind::kInventoryHive:
      return {".LOG1", ".LOG2", ".LOG"};
    case SourceKind::kBrowserHistory:
      return {"-wal"};
    default:
      return {};
  }
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

  void TakeLive(const LiveSource& live) {
    Source source;
    source.id = live.id, source.notes = live.notes;
    const auto index = static_cast<uint32_t>(collected_.sources.size());
    if (!live.snapshot.empty()) {
      source.size = live.snapshot.size();
      source.sha256 = ToHex(Sha256Of(AsBytes(live.snapshot)));
      Put(source, index, read_(live.id, AsBytes(live.snapshot), {}));
    }
    collected_.sources.push_back(std::move(source));
  }

  void TakePlaces() {
    if (options_.data_volume && !HoldsSystem(root_) && options_.profiles.empty()) return;
    Source source;
    source.id.kind = SourceKind::kPlaces;
    // Nearly all that is looked for stands below users' folders: a few files that were copied out
    // answer nothing.
    source.read = HoldsUsers(root_) || !options_.profiles.empty();
    if (!source.read) {
      source.notes.push_back({"không phải cả ổ đĩa: không có thư mục người dùng",
                              "not a whole disk: no folders of users"});
    }
    const auto index = static_cast<uint32_t>(collected_.sources.size());
    std::set<std::string> met;
    const auto look = [&](const Place& place, const std::string& pattern, const std::string& user) {
      for (const std::string& path : root_.Match(pattern)) {
        if (!met.insert(place.app + "\n" + place.what + "\n" + path).second) continue;
        Fact fact;
        fact.kind = "place", fact.locator = path, fact.source = index;
        fact.Set("app", place.app).Set("what", place.what).Set("path", path);
        fact.Set("user", user.empty() ? UserOf(path) : user).Set("changed", root_.Changed(path));
        collected_.facts.push_back(std::move(fact));
        ++source.units;
      }
    };
    for (const Place& place : options_.places) {
      look(place, place.pattern, {});
      for (const std::string& profile : options_.profiles) {
        const std::string pattern = InProfile(place.pattern, profile);
        if (!pattern.empty()) look(place, pattern, BaseName(profile));
      }
    }
    collected_.sources.push_back(std::move(source));
  }

  // The whole tree by metadata: layouts, and documents that say where they came from.
  void TakeTree(const std::function<bool(const SourceId&)>& progress) {
    Walked walked = Walk(root_, {}, [&](const std::string& folder) {
      return !progress || progress({SourceKind::kTree, folder, {}, {}});
    });
    Source& source =
        TakeSmallTexts(SourceKind::kTree, walked.desktop_files,
                       [this](const std::string& path) { return root_.Read(path, kMaxSmallText); });
    Describe(walked, source);
    const auto index = static_cast<uint32_t>(collected_.sources.size() - 1);
    for (Fact& hint : walked.hints) {
      hint.source = index;
      collected_.facts.push_back(std::move(hint));
    }
    // On a volume of data they are another system's.
    if (!walked.tasks.empty() && !options_.data_volume) {
      TakeSmallTexts(SourceKind::kTasks, walked.tasks,
                     [this](const std::string& path) { return root_.Read(path, kMaxSmallText); });
    }
    if (!root_.TellsStreams()) return;
    TakeSmallTexts(SourceKind::kZones, walked.marked, [this](const std::string& path) {
      return root_.ReadStream(path, "Zone.Identifier", kMaxSmallText);
    });
  }

  Collected Finish() { return std::move(collected_); }

 private:
  // Their digests go into the notes: what was replayed is evidence too.
  const std::vector<std::string>& ReadLogs(const SourceId& id, Source& source) {
    for (const std::string_view ending : LogEndings(id.kind)) {
      for (const std::string& path : root_.Match(id.path + std::string(ending))) {
        auto bytes = root_.Read(path, options_.max_bytes);
        if (!bytes.ok() || bytes->empty()) continue;
        const std::string digest = BaseName(path) + ": sha256 " + ToHex(Sha256Of(AsBytes(*bytes)));
        source.notes.push_back({digest, digest});
        logs_.push_back(std::move(*bytes));
      }
    }
    if (id.kind == SourceKind::kBrowserHistory) TellJournal(id, source);
    return logs_;
  }

  // Small files or streams, read by one process together; a source of their own.
  Source& TakeSmallTexts(
      SourceKind kind, const std::vector<Walked::File>& files,
      const std::function<Result<std::string>(const std::string& path)>& read_one) {
    Source source;
    source.id.kind = kind;
    std::string bundle;
    std::map<std::string, const Walked::File*> by_path;
    size_t unopened = 0;
    for (const Walked::File& file : files) {
      const Result<std::string> bytes = read_one(file.path);
      if (!bytes.ok()) {
        ++unopened;
        continue;
      }
      PutSmallText(bundle, file.path, *bytes);
      by_path[file.path] = &file;
    }
    const auto index = static_cast<uint32_t>(collected_.sources.size());
    const size_t before = collected_.facts.size();
    // The tree was walked even where none of its small files could be opened.
    source.read = bundle.empty() && (unopened == 0 || kind == SourceKind::kTree);
    if (unopened > 0) {
      const std::string count = std::to_string(unopened);
      source.partial = true;
      source.notes.push_back({count + " tệp không mở được hoặc quá lớn",
                              count + " files could not be opened, or are too large"});
    }
    if (!bundle.empty()) Put(source, index, read_(source.id, AsBytes(bundle), {}));
    for (size_t i = before; i < collected_.facts.size(); ++i) {
      Fact& fact = collected_.facts[i];
      const auto file = by_path.find(fact.Field(fact.kind == "file.zone" ? "path" : "file"));
      if (file == by_path.end()) continue;
      fact.Set("created", file->second->created).Set("changed", file->second->changed);
      fact.Set("user", UserOf(file->first));
    }
    return collected_.sources.emplace_back(std::move(source));
  }

  void Describe(const Walked& walked, Source& source) {
    source.units = walked.folders + walked.files;
    if (walked.cut) {
      source.partial = true;
      source.notes.push_back({"cây thư mục quá lớn: phần còn lại không được xem",
                              "the tree is too large: the rest was not looked at"});
    }
    if (!root_.ListHidden("")) {
      source.notes.push_back(
          {"không biết tệp nào ẩn (H5 không xét được): hệ thống tệp này không nói",
           "which files are hidden is not known (H5 was not answered): this file system does not "
           "tell"});
    }
  }

  // A database whose last change was not finished: what is read may be of both before and after.
  void TellJournal(const SourceId& id, Source& source) const {
    constexpr std::string_view kHot("\xD9\xD5\x05\xF9\x20\xA1\x63\xD7", 8);
    for (const std::string& path : root_.Match(id.path + "-journal")) {
      const auto bytes = root_.Read(path, options_.max_bytes);
      if (!bytes.ok() || !bytes->starts_with(kHot)) continue;
      source.notes.push_back({BaseName(path) + ": thay đổi cuối chưa xong, không được hoàn tác",
                              BaseName(path) + ": the last change was not finished, and is not "
                                               "undone"});
    }
  }

  void Put(Source& source, uint32_t index, Result<SourceFacts> facts) {
    PutFacts(collected_, source, index, std::move(facts));
  }

  const Root& root_;
  const CollectOptions& options_;
  const ReadFunction& read_;
  Collected collected_;
  std::vector<std::string> logs_;
};

}  // namespace

Collected CollectSources(const Root& root, const CollectOptions& options, const ReadFunction& read,
                         const std::function<bool(const SourceId&)>& progress) {
  Collector collector(root, options, read);
  for (const LiveSource& live : options.live) collector.TakeLive(live);
  bool stopped = false;
  for (const SourceId& id : options.data_volume ? OfProfiles(root, options.profiles) : Find(root)) {
    stopped = progress && !progress(id);
    if (stopped) break;
    collector.Take(id);
  }
  collector.TakePlaces();
  if (!stopped) collector.TakeTree(progress);
  return collector.Finish();
}

}  // namespace niem::audit
