#include "base/aead.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cstring>

namespace niem {
namespace {

constexpr size_t kPrefixSize = 12;        // first half of the nonce: selects the derived key
constexpr size_t kGcmNonceSize = 12;      // second half
constexpr uint32_t kPerPrefix = 1 << 20;  // messages sealed under one prefix
constexpr size_t kCachedKeys = 64;        // derived keys kept for opening; a power of two

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;
using Prefix = std::array<uint8_t, kPrefixSize>;

// Fetched once: a fetch by name at each use costs more than sealing a page.
const EVP_CIPHER* Gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}

EVP_MAC* Cmac() {
  static EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "CMAC", nullptr);
  return mac;
}

Error LibraryError() {
  return {ErrorCode::kInternal, {"OpenSSL không thực hiện được phép mã hóa", "OpenSSL failed"}};
}

Error DoesNotOpen() {
  return {ErrorCode::kCorrupt,
          {"dữ liệu mã hóa đã bị thay đổi hoặc không thuộc khóa này",
           "encrypted data was changed or belongs to another key"}};
}

int Length(size_t size) {
  return static_cast<int>(size);
}

bool Fits(size_t size) {
  return size <= size_t{1} << 30;
}

}  // namespace

struct Aead::State {
  struct Derived {
    Prefix prefix{};
    CipherContext context;  // empty: not in use
  };

  SecretBuffer key;
  std::unique_ptr<EVP_MAC_CTX, FreeMac> mac;
  CipherContext sealing;
  Prefix sealing_prefix{};
  uint32_t left = 0;  // messages until the next prefix
  std::array<Derived, kCachedKeys> opening;

  bool Mac(uint8_t counter, Bytes prefix, uint8_t* out) const {
    std::array<uint8_t, 16> block = {0, counter, 'X', 0};
    std::memcpy(block.data() + 4, prefix.data(), kPrefixSize);
    size_t size = 0;
    // Without a key, EVP_MAC_init starts over with the key that was set.
    return EVP_MAC_init(mac.get(), nullptr, 0, nullptr) == 1 &&
           EVP_MAC_update(mac.get(), block.data(), block.size()) == 1 &&
           EVP_MAC_final(mac.get(), out, &size, 16) == 1;
  }

  // A context with the key of `prefix` set, for sealing or opening.
  CipherContext Derive(Bytes prefix, bool seal) const {
    std::array<uint8_t, 32> derived{};
    CipherContext context(EVP_CIPHER_CTX_new());
    const bool ok = context != nullptr && Mac(1, prefix, derived.data()) &&
                    Mac(2, prefix, derived.data() + 16) &&
                    EVP_CipherInit_ex2(context.get(), Gcm(), derived.data(), nullptr, seal ? 1 : 0,
                                       nullptr) == 1;
    WipeBytes(derived);
    if (!ok) context.reset();
    return context;
  }

  EVP_CIPHER_CTX* OpeningContext(Bytes prefix) {
    size_t slot = 0;
    for (const uint8_t byte : prefix) slot = slot * 31 + byte;
    Derived& cached = opening[slot % kCachedKeys];
    if (cached.context == nullptr ||
        std::memcmp(cached.prefix.data(), prefix.data(), kPrefixSize) != 0) {
      cached.context = Derive(prefix, /*seal=*/false);
      std::memcpy(cached.prefix.data(), prefix.data(), kPrefixSize);
    }
    return cached.context.get();
  }

  bool RenewPrefix() {
    RandomBytes(sealing_prefix);
    left = kPerPrefix;
    sealing = Derive(sealing_prefix, /*seal=*/true);
    return sealing != nullptr;
  }
};

namespace {

Status SealWith(EVP_CIPHER_CTX* context, const uint8_t* nonce, Bytes associated, Bytes plain,
                uint8_t* cipher, uint8_t* tag) {
  int size = 0;
  int rest = 0;
  bool ok = context != nullptr && Fits(plain.size()) && Fits(associated.size()) &&
            EVP_EncryptInit_ex2(context, nullptr, nullptr, nonce, nullptr) == 1;
  if (ok && !associated.empty()) {
    ok = EVP_EncryptUpdate(context, nullptr, &size, associated.data(), Length(associated.size())) ==
         1;
  }
  if (ok && !plain.empty())
    ok = EVP_EncryptUpdate(context, cipher, &size, plain.data(), Length(plain.size())) == 1;
  ok = ok && EVP_EncryptFinal_ex(context, tag, &rest) == 1 &&
       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Length(kAeadTagSize), tag) == 1;
  return ok ? Ok() : Status(LibraryError());
}

