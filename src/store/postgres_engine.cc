// The PostgreSQL engine, by libpq.
#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

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
constexpr const char* kCommitAndGive = "COMMIT; SELECT pg_advisory_unlock(5650607022143791207)";
constexpr const char* kEnd = "ROLLBACK; SELECT pg_advisory_unlock(5650607022143791207)";

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

  bool alive() {
    return PQstatus(get()) == CONNECTION_OK && PQpipelineStatus(get()) == PQ_PIPELINE_OFF;
  }

  bool idle() { return PQtransactionStatus(get()) == PQTRANS_IDLE; }

  Status Run(const char* text) {
    TRY(Settle());
    const Answer answer(PQexec(get(), text));
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
      return Ok();
    return AnswerError(get(), answer.get());
  }

  // Sent, and the first answer waited for; the others are read before the next statement.
  Result<Answer> RunFirst(const char* texts) {
    TRY(Send(texts));
    Answer answer(PQgetResult(get()));
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) return AnswerError(get(), answer.get());
    return answer;
  }

  // Nobody waits for the answers: they are read, and must be good, before the next statement.
  Status Send(const char* texts) {
    TRY(Settle());
    if (PQsendQuery(get(), texts) != 1) return Disconnected();
    owed_ = true;
    return Ok();
  }

  // Reads what was sent and not waited for.
  Status Settle() {
    if (!owed_) return Ok();
    owed_ = false;
    std::optional<Error> failed;
    while (const Answer answer{PQgetResult(get())}) {
      const ExecStatusType status = PQresultStatus(answer.get());
      const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
      if (!good && !failed) failed = AnswerError(get(), answer.get());
    }
    if (!alive()) return Disconnected();
    if (failed) return *failed;
    return Ok();
  }

  // Sent without waiting; the answers come behind the last. At most kMostAtOnce, so that neither
  // side waits for the other to read. `alone` runs before them, in a transaction of its own, then
  // `begin`; either may be null.
  Result<std::vector<Answer>> RunTogether(std::span<const Change> changes,
                                          const char* alone = nullptr,
                                          const char* begin = nullptr) {
    TRY(Settle());
    std::vector<std::string> names;
    for (const Change& change : changes) {
      TRY(CheckTexts(change.values));
      TRY_ASSIGN(names.emplace_back(), Prepared(*change.sql, change.values.size()));
    }
    if (PQenterPipelineMode(get()) != 1) return Disconnected();
    bool sent = alone == nullptr || (SendText(alone) && PQpipelineSync(get()) == 1);
    if (begin != nullptr) sent = sent && SendText(begin);
    for (size_t i = 0; i < changes.size() && sent; ++i) {
      const Parameters parameters(changes[i].values);
      sent =
          PQsendQueryPrepared(get(), names[i].c_str(), static_cast<int>(changes[i].values.size()),
                              parameters.pointers(), parameters.lengths(), parameters.formats(),
                              /*resultFormat=*/0) == 1;
    }
    if (!sent || PQpipelineSync(get()) != 1) return Disconnected();
    std::optional<Error> failed;
    if (alone != nullptr) {
      ReadAnswer(&failed);
      const Answer sync(PQgetResult(get()));
    }
    if (begin != nullptr) ReadAnswer(&failed);
    return Together(changes.size(), std::move(failed));
  }

  static constexpr size_t kMostAtOnce = 64;

  Result<Answer> RunPrepared(const Sql& sql, std::span<const Value> values) {
    TRY(Settle());
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

  bool SendText(const char* text) {
    return PQsendQueryParams(get(), text, 0, nullptr, nullptr, nullptr, nullptr,
                             /*resultFormat=*/0) == 1;
  }

  // Of one statement of a pipeline; the first error is what counts.
  Answer ReadAnswer(std::optional<Error>* failed) {
    Answer answer(PQgetResult(get()));
    const ExecStatusType status = PQresultStatus(answer.get());
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good && !*failed) *failed = AnswerError(get(), answer.get());
    if (answer != nullptr) const Answer end(PQgetResult(get()));  // none: the end of this one
    return answer;
  }

  // Reads to the end of the pipeline in any case.
  Result<std::vector<Answer>> Together(size_t count, std::optional<Error> failed) {
    std::vector<Answer> answers;
    for (size_t i = 0; i < count; ++i) answers.push_back(ReadAnswer(&failed));
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
  bool owed_ = false;  // answers that nobody waited for
};

