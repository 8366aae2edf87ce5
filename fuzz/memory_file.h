// Files in memory for targets whose parsers take a path. Thread-safety: one thread.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

// A file without a name on any disk, under a path of /proc.
class MemoryFile {
 public:
  MemoryFile() : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    if (fd_ < 0) std::abort();
  }

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

  void Set(std::string_view bytes) {
    if (::ftruncate(fd_, 0) != 0 ||
        ::pwrite(fd_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
      std::abort();
  }

 private:
  int fd_;
};

// A folder in memory, for the life of the program. Its name outlives every destructor.
inline std::string MemoryFolder() {
  static char name[] = "/dev/shm/niem-fuzz-XXXXXX";
  static const bool made = [] {
    if (::mkdtemp(name) == nullptr) std::abort();
    return std::atexit([] {
             const std::string remove = "rm -rf '" + std::string(name) + "'";
             (void)!std::system(remove.c_str());
           }) == 0;
  }();
  if (!made) std::abort();
  return name;
}
