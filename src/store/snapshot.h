// A store's tables as they stand at one moment, read after the store's own description of them and
// not after what a program knows of its tables: for those who must not rely on that knowledge
// (niem-verify). From a live or a still embedded store, a PostgreSQL database, or a backup of
// either.
//
// Nothing is changed: an embedded store that a server has open is read beside it, as one more
// reader; one that nobody has open is neither locked nor given files beside it, and may lie on a
// medium that cannot be written. PostgreSQL is read in one READ ONLY transaction. A backup of
// PostgreSQL is unpacked into a sealed scratch file (TMPDIR) under a key that only the process
// knows.
//
// Ownership: a Snapshot outlives its cursors. Thread-safety: one thread. Errors: as sql.h; kCorrupt
// for what a store of ours cannot hold, kChanged by CheckUnchanged. Names of tables and columns
// come from the store and are quoted; they are the only thing that makes statements here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/embedded.h"
#include "store/sql.h"

namespace niem::store {

struct TableShape {
  std::string name;
  std::vector<std::string> columns;  // in the order of the table
};

struct Selection {
  std::string table;
  std::vector<std::string> columns;  // to read
  std::vector<std::string> order;    // ascending
  std::string where;                 // a column of integers, or empty: all rows
  int64_t equals = 0;
};

class PageCursor {
 public:
  virtual ~PageCursor() = default;

  // The next rows, about a megabyte at a time; none after the last. Valid until the next call.
  virtual Result<const Rows*> Next() = 0;
};

class Snapshot {
 public:
  static Result<std::unique_ptr<Snapshot>> OfEmbedded(const std::string& path, const StoreKey& key);
  static Result<std::unique_ptr<Snapshot>> OfPostgres(const std::string& conninfo);
  // `primary_keys`: how tables of a PostgreSQL backup will be read, to be read fast.
  static Result<std::unique_ptr<Snapshot>> OfBackup(const std::string& folder, const StoreKey& key,
                                                    const std::vector<Selection>& primary_keys);

  Snapshot() = default;
  virtual ~Snapshot() = default;
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  // By name.
  const std::vector<TableShape>& tables() const { return tables_; }

  const TableShape* Find(std::string_view table) const;

  // What Niêm never makes and what can show or change rows behind a program's back, as
  // "trigger NAME", "view NAME" …
  const std::vector<std::string>& strangers() const { return strangers_; }

  virtual Result<std::unique_ptr<PageCursor>> Read(const Selection& selection) = 0;
  virtual Result<uint64_t> Count(const std::string& table) = 0;

  // The engine's own checks of structure, as Store::CheckIntegrity.
  virtual Status CheckIntegrity() = 0;

  // kChanged where the file was written to although nobody had it open at the beginning.
  virtual Status CheckUnchanged() = 0;

 protected:
  std::vector<TableShape> tables_;
  std::vector<std::string> strangers_;
};

}  // namespace niem::store
