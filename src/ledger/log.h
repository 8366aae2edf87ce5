// The append side of the ledger: gives an event its number, time, salts and place in the tree, and
// signs checkpoints.
//
//   Log log(instance, clock);
//   TRY_ASSIGN(Appended done, log.Append(store, draft));     // inside the act's transaction
//   ... commit ...
//   if (log.CheckpointDue(...)) TRY_ASSIGN(std::string note, log.SignCheckpoint(store, signer,
//   memory));
//
// The log keeps the tree's frontier only as a cache: it reads the store's head first and loads the
// frontier anew when another process appended, or when a transaction was rolled back.
//
// Thread-safety: one thread at a time, under the store's writer lock. Errors: kInvalidArgument for
// a draft that breaks event.h, kPermission when the clock went back (ClockStep), kChanged when the
// store was appended to between, kCorrupt when the store contradicts itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/checkpoint.h"
#include "ledger/clock.h"
#include "ledger/event.h"
#include "ledger/log_store.h"
#include "ledger/merkle.h"
#include "ledger/signer.h"

namespace niem::ledger {

// A clock may step back by this much (daylight, correction) without two persons' approval.
inline constexpr int64_t kClockStepBackUs = 5LL * 60 * 1'000'000;

struct NewBody {
  std::string name;
  std::string bytes;
};

struct BodyName {
  uint64_t seq = 0;
  std::string name;
};

// What the caller knows of an event: `event` without instance, seq, clocks and body digests, which
// the log fills in; rows in any order.
struct Draft {
  Event event;
  std::vector<NewBody> bodies;
};

struct Appended {
  uint64_t seq = 0;
  Hash leaf{};
  LogHead head;  // its root includes the event
};

struct CheckpointPolicy {
  uint64_t events = 1000;               // at the latest after so many events
  int64_t age_us = 3600LL * 1'000'000;  // or so long after the first event not covered
};

// What a signing key signed last, kept apart from the store (beside the key), so that a store
// rolled back to an old copy cannot be signed as if nothing had been there. See signed_state.h for
// a file.
class SignedMemory {
 public:
  virtual ~SignedMemory() = default;
  virtual Result<std::optional<Checkpoint>> Last() const = 0;
  // Durable before it returns.
  virtual Status Remember(const Checkpoint& checkpoint) = 0;
};

class Log {
 public:
  // `instance` is the ledger's id, `origin` the checkpoints' first line; `clock` outlives the log.
  Log(std::string instance, std::string origin, const Clock& clock)
      : instance_(std::move(instance)), origin_(std::move(origin)), clock_(clock) {}

  // Refuses with kPermission while the clock is more than kClockStepBackUs behind the latest event,
  // unless the draft's act is kActClock: then the new time is taken as approved. That two persons
  // approved it is for the registry to see to. The first event must be kActOpen, and only the
  // first.
  Result<Appended> Append(LogStore& store, Draft draft);

  // Appends `draft` with the destruction of these bodies among its rows, and destroys them. An
  // empty act becomes kActDestroyBody. kNotFound, and nothing done, when one of them is not held.
  Result<Appended> DestroyBodies(LogStore& store, const std::vector<BodyName>& bodies, Draft draft);

  // Whether `policy` wants a checkpoint now. False when the last one covers everything.
  Result<bool> CheckpointDue(const LogStore& store, const CheckpointPolicy& policy) const;

  // Signs the store's head and stores the note. Only after the events in it are durable: what was
  // signed can never be taken back. Refuses with kCorrupt to sign what is inconsistent with the
  // checkpoint in `memory`, or in the store. Nothing new: returns the last note.
  Result<std::string> SignCheckpoint(LogStore& store, Signer& signer, SignedMemory& memory);

  const std::string& instance() const { return instance_; }

  const std::string& origin() const { return origin_; }

 private:
  Status Follow(const LogStore& store, const LogHead& head);
  Status StampTime(const LogHead& head, Event* event, LogHead* next);

  std::string instance_;
  std::string origin_;
  const Clock& clock_;
  Frontier frontier_;
  std::optional<uint64_t> ticks_base_;  // ticks minus running time, fixed at the first append
};

}  // namespace niem::ledger
