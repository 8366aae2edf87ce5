// One act under way: the transaction it runs in, who does it on which day under which law, and
// everything it has changed so far. Handlers (acts_*.cc) read and write rows only through it, so
// that no change can miss its row digest in the ledger event.
//
// Ownership: borrows the transaction, the pack and the lists for the length of one Perform().
// Thread-safety: one thread. Errors: those of the store; kNotFound for a row that is not there;
// kPermission once a refusal was set.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/policy.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/result.h"
#include "law/lists.h"
#include "law/pack_set.h"
#include "ledger/event.h"
#include "registry/people.h"
#include "registry/record.h"
#include "registry/records.h"
#include "registry/search.h"
#include "store/sql.h"

namespace niem::registry {

// Why an act was not done, though nothing failed: the law, the house's order, an invariant.
struct Refusal {
  std::string reason;  // stable code: "absent", "wrong_duty", "law.role", "law.no_list_item" …
  Text message;        // says what is in the way
  Text article;        // empty where no law is the reason
  std::vector<Text> who_could;
};

// What an act gives back to the person.
struct Outcome {
  std::optional<Refusal> refused;
  std::optional<int64_t> pending;      // a second person must confirm this
  std::map<std::string, int64_t> ids;  // "document", "entry", "number" …
  std::map<std::string, std::string> texts;
  std::vector<int64_t> copies;    // made by it
  Text article;                   // of the law that allows it; empty where none was asked
  std::vector<Text> warnings;     // late, not settled by a text seen …
  std::optional<uint64_t> event;  // its number in the ledger
};

struct Acting {
  Person person;
  access::Subject subject;
};

class Deed {
 public:
  Deed(store::Transaction& tx, const law::PackSet& laws, const law::SecretLists& lists,
       const law::Pack& law, Date today, int64_t now_ms)
      : tx_(tx), laws_(laws), lists_(lists), law_(law), today_(today), now_ms_(now_ms) {}

  // Nothing will be saved, so rows that are read need no digest of what they were.
  void OnlyReads() { only_reads_ = true; }

  Date today() const { return today_; }

  int64_t now_ms() const { return now_ms_; }

  // In force today.
  const law::Pack& law() const { return law_; }

  const law::PackSet& laws() const { return laws_; }

  const law::SecretLists& lists() const { return lists_; }

  const Acting& acting() const { return acting_; }

  int64_t actor() const { return acting_.person.id; }

  void set_acting(Acting acting) { acting_ = std::move(acting); }

  // Of an act that a second person confirms: who began it.
  const std::optional<Acting>& first() const { return first_; }

  void set_first(Acting first) { first_ = std::move(first); }

  // ---- rows ----

  // kNotFound, in words that do not tell whether it exists.
  template <Record T>
  Result<T> Get(int64_t id) {
    TRY_ASSIGN(const store::Rows rows, tx_.Query(StatementsOf<T>().get, {id}));
    if (rows.empty()) return Absent();
    return Read<T>(rows[0]);
  }

  // Gives the record its id and writes it.
  template <Record T>
  Result<T> Add(T record) {
    TRY_ASSIGN(record.id, NextId(T::kTable));
    return AddAs(std::move(record));
  }

  // Under the id that it has: one that NextId gave before.
  template <Record T>
  Result<T> AddAs(T record) {
    const ledger::Salt salt = ledger::NewSalt();
    TRY_ASSIGN(const ledger::SaltedDigest digest, ledger::DigestRow(salt, LedgerRow(record)));
    const store::Values values = ToRow(record, salt);
    TRY(tx_.Defer(StatementsOf<T>().insert, values));
    if constexpr (std::is_same_v<T, Document>) IndexChange(record);
    changes_[KeyOf(record)] = {std::nullopt, digest};
    return record;
  }

  // A record got or added in this deed.
  template <Record T>
  Status Save(const T& record) {
    const auto change = changes_.find(KeyOf(record));
    if (change == changes_.end()) return Unread(T::kTable);
    const ledger::Salt salt = ledger::NewSalt();
    TRY_ASSIGN(change->second.after, ledger::DigestRow(salt, LedgerRow(record)));
    if constexpr (std::is_same_v<T, Document>) IndexChange(record);
    const store::Values values = ToRow(record, salt);
    return tx_.Defer(StatementsOf<T>().update, values);
  }

  template <Record T>
  Result<std::vector<T>> Find(const Finder<T>& finder, std::initializer_list<store::Value> values) {
    TRY_ASSIGN(const store::Rows rows, tx_.Query(finder.sql(), values));
    return Records<T>(rows);
  }

