// A register's row as a plain struct, and the one listing of its columns from which reading,
// writing, the row's ledger digest and its JSON are made:
//
//   struct Book {
//     static constexpr std::string_view kTable = "book";
//     int64_t id = 0;
//     int64_t year = 0;
//     BookState state = BookState::kOpen;
//     template <typename Self, typename F>
//     static void Columns(Self& self, F&& column) {
//       column("year", self.year);
//       column("state", self.state);
//     }
//   };
//
// Every table has besides `id` (BIGINT PRIMARY KEY) and `salt` (BYTEA, of the row's digest).
// Columns are BIGINT, TEXT or BOOLEAN; enums are kept as their codes (EnumCodes<E>), days as
// "YYYY-MM-DD", so that a row can be read in thirty years without this program.
//
// Thread-safety: templates over plain values. Errors: kCorrupt where a cell does not hold what its
// column promises.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "access/act.h"
#include "access/duty.h"
#include "access/label.h"
#include "base/date.h"
#include "base/level.h"
#include "base/result.h"
#include "ledger/row_digest.h"
#include "store/sql.h"

namespace niem::registry {

// Specialised beside each enum: codes in the order of its values.
template <typename E>
struct EnumCodes;

template <typename E>
concept CodedEnum = requires {
  { EnumCodes<E>::kCodes[0] } -> std::convertible_to<std::string_view>;
};

template <CodedEnum E>
std::string_view CodeOf(E value) {
  return EnumCodes<E>::kCodes[static_cast<size_t>(value)];
}

template <CodedEnum E>
std::optional<E> FromCode(std::string_view code) {
  size_t i = 0;
  for (const std::string_view known : EnumCodes<E>::kCodes) {
    if (known == code) return static_cast<E>(i);
    ++i;
  }
  return std::nullopt;
}

// What a column may be. "no day" and "no person" are empty optionals, kept as NULL.
inline store::Value ToCell(int64_t value) {
  return value;
}

inline store::Value ToCell(bool value) {
  return value;
}

inline store::Value ToCell(const std::string& value) {
  return value;
}

inline store::Value ToCell(Level value) {
  return LevelName(value);
}

inline store::Value ToCell(Date value) {
  return value.ToString();
}

inline store::Value ToCell(const access::Codes& value) {
  return access::JoinCodes(value);
}

inline store::Value ToCell(access::ObjectState value) {
  return access::ObjectStateCode(value);
}

inline store::Value ToCell(access::Duty value) {
  return access::DutyCode(value);
}

template <CodedEnum E>
store::Value ToCell(E value) {
  return CodeOf(value);
}

template <typename T>
store::Value ToCell(const std::optional<T>& value) {
  return value ? ToCell(*value) : store::Value();
}

// False where the cell is not of that kind.
bool FromCell(const store::Row& row, size_t column, int64_t& out);
bool FromCell(const store::Row& row, size_t column, bool& out);
bool FromCell(const store::Row& row, size_t column, std::string& out);
bool FromCell(const store::Row& row, size_t column, Level& out);
bool FromCell(const store::Row& row, size_t column, Date& out);
bool FromCell(const store::Row& row, size_t column, access::Codes& out);
bool FromCell(const store::Row& row, size_t column, access::ObjectState& out);
bool FromCell(const store::Row& row, size_t column, access::Duty& out);

template <CodedEnum E>
bool FromCell(const store::Row& row, size_t column, E& out) {
  const std::optional<E> value = FromCode<E>(row.Text(column));
  if (value) out = *value;
  return value.has_value();
}

template <typename T>
bool FromCell(const store::Row& row, size_t column, std::optional<T>& out) {
  if (row.IsNull(column)) {
    out.reset();
    return true;
  }
  T value{};
  if (!FromCell(row, column, value)) return false;
  out = std::move(value);
  return true;
}

template <typename T>
concept Record = requires(T& record) {
  { T::kTable } -> std::convertible_to<std::string_view>;
  { record.id } -> std::same_as<int64_t&>;
};

template <Record T>
std::vector<std::string> ColumnNames() {
  std::vector<std::string> names;
  T record;
  T::Columns(record, [&](std::string_view name, const auto&) { names.emplace_back(name); });
  return names;
}

// The statements every table needs. One object, because its statements view its texts.
struct TableStatements {
  TableStatements(std::string_view table, std::span<const std::string> columns);

  std::string prefix;  // "SELECT id, <columns>, salt FROM <table>"

 private:
  std::string name_;
  std::string get_text_, insert_text_, update_text_;
  std::string get_name_, insert_name_, update_name_;

 public:
  store::Sql get, insert, update;
};

template <Record T>
const TableStatements& StatementsOf() {
  static const TableStatements statements(T::kTable, ColumnNames<T>());
  return statements;
}

// "SELECT id, <columns>, salt FROM <table> <rest>", at namespace scope as every statement.
template <Record T>
class Finder {
 public:
  Finder(std::string_view name, std::string_view rest)
      : text_(StatementsOf<T>().prefix + " " + std::string(rest)), sql_(name, text_) {}

  const store::Sql& sql() const { return sql_; }

 private:
  std::string text_;
  store::Sql sql_;
};

void AddColumn(ledger::Row& row, std::string_view name, const store::Value& value);
Error Damaged(std::string_view table, int64_t id, std::string_view column);

// The row as the ledger digests it.
template <Record T>
ledger::Row LedgerRow(const T& record) {
  ledger::Row row{std::string(T::kTable), std::to_string(record.id), {}};
  T::Columns(record, [&](std::string_view name, const auto& value) {
    AddColumn(row, name, ToCell(value));
  });
  return row;
}

// Reads a row of "id, <columns>, salt".
template <Record T>
Result<T> FromRow(const store::Row& row, ledger::Salt* salt = nullptr) {
  T record;
  record.id = row.Int(0);
  size_t column = 1;
  bool good = true;
  std::string_view bad;
  T::Columns(record, [&](std::string_view name, auto& value) {
    if (good && !FromCell(row, column, value)) good = false, bad = name;
    ++column;
  });
  const Bytes stored = row.Blob(column);
  if (good && salt != nullptr && stored.size() == salt->size()) {
    std::copy(stored.begin(), stored.end(), salt->begin());
  } else if (salt != nullptr) {
    good = false;
    if (bad.empty()) bad = "salt";
  }
  if (!good) return Damaged(T::kTable, record.id, bad);
  return record;
}

// id first, then the columns, then the salt: the parameters of kInsert and kUpdate.
template <Record T>
store::Values ToRow(const T& record, const ledger::Salt& salt) {
  store::Values values;
  values.emplace_back(record.id);
  T::Columns(record, [&](std::string_view, const auto& value) { values.push_back(ToCell(value)); });
  values.emplace_back(Bytes(salt.data(), salt.size()));
  return values;
}

}  // namespace niem::registry
