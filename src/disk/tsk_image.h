// A Medium as The Sleuth Kit wants an image: so one way of reading serves every container and
// BitLocker too.
//
// Ownership: borrows its medium. Thread-safety: one thread.
#pragma once

#include <tsk/libtsk.h>

#include <memory>

#include "disk/medium.h"

namespace niem::disk {

class TskImage {
 public:
  static Result<std::unique_ptr<TskImage>> Create(Medium& medium, uint32_t sector);

  ~TskImage();
  TskImage(const TskImage&) = delete;
  TskImage& operator=(const TskImage&) = delete;

  TSK_IMG_INFO* get() { return &outer_->base; }

 private:
  // The Sleuth Kit hands its callbacks the first member.
  struct Outer {
    TSK_IMG_INFO base;
    Medium* medium;
  };

  TskImage() = default;

  static ssize_t Read(TSK_IMG_INFO* image, TSK_OFF_T offset, char* buffer, size_t size);

  std::unique_ptr<Outer> outer_;
};

struct CloseFileSystem {
  void operator()(TSK_FS_INFO* info) const { tsk_fs_close(info); }
};

using TskFileSystem = std::unique_ptr<TSK_FS_INFO, CloseFileSystem>;

// NTFS, FAT, exFAT, ext at the image's beginning or at `offset`; null where none is there.
TskFileSystem OpenKnown(TskImage& image, uint64_t offset);

// "NTFS", "FAT32", "exFAT", "ext4".
std::string FileSystemName(TSK_FS_TYPE_ENUM type);

}  // namespace niem::disk
