#include "audit/linux_state.h"

#include <array>
#include <charconv>

#include "audit/lines.h"
#include "audit/log_line.h"
#include "audit/unpack.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxUnpacked = 64u << 20;
constexpr size_t kMaxName = 1000;
constexpr size_t kMaxNames = 64u << 10;

std::string BaseName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// "/media/lan/KINGSTON/x" → user "lan", label "KINGSTON"; nothing where it is no such place.
struct MountPoint {
  std::string user, label;
};

std::optional<MountPoint> MountPointOf(std::string_view path) {
  for (const std::string_view root : {"/media/", "/run/media/"}) {
    if (!path.starts_with(root)) continue;
    const std::string_view rest = path.substr(root.size());
    const size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return MountPoint{"", std::string(rest)};
    const std::string_view behind = rest.substr(slash + 1);
    return MountPoint{std::string(rest.substr(0, slash)),
                      std::string(behind.substr(0, behind.find('/')))};
  }
  return std::nullopt;
}

std::string PercentDecoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    int byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
            text.data() + i + 3) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return ValidUtf8(out);
}

// A document by its address: where it lay says whether that was a drive, a phone, the network.
Fact* AddDocument(std::string_view address, std::string locator, SourceFacts& facts) {
  constexpr std::string_view kFile = "file://";
  if (address.empty() || address.size() > kMaxName * 4) return nullptr;
  std::string place, path = PercentDecoded(address);
  if (path.starts_with(kFile)) {
    path.erase(0, kFile.size());
    if (MountPointOf(path)) place = "removable";
    if (path.starts_with("/mnt/")) place = "mounted";
  } else if (path.starts_with("mtp:") || path.starts_with("gphoto2:") || path.starts_with("afc:")) {
    place = "phone";
  } else if (path.starts_with("smb:") || path.starts_with("sftp:") || path.starts_with("ftp:") ||
             path.starts_with("dav")) {
    place = "network";
  } else {
    return nullptr;
  }
  ++facts.units;
  const auto mount = MountPointOf(path);
  Fact& fact = facts.Add("document.opened", std::move(locator));
  fact.Set("path", path).Set("place", place);
  if (mount) fact.Set("label", mount->label);
  return &fact;
}

// The value of an attribute in an XML tag, entities undone.
std::string Attribute(std::string_view tag, std::string_view name) {
  const std::string open = " " + std::string(name) + "=\"";
  const size_t begin = tag.find(open);
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = tag.substr(begin + open.size());
  std::string value(rest.substr(0, rest.find('"')));
  for (const auto& [entity, plain] : {std::pair<std::string_view, char>{"&apos;", '\''},
                                      {"&quot;", '"'},
                                      {"&lt;", '<'},
                                      {"&gt;", '>'},
                                      {"&amp;", '&'}}) {
    for (size_t at = 0; (at = value.find(entity, at)) != std::string::npos; ++at)
      value.replace(at, entity.size(), 1, plain);
  }
  return value;
}

// <bookmark href="file:///media/..." added="..." modified="..." visited="2026-03-04T02:11:36Z">
void Bookmarks(std::string_view xml, SourceFacts& facts) {
  constexpr std::string_view kOpen = "<bookmark ", kProgram = "<bookmark:application ";
  for (size_t at = 0; (at = xml.find(kOpen, at)) != std::string_view::npos;) {
    const size_t end = std::min(xml.find('>', at), xml.size());
    const size_t next = std::min(xml.find(kOpen, end), xml.size());
    const std::string_view tag = xml.substr(at, end - at);
    Fact* const fact =
        AddDocument(Attribute(tag, "href"), "bookmark " + std::to_string(facts.units + 1), facts);
    if (fact != nullptr) {
      const std::string_view inner = xml.substr(end, next - end);
      const size_t program = inner.find(kProgram);
      if (program != std::string_view::npos) {
        const std::string_view rest = inner.substr(program);
        fact->Set("program", Attribute(rest.substr(0, rest.find('>')), "name"));
      }
      for (const auto& [name, field] :
           {std::pair<const char*, const char*>{"added", "added"}, {"visited", "opened"}}) {
        fact->Set(field, TimeOfIso(Attribute(tag, name)));
      }
    }
    at = next;
  }
}

// LibreOffice: <node oor:name="file:///media/..." oor:op="replace"> in its list of histories.
void OfficeHistory(std::string_view xml, SourceFacts& facts) {
  constexpr std::string_view kHistories = "Office.Histories";
  EachLine(xml, [&](std::string_view line, uint64_t number) {
    if (line.find(kHistories) == std::string_view::npos) return;
    const size_t node = line.find("<node ");
    if (node == std::string_view::npos) return;
    Fact* const fact =
        AddDocument(Attribute(line.substr(node + 5), "oor:name"), LineName(number), facts);
    if (fact != nullptr) fact->Set("program", std::string("LibreOffice"));
  });
}

