#define RAPIDJSON_HAS_STDSTRING 1
#include "registry/registry.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <span>

#include "base/log.h"
#include "registry/admit.h"
#include "registry/export.h"
#include "registry/finders.h"
#include "registry/log_store.h"
#include "registry/outcome_json.h"
#include "registry/reading.h"
#include "registry/schema.h"
#include "registry/search.h"
#include "registry/signing_keys.h"
#include "registry/trial.h"
#include "registry/waiting.h"

namespace niem::registry {
namespace {

using access::Act;
using access::Answer;
using store::Sql;
using store::Transaction;

constexpr int64_t kMicros = 1'000'000;
constexpr int64_t kVietnamSeconds = 7 * 3600;
constexpr int64_t kDaySeconds = 86'400;

constexpr int kActsBetweenLooks = 50;  // at the ledger, whether a checkpoint is due
constexpr uint64_t kMsBetweenLooks = 60'000;

constexpr std::string_view kOperator = "operator";
constexpr std::string_view kInstanceSetting = "instance.code";
constexpr std::string_view kAgencySetting = "instance.agency";

const Sql kFindDone("registry.find_done_request",
                    "SELECT person, outcome FROM done_request WHERE request = $1");
const Sql kAddDone("registry.add_done_request",
                   "INSERT INTO done_request (request, person, outcome) VALUES ($1, $2, $3)");
// List files are only ever added: their number and last id name their state.
const Sql kListState("registry.list_state", "SELECT COUNT(*), COALESCE(MAX(id), 0) FROM list_file");
const Sql kListTexts("registry.list_texts", "SELECT name, content FROM list_file ORDER BY id");
const Sql kInstanceOf("registry.get_instance", "SELECT value FROM setting WHERE name = $1");

Text CorruptInstance() {
  return {"kho này chưa được khởi tạo; chạy niem init",
          "this store holds no instance; run niem init"};
}

}  // namespace

std::string NewRequestId() {
  const ledger::Salt salt = ledger::NewSalt();
  return std::string(kOwnRequest) + ToHex(Bytes(salt.data(), 16));
}

Date DayOf(int64_t wall_us) {
  const int64_t seconds = wall_us / kMicros - (wall_us % kMicros < 0 ? 1 : 0) + kVietnamSeconds;
  const int64_t days = seconds / kDaySeconds - (seconds % kDaySeconds < 0 ? 1 : 0);
  return Date::FromYmd(1970, 1, 1)->AddDays(days);
}

Registry::Registry(const RegistryParts& parts, std::string instance, std::string origin)
    : parts_(parts), log_(std::move(instance), std::move(origin), parts.clock) {}

Date Registry::Today() const {
  return DayOf(parts_.clock.WallMicros());
}

// ---- beginning ---------------------------------------------------------------------------------

Status Registry::Found(const RegistryParts& parts, const Founding& founding) {
  const int64_t now_ms = parts.clock.WallMicros() / 1000;
  TRY(store::Migrate(parts.store, Migrations(), now_ms));
  Registry registry(parts, founding.instance, founding.instance);
  return parts.store.Write([&](Transaction& tx) -> Status {
    TRY_ASSIGN(const store::Rows existing, tx.Query(kInstanceOf, {kInstanceSetting}));
    if (!existing.empty()) {
      return Error(ErrorCode::kInvalidArgument,
                   {"kho này đã có dữ liệu", "this store already holds an instance"});
    }
    TRY_ASSIGN(const std::unique_ptr<Deed> deed, registry.Begin(tx));
    TRY(deed->Add(Setting{0, std::string(kInstanceSetting), founding.instance}));
    TRY(deed->Add(Setting{0, std::string(kAgencySetting), founding.agency}));
    for (const Founding::Founder& founder : founding.people) {
      TRY_ASSIGN(const std::vector<Unit> known, deed->Find(UnitByCode(), {founder.person.unit}));
      if (known.empty()) TRY(deed->Add(Unit{0, founder.person.unit, founding.agency, ""}));
      TRY_ASSIGN(const Person person, deed->Add(founder.person));
      for (const access::Duty duty : access::kDuties) {
        if (!founder.duties.Contains(duty)) continue;
        TRY(deed->Add(Assignment{0, person.id, duty, founder.decision, deed->today(), {}}));
      }
      Clearance clearance = founder.clearance;
      clearance.person = person.id, clearance.from = deed->today();
      TRY(deed->Add(std::move(clearance)));
    }
    Request request;
    request.actor.request = NewRequestId();
    return registry.Append(*deed, request, ledger::kActOpen);
  });
}

Result<std::unique_ptr<Registry>> Registry::Open(const RegistryParts& parts) {
  TRY(store::Migrate(parts.store, Migrations(), parts.clock.WallMicros() / 1000));
  std::string instance;
  TRY(parts.store.Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const store::Rows rows, connection.Query(kInstanceOf, {kInstanceSetting}));
    if (rows.empty()) return Error(ErrorCode::kNotFound, CorruptInstance());
    instance = rows[0].Text(0);
    return Ok();
  }));
  TRY(parts.store.Write(BuildIndexIfMissing));
  return std::unique_ptr<Registry>(new Registry(parts, instance, instance));
}

