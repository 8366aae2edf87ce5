// An audit's report as minutes on paper: what `niem audit -f pdf` writes, for the inspector, the
// computer's user and the head of the unit to sign.
//
// Official papers are in Vietnamese, in whatever language the command speaks. No law pack has such
// a form: the paper says so. What the program cannot know (place, who was there, number of the
// case's seal) is left to the pen. Texts of the examined machine are shown as in the other reports
// (audit/report.h). Thread-safety: pure function. Errors: the print's (print/paper.h).
#pragma once

#include <string>

#include "audit/report.h"
#include "print/paper.h"

namespace niem::minutes {

// The report's JSON, which the minutes name so that paper and file hold each other.
struct JsonFile {
  std::string name, sha256;  // empty: none was written
  std::string signed_by;     // the key that signed it, or empty
};

print::Paper MinutesOf(const audit::AuditReport& report, const JsonFile& json);

}  // namespace niem::minutes
