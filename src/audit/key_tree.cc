#include "audit/key_tree.h"

#include <algorithm>
#include <optional>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr std::string_view kForm = "NKT1";
constexpr size_t kHead = 13;

constexpr std::string_view kSystemKeys[] = {
    "Select",
    "MountedDevices",
    "ControlSet*\\Enum\\USB\\**",
    "ControlSet*\\Enum\\USBSTOR\\**",
    "ControlSet*\\Enum\\SCSI\\**",
    "ControlSet*\\Enum\\SWD\\WPDBUSENUM\\**",
    "ControlSet*\\Enum\\WpdBusEnumRoot\\**",
    "ControlSet*\\Control\\ComputerName\\ComputerName",
    "ControlSet*\\Control\\TimeZoneInformation",
    "ControlSet*\\Control\\Windows",
    "ControlSet*\\Control\\usbflags\\**",
    "ControlSet*\\Services\\Tcpip\\Parameters",
    "ControlSet*\\Services\\Tcpip\\Parameters\\Interfaces\\**",
    "ControlSet*\\Services\\USBSTOR",
    "ControlSet*\\Services\\BTHPORT\\Parameters\\Devices\\**",
    "ControlSet*\\Services\\bam\\**",
    "ControlSet*\\Services\\dam\\**",
};

constexpr std::string_view kSoftwareKeys[] = {
    "Microsoft\\OfficeSoftwareProtectionPlatform",
    "Microsoft\\Office\\ClickToRun\\Configuration",
    "Microsoft\\Security Center\\Provider\\Av\\**",
    "Microsoft\\Windows Defender",
    "Microsoft\\Windows Defender\\Signature Updates",
    "Microsoft\\Windows Defender\\Real-Time Protection",
    "Microsoft\\Windows Portable Devices\\Devices\\**",
    "Microsoft\\Windows Search\\VolumeInfoCache\\**",
    "Microsoft\\Windows NT\\CurrentVersion",
    "Microsoft\\Windows NT\\CurrentVersion\\EMDMgmt\\**",
    "Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options\\SppExtComObj.exe",
    "Microsoft\\Windows NT\\CurrentVersion\\NetworkList\\**",
    "Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\*",
    "Microsoft\\Windows NT\\CurrentVersion\\SoftwareProtectionPlatform",
    "Microsoft\\Windows\\CurrentVersion\\Run",
    "Microsoft\\Windows\\CurrentVersion\\RunOnce",
    "Microsoft\\Windows\\CurrentVersion\\Uninstall\\**",
    // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one path in two pieces
    "Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels\\"
    "Microsoft-Windows-DriverFrameworks-UserMode/Operational",
    "Policies\\Microsoft\\Windows Defender",
    "Policies\\Microsoft\\Windows Defender\\Real-Time Protection",
    "Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Run",
    "Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\RunOnce",
    "Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\**",
};

constexpr std::string_view kUserKeys[] = {
    "Software\\Microsoft\\Internet Explorer\\TypedURLs",
    "Software\\Microsoft\\Office\\**",
    "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Advanced",
    "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\AutoplayHandlers\\KnownDevices\\**",
    "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\MountPoints2\\**",
    "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\RecentDocs\\**",
    "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\UserAssist\\**",
    "Software\\Microsoft\\Windows\\CurrentVersion\\Run",
    "Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce",
    "Software\\Microsoft\\Windows\\Shell\\BagMRU\\**",
    "Software\\Microsoft\\Windows\\ShellNoRoam\\BagMRU\\**",
};
constexpr std::string_view kShellKeys[] = {
    "Local Settings\\Software\\Microsoft\\Windows\\Shell\\BagMRU\\**",
};

using Patterns = std::vector<std::string_view>;

bool MatchesName(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return SameName(pattern, name);
  pattern.remove_suffix(1);
  return StartsWithName(name, pattern);
}

// What is left of the patterns below a key of this name; nothing where none leads there.
std::optional<Patterns> Step(const Patterns& patterns, std::string_view name) {
  std::optional<Patterns> rest;
  for (const std::string_view pattern : patterns) {
    const size_t slash = std::min(pattern.find('\\'), pattern.size());
    const std::string_view first = pattern.substr(0, slash);
    if (first.empty() || (first != "**" && !MatchesName(first, name))) continue;
    if (!rest) rest.emplace();
    rest->push_back(first == "**" ? first : pattern.substr(std::min(slash + 1, pattern.size())));
  }
  return rest;
}

class Writer {
 public:
  Writer(const KeySource& source, const KeyTreeLimits& limits) : source_(source), limits_(limits) {}

  std::string Write(const Patterns& patterns, const std::function<KeyTreeCounts()>& counts) {
    bytes_ = std::string(kForm) + std::string(kHead - kForm.size(), '\0');
    Put(source_.RootKey(), source_.NameOf(source_.RootKey()), patterns, 0);
    const KeyTreeCounts met = counts();
    Set(kForm.size(), met.denied), Set(kForm.size() + 4, met.dated);
    bytes_[kHead - 1] = cut_ ? '\1' : '\0';
    return std::move(bytes_);
  }

 private:
  void U32(size_t value) {
    for (int i = 0; i < 4; ++i) bytes_ += static_cast<char>(value >> (8 * i) & 0xFF);
  }

  void Set(size_t at, uint32_t value) {
    for (size_t i = 0; i < 4; ++i) bytes_[at + i] = static_cast<char>(value >> (8 * i) & 0xFF);
  }