// ---- one act -----------------------------------------------------------------------------------

Result<std::unique_ptr<Deed>> Registry::Begin(Transaction& tx) {
  const int64_t now_us = parts_.clock.WallMicros();
  const Date today = DayOf(now_us);
  TRY_ASSIGN(const law::Pack* law, parts_.laws.InForce(today));
  return std::make_unique<Deed>(tx, parts_.laws, lists_, *law, today, now_us / 1000);
}

Status Registry::LoadLists(Transaction& tx) {
  TRY_ASSIGN(const store::Rows state, tx.Query(kListState, {}));
  return LoadLists(tx, state);
}

Status Registry::LoadLists(Transaction& tx, const store::Rows& state) {
  const std::string seen = std::to_string(state[0].Int(0)) + "/" + std::to_string(state[0].Int(1));
  if (seen == lists_seen_) return Ok();
  TRY_ASSIGN(const store::Rows texts, tx.Query(kListTexts, {}));
  std::vector<law::PackFile> files;
  for (const store::Row row : texts) {
    files.push_back({std::string(row.Text(0)), std::string(row.Text(1))});
  }
  TRY_ASSIGN(lists_, law::SecretLists::FromFiles(files));
  lists_seen_ = seen;
  return Ok();
}

namespace {

// What is known of who acts: the person, his duties, his clearances, his open glasses.
std::vector<store::Change> AskActing(const Deed& deed, const Actor& actor) {
  const std::string day = deed.today().ToString();
  return {{&StatementsOf<Person>().get, {actor.person}},
          {&AssignmentsOf().sql(), {actor.person, day}},
          {&ClearancesOf().sql(), {actor.person, day}},
          {&OpenGlasses().sql(), {actor.person, deed.now_ms()}}};
}

// `found`: the answers to AskActing().
Status SetActing(Deed& deed, const Actor& actor, std::span<const store::Rows> found) {
  TRY_ASSIGN(std::vector<Person> person, deed.Records<Person>(found[0]));
  if (person.empty()) return Deed::Absent();
  Acting acting;
  acting.person = std::move(person.front());
  access::Subject& subject = acting.subject;
  subject.person = std::to_string(actor.person);
  subject.active = acting.person.state == access::ObjectState::kOpen;
  subject.acting = actor.duty;
  TRY_ASSIGN(const std::vector<Assignment> duties, deed.Records<Assignment>(found[1]));
  for (const Assignment& one : duties) subject.duties.Add(one.duty);
  TRY_ASSIGN(const std::vector<Clearance> cleared, deed.Records<Clearance>(found[2]));
  if (!cleared.empty()) {
    subject.clearance = {cleared.front().level, cleared.front().compartments,
                         cleared.front().units};
  }
  subject.break_glass = !found[3].empty();
  deed.set_acting(std::move(acting));
  return Ok();
}

}  // namespace

