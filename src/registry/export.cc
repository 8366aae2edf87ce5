#include "registry/export.h"

#include <algorithm>
#include <array>
#include <string>

#include "registry/tables.h"

namespace niem::registry {
namespace {

// What one table needs, without its type.
struct TableReader {
  const store::Sql* ids = nullptr;
  const store::Sql* get = nullptr;
  Result<ledger::ExportedRow> (*convert)(const store::Row& row) = nullptr;
};

template <Record T>
class IdLister {
 public:
  IdLister()
      : name_("registry.ids_of_" + std::string(T::kTable)),
        text_("SELECT id FROM " + std::string(T::kTable)),
        sql_(name_, text_) {}

  const store::Sql& sql() const { return sql_; }

 private:
  std::string name_;
  std::string text_;
  store::Sql sql_;
};

template <Record T>
Result<ledger::ExportedRow> Convert(const store::Row& row) {
  ledger::ExportedRow exported;
  TRY_ASSIGN(const T record, FromRow<T>(row, &exported.salt));
  const ledger::Row plain = LedgerRow(record);
  TRY_ASSIGN(exported.bytes, ledger::EncodeRow(plain));
  exported.table = plain.table;
  exported.key = plain.key;
  return exported;
}

using Readers = std::array<TableReader, std::tuple_size_v<Tables>>;

const Readers& AllReaders() {
  static const Readers kReaders = [] {
    Readers readers;
    size_t at = 0;
    ForEachTable([&]<typename T>() {
      static const IdLister<T> kIds;
      readers[at++] = {&kIds.sql(), &StatementsOf<T>().get, Convert<T>};
    });
    return readers;
  }();
  return kReaders;
}

}  // namespace

Status RegisterRows::OpenTable() {
  TRY_ASSIGN(const store::Rows rows, connection_.Query(*AllReaders()[table_].ids, {}));
  ids_.clear();
  for (const store::Row row : rows) ids_.push_back(row.Int(0));
  // A row's key in the ledger is its id as text: 1, 10, 11, 2 …
  std::sort(ids_.begin(), ids_.end(),
            [](int64_t a, int64_t b) { return std::to_string(a) < std::to_string(b); });
  next_ = 0;
  opened_ = true;
  return Ok();
}

Result<std::optional<ledger::ExportedRow>> RegisterRows::Next() {
  while (table_ < AllReaders().size()) {
    if (!opened_) TRY(OpenTable());
    if (next_ < ids_.size()) {
      const TableReader& reader = AllReaders()[table_];
      TRY_ASSIGN(const store::Rows rows, connection_.Query(*reader.get, {ids_[next_++]}));
      TRY_ASSIGN(ledger::ExportedRow row, reader.convert(rows[0]));
      return std::optional(std::move(row));
    }
    ++table_;
    opened_ = false;
  }
  return std::optional<ledger::ExportedRow>();
}

}  // namespace niem::registry
