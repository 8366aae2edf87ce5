// What an operator did while the ledger was not open (a restore, a change of the secret), left in
// the instance's folder until the ledger is opened next and takes it as an event. Holds no secrets.
//
// Thread-safety: one process at a time. Errors: kIo, kCorrupt for a file that is no errand.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "registry/registry.h"

namespace niem::server {

Status LeaveErrand(const std::string& folder, const registry::Errand& errand);
Result<std::optional<registry::Errand>> ReadErrand(const std::string& folder);
void RemoveErrand(const std::string& folder);

}  // namespace niem::server
