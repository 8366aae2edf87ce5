// `niem audit --image`: opens the image, unlocks what a key opens, finds the volume to examine,
// computes the disk's digest where asked. Thread-safety: from main() only (flag.h).
#pragma once

#include <memory>

#include "audit/report.h"
#include "audit/root.h"
#include "cli/read_line.h"

namespace niem::cli {

// Fills run.image and run.removable. kInvalidArgument, with the list of volumes, where --volume is
// needed.
Result<std::unique_ptr<audit::Root>> OpenImageRoot(const Line& line, audit::AuditRun& run);

}  // namespace niem::cli
