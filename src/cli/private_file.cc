#include "cli/private_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/file.h"

namespace niem::cli {

Status WritePrivately(const std::string& path, std::string_view bytes) {
  std::string temporary = path + ".XXXXXX";
  const Fd file(::mkstemp(temporary.data()));
  if (!file.valid()) return ErrnoError(errno, path);
  int failed = 0;
  while (failed == 0 && !bytes.empty()) {
    const ssize_t put = ::write(file.get(), bytes.data(), bytes.size());
    if (put < 0 && errno != EINTR) failed = errno;
    if (put > 0) bytes.remove_prefix(static_cast<size_t>(put));
  }
  if (failed == 0 && ::fsync(file.get()) != 0) failed = errno;
  if (failed == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) failed = errno;
  if (failed == 0) return Ok();
  ::unlink(temporary.c_str());
  return ErrnoError(failed, path);
}

}  // namespace niem::cli