  void String(std::string_view text) { U32(text.size()), bytes_ += text; }

  void PutValues(uint64_t key) {
    const size_t at = bytes_.size();
    uint32_t count = 0;
    U32(0);
    for (const HiveValue& value : source_.ValuesOf(key)) {
      if (bytes_.size() + value.data.size() + value.name.size() > limits_.bytes) {
        cut_ = true;
        break;
      }
      String(value.name), U32(value.type), String(value.data), ++count;
    }
    Set(at, count);
  }

  // Depth is bounded: by the patterns, and below "**" by the limits.
  void Put(uint64_t key, const std::string& name, const Patterns& patterns, size_t depth) {
    ++keys_;
    String(name);
    const auto written = source_.LastWriteOf(key);
    const auto ticks = static_cast<uint64_t>(written ? written->ticks : 0);
    U32(ticks & UINT32_MAX), U32(ticks >> 32);
    PutValues(key);
    const size_t at = bytes_.size();
    uint32_t count = 0;
    U32(0);
    const bool wanted =
        std::ranges::any_of(patterns, [](std::string_view p) { return !p.empty(); });
    if (!wanted) return;
    for (const uint64_t child : source_.SubkeysOf(key)) {
      const std::string called = source_.NameOf(child);
      const std::optional<Patterns> rest = Step(patterns, called);
      if (!rest) continue;
      if (keys_ >= limits_.keys || depth + 1 >= limits_.depth || bytes_.size() >= limits_.bytes) {
        cut_ = true;
        break;
      }
      Put(child, called, *rest, depth + 1), ++count;
    }
    Set(at, count);
  }

  const KeySource& source_;
  const KeyTreeLimits& limits_;
  std::string bytes_;
  uint32_t keys_ = 0;
  bool cut_ = false;
};

bool SkipValues(ByteReader& in) {
  for (uint32_t i = in.U32(); i > 0 && in.ok(); --i) {
    in.Skip(in.U32());
    in.Skip(4);
    in.Skip(in.U32());
  }
  return in.ok();
}

}  // namespace

std::span<const std::string_view> KeysLookedAt(SourceKind kind) {
  if (kind == SourceKind::kSystemHive) return kSystemKeys;
  if (kind == SourceKind::kSoftwareHive) return kSoftwareKeys;
  if (kind == SourceKind::kUserHive) return kUserKeys;
  if (kind == SourceKind::kShellHive) return kShellKeys;
  return {};
}

std::string WriteKeyTree(const KeySource& source, std::span<const std::string_view> patterns,
                         const std::function<KeyTreeCounts()>& counts,
                         const KeyTreeLimits& limits) {
  return Writer(source, limits).Write({patterns.begin(), patterns.end()}, counts);
}

bool KeyTree::IsOne(Bytes bytes) {
  return AsText(Slice(bytes, 0, kForm.size())) == kForm;
}

Result<std::unique_ptr<KeyTree>> KeyTree::Open(Bytes bytes, const KeyTreeLimits& limits) {
  auto tree = std::make_unique<KeyTree>();
  ByteReader in(bytes, kForm.size());
  tree->counts_.denied = in.U32(), tree->counts_.dated = in.U32(), tree->cut_ = in.U8() != 0;
  if (!IsOne(bytes) || !tree->Take(bytes, in, 0, limits) || !in.at_end()) {
    return Error(ErrorCode::kCorrupt, {"bản ghi registry đang chạy sai dạng",
                                       "the picture of the running registry is out of form"});
  }
  return tree;
}

bool KeyTree::Take(Bytes all, ByteReader& in, size_t depth, const KeyTreeLimits& limits) {
  if (depth >= limits.depth || nodes_.size() >= limits.keys) return false;
  const size_t own = nodes_.size();
  Node& node = nodes_.emplace_back();
  node.name = in.Take(in.U32());
  node.written = in.U64();
  const size_t values = in.offset();
  if (!SkipValues(in)) return false;
  node.values = Slice(all, values, in.offset() - values);
  uint32_t last = 0;
  for (uint32_t i = in.U32(); i > 0; --i) {
    const auto child = static_cast<uint32_t>(nodes_.size());
    if (!in.ok() || !Take(all, in, depth + 1, limits)) return false;
    (last == 0 ? nodes_[own].child : nodes_[last].next) = child;
    last = child;
  }
  return in.ok();
}

std::string KeyTree::NameOf(uint64_t key) const {
  return ValidUtf8(AsText(nodes_[key].name));
}

std::optional<Moment> KeyTree::LastWriteOf(uint64_t key) const {
  return Moment::FromFileTime(nodes_[key].written);
}

std::vector<uint64_t> KeyTree::SubkeysOf(uint64_t key) const {
  std::vector<uint64_t> keys;
  for (uint32_t at = nodes_[key].child; at != 0; at = nodes_[at].next) keys.push_back(at);
  return keys;
}

std::vector<HiveValue> KeyTree::ValuesOf(uint64_t key) const {
  std::vector<HiveValue> values;
  ByteReader in(nodes_[key].values);
  for (uint32_t i = in.U32(); i > 0 && in.ok(); --i) {
    HiveValue value;
    value.name = ValidUtf8(AsText(in.Take(in.U32())));
    value.type = in.U32();
    value.data = AsText(in.Take(in.U32()));
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace niem::audit
