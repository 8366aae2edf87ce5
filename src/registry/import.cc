#include "registry/import.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <tuple>

#include "base/json_text.h"
#include "ledger/row_digest.h"
#include "registry/bulk.h"
#include "registry/export.h"
#include "registry/log_store.h"
#include "registry/schema.h"
#include "registry/search.h"
#include "registry/tables.h"
#include "store/migrate.h"

namespace niem::registry {
namespace {

constexpr StaticText kEventsPart{"sự kiện", "events"};
constexpr StaticText kRowsPart{"dòng sổ", "register rows"};
constexpr StaticText kRestPart{"việc đã làm", "requests done"};
constexpr StaticText kComparePart{"đối chiếu", "compared"};

constexpr size_t kLongestLine = 16U << 20;

const store::Sql kHolds("registry.import_is_empty",
                        "SELECT (SELECT COUNT(*) FROM setting) + (SELECT COUNT(*) FROM person) + "
                        "(SELECT COUNT(*) FROM ledger_head)");
const std::vector<std::string> kEventColumns = {"seq", "leaf"};
const std::vector<std::string> kNodeColumns = {"level", "position", "hash"};
const std::vector<std::string> kBodyColumns = {"seq", "name", "salt", "bytes"};
const std::vector<std::string> kNextIdColumns = {"name", "value"};
const std::vector<std::string> kDoneColumns = {"request", "person", "outcome"};
const BulkSql kAddEvents("ledger_event", "ledger_event", kEventColumns);
const BulkSql kAddNodes("ledger_node", "ledger_node", kNodeColumns);
const BulkSql kAddBodies("ledger_body", "ledger_body", kBodyColumns);
const BulkSql kAddNextIds("next_id", "next_id", kNextIdColumns);
const BulkSql kAddDone("done_request", "done_request", kDoneColumns);
const store::Sql kAddHead("registry.import_head",
                          "INSERT INTO ledger_head (id, size, root, wall_high_us, ticks) "
                          "VALUES (1, $1, $2, $3, $4)");

Error Malformed(const std::string& what) {
  return {ErrorCode::kCorrupt, {"tệp xuất sai định dạng: " + what, "malformed export: " + what}};
}

Error UnknownRows(const std::string& what) {
  return {ErrorCode::kUnsupported,
          {"tệp xuất có " + what +
               " mà bản Niêm này không biết; nhập bằng đúng phiên bản đã xuất "
               "rồi nâng cấp",
           "the export has " + what +
               " which this version does not know; import it with the version that "
               "wrote it, then upgrade"}};
}

store::Value Cell(const ledger::Hash& hash) {
  return Bytes(hash.data(), hash.size());
}

int64_t Number(uint64_t value) {
  return static_cast<int64_t>(value);
}

// ---- the ledger --------------------------------------------------------------------------------

// Leaves, the tree's nodes, bodies and checkpoints; and the head that follows from them.
class LogImport {
 public:
  explicit LogImport(store::Connection& connection)
      : connection_(connection),
        events_(connection, kAddEvents),
        nodes_(connection, kAddNodes),
        bodies_(connection, kAddBodies) {}

  Status Take(const ledger::ExportedEvent& exported) {
    TRY_ASSIGN(const ledger::Event event, ledger::Decode(AsBytes(exported.bytes)));
    if (event.seq != tree_.size() || ledger::LeafHash(AsBytes(exported.bytes)) != exported.leaf) {
      return Malformed("event " + std::to_string(tree_.size()));
    }
    TRY(events_.Add({Number(event.seq), AsBytes(exported.bytes)}));
    if (events_.empty()) TRY(AddBodies());
    std::vector<ledger::Node> nodes;
    tree_.Append(exported.leaf, &nodes);
    for (const ledger::Node& node : nodes) {
      TRY(nodes_.Add({int64_t{node.id.level}, Number(node.id.index), Cell(node.hash)}));
    }
    // As Log::StampTime keeps them.
    const bool sets = event.seq == 0 || event.act == ledger::kActClock;
    head_.wall_high_us = sets ? event.wall_us : std::max(head_.wall_high_us, event.wall_us);
    head_.ticks = event.ticks;
    return Ok();
  }

