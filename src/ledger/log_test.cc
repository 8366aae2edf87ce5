// The append side: numbering, time, bodies, checkpoints, export and back.
#include "ledger/log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "ledger/export.h"
#include "ledger/memory_log_store.h"
#include "ledger/row_digest.h"
#include "ledger/signed_state.h"
#include "ledger/testing.h"

namespace niem::ledger {
namespace {

constexpr std::string_view kSeed = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

Draft Do(std::string_view act, std::vector<NewBody> bodies = {}) {
  Draft draft;
  draft.event.act = act;
  draft.event.person = "p-1";
  draft.bodies = std::move(bodies);
  return draft;
}

class LogTest : public testing::Test {
 protected:
  LogTest() { EXPECT_TRUE(log_.Append(store_, Do(kActOpen)).ok()); }

  void Add(int count) {
    for (int i = 0; i < count; ++i) {
      clock_.Pass(1'000'000);
      ASSERT_TRUE(log_.Append(store_, Do("document.register")).ok());
    }
  }

  Event EventAt(uint64_t seq) {
    Event event;
    const auto visit = [&](uint64_t, std::string_view leaf) {
      event = *Decode(AsBytes(leaf));
      return Ok();
    };
    EXPECT_TRUE(store_.ReadLeaves(seq, seq + 1, visit).ok());
    return event;
  }

  Result<std::string> Sign() { return log_.SignCheckpoint(store_, signer_, memory_); }

