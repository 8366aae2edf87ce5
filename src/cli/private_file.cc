#include "cli/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/file.h"

namespace niem::cli {

namespace {

// 0, or errno.
int WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno != EINTR) return errno;
    if (put > 0) bytes.remove_prefix(static_cast<size_t>(put));
  }
  return 0;
}

Status WriteThrough(const std::string& path, std::string_view bytes) {
  const Fd passage(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (!passage.valid()) return ErrnoError(errno, path);
  const int failed = WriteAll(passage.get(), bytes);
  if (failed != 0) return ErrnoError(failed, path);
  return Ok();
}

}  // namespace

bool IsPassage(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

Status WritePrivately(const std::string& path, std::string_view bytes) {
  if (IsPassage(path)) return WriteThrough(path, bytes);
  std::string temporary = path + ".XXXXXX";
  const Fd file(::mkstemp(temporary.data()));
  if (!file.valid()) return ErrnoError(errno, path);
  int failed = WriteAll(file.get(), bytes);
  if (failed == 0 && ::fsync(file.get()) != 0) failed = errno;
  if (failed == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) failed = errno;
  if (failed == 0) return Ok();
  ::unlink(temporary.c_str());
  return ErrnoError(failed, path);
}

}  // namespace niem::cli
