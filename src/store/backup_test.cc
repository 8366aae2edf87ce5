#include "store/backup.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/digest.h"
#include "base/file.h"
#include "store/testing.h"

namespace niem::store {
namespace {

using testing::EngineName;
using testing::EnginesToTest;
using testing::TestKey;
using testing::TestStore;

const Migration kSteps[] = {
    {1, "books", "CREATE TABLE book (id BIGINT PRIMARY KEY, title TEXT NOT NULL, cover BYTEA)"},
    {2, "entries",
     "CREATE TABLE entry (id BIGINT PRIMARY KEY, book BIGINT NOT NULL REFERENCES book (id),"
     " parent BIGINT REFERENCES entry (id), open BOOLEAN); INSERT INTO book (id, title)"
     " VALUES (999, 'sổ mặc định')"},
    {3, "alphabet",
     "CREATE TABLE aaa (entry BIGINT REFERENCES entry (id)); ALTER TABLE book"
     " ADD COLUMN note TEXT"},
};

const Sql kAddBook("backup.add_book", "INSERT INTO book (id, title, cover) VALUES ($1, $2, $3)");
const Sql kAddEntry("backup.add_entry",
                    "INSERT INTO entry (id, book, parent, open) VALUES ($1, $2, $3, $4)");
const Sql kBooks("backup.books", "SELECT id, title, cover FROM book ORDER BY id");
const Sql kEntries("backup.entries", "SELECT id, book, parent, open FROM entry ORDER BY id");

std::vector<Values> Everything(Store& store) {
  std::vector<Values> out;
  const Status read = store.Read([&](Connection& connection) -> Status {
    for (const Sql* sql : {&kBooks, &kEntries}) {
      TRY_ASSIGN(const Rows rows, connection.Query(*sql, {}));
      for (const Row row : rows) {
        Values& values = out.emplace_back();
        for (size_t i = 0; i < row.size(); ++i) values.push_back(row.Get(i));
      }
    }
    return Ok();
  });
  EXPECT_TRUE(read.ok());
  return out;
}

class BackupTest : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    NIEM_ASSERT_OK(Migrate(*store_, kSteps, 1));
    NIEM_ASSERT_OK(store_->Write([](Transaction& tx) -> Status {
      const std::string bytes("\0\n\\.\t\xff", 6);
      TRY(tx.Execute(kAddBook, {1, "sổ đi\tcó \\ và\nxuống dòng", AsBytes(bytes)}));
      TRY(tx.Execute(kAddBook, {2, "", nullptr}));
      TRY(tx.Execute(kAddEntry, {1, 1, nullptr, true}));
      for (int i = 2; i < 500; ++i) TRY(tx.Execute(kAddEntry, {i, 2, i - 1, nullptr}));
      return Ok();
    }));
  }

  std::string folder() const { return store_.folder() / "sao-luu"; }

  TestStore store_{GetParam()};
};

TEST_P(BackupTest, ComesBackTheSame) {
  const std::vector<Values> before = Everything(*store_);
  const StoreKey key = TestKey("khóa sao lưu");
  NIEM_ASSERT_OK(Backup(*store_, folder(), key, 77));
  EXPECT_FALSE(Backup(*store_, folder(), key, 77).ok());
  const Result<BackupManifest> verified = VerifyBackup(folder(), key);
  NIEM_ASSERT_OK(verified);
  EXPECT_EQ(verified->schema_version, 3);
  EXPECT_EQ(verified->created_ms, 77);
  EXPECT_EQ(VerifyBackup(folder(), TestKey()).error().code(), ErrorCode::kEncrypted);
  NIEM_ASSERT_OK(store_->Write([](Transaction& tx) -> Status {
    TRY(tx.Execute(kAddBook, {3, "sau bản sao", nullptr}));
    return Ok();
  }));
  if (GetParam() == Engine::kEmbedded) {
    store_.Close();
    NIEM_ASSERT_OK(RestoreEmbedded(folder(), key, store_.path()));
    EXPECT_FALSE(Store::OpenEmbedded(store_.Options(), TestKey()).ok());
    auto restored = Store::OpenEmbedded(store_.Options(), key);
    NIEM_ASSERT_OK(restored);
    EXPECT_EQ(Everything(**restored), before);
    NIEM_ASSERT_OK(Migrate(**restored, kSteps, 2));
    EXPECT_TRUE(testing::fs::exists(store_.path() + ".before-restore"));
  } else {
    TestStore other(Engine::kPostgres);
    NIEM_ASSERT_OK(RestorePostgres(folder(), key, *other, kSteps, 2));
    EXPECT_EQ(Everything(*other), before);
    EXPECT_FALSE(RestorePostgres(folder(), key, *other, kSteps, 2).ok());
  }
}

