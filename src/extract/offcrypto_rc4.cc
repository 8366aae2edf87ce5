#include "extract/offcrypto_rc4.h"

#include <openssl/evp.h>

#include <algorithm>

#include "extract/offcrypto.h"
#include "extract/offcrypto_parts.h"

namespace niem::extract {

using crypto::Buffer;

namespace {

constexpr size_t kSalt = 16;
constexpr size_t kVerifier = 16;
constexpr size_t kShortKey = 5;     // 40 bits
constexpr size_t kPaddedKey = 16;   // what CryptoAPI makes of 40 bits
constexpr int kSaltings = 16;       // [MS-OFFCRYPTO] 2.3.6.2
constexpr uint32_t kRc4 = 0x6801;   // AlgID
constexpr uint32_t kSha1 = 0x8004;  // AlgIDHash
constexpr std::string_view kDefaultPasswords[] = {"VelvetSweatshop", "/01Hannes Ruescher/01"};

Buffer Rc4(Bytes key, Bytes data) {
  Buffer out(data.size());
  crypto::Owned<EVP_CIPHER> cipher(EVP_CIPHER_fetch(nullptr, "RC4", nullptr));
  crypto::Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  int size = 0;
  if (!cipher || !context || data.size() > INT32_MAX ||
      EVP_DecryptInit_ex2(context.get(), cipher.get(), nullptr, nullptr, nullptr) != 1 ||
      EVP_CIPHER_CTX_set_key_length(context.get(), static_cast<int>(key.size())) != 1 ||
      EVP_DecryptInit_ex2(context.get(), nullptr, key.data(), nullptr, nullptr) != 1 ||
      EVP_DecryptUpdate(context.get(), out.data(), &size, data.data(),
                        static_cast<int>(data.size())) != 1) {
    return {};
  }
  return out;
}

}  // namespace

struct Rc4Lock::Header {
  bool api = false;
  size_t key_bytes = kPaddedKey;
  Buffer salt;
  Buffer verifier;  // with its hash behind it
};

Result<Rc4Lock::Header> Rc4Lock::ReadHeader(Bytes bytes) {
  ByteReader reader(bytes);
  const uint16_t major = reader.U16();
  const uint16_t minor = reader.U16();
  Header header;
  const auto take = [&](size_t size) {
    const Bytes taken = reader.Take(size);
    return Buffer(taken.begin(), taken.end());
  };
  if (major == 1 && minor == 1) {
    header.salt = take(kSalt);
    header.verifier = take(kVerifier + 16);
  } else if (major >= 2 && major <= 4 && minor == 2) {
    header.api = true;
    reader.Skip(4);  // flags, again in the header
    ByteReader fields(reader.Take(reader.U32()));
    fields.Skip(8);
    const uint32_t cipher = fields.U32();
    const uint32_t hash = fields.U32();
    const uint32_t bits = fields.U32();
    if (!fields.ok()) return crypto::Damaged();
    if ((cipher != kRc4 && cipher != 0) || (hash != kSha1 && hash != 0)) {
      return crypto::OtherCipher();
    }
    header.key_bytes = bits == 0 ? kShortKey : bits / 8;
    if (header.key_bytes < kShortKey || header.key_bytes > kPaddedKey) return crypto::Damaged();
    if (reader.U32() != kSalt) return crypto::Damaged();
    header.salt = take(kSalt);
    header.verifier = take(kVerifier);
    reader.Skip(4);
    const Buffer hashed = take(20);
    header.verifier.insert(header.verifier.end(), hashed.begin(), hashed.end());
  } else {
    return crypto::OtherCipher();
  }
  if (!reader.ok()) return crypto::Damaged();
  return header;
}

Rc4Lock Rc4Lock::Derive(const Header& header, std::string_view password) {
  const Buffer text = crypto::Utf16(password);
  if (header.api) {
    return {true, header.key_bytes, crypto::Hasher(EVP_sha1())(header.salt, text)};
  }
  crypto::Hasher md5(EVP_md5());
  Buffer hash = md5(text);
  Buffer salted;
  for (int i = 0; i < kSaltings && hash.size() >= kShortKey; ++i) {
    salted.insert(salted.end(), hash.begin(), hash.begin() + kShortKey);
    salted.insert(salted.end(), header.salt.begin(), header.salt.end());
  }
  Buffer base = md5(salted);
  base.resize(kShortKey);
  return {false, header.key_bytes, std::move(base)};
}

Buffer Rc4Lock::KeyOf(uint32_t block) const {
  Buffer key = crypto::Hasher(api_ ? EVP_sha1() : EVP_md5())(base_, crypto::Number(block));
  key.resize(key_bytes_);
  if (api_ && key_bytes_ == kShortKey) key.resize(kPaddedKey);
  return key;
}

bool Rc4Lock::Fits(const Header& header) const {
  const Buffer plain = Rc4(KeyOf(0), header.verifier);
  if (plain.size() <= kVerifier) return false;
  const Buffer hash =
      crypto::Hasher(api_ ? EVP_sha1() : EVP_md5())(Bytes(plain).subspan(0, kVerifier));
  return std::equal(hash.begin(), hash.end(), plain.begin() + kVerifier, plain.end());
}

Result<Rc4Lock> Rc4Lock::Open(Bytes bytes, const std::vector<std::string>& passwords) {
  TRY_ASSIGN(const Header header, ReadHeader(bytes));
  if (!PrepareCiphers()) return NotOpenedHere();
  for (const std::string& password : passwords) {
    Rc4Lock lock = Derive(header, password);
    if (lock.Fits(header)) return lock;
  }
  for (const std::string_view password : kDefaultPasswords) {
    Rc4Lock lock = Derive(header, password);
    if (lock.Fits(header)) return lock;
  }
  return NeedsPassword(!passwords.empty());
}

void Rc4Lock::DecryptBlock(uint32_t block, std::span<uint8_t> data) const {
  const Buffer plain = Rc4(KeyOf(block), data);
  std::copy(plain.begin(), plain.end(), data.begin());
}

void Rc4Lock::DecryptStream(std::span<uint8_t> stream, size_t block_bytes) const {
  for (uint32_t block = 0; size_t{block} * block_bytes < stream.size(); ++block) {
    const size_t at = size_t{block} * block_bytes;
    DecryptBlock(block, stream.subspan(at, std::min(block_bytes, stream.size() - at)));
  }
}

}  // namespace niem::extract
