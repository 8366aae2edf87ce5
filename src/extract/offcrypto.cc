#include "extract/offcrypto.h"

#include <openssl/evp.h>
#include <openssl/provider.h>

#include <algorithm>
#include <array>
#include <optional>
#include <pugixml.hpp>

#include "extract/offcrypto_parts.h"

namespace niem::extract {
namespace {

using crypto::Base64;
using crypto::Buffer;
using crypto::Damaged;
using crypto::Hasher;
using crypto::Number;
using crypto::OtherCipher;
using crypto::Owned;
using crypto::Utf16;

constexpr size_t kMaxInfo = 1 << 20;
constexpr size_t kSegment = 4096;
constexpr size_t kBlock = 16;

// Names of the agile keys ([MS-OFFCRYPTO] 2.3.4.11, 2.3.4.13).
constexpr std::array<uint8_t, 8> kVerifierInput = {0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79};
constexpr std::array<uint8_t, 8> kVerifierHash = {0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e};
constexpr std::array<uint8_t, 8> kKeyValue = {0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6};

const EVP_CIPHER* Aes(size_t key_bytes, bool chained) {
  switch (key_bytes) {
    case 16:
      return chained ? EVP_aes_128_cbc() : EVP_aes_128_ecb();
    case 24:
      return chained ? EVP_aes_192_cbc() : EVP_aes_192_ecb();
    case 32:
      return chained ? EVP_aes_256_cbc() : EVP_aes_256_ecb();
    default:
      return nullptr;
  }
}

// Whole blocks only; no padding. Nothing when OpenSSL refuses.
std::optional<Buffer> Decrypt(const EVP_CIPHER* cipher, Bytes key, Bytes iv, Bytes data) {
  Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  const size_t whole = data.size() / kBlock * kBlock;
  if (!context || cipher == nullptr || whole > INT32_MAX) return std::nullopt;
  Buffer out(whole + kBlock);
  int size = 0;
  if (EVP_DecryptInit_ex(context.get(), cipher, nullptr, key.data(),
                         iv.empty() ? nullptr : iv.data()) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_DecryptUpdate(context.get(), out.data(), &size, data.data(), static_cast<int>(whole)) !=
          1) {
    return std::nullopt;
  }
  out.resize(static_cast<size_t>(size));
  return out;
}

// H(i + H(i-1 ...)), begun with the salted password.
Buffer SpunPassword(Hasher& hash, Bytes salt, std::string_view password, uint32_t spins) {
  Buffer digest = hash(salt, Utf16(password));
  for (uint32_t i = 0; i < spins; ++i) digest = hash(Number(i), digest);
  return digest;
}

Buffer Fitted(Buffer bytes, size_t size, uint8_t fill) {
  bytes.resize(size, fill);
  return bytes;
}

// ----- Agile -----

struct AgilePart {
  Buffer salt;
  const EVP_MD* hash = nullptr;
  size_t key_bytes = 0;
  size_t hash_bytes = 0;
};

Buffer Attribute(const pugi::xml_node& node, const char* name) {
  const std::string_view text = node.attribute(name).value();
  return text.size() > 4096 ? Buffer() : Base64(text);
}

std::optional<AgilePart> ReadAgilePart(const pugi::xml_node& node) {
  AgilePart part;
  part.salt = Attribute(node, "saltValue");
  const std::string_view hash = node.attribute("hashAlgorithm").value();
  part.hash = hash == "SHA512"                    ? EVP_sha512()
              : hash == "SHA384"                  ? EVP_sha384()
              : hash == "SHA256"                  ? EVP_sha256()
              : hash == "SHA1" || hash == "SHA-1" ? EVP_sha1()
                                                  : nullptr;
  part.key_bytes = node.attribute("keyBits").as_uint() / 8;
  part.hash_bytes = node.attribute("hashSize").as_uint();
  const bool known =
      part.hash != nullptr && Aes(part.key_bytes, true) != nullptr &&
      std::string_view(node.attribute("cipherAlgorithm").value()) == "AES" &&
      std::string_view(node.attribute("cipherChaining").value()) == "ChainingModeCBC" &&
      node.attribute("blockSize").as_uint() == kBlock;
  if (!known) return std::nullopt;
  return part;
}

class Agile {
 public:
  static Result<Agile> Create(Bytes xml, uint32_t most_spins) {
    pugi::xml_document document;
    if (!document.load_buffer(xml.data(), xml.size())) return Damaged();
    Agile agile;
    const pugi::xml_node root = document.document_element();
    const pugi::xml_node key = root.find_node([](const pugi::xml_node& node) {
      return std::string_view(node.name()).ends_with("encryptedKey");
    });
    const auto data_part = ReadAgilePart(root.child("keyData"));
    const auto key_part = ReadAgilePart(key);
    if (!data_part || !key_part) return OtherCipher();
    agile.data_ = *data_part;
    agile.key_ = *key_part;
    agile.spins_ = key.attribute("spinCount").as_uint();
    agile.verifier_ = Attribute(key, "encryptedVerifierHashInput");
    agile.verifier_hash_ = Attribute(key, "encryptedVerifierHashValue");
    agile.key_value_ = Attribute(key, "encryptedKeyValue");
    if (agile.spins_ > most_spins || agile.data_.salt.size() < kBlock ||
        agile.key_.salt.size() < kBlock) {
      return Damaged();
    }
    return agile;
  }

