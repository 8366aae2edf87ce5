#include "store/sql.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "store/engine.h"
#include "store/migrate.h"
#include "store/testing.h"

namespace niem::store {
namespace {

using testing::EngineName;
using testing::EnginesToTest;
using testing::TestStore;

const Migration kSteps[] = {
    {1, "things",
     "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, body BYTEA,"
     " open BOOLEAN, CHECK (id > 0));"
     "CREATE TABLE part (id BIGINT PRIMARY KEY, thing BIGINT NOT NULL REFERENCES thing (id))"}};

const Sql kAdd("test.add", "INSERT INTO thing (id, name, body, open) VALUES ($1, $2, $3, $4)");
const Sql kAll("test.all", "SELECT id, name, body, open FROM thing ORDER BY name");
const Sql kCount("test.count", "SELECT COUNT(*), SUM(id) FROM thing");
const Sql kRename("test.rename", "UPDATE thing SET name = $2 WHERE id = $1");
const Sql kUpsert("test.upsert",
                  "INSERT INTO thing (id, name) VALUES ($2, $1) ON CONFLICT (id) DO UPDATE"
                  " SET name = excluded.name RETURNING id, name");
const Sql kLike("test.like", "SELECT id FROM thing WHERE name LIKE $1 ORDER BY id");
const Sql kSame("test.same", "SELECT id FROM thing WHERE body IS NOT DISTINCT FROM $1");
const Sql kAddPart("test.add_part", "INSERT INTO part (id, thing) VALUES ($1, $2)");
const Sql kReal("test.real", "SELECT CAST(1.5 AS DOUBLE PRECISION)");
const Sql kBroken("test.broken", "SELECT nothing FROM nowhere");
const Sql kRecursive("test.recursive",
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5)"
                     " SELECT i, SUM(i) OVER (ORDER BY i) FROM n ORDER BY i");
const Sql kBump("test.bump", "UPDATE thing SET id = id + 1000 WHERE name = 'counter'");
const Sql kDeleteAll("test.delete", "DELETE FROM thing");
const Sql kDrop("test.ddl", "CREATE TABLE sneaky (id BIGINT)");

class SqlTest : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override { NIEM_ASSERT_OK(Migrate(*store_, kSteps, 1)); }

  Status Add(int64_t id, const std::string& name) {
    return store_->Write([&](Transaction& tx) -> Status {
      TRY(tx.Execute(kAdd, {id, name, nullptr, true}));
      return Ok();
    });
  }

  int64_t Count() {
    int64_t count = -1;
    EXPECT_TRUE(store_
                    ->Read([&](Connection& read) -> Status {
                      TRY_ASSIGN(const Rows rows, read.Query(kCount, {}));
                      count = rows[0].Int(0);
                      return Ok();
                    })
                    .ok());
    return count;
  }

  ErrorCode CodeOf(const Status& status) {
    EXPECT_FALSE(status.ok());
    return status.ok() ? ErrorCode::kInternal : status.error().code();
  }

  TestStore store_{GetParam()};
};

TEST_P(SqlTest, GivesBackEveryKindOfValue) {
  const std::string bytes("\0\1\xff\\x'", 6);
  NIEM_ASSERT_OK(store_->Write([&](Transaction& tx) -> Status {
    TRY(tx.Execute(kAdd, {int64_t{1}, "Nguyễn Văn Ầ", AsBytes(bytes), true}));
    TRY(tx.Execute(kAdd, {INT64_MAX, "", Bytes(), false}));
    TRY(tx.Execute(kAdd, {2, "z", nullptr, nullptr}));
    return Ok();
  }));
  store_.Reopen();
  NIEM_ASSERT_OK(store_->Read([&](Connection& read) -> Status {
    TRY_ASSIGN(const Rows rows, read.Query(kAll, {}));
    EXPECT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].Int(0), INT64_MAX);
    EXPECT_EQ(rows[0].Text(1), "");
    EXPECT_FALSE(rows[0].IsNull(2));
    EXPECT_EQ(rows[0].Blob(2).size(), 0u);
    EXPECT_FALSE(rows[0].Bool(3));
    EXPECT_EQ(rows[1].Text(1), "Nguyễn Văn Ầ");
    EXPECT_EQ(AsText(rows[1].Blob(2)), bytes);
    EXPECT_TRUE(rows[1].Bool(3));
    EXPECT_TRUE(rows[2].IsNull(2));
    EXPECT_TRUE(rows[2].IsNull(3));
    EXPECT_EQ(rows[2].Get(0), Value(2));
    EXPECT_EQ(rows[2].OptionalText(2), std::nullopt);
    TRY_ASSIGN(const Rows same, read.Query(kSame, {AsBytes(bytes)}));
    EXPECT_EQ(same.size(), 1u);
    TRY_ASSIGN(const Rows none, read.Query(kSame, {nullptr}));
    EXPECT_EQ(none.size(), 1u);
    return Ok();
  }));
}

