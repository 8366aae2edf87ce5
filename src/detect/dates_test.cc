#include "detect/dates.h"

#include <gtest/gtest.h>

#include "text/fold.h"

namespace niem::detect {
namespace {

using std::chrono::April;
using std::chrono::March;

std::optional<Day> Latest(std::string_view text) {
  return LatestDay(text::FoldText(text));
}

Day March12() {
  return std::chrono::year(2031) / March / 12;
}

TEST(LatestDay, ReadsTheWaysOfWritingADate) {
  for (const char* text : {"12/03/2031", "12-3-2031", "12.03.2031", "Từ: 12 / 3 / 2031",
                           "ngày 12 tháng 3 năm 2031", "Từ ngày 12 tháng 03 năm 2031", "12/3/31"}) {
    EXPECT_EQ(Latest(text), March12()) << text;
  }
  EXPECT_EQ(Latest("tháng 4/2031"), std::chrono::year(2031) / April / 1);
}

TEST(LatestDay, TakesTheLatestOfSeveral) {
  EXPECT_EQ(Latest("QĐ số 45/QĐ-BNV ngày 10/10/2025, từ 12/03/2031"), March12());
  EXPECT_EQ(Latest("từ 12/03/2031 theo QĐ ngày 10/10/2025"), March12());
}

TEST(LatestDay, FindsNoneWhereThereIsNone) {
  for (const char* text : {"", "Từ: ........", "Số 45/QĐ-BNV", "31/02/2031", "năm 2031",
                           "99/99/2031", "12345678901234567890", "ngày 12 có 3 việc, 2031"}) {
    EXPECT_FALSE(Latest(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace niem::detect
