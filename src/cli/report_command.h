// niem report: the statutory books and the figures of a period as CSV, JSON, XLSX, or a page to
// print. Thread-safety: from main() only.
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& ReportCommandInfo();

int ReportCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
