#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

#include "base/aead.h"
#include "base/digest.h"
#include "base/password_hash.h"
#include "base/secret.h"

namespace niem {
namespace {

std::span<uint8_t> Writable(std::string& text) {
  return {reinterpret_cast<uint8_t*>(text.data()), text.size()};
}

TEST(SecretBuffer, MovesComparesAndClones) {
  SecretBuffer a = *SecretBuffer::Copy(AsBytes("khóa"));
  SecretBuffer b = *a.Clone();
  EXPECT_TRUE(a.Equals(b.bytes()));
  EXPECT_FALSE(a.Equals(AsBytes("khó")));
  const SecretBuffer c = std::move(a);
  EXPECT_TRUE(c.Equals(AsBytes("khóa")));
  b = SecretBuffer();
  EXPECT_TRUE(b.empty());
  EXPECT_TRUE(b.Equals({}));
  const SecretBuffer x = *SecretBuffer::Random(32);
  const SecretBuffer y = *SecretBuffer::Random(32);
  EXPECT_FALSE(x.Equals(y.bytes()));
}

struct Vector {
  uint8_t key_byte;
  std::string_view associated;
  std::string_view sealed;
};

// The two vectors of https://c2sp.org/XAES-256-GCM.
TEST(Aead, AgreesWithThePublishedVectors) {
  const Vector vectors[] = {
      {1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
      {3, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"}};
  for (const Vector& vector : vectors) {
    const std::string key(32, static_cast<char>(vector.key_byte));
    Aead aead = *Aead::Create(AsBytes(key));
    const std::string_view plain = "XAES-256-GCM";
    std::string out(plain.size(), '\0');
    std::string tag(kAeadTagSize, '\0');
    ASSERT_TRUE(aead.SealWithNonceForTest(AsBytes("ABCDEFGHIJKLMNOPQRSTUVWX"),
                                          AsBytes(vector.associated), AsBytes(plain), Writable(out),
                                          Writable(tag))
                    .ok());
    EXPECT_EQ(ToHex(AsBytes(out + tag)), vector.sealed);
  }
}

TEST(Aead, OpensWhatItSealedAndNothingElse) {
  const SecretBuffer key = *SecretBuffer::Random(kAeadKeySize);
  for (const size_t size : {size_t{0}, size_t{1}, size_t{24}, size_t{4096}}) {
    const std::string plain(size, 'n');
    const std::string sealed = *SealMessage(key.bytes(), AsBytes("chỗ 1"), AsBytes(plain));
    const Result<SecretBuffer> opened = OpenMessage(key.bytes(), AsBytes("chỗ 1"), AsBytes(sealed));
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(AsText(opened->bytes()), plain);
    EXPECT_FALSE(OpenMessage(key.bytes(), AsBytes("chỗ 2"), AsBytes(sealed)).ok());
    for (size_t at = 0; at < sealed.size(); at += 1 + sealed.size() / 97) {
      std::string changed = sealed;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      const Result<SecretBuffer> broken =
          OpenMessage(key.bytes(), AsBytes("chỗ 1"), AsBytes(changed));
      ASSERT_FALSE(broken.ok()) << at;
      EXPECT_EQ(broken.error().code(), ErrorCode::kCorrupt);
    }
  }
  EXPECT_FALSE(OpenMessage(key.bytes(), {}, AsBytes("short")).ok());
  EXPECT_FALSE(Aead::Create(AsBytes("short")).ok());
}

TEST(Aead, NeverRepeatsANonce) {
  const SecretBuffer key = *SecretBuffer::Random(kAeadKeySize);
  Aead aead = *Aead::Create(key.bytes());
  std::set<std::string> nonces;
  std::array<uint8_t, kAeadOverhead> seal{};
  for (int i = 0; i < 20000; ++i) {
    ASSERT_TRUE(aead.Seal({}, {}, {}, seal).ok());
    ASSERT_TRUE(nonces.emplace(AsText(Bytes(seal).first(kAeadNonceSize))).second);
  }
}

TEST(PasswordHash, KeepsItsParametersInTheString) {
  const std::string stored = *HashPassword(AsBytes("mật khẩu dài"), kLowestPasswordCost);
  EXPECT_EQ(stored.rfind("$argon2id$v=19$m=8,t=1,p=1$", 0), 0u) << stored;
  EXPECT_TRUE(VerifyPassword(stored, AsBytes("mật khẩu dài")));
  EXPECT_FALSE(VerifyPassword(stored, AsBytes("mật khẩu dai")));
  EXPECT_FALSE(VerifyPassword("", AsBytes("x")));
  EXPECT_FALSE(VerifyPassword(std::string(5000, '$'), AsBytes("x")));
  EXPECT_TRUE(NeedsRehash(stored));
  EXPECT_FALSE(NeedsRehash(stored, kLowestPasswordCost));
  EXPECT_NE(stored, *HashPassword(AsBytes("mật khẩu dài"), kLowestPasswordCost));
}

TEST(PasswordHash, DefaultsTo64MiB) {
  const std::string stored = *HashPassword(AsBytes("x"));
  EXPECT_EQ(stored.rfind("$argon2id$v=19$m=65536,t=3,p=1$", 0), 0u) << stored;
  EXPECT_FALSE(NeedsRehash(stored));
}

TEST(PasswordHash, DerivesTheSameKeyFromTheSameSalt) {
  const std::array<uint8_t, kPasswordSaltSize> salt = {1, 2, 3};
  const std::array<uint8_t, kPasswordSaltSize> other = {1, 2, 4};
  const SecretBuffer a = *DeriveKey(AsBytes("pass"), salt, 32, kLowestPasswordCost);
  EXPECT_TRUE(a.Equals(DeriveKey(AsBytes("pass"), salt, 32, kLowestPasswordCost)->bytes()));
  EXPECT_FALSE(a.Equals(DeriveKey(AsBytes("pass"), other, 32, kLowestPasswordCost)->bytes()));
  EXPECT_FALSE(DeriveKey(AsBytes("pass"), salt, 32, {1, 1}).ok());
}

}  // namespace
}  // namespace niem
