#include <dirent.h>
#include <fcntl.h>
#include <linux/msdos_fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "audit/root.h"

namespace niem::audit {
namespace {

constexpr int kHow = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;

// Without marking it as read, where the system lets us: it lets owners and root.
int OpenQuietly(int base, const char* name, int how) {
  const int quiet = ::openat(base, name, how | O_NOATIME);
  return quiet >= 0 || errno != EPERM ? quiet : ::openat(base, name, how);
}

bool IsFolder(int folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;

  struct stat info {};

  return ::fstatat(folder, entry.d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode);
}

// Whether a folder that could not be opened is a folder all the same: patterns also ask below
// files, and links are not followed.
bool IsThere(int error) {
  return error != ENOENT && error != ENOTDIR && error != ELOOP && error != ENXIO;
}

// As DOS numbers them; nothing where the file system keeps none. ntfs-3g and the kernel's ntfs3
// tell them as an extended attribute, vfat and exfat by a call.
std::optional<uint32_t> AttributesOf(int file) {
  std::array<uint8_t, 4> raw{};
  if (::fgetxattr(file, "system.ntfs_attrib", raw.data(), raw.size()) == 4) {
    return raw[0] | raw[1] << 8 | raw[2] << 16 | uint32_t{raw[3]} << 24;
  }
  uint32_t attributes = 0;
  if (::ioctl(file, FAT_IOCTL_GET_ATTRIBUTES, &attributes) == 0) return attributes;
  return std::nullopt;
}

}  // namespace

Result<FolderRoot> FolderRoot::Open(const std::string& path) {
  Fd folder(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  if (!folder.valid() && errno == ENOTDIR) {
    return Error(ErrorCode::kNotFound, {path + ": không phải thư mục; ảnh đĩa thì dùng --image",
                                        path + ": not a folder; for a disk image use --image"});
  }
  if (!folder.valid()) return ErrnoError(errno, path);
  return FolderRoot(std::move(folder));
}

std::vector<Root::Entry> FolderRoot::List(const std::string& folder) const {
  std::vector<Entry> entries;
  const auto failed = [&] {
    if (IsThere(errno)) MarkUnlisted(folder);
    return entries;
  };
  const Fd at = folder.empty() ? Fd() : OpenAt(folder);
  if (!folder.empty() && !at.valid()) return failed();
  const int base = folder.empty() ? folder_.get() : at.get();
  const int copy = OpenQuietly(base, ".", kHow | O_DIRECTORY);
  if (copy < 0) return failed();
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::fdopendir(copy), ::closedir);
  if (open == nullptr) {
    ::close(copy);
    return entries;
  }
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(open.get());
    if (entry == nullptr && errno != 0) MarkUnlisted(folder);
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || entry->d_type == DT_LNK) continue;
    entries.push_back({std::string(name), IsFolder(base, *entry)});
    if (entries.size() < kMaxEntries) continue;
    MarkUnlisted(folder);
    break;
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

Fd FolderRoot::OpenAt(const std::string& path) const {
  Fd at;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty() || name == "." || name == "..") return Fd();
    const int base = at.valid() ? at.get() : folder_.get();
    Fd next(OpenQuietly(base, name.c_str(), kHow | (end < path.size() ? O_DIRECTORY : 0)));
    if (!next.valid()) return next;
    at = std::move(next);
  }
  return at;
}

Result<std::string> FolderRoot::Read(const std::string& path, uint64_t max_bytes) const {
  const Fd file = OpenAt(path);
  if (!file.valid()) return ErrnoError(errno, path);

  struct stat info {};

  if (::fstat(file.get(), &info) != 0) return ErrnoError(errno, path);
  if (!S_ISREG(info.st_mode)) {
    return Error(ErrorCode::kNotFound, {path + ": không phải tệp", path + ": not a file"});
  }
  const auto too_large = Error(ErrorCode::kTooLarge, {path + ": tệp quá lớn để đọc",
                                                      path + ": the file is too large to read"});
  if (static_cast<uint64_t>(info.st_size) > max_bytes) return too_large;
  std::string bytes(static_cast<size_t>(info.st_size), '\0');
  size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(errno, path);
    if (got == 0) break;
    have += static_cast<size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

std::optional<Moment> FolderRoot::Changed(const std::string& path) const {
  const Fd file = OpenAt(path);

  struct stat info {};

  if (!file.valid() || ::fstat(file.get(), &info) != 0) return std::nullopt;
  return Moment::FromUnixMicros(
      int64_t{info.st_mtim.tv_sec} * 1'000'000 + info.st_mtim.tv_nsec / 1000,
      TimeOrigin::kApproximate);
}

std::optional<std::vector<Root::Entry>> FolderRoot::ListHidden(const std::string& folder) const {
  std::vector<Entry> entries = List(folder);
  bool told = false;
  for (Entry& entry : entries) {
    const Fd file = OpenAt(folder.empty() ? entry.name : folder + "/" + entry.name);
    const std::optional<uint32_t> attributes =
        file.valid() ? AttributesOf(file.get()) : std::nullopt;
    if (!attributes) continue;
    told = true;
    entry.hidden = (*attributes & ATTR_HIDDEN) != 0, entry.system = (*attributes & ATTR_SYS) != 0;
  }
  if (!told) return std::nullopt;
  return entries;
}

}  // namespace niem::audit
