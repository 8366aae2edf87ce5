#include "disk/fat_geometry.h"

#include <array>
#include <utility>

#include "base/bytes.h"

namespace niem::disk {
namespace {

constexpr size_t kEntryBytes = 32;
constexpr TSK_INUM_T kFirstEntry = 3;  // 2 is the root

bool IsSectorSize(uint32_t size) {
  return size >= 512 && size <= 4096 && (size & (size - 1)) == 0;
}

}  // namespace

FatGeometry FatGeometry::Of(TSK_FS_INFO& info) {
  std::array<char, 512> raw{};
  if (tsk_fs_read(&info, 0, raw.data(), raw.size()) != static_cast<ssize_t>(raw.size())) return {};
  const Bytes boot = AsBytes({raw.data(), raw.size()});
  FatGeometry geometry;
  geometry.extended = info.ftype == TSK_FS_TYPE_EXFAT;
  if (geometry.extended) {
    geometry.data_sector = ByteReader(boot, 88).U32();
    const uint8_t shift = ByteReader(boot, 108).U8();
    geometry.sector = shift < 16 ? 1U << shift : 0;
  } else {
    geometry.sector = ByteReader(boot, 11).U16();
    const uint64_t reserved = ByteReader(boot, 14).U16(), tables = ByteReader(boot, 16).U8();
    uint64_t table = ByteReader(boot, 22).U16();
    if (table == 0) table = ByteReader(boot, 36).U32();
    geometry.data_sector = reserved + tables * table;
  }
  if (!IsSectorSize(geometry.sector)) geometry.sector = 0;
  return geometry;
}

std::string FatGeometry::EntryAt(TSK_FS_INFO& info, TSK_INUM_T address) const {
  if (sector == 0 || address < kFirstEntry) return {};
  const uint64_t in_sector = sector / kEntryBytes, index = address - kFirstEntry;
  const uint64_t at = (data_sector + index / in_sector) * sector + index % in_sector * kEntryBytes;
  std::string raw(kEntryBytes, '\0');
  if (tsk_fs_read(&info, static_cast<TSK_OFF_T>(at), raw.data(), raw.size()) !=
      static_cast<ssize_t>(raw.size())) {
    return {};
  }
  return raw;
}

uint16_t FatGeometry::Attributes(TSK_FS_INFO& info, TSK_INUM_T address) const {
  const std::string entry = EntryAt(info, address);
  if (entry.empty()) return 0;
  return extended ? ByteReader(AsBytes(entry), 4).U16() : ByteReader(AsBytes(entry), 11).U8();
}

std::string FatGeometry::ShortName(TSK_FS_INFO& info, TSK_INUM_T address) const {
  const std::string entry = extended ? std::string() : EntryAt(info, address);
  if (entry.empty()) return {};
  std::string name;
  for (const auto& [begin, length] : {std::pair<size_t, size_t>{0, 8}, {8, 3}}) {
    std::string part = entry.substr(begin, length);
    while (part.ends_with(' ')) part.pop_back();
    if (begin == 8 && !part.empty()) name += '.';
    for (const char c : part) {
      const auto byte = static_cast<uint8_t>(c);
      name += byte == 0xFF ? "\u00a0" : byte < 0x20 || byte >= 0x7F ? "\ufffd" : std::string(1, c);
    }
  }
  return name;
}

}  // namespace niem::disk
