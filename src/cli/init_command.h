// `niem init`: makes an instance, with its founders, or an invented commune to try things on.
// Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& InitCommandInfo();
int InitCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
