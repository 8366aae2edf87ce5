// Snapshots of PostgreSQL: one READ ONLY transaction, and a cursor of the server for each reading.
#include <algorithm>

#include "store/engine.h"
#include "store/postgres_handle.h"
#include "store/snapshot.h"
#include "store/snapshot_sql.h"

namespace niem::store {
namespace {

using internal::Answer;

constexpr size_t kPageBytes = 1U << 20;

Result<Answer> Ask(PGconn* connection, const std::string& text) {
  Answer answer(PQexec(connection, text.c_str()));
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    return internal::AnswerError(connection, answer.get());
  return answer;
}

class PostgresCursor final : public PageCursor {
 public:
  PostgresCursor(PGconn* connection, std::string name)
      : connection_(connection), name_(std::move(name)) {}

  Result<const Rows*> Next() override {
    const std::string fetch = "FETCH " + std::to_string(count_) + " FROM " + name_;
    TRY_ASSIGN(const Answer answer, Ask(connection_, fetch));
    const int columns = PQnfields(answer.get());
    page_ = Rows(static_cast<size_t>(columns));
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
      for (int column = 0; column < columns; ++column) {
        const Status added = internal::AddPostgresCell(answer.get(), row, column, page_);
        if (!added.ok()) return Error(ErrorCode::kCorrupt, added.error().message());
      }
    }
    // Rows may be of 60 bytes or of 60 megabytes.
    if (page_.bytes() < kPageBytes / 2) count_ = std::min<size_t>(count_ * 2, 4096);
    if (page_.bytes() > kPageBytes * 2) count_ = std::max<size_t>(count_ / 4, 1);
    return &page_;
  }

 private:
  PGconn* connection_;
  std::string name_;
  size_t count_ = 16;
  Rows page_;
};

class PostgresSnapshot final : public Snapshot {
 public:
  PostgresSnapshot(std::unique_ptr<Store> store, std::unique_ptr<internal::Session> session)
      : store_(std::move(store)), session_(std::move(session)) {}

  Status Begin() {
    TRY_ASSIGN(const Answer columns,
               Ask(handle(),
                   "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a"
                   " ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
                   " WHERE c.relkind IN ('r', 'p')"
                   " AND c.relnamespace = current_schema()::regnamespace"
                   " ORDER BY c.relname, a.attnum"));
    for (int row = 0; row < PQntuples(columns.get()); ++row) {
      const std::string table = PQgetvalue(columns.get(), row, 0);
      if (tables_.empty() || tables_.back().name != table) tables_.push_back({table, {}});
      tables_.back().columns.emplace_back(PQgetvalue(columns.get(), row, 1));
    }
    return FindStrangers();
  }

  Result<std::unique_ptr<PageCursor>> Read(const Selection& selection) override {
    std::string name = "niem_" + std::to_string(++cursors_);
    TRY(Ask(handle(), "DECLARE " + name + " NO SCROLL CURSOR FOR " +
                          internal::SelectText(selection, "FROM ONLY ")));
    return std::unique_ptr<PageCursor>(std::make_unique<PostgresCursor>(handle(), std::move(name)));
  }

  Result<uint64_t> Count(const std::string& table) override {
    TRY_ASSIGN(const Answer count,
               Ask(handle(), "SELECT count(*) FROM ONLY " + internal::Quoted(table)));
    return std::stoull(PQgetvalue(count.get(), 0, 0));
  }

  // Reading every row is what the server can do by itself, and what the caller does anyway.
  Status CheckIntegrity() override { return Ok(); }

  Status CheckUnchanged() override { return Ok(); }

 private:
  PGconn* handle() { return static_cast<PGconn*>(session_->handle()); }

  Status FindStrangers() {
    TRY_ASSIGN(
        const Answer found,
        Ask(handle(),
            "WITH ours AS (SELECT oid, relname, relkind, relrowsecurity FROM pg_class"
            " WHERE relnamespace = current_schema()::regnamespace)"
            " SELECT 'trigger ' || t.tgname FROM pg_trigger t JOIN ours ON ours.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal"
            " UNION ALL SELECT 'rule ' || r.rulename FROM pg_rewrite r"
            " JOIN ours ON ours.oid = r.ev_class WHERE ours.relkind IN ('r', 'p')"
            " UNION ALL SELECT 'view ' || relname FROM ours WHERE relkind IN ('v', 'm')"
            " UNION ALL SELECT 'foreign table ' || relname FROM ours WHERE relkind = 'f'"
            " UNION ALL SELECT 'row security on ' || relname FROM ours WHERE relrowsecurity"
            " UNION ALL SELECT 'child table ' || ours.relname FROM pg_inherits i"
            " JOIN ours ON ours.oid = i.inhrelid WHERE ours.relkind IN ('r', 'p') ORDER BY 1"));
    for (int row = 0; row < PQntuples(found.get()); ++row)
      strangers_.emplace_back(PQgetvalue(found.get(), row, 0));
    return Ok();
  }

  std::unique_ptr<Store> store_;  // outlives the session
  std::unique_ptr<internal::Session> session_;
  uint64_t cursors_ = 0;
};

}  // namespace

Result<std::unique_ptr<Snapshot>> Snapshot::OfPostgres(const std::string& conninfo) {
  TRY_ASSIGN(std::unique_ptr<Store> store, Store::OpenPostgres(conninfo, /*pool_size=*/1));
  TRY_ASSIGN(std::unique_ptr<internal::Session> session, store->backend().BeginRead());
  auto snapshot = std::make_unique<PostgresSnapshot>(std::move(store), std::move(session));
  TRY(snapshot->Begin());
  return std::unique_ptr<Snapshot>(std::move(snapshot));
}

}  // namespace niem::store
