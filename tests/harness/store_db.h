// A store's database in the hands of its administrator: any SQL, past constraints where the engine
// lets him. For the tamper harness. Aborts the program where the harness itself is broken.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/embedded.h"
#include "store/sql.h"

namespace niem::harness {

class StoreDb {
 public:
  virtual ~StoreDb() = default;

  virtual store::Engine engine() const = 0;

  // False: the engine refused, and nothing was done. Parameters are $1, $2 … in this order.
  virtual bool Try(const std::string& sql, const store::Values& values = {}) = 0;
  virtual std::vector<store::Values> Query(const std::string& sql,
                                           const store::Values& values = {}) = 0;

  void Run(const std::string& sql, const store::Values& values = {});
  int64_t Number(const std::string& sql);
};

std::unique_ptr<StoreDb> OpenEmbeddedDb(const std::string& path, const store::StoreKey& key);
std::unique_ptr<StoreDb> OpenPostgresDb(const std::string& conninfo);

}  // namespace niem::harness
