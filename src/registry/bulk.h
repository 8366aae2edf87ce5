// Many rows in one statement, for imports: the round trips of one row at a time would take most of
// the time on PostgreSQL. Rows short of a full statement go one by one.
//
// Ownership: borrows transaction and statements. Thread-safety: those of the transaction. Errors:
// the store's; nothing after an error can be used.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/sql.h"

namespace niem::registry {

inline constexpr size_t kBulkRows = 32;

// "INSERT INTO table (columns) VALUES (…), (…) …" with kBulkRows rows, and with one; at namespace
// scope or static, as every statement.
class BulkSql {
 public:
  BulkSql(std::string_view name, std::string_view table, std::span<const std::string> columns,
          std::string_view tail = "");

  const store::Sql& many() const { return many_; }

  const store::Sql& one() const { return one_; }

  size_t columns() const { return columns_; }

 private:
  size_t columns_;
  std::string many_name_, one_name_, many_text_, one_text_;
  store::Sql many_, one_;
};

class BulkInsert {
 public:
  BulkInsert(store::Connection& connection, const BulkSql& sql)
      : connection_(connection), sql_(sql) {}

  // One row, in the order of the columns.
  Status Add(store::Values row);

  // What is left.
  Status Finish();

  // Whether all that was added is written.
  bool empty() const { return gathered_.empty(); }

 private:
  store::Connection& connection_;
  const BulkSql& sql_;
  store::Values gathered_;
};

}  // namespace niem::registry
