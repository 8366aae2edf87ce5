// The PostgreSQL engine, by libpq.
#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <unordered_map>

#include "base/log.h"
#include "store/engine.h"
#include "store/pool.h"
#include "store/postgres_handle.h"

namespace niem::store::internal {
namespace {

// Types by number, from the server's catalog (pg_type.dat); they never change.
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kNumeric = 1700;
constexpr Oid kReal = 700;
constexpr Oid kDouble = 701;

// One lock for all acts of an instance ("NiemLedg"), taken before the transaction takes its
// snapshot: taken inside, the snapshot would be older than the wait, and the commit would fail.
constexpr const char* kTakeSequence = "SELECT pg_advisory_lock(5650607022143791207)";
constexpr const char* kGiveSequence = "SELECT pg_advisory_unlock(5650607022143791207)";

Error Disconnected() {
  return {ErrorCode::kDisconnected,
          {"mất kết nối với máy chủ PostgreSQL", "the connection to PostgreSQL was lost"}};
}

ErrorCode CodeOf(std::string_view state) {
  const std::string_view kind = state.substr(0, 2);
  if (kind == "23") return ErrorCode::kConstraint;
  if (state == "40001" || state == "40P01") return ErrorCode::kSerialization;
  if (state == "55P03" || state == "57014") return ErrorCode::kBusy;
  if (kind == "08" || state == "57P01" || state == "57P02" || state == "57P03")
    return ErrorCode::kDisconnected;
  if (state == "53100" || kind == "58") return ErrorCode::kIo;
  if (state == "53200") return ErrorCode::kMemory;
  if (state == "53300") return ErrorCode::kBusy;
  if (state == "XX001" || state == "XX002") return ErrorCode::kCorrupt;
  if (state == "42501" || state == "25006") return ErrorCode::kPermission;
  if (state == "54000") return ErrorCode::kTooLarge;
  return ErrorCode::kInternal;
}

}  // namespace

Error AnswerError(PGconn* connection, const PGresult* answer) {
  const char* state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
  if (state == nullptr || PQstatus(connection) == CONNECTION_BAD) return Disconnected();
  const char* primary = PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
  const bool quotes = std::strncmp(state, "22", 2) == 0 || primary == nullptr;
  const std::string why = std::string(state) + (quotes ? "" : std::string(" ") + primary);
  return {CodeOf(state), {"PostgreSQL từ chối: " + why, "PostgreSQL refused: " + why}};
}

namespace {

int HexValue(char c) {
  return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

// "\x0a1b" as bytes.
std::string FromHex(std::string_view hex) {
  std::string out;
  out.reserve(hex.size() / 2);
  for (size_t i = 2; i + 1 < hex.size(); i += 2)
    out.push_back(static_cast<char>(HexValue(hex[i]) << 4 | HexValue(hex[i + 1])));
  return out;
}

}  // namespace

Status AddPostgresCell(const PGresult* answer, int row, int column, Rows& rows) {
  if (PQgetisnull(answer, row, column) != 0) {
    rows.AddNull();
    return Ok();
  }
  const std::string_view text(PQgetvalue(answer, row, column),
                              static_cast<size_t>(PQgetlength(answer, row, column)));
  const Oid type = PQftype(answer, column);
  switch (type) {
    case kBool:
      rows.AddInt(text == "t" ? 1 : 0);
      return Ok();
    case kInt2:
    case kInt4:
    case kInt8:
    case kNumeric: {
      int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error == std::errc() && end == text.data() + text.size()) {
        rows.AddInt(number);
        return Ok();
      }
      break;
    }
    case kBytea:
      rows.AddBytes(Rows::Kind::kBlob, FromHex(text));
      return Ok();
    case kReal:
    case kDouble:
      break;
    default:
      rows.AddBytes(Rows::Kind::kText, text);
      return Ok();
  }
  return Error(ErrorCode::kInternal, {"cột có kiểu số thực; hãy đổi kiểu trong câu lệnh",
                                      "a column is a real number; cast it in the statement"});
}

namespace {

// Parameters as libpq takes them. Numbers travel as text, bytes as they are.
class Parameters {
 public:
  explicit Parameters(std::span<const Value> values) {
    numbers_.reserve(values.size());  // no reallocation: pointers into it are kept
    for (const Value& value : values) Add(value);
  }

