#include "text/quick_plain.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace niem::text {
namespace {

struct Told {
  Seems seems = Seems::kPlain;
  std::vector<std::string> carried;
};

Told TellOf(std::string_view text) {
  std::vector<Stretch> carried;
  std::vector<Stretch> by_scalar;
  Told told;
  told.seems = Survey(AsBytes(text), carried);
  EXPECT_EQ(told.seems, SurveyScalar(AsBytes(text), by_scalar)) << text;
  if (told.seems == Seems::kUnread) return told;
  EXPECT_EQ(carried.size(), by_scalar.size()) << text;
  for (size_t i = 0; i < std::min(carried.size(), by_scalar.size()); ++i) {
    EXPECT_EQ(carried[i].begin, by_scalar[i].begin) << text;
    EXPECT_EQ(carried[i].end, by_scalar[i].end) << text;
  }
  for (const Stretch& one : carried)
    told.carried.emplace_back(text.substr(one.begin, one.end - one.begin));
  return told;
}

bool Plain(std::string_view text) {
  const Told told = TellOf(text);
  return told.seems == Seems::kPlain && told.carried.empty();
}

TEST(QuickPlain, KnowsVietnameseAndEnglish) {
  EXPECT_TRUE(Plain(""));
  EXPECT_TRUE(
      Plain("Số: 12/BC-UBND — “Độc lập - Tự do - Hạnh phúc”… ÀÃÈÉÊÌÍÒÓÔÕÙÚÝ ỹỷỵ\r\n\tx\u00a0y"));
  EXPECT_TRUE(Plain("\xEF\xBB\xBFxin chào một (a) f(x) a+b"));
  EXPECT_TRUE(Plain("ma\u0323t 😀 Ｍ русский 中文 \uD7FF\uE000\U0010FFFF"));
}

TEST(QuickPlain, NamesLinesThatMayBeCarried) {
  EXPECT_EQ(TellOf("Một\nMAÂT\nhai ậ é").carried, std::vector<std::string>{"MAÂT"});
  EXPECT_EQ(TellOf("tuyÖt mËt").carried, std::vector<std::string>{"tuyÖt mËt"});
  EXPECT_EQ(TellOf("ế\u200BTOÁI\u200Bế").carried, std::vector<std::string>{"TOÁI"});
  EXPECT_EQ(TellOf("\uF0CB\r\n¹").carried, (std::vector<std::string>{"\uF0CB", "¹"}));
  EXPECT_TRUE(TellOf("ậ é\nabc\n\u00a0\n").carried.empty());
}

TEST(QuickPlain, DoubtsTheRest) {
  for (const std::string_view odd :
       {"tuye^.t", "co('", "\x01", "\x7f", "\xe1\xba", "\xc3", "\x80", "\xe0\x80\x80",
        "\xed\xa0\x80", "\xc0\x80", "\xe1\xba\xad\xad", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xff", "\xf0\x9f\x98"}) {
    for (size_t before = 0; before < 70; ++before) {
      const std::string text = std::string(before, 'x') + std::string(odd);
      EXPECT_FALSE(Plain(text)) << before << odd;
      EXPECT_FALSE(Plain(text + std::string(40, 'y'))) << before << odd;
    }
  }
}

TEST(QuickPlain, PathsAgree) {
  std::mt19937 random(3);
  constexpr std::string_view kPieces[] = {
      "a", "ậ", "ế",      " ",  "đ",    "\u00a0", "\n",   "Việt Nam ",  "–", "ô",
      "e", ".", "\u200B", "\r", "É",    "\f",     "Ä",    "\U0001F600", "£", "",
      "^", "(", "é",      "ï",  "\xc3", "\xba",   "\xe1", "\x02"};
  for (int i = 0; i < 40000; ++i) {
    std::string text;
    const size_t common = i % 3 == 0 ? std::size(kPieces) : 20;
    for (size_t n = random() % 80; n > 0; --n) text += kPieces[random() % common];
    TellOf(text);
  }
}

}  // namespace
}  // namespace niem::text
