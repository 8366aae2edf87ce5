// Acts on a store, each of several rows in three tables, and the check that none is lost or half
// there. Thread-safety: none.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "store/sql.h"

namespace niem::harness {

// Opens the store at `path`; `vfs` empty: the system's.
Result<std::unique_ptr<store::Store>> OpenStore(const std::string& path, const std::string& vfs);

// Makes its tables (in two migrations) where they are missing.
Status Prepare(store::Store& store);

// Act number `id`, its size drawn from `seed`.
Status Act(store::Store& store, int64_t id, uint64_t seed);

struct Found {
  int64_t acts = 0;  // 1 … acts are there, whole
};

// An Error when the store does not open, its pages or tables are damaged, or an act is half there.
Result<Found> Inspect(const std::string& path);

}  // namespace niem::harness
