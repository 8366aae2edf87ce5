// The one door: every change of the agency's books is an act performed here. Perform() finds out
// who acts and in the name of which duty, checks the form, asks the access policy, runs the act's
// handler (which asks the law pack), and appends the ledger event in the same transaction that
// changes the registers; only then is it acknowledged. A refusal is an answer, not a failure, and
// is itself recorded.
//
//   TRY_ASSIGN(auto registry, Registry::Open({.store = *store, .laws = laws, ...}));
//   TRY_ASSIGN(Outcome outcome, registry->Perform({person, Duty::kRegistrar, "request-1"},
//                                                 access::Act::kDocumentReceive, json));
//
// Doing the same request id again gives the first outcome again and changes nothing.
//
// Ownership: borrows store, clock, laws, signer; they outlive it. Thread-safety: any thread; acts
// run one after another (the store's writer), reads beside them. Errors: kInvalidArgument for a bad
// form, kPermission while the clock must be approved, the store's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/act.h"
#include "base/fair_mutex.h"
#include "base/result.h"
#include "law/lists.h"
#include "law/pack_set.h"
#include "ledger/clock.h"
#include "ledger/export.h"
#include "ledger/log.h"
#include "ledger/signer.h"
#include "registry/deed.h"
#include "registry/form.h"
#include "store/sql.h"

namespace niem::registry {

class SqlLogStore;

// Who asks. That he is who he says was checked before (server: session; command line: password).
struct Actor {
  int64_t person = 0;
  access::Duty duty = access::Duty::kOfficer;
  std::string request;  // unique per act asked for; empty: one is made
};

struct RegistryParts {
  store::Store& store;
  const law::PackSet& laws;
  const ledger::Clock& clock;
  ledger::Signer* signer = nullptr;        // none: no checkpoints are signed
  ledger::SignedMemory* memory = nullptr;  // with the signer
};

// What Perform() would answer.
struct Trial {
  bool complete = false;  // every field that is wanted was there: the answer is the act's own
  Outcome outcome;
};

// How an instance begins: its name, its first unit and its first people, before anyone can act.
struct Founding {
  std::string instance;  // short code, in every event: "ubnd-xa-suoi-nga"
  std::string agency;    // full name

  struct Founder {
    Person person;
    access::DutySet duties;
    Clearance clearance;
    std::string decision;  // number of the decision that assigns him
  };

  std::vector<Founder> people;
};

// What was done to the machine by who holds the instance's secret, with or without an order of two
// persons: entered in the ledger as the operator's, for no person was asked to sign in.
struct Errand {
  access::Act act = access::Act::kBackupMake;  // backup.make, backup.restore, key.change …
  std::string what;                            // of key.change: which key
  std::string target;
  std::string reason;
  std::optional<int64_t> order;
  // Of a restore: what is known of the ledger that it replaced.
  std::string before;
};

// Where a key stands in the chain of those that sign this ledger.
enum class KeyStanding : uint8_t {
  kInUse,    // announced and confirmed by the key before it; or the first
  kBefore,   // announced a successor, must still sign over that announcement
  kWaiting,  // announced; the key before it has not signed yet
  kUnknown,  // never announced, or its time is over
};

class Registry {
 public:
  // Brings an empty store to the current schema and writes the founding as event 0. kConstraint
  // where the store already holds an instance.
  static Status Found(const RegistryParts& parts, const Founding& founding);

  // Opens what Found() made; migrates an older schema.
  static Result<std::unique_ptr<Registry>> Open(const RegistryParts& parts);

  Result<Outcome> Perform(const Actor& actor, access::Act act, std::string_view fields_json);

  // The second person's answer to an act begun by another. `agree` false: it is given up.
  Result<Outcome> Confirm(const Actor& actor, int64_t pending, bool agree);

  // Whether Perform() would do it, with nothing done: for the person who looks before he clicks.
  // Where fields are still missing it says only what holds whatever they will be: the house's order
  // and the law's authority. A form with a secret in it is asked no further than the house's order,
  // so that no password can be tried here. What is absent to him is recorded, as Perform() does.
  Result<Trial> Try(const Actor& actor, access::Act act, std::string_view fields_json);

  // Reads something, in the same way: checked by the policy, recorded in the ledger. `look` may
  // only read. It runs in a snapshot, beside acts and other reads; only the record of it waits for
  // the writer, and until that stands nothing read may be shown. `id`: of the object; 0: a list.
  using Look = std::function<Status(Deed& deed)>;
  Result<Outcome> Read(const Actor& actor, access::Act act, const access::Object& object,
                       const Look& look, int64_t id = 0);
  // The same, where what is read depends on who reads.
  using Aim = std::function<access::Object(const Deed& deed)>;
  Result<Outcome> Read(const Actor& actor, access::Act act, const Aim& aim, const Look& look,
                       int64_t id = 0);

