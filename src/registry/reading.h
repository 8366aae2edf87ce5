// How readings come into the ledger: the parts of Registry behind its Read(). A look is over when
// its thread hangs a Reading into the queue and waits; it is recorded by the next act, within that
// act's own transaction, or, where nobody has the writer, by itself. So a reader waits for one act,
// not for all that were asked for before, and costs no commit of its own.
//
// Not for code outside this folder. Thread-safety: said at each.
#pragma once

#include <condition_variable>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace niem::registry {

constexpr std::string_view kOwnRequest = "auto-";  // refused from outside (server/api.cc)

std::string NewRequestId();

// What Perform, Confirm and Read have in common: who, which act, and the work inside.
struct Registry::Request {
  Actor actor;
  access::Act act = access::Act::kDocumentRead;
  std::string fields;  // as given, or canonical when confirmed
  // The act of another that this one confirms.
  std::optional<int64_t> confirms;
  bool agree = true;
  // Of the operator: no person, and what the event is about in words of its own.
  bool by_operator = false;
  std::string object_kind, object_id;
};

// A look that is over; on the stack of the thread that looked. Whoever took it out of the queue
// owns it until it is done.
struct Registry::Reading {
  Request request;
  Deed::About about;
  std::vector<Deed::Body> bodies;
  Outcome outcome;
  Status result;
  bool done = false;  // under readings_mutex_
  std::condition_variable recorded;
};

// The readings that one transaction records besides; its holder has the turn. Those not finished go
// back into the queue.
class Registry::Carried {
 public:
  explicit Carried(Registry& registry) : registry_(registry) {}

  ~Carried() { PutBack(); }

  Carried(const Carried&) = delete;
  Carried& operator=(const Carried&) = delete;

  // Takes what waits by now. Run again with its transaction, it appends those it has as well.
  Status Append(store::Transaction& tx);

  // Append() was the one that failed.
  bool failed() const { return failed_; }

  void Finish(const Status& result);
  void PutBack();

 private:
  Registry& registry_;
  std::vector<Reading*> readings_;
  bool failed_ = false;
};

}  // namespace niem::registry
