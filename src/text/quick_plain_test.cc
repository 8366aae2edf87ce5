#include "text/quick_plain.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace niem::text {
namespace {

bool Plain(std::string_view text) {
  EXPECT_EQ(SurelyPlain(AsBytes(text)), SurelyPlainScalar(AsBytes(text))) << text;
  return SurelyPlain(AsBytes(text));
}

TEST(QuickPlain, KnowsVietnameseAndEnglish) {
  EXPECT_TRUE(Plain(""));
  EXPECT_TRUE(
      Plain("Số: 12/BC-UBND — “Độc lập - Tự do - Hạnh phúc”… ÀÃÈÉÊÌÍÒÓÔÕÙÚÝ ỹỷỵ\r\n\tx\u00a0y"));
  EXPECT_TRUE(Plain("\xEF\xBB\xBFxin chào (a) f(x) a+b"));
  EXPECT_TRUE(Plain("ma\u0323t"));
}

TEST(QuickPlain, DoubtsTheRest) {
  for (const std::string_view odd :
       {"mËt", "maät", "¹", "tuye^.t", "co('", "\x01", "\x7f", "\xe1\xba", "\xc3", "\x80",
        "\xf0\x9f\x98\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xc0\x80", "Ｍ", "\xe1\xba\xad\xad",
        "\xef\x82\xb9"}) {
    for (size_t before = 0; before < 70; ++before) {
      const std::string text = std::string(before, 'x') + std::string(odd);
      EXPECT_FALSE(Plain(text)) << before << odd;
      EXPECT_FALSE(Plain(text + std::string(40, 'y'))) << before << odd;
    }
  }
}

TEST(QuickPlain, PathsAgree) {
  std::mt19937 random(3);
  constexpr std::string_view kPieces[] = {"a",         "ậ", "ế",    " ",    "đ",    "\u00a0", "\n",
                                          "Việt Nam ", "–", "ô",    "x(",   "e",    "^",      ".",
                                          "é",         "ï", "\xc3", "\xba", "\xe1", "\x02"};
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    const size_t common = i % 3 == 0 ? std::size(kPieces) : 12;
    for (size_t n = random() % 80; n > 0; --n) text += kPieces[random() % common];
    Plain(text);
  }
}

}  // namespace
}  // namespace niem::text
