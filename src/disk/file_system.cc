#include "disk/file_system.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "base/bytes.h"

namespace niem::disk {
namespace {

constexpr uint32_t kHidden = 0x2, kSystem = 0x4, kReparse = 0x400;
constexpr uint32_t kMountPoint = 0xA0000003, kSymbolicLink = 0xA000000C;  // MS-FSCC 2.1.2.1
constexpr TSK_INUM_T kFirstUserRecord = 16;  // of NTFS; those below are its own files
constexpr size_t kMaxFolders = 200'000;      // remembered
constexpr std::string_view kWindowsCompressed = "WofCompressedData";
constexpr std::string_view kLabelMark = " (Volume Label Entry)";  // The Sleuth Kit's, on FAT
constexpr int64_t kMicros = 1'000'000;

Error NotThere(const std::string& path) {
  return {ErrorCode::kNotFound, {path + ": không có trong ảnh đĩa", path + ": not in the image"}};
}

Error Broken(const std::string& path) {
  return {ErrorCode::kCorrupt,
          {path + ": hệ thống tệp hỏng ở chỗ này, hoặc ảnh đĩa bị cắt cụt",
           path + ": the file system is damaged here, or the image is cut off"}};
}

bool Fit(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes && name != "." && name != ".." &&
         name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

std::optional<int64_t> MicrosOf(time_t seconds, uint32_t nanos) {
  if (seconds <= 0 || seconds > 253'402'300'799) return std::nullopt;  // the year 9999
  return int64_t{seconds} * kMicros + std::min(nanos, 999'999'999U) / 1000;
}

uint32_t Little32(const std::array<char, 4>& bytes) {
  return ByteReader(AsBytes({bytes.data(), bytes.size()})).U32();
}

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

std::string Below(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

}  // namespace

Result<std::unique_ptr<FileSystem>> FileSystem::Open(Medium& medium, uint32_t sector,
                                                     uint64_t offset) {
  std::unique_ptr<FileSystem> opened(new FileSystem);
  TRY_ASSIGN(opened->image_, TskImage::Create(medium, sector));
  opened->info_ = OpenKnown(*opened->image_, offset);
  if (opened->info_ == nullptr || opened->name().empty()) {
    return Error(ErrorCode::kUnsupported, {"không thấy hệ thống tệp nào đọc được ở đây",
                                           "no file system that is read stands here"});
  }
  if (opened->fat()) opened->fat_ = FatGeometry::Of(*opened->info_);
  return opened;
}

std::string FileSystem::serial() const {
  // The identifier has the boot sector's order: little end first.
  if (TSK_FS_TYPE_ISEXT(info_->ftype) != 0 || info_->fs_id_used < 4) return {};
  ByteReader id(Bytes(info_->fs_id, 4));
  const uint32_t value = id.U32();
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04X-%04X", value >> 16, value & 0xFFFF);
  return text.data();
}

bool FileSystem::Skipped(const TSK_FS_NAME& name, bool root) const {
  if (name.name == nullptr || (name.flags & TSK_FS_NAME_FLAG_ALLOC) == 0) return true;
  if (name.type == TSK_FS_NAME_TYPE_VIRT || name.type == TSK_FS_NAME_TYPE_VIRT_DIR) return true;
  if (name.type == TSK_FS_NAME_TYPE_LNK) return true;
  if (fat() && std::string_view(name.name).ends_with(kLabelMark)) return true;
  if (info_->ftype == TSK_FS_TYPE_EXFAT && root &&
      (std::string_view(name.name) == "$ALLOC_BITMAP" ||
       std::string_view(name.name) == "$UPCASE_TABLE")) {
    return true;
  }
  return ntfs() && root && name.meta_addr < kFirstUserRecord;
}

bool FileSystem::TakeNtfs(TSK_FS_FILE& file, Entry& entry) {
  std::array<char, 4> raw{};
  const TSK_FS_ATTR* standard = tsk_fs_file_attr_get_type(&file, TSK_FS_ATTR_TYPE_NTFS_SI, 0, 0);
  if (standard != nullptr &&
      tsk_fs_attr_read(standard, 0x20, raw.data(), raw.size(), TSK_FS_FILE_READ_FLAG_NONE) == 4) {
    const uint32_t flags = Little32(raw);
    entry.hidden = (flags & kHidden) != 0, entry.system = (flags & kSystem) != 0;
    if ((flags & kReparse) != 0) {
      const TSK_FS_ATTR* reparse =
          tsk_fs_file_attr_get_type(&file, TSK_FS_ATTR_TYPE_NTFS_REPARSE, 0, 0);
      if (reparse != nullptr &&
          tsk_fs_attr_read(reparse, 0, raw.data(), raw.size(), TSK_FS_FILE_READ_FLAG_NONE) == 4) {
        const uint32_t tag = Little32(raw);
        if (tag == kMountPoint || tag == kSymbolicLink) return false;
      }
    }
  }
  const int count = tsk_fs_file_attr_getsize(&file);
  for (int i = 0; i < count && entry.streams.size() < kMaxStreams; ++i) {
    const TSK_FS_ATTR* data = tsk_fs_file_attr_get_idx(&file, i);
    if (data == nullptr || data->type != TSK_FS_ATTR_TYPE_NTFS_DATA || data->name == nullptr ||
        data->name[0] == '\0' || std::string_view(data->name) == "$Data") {
      continue;
    }
    if (Fit(data->name)) entry.streams.emplace_back(data->name);
  }
  return true;
}

std::optional<Entry> FileSystem::EntryOf(const TSK_FS_NAME& name) {
  Entry entry;
  entry.name = name.name;
  if (entry.name.empty() && fat()) entry.name = fat_.ShortName(*info_, name.meta_addr);
  entry.folder = name.type == TSK_FS_NAME_TYPE_DIR;
  tsk_error_reset();
  const File file(tsk_fs_file_open_meta(info_.get(), nullptr, name.meta_addr));
  if (file == nullptr || file->meta == nullptr) return entry;  // its name alone is readable
  const TSK_FS_META& meta = *file->meta;
  if (meta.type == TSK_FS_META_TYPE_LNK) return std::nullopt;
  entry.folder = TSK_FS_IS_DIR_META(meta.type);
  entry.size = meta.size > 0 && !entry.folder ? static_cast<uint64_t>(meta.size) : 0;
  entry.changed = MicrosOf(meta.mtime, meta.mtime_nano);
  entry.created = MicrosOf(meta.crtime, meta.crtime_nano);
  entry.local = fat();
  if (fat()) {
    const uint16_t attributes = fat_.Attributes(*info_, name.meta_addr);
    entry.hidden = (attributes & kHidden) != 0, entry.system = (attributes & kSystem) != 0;
  } else if (ntfs() && !TakeNtfs(*file, entry)) {
    return std::nullopt;
  }
  return entry;
}

Status FileSystem::Load(const std::string& folder) {
  if (any_listed_ && listed_ == folder) return Ok();
  TRY_ASSIGN(const TSK_INUM_T address, AddressOf(folder, /*folder=*/true));
  tsk_error_reset();
  const std::unique_ptr<TSK_FS_DIR, void (*)(TSK_FS_DIR*)> open(
      tsk_fs_dir_open_meta(info_.get(), address), tsk_fs_dir_close);
  if (open == nullptr) return Broken(folder.empty() ? "/" : folder);
  any_listed_ = false;
  entries_.clear(), files_.clear();
  if (folders_.size() > kMaxFolders) folders_.clear();
  const size_t count = tsk_fs_dir_getsize(open.get());
  for (size_t i = 0; i < count && entries_.size() < kMaxEntries; ++i) {
    const TSK_FS_NAME* name = tsk_fs_dir_get_name(open.get(), i);
    if (name == nullptr || Skipped(*name, address == info_->root_inum)) continue;
    std::optional<Entry> entry = EntryOf(*name);
    if (!entry || !Fit(entry->name)) continue;
    // Two that The Sleuth Kit makes alike: both stay.
    if (files_.contains(entry->name)) entry->name += "#" + std::to_string(name->meta_addr);
    files_[entry->name] = name->meta_addr;
    if (entry->folder) folders_[Below(folder, entry->name)] = name->meta_addr;
    entries_.push_back(std::move(*entry));
  }
  std::ranges::sort(entries_, {}, &Entry::name);
  listed_ = folder, any_listed_ = true;
  return Ok();
}

Result<std::vector<Entry>> FileSystem::List(const std::string& folder) {
  TRY(Load(folder));
  return entries_;
}

// Loads the folders on the way where they are not known yet.
Result<TSK_INUM_T> FileSystem::AddressOf(const std::string& path, bool folder) {
  if (path.empty()) return info_->root_inum;
  if (folder) {
    if (const auto known = folders_.find(path); known != folders_.end()) return known->second;
  }
  if (std::ranges::count(path, '/') > 200) return NotThere(path);
  TRY(Load(ParentOf(path)));
  const auto found = files_.find(path.substr(path.rfind('/') + 1));
  if (found == files_.end()) return NotThere(path);
  return found->second;
}

Status FileSystem::OpenLast(const std::string& path, const std::string& stream) {
  if (open_ != nullptr && open_path_ == path && open_stream_ == stream) return Ok();
  open_data_ = nullptr;
  open_.reset();
  TRY_ASSIGN(const TSK_INUM_T address, AddressOf(path, /*folder=*/false));
  tsk_error_reset();
  File file(tsk_fs_file_open_meta(info_.get(), nullptr, address));
  if (file == nullptr || file->meta == nullptr) return Broken(path);
  if (file->meta->type != TSK_FS_META_TYPE_REG) return NotThere(path);
  const int count = tsk_fs_file_attr_getsize(file.get());
  for (int i = 0; i < count; ++i) {
    const TSK_FS_ATTR* data = tsk_fs_file_attr_get_idx(file.get(), i);
    if (data == nullptr || data->name == nullptr || data->type != TSK_FS_ATTR_TYPE_NTFS_DATA) {
      continue;
    }
    const std::string_view name = data->name;
    if (stream.empty() && name == kWindowsCompressed) {
      return Error(ErrorCode::kUnsupported,
                   {path + ": tệp do Windows nén kiểu riêng (CompactOS), chưa đọc được",
                    path + ": compressed by Windows in a way of its own (CompactOS); not read"});
    }
    if (!stream.empty() && name == stream) open_data_ = data;
  }
  if (stream.empty()) open_data_ = tsk_fs_file_attr_get(file.get());
  if (!stream.empty() && open_data_ == nullptr) return NotThere(path + ":" + stream);
  if (open_data_ != nullptr && (open_data_->flags & TSK_FS_ATTR_ENC) != 0) {
    return Error(ErrorCode::kEncrypted,
                 {path + ": tệp mã hoá bằng EFS", path + ": encrypted by EFS"});
  }
  open_ = std::move(file), open_path_ = path, open_stream_ = stream;
  return Ok();
}

Result<std::string> FileSystem::Read(const std::string& path, const std::string& stream,
                                     uint64_t offset, size_t count) {
  TRY(OpenLast(path, stream));
  if (open_data_ == nullptr || open_data_->size <= 0) {
    if (open_->meta->size > 0) return Broken(path);
    return std::string();
  }
  const auto size = static_cast<uint64_t>(open_data_->size);
  if (offset >= size) return std::string();
  std::string bytes(static_cast<size_t>(std::min<uint64_t>(count, size - offset)), '\0');
  tsk_error_reset();
  const ssize_t got = tsk_fs_attr_read(open_data_, static_cast<TSK_OFF_T>(offset), bytes.data(),
                                       bytes.size(), TSK_FS_FILE_READ_FLAG_NONE);
  if (got < 0 || static_cast<size_t>(got) != bytes.size()) return Broken(path);
  return bytes;
}

}  // namespace niem::disk
