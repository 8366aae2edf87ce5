// A BitLocker volume, CONSTRUCTED for tests after the public description of the format (libbde's
// documentation "BitLocker Drive Encryption (BDE) format", version 2 of Windows 7 and later): its
// keys are made from fixed texts, its layout is the simplest allowed (the metadata stands behind
// the file system, not in files of it). Windows makes no such volume; libbde and dislocker, which
// know nothing of this, must read it byte for byte.
//
// Cryptography by OpenSSL. Errors: an empty text where OpenSSL refuses. Thread-safety: pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace niem::disk::testing {

// As the metadata has them.
enum class LockCipher : uint32_t { kXts128 = 0x8004, kXts256 = 0x8005 };

struct Protectors {
  std::string password = {};  // ASCII
  std::string recovery = {};  // 48 digits in eight groups
  bool clear = false;         // a key that stands beside what it locks: protection is suspended
};

// The locked volume around `plain` (of whole sectors of 512 bytes, at least 8 KiB). Unlocked it is
// `plain` and, behind it, zeros.
std::string LockedVolume(std::string_view plain, LockCipher cipher, const Protectors& protectors);

// A recovery key: eight groups, each 11 times a number below 65536.
std::string RecoveryKeyOf(std::string_view seed);

}  // namespace niem::disk::testing
