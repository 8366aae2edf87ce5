// The registers' rows as an export of the ledger wants them: sorted by (table, key), one at a time,
// out of one snapshot of the store; and what an export of the whole instance has besides.
//
// Memory: the ids of one table (8 bytes each) and one batch of rows. Ownership: borrows the
// connection. Thread-safety: one thread. Errors: kCorrupt for a row that cannot be read, the
// store's.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "ledger/export.h"
#include "store/sql.h"

namespace niem::registry {

class RegisterRows {
 public:
  explicit RegisterRows(store::Connection& connection) : connection_(connection) {}

  // The next row; nothing after the last.
  Result<std::optional<ledger::ExportedRow>> Next();

 private:
  Status OpenTable();
  Status Fetch();

  store::Connection& connection_;
  size_t table_ = 0;
  bool opened_ = false;
  std::vector<int64_t> ids_;  // of the table at hand, in the order of their texts
  size_t next_ = 0;
  std::deque<ledger::ExportedRow> fetched_;
};

// The rest of an instance (rest.jsonl): the next id of each table, and the requests already done,
// so that one repeated after an import is still told from a new one. One JSON object a line.
Status WriteRest(store::Connection& connection, const ledger::ByteSink& sink);

}  // namespace niem::registry
