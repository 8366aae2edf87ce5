#include "audit/link.h"

#include <algorithm>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kHeader = 76;
constexpr std::string_view kMark("\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 20);
constexpr uint32_t kHasIdList = 0x1, kHasInfo = 0x2, kHasArguments = 0x20, kIsUnicode = 0x80;
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

// Name, relative path, working folder, arguments, icon: in this order, where their flags are set.
void PutStrings(ByteReader& in, uint32_t flags, Fact& fact) {
  for (uint32_t flag = 0x4; flag <= 0x40; flag <<= 1) {
    if ((flags & flag) == 0) continue;
    const uint16_t count = in.U16();
    const bool wide = (flags & kIsUnicode) != 0;
    const Bytes text = in.Take(wide ? size_t{count} * 2 : count);
    if (!in.ok()) return;
    if (flag == kHasArguments)
      fact.Set("arguments", wide ? FromUtf16(text) : NarrowAt(text, 0) + FromLatin1(text));
  }
}

bool PutLink(Bytes bytes, const std::string& where, SourceFacts& facts) {
  if (bytes.size() < kHeader || AsText(bytes.first(kMark.size())) != kMark) return false;
  ByteReader in(bytes, 20);
  const uint32_t flags = in.U32();
  in.Skip(4);
  const uint64_t created = in.U64(), accessed = in.U64(), changed = in.U64();
  Fact& fact = facts.Add("link", where);
  ++facts.units;
  fact.Set("created", Moment::FromFileTime(created))
      .Set("accessed", Moment::FromFileTime(accessed))
      .Set("changed", Moment::FromFileTime(changed));
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
  const std::string_view text = AsText(bytes);
  for (size_t at = text.find(kMark); at != std::string_view::npos && facts.units < kMaxLinks;
       at = text.find(kMark, at + kHeader)) {
    (void)PutLink(bytes.subspan(at), "byte " + std::to_string(at), facts);
  }
  constexpr std::string_view kCompound("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  if (text.starts_with(kCompound) && facts.units > 0) {
    facts.Note("danh sách nhảy: chỉ đọc các liên kết nằm liền nhau trong tệp",
               "jump list: only links that lie together in the file were read");
  }
  return facts;
}

}  // namespace niem::audit