  // The package's key, when the password fits.
  std::optional<Buffer> Unlock(const std::string& password) const {
    Hasher hash(key_.hash);
    const Buffer spun = SpunPassword(hash, key_.salt, password, spins_);
    const auto open = [&](Bytes name, Bytes data) {
      const Buffer key = Fitted(hash(spun, name), key_.key_bytes, 0x36);
      return Decrypt(Aes(key_.key_bytes, true), key, key_.salt, data);
    };
    const auto verifier = open(kVerifierInput, verifier_);
    const auto expected = open(kVerifierHash, verifier_hash_);
    auto value = open(kKeyValue, key_value_);
    if (!verifier || !expected || !value || value->size() < data_.key_bytes) return std::nullopt;
    const Buffer digest = hash(*verifier);
    if (digest.empty() || digest.size() > expected->size() ||
        !std::equal(digest.begin(), digest.end(), expected->begin())) {
      return std::nullopt;
    }
    value->resize(data_.key_bytes);
    return value;
  }

  std::optional<Buffer> Open(Bytes key, Bytes package, uint64_t size) const {
    Hasher hash(data_.hash);
    Buffer out;
    out.reserve(package.size());
    for (uint32_t i = 0; size_t{i} * kSegment < package.size(); ++i) {
      const Buffer iv = Fitted(hash(data_.salt, Number(i)), kBlock, 0x36);
      const auto part = Decrypt(Aes(data_.key_bytes, true), key, iv,
                                Slice(package, size_t{i} * kSegment, kSegment));
      if (!part) return std::nullopt;
      out.insert(out.end(), part->begin(), part->end());
    }
    if (out.size() > size) out.resize(size);
    return out;
  }

