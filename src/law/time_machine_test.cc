// Walks every day from 2019 to 2060: which law judges it, until when a secret determined on it is
// protected, by when to extend, to notify, to report.
#include <gtest/gtest.h>

#include <array>
#include <ctime>

#include "law/pack_set.h"

namespace niem::law {
namespace {

Date Day(int year, int month, int day) {
  return Date::FromYmd(year, month, day).value();
}

// The C library's arithmetic: 29 February of a common year becomes 1 March.
Date YearsLater(Date date, int years) {
  tm parts{};
  parts.tm_year = date.year() + years - 1900;
  parts.tm_mon = date.month() - 1;
  parts.tm_mday = date.day();
  const time_t seconds = timegm(&parts);
  gmtime_r(&seconds, &parts);
  return Day(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

constexpr std::array<int, 4> kYears = {0, 10, 20, 30};  // by level; article 19(1) of both laws

template <typename Each>
void EachDay(const Each& each) {
  for (Date day = Day(2019, 1, 1); day <= Day(2060, 12, 31); day = day.AddDays(1)) {
    each(day);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(TimeMachineTest, EachDayHasItsLaw) {
  EachDay([](Date day) {
    const auto acts = PackSet::BuiltIn().InForce(day);
    const auto terms = PackSet::BuiltIn().InForce(day, Matter::kTermsAndLists);
    const bool is_2025 = day >= Day(2026, 3, 1);
    ASSERT_EQ(acts.ok(), day >= Day(2020, 7, 1)) << day.ToString();
    const std::string id = is_2025 ? "vn-2025" : "vn-2018";
    ASSERT_EQ(acts.ok() ? (*acts)->id() : id, id) << day.ToString();
    ASSERT_TRUE(terms.ok()) << day.ToString();
    ASSERT_EQ((*terms)->id(), id) << day.ToString();
  });
  EXPECT_FALSE(PackSet::BuiltIn().InForce(Day(2018, 12, 31), Matter::kTermsAndLists).ok());
}

TEST(TimeMachineTest, TermsAndDeadlinesOfEachDay) {
  std::array<Date, 4> last{}, deadline{};
  EachDay([&](Date day) {
    const Pack& pack = **PackSet::BuiltIn().InForce(day, Matter::kTermsAndLists);
    for (const Level level : kLevels) {
      const auto index = static_cast<size_t>(level);
      const Result<Term> term = pack.TermEnd(level, day);
      ASSERT_TRUE(term.ok() && term->last_day);
      ASSERT_EQ(*term->last_day, YearsLater(day, kYears[index])) << day.ToString();
      ASSERT_GE(*term->last_day, last[index]) << "determined later, ends earlier";
      last[index] = *term->last_day;
      ASSERT_FALSE(term->caution.vi.empty());  // of how the last day is counted

      const Deadline extend = pack.ExtensionDeadline(*term);
      ASSERT_TRUE(extend.day.has_value());
      ASSERT_EQ(term->last_day->DaysSince(*extend.day), 60);
      ASSERT_GT(*extend.day, day);
      ASSERT_GE(*extend.day, deadline[index]);
      deadline[index] = *extend.day;

      const Date furthest = YearsLater(*term->last_day, kYears[index]);
      ASSERT_TRUE(pack.Extended(level, *term, furthest).ok());
      ASSERT_FALSE(pack.Extended(level, *term, furthest.AddDays(1)).ok());
      ASSERT_FALSE(pack.Extended(level, *term, *term->last_day).ok());
    }
    for (const Clock clock : {Clock::kExtendNotify, Clock::kAdjustNotify, Clock::kDeclassifyNotify})
      ASSERT_EQ(pack.NotifyDeadline(clock, day).day->DaysSince(day), 15);
  });
}

TEST(TimeMachineTest, ShortTerms) {
  const Pack& old_law = *PackSet::BuiltIn().Find("vn-2018");
  const Pack& new_law = *PackSet::BuiltIn().Find("vn-2025");
  TermOverride shorter;
  shorter.kind = SpecialTerm::kShorter;
  shorter.last_day = Day(2026, 12, 31);
  // 2018: activities only (19(2)); the 60 days bind them too (20(2)).
  EXPECT_FALSE(old_law.TermEnd(Level::kNone, Day(2024, 1, 1)).ok());
  EXPECT_FALSE(old_law.TermEnd(Level::kMat, Day(2024, 1, 1), shorter).ok());
  shorter.activity = true;
  const Result<Term> old_term = old_law.TermEnd(Level::kMat, Day(2024, 1, 1), shorter);
  ASSERT_TRUE(old_term.ok());
  EXPECT_EQ(old_term->kind, TermKind::kShort);
  EXPECT_EQ(*old_law.ExtensionDeadline(*old_term).day, Day(2026, 11, 1));
  // 2025: any secret (19(2)); before or when it ends (20(3)(a)); notice without days (20(3)(b)).
  shorter.activity = false;
  const Result<Term> new_term = new_law.TermEnd(Level::kMat, Day(2026, 3, 1), shorter);
  ASSERT_TRUE(new_term.ok());
  EXPECT_EQ(*new_law.ExtensionDeadline(*new_term).day, Day(2026, 12, 31));
  EXPECT_FALSE(new_law.NotifyDeadline(Clock::kExtendShortNotify, Day(2026, 5, 1)).day);
  EXPECT_TRUE(new_law.Extended(Level::kMat, *new_term, Day(2040, 1, 1)).ok());
  // Never longer than the level's term, never over before it begins.
  shorter.last_day = Day(2036, 3, 2);
  EXPECT_FALSE(new_law.TermEnd(Level::kMat, Day(2026, 3, 1), shorter).ok());
  shorter.last_day = Day(2026, 2, 28);
  EXPECT_FALSE(new_law.TermEnd(Level::kMat, Day(2026, 3, 1), shorter).ok());
}

TEST(TimeMachineTest, PlacesDraftsAndTakenOverSecrets) {
  const Pack& old_law = *PackSet::BuiltIn().Find("vn-2018");
  const Pack& new_law = *PackSet::BuiltIn().Find("vn-2025");
  TermOverride how;
  how.kind = SpecialTerm::kPlace;
  const Result<Term> place = new_law.TermEnd(Level::kToiMat, Day(2026, 5, 1), how);
  ASSERT_TRUE(place.ok());
  EXPECT_FALSE(place->last_day);
  EXPECT_FALSE(new_law.ExtensionDeadline(*place).day);
  EXPECT_FALSE(new_law.Extended(Level::kToiMat, *place, Day(2050, 1, 1)).ok());
  how.kind = SpecialTerm::kOrigin;
  how.origin = Day(2020, 2, 29);
  const Result<Term> origin = new_law.TermEnd(Level::kMat, Day(2026, 5, 1), how);
  ASSERT_TRUE(origin.ok());
  EXPECT_EQ(*origin->last_day, Day(2030, 3, 1));
  EXPECT_EQ(origin->source.article, "19(4)");
  EXPECT_FALSE(old_law.TermEnd(Level::kMat, Day(2024, 5, 1), how).ok());  // not in the 2018 law
  how.kind = SpecialTerm::kUndated;
  EXPECT_FALSE(new_law.TermEnd(Level::kMat, Day(2026, 5, 1), how).ok());
  how.last_day = Day(2030, 1, 1);
  EXPECT_EQ(*new_law.TermEnd(Level::kMat, Day(2026, 5, 1), how)->last_day, Day(2030, 1, 1));
}

TEST(TimeMachineTest, NoticesOfWhatIsOffTheLists) {
  const Date day = Day(2024, 6, 1);
  const Pack& old_law = *PackSet::BuiltIn().Find("vn-2018");
  const Pack& new_law = *PackSet::BuiltIn().Find("vn-2025");
  EXPECT_EQ(*old_law.NotifyDeadline(Clock::kOffListNotify, day).day, day);  // "ngay", 22(3)
  EXPECT_FALSE(new_law.NotifyDeadline(Clock::kOffListNotify, day).day);     // 22(2): no days
  EXPECT_EQ(*old_law.NotifyDeadline(Clock::kEmergencyReport, day).day, day);
  EXPECT_FALSE(new_law.NotifyDeadline(Clock::kEmergencyReport, day).day);
  EXPECT_EQ(*new_law.NotifyDeadline(Clock::kListsReview, day).day, Day(2026, 12, 31));
  EXPECT_EQ(*old_law.NotifyDeadline(Clock::kOldSecretsReview, day).day, Day(2021, 6, 30));
  EXPECT_FALSE(old_law.NotifyDeadline(Clock::kListsReview, day).day);
}

TEST(TimeMachineTest, YearlyReports) {
  const Pack& old_law = *PackSet::BuiltIn().Find("vn-2018");
  const Pack& new_law = *PackSet::BuiltIn().Find("vn-2025");
  for (int year = 2020; year <= 2060; ++year) {
    const auto report = old_law.YearlyReport(year);
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->from, Day(year - 1, 12, 15));
    EXPECT_EQ(report->to, Day(year, 12, 14));
    EXPECT_EQ(report->send_by, Day(year, 12, 20));
    EXPECT_EQ(report->from, old_law.YearlyReport(year - 1)->to.AddDays(1));  // no day left out
    EXPECT_FALSE(new_law.YearlyReport(year).has_value());  // no text we hold says when
  }
  const Settings settings = {{"report.yearly.from", "12-15"},
                             {"report.yearly.to", "12-14"},
                             {"report.yearly.send_by", "12-20"}};
  const auto configured = new_law.YearlyReport(2026, settings);
  ASSERT_TRUE(configured.has_value());
  EXPECT_EQ(configured->send_by, Day(2026, 12, 20));
  EXPECT_NE(configured->caution.vi.find("chưa đối chiếu bản gốc"), std::string::npos);
}

}  // namespace
}  // namespace niem::law