  // Of rows as a finder's statement gives them.
  template <Record T>
  Result<std::vector<T>> Records(const store::Rows& rows) {
    std::vector<T> records;
    for (const store::Row row : rows) {
      TRY_ASSIGN(T record, Read<T>(row));
      records.push_back(std::move(record));
    }
    return records;
  }

  // A statement that changes nothing: counts, existence.
  Result<store::Rows> Query(const store::Sql& sql, std::initializer_list<store::Value> values) {
    return tx_.Query(sql, values);
  }

  // ---- what the act says ----

  Outcome& outcome() { return outcome_; }

  void Warn(Text text) { outcome_.warnings.push_back(std::move(text)); }

  // Ends the act: `return deed.Refuse(...)`. Nothing of it will stand but the record of the try.
  Error Refuse(Refusal refusal);
  Error Refuse(std::string reason, Text message, Text article = {});

  // With the article of a provision of the pack in force ("leaver.custody"), and its caution where
  // no source text of it was read.
  Error RefuseBy(std::string_view provision, std::string reason, Text message);

  // A text that may have to be destroyed one day, kept beside the event.
  void AddBody(std::string name, std::string bytes);

  // What the act is about, for the event.
  void SetObject(access::ObjectKind kind, int64_t id, access::Label label);

  // ---- the law ----

  // Every capacity the person has under the law today: roles, deputies, delegations.
  Result<std::vector<law::Actor>> Capacities(const Person& person, bool own_management);

  // Refuses with article and who could; else the ruling, whose conditions and cautions become
  // warnings. `own`: the secret is managed by the person's own agency.
  // `role`: a role of the law that he has in this case besides ("holder").
  Result<law::Ruling> MustBeAllowed(law::Act act, Level level, bool own_management = true,
                                    std::string_view role = {});

  // ---- for Registry ----

  struct Change {
    std::optional<ledger::SaltedDigest> before;
    std::optional<ledger::SaltedDigest> after;
  };

  using Changes = std::map<std::pair<std::string, std::string>, Change>;

  struct Body {
    std::string name;
    std::string bytes;
  };

  struct About {
    access::ObjectKind kind = access::ObjectKind::kInstance;
    int64_t id = 0;
    access::Label label;
  };

  const Changes& changes() const { return changes_; }

  const std::vector<Body>& bodies() const { return bodies_; }

  const About& about() const { return about_; }

  const std::optional<Refusal>& refusal() const { return refusal_; }

  store::Transaction& tx() { return tx_; }

  // Never given again, once the transaction is committed.
  Result<int64_t> NextId(std::string_view table);

  // So many ids of the table at once, for an act that is about to add as many rows.
  Status Reserve(std::string_view table, int64_t count);

  // Brings the search index up to what the act changed: once, before it is recorded.
  Status WriteIndex() { return index_.Write(tx_); }

  static Error Absent();

 private:
  template <Record T>
  static std::pair<std::string, std::string> KeyOf(const T& record) {
    return {std::string(T::kTable), std::to_string(record.id)};
  }

  template <Record T>
  Result<T> Read(const store::Row& row) {
    ledger::Salt salt{};
    TRY_ASSIGN(T record, FromRow<T>(row, &salt));
    if (only_reads_) return record;
    const auto key = KeyOf(record);
    if (!changes_.contains(key)) {
      TRY_ASSIGN(const ledger::SaltedDigest digest, ledger::DigestRow(salt, LedgerRow(record)));
      changes_[key] = {digest, digest};
      if constexpr (std::is_same_v<T, Document>) indexed_[record.id] = record;
    }
    return record;
  }

  // A document that was added or saved.
  void IndexChange(const Document& document);
  static Error Unread(std::string_view table);

  store::Transaction& tx_;
  const law::PackSet& laws_;
  const law::SecretLists& lists_;
  const law::Pack& law_;
  Date today_;
  int64_t now_ms_;
  Acting acting_;
  std::optional<Acting> first_;
  Outcome outcome_;
  Changes changes_;
  std::map<int64_t, Document> indexed_;  // as the index has them
  IndexChanges index_;
  std::map<std::string, std::pair<int64_t, int64_t>, std::less<>> reserved_;  // next id, end
  std::vector<Body> bodies_;
  About about_;
  std::optional<Refusal> refusal_;
  bool only_reads_ = false;
};

}  // namespace niem::registry
