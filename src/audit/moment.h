// A point in time as a trace has it: 100-nanosecond steps since 1601-01-01 (FILETIME, MS-DTYP
// 2.3.3), and where the number comes from. A local time is never turned into UTC here: the
// machine's zone and clock at that moment are not known.
//
// Thread-safety: plain values.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace niem::audit {

enum class TimeOrigin : uint8_t {
  kUtc,          // the source keeps UTC
  kLocal,        // the machine's own clock and zone, unknown to us
  kApproximate,  // a time near the event: last write of a key, a log without a year
};

// "utc", "local", "approximate".
std::string_view TimeOriginName(TimeOrigin origin);

struct Moment {
  int64_t ticks = 0;
  TimeOrigin origin = TimeOrigin::kUtc;

  friend bool operator==(const Moment&, const Moment&) = default;

  // Nothing for 0 and for what no machine of ours can have seen (before 1980, after 9999).
  static std::optional<Moment> FromFileTime(uint64_t file_time,
                                            TimeOrigin origin = TimeOrigin::kUtc);
  static std::optional<Moment> FromUnixMicros(int64_t micros, TimeOrigin origin = TimeOrigin::kUtc);
  // month 1-12, micros below a million; nothing where there is no such time.
  static std::optional<Moment> FromCivil(int year, int month, int day, int hour, int minute,
                                         int second, int micros, TimeOrigin origin);

  // "2011-04-01T04:52:38.686000Z"; without Z where local.
  std::string ToString() const;
  // "01/04/2011 04:52:38" with the zone's name behind it where that is known.
  std::string Shown() const;
};

inline constexpr int64_t kTicksPerSecond = 10'000'000;

}  // namespace niem::audit
