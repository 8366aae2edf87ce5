// Dates as stamps give them: "12/03/2024", "ngày 5 tháng 6 năm 2024", "tháng 3/2031".
// Days are of the proleptic Gregorian calendar, without a time zone. Errors: none. Thread-safety:
// pure functions.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace niem::detect {

using Day = std::chrono::year_month_day;

// The latest date of a folded text: the one from which the stamp's statement holds, where it also
// gives the date of the decision behind it. A month without a day is its first day.
std::optional<Day> LatestDay(std::string_view folded);

}  // namespace niem::detect