  // Reads what needs no record: one's own tasks, the directory of people, the ledger's state.
  // `look` decides itself, by the subject it is given, what it may show. Runs beside acts.
  Status Glance(const Actor& actor, const Look& look);

  // Signs the state of the ledger now. kUnsupported without a signer.
  Result<std::string> SignCheckpoint();

  // The whole ledger with the registers' rows, as niem-verify reads it (ledger/export.h), out of
  // one snapshot. The head is signed first where there is a signer. Who may: access, kLedgerExport.
  Status ExportLedger(const ledger::ByteSink& sink);

  // An order of two persons for it, in force today and not carried out.
  Result<std::optional<int64_t>> OrderFor(access::Act act, std::string_view what);

  // Whether the agency wants the operator to have one (setting machine.orders).
  Result<bool> WantsOrders();

  // Enters what the operator did; its order is used by it. kNotFound where there is no such order.
  Result<Outcome> Enter(const Errand& errand);

  // Announces the key of `next`, signs over the announcement with the present one, and signs with
  // `next` from then on. The caller keeps `next` where Open() will find it, before he calls this.
  Status ChangeSigner(ledger::Signer& next, const Errand& errand);

  // The second half of it, where the first was cut off: the present key signs over the
  // announcement.
  Status HandOver(ledger::Signer& next);

  Result<KeyStanding> StandingOf(const ledger::PublicKey& key);

  const std::string& instance() const { return log_.instance(); }

  Date Today() const;

 private:
  struct Request;
  struct Reading;
  class Carried;

  // The writer, had in the order of asking. Whoever gives it back sees to the readings that wait
  // for their record.
  class Turn {
   public:
    explicit Turn(Registry& registry) : registry_(registry) { registry_.mutex_.lock(); }

    ~Turn() { registry_.EndTurn(); }

    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Registry& registry_;
  };

  Registry(const RegistryParts& parts, std::string instance, std::string origin);

  Result<Outcome> PerformOnce(const Request& request);
  Status Work(Deed& deed, const Request& request);
  static Status WorkOnTrial(Deed& deed, const Request& request, Trial* trial);
  static Status Remember(store::Transaction& tx, const Request& request, const Outcome& outcome);
  Status LookAt(Deed& deed, const Request& request, const Aim& aim, int64_t id, const Look& look);
  Status AdmitFirst(Deed& deed, const Request& request, const Pending& pending, const ActForm& form,
                    const Fields& fields);
  Result<Outcome> RecordRefusal(const Request& request, const Refusal& refusal,
                                const Deed::About& about);
  Status Append(Deed& deed, const Request& request, std::string_view act_code);
  Status AppendTo(SqlLogStore& log_store, Deed& deed, const Request& request,
                  std::string_view act_code);
  Status AppendErrand(Deed& deed, const Errand& errand, std::string_view act_code,
                      std::string object_kind, std::string object_id);
  Status UseOrder(Deed& deed, const Errand& errand);
  Status Announce(Deed& deed, const std::string& next, const Errand& errand);
  std::string KeyText(const ledger::PublicKey& key) const;
  Result<std::unique_ptr<Deed>> Begin(store::Transaction& tx);
  Status LoadActing(Deed& deed, const Actor& actor);
  Status InSnapshot(const Look& look);
  Status WriteCarrying(const std::function<Status(store::Transaction&)>& work,
                       const Outcome& outcome);
  void WaitForRecord(Reading* reading);
  bool ReadingsWait();
  void RecordReadings();
  void EndTurn();
  Result<std::string> Sign();
  void SignIfDue();

  RegistryParts parts_;
  Status LoadLists(store::Transaction& tx);
  Status LoadLists(store::Transaction& tx, const store::Rows& state);

  std::mutex readings_mutex_;
  std::vector<Reading*> readings_;  // that wait for their record; under readings_mutex_

  FairMutex mutex_;  // of everything below
  ledger::Log log_;
  law::SecretLists lists_;
  std::string lists_seen_;  // which files lists_ was made from
  int acts_unlooked_ = 0;   // since SignIfDue looked
  uint64_t looked_ms_ = 0;
};

// The clock's day in Vietnam (UTC+7, no summer time).
Date DayOf(int64_t wall_us);

}  // namespace niem::registry
