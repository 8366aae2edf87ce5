#define RAPIDJSON_HAS_STDSTRING 1
#include "registry/export.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "registry/tables.h"

namespace niem::registry {
namespace {

// Rows fetched by one statement: one at a time, the round trips would take most of the time.
constexpr size_t kBatch = 64;
constexpr int64_t kPage = 1000;

const store::Sql kNextIds("registry.export_next_ids",
                          "SELECT name, value FROM next_id ORDER BY name");
const store::Sql kDone("registry.export_done_requests",
                       "SELECT request, person, outcome FROM done_request WHERE request > $1 "
                       "ORDER BY request LIMIT $2");

// What one table needs, without its type.
struct TableReader {
  const store::Sql* ids = nullptr;
  const store::Sql* get = nullptr;  // kBatch ids
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
class BatchGetter {
 public:
  BatchGetter()
      : name_("registry.batch_of_" + std::string(T::kTable)),
        text_(StatementsOf<T>().prefix + " WHERE id IN (" + Marks() + ")"),
        sql_(name_, text_) {}

  const store::Sql& sql() const { return sql_; }

 private:
  static std::string Marks() {
    std::string marks;
    for (size_t i = 1; i <= kBatch; ++i) marks += (i == 1 ? "$" : ", $") + std::to_string(i);
    return marks;
  }

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
      static const BatchGetter<T> kGet;
      readers[at++] = {&kIds.sql(), &kGet.sql(), Convert<T>};
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

// The next rows of the table, in the order of ids_. A batch that is not full repeats its last id.
Status RegisterRows::Fetch() {
  const TableReader& reader = AllReaders()[table_];
  const size_t count = std::min(kBatch, ids_.size() - next_);
  store::Values ids;
  for (size_t i = 0; i < kBatch; ++i) ids.emplace_back(ids_[next_ + std::min(i, count - 1)]);
  TRY_ASSIGN(const store::Rows rows, connection_.Query(*reader.get, ids));
  std::map<int64_t, size_t> places;
  for (size_t i = 0; i < rows.size(); ++i) places[rows[i].Int(0)] = i;
  for (size_t i = 0; i < count; ++i) {
    TRY_ASSIGN(ledger::ExportedRow row, reader.convert(rows[places[ids_[next_ + i]]]));
    fetched_.push_back(std::move(row));
  }
  next_ += count;
  return Ok();
}

Result<std::optional<ledger::ExportedRow>> RegisterRows::Next() {
  while (fetched_.empty() && table_ < AllReaders().size()) {
    if (!opened_) TRY(OpenTable());
    if (next_ < ids_.size()) {
      TRY(Fetch());
    } else {
      ++table_;
      opened_ = false;
    }
  }
  if (fetched_.empty()) return std::optional<ledger::ExportedRow>();
  std::optional<ledger::ExportedRow> row(std::move(fetched_.front()));
  fetched_.pop_front();
  return row;
}

Status WriteRest(store::Connection& connection, const ledger::ByteSink& sink) {
  rapidjson::StringBuffer buffer;
  const auto line = [&](auto fill) -> Status {
    buffer.Clear();
    rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
    out.StartObject();
    fill(out);
    out.EndObject();
    buffer.Put('\n');
    return sink(AsBytes({buffer.GetString(), buffer.GetSize()}));
  };
  TRY_ASSIGN(const store::Rows ids, connection.Query(kNextIds, {}));
  for (const store::Row row : ids) {
    TRY(line([&](auto& out) {
      out.Key("table"), out.String(std::string(row.Text(0)));
      out.Key("next_id"), out.Int64(row.Int(1));
    }));
  }
  std::string after;
  while (true) {
    TRY_ASSIGN(const store::Rows done, connection.Query(kDone, {after, kPage}));
    for (const store::Row row : done) {
      after = row.Text(0);
      TRY(line([&](auto& out) {
        out.Key("request"), out.String(after);
        out.Key("person"), out.Int64(row.Int(1));
        out.Key("outcome"), out.String(std::string(row.Text(2)));
      }));
    }
    if (static_cast<int64_t>(done.size()) < kPage) return Ok();
  }
}

}  // namespace niem::registry
