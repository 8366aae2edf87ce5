#include "base/secret.h"

#include <sodium.h>

#include <cstring>
#include <utility>

namespace niem {
namespace {

// sodium_init is idempotent and thread-safe; it fails only where the system gives no random bytes,
// and then every key would be worthless.
bool Ready() {
  static const bool ready = sodium_init() >= 0;
  return ready;
}

}  // namespace

SecretBuffer::~SecretBuffer() {
  if (data_ != nullptr) sodium_free(data_);
}

SecretBuffer::SecretBuffer(SecretBuffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBuffer& SecretBuffer::operator=(SecretBuffer&& other) noexcept {
  if (this != &other) {
    if (data_ != nullptr) sodium_free(data_);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Result<SecretBuffer> SecretBuffer::Allocate(size_t size) {
  SecretBuffer buffer;
  if (size == 0) return buffer;
  buffer.data_ = Ready() ? static_cast<uint8_t*>(sodium_malloc(size)) : nullptr;
  if (buffer.data_ == nullptr) {
    return Error(ErrorCode::kMemory, {"hệ thống không cấp vùng nhớ được bảo vệ cho khóa",
                                      "the system gave no protected memory for a key"});
  }
  buffer.size_ = size;
  std::memset(buffer.data_, 0, size);
  return buffer;
}

Result<SecretBuffer> SecretBuffer::Random(size_t size) {
  TRY_ASSIGN(SecretBuffer buffer, Allocate(size));
  RandomBytes(buffer.writable());
  return buffer;
}

Result<SecretBuffer> SecretBuffer::Copy(Bytes source) {
  TRY_ASSIGN(SecretBuffer buffer, Allocate(source.size()));
  if (!source.empty()) std::memcpy(buffer.data_, source.data(), source.size());
  return buffer;
}

bool SecretBuffer::Equals(Bytes other) const {
  return EqualInConstantTime(bytes(), other);
}

bool EqualInConstantTime(Bytes a, Bytes b) {
  if (a.size() != b.size()) return false;
  return a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void WipeBytes(std::span<uint8_t> bytes) {
  if (!bytes.empty()) sodium_memzero(bytes.data(), bytes.size());
}

void WipeText(std::string& text) {
  if (!text.empty()) sodium_memzero(text.data(), text.size());
  text.clear();
}

void RandomBytes(std::span<uint8_t> bytes) {
  if (!Ready()) sodium_misuse();  // ends the program: no key may be made of anything else
  if (!bytes.empty()) randombytes_buf(bytes.data(), bytes.size());
}

}  // namespace niem
