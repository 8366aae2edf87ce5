#include "extract/odf_crypto.h"

#include <libdeflate.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "extract/offcrypto.h"
#include "extract/offcrypto_parts.h"
#include "extract/xml_tools.h"

namespace niem::extract {
namespace {

using crypto::Buffer;

constexpr uint32_t kMaxSpins = 2'000'000;
constexpr size_t kMaxKey = 32;
constexpr size_t kChecked = 1024;  // the checksum is of the part's first bytes
constexpr uint64_t kMaxRatio = 1100;

Buffer BytesOf(pugi::xml_node node, Name name) {
  const std::string_view text = Attribute(node, name);
  return text.size() > 4096 ? Buffer() : crypto::Base64(text);
}

bool IsBlowfish(std::string_view cipher) {
  return cipher.find("lowfish") != std::string_view::npos;
}

const EVP_CIPHER* CipherOf(std::string_view name, size_t key_bytes) {
  if (IsBlowfish(name)) return EVP_bf_cfb64();
  if (name.find("-cbc") == std::string_view::npos) return nullptr;
  switch (key_bytes) {
    case 16:
      return EVP_aes_128_cbc();
    case 24:
      return EVP_aes_192_cbc();
    case 32:
      return EVP_aes_256_cbc();
    default:
      return nullptr;
  }
}

const EVP_MD* HashOf(std::string_view name) {
  return name.find("256") != std::string_view::npos ? EVP_sha256() : EVP_sha1();
}

std::string Decipher(const EVP_CIPHER* cipher, Bytes key, Bytes iv, Bytes data) {
  crypto::Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  std::string out(data.size() + EVP_MAX_BLOCK_LENGTH, '\0');
  int size = 0;
  if (!context || cipher == nullptr || data.size() > INT32_MAX ||
      EVP_DecryptInit_ex(context.get(), cipher, nullptr, nullptr, nullptr) != 1 ||
      EVP_CIPHER_CTX_set_key_length(context.get(), static_cast<int>(key.size())) != 1 ||
      iv.size() < static_cast<size_t>(EVP_CIPHER_CTX_get_iv_length(context.get())) ||
      EVP_DecryptInit_ex(context.get(), nullptr, nullptr, key.data(), iv.data()) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_DecryptUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                        data.data(), static_cast<int>(data.size())) != 1) {
    return {};
  }
  out.resize(static_cast<size_t>(size));
  return out;
}

}  // namespace

bool OdfLock::ReadManifest(std::string manifest) {
  pugi::xml_document xml;
  if (!xml.load_buffer(manifest.data(), manifest.size())) return false;
  const pugi::xml_node root = xml.document_element();
  for (pugi::xml_node entry = root.first_child(); entry; entry = entry.next_sibling()) {
    const pugi::xml_node locked = Child(entry, "encryption-data");
    if (!locked) continue;
    const pugi::xml_node algorithm = Child(locked, "algorithm");
    const pugi::xml_node derivation = Child(locked, "key-derivation");
    const pugi::xml_node start = Child(locked, "start-key-generation");
    Part part;
    part.cipher = Attribute(algorithm, "algorithm-name");
    part.iv = BytesOf(algorithm, "initialisation-vector");
    part.salt = BytesOf(derivation, "salt");
    part.spins = derivation.attribute("manifest:iteration-count").as_uint();
    part.key_bytes = derivation.attribute("manifest:key-size").as_uint(16);
    part.checksum_kind = Attribute(locked, "checksum-type");
    part.checksum = BytesOf(locked, "checksum");
    part.start_hash = Attribute(start, "start-key-generation-name");
    part.size = entry.attribute("manifest:size").as_ullong();
    const bool known = Attribute(derivation, "key-derivation-name").ends_with("PBKDF2") ||
                       Attribute(derivation, "key-derivation-name").ends_with("#pbkdf2");
    if (!known || part.key_bytes == 0 || part.key_bytes > kMaxKey || part.spins == 0 ||
        part.spins > kMaxSpins || CipherOf(part.cipher, part.key_bytes) == nullptr) {
      return false;
    }
    parts_.emplace(Attribute(entry, "full-path"), std::move(part));
  }
  return !parts_.empty();
}

std::string OdfLock::Decrypt(const Part& part, std::string_view password, std::string_view bytes) {
  const Buffer start = crypto::Hasher(HashOf(part.start_hash))(AsBytes(password));
  Buffer key(part.key_bytes);
  if (PKCS5_PBKDF2_HMAC_SHA1(reinterpret_cast<const char*>(start.data()),
                             static_cast<int>(start.size()), part.salt.data(),
                             static_cast<int>(part.salt.size()), static_cast<int>(part.spins),
                             static_cast<int>(key.size()), key.data()) != 1) {
    return {};
  }
  std::string packed =
      Decipher(CipherOf(part.cipher, part.key_bytes), key, part.iv, AsBytes(bytes));
  if (!IsBlowfish(part.cipher)) {
    const size_t padding = packed.empty() ? 0 : static_cast<unsigned char>(packed.back());
    if (padding == 0 || padding > packed.size()) return {};
    packed.resize(packed.size() - padding);
  }
  const Buffer digest = crypto::Hasher(HashOf(part.checksum_kind))(
      AsBytes(std::string_view(packed).substr(0, kChecked)));
  return digest == part.checksum ? packed : std::string();
}

Result<OdfLock> OdfLock::Open(std::string manifest, const ZipReader& zip,
                              const std::vector<std::string>& passwords) {
  OdfLock lock;
  if (!lock.ReadManifest(std::move(manifest)) || !PrepareCiphers()) return NotOpenedHere();
  // All parts have the same password: the main one tells whether it fits.
  auto tried = lock.parts_.find("content.xml");
  if (tried == lock.parts_.end()) tried = lock.parts_.begin();
  const std::optional<size_t> index = zip.Find(tried->first);
  std::string bytes;
  if (!index) return crypto::Damaged();
  TRY(zip.Read(*index, passwords, bytes));
  for (const std::string& password : passwords) {
    if (Decrypt(tried->second, password, bytes).empty()) continue;
    lock.password_ = password;
    return lock;
  }
  return NeedsPassword(!passwords.empty());
}

Status OdfLock::Unlock(std::string_view name, std::string& bytes, Context& context) const {
  const auto found = parts_.find(name);
  if (found == parts_.end()) return Ok();
  const Part& part = found->second;
  const std::string packed = Decrypt(part, password_, bytes);
  bytes.clear();
  if (packed.empty()) return crypto::Damaged();
  TRY(context.AdmitBytes(packed.size(), part.size));
  bytes.resize(std::min<uint64_t>(part.size, packed.size() * kMaxRatio));
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflate(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  size_t written = 0;
  if (!inflate ||
      libdeflate_deflate_decompress(inflate.get(), packed.data(), packed.size(), bytes.data(),
                                    bytes.size(), &written) != LIBDEFLATE_SUCCESS) {
    bytes.clear();
    return crypto::Damaged();
  }
  bytes.resize(written);
  return Ok();
}

}  // namespace niem::extract
