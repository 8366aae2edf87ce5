// What --state remembers from run to run: for each folder, the files that were read to the end, how
// they looked then (size, times, inode) and what was found. An unchanged file is not read again;
// its finding is reported again. A run that was interrupted, even by kill -9, goes on where it had
// come to.
//
// Stored in one SQLite file (docs/formats/state.md): one row per folder, its files packed in one
// blob, because a row per file would cost more than reading many of them. Everything is forgotten
// when `key` (program and rules version, options that change verdicts) differs from the last run's.
//
// Errors: a file of another kind is refused, a damaged one is named with what to do; a failed write
// is told by Close. Thread-safety: all functions may be called from any thread, but Unchanged: the
// walker's.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "scan/walker.h"

struct sqlite3;
struct sqlite3_stmt;

namespace niem::scan {

struct FileRecord {
  std::string name;
  FileInfo info;
  std::vector<std::string> findings;  // detect::ToWireJson of every document that is not clean
};

// The blob of a folder's row; records sorted by name. A damaged blob reads as empty.
std::string PackRecords(const std::vector<FileRecord>& records);
std::vector<FileRecord> UnpackRecords(Bytes blob);

class StateStore;

// One folder's files during a run. Written when the last holder lets go, and from time to time
// before.
class FolderRecord {
 public:
  FolderRecord(StateStore& store, std::string path, std::vector<FileRecord> known);
  ~FolderRecord();

  // What is known of a file that looks as it did; nullptr otherwise. Ask in ascending order of
  // names. The record lives as long as this object.
  const FileRecord* Unchanged(std::string_view name, const FileInfo& info);

  // A file was read to the end.
  void Add(FileRecord record);

  // All names of the folder were asked for: what was not, is gone.
  void MarkWalked();

 private:
  struct Known {
    FileRecord record;
    bool seen = false;
  };

  void Save();

  StateStore& store_;
  const std::string path_;
  std::vector<Known> known_;  // sorted; the vector never changes
  size_t cursor_ = 0;
  std::mutex mutex_;
  std::vector<FileRecord> added_;
  size_t saved_ = 0;  // of added_, at the last Save
  std::chrono::steady_clock::time_point last_save_;
  bool walked_ = false;
};

class StateStore {
 public:
  static Result<std::unique_ptr<StateStore>> Open(const std::string& path, const std::string& key);
  ~StateStore();
  StateStore(const StateStore&) = delete;
  StateStore& operator=(const StateStore&) = delete;

  // `path` is absolute.
  std::shared_ptr<FolderRecord> OpenFolder(const std::string& path);

  void Write(const std::string& path, std::string_view blob);

  // Drops what is known of `root` and all below it where the folder is no longer there. `root` is
  // absolute and without links.
  void ForgetGone(const std::string& root);

  // Commits. The first write error of the run, if any. No FolderRecord may live any more.
  Status Close();

 private:
  StateStore(sqlite3* db, std::string path);
  Status Prepare(const std::string& key);
  Status Execute(const char* sql);
  Result<std::string> QueryText(const char* sql);
  Error Failure() const;
  void CommitIfDue();

  sqlite3* db_;
  const std::string path_;
  std::mutex mutex_;
  sqlite3_stmt* select_ = nullptr;
  sqlite3_stmt* upsert_ = nullptr;
  std::chrono::steady_clock::time_point last_commit_;
  std::optional<Error> failed_;
};

}  // namespace niem::scan
