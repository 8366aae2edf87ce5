// Reads a file's bytes into a buffer that its thread reuses. Never maps: a file cut short while
// mapped would kill the process. Errors: as ErrnoError. Ownership: returned bytes live until the
// next Read. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/result.h"

namespace niem::scan {

class FileReader {
 public:
  // Up to `max_bytes` from the start; `expected` sizes the buffer. One byte past `max_bytes` is not
  // read: compare with the size that fstat gave.
  Result<Bytes> Read(int fd, uint64_t expected, uint64_t max_bytes, const std::string& shown_path);

  // SHA-256 of the whole file, from its start, whatever its size.
  Result<Digest> DigestOf(int fd, const std::string& shown_path);

  // Gives back a large buffer.
  void Shrink();

 private:
  void Reserve(size_t capacity, size_t keep);

  std::unique_ptr<uint8_t[]> buffer_;
  size_t capacity_ = 0;
};

}  // namespace niem::scan
