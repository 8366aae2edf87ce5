#include "minutes/signature.h"

#include <gtest/gtest.h>

#include "base/secret.h"
#include "ledger/sealed_key.h"
#include "verify/report_proof.h"

namespace niem::minutes {
namespace {

constexpr std::string_view kReport = "{\n \"format\": \"niem-audit/1\"\n}\n";
constexpr std::string_view kTime = "2026-11-23T06:13:01Z";

std::unique_ptr<ledger::Signer> NewSigner() {
  const SecretBuffer password = *SecretBuffer::Copy(AsBytes(std::string("mật khẩu dài")));
  return *ledger::OpenSealedKey(*ledger::NewSealedKey(password, kLowestPasswordCost), password);
}

class SignatureTest : public ::testing::Test {
 protected:
  SignatureTest() : signer_(NewSigner()), file_(*SignReport(kReport, kTime, *signer_)) {
    EXPECT_TRUE(verify::StartCrypto());
  }

  static bool Proves(std::string_view report, std::string_view file,
                     const std::vector<verify::Key>& trusted = {}) {
    verify::ReportProof proof;
    return !verify::CheckReport(report, file, trusted, &proof);
  }

  std::unique_ptr<ledger::Signer> signer_;
  std::string file_;
};

TEST_F(SignatureTest, ProvesByTheKeyThatSigned) {
  verify::ReportProof proof;
  EXPECT_FALSE(verify::CheckReport(kReport, file_, {}, &proof));
  EXPECT_EQ(proof.key, ReportKeyText(signer_->public_key()));
  EXPECT_EQ(proof.time, kTime);
  EXPECT_EQ(proof.bytes, kReport.size());
  EXPECT_FALSE(proof.trusted);
  EXPECT_FALSE(verify::CheckReport(
      kReport, file_, {*verify::ParseKey(ReportKeyText(signer_->public_key()))}, &proof));
  EXPECT_TRUE(proof.trusted);
}

TEST_F(SignatureTest, EveryChangedByteOfTheSignatureFileRefuses) {
  for (size_t i = 0; i < file_.size(); ++i) {
    for (const int bit : {0x01, 0x20, 0x80}) {
      std::string bent = file_;
      bent[i] = static_cast<char>(bent[i] ^ bit);
      EXPECT_FALSE(Proves(kReport, bent)) << i;
    }
    EXPECT_FALSE(Proves(kReport, file_.substr(0, i))) << i;
    EXPECT_FALSE(Proves(kReport, file_.substr(0, i) + " " + file_.substr(i))) << i;
  }
}

TEST_F(SignatureTest, EveryChangedByteOfTheReportRefuses) {
  for (size_t i = 0; i < kReport.size(); ++i) {
    std::string bent(kReport);
    bent[i] = static_cast<char>(bent[i] ^ 0x01);
    EXPECT_FALSE(Proves(bent, file_)) << i;
    EXPECT_FALSE(Proves(bent.substr(0, i), file_)) << i;
  }
  EXPECT_FALSE(Proves(std::string(kReport) + " ", file_));
}

TEST_F(SignatureTest, AnotherKeyIsNotTheTrustedOne) {
  const auto other = NewSigner();
  const std::vector<verify::Key> trusted = {
      *verify::ParseKey(ReportKeyText(signer_->public_key()))};
  const std::string by_other = *SignReport(kReport, kTime, *other);
  EXPECT_TRUE(Proves(kReport, by_other));
  EXPECT_FALSE(Proves(kReport, by_other, trusted));
  // The trusted key's name over the other key's signature.
  std::string mixed = by_other;
  const std::string key = ReportKeyText(other->public_key());
  mixed.replace(mixed.find(key), key.size(), ReportKeyText(signer_->public_key()));
  EXPECT_FALSE(Proves(kReport, mixed, trusted));
}

}  // namespace
}  // namespace niem::minutes
