// Hashes for the verifier by Nettle (which uses the processor's SHA instructions where it has
// them), signatures by libsodium. The ledger that wrote what is verified uses OpenSSL and other
// code: a fault in one of the two does not hide in the other.
//
// Thread-safety: free functions, and objects of one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace niem::verify {

using Hash = std::array<uint8_t, 32>;

// Call once before anything else; false when libsodium cannot start.
bool StartCrypto();

Hash HashOf(std::string_view bytes);

// RFC 9162 §2.1.1.
Hash HashOfLeaf(std::string_view leaf);
Hash HashOfNode(const Hash& left, const Hash& right);

// HMAC-SHA256 with the salt as its key.
Hash SaltedHash(std::string_view salt, std::string_view bytes);

bool SignatureHolds(std::string_view key, std::string_view message, std::string_view signature);

// Base 64 with padding, nothing but what encoding writes.
std::optional<std::string> FromBase64(std::string_view text);
std::string ToBase64(std::string_view bytes);
std::string Hex(std::string_view bytes);

inline std::string_view View(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// The root of a tree that grows leaf by leaf: a binary counter whose digits are subtrees.
class GrowingTree {
 public:
  void Add(Hash leaf);
  Hash Root() const;

  uint64_t size() const { return size_; }

  // The complete subtrees that end with the last leaf, the leaf itself first.
  std::span<const Hash> completed() const { return {completed_.data(), completed_count_}; }

 private:
  uint64_t size_ = 0;
  std::array<Hash, 64> digits_{};  // digit i is there where bit i of size_ is set
  std::array<Hash, 65> completed_{};
  size_t completed_count_ = 0;
};

}  // namespace niem::verify
