// Files: whole reads with a limit, atomic writes, scoped descriptors.
// Thread-safety: free functions; an Fd belongs to one owner at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace niem {

// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;

  explicit Fd(int fd) : fd_(fd) {}

  ~Fd() { Reset(); }

  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      Reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }

  int get() const { return fd_; }

  bool valid() const { return fd_ >= 0; }

  int release() { return std::exchange(fd_, -1); }

  void Reset();

 private:
  int fd_ = -1;
};

// kNotFound, kPermission or kIo with the operating system's reason, in both languages.
// `path` is shown in the message.
Error ErrnoError(int error_number, std::string_view path);

// kTooLarge when the file holds more than `max_bytes`.
Result<std::string> ReadWholeFile(const std::string& path, uint64_t max_bytes = 1ULL << 30);

// Writes to a temporary file in the same folder, syncs it, renames it over `path`, syncs the
// folder: a reader sees the old bytes or the new ones, never a part.
Status WriteFileAtomically(const std::string& path, std::string_view text);

}  // namespace niem
