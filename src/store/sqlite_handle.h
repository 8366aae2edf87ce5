// A SQLite connection as this folder opens it, and its errors as ours. Not for code outside
// src/store. Thread-safety: a connection belongs to one thread at a time.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "store/sealed_file.h"
#include "store/sql.h"

namespace niem::store::internal {

struct CloseSqlite {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};

struct FreeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

using SqliteHandle = std::unique_ptr<sqlite3, CloseSqlite>;

// Opens through the registered `vfs` with the settings that the format and durability need; the
// journal mode is the caller's choice.
Result<SqliteHandle> OpenHandle(const std::string& path, const std::string& vfs, int busy_ms);

// For reading only: writing is refused, and closing leaves the log as it is. `still`: the `vfs` is
// one of VfsUse::kStill.
Result<SqliteHandle> OpenForReading(const std::string& path, const std::string& vfs, bool still);

// The cell at hand, added to `rows`. kInternal for a real number.
Status AddSqliteCell(sqlite3_stmt* statement, int column, Rows& rows);

// `rc` SQLITE_OK: the connection's last error.
Error SqliteError(sqlite3* db, int rc);

// Whether another process has the file open. Not for files that this process has open: closing a
// descriptor of such a file would drop its locks.
Result<bool> IsInUse(const std::string& path);

// Statements without parameters and answers.
Status RunSql(sqlite3* db, const char* text);

// integrity_check and foreign_key_check: reads and authenticates every page in use.
Status CheckDatabase(sqlite3* db);

}  // namespace niem::store::internal
