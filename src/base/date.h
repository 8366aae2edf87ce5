// A day of the civil calendar, as laws and registers write it: no time of day, no time zone, so
// that the same day is the same day on every computer.
//
//   TRY_ASSIGN(const Date signed_on, Date::Parse("2020-02-29"));
//   const Date end = signed_on.AddYears(10, MissingDay::kFirstOfNext);     // 2030-03-01
//
// Proleptic Gregorian, 0001-01-01 … 9999-12-31; arithmetic that would leave the range stops at its
// end. Adding months or years may meet a day that does not exist (29 February, the 31st): the
// caller names what then, there is no silent choice. Thread-safety: plain value.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/i18n.h"
#include "base/result.h"

namespace niem {

// What "29 February plus one year" or "31 January plus one month" is.
enum class MissingDay : uint8_t {
  kLastOfMonth,  // 28 February
  kFirstOfNext,  // 1 March
};

class Date {
 public:
  // 0001-01-01.
  Date() = default;

  // Nothing where there is no such day.
  static std::optional<Date> FromYmd(int year, int month, int day);

  // "2026-03-01", nothing else. kInvalidArgument.
  static Result<Date> Parse(std::string_view text);

  static Date First() { return Date(0); }

  static Date Last();

  int year() const;
  int month() const;  // 1-12
  int day() const;    // 1-31

  Date AddDays(int64_t days) const;
  Date AddMonths(int64_t months, MissingDay missing) const;
  Date AddYears(int64_t years, MissingDay missing) const;

  // Whole days from `earlier` to this day; negative where this day is the earlier one.
  int64_t DaysSince(Date earlier) const { return int64_t{number_} - earlier.number_; }

  // "2026-03-01".
  std::string ToString() const;

  // "01/03/2026" in Vietnamese, "2026-03-01" in English.
  Text Shown() const;

  // NOLINTNEXTLINE(modernize-use-nullptr): a false alarm of defaulted comparisons
  friend auto operator<=>(const Date&, const Date&) = default;

 private:
  explicit Date(int32_t number) : number_(number) {}

  int32_t number_ = 0;  // days since 0001-01-01
};

}  // namespace niem
