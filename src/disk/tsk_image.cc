#include "disk/tsk_image.h"

#include <limits>

namespace niem::disk {

Result<std::unique_ptr<TskImage>> TskImage::Create(Medium& medium, uint32_t sector) {
  std::unique_ptr<TskImage> image(new TskImage);
  image->outer_ = std::make_unique<Outer>();  // with zeros: two megabytes of cache
  image->outer_->medium = &medium;
  if (medium.size() > static_cast<uint64_t>(std::numeric_limits<TSK_OFF_T>::max()) ||
      tsk_img_open_external(
          &image->outer_->base, static_cast<TSK_OFF_T>(medium.size()), sector, Read,
          [](TSK_IMG_INFO*) {}, [](TSK_IMG_INFO*, FILE*) {}) == nullptr) {
    return Error(ErrorCode::kCorrupt,
                 {"kích thước ảnh đĩa không hợp lý", "the image's size makes no sense"});
  }
  return image;
}

TskImage::~TskImage() {
  tsk_img_close(&outer_->base);
}

ssize_t TskImage::Read(TSK_IMG_INFO* image, TSK_OFF_T offset, char* buffer, size_t size) {
  Medium& medium = *reinterpret_cast<Outer*>(image)->medium;
  if (offset < 0) return -1;
  const Result<size_t> got =
      medium.Read(static_cast<uint64_t>(offset), {reinterpret_cast<uint8_t*>(buffer), size});
  return got.ok() ? static_cast<ssize_t>(*got) : -1;
}

TskFileSystem OpenKnown(TskImage& image, uint64_t offset) {
  for (const TSK_FS_TYPE_ENUM type :
       {TSK_FS_TYPE_NTFS_DETECT, TSK_FS_TYPE_FAT_DETECT, TSK_FS_TYPE_EXT_DETECT}) {
    tsk_error_reset();
    TskFileSystem open(tsk_fs_open_img(image.get(), static_cast<TSK_OFF_T>(offset), type));
    if (open != nullptr) return open;
  }
  return nullptr;
}

std::string FileSystemName(TSK_FS_TYPE_ENUM type) {
  switch (type) {
    case TSK_FS_TYPE_NTFS:
      return "NTFS";
    case TSK_FS_TYPE_FAT12:
      return "FAT12";
    case TSK_FS_TYPE_FAT16:
      return "FAT16";
    case TSK_FS_TYPE_FAT32:
      return "FAT32";
    case TSK_FS_TYPE_EXFAT:
      return "exFAT";
    case TSK_FS_TYPE_EXT2:
      return "ext2";
    case TSK_FS_TYPE_EXT3:
      return "ext3";
    case TSK_FS_TYPE_EXT4:
      return "ext4";
    default:
      return "";
  }
}

}  // namespace niem::disk
