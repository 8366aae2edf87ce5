#include "disk/testing/locked_volume.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/digest.h"

namespace niem::disk::testing {
namespace {

constexpr size_t kSector = 512, kHeaderBytes = 8192, kBlock = 0x10000;
constexpr uint16_t kVmkEntry = 2, kFvekEntry = 3, kHeaderEntry = 15;
constexpr uint16_t kKey = 1, kStretch = 3, kCcm = 5, kVmk = 8, kOffsetAndSize = 15;
constexpr uint16_t kClearRange = 0, kRecoveryRange = 0x800, kPasswordRange = 0x2000;
constexpr uint32_t kCcmMethod = 0x2003, kStretchMethod = 0x1000;  // as Windows writes them

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* at) const { EVP_CIPHER_CTX_free(at); }
};

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const uint8_t* BytesOf(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

template <typename Number>
std::string Le(Number value) {
  std::string out;
  for (size_t i = 0; i < sizeof value; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

void PutAt(std::string& out, size_t at, std::string_view bytes) {
  out.replace(at, bytes.size(), bytes);
}

std::string Hashed(std::string_view text) {
  const auto digest = Sha256Of(AsBytes(text));
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// `size` bytes that follow from a name.
std::string Made(std::string_view name, size_t size) {
  std::string out;
  for (int i = 0; out.size() < size; ++i) out += Hashed(std::string(name) + std::to_string(i));
  return out.substr(0, size);
}

std::string Entry(uint16_t type, uint16_t value, const std::string& data) {
  const auto size = static_cast<uint16_t>(8 + data.size());
  return Le(size) + Le(type) + Le(value) + Le(uint16_t{1}) + data;
}

std::string KeyEntry(uint32_t method, const std::string& key) {
  return Entry(0, kKey, Le(method) + key);
}

// AES-256-CCM with nonces of 12 bytes; Windows numbers them.
std::string Sealed(const std::string& key, uint32_t number, const std::string& plain) {
  const std::string nonce = Le(uint64_t{0x01da000000000000}) + Le(number);
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::string out(plain.size(), '\0'), tag(16, '\0');
  int done = 0;
  auto* to = reinterpret_cast<uint8_t*>(out.data());
  const int size = static_cast<int>(plain.size());
  const bool ok =
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_ccm(), nullptr, nullptr, nullptr) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_IVLEN, 12, nullptr) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, 16, nullptr) == 1 &&
      EVP_EncryptInit_ex(cipher.get(), nullptr, nullptr, BytesOf(key), BytesOf(nonce)) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &done, nullptr, size) == 1 &&
      EVP_EncryptUpdate(cipher.get(), to, &done, BytesOf(plain), size) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, 16, tag.data()) == 1;
  return ok ? nonce + tag + out : std::string();
}

// A million rounds of SHA-256 over the last, the first, the salt and their number.
std::string Stretched(const std::string& first, const std::string& salt) {
  std::string all = std::string(32, '\0') + first + salt + std::string(8, '\0');
  for (uint64_t count = 0; count < 0x100000; ++count) {
    std::memcpy(all.data() + 80, &count, sizeof count);
    const auto digest = Sha256Of(AsBytes(all));
    std::memcpy(all.data(), digest.data(), digest.size());
  }
  return all.substr(0, 32);
}

std::string Wide(std::string_view ascii) {
  std::string out;
  for (const char c : ascii) out += c, out += '\0';
  return out;
}

std::string BytesOfRecoveryKey(const std::string& key) {
  std::string out;
  for (size_t group = 0; group < 8; ++group) {
    const unsigned long number = std::stoul(key.substr(group * 7, 6));
    out += Le(static_cast<uint16_t>(number / 11));
  }
  return out;
}

std::string VmkEntry(std::string_view name, uint16_t range, const std::string& nested) {
  const std::string changed = Le(uint64_t{0x01da000000000000}) + Le(uint16_t{0}) + Le(range);
  return Entry(kVmkEntry, kVmk, Made(name, 16) + changed + nested);
}

std::string StretchedVmk(std::string_view name, uint16_t range, const std::string& secret,
                         const std::string& vmk) {
  const std::string salt = Made(std::string(name) + " salt", 16);
  const std::string key = Stretched(Hashed(secret), salt);
  const std::string stretch = Entry(0, kStretch, Le(kStretchMethod) + salt);
  return VmkEntry(name, range, stretch + Entry(0, kCcm, Sealed(key, range, vmk)));
}

struct Places {
  uint64_t size = 0, header = 0;
  std::array<uint64_t, 3> metadata{};
};

Places PlacesBehind(size_t plain) {
  const uint64_t tail = (plain + kBlock - 1) / kBlock * kBlock;
  return {tail + 4 * kBlock, tail + 3 * kBlock, {tail, tail + kBlock, tail + 2 * kBlock}};
}