  const char* const* pointers() const { return pointers_.data(); }

  const int* lengths() const { return lengths_.data(); }

  const int* formats() const { return formats_.data(); }

 private:
  void Add(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value.variant())) return Put(*text, 0);
    if (const auto* blob = std::get_if<Blob>(&value.variant())) return Put(blob->bytes, 1);
    if (const auto* number = std::get_if<int64_t>(&value.variant()))
      return Put(numbers_.emplace_back(std::to_string(*number)), 0);
    if (const auto* truth = std::get_if<bool>(&value.variant()))
      return Put(numbers_.emplace_back(*truth ? "t" : "f"), 0);
    pointers_.push_back(nullptr), lengths_.push_back(0), formats_.push_back(0);
  }

  void Put(const std::string& bytes, int format) {
    pointers_.push_back(bytes.c_str());
    lengths_.push_back(static_cast<int>(bytes.size()));
    formats_.push_back(format);
  }

  std::vector<std::string> numbers_;
  std::vector<const char*> pointers_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

class PostgresConnection {
 public:
  explicit PostgresConnection(std::unique_ptr<PGconn, CloseConnection> connection)
      : connection_(std::move(connection)) {}

  PGconn* get() { return connection_.get(); }

  bool alive() { return PQstatus(get()) == CONNECTION_OK; }

  Status Run(const char* text) {
    const Answer answer(PQexec(get(), text));
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
      return Ok();
    return AnswerError(get(), answer.get());
  }

  // Sent without waiting; the answers come behind the last. At most kMostAtOnce, so that neither
  // side waits for the other to read.
  Result<std::vector<Answer>> RunTogether(std::span<const Change> changes) {
    std::vector<std::string> names;
    for (const Change& change : changes) {
      TRY(CheckTexts(change.values));
      TRY_ASSIGN(names.emplace_back(), Prepared(*change.sql, change.values.size()));
    }
    if (PQenterPipelineMode(get()) != 1) return Disconnected();
    bool sent = true;
    for (size_t i = 0; i < changes.size() && sent; ++i) {
      const Parameters parameters(changes[i].values);
      sent =
          PQsendQueryPrepared(get(), names[i].c_str(), static_cast<int>(changes[i].values.size()),
                              parameters.pointers(), parameters.lengths(), parameters.formats(),
                              /*resultFormat=*/0) == 1;
    }
    if (!sent || PQpipelineSync(get()) != 1) return Disconnected();
    return Together(changes.size());
  }

  static constexpr size_t kMostAtOnce = 64;

  Result<Answer> RunPrepared(const Sql& sql, std::span<const Value> values) {
    TRY(CheckTexts(values));
    TRY_ASSIGN(const std::string name, Prepared(sql, values.size()));
    const Parameters parameters(values);
    Answer answer(PQexecPrepared(get(), name.c_str(), static_cast<int>(values.size()),
                                 parameters.pointers(), parameters.lengths(), parameters.formats(),
                                 /*resultFormat=*/0));
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
      return AnswerError(get(), answer.get());
    return answer;
  }

 private:
  static Status CheckTexts(std::span<const Value> values) {
    for (const Value& value : values) {
      if (const auto* text = std::get_if<std::string>(&value.variant())) TRY(CheckText(*text));
    }
    return Ok();
  }

