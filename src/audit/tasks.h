// Scheduled tasks of Windows (System32\Tasks, XML since Vista): what is started by the clock, and
// how often. Facts "task": name, command, minutes (the shortest repetition, where there is one).
// Who made a task and what it is told beyond its command are not read.
//
// Source: MS-TSCH 2.5 (schema of tasks). Errors: files out of form yield nothing. Thread-safety:
// pure function.
#pragma once

#include "audit/fact.h"

namespace niem::audit {

// `bundle`: of zone.h.
SourceFacts ReadTasks(Bytes bundle);

// Minutes of "PT1M", "P1DT2H"; nothing where it is no duration.
std::optional<uint64_t> MinutesOf(std::string_view duration);

}  // namespace niem::audit
