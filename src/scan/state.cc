#include "scan/state.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/file.h"

namespace niem::scan {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kApplicationId = 0x4e69536b;  // "NiSk"
constexpr char kBlobVersion = 1;
constexpr auto kCommitEvery = std::chrono::seconds(2);
constexpr size_t kSaveEvery = 5000;  // files of one folder

void PutNumber(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

void PutText(std::string& out, std::string_view text) {
  PutNumber(out, text.size());
  out.append(text);
}

uint64_t GetNumber(ByteReader& in) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64 && in.ok(); shift += 7) {
    const uint8_t byte = in.U8();
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return value;
}

std::string GetText(ByteReader& in) {
  return std::string(AsText(in.Take(GetNumber(in))));
}

// Names of the wanted type of file on disk, before SQLite touches it.
Status CheckKind(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.valid()) return ErrnoError(errno, path);
  char head[100] = {};
  const ssize_t size = ::pread(fd.get(), head, sizeof head, 0);
  if (size < 0) return ErrnoError(errno, path);
  if (size == 0) return Ok();
  uint32_t id = 0;  // big-endian, at offset 68 of an SQLite file
  for (int i = 68; i < 72; ++i) id = id << 8 | static_cast<uint8_t>(head[i]);
  if (std::string_view(head, 15) == "SQLite format 3" &&
      id == static_cast<uint32_t>(kApplicationId))
    return Ok();
  return Error(ErrorCode::kInvalidArgument,
               {path + " không phải tệp trạng thái của niem scan nên không được ghi đè; chọn tên "
                       "khác cho --state",
                path + " is not a state file of niem scan and will not be overwritten; give "
                       "--state another name"});
}

}  // namespace

std::string PackRecords(const std::vector<FileRecord>& records) {
  std::string out(1, kBlobVersion);
  PutNumber(out, records.size());
  for (const FileRecord& record : records) {
    PutText(out, record.name);
    PutNumber(out, record.info.size);
    PutNumber(out, static_cast<uint64_t>(record.info.mtime_ns));
    PutNumber(out, static_cast<uint64_t>(record.info.ctime_ns));
    PutNumber(out, record.info.inode);
    PutNumber(out, record.findings.size());
    for (const std::string& finding : record.findings) PutText(out, finding);
  }
  return out;
}

std::vector<FileRecord> UnpackRecords(Bytes blob) {
  ByteReader in(blob);
  if (in.U8() != kBlobVersion) return {};
  const uint64_t count = GetNumber(in);
  if (count > in.remaining()) return {};
  std::vector<FileRecord> records;
  records.reserve(count);
  for (uint64_t i = 0; i < count && in.ok(); ++i) {
    FileRecord& record = records.emplace_back();
    record.name = GetText(in);
    record.info.size = GetNumber(in);
    record.info.mtime_ns = static_cast<int64_t>(GetNumber(in));
    record.info.ctime_ns = static_cast<int64_t>(GetNumber(in));
    record.info.inode = GetNumber(in);
    for (uint64_t left = GetNumber(in); left > 0 && in.ok(); --left)
      record.findings.push_back(GetText(in));
  }
  if (!in.ok()) return {};
  return records;
}

FolderRecord::FolderRecord(StateStore& store, std::string path, std::vector<FileRecord> known)
    : store_(store), path_(std::move(path)), last_save_(Clock::now()) {
  known_.reserve(known.size());
  for (FileRecord& record : known) known_.push_back({std::move(record), false});
}

FolderRecord::~FolderRecord() {
  const bool lost_some =
      walked_ && std::any_of(known_.begin(), known_.end(), [](const Known& k) { return !k.seen; });
  if (added_.size() > saved_ || lost_some) Save();
}

const FileRecord* FolderRecord::Unchanged(std::string_view name, const FileInfo& info) {
  while (cursor_ < known_.size() && known_[cursor_].record.name < name) ++cursor_;
  if (cursor_ == known_.size()) return nullptr;
  Known& known = known_[cursor_];
  if (known.record.name != name || known.record.info != info) return nullptr;
  const std::lock_guard lock(mutex_);
  known.seen = true;
  return &known.record;
}

