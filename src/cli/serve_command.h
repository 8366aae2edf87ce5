// `niem serve DIR`: the server, until SIGTERM or SIGINT. Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& ServeCommandInfo();
int ServeCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
