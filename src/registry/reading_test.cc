// Readings recorded beside, and within, the acts of others, on both stores.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "ledger/event.h"
#include "registry/log_store.h"
#include "registry/testing.h"

namespace niem::registry {
namespace {

using access::Act;
using access::Duty;

constexpr int kEach = 25;

class ReadingTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    auto made = TestAgency::Make(GetParam(), *Date::FromYmd(2026, 3, 2));
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  Result<Outcome> Read(int64_t document, const Registry::Look& look) {
    access::Object object;
    object.kind = access::ObjectKind::kDocument;
    object.state = access::ObjectState::kInForce;
    object.label = {Level::kMat, {}, std::string(TestAgency::kUnit)};
    return agency_->registry().Read({agency_->Id("keeper"), Duty::kKeeper, ""}, Act::kDocumentRead,
                                    object, look, document);
  }

  Result<Outcome> Receive(const std::string& who, Duty duty) {
    return agency_->registry().Perform(
        {agency_->Id(who), duty, ""}, Act::kDocumentReceive,
        R"({"level":"mat","issuer":"U","number":"1","stated":1,"counted":1,"sealed":true})");
  }

  // "act object" of each event.
  std::vector<std::string> Events() {
    std::vector<std::string> events;
    const Status read = agency_->store().Read([&](store::Connection& connection) -> Status {
      const SqlLogStore log(connection);
      TRY_ASSIGN(const ledger::LogHead head, log.ReadHead());
      return log.ReadLeaves(0, head.size, [&](uint64_t, std::string_view leaf) -> Status {
        TRY_ASSIGN(const ledger::Event event, ledger::Decode(AsBytes(leaf)));
        events.push_back(event.act + " " + event.object_id);
        return Ok();
      });
    });
    EXPECT_TRUE(read.ok());
    return events;
  }

  std::unique_ptr<TestAgency> agency_;
};

INSTANTIATE_TEST_SUITE_P(Engines, ReadingTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

// Acts that are done, refused and only tried; what each reader is told is his own event.
TEST_P(ReadingTest, EachHasItsOwnEventAmongTheActsOfOthers) {
  std::mutex mutex;
  std::map<uint64_t, std::string> told;
  std::atomic<int> bad = 0;
  const auto note = [&](const Result<Outcome>& outcome, const std::string& event) {
    if (!outcome.ok() || !outcome->event) {
      ++bad;
      return;
    }
    const std::lock_guard<std::mutex> lock(mutex);
    if (!told.emplace(*outcome->event, event).second) ++bad;
  };
  std::vector<std::thread> threads;
  for (int reader = 0; reader < 4; ++reader) {
    threads.emplace_back([&, reader] {
      for (int i = 0; i < kEach; ++i) {
        const int64_t document = 1000 * (reader + 1) + i;
        note(Read(document, [](Deed&) { return Ok(); }),
             "document.read " + std::to_string(document));
      }
    });
  }
  threads.emplace_back([&] {
    for (int i = 0; i < kEach; ++i) {
      const Result<Outcome> done = Receive("registrar", Duty::kRegistrar);
      if (!done.ok() || !done->ids.contains("document")) {
        ++bad;
        continue;
      }
      note(done, "document.receive " + std::to_string(done->ids.at("document")));
    }
  });
  threads.emplace_back([&] {
    for (int i = 0; i < kEach; ++i) {
      note(Receive("officer", Duty::kOfficer), "");  // refused: not of his duty
      const auto tried = agency_->registry().Try({agency_->Id("registrar"), Duty::kRegistrar, ""},
                                                 Act::kDocumentReceive, R"({"level":"mat"})");
      if (!tried.ok()) ++bad;
    }
  });
  threads.emplace_back([&] {
    access::Object above;  // of a compartment that is not his
    above.kind = access::ObjectKind::kDocument;
    above.state = access::ObjectState::kInForce;
    above.label = {Level::kTuyetMat, {"rieng"}, std::string(TestAgency::kUnit)};
    for (int i = 0; i < kEach; ++i) {
      note(agency_->registry().Read(
               {agency_->Id("keeper"), Duty::kKeeper, ""}, Act::kDocumentRead, above,
               [](Deed&) { return Ok(); }, 9000 + i),
           "document.read.refused " + std::to_string(9000 + i));
    }
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(bad, 0);
  EXPECT_EQ(told.size(), size_t{kEach} * 7);
  const std::vector<std::string> events = Events();
  EXPECT_EQ(events.size(), 1 + told.size());  // the founding
  for (const auto& [seq, event] : told) {
    ASSERT_LT(seq, events.size());
    EXPECT_TRUE(event.empty() || events[seq] == event) << events[seq] << ", not " << event;
  }
}

// A refused reading has the writer, and carries along what waits when it writes. Who hangs himself
// in after that finds the writer taken: whoever gives it back must look again. The clock is asked
// by the refused one when it looks, begins to write, writes; begins and writes for the one it
// carries: at the second of these the first other comes, at the last the second.
TEST_P(ReadingTest, OneThatComesWhileARefusedOneIsWrittenIsRecordedToo) {
  std::thread::id refused;
  std::atomic<int> asked = 0;
  std::vector<std::future<Result<Outcome>>> others;
  const auto another = [&] {
    others.push_back(
        std::async(std::launch::async, [&] { return Read(7, [](Deed&) { return Ok(); }); }));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));  // until it waits
  };
  agency_->clock().OnLook([&] {
    if (std::this_thread::get_id() != refused) return;
    const int now = ++asked;
    if (now == 2 || now == 5) another();
  });
  access::Object above;
  above.kind = access::ObjectKind::kDocument;
  above.state = access::ObjectState::kInForce;
  above.label = {Level::kTuyetMat, {"rieng"}, std::string(TestAgency::kUnit)};
  refused = std::this_thread::get_id();
  const auto outcome = agency_->registry().Read(
      {agency_->Id("keeper"), Duty::kKeeper, ""}, Act::kDocumentRead, above,
      [](Deed&) { return Ok(); }, 9000);
  ASSERT_TRUE(outcome.ok() && outcome->refused);
  ASSERT_EQ(others.size(), 2U);
  for (auto& other : others) {
    EXPECT_EQ(other.wait_for(std::chrono::seconds(20)), std::future_status::ready)
        << "nobody looked at the reading that waits";
  }
  agency_->clock().OnLook({});
  EXPECT_TRUE(Receive("registrar", Duty::kRegistrar).ok());  // lets go who was forgotten
  for (auto& other : others) EXPECT_TRUE(other.get().ok());
}

TEST_P(ReadingTest, OneThatCannotBeRecordedFailsNoAct) {
  std::atomic<bool> over = false;
  std::atomic<int> wrong = 0;
  std::thread reader([&] {
    while (!over) {
      const auto read = Read(7, [](Deed& deed) -> Status {
        deed.AddBody("data", "một");
        deed.AddBody("data", "hai");  // an event has one body of a name
        return Ok();
      });
      if (read.ok()) ++wrong;
    }
  });
  for (int i = 0; i < kEach; ++i) {
    const Result<Outcome> done = Receive("registrar", Duty::kRegistrar);
    if (!done.ok() || done->refused) ++wrong;
  }
  over = true;
  reader.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(Events().size(), size_t{1} + kEach);
}

}  // namespace
}  // namespace niem::registry
