#include "registry/ledger_export.h"

#include <algorithm>
#include <memory>

#include "registry/log_store.h"
#include "registry/people.h"
#include "registry/records.h"

namespace niem::registry {
namespace {

using store::Connection;

// One table's rows in the order of their keys, which are texts: "10" before "2".
class TableRows {
 public:
  virtual ~TableRows() = default;
  virtual std::string_view table() const = 0;
  virtual Status Open(Connection& connection) = 0;
  virtual Result<std::optional<ledger::ExportedRow>> Next(Connection& connection) = 0;
};

template <Record T>
class RowsOf final : public TableRows {
 public:
  std::string_view table() const override { return T::kTable; }

  Status Open(Connection& connection) override {
    TRY_ASSIGN(const store::Rows rows, connection.Query(kIds.sql, {}));
    for (const store::Row row : rows) keys_.push_back(std::to_string(row.Int(0)));
    std::sort(keys_.begin(), keys_.end());
    return Ok();
  }

  Result<std::optional<ledger::ExportedRow>> Next(Connection& connection) override {
    if (at_ == keys_.size()) return std::optional<ledger::ExportedRow>();
    const std::string& key = keys_[at_++];
    TRY_ASSIGN(const store::Rows rows,
               connection.Query(StatementsOf<T>().get, {int64_t{std::stoll(key)}}));
    if (rows.empty()) {
      return Error(ErrorCode::kChanged,
                   {"sổ thay đổi khi đang trích xuất", "a register changed while it was exported"});
    }
    ledger::Salt salt{};
    TRY_ASSIGN(const T record, FromRow<T>(rows[0], &salt));
    TRY_ASSIGN(std::string bytes, ledger::EncodeRow(LedgerRow(record)));
    return std::optional(ledger::ExportedRow{std::string(T::kTable), key, salt, std::move(bytes)});
  }

 private:
  struct Ids {
    std::string name = "registry.export_ids_" + std::string(T::kTable);
    std::string text = "SELECT id FROM " + std::string(T::kTable) + " ORDER BY id";
    store::Sql sql{name, text};
  };

  static inline const Ids kIds;

  std::vector<std::string> keys_;
  size_t at_ = 0;
};

template <Record... T>
std::vector<std::unique_ptr<TableRows>> Tables() {
  std::vector<std::unique_ptr<TableRows>> tables;
  (tables.push_back(std::make_unique<RowsOf<T>>()), ...);
  std::sort(tables.begin(), tables.end(),
            [](const auto& a, const auto& b) { return a->table() < b->table(); });
  return tables;
}

}  // namespace

Status ExportLedger(Connection& connection, const ledger::ExportHeader& header,
                    const ledger::ByteSink& sink) {
  const auto tables =
      Tables<Unit, Person, Assignment, Clearance, NeedToKnow, Delegation, BreakGlass, Pending,
             Setting, ListFile, Document, Derivation, Copy, Custody, Book, Entry, Request, Meeting,
             Dossier, DossierItem, Notice, Stocktake, StocktakeItem, Incident>();
  size_t at = 0;
  bool open = false;
  const auto next = [&]() -> Result<std::optional<ledger::ExportedRow>> {
    for (; at < tables.size(); ++at, open = false) {
      if (!open) TRY(tables[at]->Open(connection));
      open = true;
      TRY_ASSIGN(std::optional<ledger::ExportedRow> row, tables[at]->Next(connection));
      if (row) return row;
    }
    return std::optional<ledger::ExportedRow>();
  };
  return ledger::WriteExport(SqlLogStore(connection), header, next, sink);
}

}  // namespace niem::registry
