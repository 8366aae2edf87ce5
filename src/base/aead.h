// Authenticated encryption. Bytes that were changed, moved to another place (associated data) or
// sealed under another key do not open.
//
// The algorithm is XAES-256-GCM (https://c2sp.org/XAES-256-GCM): AES-256-GCM (OpenSSL) under a key
// derived from the first half of a 192-bit nonce by AES-CMAC (NIST SP 800-108). Nonces of that size
// can be drawn at random; nobody has to count, and nothing is lost when a store is copied, restored
// from a backup, or a virtual machine is set back.
//
// Nonce discipline: a caller never supplies a nonce for sealing. An Aead draws it: 12 random bytes
// that stay for up to 2^20 messages (so that the derived key is computed once for them) and 12
// random bytes of each message. N messages repeat a nonce with a probability of about N / 2^77:
// thirty years of fifty acts a second (2^40 pages) make 2^-37.
//
// Algorithm ids stand in every format that holds sealed bytes; kXAes256Gcm is this one.
// Errors: kCorrupt when a seal does not open, kInternal when OpenSSL fails. Thread-safety: an Aead
// belongs to one thread at a time; the free functions may run anywhere.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace niem {

inline constexpr uint16_t kXAes256Gcm = 1;  // algorithm id in files
inline constexpr size_t kAeadKeySize = 32;
inline constexpr size_t kAeadNonceSize = 24;
inline constexpr size_t kAeadTagSize = 16;
inline constexpr size_t kAeadOverhead = kAeadNonceSize + kAeadTagSize;

class Aead {
 public:
  // `key` of kAeadKeySize bytes; it is copied into memory of its own.
  static Result<Aead> Create(Bytes key);
  ~Aead();
  Aead(Aead&&) noexcept;
  Aead& operator=(Aead&&) noexcept;

  // Fills `seal` (kAeadOverhead bytes: nonce, then tag) and `cipher` (as long as `plain`; may be
  // the same memory).
  Status Seal(Bytes associated, Bytes plain, std::span<uint8_t> cipher, std::span<uint8_t> seal);

  // The reverse. `plain` holds zeros after an error; it may be the same memory as `cipher`.
  Status Open(Bytes associated, Bytes cipher, Bytes seal, std::span<uint8_t> plain);

  // For test vectors only: the caller answers for the nonce.
  Status SealWithNonceForTest(Bytes nonce, Bytes associated, Bytes plain, std::span<uint8_t> cipher,
                              std::span<uint8_t> tag);

 private:
  struct State;
  explicit Aead(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One message: nonce (24) || tag (16) || ciphertext. For small things such as wrapped keys.
Result<std::string> SealMessage(Bytes key, Bytes associated, Bytes plain);

// kCorrupt when the key is wrong or the bytes were changed.
Result<SecretBuffer> OpenMessage(Bytes key, Bytes associated, Bytes sealed);

}  // namespace niem
