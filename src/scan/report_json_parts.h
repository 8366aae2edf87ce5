// The run and the summary as JSON objects, the same in JSONL, JSON and HTML
// (docs/formats/jsonl.md). Thread-safety: pure functions.
#pragma once

#include <string>

#include "scan/report.h"

namespace niem::scan {

std::string RunJson(const RunInfo& run);

// Carries the versions and the run's facts, so that the last line of a JSONL report stands alone.
std::string SummaryJson(const RunInfo& run, const Summary& summary);

}  // namespace niem::scan