TEST_P(SqlTest, OrdersTextByItsBytesAndMindsCase) {
  for (const auto& [id, name] : std::vector<std::pair<int, std::string>>{
           {1, "b"}, {2, "A"}, {3, "a"}, {4, "Đ"}, {5, "ă"}, {6, "B"}})
    NIEM_ASSERT_OK(Add(id, name));
  NIEM_ASSERT_OK(store_->Read([&](Connection& read) -> Status {
    TRY_ASSIGN(const Rows rows, read.Query(kAll, {}));
    std::string order;
    for (const Row row : rows) order += row.Text(1);
    EXPECT_EQ(order, "ABabăĐ");
    TRY_ASSIGN(const Rows like, read.Query(kLike, {"a%"}));
    EXPECT_EQ(like.size(), 1u);
    return Ok();
  }));
}

TEST_P(SqlTest, TakesParametersByNumberAndReturnsRows) {
  NIEM_ASSERT_OK(store_->Write([&](Transaction& tx) -> Status {
    for (const char* name : {"một", "hai"}) {
      TRY_ASSIGN(const Rows rows, tx.Query(kUpsert, {name, 7}));
      EXPECT_EQ(rows[0].Int(0), 7);
      EXPECT_EQ(rows[0].Text(1), name);
    }
    TRY_ASSIGN(const int64_t changed, tx.Execute(kRename, {7, "ba"}));
    EXPECT_EQ(changed, 1);
    TRY_ASSIGN(const int64_t none, tx.Execute(kRename, {8, "ba"}));
    EXPECT_EQ(none, 0);
    TRY_ASSIGN(const Rows numbers, tx.Query(kRecursive, {}));
    EXPECT_EQ(numbers[4].Int(1), 15);
    TRY_ASSIGN(const auto one, tx.QueryOne(kCount, {}));
    EXPECT_EQ((*one)[1], Value(7));
    TRY_ASSIGN(const auto nothing, tx.QueryOne(kLike, {"x"}));
    EXPECT_FALSE(nothing.has_value());
    return Ok();
  }));
}

TEST_P(SqlTest, NamesTheKindOfError) {
  NIEM_ASSERT_OK(Add(1, "một"));
  EXPECT_EQ(CodeOf(Add(1, "hai")), ErrorCode::kConstraint);
  EXPECT_EQ(CodeOf(Add(2, "một")), ErrorCode::kConstraint);
  EXPECT_EQ(CodeOf(Add(-1, "âm")), ErrorCode::kConstraint);
  EXPECT_EQ(CodeOf(Add(3, std::string("a\0b", 3))), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(Add(3, "\xff")), ErrorCode::kInvalidArgument);
  const auto run = [&](const Sql& sql, std::vector<Value> values) {
    return CodeOf(store_->Write([&](Transaction& tx) -> Status {
      TRY(tx.Query(sql, std::span<const Value>(values)));
      return Ok();
    }));
  };
  EXPECT_EQ(run(kAddPart, {1, 99}), ErrorCode::kConstraint);
  EXPECT_EQ(run(kAddPart, {1}), ErrorCode::kInternal);
  EXPECT_EQ(run(kReal, {}), ErrorCode::kInternal);
  EXPECT_EQ(run(kBroken, {}), ErrorCode::kInternal);
  EXPECT_EQ(Count(), 1);
}

TEST_P(SqlTest, ErrorsNeverQuoteValues) {
  NIEM_ASSERT_OK(Add(1, "canary-value"));
  const Status again = Add(2, "canary-value");
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().message().en.find("canary"), std::string::npos)
      << again.error().message().en;
}

