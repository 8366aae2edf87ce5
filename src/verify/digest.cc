#include "verify/digest.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <sodium.h>

#include <algorithm>

namespace niem::verify {
namespace {

const unsigned char* Raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

bool StartCrypto() {
  return sodium_init() >= 0;
}

Hash HashOf(std::string_view bytes) {
  sha256_ctx state;
  sha256_init(&state);
  sha256_update(&state, bytes.size(), Raw(bytes));
  Hash hash;
  sha256_digest(&state, hash.size(), hash.data());
  return hash;
}

Hash HashOfLeaf(std::string_view leaf) {
  const uint8_t prefix = 0;
  sha256_ctx state;
  sha256_init(&state);
  sha256_update(&state, 1, &prefix);
  sha256_update(&state, leaf.size(), Raw(leaf));
  Hash hash;
  sha256_digest(&state, hash.size(), hash.data());
  return hash;
}

Hash HashOfNode(const Hash& left, const Hash& right) {
  std::array<char, 65> node;
  node[0] = 1;
  std::copy(left.begin(), left.end(), node.begin() + 1);
  std::copy(right.begin(), right.end(), node.begin() + 33);
  return HashOf({node.data(), node.size()});
}

Hash SaltedHash(std::string_view salt, std::string_view bytes) {
  hmac_sha256_ctx state;
  hmac_sha256_set_key(&state, salt.size(), Raw(salt));
  hmac_sha256_update(&state, bytes.size(), Raw(bytes));
  Hash hash;
  hmac_sha256_digest(&state, hash.size(), hash.data());
  return hash;
}

bool SignatureHolds(std::string_view key, std::string_view message, std::string_view signature) {
  return key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(Raw(signature), Raw(message), message.size(), Raw(key)) == 0;
}

std::optional<std::string> FromBase64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  bytes.resize(size);
  // libsodium 1.0.18 takes some bytes beyond ASCII for digits.
  if (ToBase64(bytes) != text) return std::nullopt;
  return bytes;
}

std::string ToBase64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), Raw(bytes), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

std::string Hex(std::string_view bytes) {
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), Raw(bytes), bytes.size());
  hex.pop_back();
  return hex;
}

void GrowingTree::Add(Hash leaf) {
  size_t digit = 0;
  completed_[0] = leaf;
  for (; (size_ >> digit & 1) != 0; ++digit) {
    leaf = HashOfNode(digits_[digit], leaf);
    completed_[digit + 1] = leaf;
  }
  completed_count_ = digit + 1;
  digits_[digit] = leaf;
  ++size_;
}

Hash GrowingTree::Root() const {
  std::optional<Hash> root;
  for (size_t digit = 0; digit < digits_.size(); ++digit) {
    if ((size_ >> digit & 1) == 0) continue;
    root = root ? HashOfNode(digits_[digit], *root) : digits_[digit];
  }
  return root ? *root : HashOf({});
}

}  // namespace niem::verify