Status OpenWith(EVP_CIPHER_CTX* context, Bytes seal, Bytes associated, Bytes cipher,
                uint8_t* plain) {
  std::array<uint8_t, kAeadTagSize> tag{};
  std::memcpy(tag.data(), seal.data() + kAeadNonceSize, tag.size());
  int size = 0;
  int rest = 0;
  uint8_t nothing = 0;
  bool ok = context != nullptr && Fits(cipher.size()) && Fits(associated.size()) &&
            EVP_DecryptInit_ex2(context, nullptr, nullptr, seal.data() + kPrefixSize, nullptr) == 1;
  if (ok && !associated.empty()) {
    ok = EVP_DecryptUpdate(context, nullptr, &size, associated.data(), Length(associated.size())) ==
         1;
  }
  if (ok && !cipher.empty())
    ok = EVP_DecryptUpdate(context, plain, &size, cipher.data(), Length(cipher.size())) == 1;
  ok = ok &&
       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Length(tag.size()), tag.data()) == 1;
  if (!ok) return LibraryError();
  if (EVP_DecryptFinal_ex(context, &nothing, &rest) != 1) return DoesNotOpen();
  return Ok();
}

}  // namespace

Aead::Aead(std::unique_ptr<State> state) : state_(std::move(state)) {}

Aead::~Aead() = default;
Aead::Aead(Aead&&) noexcept = default;
Aead& Aead::operator=(Aead&&) noexcept = default;

Result<Aead> Aead::Create(Bytes key) {
  if (key.size() != kAeadKeySize) {
    return Error(ErrorCode::kInvalidArgument,
                 {"khóa mã hóa phải dài 32 byte", "an encryption key has 32 bytes"});
  }
  auto state = std::make_unique<State>();
  TRY_ASSIGN(state->key, SecretBuffer::Copy(key));
  if (Gcm() == nullptr || Cmac() == nullptr) return LibraryError();
  state->mac.reset(EVP_MAC_CTX_new(Cmac()));
  char name[] = "AES-256-CBC";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, name, 0),
                                   OSSL_PARAM_construct_end()};
  if (state->mac == nullptr ||
      EVP_MAC_init(state->mac.get(), state->key.bytes().data(), kAeadKeySize, parameters) != 1)
    return LibraryError();
  return Aead(std::move(state));
}

Status Aead::Seal(Bytes associated, Bytes plain, std::span<uint8_t> cipher,
                  std::span<uint8_t> seal) {
  if (seal.size() != kAeadOverhead || cipher.size() != plain.size()) return LibraryError();
  if (state_->left == 0 && !state_->RenewPrefix()) return LibraryError();
  --state_->left;
  std::memcpy(seal.data(), state_->sealing_prefix.data(), kPrefixSize);
  RandomBytes(seal.subspan(kPrefixSize, kGcmNonceSize));
  return SealWith(state_->sealing.get(), seal.data() + kPrefixSize, associated, plain,
                  cipher.data(), seal.data() + kAeadNonceSize);
}

Status Aead::Open(Bytes associated, Bytes cipher, Bytes seal, std::span<uint8_t> plain) {
  if (seal.size() != kAeadOverhead || cipher.size() != plain.size()) return LibraryError();
  EVP_CIPHER_CTX* context = state_->OpeningContext(seal.first(kPrefixSize));
  Status opened = OpenWith(context, seal, associated, cipher, plain.data());
  if (!opened.ok()) WipeBytes(plain);
  return opened;
}

Status Aead::SealWithNonceForTest(Bytes nonce, Bytes associated, Bytes plain,
                                  std::span<uint8_t> cipher, std::span<uint8_t> tag) {
  if (nonce.size() != kAeadNonceSize || cipher.size() != plain.size() || tag.size() != kAeadTagSize)
    return LibraryError();
  const CipherContext context = state_->Derive(nonce.first(kPrefixSize), /*seal=*/true);
  return SealWith(context.get(), nonce.data() + kPrefixSize, associated, plain, cipher.data(),
                  tag.data());
}

Result<std::string> SealMessage(Bytes key, Bytes associated, Bytes plain) {
  TRY_ASSIGN(Aead aead, Aead::Create(key));
  std::string message(kAeadOverhead + plain.size(), '\0');
  const std::span<uint8_t> out(reinterpret_cast<uint8_t*>(message.data()), message.size());
  TRY(aead.Seal(associated, plain, out.subspan(kAeadOverhead), out.first(kAeadOverhead)));
  return message;
}

Result<SecretBuffer> OpenMessage(Bytes key, Bytes associated, Bytes sealed) {
  if (sealed.size() < kAeadOverhead) return DoesNotOpen();
  TRY_ASSIGN(Aead aead, Aead::Create(key));
  TRY_ASSIGN(SecretBuffer plain, SecretBuffer::Allocate(sealed.size() - kAeadOverhead));
  TRY(aead.Open(associated, sealed.subspan(kAeadOverhead), sealed.first(kAeadOverhead),
                plain.writable()));
  return plain;
}

}  // namespace niem
