// The encrypted file: nothing in clear, nothing changed unnoticed, keys.
#include "store/embedded.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <random>

#include "base/file.h"
#include "store/aead_vfs.h"
#include "store/backup.h"
#include "store/migrate.h"
#include "store/sqlite_handle.h"
#include "store/testing.h"

namespace niem::store {
namespace {

using testing::TemporaryFolder;
using testing::TestKey;
using testing::TestStore;

const Migration kSteps[] = {
    {1, "notes",
     "CREATE TABLE note (id BIGINT PRIMARY KEY, body TEXT NOT NULL, raw BYTEA);"
     "CREATE INDEX note_body ON note (body)"}};

const Sql kAdd("embedded.add", "INSERT INTO note (id, body, raw) VALUES ($1, $2, $3)");
const Sql kCount("embedded.count", "SELECT COUNT(*), SUM(LENGTH(body)) FROM note");
const Sql kChange("embedded.change", "UPDATE note SET body = $2 WHERE id = $1");
const Sql kDelete("embedded.delete", "DELETE FROM note WHERE id % 2 = $1");

std::string Canary(int number) {
  return "chim-hoang-yen-" + std::to_string(number * 7919 + 10007) + "-bi-mat";
}

Status Fill(Store& store, int from, int to) {
  return store.Write([&](Transaction& tx) -> Status {
    for (int i = from; i < to; ++i) {
      const std::string long_text = Canary(i) + std::string(i % 10 == 0 ? 9000 : 20, 'x');
      TRY(tx.Execute(kAdd, {i, long_text, AsBytes(Canary(i))}));
    }
    return Ok();
  });
}

int64_t Count(Store& store) {
  int64_t count = -1;
  const Status read = store.Read([&](Connection& connection) -> Status {
    TRY_ASSIGN(const Rows rows, connection.Query(kCount, {}));
    count = rows[0].Int(0);
    return Ok();
  });
  return read.ok() ? count : -1;
}

// How many files hold a canary, and how many files there are.
std::pair<int, int> FilesWithCanaries(const std::string& folder, int canaries) {
  int bad = 0;
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string bytes = *ReadWholeFile(entry.path());
    bool found = bytes.find("SQLite format") != std::string::npos ||
                 bytes.find("CREATE TABLE") != std::string::npos ||
                 bytes.find("chim-hoang") != std::string::npos;
    for (int i = 0; i < canaries && !found; ++i) found = bytes.find(Canary(i)) != std::string::npos;
    bad += found ? 1 : 0;
  }
  return {bad, files};
}

TEST(Embedded, HoldsNoCanaryInAnyFileAtAnyTime) {
  TestStore store(Engine::kEmbedded);
  NIEM_ASSERT_OK(Migrate(*store, kSteps, 1));
  constexpr int kCanaries = 1000;
  for (int i = 0; i < kCanaries; i += 100) {
    NIEM_ASSERT_OK(Fill(*store, i, i + 100));
    EXPECT_EQ(FilesWithCanaries(store.folder().path(), i + 100).first, 0);
  }
  NIEM_ASSERT_OK(Backup(*store, store.folder() / "b", TestKey(), 1));
  Result<Transaction> open = store->BeginWrite();
  NIEM_ASSERT_OK(open->Execute(kChange, {1, Canary(5)}));
  const auto [bad, files] = FilesWithCanaries(store.folder().path(), kCanaries);
  EXPECT_EQ(bad, 0);
  EXPECT_GE(files, 5);  // database, -wal, -shm, backup, manifest
  EXPECT_EQ(open->Commit().ok(), true);
  store.Close();
  EXPECT_EQ(FilesWithCanaries(store.folder().path(), kCanaries).first, 0);
}

// Rollback journals and spilled temporary files, which the store itself does not use.
TEST(Embedded, JournalsAndTemporaryFilesAreSealedToo) {
  const TemporaryFolder folder;
  const std::string path = folder / "x";
  auto keys = CreateHeader(path, TestKey());
  NIEM_ASSERT_OK(keys);
  auto vfs = AeadVfs::Register(std::move(keys).value());
  NIEM_ASSERT_OK(vfs);
  auto db = internal::OpenHandle(path, (*vfs)->name(), 0);
  NIEM_ASSERT_OK(db);
  const auto run = [&](const std::string& sql) { return internal::RunSql(db->get(), sql.c_str()); };
  for (const char* mode : {"DELETE", "TRUNCATE", "PERSIST"}) {
    NIEM_ASSERT_OK(run(std::string("PRAGMA journal_mode=") + mode +
                       "; PRAGMA cache_size=5;"
                       "DROP TABLE IF EXISTS t; CREATE TABLE t (a TEXT)"));
    for (int i = 0; i < 300; ++i)
      NIEM_ASSERT_OK(run("INSERT INTO t VALUES ('" + Canary(i) + std::string(500, 'y') + "')"));
    NIEM_ASSERT_OK(run("BEGIN; UPDATE t SET a = a || 'z'"));
    EXPECT_TRUE(std::filesystem::exists(path + "-journal"));
    EXPECT_EQ(FilesWithCanaries(folder.path(), 300).first, 0) << mode;
    NIEM_ASSERT_OK(run("ROLLBACK"));
    NIEM_ASSERT_OK(internal::CheckDatabase(db->get()));
    NIEM_ASSERT_OK(run("BEGIN; UPDATE t SET a = a || 'z'; COMMIT"));
    NIEM_ASSERT_OK(internal::CheckDatabase(db->get()));
  }
  NIEM_ASSERT_OK(
      run("PRAGMA temp_store=FILE; PRAGMA temp.cache_size=5;"
          "CREATE TEMP TABLE s AS SELECT a FROM t ORDER BY a DESC; VACUUM"));
  NIEM_ASSERT_OK(internal::CheckDatabase(db->get()));
  // A page without room for its seal is refused, and the file stays what it was.
  EXPECT_FALSE(run("PRAGMA page_size=1024; VACUUM").ok());
  NIEM_ASSERT_OK(internal::CheckDatabase(db->get()));
}

TEST(Embedded, OpensWithItsKeyOnly) {
  TestStore store(Engine::kEmbedded);
  NIEM_ASSERT_OK(Migrate(*store, kSteps, 1));
  store.Close();
  EmbeddedOptions options = store.Options();
  const auto open = [&](const StoreKey& key) { return Store::OpenEmbedded(options, key); };
  EXPECT_EQ(open(TestKey("khác")).error().code(), ErrorCode::kEncrypted);
  NIEM_ASSERT_OK(CreateKeyFile(store.folder() / "key"));
  EXPECT_FALSE(CreateKeyFile(store.folder() / "key").ok());
  auto file_key = StoreKey::FromKeyFile(store.folder() / "key");
  NIEM_ASSERT_OK(file_key);
  EXPECT_EQ(open(*file_key).error().code(), ErrorCode::kEncrypted);
  NIEM_ASSERT_OK(Rewrap(store.path(), TestKey(), *file_key));
  EXPECT_FALSE(Rewrap(store.path(), TestKey(), *file_key).ok());
  EXPECT_FALSE(open(TestKey()).ok());
  NIEM_ASSERT_OK(open(*file_key));
  ASSERT_EQ(::chmod((store.folder() / "key").c_str(), 0644), 0);
  EXPECT_EQ(StoreKey::FromKeyFile(store.folder() / "key").error().code(), ErrorCode::kPermission);
  options.path = store.folder() / "missing";
  options.create = false;
  EXPECT_EQ(open(*file_key).error().code(), ErrorCode::kNotFound);
  NIEM_ASSERT_OK(WriteFileAtomically(store.folder() / "missing", std::string(20000, 'x')));
  EXPECT_EQ(open(*file_key).error().code(), ErrorCode::kCorrupt);

  struct stat info {};

  ASSERT_EQ(::stat(store.path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST(Embedded, RekeyWritesEveryPageAnew) {
  TestStore store(Engine::kEmbedded);
  NIEM_ASSERT_OK(Migrate(*store, kSteps, 1));
  NIEM_ASSERT_OK(Fill(*store, 0, 50));
  store.Close();
  const std::string before = *ReadWholeFile(store.path());
  NIEM_ASSERT_OK(Rekey(store.path(), TestKey(), TestKey("mới")));
  const std::string after = *ReadWholeFile(store.path());
  ASSERT_EQ(before.size(), after.size());
  for (size_t at = 8192; at < after.size(); at += 4096)
    EXPECT_NE(before.substr(at, 4096), after.substr(at, 4096));
  EXPECT_FALSE(Store::OpenEmbedded(store.Options(), TestKey()).ok());
  auto opened = Store::OpenEmbedded(store.Options(), TestKey("mới"));
  NIEM_ASSERT_OK(opened);
  EXPECT_EQ(Count(**opened), 50);
}

TEST(Embedded, AStoreInUseIsNeitherRekeyedNorReplaced) {
  TestStore store(Engine::kEmbedded);
  NIEM_ASSERT_OK(Migrate(*store, kSteps, 1));
  NIEM_ASSERT_OK(Backup(*store, store.folder() / "b", TestKey(), 1));
  EXPECT_EQ(Rekey(store.path(), TestKey(), TestKey("mới")).error().code(), ErrorCode::kBusy);
  NIEM_ASSERT_OK(Fill(*store, 0, 1));
  store.Close();
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t other = ::fork();
  if (other == 0) {
    const auto opened = Store::OpenEmbedded(store.Options(), TestKey());
    char byte = opened.ok() ? 'y' : 'n';
    if (::write(ready[1], &byte, 1) == 1) ::pause();
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  const Status restored = RestoreEmbedded(store.folder() / "b", TestKey(), store.path());
  ::kill(other, SIGKILL);
  ::waitpid(other, nullptr, 0);
  ::close(ready[0]), ::close(ready[1]);
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().code(), ErrorCode::kBusy);
  store.Reopen();
  EXPECT_EQ(Count(*store), 1);
}

TEST(Embedded, ARewrapThatWasCutLeavesAKeyThatOpens) {
  const TemporaryFolder folder;
  const std::string path = folder / "x";
  NIEM_ASSERT_OK(CreateHeader(path, TestKey("cũ")));
  const std::string before = *ReadWholeFile(path);
  NIEM_ASSERT_OK(Rewrap(path, TestKey("cũ"), TestKey("mới")));
  const std::string after = *ReadWholeFile(path);
  for (size_t cut = 0; cut <= 4096; cut += 64) {
    // The new slot torn at `cut`, the old one still there.
    const std::string torn =
        before.substr(0, 4096) + after.substr(4096, cut) + before.substr(4096 + cut);
    NIEM_ASSERT_OK(WriteFileAtomically(path, torn));
    EXPECT_TRUE(ReadHeader(path, TestKey("cũ")).ok() || ReadHeader(path, TestKey("mới")).ok())
        << cut;
    // The old slot half overwritten.
    NIEM_ASSERT_OK(WriteFileAtomically(
        path, std::string(cut, '\0') + before.substr(cut, 4096 - cut) + after.substr(4096)));
    EXPECT_TRUE(ReadHeader(path, TestKey("mới")).ok());
    EXPECT_FALSE(ReadHeader(path, TestKey("cũ")).ok());
  }
}

TEST(Embedded, EveryChangedPageIsFound) {
  TestStore store(Engine::kEmbedded);
  NIEM_ASSERT_OK(Migrate(*store, kSteps, 1));
  NIEM_ASSERT_OK(Fill(*store, 0, 60));
  store.Close();
  const std::string good = *ReadWholeFile(store.path());
  std::mt19937 random(7);
  const auto intact = [&](const std::string& bytes) {
    EXPECT_TRUE(WriteFileAtomically(store.path(), bytes).ok());
    auto opened = Store::OpenEmbedded(store.Options(), TestKey());
    return opened.ok() && (*opened)->CheckIntegrity().ok();
  };
  EXPECT_TRUE(intact(good));
  for (size_t page = 8192; page < good.size(); page += 4096) {
    std::string bad = good;
    const size_t at = page + random() % 4096;
    bad[at] = static_cast<char>(bad[at] ^ (1u << random() % 8));
    EXPECT_FALSE(intact(bad)) << "bit flip at " << at;
    bad = good;
    const size_t other = 8192 + (page - 8192 + 4096) % (good.size() - 8192);
    bad.replace(page, 4096, good, other, 4096);
    EXPECT_FALSE(intact(bad)) << "page moved to " << page;
    bad = good;
    bad.replace(page + 2048, 2048, 2048, '\0');
    EXPECT_FALSE(intact(bad)) << "torn at " << page;
  }
  EXPECT_FALSE(intact(good.substr(0, good.size() - 4096)));
}

TEST(Embedded, APageOfAnotherStoreDoesNotFit) {
  TestStore a(Engine::kEmbedded);
  TestStore b(Engine::kEmbedded);
  for (TestStore* store : {&a, &b}) {
    NIEM_ASSERT_OK(Migrate(**store, kSteps, 1));
    store->Close();
  }
  std::string mixed = *ReadWholeFile(a.path());
  const std::string other = *ReadWholeFile(b.path());
  mixed.replace(8192 + 4096, 4096, other, 8192 + 4096, 4096);
  NIEM_ASSERT_OK(WriteFileAtomically(a.path(), mixed));
  auto opened = Store::OpenEmbedded(a.Options(), TestKey());
  EXPECT_FALSE(opened.ok() && (*opened)->CheckIntegrity().ok());
}

// A log whose tail was torn gives back every whole transaction before.
TEST(Embedded, ATornLogEndsAtItsLastWholeTransaction) {
  TestStore store(Engine::kEmbedded);
  NIEM_ASSERT_OK(Migrate(*store, kSteps, 1));
  store.Reopen();
  for (int i = 0; i < 12; ++i) NIEM_ASSERT_OK(Fill(*store, i, i + 1));
  const std::string db = *ReadWholeFile(store.path());
  const std::string wal = *ReadWholeFile(store.path() + "-wal");
  ASSERT_GT(wal.size(), 20000u);
  int64_t last = -1;
  const TemporaryFolder elsewhere;
  EmbeddedOptions options = store.Options();
  options.path = elsewhere / "kho";
  for (size_t cut = 0; cut <= wal.size(); cut += 1777) {
    testing::fs::remove(options.path + "-shm");
    NIEM_ASSERT_OK(WriteFileAtomically(options.path, db));
    NIEM_ASSERT_OK(WriteFileAtomically(options.path + "-wal", wal.substr(0, cut)));
    auto opened = Store::OpenEmbedded(options, TestKey());
    NIEM_ASSERT_OK(opened);
    const int64_t count = Count(**opened);
    EXPECT_GE(count, last);
    last = count;
    NIEM_ASSERT_OK((*opened)->CheckIntegrity());
  }
  EXPECT_GE(last, 10);
}

TEST(Embedded, DeletedRowsLeaveRoomAndNoTrace) {
  TestStore store(Engine::kEmbedded);
  NIEM_ASSERT_OK(Migrate(*store, kSteps, 1));
  NIEM_ASSERT_OK(Fill(*store, 0, 300));
  for (int odd = 0; odd < 2; ++odd) {
    NIEM_ASSERT_OK(store->Write([&](Transaction& tx) -> Status {
      TRY(tx.Execute(kDelete, {odd}));
      return Ok();
    }));
  }
  NIEM_ASSERT_OK(store->CheckIntegrity());
  // Free pages are copied too: every one of them must open.
  NIEM_ASSERT_OK(Backup(*store, store.folder() / "b", TestKey(), 1));
  NIEM_ASSERT_OK(VerifyBackup(store.folder() / "b", TestKey()));
  NIEM_ASSERT_OK(Fill(*store, 0, 300));
  EXPECT_EQ(Count(*store), 300);
}

}  // namespace
}  // namespace niem::store
