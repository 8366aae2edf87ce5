#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/html.h"
#include "base/redact.h"
#include "base/result.h"
#include "base/uri.h"

namespace niem {
namespace {

Result<int> Half(int value) {
  if (value % 2 != 0) return Error(ErrorCode::kInvalidArgument, {"số lẻ", "odd number"});
  return value / 2;
}

Result<int> Quarter(int value) {
  TRY_ASSIGN(const int half, Half(value));
  return Half(half);
}

TEST(Result, CarriesValuesAndErrors) {
  EXPECT_EQ(*Quarter(12), 3);
  ASSERT_FALSE(Quarter(6).ok());
  EXPECT_EQ(Quarter(6).error().message().vi, "số lẻ");
}

TEST(Result, EveryErrorCodeHasAStableName) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::kDisconnected); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    EXPECT_EQ(ErrorCodeFromName(ErrorCodeName(code)), code);
  }
  EXPECT_FALSE(ErrorCodeFromName("no such code").has_value());
}

TEST(ByteReader, NeverReadsPastTheEnd) {
  const uint8_t raw[] = {1, 2, 3, 4, 5};
  ByteReader reader{Bytes(raw)};
  EXPECT_EQ(reader.U32(), 0x04030201u);
  EXPECT_EQ(reader.U16(), 0);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.U8(), 0) << "a failed reader stays failed";
  EXPECT_TRUE(Slice(Bytes(raw), 9, 2).empty());
  EXPECT_EQ(Slice(Bytes(raw), 3, 99).size(), 2u);
}

// FIPS 180-4 example "abc".
TEST(Sha256, MatchesThePublishedVector) {
  const std::string expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(ToHex(Sha256Of(AsBytes("abc"))), expected);
  Sha256 hash;
  hash.Update(AsBytes("a"));
  hash.Update(AsBytes("bc"));
  EXPECT_EQ(ToHex(hash.Finish()), expected);
  hash.Update(AsBytes("abc"));
  EXPECT_EQ(ToHex(hash.Finish()), expected) << "reusable after Finish";
}

TEST(EscapeHtml, LeavesNothingThatEndsATextOrAnAttribute) {
  EXPECT_EQ(EscapeHtml("a<b>&\"'Ệ"), "a&lt;b&gt;&amp;&quot;&#39;Ệ");
  EXPECT_EQ(EscapeHtml(""), "");
}

TEST(File, AtomicWriteReplacesAndReads) {
  const std::string path = testing::TempDir() + "/niem_base_test_" + std::to_string(getpid());
  ASSERT_TRUE(WriteFileAtomically(path, "một").ok());
  ASSERT_TRUE(WriteFileAtomically(path, "hai").ok());
  EXPECT_EQ(*ReadWholeFile(path), "hai");
  EXPECT_EQ(ReadWholeFile(path, 2).error().code(), ErrorCode::kTooLarge);
  ::unlink(path.c_str());
  EXPECT_EQ(ReadWholeFile(path).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(WriteFileAtomically("/no/such/folder/x", "").error().code(), ErrorCode::kNotFound);
}

TEST(Uri, OnlyUnreservedCharactersAndSlashesStay) {
  EXPECT_EQ(PercentEncode("/mnt/a-b_c.~9"), "/mnt/a-b_c.~9");
  EXPECT_EQ(PercentEncode("Tối mật%#?.doc"), "T%E1%BB%91i%20m%E1%BA%ADt%25%23%3F.doc");
  EXPECT_EQ(PercentEncode("\xFF"), "%FF");
}

TEST(Redact, KeepsTheExtensionOnly) {
  EXPECT_EQ(RedactName("/a/b.docx"), RedactName("/a/b.docx"));
  EXPECT_NE(RedactName("/a/b.docx"), RedactName("/a/c.docx"));
  EXPECT_EQ(RedactName("/a/b.docx").size(), 7 + 16 + 5U);
  EXPECT_EQ(RedactName("/a/b.Nguyễn").find('.'), std::string::npos);
  EXPECT_EQ(RedactName("/a.b/c").find('.'), std::string::npos);
}

TEST(Redact, ReplacedTextsAreNotLookedIntoAgain) {
  std::string text = "aXbX";
  ReplaceAll(text, "X", "XX");
  EXPECT_EQ(text, "aXXbXX");
  ReplaceAll(text, "", "y");
  EXPECT_EQ(text, "aXXbXX");
}

}  // namespace
}  // namespace niem
