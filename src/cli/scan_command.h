// `niem scan`: arguments, reports, progress, interruption, exit status.
// Thread-safety: from main() only; installs signal handlers.
#pragma once

#include <string>
#include <vector>

namespace niem::cli {

// Returns the exit status of the contract: 0, 1, 2, 3, or 130 after an interruption.
int ScanCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