Status Registry::LoadActing(Deed& deed, const Actor& actor) {
  TRY_ASSIGN(const std::vector<store::Rows> found, deed.tx().QueryAll(AskActing(deed, actor)));
  return SetActing(deed, actor, found);
}

Status Registry::Append(Deed& deed, const Request& request, std::string_view act_code) {
  SqlLogStore log_store(deed.tx());
  return AppendTo(log_store, deed, request, act_code);
}

Status Registry::AppendTo(SqlLogStore& log_store, Deed& deed, const Request& request,
                          std::string_view act_code) {
  TRY(deed.WriteIndex());
  ledger::Draft draft;
  ledger::Event& event = draft.event;
  event.person = std::to_string(request.actor.person);
  event.duty = access::DutyCode(request.actor.duty);
  event.act = act_code;
  event.object_kind = access::ObjectKindCode(deed.about().kind);
  event.object_id = std::to_string(deed.about().id);
  if (request.by_operator) {
    event.duty = kOperator;
    event.object_kind = request.object_kind;
    event.object_id = request.object_id;
  }
  event.label.level = LevelName(deed.about().label.level);
  event.label.compartments = deed.about().label.compartments.list();
  event.label.unit = deed.about().label.unit;
  event.request = request.actor.request;
  event.pack = deed.law().id();
  for (const auto& [row, change] : deed.changes()) {
    if (change.before == change.after) continue;  // only read
    event.rows.push_back({row.first, row.second, change.before, change.after});
  }
  for (const Deed::Body& body : deed.bodies()) draft.bodies.push_back({body.name, body.bytes});
  TRY_ASSIGN(const ledger::Appended appended, log_.Append(log_store, std::move(draft)));
  deed.outcome().event = appended.seq;
  return Ok();
}

Status Registry::AppendErrand(Deed& deed, const Errand& errand, std::string_view act_code,
                              std::string object_kind, std::string object_id) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
  out.StartObject();
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.Key(name), out.String(value);
  };
  put("before", errand.before);
  if (errand.order) out.Key("order"), out.Int64(*errand.order);
  put("reason", errand.reason), put("target", errand.target), put("what", errand.what);
  out.EndObject();
  deed.AddBody(std::string(ledger::kDataBody), {buffer.GetString(), buffer.GetSize()});
  Request request;
  request.actor.request = NewRequestId();
  request.by_operator = true;
  request.object_kind = std::move(object_kind), request.object_id = std::move(object_id);
  return Append(deed, request, act_code);
}

namespace {

std::string CodeOf(Act act) {
  return std::string(access::RuleOf(act).code);
}

// While the clock stands back the ledger takes only the approval of it: the try and its first half
// leave no event.
bool LeavesNoEvent(Act act, bool takes_effect) {
  return act == Act::kClockApprove && !takes_effect;
}

}  // namespace

// So that the same request asked again gives the same outcome. An id that was made here is known to
// nobody who could ask again.
Status Registry::Remember(Transaction& tx, const Request& request, const Outcome& outcome) {
  if (request.actor.request.starts_with(kOwnRequest)) return Ok();
  TRY(tx.Execute(kAddDone, {request.actor.request, request.actor.person, ToJson(outcome)}));
  return Ok();
}

Result<Outcome> Registry::PerformOnce(const Request& request) {
  Outcome outcome;
  std::optional<Refusal> refusal;
  Deed::About about;
  const auto work = [&](Transaction& tx) -> Status {
    refusal.reset();
    TRY_ASSIGN(const std::unique_ptr<Deed> deed, Begin(tx));
    // All that is asked first, in one journey to the database.
    std::vector<store::Change> asked = AskActing(*deed, request.actor);
    asked.push_back({&kFindDone, {request.actor.request}});
    asked.push_back({&kListState, {}});
    TRY_ASSIGN(const std::vector<store::Rows> found, tx.QueryAll(asked));
    const store::Rows& before = found[asked.size() - 2];
    if (!before.empty()) {
      if (before[0].Int(0) != request.actor.person) return Deed::Absent();
      TRY_ASSIGN(outcome, OutcomeFromJson(before[0].Text(1)));
      return Ok();
    }
    TRY(LoadLists(tx, found.back()));
    const auto run = [&]() -> Status {
      TRY(SetActing(*deed, request.actor, found));
      TRY(RequireOwnPassword(*deed, request.act));
      Status worked = Work(*deed, request);
      if (!worked.ok() && IsUnexplained(*deed, worked.error())) return RefuseAbsent(*deed);
      return worked;
    };
    Status worked = run();
    if (!worked.ok()) {
      refusal = deed->refusal();
      about = deed->about();
      return worked;
    }
    outcome = deed->outcome();
    return Remember(tx, request, outcome);
  };
  const Status done = WriteCarrying(work, outcome);
  if (done.ok()) return outcome;
  if (refusal) return RecordRefusal(request, *refusal, about);
  return done.error();
}

