// `niem finding import`: a report of niem scan into the registers. A report of any length is read
// piece by piece; what nobody must decide on does not leave it.
// Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& FindingCommandInfo();
int FindingCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
