#include "base/date.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace niem {
namespace {

struct Ymd {
  int year = 1, month = 1, day = 1;
};

constexpr int32_t kLastNumber = 3652058;  // 9999-12-31

bool IsLeap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int DaysIn(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[static_cast<size_t>(month - 1)];
}

int32_t DaysBeforeYear(int year) {
  const int before = year - 1;
  return before * 365 + before / 4 - before / 100 + before / 400;
}

// The year's days before its month.
int DaysBeforeMonth(int year, int month) {
  int days = 0;
  for (int m = 1; m < month; ++m) days += DaysIn(year, m);
  return days;
}

int32_t NumberOf(const Ymd& ymd) {
  return DaysBeforeYear(ymd.year) + DaysBeforeMonth(ymd.year, ymd.month) + ymd.day - 1;
}

Ymd YmdOf(int32_t number) {
  Ymd ymd;
  ymd.year = static_cast<int>(int64_t{number} * 400 / 146097) + 1;
  while (DaysBeforeYear(ymd.year) > number) --ymd.year;
  while (ymd.year < 9999 && DaysBeforeYear(ymd.year + 1) <= number) ++ymd.year;
  int left = number - DaysBeforeYear(ymd.year);
  while (left >= DaysIn(ymd.year, ymd.month)) left -= DaysIn(ymd.year, ymd.month++);
  ymd.day = left + 1;
  return ymd;
}

// -1 where it is not all digits.
int Digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Date> Date::FromYmd(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month))
    return std::nullopt;
  return Date(NumberOf({year, month, day}));
}

Result<Date> Date::Parse(std::string_view text) {
  std::optional<Date> date;
  if (text.size() == 10 && text[4] == '-' && text[7] == '-')
    date = FromYmd(Digits(text.substr(0, 4)), Digits(text.substr(5, 2)), Digits(text.substr(8)));
  if (date.has_value()) return *date;
  const std::string shown(text.substr(0, 40));
  return Error(ErrorCode::kInvalidArgument,
               {"không phải một ngày: \"" + shown + "\"; viết như 2026-03-01",
                "not a day: \"" + shown + "\"; write it like 2026-03-01"});
}

Date Date::Last() {
  return Date(kLastNumber);
}

int Date::year() const {
  return YmdOf(number_).year;
}

int Date::month() const {
  return YmdOf(number_).month;
}

int Date::day() const {
  return YmdOf(number_).day;
}

Date Date::AddDays(int64_t days) const {
  if (days > kLastNumber - number_) return Last();
  if (days < -int64_t{number_}) return First();
  return Date(static_cast<int32_t>(number_ + days));
}

Date Date::AddMonths(int64_t months, MissingDay missing) const {
  constexpr int64_t kAllMonths = 9999 * 12;
  const Ymd ymd = YmdOf(number_);
  const int64_t index =
      (int64_t{ymd.year} - 1) * 12 + ymd.month - 1 + std::clamp(months, -kAllMonths, kAllMonths);
  if (index < 0) return First();
  if (index >= kAllMonths) return Last();
  const int year = static_cast<int>(index / 12) + 1;
  const int month = static_cast<int>(index % 12) + 1;
  const int length = DaysIn(year, month);
  if (ymd.day <= length) return Date(NumberOf({year, month, ymd.day}));
  const Date last(NumberOf({year, month, length}));
  return missing == MissingDay::kLastOfMonth ? last : last.AddDays(1);
}

Date Date::AddYears(int64_t years, MissingDay missing) const {
  return AddMonths(std::clamp<int64_t>(years, -9999, 9999) * 12, missing);
}

std::string Date::ToString() const {
  const Ymd ymd = YmdOf(number_);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", ymd.year, ymd.month, ymd.day);
  return text.data();
}

Text Date::Shown() const {
  const Ymd ymd = YmdOf(number_);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%02d/%02d/%04d", ymd.day, ymd.month, ymd.year);
  return {text.data(), ToString()};
}

}  // namespace niem
