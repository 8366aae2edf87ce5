// `niem act`: any act of the registry from the command line; its help is made from the acts' forms.
// `niem user`: the most frequent of them for people. Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& ActCommandInfo();
int ActCommand(const std::vector<std::string>& arguments);

const CommandInfo& UserCommandInfo();
int UserCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
