// The volumes of a disk: its partition table (GPT, MBR), or the one file system of a disk without;
// BitLocker volumes are opened where a key fits. And which of them holds a Windows or Linux.
//
// Ownership: borrows the disk's medium. Errors: a volume that cannot be read is listed with what
// was met. Thread-safety: one thread.
#pragma once

#include "disk/bitlocker.h"
#include "disk/container.h"
#include "disk/file_system.h"

namespace niem::disk {

class Volumes {
 public:
  static Result<std::unique_ptr<Volumes>> Find(Disk disk, const Keys& keys);

  const DiskInfo& info() const { return info_; }

  Medium& medium() { return *medium_; }

  // By VolumeInfo::number. kInvalidArgument, kEncrypted, kUnsupported.
  Result<FileSystem*> Use(uint32_t number);

  // The part of the disk that is this volume, where another library may yet open it: it is locked,
  // or nothing was found in it when it was unlocked. Null: there is nothing to try.
  Medium* StillLocked(uint32_t number);

  // What that library, by its name, made of StillLocked(number). Kept, and true, where it has a
  // file system or the volume was locked.
  bool SetUnlocked(uint32_t number, std::unique_ptr<Medium> unlocked, std::string library);

 private:
  struct Place {
    std::unique_ptr<Medium> part, unlocked;
    std::unique_ptr<FileSystem> files;
  };

  Volumes() = default;

  Status ReadTable(const Keys& keys);
  void Add(uint64_t offset, uint64_t size, std::string kind, const Keys& keys);
  void Look(VolumeInfo& volume, Place& place, const Keys& keys);
  void LookInside(VolumeInfo& volume, Place& place, Medium& readable);

  std::unique_ptr<Medium> medium_;
  DiskInfo info_;
  std::vector<Place> places_;  // of info_.volumes, in order
};

}  // namespace niem::disk