Status Registry::Work(Deed& deed, const Request& request) {
  Act act = request.act;
  std::string json = request.fields;
  std::optional<Waiting> waiting;
  if (request.confirms) {
    TRY_ASSIGN(waiting, OpenWaiting(deed, *request.confirms));
    act = access::ActFromCode(waiting->pending.act).value_or(Act::kCount);
    json = waiting->pending.fields;
  }
  const ActForm* form = act == Act::kCount ? nullptr : FormOf(act);
  if (form == nullptr) {
    return Error(ErrorCode::kUnsupported, {"việc này không làm qua mẫu", "this act has no form"});
  }
  TRY_ASSIGN(const Fields fields, Fields::Parse(json, form->fields));
  const access::ObjectKind kind = access::RuleOf(act).kind;
  const int64_t id = fields.Id(access::ObjectKindCode(kind)).value_or(0);
  deed.SetObject(kind, id, {});
  if (waiting && request.agree) TRY(AdmitFirst(deed, request, waiting->pending, *form, fields));
  access::Object object;
  TRY(Admit(deed, act, form, fields, &object));
  deed.SetObject(kind, id, object.label);
  deed.AddBody(std::string(ledger::kDataBody), fields.CanonicalJson());
  const bool begins = !waiting && access::RuleOf(act).persons != access::Persons::kOne;
  const bool takes_effect = !begins && request.agree;
  if (begins) TRY(BeginWaiting(deed, act, fields.CanonicalJson()));
  if (waiting) TRY(EndWaiting(deed, std::move(*waiting), request.agree));
  if (takes_effect) TRY(form->handler(deed, fields));
  if (LeavesNoEvent(act, takes_effect)) return Ok();
  if (act == Act::kClockApprove) return Append(deed, request, ledger::kActClock);
  return Append(deed, request, CodeOf(act) + (begins ? ".begun" : takes_effect ? "" : ".given_up"));
}

// Who began a two-person act must still be one who may, when the second confirms it; and the second
// must be another, by another duty where two duties are wanted.
Status Registry::AdmitFirst(Deed& deed, const Request& request, const Pending& pending,
                            const ActForm& form, const Fields& fields) {
  if (pending.first == request.actor.person) {
    return deed.Refuse("own_request", access::Explain(Answer::kOwnRequest, form.act));
  }
  TRY(LoadActing(deed, {pending.first, pending.duty, ""}));
  access::Object object;
  TRY(Admit(deed, form.act, &form, fields, &object));
  deed.set_first(deed.acting());
  TRY(LoadActing(deed, request.actor));
  const Answer answer =
      access::DecideSecond(deed.first()->subject, deed.acting().subject, form.act, object);
  // What he may see of the object, and whether he may act, is asked with his own eyes (Admit).
  if (answer != Answer::kSameDuty && answer != Answer::kOwnRequest) return Ok();
  return deed.Refuse(std::string(access::AnswerCode(answer)), access::Explain(answer, form.act));
}

