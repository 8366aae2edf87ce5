// The embedded engine: one writing connection and a pool of reading ones over the encrypted VFS.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <unordered_map>

#include "base/file.h"
#include "store/aead_vfs.h"
#include "store/engine.h"
#include "store/pool.h"
#include "store/sqlite_handle.h"

namespace niem::store::internal {

Error SqliteError(sqlite3* db, int rc) {
  const int code = rc == SQLITE_OK ? sqlite3_extended_errcode(db) : rc;
  const std::string why =
      db == nullptr || code == SQLITE_NOMEM ? sqlite3_errstr(code) : sqlite3_errmsg(db);
  switch (code) {
    case SQLITE_BUSY_SNAPSHOT:
      return {ErrorCode::kSerialization, {"hai giao dịch va chạm", "two transactions met"}};
    case SQLITE_IOERR_DATA:
    case SQLITE_CORRUPT_INDEX:
      return {ErrorCode::kCorrupt,
              {"một trang của kho đã bị thay đổi hoặc hỏng; dừng ghi, khôi phục từ bản sao lưu",
               "a page of the store was changed or damaged; stop writing, restore a backup"}};
    case SQLITE_IOERR_NOMEM:
      return {ErrorCode::kMemory, {"không đủ bộ nhớ", "out of memory"}};
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kBusy, {"kho đang bận, thử lại sau", "the store is busy, try again"}};
    case SQLITE_CONSTRAINT:
      return {ErrorCode::kConstraint, {"dữ liệu trái ràng buộc: " + why, "constraint: " + why}};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::kCorrupt,
              {"kho bị hỏng; dừng ghi, khôi phục từ bản sao lưu (" + why + ")",
               "the store is damaged; stop writing, restore a backup (" + why + ")"}};
    case SQLITE_FULL:
      return {ErrorCode::kIo, {"hết chỗ trên đĩa", "the disk is full"}};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
      return {ErrorCode::kIo,
              {"lỗi vào/ra của kho (" + std::to_string(code) + ")",
               "input/output error of the store (" + std::to_string(code) + ")"}};
    case SQLITE_NOMEM:
      return {ErrorCode::kMemory, {"không đủ bộ nhớ", "out of memory"}};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {ErrorCode::kPermission, {"không được ghi vào kho", "the store may not be written"}};
    case SQLITE_TOOBIG:
      return {ErrorCode::kTooLarge, {"giá trị quá lớn", "a value is too large"}};
    default:
      return {ErrorCode::kInternal, {"lỗi câu lệnh SQL: " + why, "SQL error: " + why}};
  }
}

Status RunSql(sqlite3* db, const char* text) {
  const int rc = sqlite3_exec(db, text, nullptr, nullptr, nullptr);
  return rc == SQLITE_OK ? Ok() : Status(SqliteError(db, rc));
}

namespace {

Result<SqliteHandle> OpenWith(const std::string& path, const std::string& vfs, int flags) {
  sqlite3* db = nullptr;
  const int rc = sqlite3_open_v2(
      path.c_str(), &db,
      flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, vfs.c_str());
  SqliteHandle handle(db);
  if (rc != SQLITE_OK) return SqliteError(db, rc);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  return handle;
}

}  // namespace

