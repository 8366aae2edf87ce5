#include "server/live.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

namespace niem::server {
namespace {

constexpr std::string_view kReady = "event: ready\ndata: {}\n\n";

std::string Changed(const std::string& list) {
  return "event: changed\ndata: {\"list\":\"" + list + "\"}\n\n";
}

// All that waits; "END" behind it where the stream is over.
std::string Said(LiveStream& stream) {
  std::string said;
  for (std::array<char, 7> part{};;) {  // small: events come in pieces
    size_t taken = 0;
    const LiveStream::Next next = stream.Take(part.data(), part.size(), &taken);
    if (next == LiveStream::Next::kWait) return said;
    if (next == LiveStream::Next::kEnd) return said + "END";
    said.append(part.data(), taken);
  }
}

// Lists by person, changed by the test; looked at by hand, never by the beat.
struct World {
  std::string head = "1";
  std::map<std::pair<int64_t, std::string>, std::string> lists;
  bool signed_in = true;
  bool may_look = true;
  uint64_t now_ms = 0;
  int looks = 0;

  Live::Parts Parts() {
    return {[this]() -> Result<std::string> { return head; },
            [this](const Follower& follower, std::string_view list) -> Result<std::string> {
              ++looks;
              if (!may_look) return Error(ErrorCode::kPermission, {"không", "no"});
              return lists[{follower.actor.person, std::string(list)}];
            },
            [this](const Follower&) { return signed_in; }, [this] { return now_ms; },
            std::chrono::milliseconds(0)};
  }
};

Follower Of(int64_t person, std::vector<std::string> lists) {
  return {"token", {person, access::Duty::kOfficer, ""}, std::move(lists)};
}

TEST(Live, TellsAFollowerOnlyWhatChangedForHim) {
  World world;
  Live live(world.Parts());
  const auto one = live.Follow(Of(1, {"pending", "documents"}));
  const auto two = live.Follow(Of(2, {"pending"}));
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_EQ(Said(**one), kReady);
  live.Look();
  EXPECT_EQ(Said(**one), "");
  world.head = "2", world.lists[{1, "documents"}] = "x";
  live.Look();
  EXPECT_EQ(Said(**one), Changed("documents"));
  EXPECT_EQ(Said(**two), kReady) << "the ledger grew, but nothing that he sees";
  live.Look();
  EXPECT_EQ(Said(**one), "");
}

TEST(Live, LooksAtListsOnlyWhenTheLedgerGrew) {
  World world;
  Live live(world.Parts());
  ASSERT_TRUE(live.Follow(Of(1, {"pending"})).ok());
  live.Look();
  const int looks = world.looks;
  live.Look(), live.Look();
  EXPECT_EQ(world.looks, looks);
  world.head = "2";
  live.Look();
  EXPECT_EQ(world.looks, looks + 1);
}

TEST(Live, FindsWhatChangedBetweenFollowingAndTheFirstBeat) {
  World world;
  Live live(world.Parts());
  const auto early = live.Follow(Of(1, {"pending"}));
  live.Look();
  const auto late = live.Follow(Of(2, {"pending"}));
  world.lists[{2, "pending"}] = "x";  // at the same head
  live.Look();
  EXPECT_EQ(Said(**late), std::string(kReady) + Changed("pending"));
}

TEST(Live, EndsWithTheSessionTheDutyAndTheServer) {
  World world;
  auto live = std::make_unique<Live>(world.Parts());
  const auto a = live->Follow(Of(1, {"pending"}));
  world.signed_in = false;
  live->Look();
  EXPECT_EQ(Said(**a), std::string(kReady) + "event: signed_out\ndata: {}\n\nEND");
  world.signed_in = true;
  const auto b = live->Follow(Of(1, {"pending"}));
  world.may_look = false, world.head = "2";
  live->Look();
  EXPECT_EQ(Said(**b), std::string(kReady) + "END");
  EXPECT_EQ(live->Follow(Of(1, {"pending"})).error().code(), ErrorCode::kPermission);
  world.may_look = true;
  const auto c = live->Follow(Of(1, {"pending"}));
  live.reset();
  EXPECT_EQ(Said(**c), std::string(kReady) + "END");
}

TEST(Live, StreamsAreCounted) {
  World world;
  Live live(world.Parts());
  std::vector<std::shared_ptr<LiveStream>> open;
  for (size_t i = 0; i < kMostStreamsOfOne; ++i) open.push_back(*live.Follow(Of(1, {"pending"})));
  EXPECT_EQ(live.Follow(Of(1, {"pending"})).error().code(), ErrorCode::kBusy);
  EXPECT_TRUE(live.Follow(Of(2, {"pending"})).ok());
  open[0]->Close();
  EXPECT_TRUE(live.Follow(Of(1, {"pending"})).ok());
}

TEST(Live, PingsSoThatTheDeadAreFound) {
  World world;
  world.now_ms = kPingMs;
  Live live(world.Parts());
  const auto one = live.Follow(Of(1, {"pending"}));
  live.Look();
  EXPECT_EQ(Said(**one), std::string(kReady) + ":\n\n");
  world.now_ms += kPingMs - 1;
  live.Look();
  EXPECT_EQ(Said(**one), "");
  world.now_ms += 1;
  live.Look();
  EXPECT_EQ(Said(**one), ":\n\n");
}

TEST(LiveStream, WakesASleeperOnce) {
  World world;
  Live live(world.Parts());
  const auto stream = *live.Follow(Of(1, {"pending"}));
  int slept = 0;
  int woken = 0;
  stream->Connect([&] { ++slept; }, [&] { ++woken; });
  Said(*stream);
  EXPECT_EQ(slept, 1);
  world.head = "2", world.lists[{1, "pending"}] = "x";
  live.Look();
  world.head = "3", world.lists[{1, "pending"}] = "y";
  live.Look();
  EXPECT_EQ(woken, 1);
  stream->Close();
  live.Stop();
  EXPECT_EQ(woken, 1) << "a connection that is gone is never woken";
}

}  // namespace
}  // namespace niem::server
