#include "scan/file_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/file.h"

namespace niem::scan {
namespace {

constexpr size_t kSmallest = 256 << 10;
constexpr size_t kKept = 4 << 20;

}  // namespace

void FileReader::Reserve(size_t capacity, size_t keep) {
  if (capacity <= capacity_) return;
  std::unique_ptr<uint8_t[]> larger(new uint8_t[capacity]);
  if (keep > 0) std::memcpy(larger.get(), buffer_.get(), keep);
  buffer_ = std::move(larger);
  capacity_ = capacity;
}

Result<Bytes> FileReader::Read(int fd, uint64_t expected, uint64_t max_bytes,
                               const std::string& shown_path) {
  Reserve(std::max<size_t>(kSmallest, std::min(expected, max_bytes) + 1), 0);
  size_t have = 0;
  while (have < max_bytes) {
    if (have == capacity_) Reserve(std::min<size_t>(capacity_ * 2, max_bytes), have);
    const ssize_t count =
        ::read(fd, buffer_.get() + have, std::min<size_t>(capacity_, max_bytes) - have);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoError(errno, shown_path);
    if (count == 0) break;
    have += static_cast<size_t>(count);
    if (have < capacity_ && have == expected) break;  // fstat said so: saves a system call a file
  }
  return Bytes(buffer_.get(), have);
}

Result<Digest> FileReader::DigestOf(int fd, const std::string& shown_path) {
  Reserve(kSmallest, 0);
  Sha256 digest;
  for (off_t at = 0;;) {
    const ssize_t count = ::pread(fd, buffer_.get(), capacity_, at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoError(errno, shown_path);
    if (count == 0) return digest.Finish();
    digest.Update({buffer_.get(), static_cast<size_t>(count)});
    at += count;
  }
}

void FileReader::Shrink() {
  if (capacity_ <= kKept) return;
  buffer_.reset();
  capacity_ = 0;
}

}  // namespace niem::scan
