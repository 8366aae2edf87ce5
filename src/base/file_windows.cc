#include <windows.h>
// After it.
#include <io.h>

#include "base/file.h"
#include "base/system_windows.h"

namespace niem {

void Fd::Reset() {
  if (fd_ >= 0) ::_close(fd_);
  fd_ = -1;
}

Result<std::string> ReadWholeFile(const std::string& path, uint64_t max_bytes) {
  const Handle file(::CreateFileW(ToWide(path).c_str(), GENERIC_READ,
                                  FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                  OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file.valid()) return WindowsError(::GetLastError(), path);
  return ReadWhole(file, max_bytes, path);
}

Status WriteFileAtomically(const std::string& path, std::string_view text) {
  return PutInPlace(path, text, {});
}

}  // namespace niem
