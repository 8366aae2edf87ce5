// When drives, phones and networks left traces: the rows of the timeline, and their picture.
//
// Only times that their source keeps in UTC are drawn: a local time has no place beside them, and
// what has none but such is counted in `unplaced`. Thread-safety: pure functions.
#pragma once

#include <vector>

#include "audit/drawing.h"
#include "audit/report.h"

namespace niem::audit {

struct TimelineRow {
  std::string title;
  bool network = false;
  Moment first, last;
  std::vector<int64_t> marks;  // ticks of each trace between them, in order, each once
  std::vector<std::pair<int64_t, int64_t>> stays;  // of a drive: from plugged in to taken out
};

struct Timeline {
  std::vector<TimelineRow> rows;  // networks, then devices; each by first trace
  size_t left_out = 0;            // rows beyond kMostTimelineRows
  size_t unplaced = 0;            // without a time in UTC
};

inline constexpr size_t kMostTimelineRows = 40;

Timeline TimelineOf(const AuditReport& report, Lang lang);

Drawing DrawTimeline(const Timeline& timeline, Lang lang);

// What the picture leaves out; empty: nothing.
std::string LeftOutOf(const Timeline& timeline, Lang lang);

}  // namespace niem::audit
