// When a drive was plugged in, time by time: joined from events, logs and the device's own key.
//
// A visit begins where a source says that the drive arrived, and ends where one says that it left.
// What several sources say within a minute of each other is one act; a disk that has no size within
// five seconds of arriving has no medium yet and did not leave. Sources forget and are rarely
// whole: visits that nothing recorded are missing, an end may be missing, and a drive that is
// reported again without having left (partitions made anew, a restart) is still in the same visit.
// So there were at least as many as are listed. Only times in UTC are compared; a source without
// them (setupapi) adds none.
//
// Thread-safety: pure function.
#pragma once

#include <optional>
#include <vector>

#include "audit/usb.h"

namespace niem::audit {

struct UsbVisit {
  std::optional<Moment> arrived, left;  // at least one of them
  std::optional<Moment> last_seen;      // reported again in the meantime
  std::vector<size_t> facts;            // evidence: indexes into Collected::facts
};

// In order of time; at most 10,000.
std::vector<UsbVisit> VisitsOf(const UsbDrive& drive, const Collected& collected);

}  // namespace niem::audit