Result<SqliteHandle> OpenHandle(const std::string& path, const std::string& vfs, int busy_ms) {
  TRY_ASSIGN(SqliteHandle handle, OpenWith(path, vfs, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
  sqlite3* const db = handle.get();
  sqlite3_busy_timeout(db, busy_ms);
  int reserved = static_cast<int>(kReservedBytes);
  const int control = sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  if (control != SQLITE_OK) return SqliteError(db, control);
  // secure_delete also means that every page of the file has been written: a page that does not
  // open is damage, never a hole.
  TRY(RunSql(db,
             "PRAGMA page_size=4096; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
             "PRAGMA mmap_size=0; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
             "PRAGMA case_sensitive_like=ON; PRAGMA cell_size_check=ON;"));
  return handle;
}

Result<SqliteHandle> OpenForReading(const std::string& path, const std::string& vfs, bool still) {
  constexpr int kBusyMs = 10'000;
  TRY_ASSIGN(SqliteHandle handle, OpenWith(path, vfs, SQLITE_OPEN_READONLY));
  sqlite3* const db = handle.get();
  sqlite3_busy_timeout(db, kBusyMs);
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  TRY(RunSql(db,
             "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA query_only=ON;"
             "PRAGMA case_sensitive_like=ON; PRAGMA cell_size_check=ON;"));
  // The index of the log then lies in memory, not in a file beside it.
  if (still) TRY(RunSql(db, "PRAGMA locking_mode=EXCLUSIVE"));
  return handle;
}

// SQLite's connections hold a shared lock on bytes of the file as long as they are open (os_unix.c:
// 510 bytes from SHARED_FIRST).
Result<bool> IsInUse(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoError(errno, path);

  struct flock lock {};

  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = 0x40000002;
  lock.l_len = 510;
  if (::fcntl(fd.get(), F_GETLK, &lock) != 0) return ErrnoError(errno, path);
  return lock.l_type != F_UNLCK;
}

Status AddSqliteCell(sqlite3_stmt* statement, int column, Rows& rows) {
  const auto bytes = [&](const void* data) {
    return std::string_view(data == nullptr ? "" : static_cast<const char*>(data),
                            static_cast<size_t>(sqlite3_column_bytes(statement, column)));
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      rows.AddNull();
      return Ok();
    case SQLITE_INTEGER:
      rows.AddInt(sqlite3_column_int64(statement, column));
      return Ok();
    case SQLITE_TEXT:
      rows.AddBytes(Rows::Kind::kText, bytes(sqlite3_column_text(statement, column)));
      return Ok();
    case SQLITE_BLOB:
      rows.AddBytes(Rows::Kind::kBlob, bytes(sqlite3_column_blob(statement, column)));
      return Ok();
    default:
      return Error(ErrorCode::kInternal, {"cột có kiểu số thực; hãy đổi kiểu trong câu lệnh",
                                          "a column is a real number; cast it in the statement"});
  }
}

namespace {

// Resets a cached statement when its use ends, also after an error.
class Use {
 public:
  explicit Use(sqlite3_stmt* statement) : statement_(statement) {}

  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  sqlite3_stmt* statement_;
};

class SqliteConnection {
 public:
  explicit SqliteConnection(SqliteHandle handle) : handle_(std::move(handle)) {}

  sqlite3* db() { return handle_.get(); }

  Result<Rows> Query(const Sql& sql, std::span<const Value> values) {
    TRY_ASSIGN(const Ready* ready, Prepared(sql));
    sqlite3_stmt* const statement = ready->statement.get();
    const Use use(statement);
    TRY(Bind(*ready, sql, values));
    const int columns = sqlite3_column_count(statement);
    Rows rows(static_cast<size_t>(columns));
    int rc = SQLITE_OK;
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
      for (int i = 0; i < columns; ++i) TRY(AddSqliteCell(statement, i, rows));
      if (rows.bytes() > Rows::kMaxAnswerBytes) {
        return Error(ErrorCode::kTooLarge, {"kết quả quá lớn, hãy đọc theo trang",
                                            "the answer is too large, page through it"});
      }
    }
    if (rc != SQLITE_DONE) return SqliteError(db(), rc);
    return rows;
  }

  Result<int64_t> Execute(const Sql& sql, std::span<const Value> values) {
    const int64_t before = sqlite3_total_changes64(db());
    TRY_ASSIGN(const Ready* ready, Prepared(sql));
    sqlite3_stmt* const statement = ready->statement.get();
    const Use use(statement);
    TRY(Bind(*ready, sql, values));
    int rc = SQLITE_ROW;
    while (rc == SQLITE_ROW) rc = sqlite3_step(statement);
    if (rc != SQLITE_DONE) return SqliteError(db(), rc);
    // Without cascades and triggers, as PostgreSQL counts; 0 for what changes no rows.
    return sqlite3_total_changes64(db()) == before ? 0 : sqlite3_changes64(db());
  }

 private:
  struct Ready {
    std::unique_ptr<sqlite3_stmt, FreeStatement> statement;
    std::vector<int> places;  // of $1, $2 …
  };

  Result<const Ready*> Prepared(const Sql& sql) {
    Ready& ready = statements_[&sql];
    if (ready.statement != nullptr) return &ready;
    sqlite3_stmt* made = nullptr;
    const char* rest = nullptr;
    const int rc = sqlite3_prepare_v3(db(), sql.text().data(), static_cast<int>(sql.text().size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, &rest);
    ready.statement.reset(made);
    if (rc != SQLITE_OK) return SqliteError(db(), rc);
    if (made == nullptr || rest != sql.text().data() + sql.text().size()) {
      ready.statement.reset();
      return Error(ErrorCode::kInternal,
                   {"mỗi Sql là đúng một câu lệnh: " + std::string(sql.name()),
                    "one Sql is one statement: " + std::string(sql.name())});
    }
    // "$3" is a name to SQLite, numbered by first appearance: asked for once.
    const int count = sqlite3_bind_parameter_count(made);
    ready.places.resize(static_cast<size_t>(count));
    for (int at = 1; at <= count; ++at) {
      const char* name = sqlite3_bind_parameter_name(made, at);
      int number = 0;
      if (name != nullptr) std::from_chars(name + 1, name + std::strlen(name), number);
      if (number >= 1 && number <= count) ready.places[static_cast<size_t>(number) - 1] = at;
    }
    return &ready;
  }

  Status Bind(const Ready& ready, const Sql& sql, std::span<const Value> values) {
    if (ready.places.size() != values.size()) {
      const std::string name(sql.name());
      return Error(ErrorCode::kInternal, {"sai số tham số của câu lệnh " + name,
                                          "wrong number of parameters of statement " + name});
    }
    for (size_t i = 0; i < values.size(); ++i) {
      TRY(BindOne(ready.statement.get(), ready.places[i], values[i]));
    }
    return Ok();
  }

  Status BindOne(sqlite3_stmt* statement, int at, const Value& value) {
    int rc = SQLITE_OK;
    if (const auto* text = std::get_if<std::string>(&value.variant())) {
      TRY(CheckText(*text));
      rc = sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
    } else if (const auto* blob = std::get_if<Blob>(&value.variant())) {
      // A null pointer would bind NULL in place of an empty value.
      const char* bytes = blob->bytes.empty() ? "" : blob->bytes.data();
      rc = sqlite3_bind_blob64(statement, at, bytes, blob->bytes.size(), SQLITE_STATIC);
    } else if (const auto* number = std::get_if<int64_t>(&value.variant())) {
      rc = sqlite3_bind_int64(statement, at, *number);
    } else if (const auto* truth = std::get_if<bool>(&value.variant())) {
      rc = sqlite3_bind_int(statement, at, *truth ? 1 : 0);
    } else {
      rc = sqlite3_bind_null(statement, at);
    }
    return rc == SQLITE_OK ? Ok() : Status(SqliteError(db(), rc));
  }

  SqliteHandle handle_;
  std::unordered_map<const Sql*, Ready> statements_;
};

using ConnectionPool = Pool<SqliteConnection>;

class SqliteSession : public Session {
 public:
  SqliteSession(ConnectionPool& pool, std::unique_ptr<SqliteConnection> connection,
                std::atomic<bool>* broken)
      : pool_(pool), connection_(std::move(connection)), broken_(broken) {}

  ~SqliteSession() override {
    if (!ended_) (void)RunSql(connection_->db(), "ROLLBACK");
    if (sqlite3_get_autocommit(connection_->db()) != 0)
      pool_.Give(std::move(connection_));
    else
      pool_.Drop();
  }

  Result<Rows> Query(const Sql& sql, std::span<const Value> values) override {
    return Watched(connection_->Query(sql, values));
  }

  Result<int64_t> Execute(const Sql& sql, std::span<const Value> values) override {
    return Watched(connection_->Execute(sql, values));
  }

  Status Commit() override {
    Status committed = Watched(RunSql(connection_->db(), "COMMIT"));
    ended_ = committed.ok();
    return committed;
  }

  Status RunScript(std::string_view text) override {
    return Watched(RunSql(connection_->db(), TranslateDdl(text).c_str()));
  }

  Engine engine() const override { return Engine::kEmbedded; }

  void* handle() override { return connection_->db(); }

 private:
  // After a failed write or sync nobody knows what the disk holds (the system may have dropped
  // dirty pages and call the next sync a success), so no later commit may be acknowledged on top of
  // it.
  template <typename R>
  R Watched(R result) {
    if (!result.ok() && broken_ != nullptr && result.error().code() == ErrorCode::kIo &&
        (sqlite3_extended_errcode(connection_->db()) & 0xff) == SQLITE_IOERR)
      broken_->store(true);
    return result;
  }

  ConnectionPool& pool_;
  std::unique_ptr<SqliteConnection> connection_;
  std::atomic<bool>* broken_;  // of the store; null for readers
  bool ended_ = false;
};

class SqliteBackend : public Backend {
 public:
  SqliteBackend(EmbeddedOptions options, std::unique_ptr<AeadVfs> vfs)
      : options_(std::move(options)),
        vfs_(std::move(vfs)),
        writers_(1, [this] { return Connect(/*reader=*/false); }),
        readers_(options_.readers < 1 ? 1 : options_.readers,
                 [this] { return Connect(/*reader=*/true); }) {}

  // Opens the first connection, so that a damaged store is found now.
  Status Start() {
    TRY_ASSIGN(std::unique_ptr<SqliteConnection> writer, writers_.Take());
    writers_.Give(std::move(writer));
    return Ok();
  }

  Engine engine() const override { return Engine::kEmbedded; }

  Result<std::unique_ptr<Session>> BeginWrite(WriteMode) override {
    return Begin(writers_, "BEGIN IMMEDIATE", &broken_);
  }

  Result<std::unique_ptr<Session>> BeginRead() override {
    TRY_ASSIGN(std::unique_ptr<Session> session, Begin(readers_, "BEGIN", nullptr));
    // The snapshot is taken by the first read, not by BEGIN.
    TRY(RunSql(static_cast<sqlite3*>(session->handle()), "SELECT 1 FROM sqlite_schema LIMIT 1"));
    return session;
  }

  Status CheckIntegrity() override {
    TRY_ASSIGN(std::unique_ptr<Session> session, BeginRead());
    return CheckDatabase(static_cast<sqlite3*>(session->handle()));
  }

 private:
  Result<std::unique_ptr<SqliteConnection>> Connect(bool reader) {
    TRY_ASSIGN(SqliteHandle handle, OpenHandle(options_.path, vfs_->name(), options_.busy_ms));
    const std::string cache = "PRAGMA cache_size=-" + std::to_string(options_.cache_kib);
    TRY(RunSql(handle.get(), cache.c_str()));
    TRY(RunSql(handle.get(), "PRAGMA journal_mode=WAL"));
    TRY(RunSql(handle.get(), "SELECT count(*) FROM sqlite_schema"));
    if (reader) TRY(RunSql(handle.get(), "PRAGMA query_only=ON"));
    return std::make_unique<SqliteConnection>(std::move(handle));
  }

  Result<std::unique_ptr<Session>> Begin(ConnectionPool& pool, const char* begin,
                                         std::atomic<bool>* broken) {
    if (broken != nullptr && broken->load()) {
      return Error(ErrorCode::kIo,
                   {"kho đã gặp lỗi ghi đĩa và không nhận ghi thêm; kiểm tra đĩa rồi khởi động lại",
                    "writing to the disk failed before, so the store takes no more writes; check "
                    "the disk and start again"});
    }
    TRY_ASSIGN(std::unique_ptr<SqliteConnection> connection, pool.Take());
    const Status begun = RunSql(connection->db(), begin);
    if (!begun.ok()) {
      pool.Give(std::move(connection));
      return begun.error();
    }
    return std::unique_ptr<Session>(
        std::make_unique<SqliteSession>(pool, std::move(connection), broken));
  }

  const EmbeddedOptions options_;
  const std::unique_ptr<AeadVfs> vfs_;  // outlives the connections
  std::atomic<bool> broken_{false};
  ConnectionPool writers_;
  ConnectionPool readers_;
};

}  // namespace

Status CheckDatabase(sqlite3* db) {
  for (const char* check : {"PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"}) {
    sqlite3_stmt* raw = nullptr;
    int rc = sqlite3_prepare_v2(db, check, -1, &raw, nullptr);
    const std::unique_ptr<sqlite3_stmt, FreeStatement> statement(raw);
    if (rc != SQLITE_OK) return SqliteError(db, rc);
    while ((rc = sqlite3_step(raw)) == SQLITE_ROW) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
      if (text == nullptr || std::string_view(text) != "ok") {
        return Error(ErrorCode::kCorrupt,
                     {"kiểm tra toàn vẹn thấy lỗi; dừng ghi, khôi phục từ bản sao lưu",
                      "the integrity check found damage; stop writing, restore a backup"});
      }
    }
    if (rc != SQLITE_DONE) return SqliteError(db, rc);
  }
  return Ok();
}

Result<std::unique_ptr<Backend>> OpenSqlite(const EmbeddedOptions& options, const StoreKey& key) {
  Result<FileKeys> keys = ReadHeader(options.path, key);
  if (!keys.ok() && keys.error().code() == ErrorCode::kNotFound && options.create)
    keys = CreateHeader(options.path, key);
  if (!keys.ok()) return keys.error();
  TRY_ASSIGN(std::unique_ptr<AeadVfs> vfs,
             AeadVfs::Register(std::move(keys).value(), options.base_vfs));
  auto backend = std::make_unique<SqliteBackend>(options, std::move(vfs));
  TRY(backend->Start());
  return std::unique_ptr<Backend>(std::move(backend));
}

}  // namespace niem::store::internal
