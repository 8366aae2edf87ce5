// All rows of a PostgreSQL database as one stream of records, out and in (COPY, text format).
// Format: docs/formats/store.md. Not for code outside src/store. Thread-safety: one thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace niem::store::internal {

// `connection`: a PGconn* within a snapshot. Tables come after those that they refer to.
Status DumpTables(void* connection, const std::function<Status(std::string_view)>& write);

// `connection`: within a write transaction, tables present. `next` gives the stream piece by piece,
// empty at its end. The table of migrations is compared by the caller and not written.
Status LoadTables(void* connection, const std::function<Result<std::string>()>& next);

}  // namespace niem::store::internal