std::string EntriesOf(const Places& places, LockCipher cipher, const std::string& fvek,
                      const Protectors& protectors) {
  const std::string vmk = Made("volume master key", 32);
  const std::string vmk_entry = KeyEntry(kCcmMethod, vmk);
  std::string entries;
  if (protectors.clear) {
    const std::string key = Made("clear key", 32);
    entries += VmkEntry("clear", kClearRange,
                        KeyEntry(kCcmMethod, key) + Entry(0, kCcm, Sealed(key, 1, vmk_entry)));
  }
  if (!protectors.recovery.empty()) {
    entries += StretchedVmk("recovery", kRecoveryRange, BytesOfRecoveryKey(protectors.recovery),
                            vmk_entry);
  }
  if (!protectors.password.empty()) {
    entries +=
        StretchedVmk("password", kPasswordRange, Hashed(Wide(protectors.password)), vmk_entry);
  }
  entries += Entry(kFvekEntry, kCcm, Sealed(vmk, 3, KeyEntry(static_cast<uint32_t>(cipher), fvek)));
  return entries +
         Entry(kHeaderEntry, kOffsetAndSize, Le(places.header) + Le(uint64_t{kHeaderBytes}));
}

std::string Metadata(const Places& places, LockCipher cipher, const std::string& entries) {
  const auto size = static_cast<uint32_t>(48 + entries.size());
  std::string set = Le(size) + Le(uint32_t{1}) + Le(uint32_t{48}) + Le(size);
  set += Made("volume identifier", 16) + Le(uint32_t{4}) + Le(static_cast<uint32_t>(cipher));
  set += Le(uint64_t{0x01da000000000000}) + entries;
  set.resize((set.size() + 15) / 16 * 16, '\0');
  const auto units = static_cast<uint16_t>((64 + set.size()) / 16);
  constexpr uint16_t kVersion = 2, kEncrypted = 4;
  std::string block = "-FVE-FS-" + Le(units) + Le(kVersion) + Le(kEncrypted) + Le(kEncrypted);
  block += Le(places.size) + Le(uint32_t{0}) + Le(uint32_t{kHeaderBytes / kSector});
  for (const uint64_t at : places.metadata) block += Le(at);
  block += Le(places.header) + set;
  const auto crc =
      static_cast<uint32_t>(::crc32(0, BytesOf(block), static_cast<unsigned int>(block.size())));
  return block + Le(uint16_t{8}) + Le(kVersion) + Le(crc);
}

std::string VolumeHeader(const Places& places) {
  std::string header(kSector, '\0');
  PutAt(header, 0, std::string_view("\xeb\x58\x90-FVE-FS-", 11));
  PutAt(header, 11, Le(static_cast<uint16_t>(kSector)) + '\x08');
  header[21] = '\xf8';
  PutAt(header, 160,
        std::string_view("\x3b\xd6\x67\x49\x29\x2e\xd8\x4a\x83\x99\xf6\xa3\x39\xe3"
                         "\xd0\x01",
                         16));
  for (size_t i = 0; i < 3; ++i) PutAt(header, 176 + 8 * i, Le(places.metadata[i]));
  PutAt(header, 510, "\x55\xaa");
  return header;
}

// Each sector by itself, under its number.
bool Encrypt(std::string& volume, size_t from, size_t bytes, LockCipher cipher,
             const std::string& key) {
  const EVP_CIPHER* kind = cipher == LockCipher::kXts128 ? EVP_aes_128_xts() : EVP_aes_256_xts();
  const Cipher at(EVP_CIPHER_CTX_new());
  if (EVP_EncryptInit_ex(at.get(), kind, nullptr, BytesOf(key), nullptr) != 1) return false;
  for (size_t sector = from / kSector; sector < (from + bytes) / kSector; ++sector) {
    const std::string tweak = Le(uint64_t{sector}) + std::string(8, '\0');
    auto* data = reinterpret_cast<uint8_t*>(volume.data() + sector * kSector);
    int done = 0;
    if (EVP_EncryptInit_ex(at.get(), nullptr, nullptr, nullptr, BytesOf(tweak)) != 1 ||
        EVP_EncryptUpdate(at.get(), data, &done, data, kSector) != 1) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string LockedVolume(std::string_view plain, LockCipher cipher, const Protectors& protectors) {
  if (plain.size() % kSector != 0 || plain.size() < kHeaderBytes) return {};
  const Places places = PlacesBehind(plain.size());
  const std::string fvek = Made("volume key", cipher == LockCipher::kXts128 ? 32 : 64);
  std::string volume(plain);
  volume.resize(static_cast<size_t>(places.size), '\0');
  PutAt(volume, static_cast<size_t>(places.header), plain.substr(0, kHeaderBytes));
  if (!Encrypt(volume, 0, volume.size(), cipher, fvek)) return {};
  PutAt(volume, 0, std::string(kHeaderBytes, '\0'));
  PutAt(volume, 0, VolumeHeader(places));
  const std::string metadata =
      Metadata(places, cipher, EntriesOf(places, cipher, fvek, protectors));
  for (const uint64_t at : places.metadata) PutAt(volume, static_cast<size_t>(at), metadata);
  return volume;
}

std::string RecoveryKeyOf(std::string_view seed) {
  const std::string bytes = Made(seed, 16);
  std::string key;
  for (size_t i = 0; i < 16; i += 2) {
    const unsigned number =
        11 * (static_cast<uint8_t>(bytes[i]) + 256U * static_cast<uint8_t>(bytes[i + 1]));
    std::array<char, 16> group{};
    std::snprintf(group.data(), group.size(), "%s%06u", i == 0 ? "" : "-", number);
    key += group.data();
  }
  return key;
}

}  // namespace niem::disk::testing
