#include "text/surely_nfc.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "text/utf8.h"

namespace niem::text {
namespace {

TEST(SurelyNfc, KnowsEverydayText) {
  EXPECT_TRUE(SurelyNfc(""));
  EXPECT_TRUE(SurelyNfc("Cộng hoà xã hội chủ nghĩa Việt Nam – “Độc lập”… ½ §"));
  EXPECT_TRUE(SurelyNfc("plain ASCII of more than thirty-two letters, in two blocks of them"));
  EXPECT_FALSE(SurelyNfc("m\u00E2\u0323t"));
  EXPECT_FALSE(SurelyNfc("\xE1\xBB"));
  EXPECT_FALSE(SurelyNfc("\u2000"));  // becomes U+2002
  EXPECT_FALSE(SurelyNfc("\u212B"));  // the angstrom sign
}

// Where a letter stands in its block, or is cut short by the end, makes no difference; and what is
// surely NFC is so by the slower look, too.
TEST(SurelyNfc, AgreesWithItsDefinition) {
  std::mt19937 random(3);
  const std::vector<std::string> pieces{
      "a",        "bc ",      "ộ",     "đ",        "Ư",
      "\u2013",   "\u2026",   "é",     "\u0301",   "\xE1",
      "\xBB",     "\x80",     "\xC2",  "\xE2\x80", "\xF0\x9F\x98\x80",
      "\u2000",   "\u1100",   "\xED",  "\xFF",     "\u4E00",
      "\xE1\xBB", "\xC0\x80", "\u1E9E"};
  int sure = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    const size_t kinds = i % 3 == 0 ? pieces.size() : 8;
    for (size_t n = random() % 40; n > 0; --n) text += pieces[random() % kinds];
    if (random() % 4 == 0 && !text.empty()) text.pop_back();
    ASSERT_EQ(SurelyNfc(text), SurelyNfcScalar(text)) << text;
    if (!SurelyNfc(text)) continue;
    ++sure;
    ASSERT_TRUE(LookOverScalar(text).surely_nfc) << text;
    ASSERT_EQ(LookOver(text), LookOverScalar(text)) << text;
  }
  EXPECT_GT(sure, 20'000);
}

TEST(SurelyNfc, AgreesOnEveryCodePoint) {
  for (char32_t c = 0; c < 0x11000; ++c) {
    std::string text = "x";
    AppendUtf8(text, c);
    const bool sure = SurelyNfc(text);
    ASSERT_EQ(sure, SurelyNfcScalar(text)) << text;
    ASSERT_TRUE(!sure || LookOverScalar(text).surely_nfc) << text;
  }
}

}  // namespace
}  // namespace niem::text
