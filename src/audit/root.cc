#include "audit/root.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr size_t kMaxEntries = 200'000;  // of one folder
constexpr size_t kMaxMatches = 20'000;
constexpr int kHow = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;

bool MatchesName(std::string_view pattern, std::string_view name) {
  const size_t star = pattern.find('*');
  if (star == std::string_view::npos) return SameName(pattern, name);
  const std::string_view head = pattern.substr(0, star), rest = pattern.substr(star + 1);
  if (!StartsWithName(name, head)) return false;
  if (rest.empty()) return true;
  for (size_t at = head.size(); at <= name.size(); ++at) {
    if (MatchesName(rest, name.substr(at))) return true;
  }
  return false;
}

std::vector<std::string> NamesIn(int folder) {
  std::vector<std::string> names;
  const int copy = ::openat(folder, ".", kHow | O_DIRECTORY);
  if (copy < 0) return names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::fdopendir(copy), ::closedir);
  if (open == nullptr) {
    ::close(copy);
    return names;
  }
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || entry->d_type == DT_LNK) continue;
    names.emplace_back(name);
    if (names.size() >= kMaxEntries) break;
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Result<Root> Root::Open(const std::string& path) {
  Fd folder(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  if (!folder.valid()) return ErrnoError(errno, path);
  return Root(std::move(folder));
}

Fd Root::OpenAt(const std::string& path) const {
  Fd at;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty() || name == "." || name == "..") return Fd();
    const int base = at.valid() ? at.get() : folder_.get();
    Fd next(::openat(base, name.c_str(), kHow | (end < path.size() ? O_DIRECTORY : 0)));
    if (!next.valid()) return next;
    at = std::move(next);
  }
  return at;
}

std::vector<std::string> Root::Match(std::string_view pattern) const {
  std::vector<std::string> found = {""};
  while (!pattern.empty()) {
    const size_t slash = std::min(pattern.find('/'), pattern.size());
    const std::string_view name = pattern.substr(0, slash);
    pattern.remove_prefix(std::min(slash + 1, pattern.size()));
    std::vector<std::string> next;
    for (const std::string& folder : found) {
      const Fd open = folder.empty() ? Fd() : OpenAt(folder);
      const int at = folder.empty() ? folder_.get() : open.get();
      if (at < 0) continue;
      for (const std::string& entry : NamesIn(at)) {
        if (!MatchesName(name, entry) || next.size() >= kMaxMatches) continue;
        std::string path = folder;
        if (!path.empty()) path += '/';
        next.push_back(path += entry);
      }
    }
    found = std::move(next);
  }
  return found;
}

Result<std::string> Root::Read(const std::string& path, uint64_t max_bytes) const {
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

std::optional<Moment> Root::Changed(const std::string& path) const {
  const Fd file = OpenAt(path);

  struct stat info {};

  if (!file.valid() || ::fstat(file.get(), &info) != 0) return std::nullopt;
  return Moment::FromUnixMicros(
      int64_t{info.st_mtim.tv_sec} * 1'000'000 + info.st_mtim.tv_nsec / 1000,
      TimeOrigin::kApproximate);
}

}  // namespace niem::audit
