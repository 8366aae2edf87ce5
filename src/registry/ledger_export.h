// The ledger and every register row bound to it, as one "*.niemlog" that niem-verify proves on
// another computer. Reads one snapshot. Bounds: the ids of one table are held at a time.
// Thread-safety: that of the connection. Errors: the store's, the sink's.
#pragma once

#include "base/result.h"
#include "ledger/export.h"
#include "store/sql.h"

namespace niem::registry {

Status ExportLedger(store::Connection& connection, const ledger::ExportHeader& header,
                    const ledger::ByteSink& sink);

}  // namespace niem::registry
