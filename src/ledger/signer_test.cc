// Keys: sealed files, and a real PKCS#11 module (SoftHSM) with its token in a temporary folder.
#include "ledger/signer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/secret.h"
#include "ledger/base64.h"
#include "ledger/pkcs11_signer.h"
#include "ledger/sealed_key.h"

namespace niem::ledger {
namespace {

SecretBuffer Secret(std::string_view text) {
  return SecretBuffer::Copy(AsBytes(text)).value();
}

TEST(SealedKey, OpensWithItsPasswordOnly) {
  const std::string file = *NewSealedKey(Secret("mật khẩu dài"), kLowestPasswordCost);
  Result<std::unique_ptr<Signer>> signer = OpenSealedKey(file, Secret("mật khẩu dài"));
  ASSERT_TRUE(signer.ok()) << signer.error().message().en;
  const Signature signature = *(*signer)->Sign(AsBytes("xin chào"));
  EXPECT_TRUE(VerifyEd25519((*signer)->public_key(), AsBytes("xin chào"), signature));
  EXPECT_FALSE(VerifyEd25519((*signer)->public_key(), AsBytes("xin chao"), signature));
  EXPECT_EQ(OpenSealedKey(file, Secret("mật khẩu")).error().code(), ErrorCode::kEncrypted);
}

TEST(SealedKey, EveryChangedByteIsRefused) {
  const std::string file = *NewSealedKey(Secret("p"), kLowestPasswordCost);
  for (size_t i = 0; i < file.size(); ++i) {
    std::string bent = file;
    bent[i] = static_cast<char>(bent[i] ^ 1);
    EXPECT_FALSE(OpenSealedKey(bent, Secret("p")).ok()) << i;
    EXPECT_FALSE(OpenSealedKey(file.substr(0, i), Secret("p")).ok()) << i;
  }
  EXPECT_FALSE(OpenSealedKey(file + "\n", Secret("p")).ok());
}

TEST(SealedKey, AFileCannotAskForUnboundedWork) {
  std::string file = *NewSealedKey(Secret("p"), kLowestPasswordCost);
  file.replace(file.find("argon2id13 8 1"), 14, "argon2id13 4294967295 1");
  EXPECT_EQ(OpenSealedKey(file, Secret("p")).error().code(), ErrorCode::kCorrupt);
}

TEST(SealedKey, ResealsTheSameKey) {
  const std::string file = *NewSealedKey(Secret("cũ"), kLowestPasswordCost);
  const std::string again = *ResealKey(file, Secret("cũ"), Secret("mới"), kLowestPasswordCost);
  EXPECT_FALSE(OpenSealedKey(again, Secret("cũ")).ok());
  EXPECT_EQ((*OpenSealedKey(again, Secret("mới")))->public_key(),
            (*OpenSealedKey(file, Secret("cũ")))->public_key());
}

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";

class SoftToken : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kModule)) GTEST_SKIP() << "softhsm2 is not installed";
    std::string name = testing::TempDir() + "niem_softhsm_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::filesystem::create_directory(folder_ / "tokens");
    std::ofstream(folder_ / "conf") << "directories.tokendir = " << (folder_ / "tokens").string()
                                    << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    setenv("SOFTHSM2_CONF", (folder_ / "conf").c_str(), 1);
    ASSERT_EQ(std::system("softhsm2-util --init-token --free --label 'niem thử' --so-pin 11223344 "
                          "--pin 5566 >/dev/null 2>&1"),
              0);
  }

  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  void ASealedFileFindsTheKeyAgain();

  std::filesystem::path folder_;
};

void SoftToken::ASealedFileFindsTheKeyAgain() {
  const Pkcs11Key where{kModule, "niem thử", "sổ cái 2"};
  const Result<std::string> file =
      NewTokenKey(where, Secret("5566"), Secret("cũ"), kLowestPasswordCost);
  ASSERT_TRUE(file.ok()) << file.error().message().en;
  EXPECT_EQ(file->find("5566"), file->npos);
  EXPECT_EQ(OpenSealedKey(*file, Secret("sai")).error().code(), ErrorCode::kEncrypted);
  const std::string again = *ResealKey(*file, Secret("cũ"), Secret("mới"), kLowestPasswordCost);
  EXPECT_EQ(OpenSealedKey(again, Secret("cũ")).error().code(), ErrorCode::kEncrypted);
  const auto signer = OpenSealedKey(again, Secret("mới"));
  ASSERT_TRUE(signer.ok()) << signer.error().message().en;
  const Result<Signature> signature = (*signer)->Sign(AsBytes("xin chào"));
  ASSERT_TRUE(signature.ok());
  EXPECT_TRUE(VerifyEd25519((*signer)->public_key(), AsBytes("xin chào"), *signature));
  for (size_t i = 0; i < file->size(); ++i) {
    std::string bent = *file;
    bent[i] = static_cast<char>(bent[i] ^ 1);
    EXPECT_FALSE(OpenSealedKey(bent, Secret("cũ")).ok()) << i;
  }
  // The file of one key, with the label of another.
  std::string other = *file;
  const size_t label = other.find("\nlabel ") + 7;
  other.replace(label, other.find('\n', label) - label, EncodeBase64(AsBytes("sổ cái")));
  EXPECT_EQ(OpenSealedKey(other, Secret("cũ")).error().code(), ErrorCode::kEncrypted);
}

// One test, since a module is loaded once a process and reads its configuration then.
TEST_F(SoftToken, MakesFindsAndUsesAKey) {
  const Pkcs11Key where{kModule, "niem thử", "sổ cái"};
  EXPECT_EQ(OpenPkcs11Signer({"/no/such/module.so", "", ""}, Secret("5566")).error().code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(OpenPkcs11Signer({kModule, "khác", "sổ cái"}, Secret("5566")).error().code(),
            ErrorCode::kNotFound);
  const Result<std::unique_ptr<Signer>> wrong = OpenPkcs11Signer(where, Secret("0000"));
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().code(), ErrorCode::kPermission);
  EXPECT_NE(wrong.error().message().vi.find("PIN không đúng"), std::string::npos);
  EXPECT_EQ(OpenPkcs11Signer(where, Secret("5566")).error().code(), ErrorCode::kNotFound);

  PublicKey key;
  {
    Result<std::unique_ptr<Signer>> made = NewPkcs11Key(where, Secret("5566"));
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    key = (*made)->public_key();
    EXPECT_EQ(NewPkcs11Key(where, Secret("5566")).error().code(), ErrorCode::kInvalidArgument);
  }
  Result<std::unique_ptr<Signer>> signer = OpenPkcs11Signer(where, Secret("5566"));
  ASSERT_TRUE(signer.ok()) << signer.error().message().en;
  EXPECT_EQ((*signer)->public_key(), key);
  for (const std::string_view message : {"", "một", "hai"}) {
    const Result<Signature> signature = (*signer)->Sign(AsBytes(message));
    ASSERT_TRUE(signature.ok()) << signature.error().message().en;
    EXPECT_TRUE(VerifyEd25519(key, AsBytes(message), *signature));
  }
  ASealedFileFindsTheKeyAgain();
}

}  // namespace
}  // namespace niem::ledger
