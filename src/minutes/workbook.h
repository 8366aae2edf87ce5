// An audit's report as an Excel workbook: what `niem audit -f xlsx` writes, to sort, to filter and
// to put together with those of other computers. Sheets of findings, their evidence, devices,
// every recorded plugging-in, sources, and what is known of the computer and of the run.
//
// Times are Excel's own, in UTC unless the column beside says otherwise. Texts of the examined
// machine are shown as in the other reports (audit/report.h). Thread-safety: pure function.
// Errors: kIo.
#pragma once

#include <string>

#include "audit/report.h"
#include "base/result.h"

namespace niem::minutes {

Result<std::string> WorkbookOf(const audit::AuditReport& report, Lang lang);

}  // namespace niem::minutes