using ConnectionPool = Pool<PostgresConnection>;

Result<Rows> RowsOf(const PGresult* answer) {
  const int columns = PQnfields(answer);
  Rows rows(static_cast<size_t>(columns));
  for (int row = 0; row < PQntuples(answer); ++row) {
    for (int column = 0; column < columns; ++column)
      TRY(AddPostgresCell(answer, row, column, rows));
    if (rows.bytes() > Rows::kMaxAnswerBytes) {
      return Error(ErrorCode::kTooLarge, {"kết quả quá lớn, hãy đọc theo trang",
                                          "the answer is too large, page through it"});
    }
  }
  return rows;
}

// Begins with its first statement, in the same journey; ends without waiting, but for COMMIT's own
// answer. Each journey saved is a wait of both processes.
class PostgresSession : public Session {
 public:
  PostgresSession(ConnectionPool& pool, std::unique_ptr<PostgresConnection> connection,
                  const char* begin, bool sequenced)
      : pool_(pool), connection_(std::move(connection)), begin_(begin), sequenced_(sequenced) {}

  ~PostgresSession() override {
    if (connection_ == nullptr) return;  // no other could be had
    bool whole = connection_->alive();
    if (whole && begun_ && !ended_) whole = connection_->Send(sequenced_ ? kEnd : "ROLLBACK").ok();
    // A closed connection lets go of its transaction and locks on the server.
    if (whole)
      pool_.Give(std::move(connection_));
    else
      pool_.Drop();
  }

  Result<Rows> Query(const Sql& sql, std::span<const Value> values) override {
    TRY_ASSIGN(const Answer answer, Run(sql, values));
    return RowsOf(answer.get());
  }

  Result<int64_t> Execute(const Sql& sql, std::span<const Value> values) override {
    TRY_ASSIGN(const Answer answer, Run(sql, values));
    return ChangedRows(answer.get());
  }

  Result<std::vector<int64_t>> ExecuteAll(std::span<const Change> changes) override {
    std::vector<int64_t> changed;
    TRY(RunAll(changes, [&](PGresult* answer) -> Status {
      changed.push_back(ChangedRows(answer));
      return Ok();
    }));
    return changed;
  }

  Result<std::vector<Rows>> QueryAll(std::span<const Change> queries) override {
    std::vector<Rows> all;
    TRY(RunAll(queries, [&](PGresult* answer) -> Status {
      TRY_ASSIGN(all.emplace_back(), RowsOf(answer));
      return Ok();
    }));
    return all;
  }

  Status Defer(const Sql& sql, std::span<const Value> values) override {
    deferred_.push_back({&sql, {values.begin(), values.end()}});
    return Ok();
  }

  Status Commit() override {
    TRY(Flush());
    if (!begun_) return Ok();
    TRY_ASSIGN(const Answer answer, connection_->RunFirst(sequenced_ ? kCommitAndGive : "COMMIT"));
    ended_ = true;
    // A transaction that had failed answers COMMIT with ROLLBACK and no error.
    if (std::string_view(PQcmdStatus(answer.get())) == "COMMIT") return Ok();
    return Error(ErrorCode::kInternal,
                 {"PostgreSQL đã hủy giao dịch", "PostgreSQL rolled the transaction back"});
  }

  Status RunScript(std::string_view text) override {
    TRY(Flush());
    TRY(Begin({}));
    return connection_->Run(std::string(text).c_str());
  }

  Engine engine() const override { return Engine::kPostgres; }

  void* handle() override {
    // What fails here fails in the caller's first statement too.
    if (!Flush().ok() || !Begin({}).ok() || !connection_->Settle().ok()) return nullptr;
    return connection_->get();
  }

 private:
  Result<Answer> Run(const Sql& sql, std::span<const Value> values) {
    if (begun_ && deferred_.empty()) return connection_->RunPrepared(sql, values);
    std::vector<Change> changes = std::exchange(deferred_, {});
    changes.push_back({&sql, {values.begin(), values.end()}});
    Answer last;
    TRY(RunInJourneys(changes, [&](Answer answer) -> Status {
      last = std::move(answer);
      return Ok();
    }));
    return last;
  }

