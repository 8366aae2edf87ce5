#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace niem {
namespace {

Status WriteAll(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoError(errno, path);
    text.remove_prefix(static_cast<size_t>(written));
  }
  return Ok();
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

void Fd::Reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<std::string> ReadWholeFile(const std::string& path, uint64_t max_bytes) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoError(errno, path);

  struct stat info {};

  if (::fstat(fd.get(), &info) != 0) return ErrnoError(errno, path);
  if (S_ISDIR(info.st_mode)) return ErrnoError(EISDIR, path);
  std::string text;
  text.reserve(static_cast<size_t>(info.st_size));
  char buffer[65536];
  while (true) {
    const ssize_t count = ::read(fd.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoError(errno, path);
    if (count == 0) return text;
    if (text.size() + static_cast<size_t>(count) > max_bytes) {
      return Error(ErrorCode::kTooLarge,
                   {path + " lớn hơn " + std::to_string(max_bytes) + " byte",
                    path + " is larger than " + std::to_string(max_bytes) + " bytes"});
    }
    text.append(buffer, static_cast<size_t>(count));
  }
}

Status WriteFileAtomically(const std::string& path, std::string_view text) {
  std::string temporary = path + ".XXXXXX";
  Fd fd(::mkstemp(temporary.data()));
  if (!fd.valid()) return ErrnoError(errno, path);
  Status written = WriteAll(fd.get(), text, path);
  if (written.ok() && ::fchmod(fd.get(), 0644) != 0) written = ErrnoError(errno, path);
  if (written.ok() && ::fsync(fd.get()) != 0) written = ErrnoError(errno, path);
  fd.Reset();
  if (written.ok() && ::rename(temporary.c_str(), path.c_str()) != 0)
    written = ErrnoError(errno, path);
  if (!written.ok()) {
    ::unlink(temporary.c_str());
    return written;
  }
  Fd folder(::open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.valid()) ::fsync(folder.get());
  return Ok();
}

}  // namespace niem
