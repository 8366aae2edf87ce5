// `niem audit`: what a computer was connected to, from its mounted disk, or as it runs
// (cli.md, docs/audit.md).
// Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& AuditCommandInfo();

// `arguments` without "niem audit". Returns the exit status.
int AuditCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
