// What every report says about the run, as label and value for people: the facts that minutes of an
// inspection need. Numbers are written the Vietnamese or the English way.
//
// Thread-safety: pure functions; nothing here looks at the clock or the machine.
#pragma once

#include <string>
#include <vector>

#include "scan/report.h"

namespace niem::scan {

struct Fact {
  Text label;
  Text value;
};

std::vector<Fact> RunFacts(const RunInfo& run);

// Times, counts, speed, whether the scan was cut short.
std::vector<Fact> SummaryFacts(const Summary& summary);

uint64_t BytesPerSecond(const Summary& summary);

uint64_t CountOf(const std::map<std::string, uint64_t>& counts, std::string_view name);

// "1.234.567" / "1,234,567".
std::string FormatCount(uint64_t count, Lang lang);

// "18,2 KB" / "18.2 KB" (1 KB = 1,024 bytes).
std::string FormatBytes(uint64_t bytes, Lang lang);

// "3 phút 4 giây" / "3 min 4 s"; below a minute with one decimal.
std::string FormatDuration(uint64_t milliseconds, Lang lang);

// "98%".
std::string FormatShare(double share);

// "2026-11-22T10:00:00+07:00" -> "2026-11-22T03:00:00Z"; what is no such time comes back empty.
std::string ToUtc(std::string_view iso);

}  // namespace niem::scan
