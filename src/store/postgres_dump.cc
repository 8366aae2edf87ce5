#include "store/postgres_dump.h"

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "store/dump_reader.h"
#include "store/postgres_handle.h"

namespace niem::store::internal {
namespace {

constexpr std::string_view kMigrations = "niem_migration";

// Types by number, from the server's catalog (pg_type.dat); they never change.
constexpr std::string_view kBool = "16";
constexpr std::string_view kBytea = "17";
constexpr std::string_view kInt8 = "20";

Error Failed(PGconn* connection) {
  if (PQstatus(connection) == CONNECTION_BAD) {
    return {ErrorCode::kDisconnected,
            {"mất kết nối với máy chủ PostgreSQL", "the connection to PostgreSQL was lost"}};
  }
  return {ErrorCode::kInternal,
          {"PostgreSQL không chép được bảng", "PostgreSQL could not copy a table"}};
}

Result<std::vector<std::string>> Column(PGconn* connection, const std::string& query,
                                        int column = 0) {
  const Answer answer(PQexec(connection, query.c_str()));
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) return Failed(connection);
  std::vector<std::string> out;
  out.reserve(static_cast<size_t>(PQntuples(answer.get())));
  for (int row = 0; row < PQntuples(answer.get()); ++row)
    out.emplace_back(PQgetvalue(answer.get(), row, column));
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

Status Put(const Write& write, DumpRecord kind, std::string_view bytes) {
  std::string head(1, static_cast<char>(kind));
  for (size_t i = 0; i < 4; ++i) head.push_back(static_cast<char>(bytes.size() >> (8 * i)));
  TRY(write(head));
  return write(bytes);
}

char LetterOf(std::string_view type) {
  if (type == kBool) return kDumpBoolean;
  if (type == kBytea) return kDumpBytes;
  return type == kInt8 ? kDumpInteger : kDumpText;
}

Status DumpTable(PGconn* connection, const std::string& table, const Write& write) {
  const std::string describe = "SELECT attname, atttypid FROM pg_attribute WHERE attrelid = " +
                               Literal(connection, Quoted(connection, table)) +
                               "::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
  TRY_ASSIGN(const std::vector<std::string> columns, Column(connection, describe, 0));
  TRY_ASSIGN(const std::vector<std::string> types, Column(connection, describe, 1));
  std::string head = table;
  std::string list;
  for (const std::string& column : columns) {
    head += '\0' + column;
    list += (list.empty() ? "" : ", ") + Quoted(connection, column);
  }
  TRY(Put(write, DumpRecord::kTable, head));
  std::string letters;
  for (const std::string& type : types) letters.push_back(LetterOf(type));
  TRY(Put(write, DumpRecord::kTypes, letters));
  const std::string copy =
      "COPY " + Quoted(connection, table) + " (" + list + ") TO STDOUT (ENCODING 'UTF8')";
  const Answer started(PQexec(connection, copy.c_str()));
  if (PQresultStatus(started.get()) != PGRES_COPY_OUT) return Failed(connection);
  char* line = nullptr;
  int size = 0;
  while ((size = PQgetCopyData(connection, &line, /*async=*/0)) > 0) {
    const std::unique_ptr<char, void (*)(void*)> owned(line, PQfreemem);
    TRY(Put(write, DumpRecord::kRows, {line, static_cast<size_t>(size)}));
  }
  const Answer ended(PQgetResult(connection));
  if (size != -1 || PQresultStatus(ended.get()) != PGRES_COMMAND_OK) return Failed(connection);
  while (const Answer more{PQgetResult(connection)}) {
  }
  return Put(write, DumpRecord::kEndOfTable, {});
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
  return Put(write, DumpRecord::kEndOfDump, {});
}

Status LoadTables(void* connection, const std::function<Result<std::string>()>& next) {
  auto* server = static_cast<PGconn*>(connection);
  DumpReader records(next);
  bool skipped = false;
  DumpItem item;
  while (true) {
    TRY(records.NextItem(&item));
    switch (item.kind) {
      case DumpRecord::kEndOfDump:
        return Ok();
      case DumpRecord::kTable: {
        TRY_ASSIGN(const std::vector<std::string> names, SplitNames(item.bytes));
        skipped = names[0] == kMigrations;
        if (!skipped) TRY(StartCopy(server, names));
        break;
      }
      case DumpRecord::kRows:
        if (!skipped &&
            PQputCopyData(server, item.bytes.data(), static_cast<int>(item.bytes.size())) != 1)
          return Failed(server);
        break;
      case DumpRecord::kEndOfTable:
        if (!skipped) TRY(EndCopy(server));
        break;
      case DumpRecord::kTypes:
        break;  // the tables here have theirs
    }
  }
}

}  // namespace niem::store::internal
