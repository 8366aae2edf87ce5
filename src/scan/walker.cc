#include "scan/walker.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>

#include "scan/glob.h"

namespace niem::scan {
namespace {

constexpr size_t kMaxLevels = 2000;  // one descriptor each

constexpr std::array<uint64_t, 11> kKernelFileSystems = {
    PROC_SUPER_MAGIC, SYSFS_MAGIC,        DEBUGFS_MAGIC,       TRACEFS_MAGIC,
    SECURITYFS_MAGIC, CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, BPF_FS_MAGIC,
    PSTOREFS_MAGIC,   DEVPTS_SUPER_MAGIC, BINFMTFS_MAGIC};

bool IsKernelFileSystem(int fd) {
  struct statfs info {};

  if (::fstatfs(fd, &info) != 0) return false;
  const auto type = static_cast<uint64_t>(info.f_type);
  return std::find(kKernelFileSystems.begin(), kKernelFileSystems.end(), type) !=
         kKernelFileSystems.end();
}

Error Vanished(const std::string& path) {
  return {ErrorCode::kChanged,
          {path + " biến mất trong lúc quét; quét lại nếu cần",
           path + " vanished during the scan; scan again if needed"}};
}

Error ProblemOf(int error_number, const std::string& path) {
  const bool gone = error_number == ENOENT || error_number == ENOTDIR || error_number == ELOOP;
  return gone ? Vanished(path) : ErrnoError(error_number, path);
}

int64_t Nanoseconds(const timespec& time) {
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

using FileId = std::pair<dev_t, ino_t>;

// The first eight bytes as a number that orders names as their bytes do.
uint64_t HeadOf(std::string_view name) {
  uint64_t head = 0;
  for (size_t i = 0; i < sizeof head; ++i)
    head = head << 8 | (i < name.size() ? static_cast<uint8_t>(name[i]) : 0U);
  return head;
}

// By bytes. Comparing heads and moving numbers costs half of doing both with strings.
void SortNames(std::vector<std::string>& names) {
  std::vector<std::pair<uint64_t, size_t>> order;
  order.reserve(names.size());
  for (const std::string& name : names) order.emplace_back(HeadOf(name), order.size());
  std::sort(order.begin(), order.end(), [&names](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : names[a.second] < names[b.second];
  });
  std::vector<std::string> sorted;
  sorted.reserve(names.size());
  for (const auto& [head, at] : order) sorted.push_back(std::move(names[at]));
  names = std::move(sorted);
}

// A folder whose files have been streamed and whose folders are being entered.
struct Level {
  std::shared_ptr<Folder> folder;
  std::vector<std::string> folders;
  size_t next = 0;
  dev_t device = 0;
};

class Walking {
 public:
  Walking(std::string root, const WalkOptions& options, WalkSink& sink)
      : root_(std::move(root)), options_(options), sink_(sink) {
    if (options.since.has_value()) {
      since_ns_ =
          std::chrono::duration_cast<std::chrono::nanoseconds>(options.since->time_since_epoch())
              .count();
    }
  }

  Status Run() {
    struct stat status {};

    if (::stat(root_.c_str(), &status) != 0) return ErrnoError(errno, root_);
    if (!S_ISDIR(status.st_mode)) return RootFile(status);
    Fd fd(::open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK));
    if (!fd.valid()) return ErrnoError(errno, root_);
    Enter(std::move(fd), root_, status);
    while (!levels_.empty() && going_) {
      Level& level = levels_.back();
      if (level.next == level.folders.size())
        levels_.pop_back();
      else
        EnterNamed(level, level.folders[level.next++]);
    }
    return Ok();
  }

 private:
  // A file named on the command line is looked at whatever the patterns say.
  Status RootFile(const struct stat& status) {
    if (!S_ISREG(status.st_mode)) {
      return Error(ErrorCode::kInvalidArgument, {root_ + " không phải tệp hay thư mục",
                                                 root_ + " is neither a file nor a folder"});
    }
    auto folder = std::make_shared<Folder>();
    folder->follow_links = true;
    const size_t slash = root_.rfind('/');
    const std::string parent = slash == std::string::npos ? "."
                               : slash == 0               ? "/"
                                                          : root_.substr(0, slash);
    folder->fd = Fd(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder->fd.valid() && slash != std::string::npos) folder->path = parent;
    std::string name = folder->fd.valid() ? root_.substr(slash + 1) : root_;
    sink_.OnFolder(*folder);
    going_ = sink_.OnFile(folder, std::move(name), InfoOf(status));
    return Ok();
  }

  void EnterNamed(const Level& above, const std::string& name) {
    const std::string path = above.folder->PathOf(name);
    if (levels_.size() >= kMaxLevels) {
      Problem(path, {ErrorCode::kTooDeep,
                     {"thư mục lồng quá sâu; quét riêng " + path,
                      "folders are nested too deep; scan it by itself: " + path}});
      return;
    }
    const int follow = options_.follow_symlinks ? 0 : O_NOFOLLOW;
    Fd fd(::openat(above.folder->fd.get(), name.c_str(),
                   O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | follow));

    struct stat status {};

    if (!fd.valid() || ::fstat(fd.get(), &status) != 0)
      return Problem(path, ProblemOf(errno, path));
    if (status.st_dev != above.device && (options_.one_file_system || IsKernelFileSystem(fd.get())))
      return;
    Enter(std::move(fd), path, status);
  }

  void Problem(const std::string& path, const Error& error) {
    going_ = sink_.OnProblem(path, error) && going_;
  }

  void Enter(Fd fd, std::string path, const struct stat& status) {
    if (options_.follow_symlinks && !entered_.insert({status.st_dev, status.st_ino}).second) return;
    Level level;
    level.device = status.st_dev;
    level.folder = std::make_shared<Folder>();
    level.folder->path = std::move(path);
    level.folder->fd = std::move(fd);
    level.folder->follow_links = options_.follow_symlinks;
    std::vector<std::string> files;
    List(level, files);
    sink_.OnFolder(*level.folder);
    for (std::string& name : files) {
      if (!going_) break;
      StreamFile(level.folder, std::move(name));
    }
    sink_.OnFolderEnd(*level.folder);
    if (!level.folders.empty()) levels_.push_back(std::move(level));
  }

  void List(Level& level, std::vector<std::string>& files) {
    const Folder& folder = *level.folder;
    const int copy = ::openat(folder.fd.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* stream = copy >= 0 ? ::fdopendir(copy) : nullptr;
    if (stream == nullptr) {
      if (copy >= 0) ::close(copy);
      return Problem(folder.path, ProblemOf(errno, folder.path));
    }
    errno = 0;
    while (const dirent* entry = ::readdir(stream)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") Sort(level, files, *entry);
      errno = 0;
    }
    const int failed = errno;
    ::closedir(stream);
    if (failed != 0) Problem(folder.path, ErrnoError(failed, folder.path));
    SortNames(files);
    std::sort(level.folders.begin(), level.folders.end());
  }

  // Into files, folders, or nothing.
  void Sort(Level& level, std::vector<std::string>& files, const dirent& entry) {
    unsigned char type = entry.d_type;
    if (type == DT_UNKNOWN || (type == DT_LNK && options_.follow_symlinks)) {
      struct stat status {};

      const int flags = options_.follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW;
      // A link that leads nowhere holds no document.
      if (::fstatat(level.folder->fd.get(), entry.d_name, &status, flags) != 0) return;
      type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_FIFO;
    }
    if (type != DT_REG && type != DT_DIR) return;
    if (!options_.exclude.empty() || !options_.include.empty()) {
      const std::string below = BelowRoot(*level.folder, entry.d_name);
      if (MatchesAny(options_.exclude, below)) return;
      if (type == DT_REG && !options_.include.empty() && !MatchesAny(options_.include, below))
        return;
    }
    (type == DT_DIR ? level.folders : files).emplace_back(entry.d_name);
  }

  std::string BelowRoot(const Folder& folder, const char* name) const {
    std::string below = folder.PathOf(name).substr(root_.size());
    return below.substr(std::min(below.find_first_not_of('/'), below.size()));
  }

  void StreamFile(const std::shared_ptr<Folder>& folder, std::string name) {
    if (!options_.file_info && !since_ns_.has_value()) {
      going_ = sink_.OnFile(folder, std::move(name), {});
      return;
    }

    struct stat status {};

    const int flags = options_.follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW;
    if (::fstatat(folder->fd.get(), name.c_str(), &status, flags) != 0) {
      const std::string path = folder->PathOf(name);
      return Problem(path, ProblemOf(errno, path));
    }
    if (!S_ISREG(status.st_mode)) return;  // swapped meanwhile
    const FileInfo info = InfoOf(status);
    if (since_ns_.has_value() && info.mtime_ns < *since_ns_) return;
    going_ = sink_.OnFile(folder, std::move(name), info);
  }

  const std::string root_;
  const WalkOptions& options_;
  WalkSink& sink_;
  std::optional<int64_t> since_ns_;
  std::vector<Level> levels_;
  std::set<FileId> entered_;  // only when links are followed
  bool going_ = true;
};

}  // namespace

FileInfo InfoOf(const struct stat& status) {
  return {static_cast<uint64_t>(status.st_size), Nanoseconds(status.st_mtim),
          Nanoseconds(status.st_ctim), static_cast<uint64_t>(status.st_ino)};
}

std::string Folder::PathOf(const std::string& name) const {
  if (path.empty()) return name;
  return path.back() == '/' ? path + name : path + "/" + name;
}

Status Walk(const std::string& root, const WalkOptions& options, WalkSink& sink) {
  return Walking(root, options, sink).Run();
}

}  // namespace niem::scan
