// A running Linux: what /sys, /proc and /run/udev say. Paths are taken below `root` with links
// followed, as these trees are made of links; `root` is the inspector's own word.
// Sources: sysfs(5), proc(5), the kernel's Documentation/ABI.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <set>

#include "audit/lines.h"
#include "audit/linux_log.h"
#include "audit/live.h"
#include "audit/live_net.h"
#include "audit/root.h"
#include "audit/wide.h"
#include "base/file.h"

namespace niem::audit {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxAttribute = 64u << 10;
constexpr size_t kMaxTable = 16u << 20;  // of /proc/net/tcp
constexpr size_t kMaxListed = 20'000;

class Tree {
 public:
  explicit Tree(std::string root) : root_(std::move(root)) {
    while (root_.ends_with("/")) root_.pop_back();
  }

  // Files of these trees have no size of their own: read until they end. Empty where unreadable.
  std::string Read(const std::string& path, size_t most = kMaxAttribute) const {
    const Fd file(::open((root_ + path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    std::string text;
    std::array<char, 16384> buffer{};
    while (file.valid() && text.size() < most) {
      const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      text.append(buffer.data(), static_cast<size_t>(got));
    }
    return text;
  }

  std::string Line(const std::string& path) const {
    const std::string text = Read(path);
    return std::string(Trimmed(std::string_view(text).substr(0, text.find('\n'))));
  }

  std::vector<std::string> List(const std::string& path) const {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(root_ + path, error), end; !error && at != end;
         at.increment(error)) {
      names.push_back(at->path().filename().string());
      if (names.size() >= kMaxListed) break;
    }
    std::ranges::sort(names);
    return names;
  }

  std::string Link(const std::string& path) const {
    std::error_code error;
    return fs::read_symlink(root_ + path, error).string();
  }

  bool Has(const std::string& path) const {
    std::error_code error;
    return fs::exists(root_ + path, error);
  }

  // A folder that is there and that we may not look into.
  bool Refused(const std::string& path) const {
    return ::access((root_ + path).c_str(), F_OK) == 0 &&
           ::faccessat(AT_FDCWD, (root_ + path).c_str(), R_OK, AT_EACCESS) != 0;
  }

 private:
  std::string root_;
};

// What the first process sees: the computer's own, where we stand in a container. Only root may.
std::string ReadOfInit(const Tree& tree, const std::string& name) {
  std::string text = tree.Read("/proc/1/" + name, kMaxTable);
  return text.empty() ? tree.Read("/proc/" + name, kMaxTable) : text;
}

std::string BaseName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

LiveSource Source(SourceKind kind, const char* path, std::string snapshot, bool there) {
  LiveSource source;
  source.id.kind = kind, source.id.path = path;
  if (there) {
    source.snapshot = std::move(snapshot);
  } else {
    source.notes.push_back({"hệ thống không cho biết (không có hoặc không đọc được)",
                            "the system does not tell (absent or not readable)"});
  }
  return source;
}

// "/media/my\040disk" of /proc/mounts.
std::string Unoctal(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    int code = 0;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 4, code, 8).ptr ==
            text.data() + i + 4) {
      out += static_cast<char>(code);
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

struct Mounted {
  std::string disk, path;
};

std::vector<Mounted> MountedOn(const Tree& tree) {
  std::vector<Mounted> mounts;
  EachLine(ReadOfInit(tree, "mounts"), [&](std::string_view line, uint64_t) {
    constexpr std::string_view kDevices = "/dev/";
    const size_t gap = line.find(' ');
    if (!line.starts_with(kDevices) || gap == std::string_view::npos) return;
    const std::string_view rest = line.substr(gap + 1);
    mounts.push_back({std::string(line.substr(kDevices.size(), gap - kDevices.size())),
                      Unoctal(rest.substr(0, rest.find(' ')))});
  });
  return mounts;
}

// Disks and their partitions behind each USB port: /sys/block/sdb is a link through the ports'
// names, ".../usb1/1-1/1-1:1.0/host6/...".
std::map<std::string, std::vector<std::string>> DisksByPort(const Tree& tree) {
  std::map<std::string, std::vector<std::string>> disks;
  for (const std::string& disk : tree.List("/sys/block")) {
    std::string port;
    const fs::path link = tree.Link("/sys/block/" + disk);
    for (const fs::path& part : link) {
      const std::string name = part.string();
      const bool is_port = name.find('-') != std::string::npos &&
                           name.find_first_not_of("0123456789-.") == std::string::npos;
      if (is_port) port = name;
    }
    if (!port.empty()) disks[port].push_back(disk);
  }
  return disks;
}

// "3C61-09A4 KINGSTON", as udev knows the volume.
std::string VolumeOf(const Tree& tree, const std::string& folder) {
  const std::string number = tree.Line(folder + "/dev");
  std::string uuid, label;
  EachLine(tree.Read("/run/udev/data/b" + number), [&](std::string_view line, uint64_t) {
    if (const auto value = ValueOf(line, "E:ID_FS_UUID"); !value.empty()) uuid = value;
    if (const auto value = ValueOf(line, "E:ID_FS_LABEL"); !value.empty()) label = value;
  });
  if (uuid.empty() && label.empty()) return {};
  return (uuid.empty() ? "-" : uuid) + (label.empty() ? "" : " " + label);
}

// "sdb1" is of "sdb", "sdba" is not; "mmcblk0p1" is of "mmcblk0".
bool IsOfDisk(std::string_view name, std::string_view disk) {
  if (!name.starts_with(disk)) return false;
  return name.substr(disk.size()).find_first_not_of("p0123456789") == std::string_view::npos;
}

void PutDisk(const Tree& tree, const std::string& disk, const std::vector<Mounted>& mounts,
             SnapshotWriter& out) {
  const std::string folder = "/sys/block/" + disk;
  out.Put("disk", disk);
  uint64_t sectors = 0;
  const std::string size = tree.Line(folder + "/size");
  (void)std::from_chars(size.data(), size.data() + size.size(), sectors);
  if (sectors > 0 && sectors < (uint64_t{1} << 50))
    out.Put("capacity", std::to_string(sectors * 512));
  out.Put("volume", VolumeOf(tree, folder));
  for (const std::string& part : tree.List(folder)) {
    std::string at = folder;
    if (IsOfDisk(part, disk)) out.Put("volume", VolumeOf(tree, at.append("/").append(part)));
  }
  for (const Mounted& mount : mounts) {
    if (IsOfDisk(mount.disk, disk)) out.Put("letter", mount.path);
  }
}

void PutInterfaces(const Tree& tree, const std::string& port, SnapshotWriter& out) {
  const std::string folder = "/sys/bus/usb/devices/" + port;
  for (const std::string& name : tree.List(folder)) {
    std::string at = folder;
    at.append("/").append(name);
    if (!name.starts_with(port + ":") || !tree.Has(at + "/bInterfaceClass")) continue;
    const std::string driver = BaseName(tree.Link(at + "/driver"));
    out.Put("interface", tree.Line(at + "/bInterfaceClass") + "/" +
                             tree.Line(at + "/bInterfaceSubClass") + "/" +
                             tree.Line(at + "/bInterfaceProtocol") + " " +
                             (driver.empty() ? "-" : driver) + " " + tree.Line(at + "/interface"));
  }
}

LiveSource Devices(const Tree& tree, const Moment& now) {
  constexpr const char* kDevices = "/sys/bus/usb/devices";
  SnapshotWriter out(now);
  const auto disks = DisksByPort(tree);
  const std::vector<Mounted> mounts = MountedOn(tree);
  for (const std::string& port : tree.List(kDevices)) {
    const std::string at = std::string(kDevices) + "/" + port;
    if (port.find(':') != std::string::npos || !tree.Has(at + "/idVendor")) continue;
    out.Begin("device");
    out.Put("port", port);
    for (const auto& [file, name] : {std::pair<const char*, const char*>{"idVendor", "vid"},
                                     {"idProduct", "pid"},
                                     {"serial", "serial"},
                                     {"product", "product"},
                                     {"manufacturer", "vendor"},
                                     {"bDeviceClass", "class"}}) {
      out.Put(name, tree.Line(at + "/" + file));
    }
    PutInterfaces(tree, port, out);
    const auto own = disks.find(port);
    if (own == disks.end()) continue;
    for (const std::string& disk : own->second) PutDisk(tree, disk, mounts, out);
  }
  return Source(SourceKind::kLiveDevices, kDevices, out.Finish(), tree.Has(kDevices));
}

// What is mounted where desktops put drives, whatever it hangs on.
LiveSource Mounts(const Tree& tree, const Moment& now) {
  SnapshotWriter out(now);
  for (const Mounted& mount : MountedOn(tree)) {
    for (const std::string_view root : {"/media/", "/run/media/"}) {
      if (!mount.path.starts_with(root)) continue;
      const std::string rest = mount.path.substr(root.size());
      const size_t slash = rest.find('/');
      out.Begin("mount");
      out.Put("path", mount.path), out.Put("disk", mount.disk);
      out.Put("label", BaseName(mount.path));
      if (slash != std::string::npos) out.Put("user", rest.substr(0, slash));
    }
  }
  return Source(SourceKind::kLiveMounts, "/proc/mounts", out.Finish(), tree.Has("/proc/mounts"));
}

std::string MediumOf(const Tree& tree, const std::string& name) {
  const std::string at = "/sys/class/net/" + name;
  if (tree.Has(at + "/wireless") || tree.Has(at + "/phy80211")) return "wifi";
  const std::string event = tree.Read(at + "/uevent");
  if (event.find("DEVTYPE=wwan") != std::string::npos) return "mobile";
  const std::string driver = BaseName(tree.Link(at + "/device/driver"));
  for (const std::string_view phone : {"rndis_host", "ipheth"}) {
    if (driver == phone) return "phone";
  }
  const std::string_view by_name = MediumOfInterface(name);
  if (by_name == "vpn" || by_name == "mobile") return std::string(by_name);
  // Bridges, containers and the like hang on no device.
  return tree.Has(at + "/device") ? "wired" : "other";
}

LiveSource Network(const Tree& tree, const Moment& now) {
  constexpr const char* kInterfaces = "/sys/class/net";
  SnapshotWriter out(now);
  const std::vector<Route> routes = RoutesOf(ReadOfInit(tree, "net/route"));
  const std::vector<uint32_t> locals = LocalAddressesOf(ReadOfInit(tree, "net/fib_trie"));
  const std::string v6 = ReadOfInit(tree, "net/if_inet6");
  for (const std::string& name : tree.List(kInterfaces)) {
    if (name == "lo" || !tree.Has("/sys/class/net/" + name + "/operstate")) continue;
    out.Begin("interface");
    out.Put("name", name), out.Put("medium", MediumOf(tree, name));
    const std::string state = tree.Line("/sys/class/net/" + name + "/operstate");
    out.Put("up", state == "up" || state == "unknown" ? "yes" : "");
    for (const std::string& address : AddressesOf(name, routes, locals, v6))
      out.Put("address", address);
    for (const Route& route : routes) {
      if (route.interface != name || route.destination != 0 || route.gateway == 0) continue;
      out.Put("gateway", AddressText(route.gateway)), out.Put("default", "yes");
      break;
    }
  }
  size_t internet = 0;
  for (const char* table : {"net/tcp", "net/tcp6"})
    internet += InternetConnectionsIn(ReadOfInit(tree, table));
  out.Begin("traffic");
  out.Put("connections", internet > 0 ? std::to_string(internet) : "");
  return Source(SourceKind::kLiveNetwork, kInterfaces, out.Finish(), tree.Has(kInterfaces));
}

// Names only: no arguments, no files, nobody's.
LiveSource Processes(const Tree& tree, const Moment& now) {
  SnapshotWriter out(now);
  std::set<std::string> names;
  for (const std::string& number : tree.List("/proc")) {
    if (number.find_first_not_of("0123456789") != std::string::npos) continue;
    std::string name = BaseName(tree.Link("/proc/" + number + "/exe"));
    if (const size_t gone = name.find(" (deleted)"); gone != std::string::npos) name.resize(gone);
    if (name.empty()) name = tree.Line("/proc/" + number + "/comm");
    if (!name.empty()) names.insert(name);
  }
  for (const std::string& name : names) out.Begin("process"), out.Put("name", name);
  return Source(SourceKind::kLiveProcesses, "/proc", out.Finish(), !names.empty());
}

LiveSource Machine(const Tree& tree, const Moment& now) {
  SnapshotWriter out(now);
  out.Begin("machine");
  out.Put("name", tree.Line("/proc/sys/kernel/hostname"));
  const std::string dmi = "/sys/class/dmi/id/";
  out.Put("manufacturer", tree.Line(dmi + "sys_vendor"));
  out.Put("model", tree.Line(dmi + "product_name"));
  out.Put("machine_serial", tree.Line(dmi + "product_serial"));
  return Source(SourceKind::kLiveMachine, "/proc/sys/kernel", out.Finish(),
                tree.Has("/proc/sys/kernel/hostname"));
}

// Folders whose history an inspector without rights does not see, and files that only root reads.
std::vector<std::string> RefusedIn(const Tree& tree, const std::string& root) {
  std::vector<std::string> refused;
  const auto folders = FolderRoot::Open(root);
  if (!folders.ok()) return {root};
  std::vector<std::string> watched = {"/root", "/var/log/journal",
                                      "/etc/NetworkManager/system-connections",
                                      "/var/lib/NetworkManager", "/var/lib/udisks2"};
  for (const char* pattern : {"home/*", "var/log/journal/*", "var/log/journal/*/*"}) {
    for (const std::string& path : folders->Match(pattern)) watched.push_back("/" + path);
  }
  for (const std::string& path : watched) {
    if (tree.Refused(path)) refused.push_back(path);
  }
  return refused;
}

std::vector<Text> LimitsOf(const Tree& tree, const std::string& root) {
  std::vector<Text> limits = {
      {"Máy đang chạy tự trả lời về chính nó: mã độc trong nhân hoặc quyền quản trị có thể che "
       "giấu. Nghi ngờ thì tháo ổ đĩa, kiểm tra bằng --root hoặc --image trên máy khác.",
       "A running computer answers for itself: malware with the system's rights can hide things. "
       "In doubt, take the disk out and examine it by --root or --image on another computer."},
      {"Chỉ thấy thiết bị đang cắm, mạng đang nối, chương trình đang chạy vào lúc kiểm tra; trước "
       "đó chỉ có các dấu vết còn lại trên ổ đĩa.",
       "Only devices attached, networks connected and programs running at this moment are seen; of "
       "what was before, only the traces left on the disk."},
      {"Thời điểm “đang” lấy theo đồng hồ của máy này; hãy đối chiếu với đồng hồ của người kiểm "
       "tra.",
       "The time of “now” is this computer's own clock; compare it with the inspector's."}};
  const std::vector<std::string> refused = RefusedIn(tree, root);
  if (::geteuid() == 0 && refused.empty()) return limits;
  std::string names;
  constexpr size_t kShown = 20;
  for (size_t i = 0; i < refused.size() && i < kShown; ++i)
    names += (i == 0 ? "" : ", ") + refused[i];
  if (refused.size() > kShown) names += " … (" + std::to_string(refused.size()) + ")";
  const std::string none = names.empty() ? "" : ": " + names;
  limits.push_back({"Chạy không có quyền quản trị (root), nên có chỗ không đọc được" + none +
                        ". Hãy chạy lại bằng sudo.",
                    "Run without root's rights, so not everything could be read" + none +
                        ". Run it again by sudo."});
  return limits;
}

}  // namespace

std::string LiveRootPath() {
  return "/";
}

LiveMachine ReadLive(const std::string& root, const Moment& now) {
  const Tree tree(root);
  LiveMachine machine;
  for (auto* ask : {Machine, Devices, Mounts, Network, Processes})
    machine.sources.push_back(ask(tree, now));
  machine.limits = LimitsOf(tree, root);
  return machine;
}

}  // namespace niem::audit
