// niem export and niem import: a whole instance out, and back into an empty one.
// Thread-safety: from main() only.
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& ExportCommandInfo();
const CommandInfo& ImportCommandInfo();

int ExportCommand(const std::vector<std::string>& arguments);
int ImportCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
