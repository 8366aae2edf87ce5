// `niem act`: any act of the registry from the command line; its help is made from the acts' forms.
// `niem user`: the most frequent of them for people. Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"
#include "cli/line.h"
#include "registry/deed.h"

namespace niem::cli {

const CommandInfo& ActCommandInfo();
int ActCommand(const std::vector<std::string>& arguments);

const CommandInfo& UserCommandInfo();
int UserCommand(const std::vector<std::string>& arguments);

// Prints what came of an act, as text or JSON; the exit status for it.
Result<int> ShowOutcome(const Line& line, const registry::Outcome& outcome);

// As RunCommand(), where the command says its status itself.
int RunWithStatus(const CommandInfo& command, const std::vector<std::string>& arguments,
                  Result<int> (*run)(const Line& line));

}  // namespace niem::cli