  Status Flush() {
    const std::vector<Change> changes = std::exchange(deferred_, {});
    return RunInJourneys(changes, [](const Answer&) { return Ok(); });
  }

  // With what was deferred, whose answers nobody sees.
  template <typename Visit>
  Status RunAll(std::span<const Change> changes, const Visit& visit) {
    std::vector<Change> all = std::exchange(deferred_, {});
    const size_t unseen = all.size();
    all.insert(all.end(), changes.begin(), changes.end());
    size_t seen = 0;
    return RunInJourneys(all, [&](const Answer& answer) -> Status {
      return seen++ < unseen ? Ok() : visit(answer.get());
    });
  }

  template <typename Visit>
  Status RunInJourneys(std::span<const Change> changes, const Visit& visit) {
    while (!changes.empty()) {
      const size_t count = std::min(changes.size(), PostgresConnection::kMostAtOnce);
      TRY_ASSIGN(std::vector<Answer> answers, begun_
                                                  ? connection_->RunTogether(changes.first(count))
                                                  : Begin(changes.first(count)));
      for (Answer& answer : answers) TRY(visit(std::move(answer)));
      changes = changes.subspan(count);
    }
    return Ok();
  }

  // A pooled connection may have died with the server since: then another, for nothing was done.
  Result<std::vector<Answer>> Begin(std::span<const Change> first) {
    if (begun_) return std::vector<Answer>();
    for (int tries = 0; connection_ != nullptr; ++tries) {
      if (connection_->Settle().ok() && connection_->idle()) {
        Result<std::vector<Answer>> answers =
            connection_->RunTogether(first, sequenced_ ? kTakeSequence : nullptr, begin_);
        begun_ = !connection_->idle();
        if (answers.ok() || connection_->alive()) return answers;
        begun_ = false;
      }
      pool_.Drop();  // with whatever it holds
      connection_.reset();
      if (tries == kMostDead) break;
      TRY_ASSIGN(connection_, pool_.Take());
    }
    return Disconnected();
  }

  static int64_t ChangedRows(PGresult* answer) {
    const std::string_view count = PQcmdTuples(answer);
    int64_t changed = 0;
    std::from_chars(count.data(), count.data() + count.size(), changed);
    // SELECT counts its rows there; nothing was changed.
    return std::string_view(PQcmdStatus(answer)).starts_with("SELECT") ? 0 : changed;
  }

  static constexpr int kMostDead = 16;  // at most the pool's dead connections before a new one

  ConnectionPool& pool_;
  std::unique_ptr<PostgresConnection> connection_;
  const char* begin_;
  std::vector<Change> deferred_;
  bool sequenced_;
  bool begun_ = false;
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

size_t PoolSize(size_t wanted) {
  if (wanted > 0) return wanted;
  return std::clamp<size_t>(2 * std::thread::hardware_concurrency(), 4, 16);
}

class PostgresBackend : public Backend {
 public:
  PostgresBackend(std::string conninfo, size_t pool_size)
      : conninfo_(std::move(conninfo)),
        readers_(PoolSize(pool_size), [this] { return Connect(); }),
        writers_(PoolSize(pool_size), [this] { return Connect(); }) {}

  // Connects once and looks at what the database must be.
  Status Start() {
    TRY_ASSIGN(std::unique_ptr<PostgresConnection> connection, readers_.Take());
    Status fit = CheckDatabase(*connection);
    readers_.Give(std::move(connection));
    return fit;
  }

  Engine engine() const override { return Engine::kPostgres; }

  Result<std::unique_ptr<Session>> BeginWrite(WriteMode mode) override {
    const bool sequenced = mode == WriteMode::kSequenced;
    return Begin(writers_, "BEGIN ISOLATION LEVEL SERIALIZABLE", sequenced);
  }

  Result<std::unique_ptr<Session>> BeginRead() override {
    return Begin(readers_, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", false);
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

  static Result<std::unique_ptr<Session>> Begin(ConnectionPool& pool, const char* begin,
                                                bool sequenced) {
    TRY_ASSIGN(std::unique_ptr<PostgresConnection> connection, pool.Take());
    return std::unique_ptr<Session>(
        std::make_unique<PostgresSession>(pool, std::move(connection), begin, sequenced));
  }

  const std::string conninfo_;
  // Apart, so that an act never waits for those who read.
  ConnectionPool readers_, writers_;
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
