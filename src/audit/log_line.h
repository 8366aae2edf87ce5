// One line of a Linux text log: who says what, when.
//
//   Mar  4 16:11:36 host kernel: [ 12.3] usb 1-1: ...          (RFC 3164: local time, no year)
//   2026-03-04T16:11:36.123456+07:00 host kernel: ...           (rsyslog's newer form)
//   <6>1 2026-03-04T09:11:36Z host kernel - - - usb 1-1: ...    (RFC 5424)
//   [   12.345678] usb 1-1: ...                                 (dmesg: since the start only)
//
// Lines without a year get one only from when the file was last written, and only where its last
// line agrees with that: a file that was copied without its times keeps its lines without time.
// The same comparison tells the zone, where the two are a whole number of quarters apart.
//
// Thread-safety: plain values, pure functions. Views borrow the line.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "audit/moment.h"

namespace niem::audit {

// A time of day of a year unknown.
struct YearlessTime {
  int month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

struct LogLine {
  std::string_view program;  // "kernel", "NetworkManager": without the process number
  std::string_view text;
  std::string_view said;  // the line's own time, as it stands
  std::optional<Moment> at;
  std::optional<YearlessTime> yearless;
};

LogLine ParseLogLine(std::string_view line);

// "2026-03-04T16:11:36.123456+07:00"; kLocal where it names no zone.
std::optional<Moment> TimeOfIso(std::string_view text);

// Years, and the zone where it can be told, for a file's times without a year.
class YearGuess {
 public:
  // `times` of all lines that have one, in their order.
  YearGuess(const std::vector<YearlessTime>& times, std::optional<Moment> written);

  // Whether anything can be said; then Next is to be asked once for each of `times`, in order.
  bool known() const { return year_ != 0; }

  bool zone_known() const { return zone_.has_value(); }

  // kApproximate (turned into UTC by the zone found), kLocal where the zone is not known.
  std::optional<Moment> Next(const YearlessTime& time);

 private:
  int year_ = 0;  // of the line that Next is asked for
  int last_month_ = 0;
  std::optional<int64_t> zone_;  // ticks ahead of UTC
};

}  // namespace niem::audit
