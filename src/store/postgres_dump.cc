#include "store/postgres_dump.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

namespace niem::store::internal {
namespace {

enum Record : uint8_t { kTable = 1, kRows = 2, kEndOfTable = 3, kEndOfDump = 4 };

constexpr std::string_view kMigrations = "niem_migration";
constexpr size_t kHeadSize = 5;  // kind, u32 size
constexpr size_t kLongestRecord = 1 << 30;

struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};

using Answer = std::unique_ptr<PGresult, FreeResult>;

Error Failed(PGconn* connection) {
  if (PQstatus(connection) == CONNECTION_BAD) {
    return {ErrorCode::kDisconnected,
            {"mất kết nối với máy chủ PostgreSQL", "the connection to PostgreSQL was lost"}};
  }
  return {ErrorCode::kInternal,
          {"PostgreSQL không chép được bảng", "PostgreSQL could not copy a table"}};
}

Error Malformed() {
  return {ErrorCode::kCorrupt, {"bản sao lưu sai định dạng", "the backup is malformed"}};
}

Result<std::vector<std::string>> Column(PGconn* connection, const std::string& query) {
  const Answer answer(PQexec(connection, query.c_str()));
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) return Failed(connection);
  std::vector<std::string> out;
  out.reserve(static_cast<size_t>(PQntuples(answer.get())));
  for (int row = 0; row < PQntuples(answer.get()); ++row)
    out.emplace_back(PQgetvalue(answer.get(), row, 0));
  return out;
}

std::string Quoted(PGconn* connection, std::string_view name) {
  const std::unique_ptr<char, void (*)(void*)> quoted(
      PQescapeIdentifier(connection, name.data(), name.size()), PQfreemem);
  return quoted == nullptr ? std::string("\"\"") : std::string(quoted.get());
}

std::string Literal(PGconn* connection, std::string_view text) {
  const std::unique_ptr<char, void (*)(void*)> quoted(
      PQescapeLiteral(connection, text.data(), text.size()), PQfreemem);
  return quoted == nullptr ? std::string("''") : std::string(quoted.get());
}

// Tables of the schema, each after those that its foreign keys name.
Result<std::vector<std::string>> OrderedTables(PGconn* connection) {
  TRY_ASSIGN(std::vector<std::string> left,
             Column(connection,
                    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
                    " ORDER BY tablename"));
  std::vector<std::string> ordered;
  std::set<std::string> done;
  while (!left.empty()) {
    const size_t before = left.size();
    for (auto table = left.begin(); table != left.end();) {
      TRY_ASSIGN(const std::vector<std::string> needs,
                 Column(connection,
                        "SELECT r.relname FROM pg_constraint c JOIN pg_class r ON r.oid ="
                        " c.confrelid WHERE c.contype = 'f' AND c.conrelid = " +
                            Literal(connection, Quoted(connection, *table)) + "::regclass"));
      const bool ready = std::ranges::all_of(
          needs, [&](const std::string& need) { return need == *table || done.contains(need); });
      if (!ready) {
        ++table;
        continue;
      }
      done.insert(*table);
      ordered.push_back(*table);
      table = left.erase(table);
    }
    if (left.size() == before) {  // a circle: only deferrable references can be loaded
      ordered.insert(ordered.end(), left.begin(), left.end());
      break;
    }
  }
  return ordered;
}

using Write = std::function<Status(std::string_view)>;

Status Put(const Write& write, Record kind, std::string_view bytes) {
  std::string head(1, static_cast<char>(kind));
  for (size_t i = 0; i < 4; ++i) head.push_back(static_cast<char>(bytes.size() >> (8 * i)));
  TRY(write(head));
  return write(bytes);
}

Status DumpTable(PGconn* connection, const std::string& table, const Write& write) {
  TRY_ASSIGN(const std::vector<std::string> columns,
             Column(connection, "SELECT attname FROM pg_attribute WHERE attrelid = " +
                                    Literal(connection, Quoted(connection, table)) +
                                    "::regclass AND attnum > 0 AND NOT attisdropped"
                                    " ORDER BY attnum"));
  std::string head = table;
  std::string list;
  for (const std::string& column : columns) {
    head += '\0' + column;
    list += (list.empty() ? "" : ", ") + Quoted(connection, column);
  }
  TRY(Put(write, kTable, head));
  const std::string copy =
      "COPY " + Quoted(connection, table) + " (" + list + ") TO STDOUT (ENCODING 'UTF8')";
  const Answer started(PQexec(connection, copy.c_str()));
  if (PQresultStatus(started.get()) != PGRES_COPY_OUT) return Failed(connection);
  char* line = nullptr;
  int size = 0;
  while ((size = PQgetCopyData(connection, &line, /*async=*/0)) > 0) {
    const std::unique_ptr<char, void (*)(void*)> owned(line, PQfreemem);
    TRY(Put(write, kRows, {line, static_cast<size_t>(size)}));
  }
  const Answer ended(PQgetResult(connection));
  if (size != -1 || PQresultStatus(ended.get()) != PGRES_COMMAND_OK) return Failed(connection);
  while (const Answer more{PQgetResult(connection)}) {
  }
  return Put(write, kEndOfTable, {});
}

