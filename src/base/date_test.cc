#include "base/date.h"

#include <gtest/gtest.h>

#include <ctime>

namespace niem {
namespace {

Date Day(int year, int month, int day) {
  return Date::FromYmd(year, month, day).value();
}

TEST(DateTest, ReadsOnlyIsoDaysThatExist) {
  EXPECT_EQ(Date::Parse("2026-03-01")->ToString(), "2026-03-01");
  for (const char* bad : {"", "2026-3-1", "01/03/2026", "2026-02-29", "2026-13-01", "2026-00-10",
                          "2026-01-00", "0000-01-01", "2026-01-01 ", "2026-01-0x", "-026-01-01"}) {
    EXPECT_FALSE(Date::Parse(bad).ok()) << bad;
  }
  EXPECT_EQ(Day(2026, 3, 1).Shown().vi, "01/03/2026");
}

// The C library's calendar is the second opinion.
TEST(DateTest, EachDayFollowsTheDayBefore) {
  Date date = Day(1970, 1, 1);
  for (time_t day = 0; day < 366L * 200; ++day, date = date.AddDays(1)) {
    const time_t seconds = day * 86400;
    tm parts{};
    gmtime_r(&seconds, &parts);
    ASSERT_EQ(date.year(), parts.tm_year + 1900);
    ASSERT_EQ(date.month(), parts.tm_mon + 1);
    ASSERT_EQ(date.day(), parts.tm_mday);
    ASSERT_EQ(date, Day(date.year(), date.month(), date.day()));
    ASSERT_EQ(date.DaysSince(Day(1970, 1, 1)), day);
    ASSERT_EQ(*Date::Parse(date.ToString()), date);
  }
}

TEST(DateTest, TheCallerSaysWhatAMissingDayBecomes) {
  const Date leap = Day(2020, 2, 29);
  EXPECT_EQ(leap.AddYears(10, MissingDay::kLastOfMonth), Day(2030, 2, 28));
  EXPECT_EQ(leap.AddYears(10, MissingDay::kFirstOfNext), Day(2030, 3, 1));
  EXPECT_EQ(leap.AddYears(20, MissingDay::kFirstOfNext), Day(2040, 2, 29));
  EXPECT_EQ(leap.AddYears(-20, MissingDay::kLastOfMonth), Day(2000, 2, 29));
  EXPECT_EQ(Day(2100, 2, 28).AddDays(1), Day(2100, 3, 1));  // no leap year
  EXPECT_EQ(Day(2026, 1, 31).AddMonths(1, MissingDay::kLastOfMonth), Day(2026, 2, 28));
  EXPECT_EQ(Day(2026, 12, 31).AddMonths(2, MissingDay::kFirstOfNext), Day(2027, 3, 1));
  EXPECT_EQ(Day(2026, 1, 15).AddMonths(-1, MissingDay::kFirstOfNext), Day(2025, 12, 15));
}

TEST(DateTest, ArithmeticStopsAtTheEndsOfTheCalendar) {
  EXPECT_EQ(Date::First().ToString(), "0001-01-01");
  EXPECT_EQ(Date::Last().ToString(), "9999-12-31");
  EXPECT_EQ(Date::Last().AddDays(1), Date::Last());
  EXPECT_EQ(Date::First().AddDays(-1), Date::First());
  EXPECT_EQ(Day(2026, 1, 1).AddDays(INT64_MAX), Date::Last());
  EXPECT_EQ(Day(2026, 1, 1).AddDays(INT64_MIN), Date::First());
  EXPECT_EQ(Day(2026, 1, 1).AddYears(INT64_MAX, MissingDay::kLastOfMonth), Date::Last());
  EXPECT_EQ(Day(2026, 1, 1).AddMonths(INT64_MIN, MissingDay::kLastOfMonth), Date::First());
  EXPECT_EQ(Date::Last().AddDays(-3652058), Date::First());
}

}  // namespace
}  // namespace niem
