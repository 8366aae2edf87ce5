// Acts that wait for a second person: kept in the table "pending", each with its ledger events;
// and those to approve the clock, kept apart, because while the clock stands back the ledger takes
// no event but the approval itself. Errors: refusals as Deed::Refuse, those of the store.
// Thread-safety: those of the deed.
#pragma once

#include <cstdint>
#include <vector>

#include "registry/deed.h"
#include "registry/people.h"

namespace niem::registry {

struct Waiting {
  Pending pending;
  bool of_clock = false;
};

// The first half of a two-person act: nothing happens but that it waits.
Status BeginWaiting(Deed& deed, access::Act act, const std::string& fields_json);

// kNotFound where there is none.
Result<Waiting> FindWaiting(Deed& deed, int64_t id);

// The same; refused where it is decided or too old.
Result<Waiting> OpenWaiting(Deed& deed, int64_t id);

// The second person's answer is entered.
Status EndWaiting(Deed& deed, Waiting waiting, bool agreed);

// Everything that waits, the oldest first.
Result<std::vector<Pending>> AllWaiting(Deed& deed);

}  // namespace niem::registry