  HandClock clock_;
  MemoryLogStore store_;
  Log log_{"i-1", "niem.example/so", clock_};
  SeedSigner signer_{kSeed};
  MemorySignedMemory memory_;
};

TEST_F(LogTest, NumbersEventsAndKeepsTheRoot) {
  Add(20);
  const LogHead head = *store_.ReadHead();
  EXPECT_EQ(head.size, 21u);
  EXPECT_EQ(head.root, *RootAt(21, store_));
  EXPECT_EQ(EventAt(20).seq, 20u);
  EXPECT_EQ(EventAt(20).instance, "i-1");
}

TEST_F(LogTest, OpensOnceAndFirst) {
  EXPECT_FALSE(log_.Append(store_, Do(kActOpen)).ok());
  MemoryLogStore empty;
  EXPECT_FALSE(log_.Append(empty, Do("document.register")).ok());
}

TEST_F(LogTest, FollowsAStoreThatWasRolledBackOrWrittenByAnother) {
  Add(5);
  MemoryLogStore before = store_;
  Add(3);
  store_ = before;  // the transaction was undone
  Log other("i-1", "niem.example/so", clock_);
  ASSERT_TRUE(other.Append(store_, Do("other.act")).ok());
  Add(2);
  EXPECT_EQ(store_.ReadHead()->root, *RootAt(9, store_));
}

TEST_F(LogTest, RefusesAClockThatWentBack) {
  Add(1);
  clock_.wall_us -= kClockStepBackUs - 1'000'000;
  Add(1);  // small corrections pass …
  clock_.wall_us -= kClockStepBackUs;
  const Result<Appended> refused = log_.Append(store_, Do("document.register"));
  ASSERT_FALSE(refused.ok());  // … but do not add up
  EXPECT_EQ(refused.error().code(), ErrorCode::kPermission);
  EXPECT_EQ(store_.ReadHead()->size, 3u) << "nothing was written";
  ASSERT_TRUE(log_.Append(store_, Do(kActClock)).ok());
  Add(1);
}

TEST_F(LogTest, TicksNeverGoBack) {
  Add(2);
  const uint64_t before = EventAt(2).ticks;
  clock_.running_ms = 3;  // the machine was started anew
  Log restarted("i-1", "niem.example/so", clock_);
  ASSERT_TRUE(restarted.Append(store_, Do("x")).ok());
  EXPECT_EQ(EventAt(3).ticks, before) << "time while nothing ran is not counted";
  clock_.running_ms += 1500;
  ASSERT_TRUE(restarted.Append(store_, Do("x")).ok());
  EXPECT_EQ(EventAt(4).ticks, before + 1500);
  ASSERT_TRUE(log_.Append(store_, Do("x")).ok());
  EXPECT_GE(EventAt(5).ticks, before + 1500) << "another process, another base";
}

TEST_F(LogTest, KeepsBodiesBesideUntilTheyAreDestroyed) {
  const uint64_t seq =
      log_.Append(store_, Do("x", {{"reason", "cần để họp"}, {"data", "{}"}}))->seq;
  const std::vector<HeldBody> held = *store_.ReadBodies(seq);
  ASSERT_EQ(held.size(), 2u);
  EXPECT_EQ(held[1].bytes, "cần để họp");
  EXPECT_EQ(EventAt(seq).bodies[1].digest, DigestBody(held[1].salt, AsBytes(held[1].bytes)));
  const Hash root = store_.ReadHead()->root;
  const uint64_t done = log_.DestroyBodies(store_, {{seq, "reason"}}, Do(""))->seq;
  EXPECT_EQ(store_.ReadBodies(seq)->size(), 1u);
  EXPECT_EQ(EventAt(done).rows[0].key, std::to_string(seq) + "/reason");
  EXPECT_EQ(*RootAt(seq + 1, store_), root) << "the tree still proves";
  EXPECT_EQ(log_.DestroyBodies(store_, {{seq, "reason"}}, Do("")).error().code(),
            ErrorCode::kNotFound);
}

TEST_F(LogTest, CheckpointsAreDueByCountAndByAge) {
  const CheckpointPolicy policy{10, 60'000'000};
  EXPECT_FALSE(*log_.CheckpointDue(store_, policy));
  Add(9);
  EXPECT_TRUE(*log_.CheckpointDue(store_, policy));
  ASSERT_TRUE(Sign().ok());
  EXPECT_FALSE(*log_.CheckpointDue(store_, policy));
  clock_.Pass(3'600'000'000);
  EXPECT_FALSE(*log_.CheckpointDue(store_, policy)) << "nothing new to cover";
  Add(1);
  clock_.Pass(60'000'000);
  EXPECT_TRUE(*log_.CheckpointDue(store_, policy));
}

TEST_F(LogTest, SignsWhatContinuesAndNothingElse) {
  Add(5);
  const MemoryLogStore old = store_;
  const std::string first = *Sign();
  EXPECT_EQ(*Sign(), first) << "nothing new: the same note";
  const VerifierKey key{"niem.example/so", KeyType::kEd25519, signer_.public_key()};
  EXPECT_EQ(OpenCheckpoint(first, {key})->checkpoint.size, 6u);
  Add(5);
  ASSERT_TRUE(Sign().ok());
  const MemoryLogStore good = store_;

  store_ = old;  // the whole store set back to a copy, and written on
  EXPECT_EQ(Sign().error().code(), ErrorCode::kCorrupt);
  for (int i = 0; i < 9; ++i) ASSERT_TRUE(log_.Append(store_, Do("forged")).ok());
  EXPECT_EQ(Sign().error().code(), ErrorCode::kCorrupt);
  store_ = good;
  Add(1);
  EXPECT_TRUE(Sign().ok());
}

TEST_F(LogTest, TheSignedStateFileRemembers) {
  const std::string path = testing::TempDir() + "/niem_signed_state_" + std::to_string(getpid());
  SignedStateFile file(path);
  EXPECT_FALSE(file.Last()->has_value());
  Add(3);
  ASSERT_TRUE(log_.SignCheckpoint(store_, signer_, file).ok());
  EXPECT_EQ(file.Last()->value().size, 4u);
  ::unlink(path.c_str());
}

// The export read back gives the store's contents.
TEST_F(LogTest, ExportsEverything) {
  Add(3);
  const uint64_t seq = log_.Append(store_, Do("x", {{"reason", "vì sao"}, {"data", "{}"}}))->seq;
  ASSERT_TRUE(Sign().ok());
  ASSERT_TRUE(log_.DestroyBodies(store_, {{seq, "reason"}}, Do("")).ok());
  ASSERT_TRUE(Sign().ok());
  std::string out;
  const ExportHeader header{
      "i-1", "niem.example/so", {{"niem.example/so", KeyType::kEd25519, signer_.public_key()}}};
  bool given = false;
  const ExportedRow row{"t", "1", NewSalt(), *EncodeRow({"t", "1", {{"a", int64_t{1}}}})};
  const RowSource rows = [&]() -> Result<std::optional<ExportedRow>> {
    if (std::exchange(given, true)) return std::optional<ExportedRow>();
    return std::optional<ExportedRow>(row);
  };
  const ByteSink sink = [&](Bytes bytes) {
    out.append(AsText(bytes));
    return Ok();
  };
  ASSERT_TRUE(WriteExport(store_, header, rows, sink).ok());

  size_t at = 0;
  ExportReader reader([&](uint8_t* to, size_t size) -> Result<size_t> {
    const size_t count = std::min({size, out.size() - at, size_t{7}});  // short reads are fine
    std::memcpy(to, out.data() + at, count);
    at += count;
    return count;
  });
  std::vector<ExportRecord> records;
  while (true) {
    Result<std::optional<ExportRecord>> record = reader.Next();
    ASSERT_TRUE(record.ok()) << record.error().message().en;
    if (!record->has_value()) break;
    records.push_back(std::move(**record));
  }
  ASSERT_EQ(records.size(), 1u + 6 + 2 + 2 + 1 + 1);
  EXPECT_EQ(std::get<ExportHeader>(records[0]), header);
  EXPECT_EQ(std::get<ExportedBody>(records[6]).held->bytes, "{}");
  EXPECT_EQ(std::get<ExportedBody>(records[7]), (ExportedBody{"reason", std::nullopt, 5}));
  EXPECT_EQ(std::get<StoredCheckpoint>(records[8]).size, 5u);
  EXPECT_EQ(std::get<ExportedRow>(records[11]), row);
  EXPECT_EQ(std::get<ExportEnd>(records[12]), (ExportEnd{6, 2, 1, store_.ReadHead()->root}));
}

}  // namespace
}  // namespace niem::ledger
