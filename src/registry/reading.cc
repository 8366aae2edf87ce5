#include "registry/reading.h"

#include <utility>

#include "registry/admit.h"
#include "registry/log_store.h"

namespace niem::registry {

using access::Act;
using access::Answer;
using store::Transaction;

Status Registry::LookAt(Deed& deed, const Request& request, const Aim& aim, int64_t id,
                        const Look& look) {
  TRY(LoadActing(deed, request.actor));
  TRY(RequireOwnPassword(deed, request.act));
  const access::Object object = aim(deed);
  deed.SetObject(object.kind, id, {});
  const Answer answer = access::Decide(deed.acting().subject, request.act, object);
  if (answer != Answer::kAllowed) {
    return deed.Refuse(std::string(access::AnswerCode(answer)),
                       access::Explain(answer, request.act));
  }
  deed.SetObject(object.kind, id, object.label);
  const Status looked = look(deed);
  return !looked.ok() && IsUnexplained(deed, looked.error()) ? RefuseAbsent(deed) : looked;
}

// The look runs beside acts, on a snapshot; only its record waits its turn, and is durable before
// what was seen goes out.
Result<Outcome> Registry::Read(const Actor& actor, Act act, const access::Object& object,
                               const Look& look, int64_t id) {
  return Read(
      actor, act, [&](const Deed&) { return object; }, look, id);
}

Result<Outcome> Registry::Read(const Actor& actor, Act act, const Aim& aim, const Look& look,
                               int64_t id) {
  Request request;
  request.actor = actor;
  request.act = act;
  request.actor.request = NewRequestId();  // reading twice is two readings
  Deed::About about;
  std::vector<Deed::Body> bodies;
  Outcome outcome;
  TRY(InSnapshot([&](Deed& deed) -> Status {
    Status looked = LookAt(deed, request, aim, id, look);
    if (!looked.ok() && !deed.refusal()) return looked;
    about = deed.about(), bodies = deed.bodies();
    outcome = deed.outcome();
    outcome.refused = deed.refusal();
    return Ok();
  }));
  if (outcome.refused) {
    const Turn turn(*this);  // not the bare mutex: readings may wait behind it
    return RecordRefusal(request, *outcome.refused, about);
  }
  Reading reading{.request = request,
                  .about = std::move(about),
                  .bodies = std::move(bodies),
                  .outcome = std::move(outcome),
                  .result = Ok(),
                  .done = false,
                  .recorded = {}};
  WaitForRecord(&reading);
  if (!reading.result.ok()) return reading.result.error();
  return reading.outcome;
}

void Registry::WaitForRecord(Reading* reading) {
  {
    const std::lock_guard<std::mutex> lock(readings_mutex_);
    readings_.push_back(reading);
  }
  // Where somebody has the turn, he looks at the queue when he gives it back.
  if (mutex_.try_lock()) {
    RecordReadings();
    EndTurn();
  }
  std::unique_lock<std::mutex> lock(readings_mutex_);
  reading->recorded.wait(lock, [&] { return reading->done; });
}

bool Registry::ReadingsWait() {
  const std::lock_guard<std::mutex> lock(readings_mutex_);
  return !readings_.empty();
}

// One commit, one sync of the disk, for all that wait.
void Registry::RecordReadings() {
  Carried carried(*this);
  carried.Finish(parts_.store.Write([&](Transaction& tx) { return carried.Append(tx); }));
  SignIfDue();
}

// Looked at after the turn is given back: who hung himself in while it was held, and found it held,
// is seen by this look or by that of the next who has it.
void Registry::EndTurn() {
  for (;;) {
    mutex_.unlock();
    if (!ReadingsWait() || !mutex_.try_lock()) return;
    RecordReadings();
  }
}

// What fails for a reading's sake does not fail the act: it is done again without.
Status Registry::WriteCarrying(const std::function<Status(Transaction&)>& work,
                               const Outcome& outcome) {
  {
    Carried carried(*this);
    Status done = parts_.store.Write([&](Transaction& tx) -> Status {
      TRY(work(tx));
      // An act without an event may be one that is done while the ledger takes no others.
      return outcome.event ? carried.Append(tx) : Ok();
    });
    if (done.ok()) carried.Finish(done);
    if (!carried.failed()) return done;
  }
  return parts_.store.Write(work);
}

Status Registry::Carried::Append(Transaction& tx) {
  {
    const std::lock_guard<std::mutex> lock(registry_.readings_mutex_);
    readings_.insert(readings_.end(), registry_.readings_.begin(), registry_.readings_.end());
    registry_.readings_.clear();
  }
  const auto append = [&]() -> Status {
    SqlLogStore log_store(tx);
    log_store.HoldBack();
    for (Reading* one : readings_) {
      TRY_ASSIGN(const std::unique_ptr<Deed> deed, registry_.Begin(tx));
      deed->SetObject(one->about.kind, one->about.id, one->about.label);
      for (const Deed::Body& body : one->bodies) deed->AddBody(body.name, body.bytes);
      TRY(registry_.AppendTo(log_store, *deed, one->request,
                             access::RuleOf(one->request.act).code));
      one->outcome.event = deed->outcome().event;
    }
    return log_store.Release();
  };
  Status appended = append();
  failed_ = !appended.ok();
  return appended;
}

void Registry::Carried::Finish(const Status& result) {
  const std::lock_guard<std::mutex> lock(registry_.readings_mutex_);
  for (Reading* one : readings_) {
    one->result = result, one->done = true;
    // Under the lock: afterwards the reading, and what it waits on, may be gone.
    one->recorded.notify_one();
  }
  readings_.clear();
}

void Registry::Carried::PutBack() {
  const std::lock_guard<std::mutex> lock(registry_.readings_mutex_);
  registry_.readings_.insert(registry_.readings_.begin(), readings_.begin(), readings_.end());
  readings_.clear();
}

Status Registry::Glance(const Actor& actor, const Look& look) {
  return InSnapshot([&](Deed& deed) -> Status {
    TRY(LoadActing(deed, actor));
    TRY(RequireOwnPassword(deed, Act::kCount));
    return look(deed);
  });
}

Status Registry::InSnapshot(const Look& look) {
  static const law::SecretLists kNoLists;
  TRY_ASSIGN(Transaction tx, parts_.store.BeginRead());
  const int64_t now_us = parts_.clock.WallMicros();
  TRY_ASSIGN(const law::Pack* law, parts_.laws.InForce(DayOf(now_us)));
  Deed deed(tx, parts_.laws, kNoLists, *law, DayOf(now_us), now_us / 1000);
  deed.OnlyReads();
  return look(deed);
}

}  // namespace niem::registry
