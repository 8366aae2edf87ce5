#include "worker/lock/volume_io.h"

extern "C" {
#include <dislocker/common.h>
}

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace niem::worker {
namespace {

constexpr int kVolume = 1000, kKey = 1001;  // above every descriptor that the sandbox allows

struct Files {
  LockedBytes* volume = nullptr;
  const std::string* key = nullptr;
  off_t volume_at = 0, key_at = 0;
};

Files files;

ssize_t Refused(int error) {
  errno = error;
  return -1;
}

ssize_t ReadVolume(void* buffer, size_t count, off_t offset) {
  if (files.volume == nullptr || offset < 0) return Refused(EINVAL);
  const auto got =
      files.volume->Read(static_cast<uint64_t>(offset), {static_cast<uint8_t*>(buffer), count});
  return got.ok() ? static_cast<ssize_t>(*got) : Refused(EIO);
}

ssize_t ReadKey(void* buffer, size_t count, off_t offset) {
  if (files.key == nullptr || offset < 0) return Refused(EINVAL);
  const auto at = std::min(static_cast<size_t>(offset), files.key->size());
  const size_t got = std::min(count, files.key->size() - at);
  std::memcpy(buffer, files.key->data() + at, got);
  return static_cast<ssize_t>(got);
}

}  // namespace

void SetFiles(LockedBytes* volume, const std::string* key) {
  files = {volume, key, 0, 0};
}

}  // namespace niem::worker

using namespace niem::worker;

extern "C" {

// The C library's header may bring a body of its own for this name.
ssize_t PositionedRead(int descriptor, void* buffer, size_t count, off64_t offset) asm("pread64");

int dis_open(const char* file, int /*mode*/) {
  if (std::strcmp(file, kVolumeName) == 0) return files.volume_at = 0, kVolume;
  if (std::strcmp(file, kKeyName) == 0 && files.key != nullptr) return files.key_at = 0, kKey;
  errno = ENOENT;
  return -1;
}

int dis_close(int /*descriptor*/) {
  return 0;
}

off_t dis_lseek(int descriptor, off_t offset, int whence) {
  if (descriptor != kVolume && descriptor != kKey) return Refused(EBADF);
  off_t& at = descriptor == kVolume ? files.volume_at : files.key_at;
  const uint64_t size = descriptor == kVolume ? (files.volume == nullptr ? 0 : files.volume->size())
                                              : (files.key == nullptr ? 0 : files.key->size());
  const off_t base = whence == SEEK_CUR ? at : whence == SEEK_END ? static_cast<off_t>(size) : 0;
  off_t there = 0;
  if (__builtin_add_overflow(base, offset, &there) || there < 0) return Refused(EINVAL);
  return at = there;
}

ssize_t dis_read(int descriptor, void* buffer, size_t count) {
  if (descriptor != kVolume && descriptor != kKey) return Refused(EBADF);
  off_t& at = descriptor == kVolume ? files.volume_at : files.key_at;
  const ssize_t got =
      descriptor == kVolume ? ReadVolume(buffer, count, at) : ReadKey(buffer, count, at);
  if (got > 0) at += got;
  return got;
}

ssize_t PositionedRead(int descriptor, void* buffer, size_t count, off64_t offset) {
  if (descriptor == kVolume) return ReadVolume(buffer, count, offset);
  return ::syscall(SYS_pread64, descriptor, buffer, count, offset);
}
}
