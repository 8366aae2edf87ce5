// Memory for keys and passwords: outside the ordinary heap, between guard pages, locked against
// swapping where the system allows, left out of core files, wiped when it dies (libsodium).
//
// Ownership: the buffer owns its bytes; it moves, it is never copied by accident (Clone is
// explicit). Errors: kMemory when the system refuses the pages. Thread-safety: a plain value; const
// functions may run at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace niem {

class SecretBuffer {
 public:
  // Empty: holds nothing.
  SecretBuffer() = default;
  ~SecretBuffer();
  SecretBuffer(SecretBuffer&& other) noexcept;
  SecretBuffer& operator=(SecretBuffer&& other) noexcept;
  SecretBuffer(const SecretBuffer&) = delete;
  SecretBuffer& operator=(const SecretBuffer&) = delete;

  // `size` zero bytes.
  static Result<SecretBuffer> Allocate(size_t size);

  // From the kernel's random number generator.
  static Result<SecretBuffer> Random(size_t size);

  // Copies `source`, which the caller should wipe (WipeBytes) when it is its own.
  static Result<SecretBuffer> Copy(Bytes source);

  Result<SecretBuffer> Clone() const { return Copy(bytes()); }

  Bytes bytes() const { return {data_, size_}; }

  std::span<uint8_t> writable() { return {data_, size_}; }

  size_t size() const { return size_; }

  bool empty() const { return size_ == 0; }

  // In time that depends on the sizes only.
  bool Equals(Bytes other) const;

 private:
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

// Compares in time that depends on the sizes only.
bool EqualInConstantTime(Bytes a, Bytes b);

// Overwrites in a way that the compiler may not leave out.
void WipeBytes(std::span<uint8_t> bytes);

void WipeText(std::string& text);

// Fills with bytes of the kernel's generator (getrandom): safe after fork and after a virtual
// machine was resumed from a snapshot, which a generator inside the process would not be.
void RandomBytes(std::span<uint8_t> bytes);

}  // namespace niem
