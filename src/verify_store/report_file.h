// niem-verify on a signed report: REPORT.json with REPORT.json.sig beside it.
// Thread-safety: free functions. Errors: those of reading; kNotFound without the signature file.
#pragma once

#include <string>
#include <vector>

#include "base/i18n.h"
#include "base/result.h"
#include "verify/records.h"

namespace niem::verify_store {

// A regular file that begins like a JSON object: no export and no store does.
bool IsReport(const std::string& path);

struct ReportAnswer {
  bool proved = false;
  std::string text;  // the summary, or the difference
};

Result<ReportAnswer> CheckReportFile(const std::string& path, const std::vector<verify::Key>& keys,
                                     Lang lang);

}  // namespace niem::verify_store
