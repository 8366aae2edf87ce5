#include <array>
#include <string_view>

#include "base/bytes.h"
#include "disk/file_system.h"

namespace niem::disk {
namespace {

constexpr TSK_INUM_T kNtfsVolumeRecord = 3;
constexpr TSK_OFF_T kExtSuperblock = 1024, kExtLabel = 120;
constexpr std::string_view kLabelMark = " (Volume Label Entry)";
constexpr std::string_view kNoLabel = "$EMPTY_VOLUME_LABEL";  // The Sleuth Kit's, on exFAT
constexpr size_t kMaxLabel = 256;

void PutUtf8(std::string& out, uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

// Of the basic plane; what else a label has becomes U+FFFD.
std::string FromUtf16(std::string_view bytes) {
  std::string text;
  ByteReader reader(AsBytes(bytes));
  while (reader.remaining() >= 2) {
    const uint16_t unit = reader.U16();
    if (unit == 0) break;
    PutUtf8(text, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
  }
  return text;
}

std::string NtfsLabel(TSK_FS_INFO& info) {
  TSK_FS_FILE* file = tsk_fs_file_open_meta(&info, nullptr, kNtfsVolumeRecord);
  if (file == nullptr) return {};
  std::string raw(kMaxLabel, '\0');
  const TSK_FS_ATTR* name = tsk_fs_file_attr_get_type(file, TSK_FS_ATTR_TYPE_NTFS_VNAME, 0, 0);
  size_t size = 0;
  if (name != nullptr && name->size > 0 && name->size <= static_cast<TSK_OFF_T>(kMaxLabel)) {
    size = static_cast<size_t>(name->size);
    if (tsk_fs_attr_read(name, 0, raw.data(), size, TSK_FS_FILE_READ_FLAG_NONE) !=
        static_cast<ssize_t>(size)) {
      size = 0;
    }
  }
  tsk_fs_file_close(file);
  return FromUtf16(std::string_view(raw).substr(0, size));
}

std::string FatLabel(TSK_FS_INFO& info) {
  TSK_FS_DIR* root = tsk_fs_dir_open_meta(&info, info.root_inum);
  if (root == nullptr) return {};
  std::string label;
  const size_t count = tsk_fs_dir_getsize(root);
  for (size_t i = 0; i < count && label.empty(); ++i) {
    const TSK_FS_NAME* name = tsk_fs_dir_get_name(root, i);
    if (name == nullptr || name->name == nullptr) continue;
    const std::string_view text = name->name;
    if ((name->flags & TSK_FS_NAME_FLAG_ALLOC) != 0 && text.ends_with(kLabelMark)) {
      label = text.substr(0, text.size() - kLabelMark.size());
    }
  }
  tsk_fs_dir_close(root);
  while (label.ends_with(' ')) label.pop_back();
  return label == kNoLabel ? std::string() : label;
}

std::string ExtLabel(TSK_FS_INFO& info) {
  std::array<char, 16> raw{};
  if (tsk_fs_read(&info, kExtSuperblock + kExtLabel, raw.data(), raw.size()) !=
      static_cast<ssize_t>(raw.size())) {
    return {};
  }
  return {raw.data(), strnlen(raw.data(), raw.size())};
}

}  // namespace

std::string FileSystem::label() {
  tsk_error_reset();
  if (ntfs()) return NtfsLabel(*info_);
  return fat() ? FatLabel(*info_) : ExtLabel(*info_);
}

}  // namespace niem::disk
