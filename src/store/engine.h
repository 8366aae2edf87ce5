// What an engine gives to Store: transactions as sessions, and a few services of the folder itself.
// Not for code outside src/store. Thread-safety: Backend from any thread; a Session on one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "store/embedded.h"
#include "store/sql.h"

namespace niem::store::internal {

// A connection within a transaction. Its destructor rolls back what was not committed and gives the
// connection back.
class Session : public Connection {
 public:
  using Connection::Execute;
  using Connection::Query;

  virtual Status Commit() = 0;

  // Several statements without parameters, in PostgreSQL's DDL (store/migrate.h).
  virtual Status RunScript(std::string_view text) = 0;

  virtual Engine engine() const = 0;

  // sqlite3* or PGconn*, for backup.
  virtual void* handle() = 0;
};

class Backend {
 public:
  virtual ~Backend() = default;

  virtual Engine engine() const = 0;

  virtual Result<std::unique_ptr<Session>> BeginWrite(WriteMode mode) = 0;
  virtual Result<std::unique_ptr<Session>> BeginRead() = 0;

  virtual Status CheckIntegrity() = 0;
};

Result<std::unique_ptr<Backend>> OpenSqlite(const EmbeddedOptions& options, const StoreKey& key);
Result<std::unique_ptr<Backend>> OpenPostgres(const std::string& conninfo, size_t pool_size);

// kInvalidArgument for text that one of the engines would refuse: no valid UTF-8, or with NUL.
Status CheckText(std::string_view text);

// Whether a PostgreSQL server may be used that was reached at `address` (empty: a Unix socket): on
// another machine only over TLS with its certificate checked. kInvalidArgument.
Status CheckTransport(std::string_view address, std::string_view sslmode);

// A BIGINT → INTEGER and so on outside quoted text; CREATE TABLE (...) STRICT.
std::string TranslateDdl(std::string_view text);

}  // namespace niem::store::internal
