// Snapshots of embedded stores and of backups.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "base/file.h"
#include "store/aead_vfs.h"
#include "store/backup.h"
#include "store/dump_reader.h"
#include "store/sealed_stream.h"
#include "store/snapshot.h"
#include "store/snapshot_sql.h"
#include "store/sqlite_handle.h"

namespace niem::store {
namespace {

namespace fs = std::filesystem;

using internal::SqliteHandle;
using Statement = std::unique_ptr<sqlite3_stmt, internal::FreeStatement>;

constexpr size_t kPageBytes = 1U << 20;

Result<Statement> Prepare(sqlite3* db, const std::string& text) {
  sqlite3_stmt* made = nullptr;
  const int rc =
      sqlite3_prepare_v2(db, text.c_str(), static_cast<int>(text.size()), &made, nullptr);
  Statement statement(made);
  if (rc != SQLITE_OK) return internal::SqliteError(db, rc);
  return statement;
}

class SqliteCursor final : public PageCursor {
 public:
  SqliteCursor(sqlite3* db, Statement statement) : db_(db), statement_(std::move(statement)) {}

  Result<const Rows*> Next() override {
    const int columns = sqlite3_column_count(statement_.get());
    page_ = Rows(static_cast<size_t>(columns));
    while (!ended_ && page_.bytes() < kPageBytes) {
      const int rc = sqlite3_step(statement_.get());
      if (rc == SQLITE_DONE) ended_ = true;
      if (rc == SQLITE_DONE) break;
      if (rc != SQLITE_ROW) return internal::SqliteError(db_, rc);
      for (int i = 0; i < columns; ++i) {
        if (!internal::AddSqliteCell(statement_.get(), i, page_).ok()) {
          const std::string name = sqlite3_column_name(statement_.get(), i);
          return Error(ErrorCode::kCorrupt, {"cột " + name + " chứa số thực, kho không bao giờ ghi",
                                             "column " + name +
                                                 " holds a real number, which no "
                                                 "store of ours writes"});
        }
      }
    }
    return &page_;
  }

 private:
  sqlite3* db_;
  Statement statement_;
  Rows page_;
  bool ended_ = false;
};

// What shows that a file was written to.
struct Trace {
  int64_t size = -1;
  int64_t seconds = 0;
  int64_t nanoseconds = 0;
  uint64_t inode = 0;

  bool operator==(const Trace&) const = default;

  static Trace Of(const std::string& path) {
    struct stat info {};

    if (::stat(path.c_str(), &info) != 0) return {};
    return {info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ino};
  }
};

class SqliteSnapshot : public Snapshot {
 public:
  SqliteSnapshot(std::unique_ptr<AeadVfs> vfs, SqliteHandle db)
      : vfs_(std::move(vfs)), db_(std::move(db)) {}

  Status Begin() {
    TRY(internal::RunSql(db_.get(), "BEGIN"));
    // The snapshot is taken by the first read.
    TRY_ASSIGN(const Statement objects,
               Prepare(db_.get(),
                       "SELECT type, name, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_schema"
                       " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"));
    int rc = SQLITE_OK;
    while ((rc = sqlite3_step(objects.get())) == SQLITE_ROW) {
      const std::string type = TextAt(objects.get(), 0);
      const std::string name = TextAt(objects.get(), 1);
      if (type == "table") tables_.push_back({name, {}});
      if (type == "table" && sqlite3_column_int(objects.get(), 2) != 0)
        strangers_.push_back("virtual table " + name);
      if (type != "table" && type != "index")
        strangers_.push_back(std::string(type).append(" ").append(name));
    }
    if (rc != SQLITE_DONE) return internal::SqliteError(db_.get(), rc);
    for (TableShape& table : tables_) TRY(ReadColumns(&table));
    return Ok();
  }

  // From now on CheckUnchanged compares.
  void Watch(const std::string& path) {
    watched_ = path;
    traces_ = {Trace::Of(path), Trace::Of(path + "-wal")};
  }

