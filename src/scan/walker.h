// Streams the regular files below the roots, folder by folder.
//
// Order: byte order of names within a folder, its files before its folders; the same on every run.
// Hidden files are included. Symbolic links are not followed unless asked; then each folder is
// entered once, so loops end. Special files (devices, pipes, sockets) and the kernel's own file
// systems (/proc, /sys ...) hold no documents and are passed over. A folder that cannot be read is
// told, never dropped. Memory: the names of one folder per level of depth.
//
// Ownership: a Folder keeps its descriptor open while anyone holds it, so files are opened relative
// to it (no race with renames above, no limit on path length). Thread-safety: Walk runs in one
// thread; Folder is immutable but for `record`, which its owner guards.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"

struct stat;

namespace niem::scan {

struct FileInfo {
  uint64_t size = 0;
  int64_t mtime_ns = 0;
  int64_t ctime_ns = 0;
  uint64_t inode = 0;

  bool operator==(const FileInfo&) const = default;
};

FileInfo InfoOf(const struct stat& status);

class FolderRecord;  // state.h

struct Folder {
  Fd fd;             // invalid: names are paths from the current folder
  std::string path;  // bytes as the system gives them; "" where names are whole paths
  bool follow_links = false;
  std::shared_ptr<FolderRecord> record;

  std::string PathOf(const std::string& name) const;
};

struct WalkOptions {
  std::vector<std::string> include, exclude;
  bool one_file_system = false;
  bool follow_symlinks = false;
  std::optional<std::chrono::system_clock::time_point> since;
  bool file_info = true;  // false spares a system call a file: OnFile gets an empty FileInfo
};

class WalkSink {
 public:
  virtual ~WalkSink() = default;

  // Before the folder's files. May set folder.record.
  virtual void OnFolder(Folder& folder) = 0;

  // False ends the walk.
  virtual bool OnFile(const std::shared_ptr<Folder>& folder, std::string name,
                      const FileInfo& info) = 0;

  // A folder or file that cannot be looked at. False ends the walk.
  virtual bool OnProblem(const std::string& path, const Error& error) = 0;

  // After all of the folder's files, before its folders; not for a root that is a file.
  virtual void OnFolderEnd(Folder& folder) = 0;
};

// kNotFound or kPermission where a root itself cannot be reached; else runs to the end or until the
// sink says stop.
Status Walk(const std::string& root, const WalkOptions& options, WalkSink& sink);

}  // namespace niem::scan
