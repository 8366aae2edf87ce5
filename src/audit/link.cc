#include "audit/link.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <vector>

#include "audit/compound.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kHeader = 76;
constexpr std::string_view kMark("\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 20);
constexpr uint32_t kHasIdList = 0x1, kHasInfo = 0x2, kHasArguments = 0x20, kHasIcon = 0x40,
                   kIsUnicode = 0x80;
constexpr uint32_t kHasVolume = 0x1, kHasShare = 0x2;
constexpr size_t kMaxLinks = 5'000;

Bytes UntilZero(Bytes bytes) {
  const auto zero = std::ranges::find(bytes, uint8_t{0});
  return bytes.first(static_cast<size_t>(zero - bytes.begin()));
}

// ANSI text of an unknown code page: what is not UTF-8 is shown byte by byte.
std::string NarrowAt(Bytes bytes, uint32_t offset) {
  if (offset == 0) return {};
  const Bytes text = UntilZero(Slice(bytes, offset, bytes.size()));
  const std::string valid = ValidUtf8(AsText(text));
  return valid == AsText(text) ? valid : FromLatin1(text);
}

std::string_view DriveName(uint32_t type) {
  constexpr std::string_view kNames[] = {"unknown", "none",  "removable", "fixed",
                                         "network", "cdrom", "ram"};
  return type < std::size(kNames) ? kNames[type] : kNames[0];
}

std::string VolumeSerial(uint32_t number) {
  const uint8_t bytes[4] = {static_cast<uint8_t>(number >> 24), static_cast<uint8_t>(number >> 16),
                            static_cast<uint8_t>(number >> 8), static_cast<uint8_t>(number)};
  const std::string hex = Upper(HexText(bytes));
  return hex.substr(0, 4) + "-" + hex.substr(4);
}

void PutVolume(Bytes volume, Fact& fact) {
  ByteReader in(volume, 4);
  const uint32_t type = in.U32(), serial = in.U32(), label = in.U32();
  if (!in.ok()) return;
  fact.Set("drive", std::string(DriveName(type)));
  if (serial != 0) fact.Set("volume_serial", VolumeSerial(serial));
  constexpr uint32_t kWideLabel = 0x14;
  if (label == kWideLabel)
    fact.Set("label", FromUtf16Zero(Slice(volume, ByteReader(volume, 16).U32(), 512)));
  else
    fact.Set("label", NarrowAt(volume, label));
}

void PutInfo(Bytes info, Fact& fact) {
  ByteReader in(info, 4);
  const uint32_t header = in.U32(), flags = in.U32();
  const uint32_t volume = in.U32(), base = in.U32(), share = in.U32(), suffix = in.U32();
  if (!in.ok()) return;
  std::string path;
  if ((flags & kHasVolume) != 0) {
    PutVolume(Slice(info, volume, info.size()), fact);
    path = NarrowAt(info, base);
    if (header >= 0x24) {
      const std::string wide = FromUtf16Zero(Slice(info, in.U32(), 4096));
      if (in.ok() && !wide.empty()) path = wide;
    }
  }
  if ((flags & kHasShare) != 0) {
    const Bytes network = Slice(info, share, info.size());
    const std::string name = NarrowAt(network, ByteReader(network, 8).U32());
    fact.Set("share", name);
    if (path.empty()) path = name;
    fact.Set("drive", std::string("network"));
  }
  const std::string rest = NarrowAt(info, suffix);
  if (!rest.empty()) path += (path.empty() || path.ends_with("\\") ? "" : "\\") + rest;
  fact.Set("path", path);
}

// A link that is drawn as a folder or a drive passes for one: Windows' own pictures of them.
void PutIcon(const std::string& icon, Fact& fact) {
  const std::string lower = Lower(icon), index = fact.Field("icon_index");
  constexpr std::string_view kShell[] = {"3", "4", "7", "8", "9", "-4", "-5", "-8", "-9", "-10"};
  constexpr std::string_view kResources[] = {"3",  "27", "28", "29",  "30",
                                             "31", "32", "-3", "-32", "-36"};
  const bool alike =
      (lower.ends_with("shell32.dll") && std::ranges::find(kShell, index) != std::end(kShell)) ||
      (lower.ends_with("imageres.dll") &&
       std::ranges::find(kResources, index) != std::end(kResources));
  if (alike) fact.Set("drawn_as", std::string("folder or drive"));
}

// Name, relative path, working folder, arguments, icon: in this order, where their flags are set.
void PutStrings(ByteReader& in, uint32_t flags, Fact& fact) {
  for (uint32_t flag = 0x4; flag <= 0x40; flag <<= 1) {
    if ((flags & flag) == 0) continue;
    const uint16_t count = in.U16();
    const bool wide = (flags & kIsUnicode) != 0;
    const Bytes text = in.Take(wide ? size_t{count} * 2 : count);
    if (!in.ok()) return;
    if (flag == kHasIcon) PutIcon(wide ? FromUtf16(text) : FromLatin1(text), fact);
    if (flag == kHasArguments) fact.Set("arguments", wide ? FromUtf16(text) : FromLatin1(text));
  }
}

bool PutLink(Bytes bytes, const std::string& where, SourceFacts& facts) {
  if (bytes.size() < kHeader || AsText(bytes.first(kMark.size())) != kMark) return false;
  ByteReader in(bytes, 20);
  const uint32_t flags = in.U32();
  in.Skip(4);
  const uint64_t created = in.U64(), accessed = in.U64(), changed = in.U64();
  in.Skip(4);
  const auto icon = static_cast<int32_t>(in.U32());
  Fact& fact = facts.Add("link", where);
  ++facts.units;
  fact.Set("created", Moment::FromFileTime(created))
      .Set("accessed", Moment::FromFileTime(accessed))
      .Set("changed", Moment::FromFileTime(changed));
  if (icon != 0) fact.Set("icon_index", std::to_string(icon));
  in.Seek(kHeader);
  if ((flags & kHasIdList) != 0) in.Skip(in.U16());
  if ((flags & kHasInfo) != 0) {
    const size_t begin = in.offset();
    const uint32_t size = in.U32();
    if (in.ok() && size >= 28 && size <= bytes.size() - begin) {
      PutInfo(bytes.subspan(begin, size), fact);
      in.Seek(begin + size);
    }
  }
  PutStrings(in, flags, fact);
  return true;
}

// Links wherever they begin.
void FindLinks(Bytes bytes, SourceFacts& facts) {
  const std::string_view text = AsText(bytes);
  for (size_t at = text.find(kMark); at != std::string_view::npos && facts.units < kMaxLinks;
       at = text.find(kMark, at + kHeader)) {
    (void)PutLink(bytes.subspan(at), "byte " + std::to_string(at), facts);
  }
}

// What "DestList" says of one of the links.
struct Destination {
  std::string stream, machine, path;
  std::optional<Moment> opened;
  bool pinned = false;
  uint32_t count = 0;
};

// Entries of 114 bytes (Windows 7, 8) or 130 (10 and later) and a path; as observed in lists of
// Windows 7 to 11.
std::vector<Destination> DestinationsOf(Bytes list) {
  constexpr size_t kListHeader = 32, kHost = 72, kHostBytes = 16, kNumber = 88, kOpened = 100;
  std::vector<Destination> destinations;
  ByteReader in(list);
  const bool old = in.U32() == 1;
  const size_t fixed = old ? 112 : 128, tail = old ? 0 : 4;
  for (size_t at = kListHeader; destinations.size() < kMaxLinks;) {
    const Bytes entry = Slice(list, at, list.size());
    ByteReader path(entry, 0);
    path.Seek(fixed);
    const size_t size = size_t{path.U16()} * 2;
    const Bytes text = path.Take(size);
    if (!path.ok()) break;
    ByteReader fields(entry, kNumber);
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "%x", fields.U32());
    Destination& destination = destinations.emplace_back();
    destination.stream = name.data(), destination.path = FromUtf16(text);
    destination.machine = ValidUtf8(AsText(UntilZero(Slice(entry, kHost, kHostBytes))));
    fields.Seek(kOpened);
    destination.opened = Moment::FromFileTime(fields.U64());
    destination.pinned = fields.U32() != 0xFFFFFFFF;
    fields.Skip(4);
    if (!old) destination.count = fields.U32();
    at += fixed + 2 + size + tail;
  }
  return destinations;
}

