// RC4 of the binary Office formats: doc, xls and ppt locked with a password.
//
//   TRY_ASSIGN(const Rc4Lock lock, Rc4Lock::Open(header, passwords));
//   lock.DecryptStream(stream, kWordBlock);
//
// Both kinds: 40-bit RC4 with MD5 (Office 97/2000) and RC4 CryptoAPI with SHA-1, 40 to 128 bits.
// The cipher comes from OpenSSL's legacy provider: PrepareCiphers (offcrypto.h).
//
// Errors: kEncrypted (no password fits, or RC4 cannot be had), kUnsupported (another cipher),
// kCorrupt. Ownership: plain values. Thread-safety: const methods may run at the same time.
// Source: [MS-OFFCRYPTO] 2.3.5, 2.3.6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::extract {

inline constexpr size_t kWordBlock = 512;    // [MS-DOC] 2.2.6.2
inline constexpr size_t kExcelBlock = 1024;  // [MS-XLS] 2.2.10

class Rc4Lock {
 public:
  // `header`: the encryption header, its version in front. The passwords that Office itself uses
  // for files without one are tried, too.
  static Result<Rc4Lock> Open(Bytes header, const std::vector<std::string>& passwords);

  // Decrypts in place what was encrypted with the key of `block`.
  void DecryptBlock(uint32_t block, std::span<uint8_t> data) const;

  // Decrypts in place a stream whose key changes every `block_bytes`.
  void DecryptStream(std::span<uint8_t> stream, size_t block_bytes) const;

 private:
  struct Header;

  Rc4Lock(bool api, size_t key_bytes, std::vector<uint8_t> base)
      : api_(api), key_bytes_(key_bytes), base_(std::move(base)) {}

  static Result<Header> ReadHeader(Bytes bytes);
  static Rc4Lock Derive(const Header& header, std::string_view password);
  bool Fits(const Header& header) const;
  std::vector<uint8_t> KeyOf(uint32_t block) const;

  bool api_;
  size_t key_bytes_;
  std::vector<uint8_t> base_;  // the block keys are hashed from it
};

}  // namespace niem::extract
