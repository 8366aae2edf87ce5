// Brings a store's tables to the version that the program wants: numbered steps, forward only, each
// in one transaction together with its record (number, name, SHA-256 of its text, time).
//
// Text is PostgreSQL's DDL within the types of sql.h. On the embedded engine the words BIGINT,
// BYTEA, BOOLEAN become SQLite's and CREATE TABLE becomes STRICT, so both refuse the same rows.
//
// Errors: kUnsupported when the store is newer than the program, kCorrupt when a recorded digest is
// not the program's (a released step was edited), else the engine's; the store then stands at the
// last step that succeeded. Thread-safety: two processes may call Migrate at once; one waits.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/sql.h"

namespace niem::store {

struct Migration {
  int64_t number = 0;     // 1, 2, 3 … without gaps
  std::string_view name;  // e.g. "books"
  std::string_view text;  // statements separated by ';'
};

// Applies what is missing. `now_ms` is recorded as the time (Unix milliseconds).
Status Migrate(Store& store, std::span<const Migration> migrations, int64_t now_ms);

// 0 for an empty store.
Result<int64_t> SchemaVersion(Store& store);

}  // namespace niem::store
