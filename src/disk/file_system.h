// Folders and files of a volume, deleted ones left out: NTFS with its named streams, FAT, exFAT,
// ext2 to ext4. Links and junctions are left out too, so that no path leads around in circles.
//
// Paths are relative to the volume's root, with '/', and of names that List gave. Source: The
// Sleuth Kit. Ownership: borrows the medium. Errors: kNotFound, kCorrupt, kEncrypted (EFS),
// kUnsupported (files that Windows compressed in a way of its own). Thread-safety: one thread.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "disk/fat_geometry.h"
#include "disk/info.h"
#include "disk/tsk_image.h"

namespace niem::disk {

class FileSystem {
 public:
  // kUnsupported where none that is known begins at `offset`.
  static Result<std::unique_ptr<FileSystem>> Open(Medium& medium, uint32_t sector, uint64_t offset);

  std::string name() const { return FileSystemName(info_->ftype); }

  std::string label();
  std::string serial() const;  // "3C61-09A4", as Windows shows it; empty for ext

  // In the order of names; at most kMaxEntries.
  Result<std::vector<Entry>> List(const std::string& folder);

  // Up to `count` bytes of a file or (NTFS) of its named stream, from `offset`; fewer only at the
  // end.
  Result<std::string> Read(const std::string& path, const std::string& stream, uint64_t offset,
                           size_t count);

 private:
  struct CloseFile {
    void operator()(TSK_FS_FILE* file) const { tsk_fs_file_close(file); }
  };

  using File = std::unique_ptr<TSK_FS_FILE, CloseFile>;

  FileSystem() = default;

  bool ntfs() const { return TSK_FS_TYPE_ISNTFS(info_->ftype) != 0; }

  bool fat() const { return TSK_FS_TYPE_ISFAT(info_->ftype) != 0; }

  bool Skipped(const TSK_FS_NAME& name, bool root) const;
  std::optional<Entry> EntryOf(const TSK_FS_NAME& name);
  bool TakeNtfs(TSK_FS_FILE& file, Entry& entry);  // false: a link
  Result<TSK_INUM_T> AddressOf(const std::string& path, bool folder);
  Status Load(const std::string& folder);
  Status OpenLast(const std::string& path, const std::string& stream);

  std::unique_ptr<TskImage> image_;
  TskFileSystem info_;
  FatGeometry fat_;
  std::unordered_map<std::string, TSK_INUM_T> folders_;  // seen so far
  // The folder listed last, and the file read last.
  std::string listed_;
  bool any_listed_ = false;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, TSK_INUM_T> files_;
  std::string open_path_, open_stream_;
  File open_;
  const TSK_FS_ATTR* open_data_ = nullptr;  // of open_
};

}  // namespace niem::disk
