#include "store/sql.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "store/engine.h"
#include "text/utf8.h"

namespace niem::store {
namespace {

// Static objects of all translation units hang themselves here before main(), in any order; a plain
// pointer needs no constructor of its own.
const Sql*& FirstSql() {
  static const Sql* first = nullptr;
  return first;
}

Error AfterFailure() {
  return {ErrorCode::kInternal,
          {"giao dịch đã gặp lỗi trước đó nên không thể tiếp tục",
           "the transaction had an error before and cannot go on"}};
}

}  // namespace

Sql::Sql(std::string_view name, std::string_view text)
    : name_(name), text_(text), next_(std::exchange(FirstSql(), this)) {}

std::vector<const Sql*> Sql::All() {
  std::vector<const Sql*> all;
  for (const Sql* sql = FirstSql(); sql != nullptr; sql = sql->next_) all.push_back(sql);
  std::ranges::sort(all, {}, [](const Sql* sql) { return sql->name(); });
  return all;
}

void Rows::AddNull() {
  cells_.push_back({});
}

void Rows::AddInt(int64_t value) {
  cells_.push_back({Kind::kInt, value, 0});
}

void Rows::AddBytes(Kind kind, std::string_view bytes) {
  cells_.push_back({kind, static_cast<int64_t>(arena_.size()), bytes.size()});
  arena_.append(bytes);
}

const Rows::Cell* Rows::At(size_t row, size_t column) const {
  const size_t index = row * columns_ + column;
  return column < columns_ && index < cells_.size() ? &cells_[index] : nullptr;
}

Rows::Kind Rows::KindAt(size_t row, size_t column) const {
  const Cell* cell = At(row, column);
  return cell == nullptr ? Kind::kNull : cell->kind;
}

std::string_view Rows::View(const Cell& cell) const {
  const std::string_view all = arena_;
  return all.substr(static_cast<size_t>(cell.number), cell.size);
}

bool Row::IsNull(size_t column) const {
  const Rows::Cell* cell = rows_->At(index_, column);
  return cell == nullptr || cell->kind == Rows::Kind::kNull;
}

int64_t Row::Int(size_t column) const {
  const Rows::Cell* cell = rows_->At(index_, column);
  return cell != nullptr && cell->kind == Rows::Kind::kInt ? cell->number : 0;
}

bool Row::Bool(size_t column) const {
  return Int(column) != 0;
}

std::string_view Row::Text(size_t column) const {
  const Rows::Cell* cell = rows_->At(index_, column);
  if (cell == nullptr || cell->kind != Rows::Kind::kText) return {};
  return rows_->View(*cell);
}

Bytes Row::Blob(size_t column) const {
  const Rows::Cell* cell = rows_->At(index_, column);
  if (cell == nullptr || cell->kind != Rows::Kind::kBlob) return {};
  return AsBytes(rows_->View(*cell));
}

std::optional<int64_t> Row::OptionalInt(size_t column) const {
  if (IsNull(column)) return std::nullopt;
  return Int(column);
}

std::optional<std::string> Row::OptionalText(size_t column) const {
  if (IsNull(column)) return std::nullopt;
  return std::string(Text(column));
}

Value Row::Get(size_t column) const {
  const Rows::Cell* cell = rows_->At(index_, column);
  if (cell == nullptr) return {};
  switch (cell->kind) {
    case Rows::Kind::kNull:
      return {};
    case Rows::Kind::kInt:
      return cell->number;
    case Rows::Kind::kText:
      return rows_->View(*cell);
    case Rows::Kind::kBlob:
      return AsBytes(rows_->View(*cell));
  }
  return {};
}

size_t Row::size() const {
  return rows_->columns();
}

Result<std::optional<Values>> Connection::QueryOne(const Sql& sql,
                                                   std::initializer_list<Value> values) {
  TRY_ASSIGN(const Rows rows, Query(sql, values));
  if (rows.empty()) return std::optional<Values>();
  if (rows.size() > 1) {
    const std::string name(sql.name());
    return Error(ErrorCode::kInternal, {"câu lệnh " + name + " trả về nhiều hơn một dòng",
                                        "statement " + name + " gave more than one row"});
  }
  Values out;
  for (size_t i = 0; i < rows.columns(); ++i) out.push_back(rows[0].Get(i));
  return std::optional<Values>(std::move(out));
}

Transaction::Transaction(std::unique_ptr<internal::Session> session)
    : session_(std::move(session)) {}

Transaction::Transaction(Transaction&&) noexcept = default;
Transaction::~Transaction() = default;

namespace {

std::atomic<uint64_t>& Run() {
  static std::atomic<uint64_t> run{0};
  return run;
}

}  // namespace

uint64_t StatementsRun() {
  return Run();
}

Result<Rows> Transaction::Query(const Sql& sql, std::span<const Value> values) {
  if (failed_ || session_ == nullptr) return AfterFailure();
  ++Run();
  Result<Rows> rows = session_->Query(sql, values);
  failed_ = !rows.ok();
  return rows;
}

Result<int64_t> Transaction::Execute(const Sql& sql, std::span<const Value> values) {
  if (failed_ || session_ == nullptr) return AfterFailure();
  ++Run();
  Result<int64_t> changed = session_->Execute(sql, values);
  failed_ = !changed.ok();
  return changed;
}

Result<std::vector<int64_t>> Connection::ExecuteAll(std::span<const Change> changes) {
  std::vector<int64_t> changed;
  changed.reserve(changes.size());
  for (const Change& change : changes) {
    TRY_ASSIGN(const int64_t rows, Execute(*change.sql, change.values));
    changed.push_back(rows);
  }
  return changed;
}

Result<std::vector<Rows>> Connection::QueryAll(std::span<const Change> queries) {
  std::vector<Rows> all;
  all.reserve(queries.size());
  for (const Change& query : queries) {
    TRY_ASSIGN(all.emplace_back(), Query(*query.sql, query.values));
  }
  return all;
}

Status Connection::Defer(const Sql& sql, std::span<const Value> values) {
  TRY(Execute(sql, values));
  return Ok();
}

Status Transaction::Defer(const Sql& sql, std::span<const Value> values) {
  if (failed_ || session_ == nullptr) return AfterFailure();
  ++Run();
  Status taken = session_->Defer(sql, values);
  failed_ = !taken.ok();
  return taken;
}

Result<std::vector<Rows>> Transaction::QueryAll(std::span<const Change> queries) {
  if (failed_ || session_ == nullptr) return AfterFailure();
  Run() += queries.size();
  Result<std::vector<Rows>> all = session_->QueryAll(queries);
  failed_ = !all.ok();
  return all;
}

Result<std::vector<int64_t>> Transaction::ExecuteAll(std::span<const Change> changes) {
  if (failed_ || session_ == nullptr) return AfterFailure();
  Run() += changes.size();
  Result<std::vector<int64_t>> changed = session_->ExecuteAll(changes);
  failed_ = !changed.ok();
  return changed;
}

Status Transaction::RunScript(std::string_view text) {
  if (failed_ || session_ == nullptr) return AfterFailure();
  Status run = session_->RunScript(text);
  failed_ = !run.ok();
  return run;
}

Status Transaction::Commit() {
  if (failed_ || session_ == nullptr) return AfterFailure();
  Status committed = session_->Commit();
  session_.reset();
  return committed;
}

Engine Transaction::engine() const {
  return session_ == nullptr ? Engine::kEmbedded : session_->engine();
}

Store::Store(std::unique_ptr<internal::Backend> backend) : backend_(std::move(backend)) {}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::OpenEmbedded(const EmbeddedOptions& options,
                                                   const StoreKey& key) {
  TRY_ASSIGN(std::unique_ptr<internal::Backend> backend, internal::OpenSqlite(options, key));
  return std::unique_ptr<Store>(new Store(std::move(backend)));
}

Result<std::unique_ptr<Store>> Store::OpenPostgres(const std::string& conninfo, size_t pool_size) {
  TRY_ASSIGN(std::unique_ptr<internal::Backend> backend,
             internal::OpenPostgres(conninfo, pool_size));
  return std::unique_ptr<Store>(new Store(std::move(backend)));
}

Engine Store::engine() const {
  return backend_->engine();
}

Result<Transaction> Store::BeginWrite(WriteMode mode) {
  TRY_ASSIGN(std::unique_ptr<internal::Session> session, backend_->BeginWrite(mode));
  return Transaction(std::move(session));
}

Result<Transaction> Store::BeginRead() {
  TRY_ASSIGN(std::unique_ptr<internal::Session> session, backend_->BeginRead());
  return Transaction(std::move(session));
}

Status Store::Write(const std::function<Status(Transaction&)>& work, WriteMode mode) {
  const auto once = [&]() -> Status {
    TRY_ASSIGN(Transaction transaction, BeginWrite(mode));
    TRY(work(transaction));
    return transaction.Commit();
  };
  std::minstd_rand random{std::random_device{}()};
  for (int tries = 1;; ++tries) {
    Status done = once();
    if (done.ok() || done.error().code() != ErrorCode::kSerialization || tries == kMaxTries)
      return done;
    // Apart at random, or two that met would meet again.
    const int most_ms = 1 << std::min(tries, 8);
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % most_ms));
  }
}

Status Store::Read(const std::function<Status(Connection&)>& work) {
  TRY_ASSIGN(Transaction transaction, BeginRead());
  return work(transaction);
}

Status Store::CheckIntegrity() {
  return backend_->CheckIntegrity();
}

namespace internal {

Status CheckText(std::string_view text) {
  if (text.find('\0') == std::string_view::npos && text::LookOver(text).invalid == 0) return Ok();
  return Error(ErrorCode::kInvalidArgument,
               {"văn bản không phải UTF-8 hợp lệ hoặc chứa ký tự NUL",
                "the text is no valid UTF-8 or holds a NUL character"});
}

}  // namespace internal
}  // namespace niem::store
