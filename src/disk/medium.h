// The bytes of a disk, wherever they are: descriptors, a container of libyal, a BitLocker volume, a
// part of another medium. Every layer reads the one below it through this, so that each file system
// can stand on each container.
//
// Errors: kIo, kCorrupt. Thread-safety: one thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace niem::disk {

class Medium {
 public:
  virtual ~Medium() = default;

  uint64_t size() const { return size_; }

  // Fills `out` from `offset`; says how much that was, which is less than asked for only at the
  // end.
  virtual Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) = 0;

 protected:
  explicit Medium(uint64_t size) : size_(size) {}

  uint64_t size_;
};

// An open file or block device.
Result<std::unique_ptr<Medium>> OpenFile(Fd file);

// One behind the other: a split raw image.
std::unique_ptr<Medium> Joined(std::vector<std::unique_ptr<Medium>> parts);

// `size` bytes of `whole` from `offset`; borrows it.
std::unique_ptr<Medium> PartOf(Medium& whole, uint64_t offset, uint64_t size);

// Bytes that the caller keeps; for startup keys and tests.
std::unique_ptr<Medium> InMemory(std::span<const uint8_t> bytes);

}  // namespace niem::disk
