#include "audit/prefetch.h"

#include <algorithm>
#include <vector>

#include "audit/mam.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr uint32_t kMaxVolumes = 64, kMaxNames = 20'000;

// Where the fields of a version stand.
struct Layout {
  size_t last_run, run_count, volume_size;
  int times;
};

struct Volume {
  std::string device, serial;
  std::optional<Moment> created;
};

std::optional<Layout> LayoutOf(uint32_t version, uint32_t metrics) {
  constexpr uint32_t kShortInfo = 296;  // the later form of version 30, and 31
  switch (version) {
    case 17:
      return Layout{0x78, 0x90, 40, 1};
    case 23:
      return Layout{0x80, 0x98, 104, 1};
    case 26:
      return Layout{0x80, 0xD0, 104, 8};
    case 30:
    case 31:
      return Layout{0x80, metrics == kShortInfo ? size_t{0xC8} : size_t{0xD0}, 96, 8};
    default:
      return std::nullopt;
  }
}

std::string SerialText(uint32_t number) {
  const uint8_t bytes[4] = {static_cast<uint8_t>(number >> 24), static_cast<uint8_t>(number >> 16),
                            static_cast<uint8_t>(number >> 8), static_cast<uint8_t>(number)};
  const std::string hex = Upper(HexText(bytes));
  return hex.substr(0, 4) + "-" + hex.substr(4);
}

std::vector<Volume> VolumesOf(Bytes file, const Layout& layout) {
  ByteReader head(file, 0x6C);
  const uint32_t offset = head.U32(), count = head.U32(), size = head.U32();
  const Bytes block = Slice(file, offset, size);
  std::vector<Volume> volumes;
  for (uint32_t i = 0; i < std::min(count, kMaxVolumes); ++i) {
    ByteReader in(block, 0);
    in.Seek(i * layout.volume_size);
    const uint32_t at = in.U32(), characters = in.U32();
    const uint64_t created = in.U64();
    const uint32_t serial = in.U32();
    if (!in.ok()) break;
    Volume& volume = volumes.emplace_back();
    volume.device = FromUtf16(Slice(block, at, std::min<size_t>(characters, 512) * 2));
    volume.created = Moment::FromFileTime(created);
    if (serial != 0) volume.serial = SerialText(serial);
  }
  return volumes;
}

// The program's own path among those of the files it loaded: the first that ends in its name, which
// is cut at 29 characters.
std::string PathOf(Bytes file, const std::string& name) {
  ByteReader head(file, 0x64);
  const uint32_t offset = head.U32(), size = head.U32();
  Bytes names = Slice(file, offset, size);
  for (uint32_t i = 0; i < kMaxNames && names.size() >= 2; ++i) {
    size_t end = 0;
    while (end + 1 < names.size() && (names[end] != 0 || names[end + 1] != 0)) end += 2;
    std::string path = FromUtf16(names.first(end));
    const size_t cut = path.rfind('\\');
    if (cut != std::string::npos && StartsWithName(path.substr(cut + 1), name)) return path;
    names = Slice(names, end + 2, names.size());
  }
  return {};
}

void PutTimes(Bytes file, const Layout& layout, Fact& fact) {
  ByteReader in(file, layout.last_run);
  std::optional<Moment> oldest;
  for (int i = 0; i < layout.times; ++i) {
    const auto at = Moment::FromFileTime(in.U64());
    if (!in.ok() || !at) break;
    if (i == 0) fact.Set("at", at);
    if (!oldest || at->ticks < oldest->ticks) oldest = at;
  }
  if (layout.times > 1) fact.Set("earlier", oldest);
}

SourceFacts Broken(std::string vi, std::string en) {
  SourceFacts facts;
  facts.Note(std::move(vi), std::move(en));
  facts.failed = true;
  return facts;
}

}  // namespace

SourceFacts ReadPrefetch(Bytes bytes) {
  std::vector<uint8_t> unpacked;
  if (AsText(bytes).starts_with("MAM")) {
    auto done = UnpackMam(bytes);
    if (!done.ok()) return Broken(done.error().message().vi, done.error().message().en);
    unpacked = std::move(*done);
    bytes = unpacked;
  }
  ByteReader in(bytes);
  const uint32_t version = in.U32();
  const bool marked = AsText(in.Take(4)) == "SCCA";
  const auto layout = LayoutOf(version, ByteReader(bytes, 0x54).U32());
  if (!marked || !layout) {
    return Broken("không phải tệp Prefetch đã biết", "not a prefetch file of a known form");
  }
  SourceFacts facts;
  facts.units = 1;
  const std::string name = FromUtf16Zero(Slice(bytes, 16, 60));
  const std::string path = PathOf(bytes, name);
  Fact& fact = facts.Add("program.run", "prefetch");
  fact.Set("name", name).Set("path", path.empty() ? "\\" + name : path);
  fact.Set("runs", std::to_string(ByteReader(bytes, layout->run_count).U32()));
  PutTimes(bytes, *layout, fact);
  const std::vector<Volume> volumes = VolumesOf(bytes, *layout);
  const auto own = std::ranges::find_if(volumes, [&](const Volume& volume) {
    return !volume.device.empty() && StartsWithName(path, volume.device + "\\");
  });
  if (own != volumes.end()) {
    fact.Set("volume_serial", own->serial).Set("volume_device", own->device);
    fact.Set("volume_created", own->created);
  }
  return facts;
}

}  // namespace niem::audit