// KDE: one file for each document, "URL[$e]=file:///...".
void DesktopLink(const SourceId& id, std::string_view text, SourceFacts& facts) {
  EachLine(text, [&](std::string_view line, uint64_t number) {
    for (const std::string_view key : {"URL", "URL[$e]"}) {
      std::string address(ValueOf(line, key));
      if (address.starts_with("/")) address.insert(0, "file://");
      if (Fact* const fact = AddDocument(address, LineName(number), facts))
        fact->Set("opened", id.changed);
    }
  });
}

// "22 Nov 2026 04-30 -0400"
std::optional<Moment> TimeOfBuild(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr size_t kLength = 23;
  if (text.size() < kLength) return std::nullopt;
  bool read = true;
  const auto number = [&](size_t at, size_t length) {
    int value = 0;
    const char* const end = text.data() + at + length;
    read = read && std::from_chars(text.data() + at, end, value).ptr == end;
    return value;
  };
  const size_t month = kMonths.find(text.substr(3, 3));
  const int day = number(0, 2), year = number(7, 4), hour = number(12, 2), minute = number(15, 2);
  const int zone = number(19, 2) * 60 + number(21, 2);
  if (!read || month > kMonths.size()) return std::nullopt;
  auto at = Moment::FromCivil(year, static_cast<int>(month / 3) + 1, day, hour, minute, 0, 0,
                              TimeOrigin::kUtc);
  if (at) at->ticks += (text[18] == '-' ? 1 : -1) * int64_t{zone} * 60 * kTicksPerSecond;
  return at;
}

}  // namespace

SourceFacts ReadRecentFiles(const SourceId& id, Bytes bytes) {
  SourceFacts facts;
  const std::string text = ValidUtf8(AsText(bytes));
  if (id.path.ends_with(".xbel"))
    Bookmarks(text, facts);
  else if (id.path.ends_with(".xcu"))
    OfficeHistory(text, facts);
  else
    DesktopLink(id, text, facts);
  return facts;
}

