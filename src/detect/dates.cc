#include "detect/dates.h"

#include <algorithm>
#include <array>

namespace niem::detect {
namespace {

constexpr size_t kBetween = 9;  // letters between the figures of one date: " thang ", " nam "

struct Figures {
  unsigned value = 0;
  size_t digits = 0;
  size_t begin = 0, end = 0;
};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Whether only what parts the figures of a date stands between.
bool IsGlue(std::string_view between) {
  if (between.size() > kBetween) return false;
  for (size_t at = 0; at < between.size();) {
    if (between.substr(at).starts_with("thang"))
      at += 5;
    else if (between.substr(at).starts_with("nam"))
      at += 3;
    else if (between[at] == ' ' || between[at] == '\n')
      ++at;
    else
      return false;
  }
  return true;
}

std::optional<Day> DayOf(unsigned day, unsigned month, unsigned year) {
  const Day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                 std::chrono::day(day)};
  return date.ok() ? std::optional(date) : std::nullopt;
}

}  // namespace

std::optional<Day> LatestDay(std::string_view folded) {
  std::optional<Day> latest;
  std::array<Figures, 2> before;  // the figures before the year, if they belong to its date
  const auto keep = [&](std::optional<Day> day) {
    if (day.has_value() && (!latest.has_value() || *day > *latest)) latest = day;
  };
  for (size_t at = 0; at < folded.size();) {
    if (!IsDigit(folded[at])) {
      ++at;
      continue;
    }
    Figures run;
    run.begin = at;
    while (at < folded.size() && IsDigit(folded[at])) {
      run.value = std::min(run.value * 10 + static_cast<unsigned>(folded[at] - '0'), 99'999u);
      ++at;
    }
    run.end = at;
    run.digits = run.end - run.begin;
    const auto glued = [&](const Figures& low, const Figures& high) {
      return low.digits > 0 && IsGlue(folded.substr(low.end, high.begin - low.end));
    };
    const bool month = glued(before[1], run) && before[1].digits <= 2;
    const bool day = month && glued(before[0], before[1]) && before[0].digits <= 2;
    const bool full_year = run.digits == 4 && run.value >= 1900 && run.value < 2100;
    if (full_year && day) {
      keep(DayOf(before[0].value, before[1].value, run.value));
    } else if (full_year && month) {
      keep(DayOf(1, before[1].value, run.value));
    } else if (run.digits == 2 && day) {
      keep(DayOf(before[0].value, before[1].value, 2000 + run.value));
    }
    before = {before[1], run};
  }
  return latest;
}

}  // namespace niem::detect
