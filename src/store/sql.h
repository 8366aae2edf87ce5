// One SQL interface over two engines: the embedded store (SQLite in an encrypted file, see
// docs/formats/store.md) and PostgreSQL 15. A statement has one text, and behaves the same on both:
//
//   const Sql kInsertBook("registry.insert_book",
//                         "INSERT INTO book (id, year, title) VALUES ($1, $2, $3)");
//
//   TRY(store.Write([&](Transaction& tx) -> Status {
//     TRY(tx.Execute(kInsertBook, {id, year, title}));
//     return Ok();                                   // commits; an Error rolls back
//   }));
//
// SQL of both engines: $1, $2 … as placeholders; UPSERT, RETURNING, window functions, recursive
// CTE, IS NOT DISTINCT FROM, FILTER, row values. Types: BIGINT, TEXT, BYTEA, BOOLEAN and nothing
// else (times are BIGINT, money does not occur); the embedded engine checks them as strictly as
// PostgreSQL does. Text compares by its UTF-8 bytes; LIKE minds case. Text must be valid UTF-8
// without NUL.
//
// Every statement is an `Sql` object of static life: there is no way to run a text made at run
// time, values only travel as parameters, and Sql::All() lists what a program can run (the census
// of access rules reads it).
// After kIo on a write the embedded store refuses further writes until it is opened anew: what the
// disk then holds is only known by reading it again.
//
// Errors (base/result.h): kConstraint, kBusy, kSerialization, kDisconnected, kCorrupt, kIo,
// kTooLarge, kEncrypted (wrong key), kInternal (wrong SQL). Messages name tables and constraints,
// never values.
// Thread-safety: Store may be used from any thread; a Transaction, a Connection and Rows belong to
// one thread. Ownership: Store outlives all transactions.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::store {

enum class Engine : uint8_t { kEmbedded, kPostgres };

// A named statement. Both views must live as long as the program (literals). Objects register
// themselves; they stand at namespace scope.
class Sql {
 public:
  Sql(std::string_view name, std::string_view text);
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;

  // "folder.verb_noun"
  std::string_view name() const { return name_; }

  std::string_view text() const { return text_; }

  // Every statement linked into the program, ordered by name.
  static std::vector<const Sql*> All();

 private:
  std::string_view name_;
  std::string_view text_;
  const Sql* next_;
};

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

// A parameter, or a copied cell. Booleans come back from both engines as booleans when read with
// Row::Bool, and as 0 or 1 with Row::Int.
class Value {
 public:
  Value() = default;  // NULL

  // NOLINTBEGIN(google-explicit-constructor): parameters are written as plain values
  Value(std::nullptr_t) {}

  Value(bool value) : value_(value) {}

  Value(int value) : value_(int64_t{value}) {}

  Value(int64_t value) : value_(value) {}

  Value(const char* value) : value_(std::string(value)) {}

  Value(std::string_view value) : value_(std::string(value)) {}

  Value(std::string value) : value_(std::move(value)) {}

  Value(Bytes value) : value_(Blob{std::string(AsText(value))}) {}

  Value(Blob value) : value_(std::move(value)) {}

  template <typename T>
  Value(const std::optional<T>& value) {
    if (value.has_value()) *this = Value(*value);
  }

  // NOLINTEND(google-explicit-constructor)

  using Variant = std::variant<std::monostate, bool, int64_t, std::string, Blob>;

  const Variant& variant() const { return value_; }

  bool is_null() const { return value_.index() == 0; }

  bool operator==(const Value&) const = default;

 private:
  Variant value_;
};

// One row of Rows. Reading a cell as another type than it has, or beyond the last column, is a
// defect of the caller: asserted in tests, answered with 0 or an empty view otherwise.
class Rows;

class Row {
 public:
  bool IsNull(size_t column) const;
  int64_t Int(size_t column) const;
  bool Bool(size_t column) const;
  std::string_view Text(size_t column) const;
  Bytes Blob(size_t column) const;
  std::optional<int64_t> OptionalInt(size_t column) const;
  std::optional<std::string> OptionalText(size_t column) const;
  Value Get(size_t column) const;
  size_t size() const;

 private:
  friend class Rows;

  Row(const Rows* rows, size_t index) : rows_(rows), index_(index) {}

  const Rows* rows_;
  size_t index_;
};

// A whole answer, in memory. Page through large tables (WHERE id > $1 ORDER BY id LIMIT $2); an
// answer above kMaxAnswerBytes is refused with kTooLarge.
class Rows {
 public:
  static constexpr size_t kMaxAnswerBytes = size_t{512} << 20;

  class Iterator {
   public:
    Iterator(const Rows* rows, size_t index) : rows_(rows), index_(index) {}

    Row operator*() const { return (*rows_)[index_]; }

    Iterator& operator++() {
      ++index_;
      return *this;
    }

    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Rows* rows_;
    size_t index_;
  };

  Rows() = default;

  explicit Rows(size_t columns) : columns_(columns) {}

  size_t size() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }

  bool empty() const { return cells_.empty(); }

  size_t columns() const { return columns_; }

  Row operator[](size_t index) const { return {this, index}; }

  Iterator begin() const { return {this, 0}; }

  Iterator end() const { return {this, size()}; }

  // For the engines: cells row by row.
  enum class Kind : uint8_t { kNull, kInt, kText, kBlob };
  void AddNull();
  void AddInt(int64_t value);
  void AddBytes(Kind kind, std::string_view bytes);

  size_t bytes() const { return arena_.size() + cells_.size() * sizeof(Cell); }

  // What a cell holds, for those who read tables that they do not know (store/snapshot.h).
  Kind KindAt(size_t row, size_t column) const;

 private:
  friend class Row;

  struct Cell {
    Kind kind = Kind::kNull;
    int64_t number = 0;  // the value, or the offset in arena_
    size_t size = 0;
  };

  const Cell* At(size_t row, size_t column) const;
  std::string_view View(const Cell& cell) const;

  size_t columns_ = 0;
  std::vector<Cell> cells_;
  std::string arena_;
};