// The list is a serialised dictionary whose keys are mount points: its texts are enough.
SourceFacts ReadVolumes(const SourceId& id, Bytes bytes) {
  SourceFacts facts;
  const std::string name = BaseName(id.path);
  constexpr std::string_view kUuid = "uuid-";
  if (name.starts_with(kUuid)) {
    ++facts.units;
    facts.Add("user.volume", "")
        .Set("volume_serial", Upper(name.substr(kUuid.size())))
        .Set("written", id.changed);
    return facts;
  }
  std::string_view rest = AsText(bytes);
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\0'), rest.size());
    const std::string text = ValidUtf8(rest.substr(0, std::min(end, kMaxName)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    for (const std::string_view root : {"/media/", "/run/media/"}) {
      const size_t at = text.find(root);
      if (at == std::string::npos) continue;
      const auto mount = MountPointOf(std::string_view(text).substr(at));
      if (!mount || mount->user.empty()) break;
      ++facts.units;
      facts.Add("linux.mount", "")
          .Set("path", text.substr(at))
          .Set("label", mount->label)
          .Set("user", mount->user)
          .Set("written", id.changed);
      break;
    }
  }
  return facts;
}

// Which program, what it was to do and with which packages: settings may hold a password.
std::string WithoutOptions(std::string_view command) {
  constexpr std::string_view kWithValue[] = {"-o", "--option",        "-c", "--config-file",
                                             "-t", "--target-release"};
  std::string kept;
  bool value = false;
  while (!command.empty()) {
    const size_t end = std::min(command.find(' '), command.size());
    const std::string_view word = command.substr(0, end);
    command.remove_prefix(std::min(end + 1, command.size()));
    const bool option = word.starts_with('-');
    if (!word.empty() && !option && !value) kept += (kept.empty() ? "" : " ") + std::string(word);
    value = option && std::ranges::find(kWithValue, word) != std::end(kWithValue);
  }
  return kept;
}

// Start-Date: 2026-03-04  10:11:12 / Commandline: apt upgrade / Upgrade: a:amd64 (1, 2), b ...
SourceFacts ReadPackageLog(Bytes bytes) {
  SourceFacts facts;
  std::string unpacked;
  if (const auto packing = PackingOf(bytes)) {
    auto done = Unpack(*packing, bytes, kMaxUnpacked);
    if (!done.ok()) {
      facts.failed = true;
      facts.notes.push_back(done.error().message());
      return facts;
    }
    unpacked = std::move(done->bytes), bytes = AsBytes(unpacked);
  }
  std::optional<Moment> start;
  std::string command;
  EachLine(ValidUtf8(AsText(bytes)), [&](std::string_view line, uint64_t number) {
    constexpr std::string_view kStart = "Start-Date: ", kCommand = "Commandline: ";
    if (line.starts_with(kStart)) {
      std::string time(Trimmed(line.substr(kStart.size())));
      if (const size_t gap = time.find("  "); gap != std::string::npos) time.replace(gap, 2, "T");
      start = TimeOfIso(time), command.clear();
    } else if (line.starts_with(kCommand)) {
      command = ValidUtf8(WithoutOptions(Trimmed(line.substr(kCommand.size()))).substr(0, 200));
    } else if (line.starts_with("Install: ") || line.starts_with("Upgrade: ")) {
      ++facts.units;
      const auto count = std::count(line.begin(), line.end(), ')');
      facts.Add("event.update", LineName(number))
          .Set("program", std::string("apt"))
          .Set("title", command.empty() ? std::string("apt") : command)
          .Set("packages", std::to_string(count))
          .Set("at", start);
    }
  });
  return facts;
}

// allow id 0781:5580 serial "AA01" name "Extreme" hash "..." with-interface 08:06:50
SourceFacts ReadUsbPolicy(Bytes bytes) {
  SourceFacts facts;
  EachLine(ValidUtf8(AsText(bytes)), [&](std::string_view raw, uint64_t number) {
    const std::string_view line = Trimmed(raw);
    const std::string_view action = line.substr(0, line.find(' '));
    if (action != "allow" && action != "block" && action != "reject") return;
    const auto quoted = [&](std::string_view key) {
      const size_t at = line.find(key);
      if (at == std::string_view::npos) return std::string();
      const std::string_view rest = line.substr(at + key.size());
      return std::string(rest.substr(0, rest.find('"')));
    };
    ++facts.units;
    Fact& fact = facts.Add("usb.policy", LineName(number));
    fact.Set("action", std::string(action));
    constexpr std::string_view kId = " id ";
    const size_t id = line.find(kId);
    constexpr size_t kIdLength = 9;  // "0781:5580"
    if (id != std::string_view::npos && line.size() >= id + kId.size() + kIdLength) {
      const std::string_view both = line.substr(id + kId.size(), kIdLength);
      fact.Set("vid", Upper(both.substr(0, 4))).Set("pid", Upper(both.substr(5)));
    }
    fact.Set("serial", quoted(" serial \"")).Set("name", quoted(" name \""));
  });
  return facts;
}

// "ClamAV-VDB:22 Nov 2026 04-30 -0400:27827:...": when it was built, and its number.
SourceFacts ReadAntivirusData(Bytes bytes) {
  SourceFacts facts;
  constexpr size_t kHeader = 512;
  constexpr std::string_view kMagic = "ClamAV-VDB:";
  const std::string head = ValidUtf8(AsText(Slice(bytes, 0, kHeader)));
  if (!head.starts_with(kMagic)) {
    facts.failed = true;
    facts.Note("không phải dữ liệu ClamAV", "not a database of ClamAV");
    return facts;
  }
  const std::string_view rest = std::string_view(head).substr(kMagic.size());
  const std::string built(rest.substr(0, rest.find(':')));
  std::string number(rest.substr(std::min(built.size() + 1, rest.size())));
  number = number.substr(0, number.find(':'));
  Fact& fact = facts.Add("antivirus.data", "header");
  fact.Set("product", std::string("ClamAV")).Set("version", number).Set("signatures", built);
  facts.units = 1;
  fact.Set("updated", TimeOfBuild(built));
  return facts;
}

SourceFacts ReadSystemNames(const SourceId& id, Bytes bytes) {
  SourceFacts facts;
  const std::string text = ValidUtf8(AsText(Slice(bytes, 0, kMaxNames)));
  facts.units = 1;
  if (id.path.ends_with("hostname")) {
    const std::string name(Trimmed(std::string_view(text).substr(0, text.find('\n'))));
    facts.Add("machine", "line 1").Set("name", name);
    return facts;
  }
  facts.Add("linux", "line 1").Set("machine_id", text.substr(0, text.find('\n')));
  return facts;
}

SourceFacts ReadSystemRelease(Bytes bytes) {
  SourceFacts facts;
  const std::string text = ValidUtf8(AsText(Slice(bytes, 0, kMaxNames)));
  facts.units = 1;
  std::string product, distribution, version;
  EachLine(text, [&](std::string_view line, uint64_t) {
    const auto put = [&](std::string_view name, std::string& into) {
      const std::string_view value = Unquoted(ValueOf(line, name));
      if (!value.empty()) into = value;
    };
    put("PRETTY_NAME", product), put("ID", distribution), put("VERSION_ID", version);
  });
  if (product.empty() && distribution.empty()) return facts;
  Fact& fact = facts.Add("linux", "PRETTY_NAME, ID, VERSION_ID");
  fact.Set("product", product.empty() ? distribution + " " + version : product);
  if (!version.empty()) fact.Set("release", distribution + " " + version);
  return facts;
}

}  // namespace niem::audit
