#include "ledger/sealed_key.h"

#include <openssl/evp.h>

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "base/aead.h"
#include "ledger/base64.h"
#include "ledger/wire.h"

namespace niem::ledger {
namespace {

constexpr std::string_view kFirstLine = "niem-sealed-key/1";
constexpr std::string_view kTokenLine = "niem-sealed-token/1";
constexpr std::string_view kModuleWord = "module ";
constexpr std::string_view kTokenWord = "token ";
constexpr std::string_view kLabelWord = "label ";
constexpr std::string_view kKeyWord = "ed25519 ";
constexpr std::string_view kKdfWord = "argon2id13 ";
constexpr std::string_view kSealWord = "xaes-256-gcm ";
constexpr size_t kMaxFileBytes = 4096;
constexpr size_t kSeedSize = 32;
constexpr size_t kMostPin = 255;
// What a file may ask of this machine before its seal is checked.
constexpr uint32_t kMaxMemoryKib = 2U << 20;
constexpr uint32_t kMaxPasses = 64;

using PasswordSalt = std::array<uint8_t, kPasswordSaltSize>;
using PkeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Error CryptoFailed() {
  return {ErrorCode::kInternal,
          {"thư viện mật mã báo lỗi khi dùng khóa Ed25519",
           "the crypto library failed on an Ed25519 key"}};
}

PkeyPtr PrivateKey(Bytes seed) {
  return {EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
          EVP_PKEY_free};
}

Result<PublicKey> PublicOf(Bytes seed) {
  const PkeyPtr pkey = PrivateKey(seed);
  PublicKey key{};
  size_t size = key.size();
  if (!pkey || EVP_PKEY_get_raw_public_key(pkey.get(), key.data(), &size) != 1)
    return CryptoFailed();
  return key;
}

class SealedKeySigner final : public Signer {
 public:
  SealedKeySigner(SecretBuffer seed, const PublicKey& key) : seed_(std::move(seed)), key_(key) {}

  const PublicKey& public_key() const override { return key_; }

  // OpenSSL holds the key only for the moment of signing, and wipes it.
  Result<Signature> Sign(Bytes message) override {
    const PkeyPtr pkey = PrivateKey(seed_.bytes());
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    Signature signature{};
    size_t size = signature.size();
    if (!pkey || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) !=
            1) {
      return CryptoFailed();
    }
    return signature;
  }