// Cuts the stream into records.
class RecordReader {
 public:
  explicit RecordReader(const std::function<Result<std::string>()>& next) : next_(next) {}

  struct Item {
    uint8_t kind = 0;
    std::string bytes;
  };

  Result<Item> Next() {
    std::string head(kHeadSize, '\0');
    TRY(Take(kHeadSize, head));
    Item item;
    item.kind = static_cast<uint8_t>(head[0]);
    uint32_t size = 0;
    for (size_t i = 4; i > 0; --i) size = size << 8 | static_cast<uint8_t>(head[i]);
    if (size > kLongestRecord) return Malformed();
    TRY(Take(size, item.bytes));
    return item;
  }

 private:
  Status Take(size_t size, std::string& out) {
    while (buffer_.size() - at_ < size) {
      TRY_ASSIGN(const std::string piece, next_());
      if (piece.empty()) return Malformed();
      buffer_.erase(0, at_);
      at_ = 0;
      buffer_ += piece;
    }
    out.assign(buffer_, at_, size);
    at_ += size;
    return Ok();
  }

  const std::function<Result<std::string>()>& next_;
  std::string buffer_;
  size_t at_ = 0;
};

std::vector<std::string> SplitNames(const std::string& head) {
  std::vector<std::string> names(1);
  for (const char c : head) {
    if (c == '\0')
      names.emplace_back();
    else
      names.back().push_back(c);
  }
  return names;
}

Status StartCopy(PGconn* connection, const std::vector<std::string>& names) {
  const std::string table = Quoted(connection, names[0]);
  std::string list;
  for (size_t i = 1; i < names.size(); ++i)
    list += (i == 1 ? "" : ", ") + Quoted(connection, names[i]);
  // A migration may have put rows there; the backup's count.
  const std::string clear = "DELETE FROM " + table;
  const Answer cleared(PQexec(connection, clear.c_str()));
  if (PQresultStatus(cleared.get()) != PGRES_COMMAND_OK) return Failed(connection);
  const std::string copy = "COPY " + table + " (" + list + ") FROM STDIN (ENCODING 'UTF8')";
  const Answer started(PQexec(connection, copy.c_str()));
  return PQresultStatus(started.get()) == PGRES_COPY_IN ? Ok() : Status(Failed(connection));
}

Status EndCopy(PGconn* connection) {
  if (PQputCopyEnd(connection, nullptr) != 1) return Failed(connection);
  bool ok = true;
  while (const Answer ended{PQgetResult(connection)})
    ok = ok && PQresultStatus(ended.get()) == PGRES_COMMAND_OK;
  return ok ? Ok() : Status(Failed(connection));
}

}  // namespace

Status DumpTables(void* connection, const std::function<Status(std::string_view)>& write) {
  auto* server = static_cast<PGconn*>(connection);
  TRY_ASSIGN(const std::vector<std::string> tables, OrderedTables(server));
  for (const std::string& table : tables) TRY(DumpTable(server, table, write));
  return Put(write, kEndOfDump, {});
}

Status LoadTables(void* connection, const std::function<Result<std::string>()>& next) {
  auto* server = static_cast<PGconn*>(connection);
  RecordReader records(next);
  while (true) {
    TRY_ASSIGN(const RecordReader::Item head, records.Next());
    if (head.kind == kEndOfDump) return Ok();
    if (head.kind != kTable) return Malformed();
    const std::vector<std::string> names = SplitNames(head.bytes);
    const bool skipped = names[0] == kMigrations;
    if (!skipped) TRY(StartCopy(server, names));
    while (true) {
      TRY_ASSIGN(const RecordReader::Item rows, records.Next());
      if (rows.kind == kEndOfTable) break;
      if (rows.kind != kRows) return Malformed();
      if (!skipped &&
          PQputCopyData(server, rows.bytes.data(), static_cast<int>(rows.bytes.size())) != 1)
        return Failed(server);
    }
    if (!skipped) TRY(EndCopy(server));
  }
}

}  // namespace niem::store::internal
