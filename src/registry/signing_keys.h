// The keys that have signed this ledger's checkpoints, the first before the others; none where no
// second was ever announced. Thread-safety: that of the connection. Errors: kCorrupt, the store's.
#pragma once

#include <vector>

#include "ledger/note.h"
#include "registry/people.h"
#include "store/sql.h"

namespace niem::registry {

const Finder<SigningKey>& AllSigningKeys();

Result<std::vector<ledger::VerifierKey>> SigningKeys(store::Connection& connection);

}  // namespace niem::registry