 private:
  SecretBuffer seed_;
  PublicKey key_;
};

// The lines that are bound to the seal as its associated data.
struct SealedFile {
  std::string head;
  PublicKey key{};
  std::optional<Pkcs11Key> token;  // where the key is; then the PIN is what is sealed
  PasswordCost cost;
  PasswordSalt salt{};
  std::string sealed;
};

std::string HeadOf(const PublicKey& key, const std::optional<Pkcs11Key>& token,
                   const PasswordCost& cost, const PasswordSalt& salt) {
  std::string head(token ? kTokenLine : kFirstLine);
  head.append("\n").append(kKeyWord).append(EncodeBase64(key)).append("\n");
  if (token) {
    for (const auto& [word, text] :
         {std::pair<std::string_view, const std::string&>{kModuleWord, token->module},
          {kTokenWord, token->token},
          {kLabelWord, token->key}}) {
      head.append(word).append(EncodeBase64(AsBytes(text))).append("\n");
    }
  }
  head.append(kKdfWord).append(std::to_string(cost.memory_kib)).append(" ");
  head.append(std::to_string(cost.passes)).append(" ").append(EncodeBase64(salt)).append("\n");
  return head;
}

// The next line without its newline, after `word`.
std::optional<std::string_view> LineAfter(std::string_view word, std::string_view* text) {
  const size_t end = text->find('\n');
  if (end == text->npos || !text->starts_with(word)) return std::nullopt;
  const std::string_view line = text->substr(word.size(), end - word.size());
  text->remove_prefix(end + 1);
  return line;
}

template <size_t kSize>
bool FixedBase64(std::string_view text, std::array<uint8_t, kSize>* out) {
  const std::optional<std::string> bytes = DecodeBase64(text);
  if (!bytes || bytes->size() != kSize) return false;
  std::copy(bytes->begin(), bytes->end(), out->begin());
  return true;
}

bool ParseKdf(std::string_view line, SealedFile* file) {
  const char* const end = line.data() + line.size();
  const auto memory = std::from_chars(line.data(), end, file->cost.memory_kib);
  if (memory.ec != std::errc() || memory.ptr == end || *memory.ptr != ' ') return false;
  const auto passes = std::from_chars(memory.ptr + 1, end, file->cost.passes);
  if (passes.ec != std::errc() || passes.ptr == end || *passes.ptr != ' ') return false;
  return FixedBase64(line.substr(static_cast<size_t>(passes.ptr + 1 - line.data())), &file->salt);
}

// The three lines of a token, if they are all there.
bool ParseToken(std::string_view* text, Pkcs11Key* token) {
  for (const auto& [word, out] :
       {std::pair<std::string_view, std::string*>{kModuleWord, &token->module},
        {kTokenWord, &token->token},
        {kLabelWord, &token->key}}) {
    const auto line = LineAfter(word, text);
    const std::optional<std::string> bytes = line ? DecodeBase64(*line) : std::nullopt;
    if (!bytes || !IsUtf8(*bytes)) return false;
    *out = *bytes;
  }
  return true;
}

bool FitsSeal(const SealedFile& file, size_t size) {
  if (size < kAeadOverhead) return false;
  const size_t plain = size - kAeadOverhead;
  return file.token ? plain <= kMostPin : plain == kSeedSize;
}

Result<SealedFile> ParseFile(std::string_view text) {
  if (text.size() > kMaxFileBytes) return Malformed("sealed key size");
  SealedFile file;
  const bool of_token = text.starts_with(kTokenLine);
  const auto first = LineAfter(of_token ? kTokenLine : kFirstLine, &text);
  const auto key = LineAfter(kKeyWord, &text);
  if (!first || !first->empty() || !key || !FixedBase64(*key, &file.key)) {
    return Malformed("sealed key");
  }
  if (of_token && !ParseToken(&text, &file.token.emplace())) return Malformed("sealed key: token");
  const auto kdf = LineAfter(kKdfWord, &text);
  const auto seal = LineAfter(kSealWord, &text);
  if (!kdf || !seal || !text.empty() || !ParseKdf(*kdf, &file)) return Malformed("sealed key");
  const std::optional<std::string> sealed = DecodeBase64(*seal);
  if (!sealed || !FitsSeal(file, sealed->size())) return Malformed("sealed key");
  if (file.cost.memory_kib > kMaxMemoryKib || file.cost.passes > kMaxPasses)
    return Malformed("sealed key: the password's work is too high");
  file.sealed = *sealed;
  file.head = HeadOf(file.key, file.token, file.cost, file.salt);
  return file;
}

// `inside`: the seed, or the PIN.
Result<std::string> Seal(const PublicKey& key, const std::optional<Pkcs11Key>& token,
                         const SecretBuffer& inside, const SecretBuffer& password,
                         const PasswordCost& cost) {
  PasswordSalt salt{};
  RandomBytes(salt);
  std::string head = HeadOf(key, token, cost, salt);
  TRY_ASSIGN(const SecretBuffer sealing, DeriveKey(password.bytes(), salt, kAeadKeySize, cost));
  TRY_ASSIGN(const std::string sealed, SealMessage(sealing.bytes(), AsBytes(head), inside.bytes()));
  return head.append(kSealWord).append(EncodeBase64(AsBytes(sealed))).append("\n");
}

Result<SecretBuffer> Unseal(const SealedFile& file, const SecretBuffer& password) {
  TRY_ASSIGN(const SecretBuffer sealing,
             DeriveKey(password.bytes(), file.salt, kAeadKeySize, file.cost));
  Result<SecretBuffer> inside =
      OpenMessage(sealing.bytes(), AsBytes(file.head), AsBytes(file.sealed));
  if (inside.ok() || inside.error().code() != ErrorCode::kCorrupt) return inside;
  return Error(ErrorCode::kEncrypted,
               {"mật khẩu của khóa ký không đúng, hoặc tệp khóa đã bị sửa",
                "wrong password for the signing key, or its file was changed"});
}

Result<std::unique_ptr<Signer>> OpenOnToken(const SealedFile& file, const SecretBuffer& pin) {
  TRY_ASSIGN(std::unique_ptr<Signer> signer, OpenPkcs11Signer(*file.token, pin));
  if (signer->public_key() == file.key) return signer;
  return Error(ErrorCode::kChanged,
               {"khóa “" + file.token->key + "” trong thẻ “" + file.token->token +
                    "” không phải khóa đã ký nhật ký này: cắm đúng thẻ",
                "the key “" + file.token->key + "” on the token “" + file.token->token +
                    "” is not the one that signed this ledger: insert the right token"});
}

}  // namespace

Result<std::string> NewSealedKey(const SecretBuffer& password, const PasswordCost& cost) {
  TRY_ASSIGN(const SecretBuffer seed, SecretBuffer::Random(kSeedSize));
  TRY_ASSIGN(const PublicKey key, PublicOf(seed.bytes()));
  return Seal(key, std::nullopt, seed, password, cost);
}

Result<std::string> NewTokenKey(const Pkcs11Key& where, const SecretBuffer& pin,
                                const SecretBuffer& password, const PasswordCost& cost) {
  if (pin.bytes().size() > kMostPin || where.module.size() + where.token.size() > 1024) {
    return Error(ErrorCode::kTooLarge, {"PIN, đường dẫn mô-đun hoặc tên thẻ quá dài",
                                        "PIN, module path or token label is too long"});
  }
  TRY_ASSIGN(const std::unique_ptr<Signer> made, NewPkcs11Key(where, pin));
  return Seal(made->public_key(), where, pin, password, cost);
}

Result<std::unique_ptr<Signer>> OpenSealedKey(std::string_view file, const SecretBuffer& password) {
  TRY_ASSIGN(const SealedFile parsed, ParseFile(file));
  TRY_ASSIGN(SecretBuffer inside, Unseal(parsed, password));
  if (parsed.token) return OpenOnToken(parsed, inside);
  TRY_ASSIGN(const PublicKey key, PublicOf(inside.bytes()));
  return std::unique_ptr<Signer>(std::make_unique<SealedKeySigner>(std::move(inside), key));
}

Result<std::string> ResealKey(std::string_view file, const SecretBuffer& old_password,
                              const SecretBuffer& new_password, const PasswordCost& cost) {
  TRY_ASSIGN(const SealedFile parsed, ParseFile(file));
  TRY_ASSIGN(const SecretBuffer inside, Unseal(parsed, old_password));
  return Seal(parsed.key, parsed.token, inside, new_password, cost);
}

}  // namespace niem::ledger
