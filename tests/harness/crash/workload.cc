#include "workload.h"

#include <random>

#include "store/embedded.h"
#include "store/migrate.h"

namespace niem::harness {
namespace {

using store::Migration;
using store::Rows;
using store::Sql;
using store::Transaction;

const Migration kSteps[] = {
    {1, "acts",
     "CREATE TABLE act (id BIGINT PRIMARY KEY, parts BIGINT NOT NULL, body BYTEA);"
     "CREATE TABLE part (act BIGINT NOT NULL REFERENCES act (id), number BIGINT NOT NULL,"
     " body TEXT NOT NULL, PRIMARY KEY (act, number))"},
    {2, "totals",
     "CREATE TABLE total (id BIGINT PRIMARY KEY, acts BIGINT NOT NULL, parts BIGINT"
     " NOT NULL); INSERT INTO total VALUES (1, 0, 0);"
     "CREATE INDEX part_body ON part (body)"},
};

const Sql kAddAct("crash.add_act", "INSERT INTO act (id, parts, body) VALUES ($1, $2, $3)");
const Sql kAddPart("crash.add_part", "INSERT INTO part (act, number, body) VALUES ($1, $2, $3)");
const Sql kAddTotal("crash.add_total",
                    "UPDATE total SET acts = acts + 1, parts = parts + $1 WHERE id = 1");
const Sql kDropParts("crash.drop_parts", "DELETE FROM part WHERE act = $1");
const Sql kEmptyAct("crash.empty_act", "UPDATE act SET parts = 0, body = NULL WHERE id = $1");
const Sql kSums("crash.sums",
                "SELECT (SELECT COUNT(*) FROM act), (SELECT COALESCE(MAX(id), 0) FROM act),"
                " (SELECT COALESCE(SUM(parts), 0) FROM act), (SELECT COUNT(*) FROM part),"
                " (SELECT acts FROM total), (SELECT parts FROM total)");
const Sql kHalf("crash.half",
                "SELECT act.id FROM act LEFT JOIN part ON part.act = act.id"
                " GROUP BY act.id, act.parts HAVING COUNT(part.number) <> act.parts");

Error HalfThere() {
  return {ErrorCode::kCorrupt, {"có việc chỉ ghi được một nửa", "an act is half there"}};
}

}  // namespace

Result<std::unique_ptr<store::Store>> OpenStore(const std::string& path, const std::string& vfs) {
  store::EmbeddedOptions options;
  options.path = path;
  options.create = true;
  options.base_vfs = vfs;
  options.readers = 1;
  options.cache_kib = 256;  // small, so that large acts spill into the log before they commit
  TRY_ASSIGN(const store::StoreKey key,
             store::StoreKey::FromPassphrase(AsBytes("crash"), kLowestPasswordCost));
  return store::Store::OpenEmbedded(options, key);
}

Status Prepare(store::Store& store) {
  return store::Migrate(store, kSteps, 1);
}

Status Act(store::Store& store, int64_t id, uint64_t seed) {
  return store.Write([&](Transaction& tx) -> Status {
    std::mt19937_64 random(seed * 1000003 + static_cast<uint64_t>(id));
    const auto parts = static_cast<int64_t>(1 + random() % 6);
    const std::string body(random() % (random() % 20 == 0 ? 300'000 : 12'000), 'b');
    TRY(tx.Execute(kAddAct, {id, parts, AsBytes(body)}));
    for (int64_t i = 0; i < parts; ++i) {
      const std::string text = std::to_string(random()) + std::string(random() % 900, 'p');
      TRY(tx.Execute(kAddPart, {id, i, text}));
    }
    int64_t removed = 0;
    if (id % 7 == 0) {
      const int64_t old = 1 + static_cast<int64_t>(random() % static_cast<uint64_t>(id - 1));
      TRY_ASSIGN(removed, tx.Execute(kDropParts, {old}));
      TRY(tx.Execute(kEmptyAct, {old}));
    }
    TRY(tx.Execute(kAddTotal, {parts - removed}));
    return Ok();
  });
}

Result<Found> Inspect(const std::string& path) {
  TRY_ASSIGN(const std::unique_ptr<store::Store> store, OpenStore(path, {}));
  TRY(store->CheckIntegrity());
  TRY_ASSIGN(const int64_t version, store::SchemaVersion(*store));
  Found found;
  if (version < 2) return found;
  TRY(store->Read([&](store::Connection& read) -> Status {
    TRY_ASSIGN(const Rows sums, read.Query(kSums, {}));
    TRY_ASSIGN(const Rows half, read.Query(kHalf, {}));
    const store::Row row = sums[0];
    found.acts = row.Int(0);
    const bool whole = half.empty() && row.Int(0) == row.Int(1) && row.Int(2) == row.Int(3) &&
                       row.Int(0) == row.Int(4) && row.Int(2) == row.Int(5);
    return whole ? Ok() : Status(HalfThere());
  }));
  return found;
}

}  // namespace niem::harness
