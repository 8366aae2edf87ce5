// Where the reports of `niem audit` go: one -f for each -o, digests beside files, the signature
// beside the JSON.
//
// Errors: kInvalidArgument for options that do not fit together, kIo, kPermission. Thread-safety:
// from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "audit/report.h"
#include "base/result.h"
#include "cli/audit_papers.h"
#include "cli/read_line.h"

namespace niem::cli {

struct AuditTarget {
  std::string format, path;  // path empty: standard output
};

// In order, and before the work begins: what is asked can be done.
Result<std::vector<AuditTarget>> AuditTargetsOf(const Line& line);

// `signer` may be null.
Status Deliver(const audit::AuditReport& report, std::vector<AuditTarget> targets,
               ReportSigner* signer, Lang lang);

}  // namespace niem::cli