// The try stands in the ledger, though nothing of the act does: who, what, about which object and
// why not. What he filled in is not kept: it may hold the very words that were refused.
Result<Outcome> Registry::RecordRefusal(const Request& request, const Refusal& refusal,
                                        const Deed::About& about) {
  Outcome outcome;
  bool of_clock = false;
  const auto work = [&](Transaction& tx) -> Status {
    TRY_ASSIGN(const std::unique_ptr<Deed> deed, Begin(tx));
    std::string code = request.confirms ? "pending.confirm" : CodeOf(request.act);
    if (request.confirms) {
      const Result<Waiting> waiting = FindWaiting(*deed, *request.confirms);
      if (waiting.ok()) code = waiting->pending.act;
    }
    of_clock = request.confirms || code == CodeOf(Act::kClockApprove);
    deed->SetObject(about.kind, about.id, about.label);
    deed->AddBody(std::string(ledger::kReasonBody), refusal.reason);
    TRY(Append(*deed, request, code + ".refused"));
    outcome = Outcome{};
    outcome.refused = refusal;
    outcome.event = deed->outcome().event;
    return Remember(tx, request, outcome);
  };
  const Status recorded = WriteCarrying(work, outcome);
  // While the clock stands back the ledger takes no refusal; the person is told all the same.
  const bool silent =
      !recorded.ok() && of_clock && recorded.error().code() == ErrorCode::kPermission;
  if (!recorded.ok() && !silent) return recorded.error();
  if (silent) outcome = Outcome{}, outcome.refused = refusal;
  return outcome;
}

// ---- the door ----------------------------------------------------------------------------------

Result<Outcome> Registry::Perform(const Actor& actor, Act act, std::string_view fields_json) {
  Request request;
  request.actor = actor;
  request.act = act;
  request.fields = fields_json;
  if (request.actor.request.empty()) request.actor.request = NewRequestId();
  const Turn turn(*this);
  Result<Outcome> outcome = PerformOnce(request);
  SignIfDue();
  return outcome;
}

Result<Outcome> Registry::Confirm(const Actor& actor, int64_t pending, bool agree) {
  Request request;
  request.actor = actor;
  request.act = Act::kCount;
  request.confirms = pending;
  request.agree = agree;
  if (request.actor.request.empty()) request.actor.request = NewRequestId();
  const Turn turn(*this);
  Result<Outcome> outcome = PerformOnce(request);
  SignIfDue();
  return outcome;
}

// What the act does beyond its fields is not asked of two-person acts: their first half does
// nothing but wait.
Status Registry::WorkOnTrial(Deed& deed, const Request& request, Trial* trial) {
  const ActForm* form = FormOf(request.act);
  if (form == nullptr) return Deed::Absent();
  const access::ActRule& rule = access::RuleOf(request.act);
  TRY_ASSIGN(const HalfFilled half, FillIn(request.fields, *form, deed.today()));
  trial->complete = half.complete;
  const std::optional<int64_t> id = half.fields.Id(access::ObjectKindCode(rule.kind));
  deed.SetObject(rule.kind, id.value_or(0), {});
  const bool nothing_to_judge =
      form->locate != nullptr || (!id && rule.kind != access::ObjectKind::kInstance);
  if (!half.runnable && nothing_to_judge) {
    if (rule.duties.Contains(deed.acting().subject.acting)) return Ok();
    return deed.Refuse(std::string(access::AnswerCode(Answer::kWrongDuty)),
                       access::Explain(Answer::kWrongDuty, request.act));
  }
  access::Object object;
  TRY(Admit(deed, request.act, form, half.fields, &object));
  deed.SetObject(rule.kind, id.value_or(0), object.label);
  if (rule.persons != access::Persons::kOne) {
    trial->outcome.pending = 0;
    return Ok();
  }
  if (!half.runnable) return Ok();
  Status done = form->handler(deed, half.fields);
  trial->outcome.article = deed.outcome().article;
  if (half.complete) {
    TRY(done);
    trial->outcome.warnings = deed.outcome().warnings;
  } else if (deed.refusal() && HoldsWhateverIsFilledIn(deed.refusal()->reason)) {
    return done;
  }
  return Ok();
}