  // Reads to the end of the pipeline in any case; the first error is what counts.
  Result<std::vector<Answer>> Together(size_t count) {
    std::vector<Answer> answers;
    std::optional<Error> failed;
    for (size_t i = 0; i < count; ++i) {
      Answer answer(PQgetResult(get()));
      const ExecStatusType status = PQresultStatus(answer.get());
      const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
      if (!good && !failed) failed = AnswerError(get(), answer.get());
      if (answer != nullptr) const Answer end(PQgetResult(get()));  // none: the end of this one
      answers.push_back(std::move(answer));
    }
    const Answer sync(PQgetResult(get()));
    const bool ended = PQexitPipelineMode(get()) == 1;
    if (failed) return *failed;
    if (!ended) return Disconnected();
    return answers;
  }

  Result<std::string> Prepared(const Sql& sql, size_t count) {
    const auto found = statements_.find(&sql);
    if (found != statements_.end() && found->second.count == count) return found->second.name;
    if (found != statements_.end()) return WrongCount(sql);
    const std::string name = "s" + std::to_string(statements_.size());
    const std::string text(sql.text());
    const Answer made(PQprepare(get(), name.c_str(), text.c_str(), 0, nullptr));
    if (PQresultStatus(made.get()) != PGRES_COMMAND_OK) return AnswerError(get(), made.get());
    const Answer described(PQdescribePrepared(get(), name.c_str()));
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK)
      return AnswerError(get(), described.get());
    const auto wanted = static_cast<size_t>(PQnparams(described.get()));
    statements_[&sql] = {name, wanted};
    if (wanted != count) return WrongCount(sql);
    return name;
  }

  static Error WrongCount(const Sql& sql) {
    const std::string name(sql.name());
    return {
        ErrorCode::kInternal,
        {"sai số tham số của câu lệnh " + name, "wrong number of parameters of statement " + name}};
  }

  struct Known {
    std::string name;
    size_t count = 0;
  };

  std::unique_ptr<PGconn, CloseConnection> connection_;
  std::unordered_map<const Sql*, Known> statements_;
};

using ConnectionPool = Pool<PostgresConnection>;

class PostgresSession : public Session {
 public:
  PostgresSession(ConnectionPool& pool, std::unique_ptr<PostgresConnection> connection,
                  bool sequenced)
      : pool_(pool), connection_(std::move(connection)), sequenced_(sequenced) {}

  ~PostgresSession() override {
    bool whole = connection_->alive();
    if (whole && !ended_) whole = connection_->Run("ROLLBACK").ok();
    if (whole && sequenced_) whole = connection_->Run(kGiveSequence).ok();
    // A closed connection lets go of its transaction and locks on the server.
    if (whole && PQtransactionStatus(connection_->get()) == PQTRANS_IDLE)
      pool_.Give(std::move(connection_));
    else
      pool_.Drop();
  }

  Result<Rows> Query(const Sql& sql, std::span<const Value> values) override {
    TRY_ASSIGN(const Answer answer, connection_->RunPrepared(sql, values));
    const int columns = PQnfields(answer.get());
    Rows rows(static_cast<size_t>(columns));
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
      for (int column = 0; column < columns; ++column)
        TRY(AddPostgresCell(answer.get(), row, column, rows));
      if (rows.bytes() > Rows::kMaxAnswerBytes) {
        return Error(ErrorCode::kTooLarge, {"kết quả quá lớn, hãy đọc theo trang",
                                            "the answer is too large, page through it"});
      }
    }
    return rows;
  }

  Result<int64_t> Execute(const Sql& sql, std::span<const Value> values) override {
    TRY_ASSIGN(const Answer answer, connection_->RunPrepared(sql, values));
    return ChangedRows(answer.get());
  }

  Result<std::vector<int64_t>> ExecuteAll(std::span<const Change> changes) override {
    std::vector<int64_t> changed;
    while (!changes.empty()) {
      const size_t count = std::min(changes.size(), PostgresConnection::kMostAtOnce);
      TRY_ASSIGN(const std::vector<Answer> answers, connection_->RunTogether(changes.first(count)));
      for (const Answer& answer : answers) changed.push_back(ChangedRows(answer.get()));
      changes = changes.subspan(count);
    }
    return changed;
  }

  Status Commit() override {
    const Answer answer(PQexec(connection_->get(), "COMMIT"));
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK)
      return AnswerError(connection_->get(), answer.get());
    ended_ = true;
    // A transaction that had failed answers COMMIT with ROLLBACK and no error.
    if (std::string_view(PQcmdStatus(answer.get())) == "COMMIT") return Ok();
    return Error(ErrorCode::kInternal,
                 {"PostgreSQL đã hủy giao dịch", "PostgreSQL rolled the transaction back"});
  }

  Status RunScript(std::string_view text) override {
    return connection_->Run(std::string(text).c_str());
  }

  Engine engine() const override { return Engine::kPostgres; }

  void* handle() override { return connection_->get(); }

 private:
  static int64_t ChangedRows(PGresult* answer) {
    const std::string_view count = PQcmdTuples(answer);
    int64_t changed = 0;
    std::from_chars(count.data(), count.data() + count.size(), changed);
    // SELECT counts its rows there; nothing was changed.
    return std::string_view(PQcmdStatus(answer)).starts_with("SELECT") ? 0 : changed;
  }

  ConnectionPool& pool_;
  std::unique_ptr<PostgresConnection> connection_;
  bool sequenced_;
  bool ended_ = false;
};

