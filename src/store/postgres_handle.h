// libpq's objects as this folder owns them, its errors as ours, its cells as ours. Not for code
// outside src/store. Thread-safety: a connection belongs to one thread at a time.
#pragma once

#include <libpq-fe.h>

#include <memory>

#include "base/result.h"
#include "store/sql.h"

namespace niem::store::internal {

struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};

struct CloseConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};

using Answer = std::unique_ptr<PGresult, FreeResult>;

// The primary message names tables and constraints; the detail, which may hold values, is left out.
// Messages of class 22 quote the bad value, so those give only their number.
Error AnswerError(PGconn* connection, const PGresult* answer);

// The cell, added to `rows`. kInternal for a real number.
Status AddPostgresCell(const PGresult* answer, int row, int column, Rows& rows);

}  // namespace niem::store::internal