  Status Take(const ledger::ExportedBody& body) {
    if (!body.held) return Ok();
    waiting_bytes_ += body.held->bytes.size();
    waiting_.push_back({Number(tree_.size()) - 1, body.name,
                        Bytes(body.held->salt.data(), body.held->salt.size()),
                        AsBytes(body.held->bytes)});
    if (waiting_bytes_ < kMostWaiting) return Ok();
    TRY(events_.Finish());
    return AddBodies();
  }

  Status Take(const ledger::StoredCheckpoint& checkpoint) {
    return SqlLogStore(connection_).PutCheckpoint(checkpoint);
  }

  Status Finish(const ledger::ExportEnd& end) {
    TRY(events_.Finish());
    TRY(AddBodies());
    TRY(nodes_.Finish());
    TRY(bodies_.Finish());
    if (end.events != tree_.size() || end.root != tree_.Root()) return Malformed("root");
    TRY(connection_.Execute(kAddHead, {Number(tree_.size()), Cell(tree_.Root()), head_.wall_high_us,
                                       Number(head_.ticks)}));
    return Ok();
  }

  uint64_t size() const { return tree_.size(); }

 private:
  static constexpr size_t kMostWaiting = 16U << 20;

  // Bodies refer to their events, which must be written first.
  Status AddBodies() {
    for (store::Values& body : waiting_) TRY(bodies_.Add(std::move(body)));
    waiting_.clear(), waiting_bytes_ = 0;
    return Ok();
  }

  store::Connection& connection_;
  std::vector<store::Values> waiting_;
  size_t waiting_bytes_ = 0;
  BulkInsert events_, nodes_, bodies_;
  ledger::Frontier tree_;
  ledger::LogHead head_;
};

// ---- the registers -----------------------------------------------------------------------------

// When a table's rows can be written: after those that they refer to (schema.cc).
constexpr int LayerOf(std::string_view table) {
  for (const std::string_view first :
       {"book", "list_file", "person", "scanned_machine", "setting", "unit"}) {
    if (table == first) return 0;
  }
  for (const std::string_view second :
       {"assignment", "break_glass", "clearance", "delegation", "document", "dossier", "meeting",
        "audit_report", "intake", "pending", "scan_report", "stocktake"}) {
    if (table == second) return 1;
  }
  for (const std::string_view third : {"derivation", "need", "notice", "request"}) {
    if (table == third) return 2;
  }
  if (table == "copy") return 3;
  if (table == "custody" || table == "finding" || table == "device_use") return 5;
  return 4;
}

constexpr int kLayers = 6;

// The row's cells in the order of the table's columns.
template <Record T>
Result<store::Values> CellsOf(const ledger::ExportedRow& exported) {
  TRY_ASSIGN(const ledger::Row row, ledger::DecodeRow(AsBytes(exported.bytes)));
  store::Values values;
  int64_t id = 0;
  const auto read = std::from_chars(row.key.data(), row.key.data() + row.key.size(), id);
  if (row.table != exported.table || row.key != exported.key || read.ec != std::errc() ||
      std::to_string(id) != row.key) {
    return Malformed(exported.table + " " + exported.key);
  }
  values.emplace_back(id);
  T record;
  std::string_view missing;
  T::Columns(record, [&]<typename V>(std::string_view name, const V&) {
    const auto cell = std::find_if(row.columns.begin(), row.columns.end(),
                                   [&](const ledger::Column& one) { return one.name == name; });
    if (cell == row.columns.end()) {
      missing = name;
    } else if (const auto* number = std::get_if<int64_t>(&cell->value)) {
      values.push_back(std::is_same_v<V, bool> ? store::Value(*number != 0)
                                               : store::Value(*number));
    } else if (const auto* text = std::get_if<std::string>(&cell->value)) {
      values.emplace_back(*text);
    } else {
      values.emplace_back(nullptr);
    }
  });
  if (!missing.empty()) return UnknownRows("no " + exported.table + "." + std::string(missing));
  if (values.size() != row.columns.size() + 1) return UnknownRows(exported.table);
  values.emplace_back(Bytes(exported.salt.data(), exported.salt.size()));
  return values;
}

struct TableWriter {
  std::string_view table;
  const BulkSql* sql = nullptr;
  Result<store::Values> (*cells)(const ledger::ExportedRow& row) = nullptr;
};

using Writers = std::array<TableWriter, std::tuple_size_v<Tables>>;

template <Record T>
std::vector<std::string> AllColumns() {
  std::vector<std::string> columns = ColumnNames<T>();
  columns.insert(columns.begin(), "id");
  columns.emplace_back("salt");
  return columns;
}

const Writers& AllWriters() {
  static const Writers kWriters = [] {
    Writers writers;
    size_t at = 0;
    ForEachTable([&]<typename T>() {
      static const BulkSql kSql(T::kTable, T::kTable, AllColumns<T>());
      writers[at++] = {T::kTable, &kSql, CellsOf<T>};
    });
    return writers;
  }();
  return kWriters;
}

class RowImport {
 public:
  RowImport(store::Connection& connection, int layer) : connection_(connection), layer_(layer) {}