Result<Trial> Registry::Try(const Actor& actor, Act act, std::string_view fields_json) {
  Request request;
  request.actor = actor;
  request.actor.request = NewRequestId();
  request.act = act;
  request.fields = fields_json;
  Trial trial;
  Deed::About about;
  const Turn turn(*this);
  const auto run = [&]() -> Status {
    TRY_ASSIGN(Transaction tx, parts_.store.BeginWrite());  // never committed
    TRY(LoadLists(tx));
    TRY_ASSIGN(const std::unique_ptr<Deed> deed, Begin(tx));
    TRY(LoadActing(*deed, actor));
    Status tried = RequireOwnPassword(*deed, act);
    if (tried.ok()) tried = WorkOnTrial(*deed, request, &trial);
    if (tried.ok()) return Ok();
    if (IsUnexplained(*deed, tried.error())) tried = RefuseAbsent(*deed);
    if (!deed->refusal()) return tried;
    trial.outcome = Outcome{};
    trial.outcome.refused = deed->refusal();
    about = deed->about();
    return Ok();
  };
  TRY(run());
  if (!trial.outcome.refused || trial.outcome.refused->reason != "absent") return trial;
  TRY_ASSIGN(trial.outcome, RecordRefusal(request, *trial.outcome.refused, about));
  return trial;
}

// ---- checkpoints -------------------------------------------------------------------------------

Result<std::string> Registry::Sign() {
  std::string note;
  TRY_ASSIGN(const KeyStanding standing, StandingOf(parts_.signer->public_key()));
  if (standing == KeyStanding::kUnknown || standing == KeyStanding::kWaiting) {
    return Error(ErrorCode::kPermission,
                 {"không ký: khóa này chưa được công bố trong nhật ký, hoặc đã hết dùng",
                  "not signed: the ledger has not announced this key, or its time is over"});
  }
  TRY(parts_.store.Write([&](Transaction& tx) -> Status {
    SqlLogStore log_store(tx);
    TRY_ASSIGN(note, log_.SignCheckpoint(log_store, *parts_.signer, *parts_.memory));
    return Ok();
  }));
  return note;
}

Result<std::string> Registry::SignCheckpoint() {
  if (parts_.signer == nullptr || parts_.memory == nullptr) {
    return Error(ErrorCode::kUnsupported, {"chưa mở khóa ký nhật ký", "no signing key is open"});
  }
  const Turn turn(*this);
  return Sign();
}

Status Registry::ExportLedger(const ledger::ByteSink& sink) {
  const Turn turn(*this);
  ledger::ExportHeader header{log_.instance(), log_.origin(), {}};
  if (parts_.signer != nullptr && parts_.memory != nullptr) {
    TRY(Sign());
  }
  return parts_.store.Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(header.keys, SigningKeys(connection));
    if (header.keys.empty() && parts_.signer != nullptr) {
      header.keys.push_back(
          {log_.origin(), ledger::KeyType::kEd25519, parts_.signer->public_key()});
    }
    const SqlLogStore log_store(connection);
    RegisterRows rows(connection);
    return ledger::WriteExport(
        log_store, header, [&] { return rows.Next(); }, sink);
  });
}

// A checkpoint that cannot be signed now (a token pulled out) is signed later: the act stands, and
// the health page says that the last checkpoint is old.
void Registry::SignIfDue() {
  if (parts_.signer == nullptr || parts_.memory == nullptr) return;
  // Looking costs as much as a small act, and a few acts more or a minute do not matter.
  const uint64_t now_ms = parts_.clock.RunningMillis();
  if (++acts_unlooked_ < kActsBetweenLooks && now_ms - looked_ms_ < kMsBetweenLooks) return;
  acts_unlooked_ = 0, looked_ms_ = now_ms;
  bool due = false;
  const Status looked = parts_.store.Read([&](store::Connection& connection) -> Status {
    const SqlLogStore log_store(connection);
    TRY_ASSIGN(due, log_.CheckpointDue(log_store, ledger::CheckpointPolicy{}));
    return Ok();
  });
  if (!looked.ok() || !due) return;
  if (const Result<std::string> note = Sign(); !note.ok()) {
    log::Warning(note.error().message().vi);
  }
}

}  // namespace niem::registry
