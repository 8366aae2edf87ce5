#include "store/migrate.h"

#include <algorithm>

#include "base/digest.h"

namespace niem::store {
namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS niem_migration ("
    " number BIGINT PRIMARY KEY, name TEXT NOT NULL, sha256 BYTEA NOT NULL,"
    " applied_ms BIGINT NOT NULL)";

const Sql kApplied("store.list_migrations",
                   "SELECT number, name, sha256 FROM niem_migration ORDER BY number");
const Sql kRecord("store.record_migration",
                  "INSERT INTO niem_migration (number, name, sha256, applied_ms)"
                  " VALUES ($1, $2, $3, $4)");
const Sql kVersion("store.schema_version", "SELECT COALESCE(MAX(number), 0) FROM niem_migration");

Digest DigestOf(const Migration& step) {
  return Sha256Of(AsBytes(step.text));
}

Status CheckRecorded(const Rows& applied, std::span<const Migration> migrations) {
  if (applied.size() > migrations.size()) {
    return Error(ErrorCode::kUnsupported,
                 {"kho đã được nâng cấp bởi phiên bản Niêm mới hơn; hãy dùng phiên bản đó",
                  "the store was upgraded by a newer version of Niêm; use that version"});
  }
  for (size_t i = 0; i < applied.size(); ++i) {
    const bool same = applied[i].Int(0) == migrations[i].number &&
                      std::ranges::equal(applied[i].Blob(2), DigestOf(migrations[i]));
    if (same) continue;
    const std::string number = std::to_string(applied[i].Int(0));
    return Error(ErrorCode::kCorrupt,
                 {"bước nâng cấp " + number + " của kho khác với chương trình; không nâng cấp tiếp",
                  "migration " + number + " of the store differs from the program's; stopping"});
  }
  return Ok();
}

// Applies the next missing step; true when there was one.
Result<bool> ApplyNext(Store& store, std::span<const Migration> migrations, int64_t now_ms) {
  bool applied_one = false;
  TRY(store.Write([&](Transaction& tx) -> Status {
    applied_one = false;
    TRY_ASSIGN(const Rows applied, tx.Query(kApplied, {}));
    TRY(CheckRecorded(applied, migrations));
    if (applied.size() == migrations.size()) return Ok();
    const Migration& step = migrations[applied.size()];
    TRY(tx.RunScript(step.text));
    TRY(tx.Execute(kRecord, {step.number, step.name, Bytes(DigestOf(step)), now_ms}));
    applied_one = true;
    return Ok();
  }));
  return applied_one;
}

}  // namespace

Status Migrate(Store& store, std::span<const Migration> migrations, int64_t now_ms) {
  for (size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].number != static_cast<int64_t>(i) + 1) {
      return Error(ErrorCode::kInternal, {"các bước nâng cấp phải đánh số 1, 2, 3 …",
                                          "migrations are numbered 1, 2, 3 …"});
    }
  }
  TRY(store.Write([](Transaction& tx) { return tx.RunScript(kTable); }));
  while (true) {
    TRY_ASSIGN(const bool applied_one, ApplyNext(store, migrations, now_ms));
    if (!applied_one) return Ok();
  }
}

Result<int64_t> SchemaVersion(Store& store) {
  int64_t version = 0;
  TRY(store.Write([&](Transaction& tx) -> Status {
    TRY(tx.RunScript(kTable));
    TRY_ASSIGN(const Rows rows, tx.Query(kVersion, {}));
    version = rows[0].Int(0);
    return Ok();
  }));
  return version;
}

}  // namespace niem::store
