#include "base/password_hash.h"

#include <sodium.h>

#include <atomic>
#include <semaphore>

namespace niem {
namespace {

std::counting_semaphore<kPasswordHashesAtOnce>& Slots() {
  static std::counting_semaphore<kPasswordHashesAtOnce> slots(kPasswordHashesAtOnce);
  return slots;
}

std::atomic<uint64_t>& Run() {
  static std::atomic<uint64_t> run{0};
  return run;
}

class Slot {
 public:
  Slot() { Slots().acquire(), ++Run(); }

  ~Slot() { Slots().release(); }

  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
};

size_t MemoryOf(PasswordCost cost) {
  return size_t{cost.memory_kib} * 1024;
}

Status CheckCost(PasswordCost cost) {
  if (sodium_init() >= 0 && MemoryOf(cost) >= crypto_pwhash_MEMLIMIT_MIN &&
      cost.memory_kib <= 4u * 1024 * 1024 && cost.passes >= 1 && cost.passes <= 1000)
    return Ok();
  return Error(ErrorCode::kInvalidArgument, {"tham số Argon2id ngoài giới hạn cho phép",
                                             "Argon2id parameters are out of range"});
}

Error NoMemory(PasswordCost cost) {
  const std::string mib = std::to_string(cost.memory_kib / 1024);
  return {ErrorCode::kMemory,
          {"không đủ bộ nhớ để tính khóa từ mật khẩu (cần " + mib + " MiB)",
           "not enough memory to derive a key from a password (" + mib + " MiB needed)"}};
}

const char* Chars(Bytes bytes) {
  return bytes.empty() ? "" : reinterpret_cast<const char*>(bytes.data());
}

}  // namespace

uint64_t PasswordHashesRun() {
  return Run();
}

Result<std::string> HashPassword(Bytes password, PasswordCost cost) {
  TRY(CheckCost(cost));
  const Slot slot;
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), Chars(password), password.size(), cost.passes,
                            MemoryOf(cost), crypto_pwhash_ALG_ARGON2ID13) != 0)
    return NoMemory(cost);
  return std::string(text.data());
}

bool VerifyPassword(std::string_view stored, Bytes password) {
  if (stored.size() >= crypto_pwhash_STRBYTES || sodium_init() < 0) return false;
  const Slot slot;
  const std::string text(stored);
  return crypto_pwhash_str_verify(text.c_str(), Chars(password), password.size()) == 0;
}

bool NeedsRehash(std::string_view stored, PasswordCost cost) {
  if (stored.size() >= crypto_pwhash_STRBYTES || sodium_init() < 0) return true;
  const std::string text(stored);
  return crypto_pwhash_str_needs_rehash(text.c_str(), cost.passes, MemoryOf(cost)) != 0;
}

Result<SecretBuffer> DeriveKey(Bytes passphrase, const std::array<uint8_t, kPasswordSaltSize>& salt,
                               size_t size, PasswordCost cost) {
  TRY(CheckCost(cost));
  static_assert(kPasswordSaltSize == crypto_pwhash_SALTBYTES);
  TRY_ASSIGN(SecretBuffer key, SecretBuffer::Allocate(size));
  const Slot slot;
  if (crypto_pwhash(key.writable().data(), size, Chars(passphrase), passphrase.size(), salt.data(),
                    cost.passes, MemoryOf(cost), crypto_pwhash_ALG_ARGON2ID13) != 0)
    return NoMemory(cost);
  return key;
}

}  // namespace niem
