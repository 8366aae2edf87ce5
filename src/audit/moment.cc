#include "audit/moment.h"

#include <array>
#include <cstdio>

namespace niem::audit {
namespace {

constexpr int64_t kTicksPerDay = 86'400 * kTicksPerSecond;
constexpr int64_t kDaysTo1970 = 134'774;            // from 1601-01-01
constexpr int64_t kFirst = 138'426 * kTicksPerDay;  // 1980-01-01
constexpr int64_t kEnd = 3'067'671 * kTicksPerDay;  // 10000-01-01

struct Civil {
  int64_t year = 0;
  int month = 0, day = 0;
};

// Days since 1970-01-01 to a date and back: the arithmetic of the proleptic Gregorian calendar in
// eras of 400 years that begin on 1 March.
Civil CivilOf(int64_t days) {
  days += 719'468;
  const int64_t era = days / 146'097;
  const int64_t of_era = days - era * 146'097;
  const int64_t year = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const int64_t month = (5 * of_year + 2) / 153;
  Civil civil;
  civil.day = static_cast<int>(of_year - (153 * month + 2) / 5 + 1);
  civil.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  civil.year = year + era * 400 + (civil.month <= 2 ? 1 : 0);
  return civil;
}

int64_t DaysOf(int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const int64_t era = year / 400;
  const int64_t of_era = year - era * 400;
  const int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

}  // namespace

std::string_view TimeOriginName(TimeOrigin origin) {
  switch (origin) {
    case TimeOrigin::kUtc:
      return "utc";
    case TimeOrigin::kLocal:
      return "local";
    case TimeOrigin::kApproximate:
      return "approximate";
  }
  return "approximate";
}

std::optional<Moment> Moment::FromFileTime(uint64_t file_time, TimeOrigin origin) {
  if (file_time < static_cast<uint64_t>(kFirst) || file_time >= static_cast<uint64_t>(kEnd)) {
    return std::nullopt;
  }
  return Moment{static_cast<int64_t>(file_time), origin};
}

std::optional<Moment> Moment::FromUnixMicros(int64_t micros, TimeOrigin origin) {
  if (micros < 0 || micros > INT64_MAX / 20) return std::nullopt;
  return FromFileTime(static_cast<uint64_t>(micros * 10 + kDaysTo1970 * kTicksPerDay), origin);
}

std::optional<Moment> Moment::FromCivil(int year, int month, int day, int hour, int minute,
                                        int second, int micros, TimeOrigin origin) {
  if (year < 1980 || year > 9999 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 ||
      minute < 0 || minute > 59 || second < 0 || second > 60 || micros < 0 || micros > 999'999) {
    return std::nullopt;
  }
  const int64_t days = DaysOf(year, month, day);
  const Civil back = CivilOf(days);
  if (back.month != month || back.day != day) return std::nullopt;  // 30 February
  const int64_t seconds = (hour * 60 + minute) * 60 + second;
  return Moment{(days + kDaysTo1970) * kTicksPerDay + seconds * kTicksPerSecond + micros * 10,
                origin};
}

std::string Moment::ToString() const {
  const Civil civil = CivilOf(ticks / kTicksPerDay - kDaysTo1970);
  const int64_t of_day = ticks % kTicksPerDay;
  const int64_t seconds = of_day / kTicksPerSecond;
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%06d%s",
                static_cast<int>(civil.year), civil.month, civil.day,
                static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60),
                static_cast<int>(seconds % 60), static_cast<int>(of_day % kTicksPerSecond / 10),
                origin == TimeOrigin::kLocal ? "" : "Z");
  return text.data();
}

std::string Moment::Shown() const {
  const std::string iso = ToString();
  const std::string day = iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
  return day + " " + iso.substr(11, 8) + (origin == TimeOrigin::kLocal ? "" : " UTC");
}

}  // namespace niem::audit