Status CheckConnection(PGconn* connection) {
  const char* address = PQhostaddr(connection);
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfo(connection),
                                                                             &PQconninfoFree);
  std::string mode;
  for (const PQconninfoOption* one = options.get(); one != nullptr && one->keyword != nullptr;
       ++one) {
    if (std::string_view(one->keyword) == "sslmode" && one->val != nullptr) mode = one->val;
  }
  return CheckTransport(address == nullptr ? "" : address, mode);
}

class PostgresBackend : public Backend {
 public:
  PostgresBackend(std::string conninfo, size_t pool_size)
      : conninfo_(std::move(conninfo)),
        pool_(pool_size < 1 ? 1 : pool_size, [this] { return Connect(); }) {}

  // Connects once and looks at what the database must be.
  Status Start() {
    TRY_ASSIGN(std::unique_ptr<PostgresConnection> connection, pool_.Take());
    Status fit = CheckDatabase(*connection);
    pool_.Give(std::move(connection));
    return fit;
  }

  Engine engine() const override { return Engine::kPostgres; }

  Result<std::unique_ptr<Session>> BeginWrite(WriteMode mode) override {
    const bool sequenced = mode == WriteMode::kSequenced;
    return Begin("BEGIN ISOLATION LEVEL SERIALIZABLE", sequenced);
  }

  Result<std::unique_ptr<Session>> BeginRead() override {
    // The snapshot is taken by the first statement.
    return Begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1", false);
  }

  Status CheckIntegrity() override;

 private:
  Result<std::unique_ptr<PostgresConnection>> Connect() {
    std::unique_ptr<PGconn, CloseConnection> connection(PQconnectdb(conninfo_.c_str()));
    if (PQstatus(connection.get()) != CONNECTION_OK) {
      const std::string why = PQerrorMessage(connection.get());
      return Error(ErrorCode::kDisconnected, {"không kết nối được PostgreSQL: " + why,
                                              "cannot connect to PostgreSQL: " + why});
    }
    TRY(CheckConnection(connection.get()));
    PQsetNoticeProcessor(
        connection.get(), [](void*, const char*) {}, nullptr);
    auto made = std::make_unique<PostgresConnection>(std::move(connection));
    TRY(
        made->Run("SET client_encoding = 'UTF8'; SET standard_conforming_strings = on;"
                  "SET bytea_output = 'hex'; SET lock_timeout = '10s';"));
    // A server or role may have it off, and then an acknowledged act could be lost.
    TRY(
        made->Run("SELECT set_config('synchronous_commit', 'on', false)"
                  " WHERE current_setting('synchronous_commit') IN ('off', 'local')"));
    return made;
  }

