#include "extract/legend.h"

#include <gtest/gtest.h>

namespace niem::extract {
namespace {

std::string LevelIn(std::string_view read) {
  const std::optional<LegendMatch> match = MatchLegend(read);
  return match.has_value() && match->level ? match->text : "";
}

TEST(Legend, ReadsLevelsThroughOneError) {
  for (const char* read : {"TUYỆT MẬT", "TUYẾỆT MẬT\n", "KUYỆT MẬT", "TUYỆT MÀ", "| TUYET MAT |"})
    EXPECT_EQ(LevelIn(read), "TUYỆT MẬT") << read;
  for (const char* read : {"TỐI MẬT", "TÕỐI MẬT", "TÔI MẬT.", "TỐIMẬT", "TÓI MẬI"})
    EXPECT_EQ(LevelIn(read), "TỐI MẬT") << read;
  for (const char* read : {"MẬT", "MẠẬT", "MAT", "[MẬT]", "NẬT", "MẬt", "MẬi", "lMẬT", "MẬT\n\n"})
    EXPECT_EQ(LevelIn(read), "MẬT") << read;
}

TEST(Legend, IsNotFooledByOtherWords) {
  for (const char* read : {"",
                           "\n",
                           "KHẨN",
                           "HOẢ TỐC",
                           "HỎA TỐC HẸN GIỜ",
                           "THƯỢNG KHẨN",
                           "MỘT",
                           "NHẬT",
                           "ĐẠT",
                           "ĐẤT",
                           "MẶT BẰNG",
                           "CẤT",
                           "MẬT ONG",
                           "BẢO MẬT",
                           "ĐẾN",
                           "CÔNG VĂN ĐẾN\nSố: 12",
                           "TỐT",
                           "MẤT TÍCH",
                           "LƯU HÀNH NỘI BỘ",
                           "123",
                           "mat\n",  // the letter h, lying down
                           "mật",
                           "# Mại\n",     // "Mail" beside a field
                           "má -1-1i\n",  // a small button
                           "MẬT\nMẬT ONG RỪNG"})
    EXPECT_EQ(LevelIn(read), "") << read;
}

TEST(Legend, ToldExactFromMisread) {
  EXPECT_TRUE(MatchLegend("MẬT")->exact);
  EXPECT_FALSE(MatchLegend("MẶT")->exact);
  EXPECT_FALSE(MatchLegend("TỒI MẬT")->exact);
}

TEST(Legend, KeepsWhatFollows) {
  const auto match = MatchLegend("GIẢI MẬT\nTừ: 12/3/2026\n");
  ASSERT_TRUE(match.has_value());
  EXPECT_TRUE(match->mark);
  EXPECT_FALSE(match->level);
  EXPECT_EQ(match->text, "GIẢI MẬT\nTừ: 12/3/2026");
  EXPECT_EQ(MatchLegend("GIẢI MẬT Từ: 12/3/2026")->text, "GIẢI MẬT Từ: 12/3/2026");
}

}  // namespace
}  // namespace niem::extract