TEST_P(SqlTest, RollsBackWhatWasNotCommitted) {
  {
    Result<Transaction> tx = store_->BeginWrite();
    NIEM_ASSERT_OK(tx);
    NIEM_ASSERT_OK(tx->Execute(kAdd, {1, "một", nullptr, nullptr}));
  }
  EXPECT_EQ(Count(), 0);
  EXPECT_FALSE(store_
                   ->Write([&](Transaction& tx) -> Status {
                     TRY(tx.Execute(kAdd, {1, "một", nullptr, nullptr}));
                     return Error(ErrorCode::kBusy, {"", ""});
                   })
                   .ok());
  EXPECT_EQ(Count(), 0);
}

TEST_P(SqlTest, AnErrorThatWasIgnoredStillEndsTheTransaction) {
  const Status done = store_->Write([&](Transaction& tx) -> Status {
    TRY(tx.Execute(kAdd, {1, "một", nullptr, nullptr}));
    EXPECT_FALSE(tx.Execute(kAdd, {1, "hai", nullptr, nullptr}).ok());
    EXPECT_FALSE(tx.Execute(kAdd, {2, "hai", nullptr, nullptr}).ok());
    return Ok();
  });
  EXPECT_FALSE(done.ok());
  EXPECT_EQ(Count(), 0);
}

TEST_P(SqlTest, ReadersSeeOneSnapshotAndCannotWrite) {
  NIEM_ASSERT_OK(Add(1, "một"));
  Result<Transaction> read = store_->BeginRead();
  NIEM_ASSERT_OK(read);
  EXPECT_EQ((*read->Query(kCount, {}))[0].Int(0), 1);  // the snapshot is of the first statement
  NIEM_ASSERT_OK(Add(2, "hai"));
  EXPECT_EQ((*read->Query(kCount, {}))[0].Int(0), 1);
  EXPECT_EQ(Count(), 2);
  EXPECT_FALSE(read->Execute(kDeleteAll, {}).ok());
  const Status sneaky = store_->Read([](Connection& connection) -> Status {
    TRY(connection.Execute(kDrop, {}));
    return Ok();
  });
  EXPECT_FALSE(sneaky.ok());
  EXPECT_EQ(Count(), 2);
}

TEST_P(SqlTest, ManyThreadsLoseNothing) {
  NIEM_ASSERT_OK(Add(1, "counter"));
  constexpr int kThreads = 6;
  constexpr int kEach = 20;
  for (const WriteMode mode : {WriteMode::kSequenced, WriteMode::kConcurrent}) {
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    std::atomic<int> done{0};
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kEach; ++i) {
          done += store_
                      ->Write(
                          [&](Transaction& tx) -> Status {
                            TRY(tx.Execute(kBump, {}));
                            return Ok();
                          },
                          mode)
                      .ok();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    if (mode == WriteMode::kSequenced) {
      EXPECT_EQ(done, kThreads * kEach);
    }
    int64_t sum = 0;
    NIEM_ASSERT_OK(store_->Read([&](Connection& read) -> Status {
      TRY_ASSIGN(const Rows rows, read.Query(kCount, {}));
      sum = rows[0].Int(1);
      return Ok();
    }));
    EXPECT_EQ(sum, 1 + 1000 * done);
    NIEM_ASSERT_OK(store_->Write([&](Transaction& tx) -> Status {
      TRY(tx.Execute(kDeleteAll, {}));
      TRY(tx.Execute(kAdd, {1, "counter", nullptr, nullptr}));
      return Ok();
    }));
  }
}

TEST_P(SqlTest, ChecksItself) {
  NIEM_ASSERT_OK(Add(1, "một"));
  NIEM_ASSERT_OK(store_->CheckIntegrity());
}

