// `niem trace`: makes, shows, merges and checks the trace files of registered documents
// (trace/table.h), by which `niem scan --traces` recognises their copies. Documents are read by the
// sandboxed workers, as in a scan. Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& TraceCommandInfo();

int TraceCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
