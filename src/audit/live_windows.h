// A running Windows: its tree with the registry in the place of the hives that nobody may open
// (OpenLiveRoot), and parts of what it says of itself now (live.h). Thread-safety: one thread.
#pragma once

#include <memory>
#include <string>

#include "audit/live.h"
#include "audit/root.h"

namespace niem::audit {

// `root`: the system's drive, LiveRootPath() as a rule. Errors: the folder's own.
Result<std::unique_ptr<Root>> OpenLiveRoot(const std::string& root);

// USB devices attached now, and the drives that they are.
LiveSource DevicesNow(const Moment& now);

// Adapters, their addresses, and how many connections to the Internet stand.
LiveSource NetworkNow(const Moment& now);

}  // namespace niem::audit
