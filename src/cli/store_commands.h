// `niem backup`, `restore`, `rekey` and `export-ledger`: the operator's care of an instance.
// Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "cli/flag.h"

namespace niem::cli {

const CommandInfo& BackupCommandInfo();
const CommandInfo& RestoreCommandInfo();
const CommandInfo& RekeyCommandInfo();
const CommandInfo& ExportLedgerCommandInfo();

int BackupCommand(const std::vector<std::string>& arguments);
int RestoreCommand(const std::vector<std::string>& arguments);
int RekeyCommand(const std::vector<std::string>& arguments);
int ExportLedgerCommand(const std::vector<std::string>& arguments);

}  // namespace niem::cli