TEST_P(SqlTest, ManyChangesTogetherAreAsOneAfterTheOther) {
  NIEM_ASSERT_OK(store_->Write([&](Transaction& tx) -> Status {
    std::vector<Change> changes;
    for (int i = 1; i <= 300; ++i) {
      changes.push_back({&kAdd, {i, "n" + std::to_string(i), nullptr, true}});
      changes.push_back({&kRename, {i + 1, "not there yet"}});
    }
    TRY_ASSIGN(const std::vector<int64_t> changed, tx.ExecuteAll(changes));
    EXPECT_EQ(changed.size(), changes.size());
    for (size_t i = 0; i < changed.size(); ++i) EXPECT_EQ(changed[i], i % 2 == 0 ? 1 : 0) << i;
    TRY_ASSIGN(const Rows rows, tx.Query(kCount, {}));
    EXPECT_EQ(rows[0].Int(0), 300);
    return Ok();
  }));
  // One that fails: which error it was, the transaction is lost, the connection is not.
  const auto with = [&](const Change& wrong) {
    Result<Transaction> tx = store_->BeginWrite();
    if (!tx.ok()) return tx.error().code();
    const std::vector<Change> changes = {
        {&kAdd, {1000, "a", nullptr, true}}, wrong, {&kAdd, {1001, "b", nullptr, true}}};
    const auto changed = tx->ExecuteAll(changes);
    EXPECT_FALSE(changed.ok());
    EXPECT_FALSE(tx->Execute(kAdd, {1002, "c", nullptr, true}).ok());
    return changed.ok() ? ErrorCode::kInternal : changed.error().code();
  };
  EXPECT_EQ(with({&kAdd, {1, "again", nullptr, true}}), ErrorCode::kConstraint);
  EXPECT_EQ(with({&kAdd, {2000, std::string("\xff"), nullptr, true}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with({&kAdd, {2000}}), ErrorCode::kInternal);
  EXPECT_EQ(with({&kBroken, {}}), ErrorCode::kInternal);
  NIEM_ASSERT_OK(store_->Read([&](Connection& read) -> Status {
    TRY_ASSIGN(const Rows rows, read.Query(kCount, {}));
    EXPECT_EQ(rows[0].Int(0), 300);
    return Ok();
  }));
  NIEM_ASSERT_OK(Add(1003, "after"));
}

TEST_P(SqlTest, ManyQueriesTogetherAnswerEachItsOwn) {
  NIEM_ASSERT_OK(Add(1, "một"));
  // As the first of the transaction, and as later ones; more of them than go in one journey.
  NIEM_ASSERT_OK(store_->Read([&](Connection& read) -> Status {
    for (int round = 0; round < 2; ++round) {
      std::vector<Change> queries;
      for (int i = 0; i < 150; ++i) {
        queries.push_back({&kCount, {}});
        queries.push_back({&kAll, {}});
      }
      TRY_ASSIGN(const std::vector<Rows> all, read.QueryAll(queries));
      EXPECT_EQ(all.size(), queries.size());
      for (size_t i = 0; i < all.size(); i += 2) {
        EXPECT_EQ(all[i][0].Int(0), 1);
        EXPECT_EQ(all[i + 1][0].Text(1), "một");
      }
    }
    return Ok();
  }));
  Result<Transaction> tx = store_->BeginWrite();
  NIEM_ASSERT_OK(tx);
  const std::vector<Change> broken = {{&kCount, {}}, {&kBroken, {}}};
  EXPECT_FALSE(tx->QueryAll(broken).ok());
  EXPECT_FALSE(tx->Query(kCount, {}).ok());
}

TEST_P(SqlTest, DeferredChangesStandBeforeWhateverComesNext) {
  const Values first = {1, "một", nullptr, nullptr};
  const Values second = {2, "hai", nullptr, nullptr};
  const Values third = {3, "ba", nullptr, nullptr};
  NIEM_ASSERT_OK(store_->Write([&](Transaction& tx) -> Status {
    TRY(tx.Defer(kAdd, first));
    TRY_ASSIGN(const Rows rows, tx.Query(kCount, {}));
    EXPECT_EQ(rows[0].Int(0), 1);
    TRY(tx.Defer(kAdd, second));
    TRY_ASSIGN(const int64_t changed, tx.Execute(kRename, {2, "two"}));
    EXPECT_EQ(changed, 1);
    return tx.Defer(kAdd, third);  // stands with the commit
  }));
  EXPECT_EQ(Count(), 3);
  // One that fails, fails the transaction: by the next statement, or by the commit.
  for (const bool asks : {true, false}) {
    const Status done = store_->Write([&](Transaction& tx) -> Status {
      TRY(tx.Execute(kAdd, {4, "bốn", nullptr, nullptr}));
      TRY(tx.Defer(kAdd, first));
      if (asks) TRY(tx.Query(kCount, {}));
      return Ok();
    });
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code(), ErrorCode::kConstraint);
    EXPECT_EQ(Count(), 3);
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, SqlTest, ::testing::ValuesIn(EnginesToTest()), EngineName);

TEST(Sql, ListsEveryStatementOnce) {
  std::set<std::string_view> names;
  for (const Sql* sql : Sql::All()) EXPECT_TRUE(names.insert(sql->name()).second) << sql->name();
  EXPECT_TRUE(names.contains("test.add"));
  EXPECT_TRUE(names.contains("store.record_migration"));
}

TEST(Ddl, BecomesSqlitesAndStrict) {
  EXPECT_EQ(internal::TranslateDdl("CREATE TABLE t (a BIGINT, b BYTEA, c BOOLEAN DEFAULT 'BIGINT;'"
                                   "); CREATE INDEX bigint_i ON t (a)"),
            "CREATE TABLE t (a INTEGER, b BLOB, c INTEGER DEFAULT 'BIGINT;') STRICT;"
            " CREATE INDEX bigint_i ON t (a)");
  EXPECT_EQ(internal::TranslateDdl("-- BYTEA\ncreate table t (a bytea)"),
            "-- BYTEA\ncreate table t (a BLOB) STRICT");
}

TEST(Postgres, OnAnotherMachineOnlyOverCheckedTls) {
  for (const char* here : {"", "127.0.0.1", "127.1.2.3", "::1"}) {
    EXPECT_TRUE(internal::CheckTransport(here, "prefer").ok()) << here;
  }
  for (const char* mode : {"", "disable", "allow", "prefer", "require"}) {
    EXPECT_FALSE(internal::CheckTransport("10.0.0.9", mode).ok()) << mode;
    EXPECT_FALSE(internal::CheckTransport("2001:db8::1", mode).ok()) << mode;
  }
  EXPECT_TRUE(internal::CheckTransport("10.0.0.9", "verify-full").ok());
  EXPECT_TRUE(internal::CheckTransport("10.0.0.9", "verify-ca").ok());
}

TEST(Postgres, SurvivesALostConnectionAndRefusesAnotherCollation) {
  if (!testing::PostgresServer::Installed()) GTEST_SKIP() << "no PostgreSQL 15";
  TestStore store(Engine::kPostgres);
  NIEM_ASSERT_OK(Migrate(*store, kSteps, 1));
  const auto kill_others = [&] {
    PGconn* connection = PQconnectdb(store.conninfo().c_str());
    PQclear(PQexec(connection,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                   " WHERE datname = current_database() AND pid <> pg_backend_pid()"));
    PQfinish(connection);
  };
  kill_others();
  const auto add = [](Transaction& tx) -> Status {
    TRY(tx.Execute(kAdd, {1, "một", nullptr, nullptr}));
    return Ok();
  };
  NIEM_ASSERT_OK(store->Write(add));  // a new connection in the place of the dead one
  Result<Transaction> tx = store->BeginWrite();
  NIEM_ASSERT_OK(tx->Execute(kRename, {1, "hai"}));
  kill_others();
  const Status lost = tx->Commit();
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kDisconnected);
  EXPECT_FALSE(Store::OpenPostgres("host=/nonexistent dbname=x").ok());
}

// The server dies in the midst of work; what it acknowledged is there when it is back.
TEST(Postgres, AcknowledgedActsSurviveAKilledServer) {
  if (!testing::PostgresServer::Installed()) GTEST_SKIP() << "no PostgreSQL 15";
  testing::PostgresServer server;
  const std::string conninfo = server.NewDatabase();
  int64_t acknowledged = 0;
  for (int round = 0; round < 3; ++round) {
    auto store = Store::OpenPostgres(conninfo);
    NIEM_ASSERT_OK(store);
    NIEM_ASSERT_OK(Migrate(**store, kSteps, 1));
    int64_t found = 0;
    NIEM_ASSERT_OK((*store)->Read([&](Connection& read) -> Status {
      TRY_ASSIGN(const Rows rows, read.Query(kCount, {}));
      found = rows[0].Int(0);
      return Ok();
    }));
    EXPECT_GE(found, acknowledged);
    EXPECT_LE(found, acknowledged + 1);  // one commit may have arrived without an answer
    acknowledged = found;
    std::thread killer([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      server.Kill();
    });
    while (true) {
      const int64_t id = acknowledged + 1;
      const Status added = (*store)->Write([&](Transaction& tx) -> Status {
        TRY(tx.Execute(kAdd, {id, "n" + std::to_string(id), nullptr, true}));
        return Ok();
      });
      if (!added.ok()) break;
      acknowledged = id;
    }
    killer.join();
    server.Start();
  }
  EXPECT_GT(acknowledged, 0);
}

}  // namespace
}  // namespace niem::store
