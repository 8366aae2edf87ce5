// An SQLite database that lies in memory, with its write-ahead log: read, never written, nothing of
// its own run. Browsers keep their history so.
//
// SQLite itself reads it, through a file layer over the given bytes that refuses to write. What the
// examined machine wrote is not trusted: no views, triggers or functions of the schema run, pages
// are checked, texts are bounded, and statements end after so many steps of SQLite's machine.
//
// Ownership: borrows the bytes. Errors: kCorrupt, kTooLarge (steps). Thread-safety: one thread.
// Source: SQLite's file format 4 and its VFS interface.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

// One row of an answer; valid within the call that it is given to. Columns count from 0.
class DatabaseRow {
 public:
  explicit DatabaseRow(void* statement) : statement_(statement) {}

  int64_t Number(int column) const;    // 0 where there is none
  std::string Text(int column) const;  // made valid UTF-8; at most kMaxText bytes

  static constexpr size_t kMaxText = 4096;

 private:
  void* statement_;
};

class Database {
 public:
  static constexpr uint64_t kMaxSteps = 200'000'000;

  // `log`: the "-wal" beside it, or empty. `max_steps`: of all statements together.
  static Result<std::unique_ptr<Database>> Open(Bytes database, Bytes log,
                                                uint64_t max_steps = kMaxSteps);

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // False where there is no such table or column.
  bool Has(const std::string& table, const std::string& column) const;

  // What was read before a fault stays read.
  Status Each(const char* sql, const std::function<void(const DatabaseRow&)>& row);

 private:
  struct Files;

  Database() = default;

  std::unique_ptr<Files> files_;
};

}  // namespace niem::audit