void FolderRecord::Add(FileRecord record) {
  const std::lock_guard lock(mutex_);
  added_.push_back(std::move(record));
  const size_t unsaved = added_.size() - saved_;
  const bool many = unsaved >= std::max(kSaveEvery, (added_.size() + known_.size()) / 4);
  if (many || (unsaved % 16 == 1 && Clock::now() - last_save_ > 2 * kCommitEvery)) Save();
}

void FolderRecord::MarkWalked() {
  const std::lock_guard lock(mutex_);
  walked_ = true;
}

// What was added replaces what was known under the same name.
void FolderRecord::Save() {
  std::sort(added_.begin(), added_.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  std::vector<FileRecord> merged;
  merged.reserve(added_.size() + known_.size());
  auto added = added_.begin();
  for (const Known& known : known_) {
    for (; added != added_.end() && added->name < known.record.name; ++added)
      merged.push_back(*added);
    const bool replaced = added != added_.end() && added->name == known.record.name;
    if (!replaced && (known.seen || !walked_)) merged.push_back(known.record);
  }
  merged.insert(merged.end(), added, added_.end());
  store_.Write(path_, PackRecords(merged));
  saved_ = added_.size();
  last_save_ = Clock::now();
}

StateStore::StateStore(sqlite3* db, std::string path)
    : db_(db), path_(std::move(path)), last_commit_(Clock::now()) {}

StateStore::~StateStore() {
  // A run that ends by an error keeps what it had learnt.
  if (sqlite3_get_autocommit(db_) == 0) (void)Execute("COMMIT");
  sqlite3_finalize(select_);
  sqlite3_finalize(upsert_);
  sqlite3_close(db_);
}

Error StateStore::Failure() const {
  const int code = sqlite3_errcode(db_) & 0xff;
  const std::string reason = sqlite3_errmsg(db_);
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
    return {ErrorCode::kIo,
            {path_ + " đang được một lần quét khác dùng; đợi nó xong hoặc chọn --state khác",
             path_ + " is in use by another scan; wait for it or give another --state"}};
  }
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR) {
    return {ErrorCode::kCorrupt,
            {"tệp trạng thái " + path_ + " bị hỏng (" + reason + "); xoá nó rồi quét lại từ đầu",
             "the state file " + path_ + " is damaged (" + reason +
                 "); delete it and scan again from the start"}};
  }
  return {ErrorCode::kIo,
          {"không ghi được tệp trạng thái " + path_ + ": " + reason,
           "cannot write the state file " + path_ + ": " + reason}};
}

Status StateStore::Execute(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return Failure();
  return Ok();
}

Result<std::string> StateStore::QueryText(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) != SQLITE_OK) return Failure();
  std::string text;
  const int step = sqlite3_step(statement);
  if (step == SQLITE_ROW) {
    text.assign(static_cast<const char*>(sqlite3_column_blob(statement, 0)),
                static_cast<size_t>(sqlite3_column_bytes(statement, 0)));
  }
  sqlite3_finalize(statement);
  if (step != SQLITE_ROW && step != SQLITE_DONE) return Failure();
  return text;
}