void Describe(const Destination& destination, Fact& fact) {
  // Known folders and web pages stand there by other names than paths.
  const bool is_path = destination.path.size() > 2 &&
                       (destination.path[1] == ':' || destination.path.starts_with("\\\\"));
  if (fact.Field("path").empty() && is_path) fact.Set("path", destination.path);
  fact.Set("machine", destination.machine).Set("opened", destination.opened);
  if (destination.pinned) fact.Set("pinned", std::string("yes"));
  if (destination.count > 0) fact.Set("count", std::to_string(destination.count));
}

SourceFacts ReadStreams(const std::vector<CompoundStream>& streams) {
  SourceFacts facts;
  std::map<std::string, Destination> known;
  uint64_t broken = 0;
  for (const CompoundStream& stream : streams) {
    if (!SameName(stream.name, "DestList")) continue;
    for (Destination& one : DestinationsOf(stream.bytes)) known.emplace(one.stream, one);
  }
  for (const CompoundStream& stream : streams) {
    const std::string name = Lower(stream.name);
    if (name.empty() || name.find_first_not_of("0123456789abcdef") != std::string::npos) continue;
    const bool read = facts.units < kMaxLinks && PutLink(stream.bytes, "stream " + name, facts);
    if (!read || !stream.whole) ++broken;
    const auto destination = known.find(name);
    if (!read || destination == known.end()) continue;
    Describe(destination->second, facts.facts.back());
    known.erase(destination);
  }
  // Entries whose links are gone.
  for (const auto& [name, destination] : known) {
    Fact fact;
    Describe(destination, fact);
    if (fact.Field("path").empty()) continue;
    Fact& added = facts.Add("link", "DestList " + name);
    added.fields = std::move(fact.fields), added.times = std::move(fact.times);
  }
  if (broken > 0) {
    const std::string count = std::to_string(broken);
    facts.Note("có " + count + " mục trong danh sách nhảy không đọc được hết",
               count + " entries of the jump list could not be read wholly");
  }
  return facts;
}

}  // namespace

SourceFacts ReadLink(Bytes bytes) {
  SourceFacts facts;
  if (!PutLink(bytes, "link", facts)) {
    facts.Note("không phải liên kết của Windows (.lnk)", "not a Windows shell link (.lnk)");
    facts.failed = true;
  }
  return facts;
}

SourceFacts ReadJumpList(Bytes bytes) {
  SourceFacts facts;
  constexpr std::string_view kCompound("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  const bool automatic = AsText(bytes).starts_with(kCompound);
  if (automatic) {
    const auto streams = ReadCompound(bytes);
    if (streams.ok()) return ReadStreams(*streams);
    facts.Lack("danh sách nhảy hỏng: chỉ đọc các liên kết nằm liền nhau trong tệp",
               "the jump list is damaged: only links that lie together in the file were read");
  }
  FindLinks(bytes, facts);
  return facts;
}

}  // namespace niem::audit
