#include "harness/store_db.h"

#include <cstdio>
#include <cstdlib>

#include "harness/agency.h"
#include "store/aead_vfs.h"
#include "store/postgres_handle.h"
#include "store/sqlite_handle.h"

namespace niem::harness {
namespace {

using store::Engine;
using store::Rows;
using store::Values;
using store::internal::Answer;

std::vector<Values> Copied(const Rows& rows) {
  std::vector<Values> all;
  for (const store::Row row : rows) {
    Values& values = all.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) values.push_back(row.Get(i));
  }
  return all;
}

class EmbeddedDb final : public StoreDb {
 public:
  EmbeddedDb(const std::string& path, const store::StoreKey& key)
      : vfs_(Must(store::AeadVfs::Register(Must(store::ReadHeader(path, key))))),
        db_(Must(store::internal::OpenHandle(path, vfs_->name(), 1000))) {
    // Quick, and none of it needs to survive a power cut.
    Must(store::internal::RunSql(
        db_.get(),
        "PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON; PRAGMA synchronous=OFF"));
  }

  Engine engine() const override { return Engine::kEmbedded; }

  bool Try(const std::string& sql, const Values& values) override {
    return Step(sql, values, nullptr);
  }

  std::vector<Values> Query(const std::string& sql, const Values& values) override {
    Rows rows;
    if (!Step(sql, values, &rows)) std::fprintf(stderr, "%s\n", sql.c_str()), std::abort();
    return Copied(rows);
  }

 private:
  bool Step(const std::string& sql, const Values& values, Rows* rows) {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v2(db_.get(), sql.c_str(), -1, &made, nullptr) != SQLITE_OK) return false;
    const std::unique_ptr<sqlite3_stmt, store::internal::FreeStatement> statement(made);
    for (size_t i = 0; i < values.size(); ++i) Bind(made, static_cast<int>(i) + 1, values[i]);
    const int columns = sqlite3_column_count(made);
    if (rows != nullptr) *rows = Rows(static_cast<size_t>(columns));
    int rc = SQLITE_ROW;
    while ((rc = sqlite3_step(made)) == SQLITE_ROW) {
      for (int i = 0; rows != nullptr && i < columns; ++i)
        Must(store::internal::AddSqliteCell(made, i, *rows));
    }
    return rc == SQLITE_DONE;
  }

  static void Bind(sqlite3_stmt* statement, int at, const store::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value.variant())) {
      sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* blob = std::get_if<store::Blob>(&value.variant())) {
      sqlite3_bind_blob64(statement, at, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
    } else if (const auto* number = std::get_if<int64_t>(&value.variant())) {
      sqlite3_bind_int64(statement, at, *number);
    }
  }

  std::unique_ptr<store::AeadVfs> vfs_;  // outlives the handle
  store::internal::SqliteHandle db_;
};

class PostgresDb final : public StoreDb {
 public:
  explicit PostgresDb(const std::string& conninfo) : db_(PQconnectdb(conninfo.c_str())) {
    Run("SET session_replication_role = replica");  // no foreign keys
    Run("SET synchronous_commit = off");
  }

  Engine engine() const override { return Engine::kPostgres; }

  bool Try(const std::string& sql, const Values& values) override {
    const Answer answer = Ask(sql, values);
    return PQresultStatus(answer.get()) == PGRES_COMMAND_OK;
  }

  std::vector<Values> Query(const std::string& sql, const Values& values) override {
    const Answer answer = Ask(sql, values);
    if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK)
      std::fprintf(stderr, "%s: %s\n", sql.c_str(), PQerrorMessage(db_.get())), std::abort();
    const int columns = PQnfields(answer.get());
    Rows rows(static_cast<size_t>(columns));
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
      for (int i = 0; i < columns; ++i)
        Must(store::internal::AddPostgresCell(answer.get(), row, i, rows));
    }
    return Copied(rows);
  }

 private:
  Answer Ask(const std::string& sql, const Values& values) {
    std::vector<std::string> texts(values.size());
    std::vector<const char*> pointers(values.size());
    std::vector<int> lengths(values.size());
    std::vector<int> formats(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      const store::Value::Variant& value = values[i].variant();
      if (values[i].is_null()) continue;
      if (const auto* text = std::get_if<std::string>(&value)) texts[i] = *text;
      if (const auto* number = std::get_if<int64_t>(&value)) texts[i] = std::to_string(*number);
      if (const auto* blob = std::get_if<store::Blob>(&value))
        texts[i] = blob->bytes, formats[i] = 1;
      pointers[i] = texts[i].c_str();
      lengths[i] = static_cast<int>(texts[i].size());
    }
    return Answer(PQexecParams(db_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                               pointers.data(), lengths.data(), formats.data(), 0));
  }

  std::unique_ptr<PGconn, store::internal::CloseConnection> db_;
};

}  // namespace

void StoreDb::Run(const std::string& sql, const Values& values) {
  if (Try(sql, values)) return;
  std::fprintf(stderr, "harness: refused: %s\n", sql.c_str());
  std::abort();
}

int64_t StoreDb::Number(const std::string& sql) {
  return std::get<int64_t>(Query(sql).at(0).at(0).variant());
}

std::unique_ptr<StoreDb> OpenEmbeddedDb(const std::string& path, const store::StoreKey& key) {
  return std::make_unique<EmbeddedDb>(path, key);
}

std::unique_ptr<StoreDb> OpenPostgresDb(const std::string& conninfo) {
  return std::make_unique<PostgresDb>(conninfo);
}

}  // namespace niem::harness
