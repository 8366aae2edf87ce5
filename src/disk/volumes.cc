#include "disk/volumes.h"

#include <array>
#include <cstring>
#include <string_view>

#include "disk/partition_ids.h"

namespace niem::disk {
namespace {

using namespace std::string_view_literals;

// What stands at the beginning of volumes that are not read.
struct Foreign {
  size_t offset;
  std::string_view bytes, name;
};

constexpr Foreign kForeign[] = {{0, "LUKS\xba\xbe"sv, "LUKS"}, {512, "LABELONE"sv, "LVM"},
                                {0, "XFSB"sv, "XFS"},          {0x10040, "_BHRfS_M"sv, "btrfs"},
                                {3, "ReFS"sv, "ReFS"},         {32, "NXSB"sv, "APFS"},
                                {1024, "H+"sv, "HFS+"},        {4086, "SWAPSPACE2"sv, "swap"}};

std::string ForeignAt(Medium& volume) {
  for (const Foreign& foreign : kForeign) {
    std::array<uint8_t, 16> raw{};
    const std::span<uint8_t> wanted(raw.data(), foreign.bytes.size());
    const auto got = volume.Read(foreign.offset, wanted);
    if (!got.ok() || *got != wanted.size()) continue;
    const std::string_view text(reinterpret_cast<const char*>(raw.data()), *got);
    if (text == foreign.bytes) return std::string(foreign.name);
  }
  return {};
}

bool Has(FileSystem& files, const std::string& folder, std::string_view name) {
  const auto entries = files.List(folder);
  if (!entries.ok()) return false;
  for (const Entry& entry : *entries) {
    if (entry.name.size() == name.size() &&
        strncasecmp(entry.name.c_str(), name.data(), name.size()) == 0) {
      return true;
    }
  }
  return false;
}

std::string SystemOf(FileSystem& files) {
  const auto root = files.List("");
  if (!root.ok()) return {};
  bool etc = false, var = false;
  for (const Entry& entry : *root) {
    if (!entry.folder) continue;
    etc = etc || entry.name == "etc", var = var || entry.name == "var";
    if (strcasecmp(entry.name.c_str(), "Windows") != 0) continue;
    for (const char* config : {"/System32/config", "/system32/config", "/System32/Config"}) {
      if (Has(files, entry.name + config, "SYSTEM")) return "windows";
    }
  }
  return etc && var ? "linux" : "";
}

struct CloseTable {
  void operator()(TSK_VS_INFO* table) const { tsk_vs_close(table); }
};

}  // namespace

void Volumes::Look(VolumeInfo& volume, Place& place, const Keys& keys) {
  Medium* readable = place.part.get();
  if (IsBitLocker(*place.part)) {
    volume.lock = Lock::kLocked, volume.met = "BitLocker";
    auto unlocked = Unlock(*place.part, keys);
    if (!unlocked.ok()) return;
    volume.lock = Lock::kUnlocked, volume.met.clear(), volume.unlocked_by = "libbde";
    place.unlocked = std::move(*unlocked);
    readable = place.unlocked.get();
  }
  LookInside(volume, place, *readable);
}

void Volumes::LookInside(VolumeInfo& volume, Place& place, Medium& readable) {
  auto files = FileSystem::Open(readable, info_.image.sector, 0);
  if (!files.ok()) {
    const std::string foreign = ForeignAt(readable);
    if (!foreign.empty()) volume.met = foreign;
    return;
  }
  place.files = std::move(*files);
  volume.file_system = place.files->name();
  volume.label = place.files->label(), volume.serial = place.files->serial();
  volume.system = SystemOf(*place.files);
}

void Volumes::Add(uint64_t offset, uint64_t size, std::string kind, const Keys& keys) {
  if (info_.volumes.size() >= kMaxVolumes || offset >= medium_->size()) return;
  VolumeInfo volume;
  volume.number = static_cast<uint32_t>(info_.volumes.size()) + 1;
  volume.offset = offset, volume.size = size, volume.kind = std::move(kind);
  Place place;
  place.part = PartOf(*medium_, offset, size);
  Look(volume, place, keys);
  info_.volumes.push_back(std::move(volume));
  places_.push_back(std::move(place));
}

Result<std::unique_ptr<Volumes>> Volumes::Find(Disk disk, const Keys& keys) {
  std::unique_ptr<Volumes> found(new Volumes);
  found->info_.image = std::move(disk.info);
  found->medium_ = std::move(disk.medium);
  const uint64_t size = found->medium_->size();
  std::array<uint8_t, 1> last{};
  const auto end = found->medium_->Read(size - 1, last);
  if (!end.ok() || *end != last.size()) found->info_.image.cut = true;
  // A file system may stand on the disk itself; its first sector can look like a partition table.
  found->Add(0, size, "", keys);
  VolumeInfo& whole = found->info_.volumes.front();
  const bool boot_sector = whole.lock != Lock::kNone ||
                           (!whole.file_system.empty() && !whole.file_system.starts_with("ext"));
  if (boot_sector) return found;
  TRY(found->ReadTable(keys));
  return found;
}

Status Volumes::ReadTable(const Keys& keys) {
  TRY_ASSIGN(const std::unique_ptr<TskImage> image, TskImage::Create(*medium_, info_.image.sector));
  tsk_error_reset();
  const std::unique_ptr<TSK_VS_INFO, CloseTable> table(
      tsk_vs_open(image->get(), 0, TSK_VS_TYPE_DETECT));
  if (table == nullptr) return Ok();
  info_.table = table->vstype == TSK_VS_TYPE_GPT ? "GPT" : "MBR";
  if (table->vstype != TSK_VS_TYPE_GPT && table->vstype != TSK_VS_TYPE_DOS) {
    info_.table.clear();
    return Ok();
  }
  info_.volumes.clear(), places_.clear();
  if (info_.table == "MBR") info_.signature = MbrSignature(*medium_);
  std::map<uint64_t, std::string> partitions;
  if (info_.table == "GPT") partitions = GptPartitions(*medium_, table->block_size);
  for (const TSK_VS_PART_INFO* part = table->part_list; part != nullptr; part = part->next) {
    if ((part->flags & TSK_VS_PART_FLAG_ALLOC) == 0 || (part->flags & TSK_VS_PART_FLAG_META) != 0) {
      continue;
    }
    uint64_t begin = 0, bytes = 0;
    if (__builtin_mul_overflow(uint64_t{part->start}, table->block_size, &begin) ||
        __builtin_mul_overflow(uint64_t{part->len}, table->block_size, &bytes)) {
      continue;
    }
    uint64_t end_of_part = 0;
    if (__builtin_add_overflow(begin, bytes, &end_of_part) || end_of_part > medium_->size()) {
      info_.image.cut = true;
    }
    const size_t before = info_.volumes.size();
    Add(begin, bytes, part->desc == nullptr ? "" : part->desc, keys);
    if (info_.volumes.size() == before) continue;
    if (const auto own = partitions.find(begin); own != partitions.end()) {
      info_.volumes.back().partition = own->second;
    }
  }
  return Ok();
}

Medium* Volumes::StillLocked(uint32_t number) {
  if (number == 0 || number > places_.size()) return nullptr;
  const bool tried = info_.volumes[number - 1].lock != Lock::kNone;
  return tried && places_[number - 1].files == nullptr ? places_[number - 1].part.get() : nullptr;
}

bool Volumes::SetUnlocked(uint32_t number, std::unique_ptr<Medium> unlocked, std::string library) {
  if (StillLocked(number) == nullptr) return false;
  VolumeInfo& volume = info_.volumes[number - 1];
  Place& place = places_[number - 1];
  const bool was_locked = volume.lock == Lock::kLocked;
  if (was_locked) volume.lock = Lock::kUnlocked, volume.met.clear();
  LookInside(volume, place, *unlocked);
  if (!was_locked && place.files == nullptr) return false;
  place.unlocked = std::move(unlocked);
  volume.unlocked_by = std::move(library);
  return true;
}

Result<FileSystem*> Volumes::Use(uint32_t number) {
  if (number == 0 || number > places_.size()) {
    return Error(ErrorCode::kInvalidArgument,
                 {"ảnh đĩa không có phân vùng số " + std::to_string(number),
                  "the image has no volume " + std::to_string(number)});
  }
  Place& place = places_[number - 1];
  if (place.files != nullptr) return place.files.get();
  const VolumeInfo& volume = info_.volumes[number - 1];
  if (volume.lock == Lock::kLocked) {
    return Error(ErrorCode::kEncrypted,
                 {"phân vùng " + std::to_string(number) +
                      " khoá bằng BitLocker, cần --bitlocker-key (khoá khôi phục 48 số, mật khẩu "
                      "hoặc tệp .BEK) đúng",
                  "volume " + std::to_string(number) +
                      " is locked by BitLocker: the right --bitlocker-key is needed (48-digit "
                      "recovery key, password or .BEK file)"});
  }
  return Error(ErrorCode::kUnsupported,
               {"phân vùng " + std::to_string(number) + " không có hệ thống tệp đọc được",
                "volume " + std::to_string(number) + " has no file system that is read"});
}

}  // namespace niem::disk