  Status Take(const ledger::ExportedRow& row) {
    if (LayerOf(row.table) != layer_) return Ok();
    if (writer_ == nullptr || writer_->table != row.table) TRY(Open(row.table));
    TRY_ASSIGN(store::Values cells, writer_->cells(row));
    return insert_->Add(std::move(cells));
  }

  Status Finish() { return insert_ ? insert_->Finish() : Ok(); }

 private:
  Status Open(const std::string& table) {
    TRY(Finish());
    for (const TableWriter& writer : AllWriters()) {
      if (writer.table != table) continue;
      writer_ = &writer;
      insert_.emplace(connection_, *writer.sql);
      return Ok();
    }
    return UnknownRows(table);
  }

  store::Connection& connection_;
  int layer_;
  const TableWriter* writer_ = nullptr;
  std::optional<BulkInsert> insert_;
};

// ---- the rest ----------------------------------------------------------------------------------

class Lines {
 public:
  explicit Lines(ledger::ByteSource source) : source_(std::move(source)) {}

  // Without its end; nothing after the last.
  Result<std::optional<std::string>> Next() {
    while (true) {
      const size_t end = buffer_.find('\n', at_);
      if (end != std::string::npos) {
        std::string line = buffer_.substr(at_, end - at_);
        at_ = end + 1;
        return std::optional(std::move(line));
      }
      buffer_.erase(0, at_), at_ = 0;
      if (buffer_.size() > kLongestLine) return Malformed("rest.jsonl");
      const size_t have = buffer_.size();
      buffer_.resize(have + kPiece);
      TRY_ASSIGN(const size_t got,
                 source_(reinterpret_cast<uint8_t*>(buffer_.data()) + have, kPiece));
      buffer_.resize(have + got);
      if (got == 0 && !buffer_.empty()) return Malformed("rest.jsonl");
      if (got == 0) return std::optional<std::string>();
    }
  }

 private:
  static constexpr size_t kPiece = 1U << 16;

