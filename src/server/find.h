// Rows that only a look needs: without the digests that an act keeps of what it reads.
// Ownership: plain values. Thread-safety: the deed's. Errors: the store's.
#pragma once

#include <initializer_list>
#include <vector>

#include "registry/deed.h"

namespace niem::server {

template <registry::Record T>
Result<std::vector<T>> Find(registry::Deed& deed, const registry::Finder<T>& finder,
                            std::initializer_list<store::Value> values) {
  TRY_ASSIGN(const store::Rows rows, deed.Query(finder.sql(), values));
  std::vector<T> records;
  for (const store::Row row : rows) {
    TRY_ASSIGN(T record, registry::FromRow<T>(row));
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace niem::server