  Result<std::unique_ptr<PageCursor>> Read(const Selection& selection) override {
    TRY_ASSIGN(Statement statement, Prepare(db_.get(), internal::SelectText(selection, "FROM ")));
    return std::unique_ptr<PageCursor>(
        std::make_unique<SqliteCursor>(db_.get(), std::move(statement)));
  }

  Result<uint64_t> Count(const std::string& table) override {
    TRY_ASSIGN(const Statement count,
               Prepare(db_.get(), "SELECT count(*) FROM " + internal::Quoted(table)));
    const int rc = sqlite3_step(count.get());
    if (rc != SQLITE_ROW) return internal::SqliteError(db_.get(), rc);
    return static_cast<uint64_t>(sqlite3_column_int64(count.get(), 0));
  }

  Status CheckIntegrity() override { return internal::CheckDatabase(db_.get()); }

  Status CheckUnchanged() override {
    if (watched_.empty() ||
        traces_ == std::array{Trace::Of(watched_), Trace::Of(watched_ + "-wal")})
      return Ok();
    return Error(ErrorCode::kChanged,
                 {watched_ + " bị ghi trong lúc kiểm (máy chủ vừa khởi động?); kiểm lại",
                  watched_ + " was written to meanwhile (a server started?); verify again"});
  }

 private:
  static std::string TextAt(sqlite3_stmt* statement, int column) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return text == nullptr ? std::string() : std::string(text);
  }

  Status ReadColumns(TableShape* table) {
    TRY_ASSIGN(const Statement columns,
               Prepare(db_.get(), "SELECT name FROM pragma_table_xinfo(?1) ORDER BY cid"));
    sqlite3_bind_text(columns.get(), 1, table->name.data(), static_cast<int>(table->name.size()),
                      SQLITE_STATIC);
    int rc = SQLITE_OK;
    while ((rc = sqlite3_step(columns.get())) == SQLITE_ROW)
      table->columns.push_back(TextAt(columns.get(), 0));
    return rc == SQLITE_DONE ? Ok() : Status(internal::SqliteError(db_.get(), rc));
  }

  std::unique_ptr<AeadVfs> vfs_;  // outlives the handle
  SqliteHandle db_;
  std::string watched_;
  std::array<Trace, 2> traces_{};
};

Result<std::unique_ptr<SqliteSnapshot>> OpenStill(const std::string& path, const StoreKey& key) {
  TRY_ASSIGN(FileKeys keys, ReadHeader(path, key));
  TRY_ASSIGN(std::unique_ptr<AeadVfs> vfs, AeadVfs::Register(std::move(keys), {}, VfsUse::kStill));
  TRY_ASSIGN(SqliteHandle db, internal::OpenForReading(path, vfs->name(), /*still=*/true));
  auto snapshot = std::make_unique<SqliteSnapshot>(std::move(vfs), std::move(db));
  snapshot->Watch(path);
  TRY(snapshot->Begin());
  return snapshot;
}

// ---- a backup of PostgreSQL, unpacked ----------------------------------------------------------

// A folder of its own, gone with everything in it when the object dies.
class ScratchFolder {
 public:
  static Result<std::unique_ptr<ScratchFolder>> Make() {
    std::error_code ignored;
    std::string name = fs::temp_directory_path(ignored) / "niem-verify-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return ErrnoError(errno, name);
    return std::unique_ptr<ScratchFolder>(new ScratchFolder(std::move(name)));
  }

  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

class UnpackedDump final : public SqliteSnapshot {
 public:
  UnpackedDump(std::unique_ptr<ScratchFolder> folder, std::unique_ptr<AeadVfs> vfs, SqliteHandle db)
      : SqliteSnapshot(std::move(vfs), std::move(db)), folder_(std::move(folder)) {}

  // The tables have no types and keys of their own here.
  Status CheckIntegrity() override { return Ok(); }