Status StateStore::Prepare(const std::string& key) {
  sqlite3_busy_timeout(db_, 500);
  TRY(Execute(
      "PRAGMA locking_mode=EXCLUSIVE; PRAGMA application_id=0x4e69536b; PRAGMA journal_mode=WAL;"
      "PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384;"
      "CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS folder(path BLOB PRIMARY KEY, files BLOB NOT NULL);"));
  TRY_ASSIGN(const std::string old_key,
             QueryText("SELECT CAST(value AS BLOB) FROM meta WHERE name='key'"));
  TRY(Execute("BEGIN IMMEDIATE"));
  if (old_key != key) {
    TRY(Execute("DELETE FROM folder"));
    sqlite3_stmt* put = nullptr;
    sqlite3_prepare_v2(db_, "INSERT OR REPLACE INTO meta VALUES('key', ?)", -1, &put, nullptr);
    sqlite3_bind_blob(put, 1, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
    const int step = sqlite3_step(put);
    sqlite3_finalize(put);
    if (step != SQLITE_DONE) return Failure();
  }
  const bool ready = sqlite3_prepare_v2(db_, "SELECT files FROM folder WHERE path=?", -1, &select_,
                                        nullptr) == SQLITE_OK &&
                     sqlite3_prepare_v2(db_, "INSERT OR REPLACE INTO folder VALUES(?, ?)", -1,
                                        &upsert_, nullptr) == SQLITE_OK;
  if (!ready) return Failure();
  return Ok();
}

Result<std::unique_ptr<StateStore>> StateStore::Open(const std::string& path,
                                                     const std::string& key) {
  TRY(CheckKind(path));
  sqlite3* db = nullptr;
  const int opened = sqlite3_open_v2(
      path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<StateStore> store(new StateStore(db, path));
  if (opened != SQLITE_OK) return store->Failure();
  TRY(store->Prepare(key));
  return store;
}

std::shared_ptr<FolderRecord> StateStore::OpenFolder(const std::string& path) {
  std::vector<FileRecord> known;
  {
    const std::lock_guard lock(mutex_);
    sqlite3_bind_blob(select_, 1, path.data(), static_cast<int>(path.size()), SQLITE_STATIC);
    const int step = sqlite3_step(select_);
    if (step == SQLITE_ROW) {
      known = UnpackRecords({static_cast<const uint8_t*>(sqlite3_column_blob(select_, 0)),
                             static_cast<size_t>(sqlite3_column_bytes(select_, 0))});
    } else if (step != SQLITE_DONE && !failed_.has_value()) {
      failed_ = Failure();
    }
    sqlite3_reset(select_);
  }
  return std::make_shared<FolderRecord>(*this, path, std::move(known));
}

void StateStore::Write(const std::string& path, std::string_view blob) {
  const std::lock_guard lock(mutex_);
  sqlite3_bind_blob(upsert_, 1, path.data(), static_cast<int>(path.size()), SQLITE_STATIC);
  sqlite3_bind_blob64(upsert_, 2, blob.data(), blob.size(), SQLITE_STATIC);
  if (sqlite3_step(upsert_) != SQLITE_DONE && !failed_.has_value()) failed_ = Failure();
  sqlite3_reset(upsert_);
  sqlite3_clear_bindings(upsert_);
  CommitIfDue();
}

// By asking for each folder by name: which were walked depends on the run's options, and what a run
// left out may be wanted by the next.
void StateStore::ForgetGone(const std::string& root) {
  const std::lock_guard lock(mutex_);
  const std::string below = root.ends_with('/') ? root : root + "/";
  const std::string behind = below.substr(0, below.size() - 1) + "0";  // '0' comes after '/'
  sqlite3_stmt* list = nullptr;
  sqlite3_stmt* drop = nullptr;
  const bool ready =
      sqlite3_prepare_v2(db_, "SELECT path FROM folder WHERE path=?1 OR (path>?2 AND path<?3)", -1,
                         &list, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(db_, "DELETE FROM folder WHERE path=?", -1, &drop, nullptr) == SQLITE_OK;
  const auto bind = [](sqlite3_stmt* statement, int at, const std::string& value) {
    sqlite3_bind_blob(statement, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  };
  std::vector<std::string> gone;
  int step = SQLITE_ERROR;
  if (ready) {
    bind(list, 1, root), bind(list, 2, below), bind(list, 3, behind);
    while ((step = sqlite3_step(list)) == SQLITE_ROW) {
      std::string path(static_cast<const char*>(sqlite3_column_blob(list, 0)),
                       static_cast<size_t>(sqlite3_column_bytes(list, 0)));

      struct stat status {};

      if (::lstat(path.c_str(), &status) == 0 ? !S_ISDIR(status.st_mode)
                                              : errno == ENOENT || errno == ENOTDIR)
        gone.push_back(std::move(path));
    }
  }
  for (const std::string& path : gone) {
    if (step != SQLITE_DONE) break;
    bind(drop, 1, path);
    step = sqlite3_step(drop);
    sqlite3_reset(drop);
  }
  if (step != SQLITE_DONE && !failed_.has_value()) failed_ = Failure();
  sqlite3_finalize(list);
  sqlite3_finalize(drop);
}

void StateStore::CommitIfDue() {
  if (Clock::now() - last_commit_ < kCommitEvery) return;
  const Status committed = Execute("COMMIT; BEGIN IMMEDIATE");
  if (!committed.ok() && !failed_.has_value()) failed_ = committed.error();
  last_commit_ = Clock::now();
}

Status StateStore::Close() {
  const std::lock_guard lock(mutex_);
  Status committed = Execute("COMMIT");
  if (failed_.has_value()) return *failed_;
  return committed;
}

}  // namespace niem::scan