 private:
  AgilePart data_, key_;
  uint32_t spins_ = 0;
  Buffer verifier_, verifier_hash_, key_value_;
};

// ----- Standard -----

struct Standard {
  size_t key_bytes = 0;
  Buffer salt, verifier, verifier_hash;
};

Result<Standard> ReadStandard(Bytes info) {
  ByteReader reader(info);
  reader.Skip(4);  // flags, again in the header
  Bytes header = reader.Take(reader.U32());
  ByteReader fields(header);
  fields.Skip(8);
  const uint32_t cipher = fields.U32();
  const uint32_t hash = fields.U32();
  Standard standard;
  standard.key_bytes = fields.U32() / 8;
  const auto take = [&](size_t size) {
    Bytes bytes = reader.Take(size);
    return Buffer(bytes.begin(), bytes.end());
  };
  const uint32_t salt_size = reader.U32();
  if (!reader.ok() || !fields.ok() || salt_size != kBlock) return Damaged();
  standard.salt = take(kBlock);
  standard.verifier = take(kBlock);
  reader.Skip(4);
  standard.verifier_hash = take(32);
  if (!reader.ok()) return Damaged();
  const bool aes = cipher >= 0x660E && cipher <= 0x6610 && (hash == 0x8004 || hash == 0);
  if (!aes || Aes(standard.key_bytes, false) == nullptr) return OtherCipher();
  return standard;
}

std::optional<Buffer> UnlockStandard(const Standard& standard, const std::string& password,
                                     uint32_t spins) {
  Hasher hash(EVP_sha1());
  const Buffer spun = SpunPassword(hash, standard.salt, password, spins);
  const Buffer final = hash(spun, Number(0));
  Buffer key;
  for (const uint8_t fill : {uint8_t{0x36}, uint8_t{0x5C}}) {
    Buffer pad(64, fill);
    for (size_t i = 0; i < final.size() && i < pad.size(); ++i) pad[i] ^= final[i];
    const Buffer half = hash(pad);
    key.insert(key.end(), half.begin(), half.end());
  }
  key.resize(standard.key_bytes);
  const EVP_CIPHER* cipher = Aes(standard.key_bytes, false);
  const auto verifier = Decrypt(cipher, key, {}, standard.verifier);
  const auto expected = Decrypt(cipher, key, {}, standard.verifier_hash);
  if (!verifier || !expected) return std::nullopt;
  const Buffer digest = hash(*verifier);
  if (digest.empty() || !std::equal(digest.begin(), digest.end(), expected->begin()))
    return std::nullopt;
  return key;
}

// Excel locks workbooks that only ask not to be changed with a password of its own.
std::vector<std::string> WithDefault(std::vector<std::string> passwords) {
  passwords.emplace_back("VelvetSweatshop");
  return passwords;
}

}  // namespace

Error NeedsPassword(bool tried) {
  if (tried) {
    return {
        ErrorCode::kEncrypted,
        {"tài liệu được mã hóa và không mật khẩu nào đã cho mở được; thêm mật khẩu đúng vào "
         "--passwords",
         "the document is encrypted and none of the given passwords opens it; add the right one to "
         "--passwords"}};
  }
  return {ErrorCode::kEncrypted,
          {"tài liệu được mã hóa; cho mật khẩu bằng --passwords hoặc bỏ mã hóa rồi quét lại",
           "the document is encrypted; give its password with --passwords, or remove the "
           "encryption and "
           "scan again"}};
}

Error NotOpenedHere() {
  return {
      ErrorCode::kEncrypted,
      {"tài liệu được mã hóa theo cách Niêm không mở được: mở bằng chương trình đã tạo ra nó rồi "
       "bỏ mật khẩu, hoặc xem tay",
       "the document is encrypted in a way that Niêm cannot open: remove the password with the "
       "program that made it, or look at it by hand"}};
}

namespace {

// Naming one provider turns off the automatic loading of the default one: both are named. They stay
// until the program ends, and are given back before OpenSSL's own end.
struct Providers {
  OSSL_PROVIDER* common = OSSL_PROVIDER_load(nullptr, "default");
  OSSL_PROVIDER* legacy = OSSL_PROVIDER_load(nullptr, "legacy");

  Providers() = default;
  Providers(const Providers&) = delete;
  Providers& operator=(const Providers&) = delete;

  ~Providers() {
    if (legacy != nullptr) OSSL_PROVIDER_unload(legacy);
    if (common != nullptr) OSSL_PROVIDER_unload(common);
  }
};

}  // namespace

bool PrepareCiphers() {
  static const Providers providers;
  return providers.common != nullptr && providers.legacy != nullptr;
}

Result<std::vector<uint8_t>> DecryptPackage(Bytes info, Bytes package,
                                            const std::vector<std::string>& passwords,
                                            const Stretching& stretching) {
  ByteReader reader(info);
  const uint16_t major = reader.U16();
  const uint16_t minor = reader.U16();
  reader.Skip(4);
  ByteReader sized(package);
  const uint64_t size = sized.U64();
  if (!reader.ok() || !sized.ok() || info.size() > kMaxInfo) return Damaged();
  Bytes rest = info.subspan(reader.offset());
  Bytes data = package.subspan(sized.offset());
  if (major == 4 && minor == 4) {
    TRY_ASSIGN(const Agile agile, Agile::Create(rest, stretching.most));
    for (const std::string& password : WithDefault(passwords)) {
      const auto key = agile.Unlock(password);
      if (!key) continue;
      auto out = agile.Open(*key, data, size);
      if (!out) return Damaged();
      return std::move(*out);
    }
    return NeedsPassword(!passwords.empty());
  }
  if (minor != 2 || major < 2 || major > 4) return OtherCipher();
  TRY_ASSIGN(const Standard standard, ReadStandard(rest.size() >= 4 ? info.subspan(4) : rest));
  for (const std::string& password : WithDefault(passwords)) {
    const auto key = UnlockStandard(standard, password, stretching.standard);
    if (!key) continue;
    auto out = Decrypt(Aes(standard.key_bytes, false), *key, {}, data);
    if (!out) return Damaged();
    if (out->size() > size) out->resize(size);
    return std::move(*out);
  }
  return NeedsPassword(!passwords.empty());
}

}  // namespace niem::extract
