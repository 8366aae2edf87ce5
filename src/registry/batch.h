// Many rows by their ids in few statements: a page of a book would else be a journey to the
// database for each of its lines.
// Ownership: plain values. Thread-safety: the connection's. Errors: the store's.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "registry/records.h"
#include "store/sql.h"

namespace niem::registry {

// Those that are there, by id. `ids` in any order, with repetitions or without.
Result<std::map<int64_t, Document>> DocumentsById(store::Connection& connection,
                                                  std::vector<int64_t> ids);

}  // namespace niem::registry