 private:
  std::unique_ptr<ScratchFolder> folder_;  // its name goes first, then the open file with the base
};

Error Repeated(const std::string& table) {
  return {ErrorCode::kCorrupt,
          {"bảng " + table + " trong bản sao lưu có khóa lặp lại hoặc trống",
           "table " + table + " in the backup repeats a key, or lacks one"}};
}

// The rows of one table go in here.
class TableFiller {
 public:
  explicit TableFiller(sqlite3* db) : db_(db) {}

  Status Begin(const std::vector<std::string>& names, const std::vector<std::string>& key) {
    table_ = names[0];
    columns_ = names.size() - 1;
    std::string list;
    std::string marks;
    for (size_t i = 1; i < names.size(); ++i) {
      list += (i == 1 ? "" : ", ") + internal::Quoted(names[i]);
      marks += i == 1 ? "?" : ", ?";
    }
    std::string make = "CREATE TABLE " + internal::Quoted(table_) + " (" + list;
    std::string keys;
    for (const std::string& column : key)
      keys += (keys.empty() ? "" : ", ") + internal::Quoted(column);
    make += keys.empty() ? ")" : ", PRIMARY KEY (" + keys + ")) WITHOUT ROWID";
    if (!internal::RunSql(db_, make.c_str()).ok()) return Repeated(table_);
    TRY_ASSIGN(insert_,
               Prepare(db_, "INSERT INTO " + internal::Quoted(table_) + " VALUES (" + marks + ")"));
    types_.clear();
    return Ok();
  }

  Status SetTypes(const std::string& types) {
    if (types.size() != columns_) return Repeated(table_);
    types_ = types;
    return Ok();
  }

  Status Add(std::string_view piece) {
    if (types_.empty()) {
      return Error(ErrorCode::kUnsupported,
                   {"bản sao lưu của phiên bản cũ không ghi kiểu cột; phục hồi nó rồi kiểm kho",
                    "the backup is of an early version without column types; restore it and "
                    "verify the store"});
    }
    lines_.Add(piece);
    std::string_view line;
    while (lines_.Next(&line)) {
      TRY(internal::ParseCopyLine(line, types_, &cells_));
      TRY(Insert());
    }
    return Ok();
  }

  Status End() { return lines_.empty() ? Ok() : Status(Repeated(table_)); }