  ledger::ByteSource source_;
  std::string buffer_;
  size_t at_ = 0;
};

Status ImportRest(store::Connection& connection, ledger::ByteSource source,
                  const ImportProgress& progress) {
  BulkInsert ids(connection, kAddNextIds);
  BulkInsert done(connection, kAddDone);
  Lines lines(std::move(source));
  for (uint64_t count = 0;; ++count) {
    TRY_ASSIGN(const std::optional<std::string> line, lines.Next());
    if (!line) break;
    rapidjson::Document json;
    if (ParseForeignJson(*line, &json) || !json.IsObject()) return Malformed("rest.jsonl");
    const auto text = [&](const char* name) -> const rapidjson::Value* {
      const auto found = std::as_const(json).FindMember(name);
      return found != std::as_const(json).MemberEnd() && found->value.IsString() ? &found->value
                                                                                 : nullptr;
    };
    const auto number = [&](const char* name) -> const rapidjson::Value* {
      const auto found = std::as_const(json).FindMember(name);
      return found != std::as_const(json).MemberEnd() && found->value.IsInt64() ? &found->value
                                                                                : nullptr;
    };
    const auto string = [](const rapidjson::Value* value) {
      return std::string(value->GetString(), value->GetStringLength());
    };
    if (text("table") != nullptr && number("next_id") != nullptr && json.MemberCount() == 2) {
      TRY(ids.Add({string(text("table")), number("next_id")->GetInt64()}));
    } else if (text("request") != nullptr && number("person") != nullptr &&
               text("outcome") != nullptr && json.MemberCount() == 3) {
      TRY(done.Add(
          {string(text("request")), number("person")->GetInt64(), string(text("outcome"))}));
    } else {
      return Malformed("rest.jsonl");
    }
    progress(kRestPart, count);
  }
  TRY(ids.Finish());
  return done.Finish();
}

// ---- one pass ----------------------------------------------------------------------------------

// Gives every record of the ledger's part to `take`.
template <typename Take>
Status ForEachRecord(const ImportSource& source, Take take) {
  TRY_ASSIGN(ledger::ByteSource bytes, source.ledger());
  ledger::ExportReader reader(std::move(bytes));
  while (true) {
    TRY_ASSIGN(const std::optional<ledger::ExportRecord> record, reader.Next());
    if (!record) return Ok();
    TRY(take(*record));
  }
}

Result<ledger::ExportHeader> ImportLog(store::Connection& connection, const ImportSource& source,
                                       const ImportProgress& progress) {
  ledger::ExportHeader header;
  LogImport log(connection);
  TRY(ForEachRecord(source, [&](const ledger::ExportRecord& record) -> Status {
    if (const auto* one = std::get_if<ledger::ExportHeader>(&record)) header = *one;
    if (const auto* one = std::get_if<ledger::ExportedEvent>(&record)) {
      progress(kEventsPart, log.size());
      return log.Take(*one);
    }
    if (const auto* one = std::get_if<ledger::ExportedBody>(&record)) return log.Take(*one);
    if (const auto* one = std::get_if<ledger::StoredCheckpoint>(&record)) return log.Take(*one);
    if (const auto* one = std::get_if<ledger::ExportEnd>(&record)) return log.Finish(*one);
    return Ok();
  }));
  return header;
}

Status ImportRows(store::Connection& connection, const ImportSource& source,
                  const ImportProgress& progress) {
  uint64_t rows = 0;
  for (int layer = 0; layer < kLayers; ++layer) {
    RowImport import(connection, layer);
    TRY(ForEachRecord(source, [&](const ledger::ExportRecord& record) -> Status {
      const auto* row = std::get_if<ledger::ExportedRow>(&record);
      if (row == nullptr) return Ok();
      if (LayerOf(row->table) == layer) progress(kRowsPart, ++rows);
      return import.Take(*row);
    }));
    TRY(import.Finish());
  }
  return Ok();
}

// What the store now gives out is what was put in.
Status Compare(store::Connection& connection, const ImportSource& source,
               const ledger::ExportHeader& header, const ImportProgress& progress) {
  Sha256 sha;
  uint64_t records = 0;
  const auto sink = [&](Bytes bytes) -> Status {
    sha.Update(bytes);
    progress(kComparePart, ++records);
    return Ok();
  };
  const SqlLogStore log(connection);
  RegisterRows rows(connection);
  TRY(ledger::WriteExport(
      log, header, [&] { return rows.Next(); }, sink));
  if (sha.Finish() != source.ledger_digest) return Malformed("ledger.niemlog");
  TRY(WriteRest(connection, sink));
  if (sha.Finish() != source.rest_digest) return Malformed("rest.jsonl");
  return Ok();
}

}  // namespace

Status Import(store::Store& store, const ImportSource& source, int64_t now_ms,
              const ImportProgress& progress) {
  TRY(store::Migrate(store, Migrations(), now_ms));
  Status done = store.Write([&](store::Transaction& tx) -> Status {
    TRY_ASSIGN(const store::Rows held, tx.Query(kHolds, {}));
    if (held[0].Int(0) != 0) {
      return Error(ErrorCode::kInvalidArgument, {"kho đích đã có dữ liệu; cần kho rỗng",
                                                 "the target holds data; an empty one is needed"});
    }
    TRY_ASSIGN(const ledger::ExportHeader header, ImportLog(tx, source, progress));
    TRY(ImportRows(tx, source, progress));
    TRY_ASSIGN(ledger::ByteSource rest, source.rest());
    TRY(ImportRest(tx, std::move(rest), progress));
    TRY(BuildIndexIfMissing(tx));
    return Compare(tx, source, header, progress);
  });
  // Rows that the schema refuses are no rows of a register.
  if (!done.ok() && done.error().code() == ErrorCode::kConstraint) {
    return Malformed(done.error().message().en);
  }
  return done;
}

}  // namespace niem::registry
