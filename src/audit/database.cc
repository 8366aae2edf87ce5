#include "audit/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "audit/wide.h"

namespace niem::audit {

struct Database::Files {
  Bytes database, log;
  std::string name;
  sqlite3_vfs vfs{};
  sqlite3* handle = nullptr;
  uint64_t steps = 0, max_steps = 0;

  ~Files() {
    sqlite3_close_v2(handle);
    if (!name.empty()) sqlite3_vfs_unregister(&vfs);
  }
};

namespace {

constexpr int kStepsBetween = 10'000;
constexpr int kMaxCell = 16 << 20;  // bytes of one text or row
constexpr const char* kMain = "main.db";
constexpr const char* kLog = "main.db-wal";

// What SQLite allocates for an open file.
struct MemoryFile {
  sqlite3_file base;
  const uint8_t* data;
  sqlite3_int64 size;
};

const MemoryFile& Of(sqlite3_file* file) {
  return *reinterpret_cast<MemoryFile*>(file);
}

int Close(sqlite3_file*) {
  return SQLITE_OK;
}

int Read(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
  const MemoryFile& memory = Of(file);
  const sqlite3_int64 there = offset < 0 || offset >= memory.size
                                  ? 0
                                  : std::min<sqlite3_int64>(count, memory.size - offset);
  auto* bytes = static_cast<uint8_t*>(out);
  if (there > 0) std::memcpy(bytes, memory.data + offset, static_cast<size_t>(there));
  if (there == count) return SQLITE_OK;
  // SQLite asks for zeros behind the end.
  std::memset(bytes + there, 0, static_cast<size_t>(count - there));
  return SQLITE_IOERR_SHORT_READ;
}

int Write(sqlite3_file*, const void*, int, sqlite3_int64) {
  return SQLITE_READONLY;
}

int Truncate(sqlite3_file*, sqlite3_int64) {
  return SQLITE_READONLY;
}

int Sync(sqlite3_file*, int) {
  return SQLITE_OK;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  *size = Of(file).size;
  return SQLITE_OK;
}

int Lock(sqlite3_file*, int) {
  return SQLITE_OK;
}

int CheckReservedLock(sqlite3_file*, int* held) {
  *held = 0;
  return SQLITE_OK;
}

int FileControl(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}

int SectorSize(sqlite3_file*) {
  return 4096;
}

int DeviceCharacteristics(sqlite3_file*) {
  return 0;
}

// Version 1: no shared memory (the log's index lies in memory of the connection), no mapping.
const sqlite3_io_methods kMethods = {1,
                                     Close,
                                     Read,
                                     Write,
                                     Truncate,
                                     Sync,
                                     FileSize,
                                     Lock,
                                     Lock,
                                     CheckReservedLock,
                                     FileControl,
                                     SectorSize,
                                     DeviceCharacteristics,
                                     nullptr,
                                     nullptr,
                                     nullptr,
                                     nullptr,
                                     nullptr,
                                     nullptr};

template <typename Files>
Bytes Named(sqlite3_vfs* vfs, const char* name) {
  const auto& files = *static_cast<Files*>(vfs->pAppData);
  return std::strcmp(name, kLog) == 0 ? files.log : files.database;
}

bool IsKnown(const char* name) {
  return name != nullptr && (std::strcmp(name, kMain) == 0 || std::strcmp(name, kLog) == 0);
}

template <typename Files>
int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto& memory = *reinterpret_cast<MemoryFile*>(file);
  memory.base.pMethods = nullptr;
  if (!IsKnown(name)) return SQLITE_CANTOPEN;  // a temporary file, a rollback journal
  const Bytes bytes = Named<Files>(vfs, name);
  memory.data = bytes.data(), memory.size = static_cast<sqlite3_int64>(bytes.size());
  memory.base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = (flags & ~SQLITE_OPEN_READWRITE) | SQLITE_OPEN_READONLY;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs*, const char*, int) {
  return SQLITE_READONLY;
}

template <typename Files>
int Access(sqlite3_vfs* vfs, const char* name, int flags, int* answer) {
  *answer = IsKnown(name) && flags == SQLITE_ACCESS_EXISTS && !Named<Files>(vfs, name).empty();
  return SQLITE_OK;
}

int FullPathname(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int Randomness(sqlite3_vfs*, int size, char* out) {
  std::memset(out, 0x5A, static_cast<size_t>(size));
  return size;
}

int Sleep(sqlite3_vfs*, int micros) {
  return micros;
}

int CurrentTime(sqlite3_vfs*, double* days) {
  *days = 0;
  return SQLITE_OK;
}

int GetLastError(sqlite3_vfs*, int, char*) {
  return 0;
}

template <typename Files>
void Describe(Files& files) {
  static std::atomic<uint64_t> number = 0;
  files.name = "niem-audit-" + std::to_string(++number);
  sqlite3_vfs& vfs = files.vfs;
  vfs.iVersion = 1, vfs.szOsFile = sizeof(MemoryFile), vfs.mxPathname = 64;
  vfs.zName = files.name.c_str(), vfs.pAppData = &files;
  vfs.xOpen = Open<Files>, vfs.xDelete = Delete, vfs.xAccess = Access<Files>;
  vfs.xFullPathname = FullPathname, vfs.xRandomness = Randomness, vfs.xSleep = Sleep;
  vfs.xCurrentTime = CurrentTime, vfs.xGetLastError = GetLastError;
}

// Counts steps; not 0 ends the statement.
template <typename Files>
int Progress(void* files) {
  auto& counted = *static_cast<Files*>(files);
  counted.steps += kStepsBetween;
  return counted.steps > counted.max_steps ? 1 : 0;
}

void Restrict(sqlite3* handle) {
  for (const auto& [option, value] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                      {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1}}) {
    sqlite3_db_config(handle, option, value, nullptr);
  }
  for (const auto& [limit, value] : {std::pair{SQLITE_LIMIT_LENGTH, kMaxCell},
                                     {SQLITE_LIMIT_SQL_LENGTH, 100'000},
                                     {SQLITE_LIMIT_COLUMN, 200},
                                     {SQLITE_LIMIT_EXPR_DEPTH, 50},
                                     {SQLITE_LIMIT_COMPOUND_SELECT, 5},
                                     {SQLITE_LIMIT_ATTACHED, 0},
                                     {SQLITE_LIMIT_WORKER_THREADS, 0}}) {
    sqlite3_limit(handle, limit, value);
  }
}

Error Corrupt(sqlite3* handle) {
  const std::string why = handle != nullptr ? ValidUtf8(sqlite3_errmsg(handle)) : std::string();
  return {ErrorCode::kCorrupt,
          {"cơ sở dữ liệu SQLite hỏng hoặc không đọc được: " + why,
           "the SQLite database is damaged or not readable: " + why}};
}

}  // namespace

int64_t DatabaseRow::Number(int column) const {
  return sqlite3_column_int64(static_cast<sqlite3_stmt*>(statement_), column);
}

std::string DatabaseRow::Text(int column) const {
  auto* statement = static_cast<sqlite3_stmt*>(statement_);
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  if (text == nullptr) return {};
  const auto size = static_cast<size_t>(sqlite3_column_bytes(statement, column));
  return ValidUtf8({text, std::min(size, kMaxText)});
}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::Open(Bytes database, Bytes log, uint64_t max_steps) {
  std::unique_ptr<Database> opened(new Database);
  opened->files_ = std::make_unique<Files>();
  Files& files = *opened->files_;
  files.database = database, files.log = log, files.max_steps = max_steps;
  Describe(files);
  if (sqlite3_initialize() != SQLITE_OK || sqlite3_vfs_register(&files.vfs, 0) != SQLITE_OK) {
    files.name.clear();
    return Corrupt(nullptr);
  }
  constexpr int kFlags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  if (sqlite3_open_v2(kMain, &files.handle, kFlags, files.name.c_str()) != SQLITE_OK) {
    return Corrupt(files.handle);
  }
  Restrict(files.handle);
  sqlite3_progress_handler(files.handle, kStepsBetween, Progress<Files>, &files);
  for (const char* pragma :
       {"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA temp_store=MEMORY", "PRAGMA cell_size_check=ON",
        "PRAGMA mmap_size=0", "PRAGMA query_only=ON", "SELECT count(*) FROM sqlite_schema"}) {
    if (sqlite3_exec(files.handle, pragma, nullptr, nullptr, nullptr) != SQLITE_OK) {
      return Corrupt(files.handle);
    }
  }
  return opened;
}

bool Database::Has(const std::string& table, const std::string& column) const {
  return sqlite3_table_column_metadata(files_->handle, "main", table.c_str(), column.c_str(),
                                       nullptr, nullptr, nullptr, nullptr, nullptr) == SQLITE_OK;
}

Status Database::Each(const char* sql, const std::function<void(const DatabaseRow&)>& row) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(files_->handle, sql, -1, &raw, nullptr) != SQLITE_OK) {
    return Corrupt(files_->handle);
  }
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
  int answer = SQLITE_DONE;
  while ((answer = sqlite3_step(raw)) == SQLITE_ROW) row(DatabaseRow(raw));
  if (answer == SQLITE_INTERRUPT) {
    return Error(ErrorCode::kTooLarge, {"cơ sở dữ liệu quá lớn; phần còn lại không được đọc",
                                        "the database is too large; the rest was not read"});
  }
  if (answer != SQLITE_DONE) return Corrupt(files_->handle);
  return Ok();
}

}  // namespace niem::audit
