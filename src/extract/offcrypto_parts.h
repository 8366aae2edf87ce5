// What the ways of Office and OpenDocument encryption share: hashing, passwords, errors.
//
// Ownership: plain values; Owned<T> owns an OpenSSL object. Thread-safety: one Hasher per thread,
// functions pure. Errors: a Hasher that OpenSSL refuses gives nothing.
#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::extract::crypto {

using Buffer = std::vector<uint8_t>;

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }

  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }

  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};

template <typename T>
using Owned = std::unique_ptr<T, Free>;

// Hashes pieces; reuses its context, since a password is hashed 100,000 times.
class Hasher {
 public:
  explicit Hasher(const EVP_MD* kind) : kind_(kind), context_(EVP_MD_CTX_new()) {}

  Buffer operator()(Bytes a, Bytes b = {});

 private:
  const EVP_MD* kind_;  // until the context knows it
  Owned<EVP_MD_CTX> context_;
};

// A number as it is hashed: little endian.
Buffer Number(uint32_t value);

// Passwords are hashed as UTF-16LE.
Buffer Utf16(std::string_view utf8);

Buffer Base64(std::string_view text);

Error Damaged();
Error OtherCipher();

}  // namespace niem::extract::crypto
