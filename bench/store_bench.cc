// What encryption costs: the same rows, statements and durability on SQLite with its own file layer
// and through the sealing one, in one interleaved run; and commits on the store itself.
//
//   store_bench FOLDER [rounds]
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "store/aead_vfs.h"
#include "store/embedded.h"
#include "store/sqlite_handle.h"

namespace {

using niem::store::internal::RunSql;
using niem::store::internal::SqliteHandle;

constexpr int kRows = 100'000;
constexpr int kCommits = 1000;
constexpr int kReads = 50'000;

struct Times {
  double bulk = 1e9;
  double commits = 1e9;
  double reads = 1e9;
  double scan = 1e9;
};

void Must(const niem::Status& status) {
  if (status.ok()) return;
  std::printf("%s\n", status.error().message().en.c_str());
  std::exit(1);
}

double Milliseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

class Statement {
 public:
  Statement(sqlite3* db, const char* sql) {
    if (sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr) != SQLITE_OK) std::exit(1);
  }

  ~Statement() { sqlite3_finalize(statement_); }

  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void Run(int64_t number, const std::string& text) {
    sqlite3_bind_int64(statement_, 1, number);
    sqlite3_bind_text(statement_, 2, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    while (sqlite3_step(statement_) == SQLITE_ROW) {
    }
    sqlite3_reset(statement_);
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

void Measure(sqlite3* db, Times& best) {
  const std::string body(200, 'n');
  Must(RunSql(db,
              "PRAGMA journal_mode=WAL; PRAGMA cache_size=-8192; CREATE TABLE t (id INTEGER"
              " PRIMARY KEY, body TEXT); CREATE INDEX i ON t (body, id)"));
  Statement insert(db, "INSERT INTO t VALUES (?1, ?2)");
  Statement read(db, "SELECT body FROM t WHERE id = ?1 AND ?2 IS NOT NULL");
  Statement scan(db,
                 "SELECT SUM(LENGTH(body)) FROM t NOT INDEXED WHERE ?1 IS NOT NULL AND ?2 <> ''");
  best.bulk = std::min(best.bulk, Milliseconds([&] {
                         Must(RunSql(db, "BEGIN"));
                         for (int i = 0; i < kRows; ++i) insert.Run(i, body);
                         Must(RunSql(db, "COMMIT"));
                       }));
  best.commits = std::min(best.commits, Milliseconds([&] {
                            for (int i = 0; i < kCommits; ++i) insert.Run(kRows + i, body);
                          }));
  Must(RunSql(db, "PRAGMA wal_checkpoint(TRUNCATE)"));
  std::mt19937 random(1);
  best.reads = std::min(best.reads, Milliseconds([&] {
                          for (int i = 0; i < kReads; ++i) read.Run(random() % kRows, body);
                        }));
  best.scan = std::min(best.scan, Milliseconds([&] { scan.Run(1, body); }));
}

void Row(const char* what, double bare, double sealed) {
  std::printf("| %s | %.0f | %.0f | %.2f |\n", what, bare, sealed, sealed / bare);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : ".";
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
  Times bare;
  Times sealed;
  for (int round = 0; round < rounds; ++round) {
    for (const char* name : {"bare", "sealed"}) {
      const std::string path = folder + "/store-bench-" + name;
      for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
    }
    {
      auto db = niem::store::internal::OpenHandle(folder + "/store-bench-bare", "unix", 0);
      if (!db.ok()) return 1;
      Measure(db->get(), bare);
    }
    {
      const std::string path = folder + "/store-bench-sealed";
      auto key =
          niem::store::StoreKey::FromPassphrase(niem::AsBytes("bench"), niem::kLowestPasswordCost);
      if (!key.ok()) return 1;
      auto keys = niem::store::CreateHeader(path, *key);
      if (!keys.ok()) return 1;
      auto vfs = niem::store::AeadVfs::Register(std::move(keys).value());
      if (!vfs.ok()) return 1;
      auto db = niem::store::internal::OpenHandle(path, (*vfs)->name(), 0);
      if (!db.ok()) return 1;
      Measure(db->get(), sealed);
    }
  }
  for (const char* name : {"bare", "sealed"}) {
    const std::string path = folder + "/store-bench-" + name;
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  }
  std::printf("| ms, best of %d | bare | sealed | ratio |\n|---|---|---|---|\n", rounds);
  Row("100,000 inserts in one transaction", bare.bulk, sealed.bulk);
  Row("1,000 commits, synchronous=FULL", bare.commits, sealed.commits);
  Row("50,000 point reads, cache 8 MB of 50", bare.reads, sealed.reads);
  Row("full scan", bare.scan, sealed.scan);
  return 0;
}
