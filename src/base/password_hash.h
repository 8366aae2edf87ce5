// Argon2id (RFC 9106) by libsodium: checking passwords, and keys from passphrases.
//
// Memory and passes stand in the stored string, so that they can be raised later without locking
// anybody out. At most kPasswordHashesAtOnce run at the same time in one process, others wait: a
// flood of logins cannot take all memory.
//
// Passwords are used as the bytes given; normalise text a person typed (NFC) before it comes here.
// Errors: kMemory, kInvalidArgument. Thread-safety: all functions may be called from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace niem {

inline constexpr uint16_t kArgon2id13 = 1;  // algorithm id in files
inline constexpr size_t kPasswordSaltSize = 16;
inline constexpr int kPasswordHashesAtOnce = 4;

struct PasswordCost {
  uint32_t memory_kib = 64 * 1024;  // 64 MiB
  uint32_t passes = 3;
};

// For tests, where the strength of the hash is not the point.
inline constexpr PasswordCost kLowestPasswordCost = {8, 1};

// "$argon2id$v=19$m=65536,t=3,p=1$salt$hash" with a new random salt.
Result<std::string> HashPassword(Bytes password, PasswordCost cost = {});

// False for a wrong password and for a string that is no hash. Compares in constant time.
bool VerifyPassword(std::string_view stored, Bytes password);

// True when `stored` was made with less than `cost`: hash again at the next successful login.
bool NeedsRehash(std::string_view stored, PasswordCost cost = {});

// A key of `size` bytes from a passphrase; salt and cost must be kept beside what it protects.
Result<SecretBuffer> DeriveKey(Bytes passphrase, const std::array<uint8_t, kPasswordSaltSize>& salt,
                               size_t size, PasswordCost cost = {});

// How many of the above this process has worked out: a measure, and how tests see that two answers
// cost the same.
uint64_t PasswordHashesRun();

}  // namespace niem