  static Status CheckDatabase(PostgresConnection& connection) {
    const Answer answer(
        PQexec(connection.get(),
               "SELECT pg_encoding_to_char(encoding), datcollate, current_setting('fsync'),"
               " current_setting('full_page_writes'), current_setting('server_version_num')"
               " FROM pg_database WHERE datname = current_database()"));
    if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK)
      return AnswerError(connection.get(), answer.get());
    const auto cell = [&](int column) {
      return std::string_view(PQgetvalue(answer.get(), 0, column));
    };
    if (cell(0) != "UTF8" || (cell(1) != "C" && cell(1) != "POSIX" && cell(1) != "C.UTF-8")) {
      return Error(ErrorCode::kUnsupported,
                   {"cơ sở dữ liệu phải tạo với ENCODING 'UTF8' LC_COLLATE 'C' TEMPLATE template0",
                    "create the database with ENCODING 'UTF8' LC_COLLATE 'C' TEMPLATE template0"});
    }
    if (cell(2) != "on" || cell(3) != "on") {
      log::Warning(
          "PostgreSQL runs with fsync or full_page_writes off: a power cut may lose "
          "acknowledged acts");
    }
    return Ok();
  }

  Result<std::unique_ptr<Session>> Begin(const char* begin, bool sequenced) {
    // A pooled connection may have died with the server since: one new try.
    for (int tries = 0;; ++tries) {
      TRY_ASSIGN(std::unique_ptr<PostgresConnection> connection, pool_.Take());
      Status begun = sequenced ? connection->Run(kTakeSequence) : Ok();
      if (begun.ok()) begun = connection->Run(begin);
      if (begun.ok()) {
        return std::unique_ptr<Session>(
            std::make_unique<PostgresSession>(pool_, std::move(connection), sequenced));
      }
      pool_.Drop();  // with whatever it holds
      const bool again = begun.error().code() == ErrorCode::kDisconnected && tries < kMostDead;
      if (!again) return begun.error();
    }
  }

  static constexpr int kMostDead = 16;  // at most the pool's dead connections before a new one

  const std::string conninfo_;
  ConnectionPool pool_;
};

Status PostgresBackend::CheckIntegrity() {
  TRY_ASSIGN(std::unique_ptr<Session> session, BeginRead());
  auto* connection = static_cast<PGconn*>(session->handle());
  const Answer tables(PQexec(connection,
                             "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename)"
                             " FROM pg_tables WHERE schemaname = current_schema()"));
  if (PQresultStatus(tables.get()) != PGRES_TUPLES_OK) return AnswerError(connection, tables.get());
  for (int i = 0; i < PQntuples(tables.get()); ++i) {
    // The text of a row forces every column to be read, those stored out of line too.
    const std::string name = PQgetvalue(tables.get(), i, 0);
    const std::string read = "SELECT max(length(t::text)) FROM " + name + " t";
    const Answer answer(PQexec(connection, read.c_str()));
    if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK)
      return AnswerError(connection, answer.get());
  }
  return Ok();
}

}  // namespace

Status CheckTransport(std::string_view address, std::string_view sslmode) {
  const bool here = address.empty() || address.starts_with("127.") || address == "::1";
  if (here || sslmode == "verify-full" || sslmode == "verify-ca") return Ok();
  const std::string to(address);
  return Error(ErrorCode::kInvalidArgument,
               {"PostgreSQL ở máy khác (" + to +
                    ") phải qua TLS có kiểm tra chứng thư: thêm "
                    "sslmode=verify-full sslrootcert=TỆP vào chuỗi kết nối",
                "PostgreSQL on another machine (" + to +
                    ") needs TLS with a checked certificate: add "
                    "sslmode=verify-full sslrootcert=FILE to the connection string"});
}

Result<std::unique_ptr<Backend>> OpenPostgres(const std::string& conninfo, size_t pool_size) {
  auto backend = std::make_unique<PostgresBackend>(conninfo, pool_size);
  TRY(backend->Start());
  return std::unique_ptr<Backend>(std::move(backend));
}

}  // namespace niem::store::internal
