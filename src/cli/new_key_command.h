// `niem new-key`: a key that signs reports. Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& NewKeyCommandInfo();
int NewKeyCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