 private:
  Status Insert() {
    sqlite3_stmt* const insert = insert_.get();
    for (size_t i = 0; i < cells_.size(); ++i) {
      const int at = static_cast<int>(i) + 1;
      const Value::Variant& cell = cells_[i].variant();
      if (const auto* text = std::get_if<std::string>(&cell)) {
        sqlite3_bind_text64(insert, at, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
      } else if (const auto* blob = std::get_if<Blob>(&cell)) {
        const char* const bytes = blob->bytes.empty() ? "" : blob->bytes.data();
        sqlite3_bind_blob64(insert, at, bytes, blob->bytes.size(), SQLITE_STATIC);
      } else if (const auto* number = std::get_if<int64_t>(&cell)) {
        sqlite3_bind_int64(insert, at, *number);
      } else if (const auto* truth = std::get_if<bool>(&cell)) {
        sqlite3_bind_int(insert, at, *truth ? 1 : 0);
      } else {
        sqlite3_bind_null(insert, at);
      }
    }
    const int rc = sqlite3_step(insert);
    sqlite3_reset(insert);
    if (rc == SQLITE_DONE) return Ok();
    if ((rc & 0xff) == SQLITE_CONSTRAINT) return Repeated(table_);
    return internal::SqliteError(db_, rc);
  }

  sqlite3* db_;
  std::string table_;
  size_t columns_ = 0;
  std::string types_;
  Statement insert_;
  internal::CopyLines lines_;
  Values cells_;
};

Status Unpack(const std::string& path, const StoreKey& key,
              const std::vector<Selection>& primary_keys, sqlite3* db) {
  TRY_ASSIGN(SealedReader sealed, SealedReader::Open(path, key));
  internal::DumpReader records([&] { return sealed.Next(); });
  TableFiller filler(db);
  TRY(internal::RunSql(db, "BEGIN"));
  internal::DumpItem item;
  while (true) {
    TRY(records.NextItem(&item));
    switch (item.kind) {
      case internal::DumpRecord::kEndOfDump:
        return internal::RunSql(db, "COMMIT");
      case internal::DumpRecord::kTable: {
        TRY_ASSIGN(const std::vector<std::string> names, internal::SplitNames(item.bytes));
        std::vector<std::string> order;
        for (const Selection& one : primary_keys) {
          if (one.table == names[0]) order = one.order;
        }
        TRY(filler.Begin(names, order));
        break;
      }
      case internal::DumpRecord::kTypes:
        TRY(filler.SetTypes(item.bytes));
        break;
      case internal::DumpRecord::kRows:
        TRY(filler.Add(item.bytes));
        break;
      case internal::DumpRecord::kEndOfTable:
        TRY(filler.End());
        break;
    }
  }
}

Result<std::unique_ptr<Snapshot>> OpenDump(const std::string& path, const StoreKey& key,
                                           const std::vector<Selection>& primary_keys) {
  TRY_ASSIGN(std::unique_ptr<ScratchFolder> folder, ScratchFolder::Make());
  TRY_ASSIGN(const SecretBuffer random, SecretBuffer::Random(kAeadKeySize));
  TRY_ASSIGN(const StoreKey scratch_key, StoreKey::FromBytes(random.bytes()));
  const std::string scratch = folder->path() + "/scratch";
  TRY_ASSIGN(FileKeys keys, CreateHeader(scratch, scratch_key));
  TRY_ASSIGN(std::unique_ptr<AeadVfs> vfs, AeadVfs::Register(std::move(keys)));
  TRY_ASSIGN(SqliteHandle db, internal::OpenHandle(scratch, vfs->name(), 0));
  TRY(internal::RunSql(db.get(),
                       "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF;"
                       "PRAGMA synchronous=OFF; PRAGMA cache_size=-65536"));
  TRY(Unpack(path, key, primary_keys, db.get()));
  auto snapshot = std::make_unique<UnpackedDump>(std::move(folder), std::move(vfs), std::move(db));
  TRY(snapshot->Begin());
  return std::unique_ptr<Snapshot>(std::move(snapshot));
}

}  // namespace

const TableShape* Snapshot::Find(std::string_view table) const {
  for (const TableShape& shape : tables_) {
    if (shape.name == table) return &shape;
  }
  return nullptr;
}

Result<std::unique_ptr<Snapshot>> Snapshot::OfEmbedded(const std::string& path,
                                                       const StoreKey& key) {
  TRY_ASSIGN(const bool in_use, internal::IsInUse(path));
  if (!in_use) {
    TRY_ASSIGN(std::unique_ptr<SqliteSnapshot> still, OpenStill(path, key));
    return std::unique_ptr<Snapshot>(std::move(still));
  }
  TRY_ASSIGN(FileKeys keys, ReadHeader(path, key));
  TRY_ASSIGN(std::unique_ptr<AeadVfs> vfs, AeadVfs::Register(std::move(keys)));
  TRY_ASSIGN(SqliteHandle db, internal::OpenForReading(path, vfs->name(), /*still=*/false));
  auto snapshot = std::make_unique<SqliteSnapshot>(std::move(vfs), std::move(db));
  TRY(snapshot->Begin());
  return std::unique_ptr<Snapshot>(std::move(snapshot));
}

Result<std::unique_ptr<Snapshot>> Snapshot::OfBackup(const std::string& folder, const StoreKey& key,
                                                     const std::vector<Selection>& primary_keys) {
  TRY_ASSIGN(const BackupManifest manifest, CheckManifest(folder));
  const std::string path = folder + "/" + manifest.data_file;
  if (manifest.engine == Engine::kPostgres) return OpenDump(path, key, primary_keys);
  TRY_ASSIGN(std::unique_ptr<SqliteSnapshot> still, OpenStill(path, key));
  return std::unique_ptr<Snapshot>(std::move(still));
}

}  // namespace niem::store
