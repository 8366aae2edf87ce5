// Notes and checkpoints against published ones: C2SP's signed-note example, the keys of Go's sumdb
// note package, a checkpoint of sum.golang.org.
#include "ledger/note.h"

#include <gtest/gtest.h>

#include "ledger/checkpoint.h"
#include "ledger/testing.h"

namespace niem::ledger {
namespace {

constexpr std::string_view kExampleKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view kExampleNote =
    "This is an example message.\n\n"
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    "\n";
constexpr std::string_view kGoKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
// The seed inside Go's published test key PRIVATE+KEY+PeterNeumann+….
constexpr std::string_view kGoSeed = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";
constexpr std::string_view kGoText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view kGoSignature =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
constexpr std::string_view kSumDbKey =
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
constexpr std::string_view kSumDbCheckpoint =
    "go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n"
    "— sum.golang.org "
    "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw="
    "\n";

bool Opens(std::string_view note, std::string_view key) {
  const Result<Note> parsed = ParseNote(note);
  return parsed.ok() && VerifyNote(*parsed, {*ParseVerifierKey(key)}).ok();
}

TEST(Note, OpensThePublishedNotes) {
  EXPECT_TRUE(Opens(kExampleNote, kExampleKey));
  EXPECT_TRUE(Opens(std::string(kGoText) + "\n" + std::string(kGoSignature), kGoKey));
  EXPECT_TRUE(Opens(kSumDbCheckpoint, kSumDbKey));
  const Checkpoint checkpoint = *ParseCheckpoint(ParseNote(kSumDbCheckpoint)->text);
  EXPECT_EQ(checkpoint.origin, "go.sum database tree");
  EXPECT_EQ(checkpoint.size, 6476701u);
  EXPECT_EQ(FormatCheckpoint(checkpoint), ParseNote(kSumDbCheckpoint)->text);
}

TEST(Note, SignsByteForByteAsGoDoes) {
  SeedSigner signer(kGoSeed);
  const VerifierKey key{"PeterNeumann", KeyType::kEd25519, signer.public_key()};
  EXPECT_EQ(FormatVerifierKey(key), kGoKey);
  const Signature signature = *signer.Sign(AsBytes(kGoText));
  const Note note{std::string(kGoText),
                  {{key.name, key.Id(), std::string(signature.begin(), signature.end())}}};
  EXPECT_EQ(FormatNote(note), std::string(kGoText) + "\n" + std::string(kGoSignature));
}

// Go's own test: no part and no neighbour of a key is a key.
TEST(Note, RefusesEveryMangledKey) {
  const std::string key(kGoKey);
  for (size_t i = 0; i <= key.size(); ++i) {
    for (size_t j = i + 1; j <= key.size(); ++j) {
      const bool whole = i == 0 && j == key.size();
      ASSERT_EQ(ParseVerifierKey(key.substr(i, j - i)).ok(), whole);
    }
  }
  for (size_t i = 0; i < key.size(); ++i) {
    std::string bent = key;
    ++bent[i];
    ASSERT_FALSE(ParseVerifierKey(bent).ok()) << bent;
  }
  EXPECT_FALSE(
      ParseVerifierKey("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")
          .ok());
  EXPECT_EQ(ParseVerifierKey("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
                .error()
                .code(),
            ErrorCode::kUnsupported);
}

TEST(Note, RefusesEveryChangedByte) {
  const std::string note(kExampleNote);
  for (size_t i = 0; i < note.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::string bent = note;
      bent[i] = static_cast<char>(bent[i] ^ 1 << bit);
      ASSERT_FALSE(Opens(bent, kExampleKey)) << i;
    }
    ASSERT_FALSE(Opens(note.substr(0, i), kExampleKey)) << i;
  }
}

TEST(Note, RefusesMalformedNotes) {
  const std::string line(kGoSignature);
  for (const std::string& bad :
       {std::string(), std::string("\n"), "text\n" + line, std::string("text\n\n"),
        "te\rxt\n\n" + line, "text\n\n" + line + "\n", "text\n\n" + line + "x",
        "te\xffxt\n\n" + line, std::string("text\n\n— a+b AAAAAAA=\n"),
        std::string("text\n\n— a\u00a0b AAAAAAA=\n"), std::string("text\n\n— a AAAA\n"),
        std::string("text\n\n— a AAAAAAB=\n"), std::string("text\n\n- a AAAAAAA=\n")}) {
    EXPECT_FALSE(ParseNote(bad).ok()) << bad;
  }
  const Result<Note> odd = ParseNote("a\n\nb\n\n" + line);
  ASSERT_TRUE(odd.ok()) << "a text may hold empty lines";
  EXPECT_EQ(odd->text, "a\n\nb\n");
}

TEST(Note, TooManySignaturesAreRefusedButSixteenAreNot) {
  std::string many = "text\n\n";
  for (int i = 0; i < 16; ++i) many += kGoSignature;
  EXPECT_TRUE(ParseNote(many).ok());
  for (size_t i = 0; i < kMaxNoteSignatures; ++i) many += kGoSignature;
  EXPECT_FALSE(ParseNote(many).ok());
}

TEST(Checkpoint, RefusesMalformedBodies) {
  const std::string root = "mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n";
  EXPECT_TRUE(ParseCheckpoint("o\n0\n" + root).ok());
  EXPECT_TRUE(ParseCheckpoint("o\n18446744073709551615\n" + root + "more\n").ok());
  for (const std::string& bad :
       {"\n1\n" + root, "o\n01\n" + root, "o\n+1\n" + root, "o\n-1\n" + root, "o\n\n" + root,
        "o\n18446744073709551616\n" + root, "o\n1 \n" + root, std::string("o\n1\n"),
        std::string("o\n1\nAAAA\n"), "o\n1\n" + root + "\n", "o\n1\n" + root + "cut",
        std::string("o\n1\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wl=\n")}) {
    EXPECT_FALSE(ParseCheckpoint(bad).ok()) << bad;
  }
}

TEST(Checkpoint, SignedAndCosigned) {
  SeedSigner log("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  SeedSigner witness("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  const Checkpoint checkpoint{"niem.example/so", 12, EmptyRoot(), {}};
  const std::string note = *SignCheckpoint(checkpoint, log);
  const std::string cosigned = *Cosign(note, "niem.example/nhan-chung", 1679315147, witness);
  const VerifierKey log_key{"niem.example/so", KeyType::kEd25519, log.public_key()};
  const VerifierKey witness_key{"niem.example/nhan-chung", KeyType::kCosignature,
                                witness.public_key()};
  const Result<OpenedCheckpoint> opened = OpenCheckpoint(cosigned, {log_key, witness_key});
  ASSERT_TRUE(opened.ok()) << opened.error().message().en;
  EXPECT_EQ(opened->checkpoint, checkpoint);
  ASSERT_EQ(opened->signatures.size(), 2u);
  EXPECT_EQ(opened->signatures[1].timestamp, 1679315147u);
  EXPECT_FALSE(OpenCheckpoint(cosigned, {witness_key}).ok()) << "a witness alone is not enough";
  EXPECT_FALSE(OpenCheckpoint(note, {{"other", KeyType::kEd25519, log.public_key()}}).ok());
  EXPECT_EQ(*ParseVerifierKey(FormatVerifierKey(witness_key)), witness_key);
}

// The message of the example in c2sp.org/tlog-cosignature.
TEST(Checkpoint, CosignedMessageIsTheSpecifiedOne) {
  EXPECT_EQ(CosignedMessage(1679315147,
                            "example.com/behind-the-sofa\n20852163\n"
                            "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
            "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
            "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
}

}  // namespace
}  // namespace niem::ledger