TEST_P(BackupTest, DamageIsFoundAndTheTargetStaysAsItWas) {
  const StoreKey key = TestKey();
  const Result<BackupManifest> made = Backup(*store_, folder(), key, 77);
  NIEM_ASSERT_OK(made);
  const std::vector<Values> before = Everything(*store_);
  const std::string data = folder() + "/" + made->data_file;
  const std::string good = *ReadWholeFile(data);
  for (size_t at = 0; at < good.size(); at += 1 + good.size() / 40) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    NIEM_ASSERT_OK(WriteFileAtomically(data, bad));
    EXPECT_FALSE(VerifyBackup(folder(), key).ok()) << at;
  }
  NIEM_ASSERT_OK(WriteFileAtomically(data, good.substr(0, good.size() - 4096)));
  EXPECT_FALSE(VerifyBackup(folder(), key).ok());
  EXPECT_FALSE(RestoreEmbedded(folder(), key, store_.path()).ok());
  EXPECT_EQ(Everything(*store_), before);
}

// A manifest that was made to fit damaged data does not help: the data is authenticated itself.
TEST_P(BackupTest, DamageIsFoundWithAForgedManifest) {
  const StoreKey key = TestKey();
  const Result<BackupManifest> made = Backup(*store_, folder(), key, 77);
  NIEM_ASSERT_OK(made);
  const std::string data = folder() + "/" + made->data_file;
  std::string bad = *ReadWholeFile(data);
  bad[bad.size() - 100] = static_cast<char>(bad[bad.size() - 100] ^ 1);
  NIEM_ASSERT_OK(WriteFileAtomically(data, bad));
  std::string manifest = *ReadWholeFile(folder() + "/manifest.json");
  const size_t digest = manifest.find(made->sha256);
  manifest.replace(digest, 64, ToHex(Sha256Of(AsBytes(bad))));
  NIEM_ASSERT_OK(WriteFileAtomically(folder() + "/manifest.json", manifest));
  EXPECT_EQ(VerifyBackup(folder(), key).error().code(), ErrorCode::kCorrupt);
}

TEST_P(BackupTest, IsOneSnapshotWhileWorkGoesOn) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 1000; !stop; i += 2) {
      EXPECT_TRUE(store_
                      ->Write([&](Transaction& tx) -> Status {
                        TRY(tx.Execute(kAddBook, {i, "đôi", nullptr}));
                        TRY(tx.Execute(kAddBook, {i + 1, "đôi", nullptr}));
                        return Ok();
                      })
                      .ok());
    }
  });
  for (int i = 0; i < 5; ++i) {
    const std::string to = folder() + std::to_string(i);
    const Result<BackupManifest> made = Backup(*store_, to, TestKey(), 1);
    EXPECT_TRUE(made.ok()) << made.error().message().en;
    if (!made.ok() || GetParam() != Engine::kEmbedded) continue;
    EmbeddedOptions options;
    options.path = to + "/store.niem";
    auto copy = Store::OpenEmbedded(options, TestKey());
    EXPECT_TRUE(copy.ok());
    EXPECT_EQ((Everything(**copy).size() - 502) % 2, 0u);
  }
  stop = true;
  writer.join();
}

INSTANTIATE_TEST_SUITE_P(Engines, BackupTest, ::testing::ValuesIn(EnginesToTest()), EngineName);

class MigrateTest : public ::testing::TestWithParam<Engine> {
 protected:
  TestStore store_{GetParam()};
};

// From every version that was ever released to the newest.
TEST_P(MigrateTest, FromEveryVersion) {
  for (size_t from = 0; from <= std::size(kSteps); ++from) {
    TestStore store(GetParam());
    NIEM_ASSERT_OK(Migrate(*store, std::span(kSteps).first(from), 1));
    EXPECT_EQ(*SchemaVersion(*store), static_cast<int64_t>(from));
    if (from >= 1) {
      NIEM_ASSERT_OK(store->Write([](Transaction& tx) -> Status {
        TRY(tx.Execute(kAddBook, {5, "có trước khi nâng cấp", nullptr}));
        return Ok();
      }));
    }
    store.Reopen();
    NIEM_ASSERT_OK(Migrate(*store, kSteps, 2));
    NIEM_ASSERT_OK(Migrate(*store, kSteps, 3));
    EXPECT_EQ(*SchemaVersion(*store), 3);
    EXPECT_EQ(Everything(*store).size(), from >= 1 ? 2u : 1u);
  }
}

TEST_P(MigrateTest, AFailedStepLeavesTheOneBefore) {
  const Migration steps[] = {
      kSteps[0], {2, "bad", "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1)"}};
  EXPECT_FALSE(Migrate(*store_, steps, 1).ok());
  EXPECT_EQ(*SchemaVersion(*store_), 1);
  NIEM_ASSERT_OK(Migrate(*store_, kSteps, 1));
}

TEST_P(MigrateTest, RefusesNewerStoresEditedStepsAndGaps) {
  NIEM_ASSERT_OK(Migrate(*store_, kSteps, 1));
  const Migration edited[] = {kSteps[0], kSteps[1], {3, "alphabet", "CREATE TABLE x (y BIGINT)"}};
  EXPECT_EQ(Migrate(*store_, edited, 1).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(Migrate(*store_, std::span(kSteps).first(2), 1).error().code(),
            ErrorCode::kUnsupported);
  EXPECT_EQ(Migrate(*store_, std::span(kSteps).subspan(1), 1).error().code(), ErrorCode::kInternal);
}

INSTANTIATE_TEST_SUITE_P(Engines, MigrateTest, ::testing::ValuesIn(EnginesToTest()), EngineName);

}  // namespace
}  // namespace niem::store