using Values = std::vector<Value>;

// One statement of several that do not wait for each other's answers.
struct Change {
  const Sql* sql = nullptr;
  Values values;
};

// What runs statements: the seam between engines (sqlite_engine.h, postgres_engine.h) and the rest.
class Connection {
 public:
  virtual ~Connection() = default;

  // Prepared once per connection and kept.
  virtual Result<Rows> Query(const Sql& sql, std::span<const Value> values) = 0;

  // Number of rows changed.
  virtual Result<int64_t> Execute(const Sql& sql, std::span<const Value> values) = 0;

  // Each in its turn, until one fails; the numbers of rows changed. PostgreSQL answers all of them
  // in one journey.
  virtual Result<std::vector<int64_t>> ExecuteAll(std::span<const Change> changes);

  // A change whose outcome nobody here asks for. PostgreSQL may be told of it only with the next
  // statement or the commit, which then fail for it.
  virtual Status Defer(const Sql& sql, std::span<const Value> values);

  // Queries that do not wait for each other; an answer for each.
  virtual Result<std::vector<Rows>> QueryAll(std::span<const Change> queries);

  Result<Rows> Query(const Sql& sql, std::initializer_list<Value> values) {
    return Query(sql, std::span<const Value>(values.begin(), values.size()));
  }

  Result<int64_t> Execute(const Sql& sql, std::initializer_list<Value> values) {
    return Execute(sql, std::span<const Value>(values.begin(), values.size()));
  }

  // The only row, nothing for none, kInternal for more.
  Result<std::optional<Values>> QueryOne(const Sql& sql, std::initializer_list<Value> values);
};

namespace internal {
class Session;
}

// A transaction. Rolled back by its destructor unless Commit() said Ok. After any error of a
// statement it can only be rolled back, on both engines: what follows answers kInternal, so a lost
// error cannot lead to half an act.
class Transaction : public Connection {
 public:
  Transaction(Transaction&&) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() override;

  using Connection::Execute;
  using Connection::Query;
  Result<Rows> Query(const Sql& sql, std::span<const Value> values) override;
  Result<int64_t> Execute(const Sql& sql, std::span<const Value> values) override;
  Result<std::vector<int64_t>> ExecuteAll(std::span<const Change> changes) override;
  Result<std::vector<Rows>> QueryAll(std::span<const Change> queries) override;
  Status Defer(const Sql& sql, std::span<const Value> values) override;

  // Ok: durable, also through a power cut. kDisconnected and kIo: not known; look before doing it
  // again. Any other error: nothing of it happened.
  Status Commit();

  // Statements of a migration (store/migrate.h): its only caller.
  Status RunScript(std::string_view text);

  Engine engine() const;

 private:
  friend class Store;
  explicit Transaction(std::unique_ptr<internal::Session> session);

  std::unique_ptr<internal::Session> session_;
  bool failed_ = false;
};

// How two writers meet. The embedded store has one writer at a time in any case.
enum class WriteMode : uint8_t {
  kSequenced,   // one after another over all processes: for acts, which append to the one ledger
  kConcurrent,  // side by side, serializable; PostgreSQL may ask for a retry
};

// How many statements this process has run: a measure, and how tests see that two answers cost the
// same.
uint64_t StatementsRun();

class StoreKey;
struct EmbeddedOptions;

namespace internal {
class Backend;
}

class Store {
 public:
  // Opens or, with `options.create`, creates the encrypted file (store/embedded.h).
  static Result<std::unique_ptr<Store>> OpenEmbedded(const EmbeddedOptions& options,
                                                     const StoreKey& key);

  // `conninfo` as libpq takes it; connections at once: `pool_size` for reading, as many for
  // writing; 0: twice the processors, 4 to 16. More only take the processors from each other. The
  // database must be UTF8 with C collation, so that both engines order text alike.
  static Result<std::unique_ptr<Store>> OpenPostgres(const std::string& conninfo,
                                                     size_t pool_size = 0);

  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  Engine engine() const;

  // Runs `work` in a write transaction and commits when it returns Ok. On kSerialization the work
  // is run again (at most kMaxTries times), so it must not have effects outside the transaction.
  Status Write(const std::function<Status(Transaction&)>& work,
               WriteMode mode = WriteMode::kSequenced);

  // Runs `work` against one unchanging snapshot, that of its first statement; writing is refused by
  // the engine.
  Status Read(const std::function<Status(Connection&)>& work);

  // Without the retries; for callers that hold a transaction across calls. On PostgreSQL it begins
  // (and waits for the writer before it) with its first statement.
  Result<Transaction> BeginWrite(WriteMode mode = WriteMode::kSequenced);
  Result<Transaction> BeginRead();

  // Reads everything and says what is damaged: SQLite's integrity and foreign key checks with every
  // page authenticated; on PostgreSQL a read of all rows. Ok when nothing is.
  Status CheckIntegrity();

  // For the other parts of this folder (backup, migrations).
  internal::Backend& backend() { return *backend_; }

  static constexpr int kMaxTries = 20;

 private:
  explicit Store(std::unique_ptr<internal::Backend> backend);

  std::unique_ptr<internal::Backend> backend_;
};

}  // namespace niem::store
