// `niem pack check|diff|show`: law packs and lists of state secrets, looked at by people.
// Errors: printed with file and line; exit status 1 when a file is refused, 2 for wrong use.
// Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& PackCommandInfo();

// `arguments` without "niem pack". Returns the exit status.
int PackCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
