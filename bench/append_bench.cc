// What the ledger costs: events appended through it, against the same bytes inserted bare, into the
// same store, in the same transactions, in one interleaved run; on both engines.
//
//   append_bench [EVENTS] [--per EVENTS_IN_A_TRANSACTION]
//
// Bare: the event's bytes and its body, two inserts, as a plain log would keep them. Ledger: those,
// the hashing and salting, the tree's nodes and the head. TMPDIR says on which disk.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "harness/agency.h"
#include "registry/log_store.h"
#include "registry/schema.h"
#include "store/testing.h"

namespace {

using namespace niem;
using harness::Must;
using store::Engine;
using store::Transaction;

const store::Sql kMakeEvents("bench.make_events",
                             "CREATE TABLE bare_event (seq BIGINT PRIMARY KEY, leaf BYTEA NOT "
                             "NULL)");
const store::Sql kMakeBodies("bench.make_bodies",
                             "CREATE TABLE bare_body (seq BIGINT NOT NULL, name TEXT NOT NULL, "
                             "salt BYTEA NOT NULL, bytes BYTEA NOT NULL, PRIMARY KEY (seq, name))");
const store::Sql kAddEvent("bench.add_event", "INSERT INTO bare_event (seq, leaf) VALUES ($1, $2)");
const store::Sql kAddBody("bench.add_body",
                          "INSERT INTO bare_body (seq, name, salt, bytes) VALUES ($1, $2, $3, $4)");

constexpr int kRound = 100;  // transactions of one kind before the other's turn

ledger::Draft DraftOf(int64_t number) {
  ledger::Draft draft;
  ledger::Event& event = draft.event;
  event.person = "17";
  event.duty = "keeper";
  event.act = number == 0 ? std::string(ledger::kActOpen) : "copy.hand_over";
  event.object_kind = "copy";
  event.object_id = std::to_string(number);
  event.label = {"mat", {}, "xa-suoi-nga"};
  event.request = "6f1c2b1e-" + std::to_string(number);
  event.pack = "vn-2025/1";
  const ledger::Hash digest = Sha256Of(AsBytes(event.object_id));
  event.rows.push_back({"copy", event.object_id, digest, digest});
  event.rows.push_back({"custody", event.object_id, std::nullopt, digest});
  draft.bodies.push_back({"data", std::string(200, 'n')});
  return draft;
}

class Bench {
 public:
  Bench(Engine engine, int per) : store_(engine), per_(per) {
    Must(store::Migrate(*store_, registry::Migrations(), 0));
    Must(store_->Write([&](Transaction& tx) -> Status {
      TRY(tx.Execute(kMakeEvents, {}));
      TRY(tx.Execute(kMakeBodies, {}));
      return Ok();
    }));
    // Its bytes are what the bare inserts write.
    Append(1);
    Must(store_->Read([&](store::Connection& connection) -> Status {
      return registry::SqlLogStore(connection)
          .ReadLeaves(0, 1, [&](uint64_t, std::string_view leaf) {
            leaf_ = leaf;
            return Ok();
          });
    }));
  }

  void Run(int events) {
    while (bare_ < events) {
      Time(&bare_spent_, [&] { Insert(kRound); });
      Time(&ledger_spent_, [&] { Append(kRound); });
    }
  }

  void Print(const char* name) const {
    const auto rate = [&](double seconds) { return static_cast<double>(bare_) / seconds; };
    std::printf("| %s | %d | %.0f | %.0f | %.2f | %.0f | %.0f | %.2f |\n", name, per_,
                rate(bare_spent_.wall), rate(ledger_spent_.wall),
                bare_spent_.wall / ledger_spent_.wall, rate(bare_spent_.cpu),
                rate(ledger_spent_.cpu), bare_spent_.cpu / ledger_spent_.cpu);
  }

 private:
  struct Spent {
    double wall = 0;
    double cpu = 0;  // of this process, so without PostgreSQL's
  };

  template <typename F>
  static void Time(Spent* spent, F&& work) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    work();
    spent->cpu += static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    spent->wall += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  void Insert(int transactions) {
    const std::string body(200, 'n');
    for (int i = 0; i < transactions; ++i) {
      Must(store_->Write([&](Transaction& tx) -> Status {
        for (int k = 0; k < per_; ++k) {
          TRY(tx.Execute(kAddEvent, {bare_, AsBytes(leaf_)}));
          TRY(tx.Execute(kAddBody, {bare_, "data", AsBytes(std::string_view(body).substr(0, 32)),
                                    AsBytes(body)}));
          ++bare_;
        }
        return Ok();
      }));
    }
  }

  void Append(int transactions) {
    for (int i = 0; i < transactions; ++i) {
      Must(store_->Write([&](Transaction& tx) -> Status {
        registry::SqlLogStore log_store(tx);
        for (int k = 0; k < per_; ++k) {
          clock_.Pass(1000);
          TRY(log_.Append(log_store, DraftOf(appended_++)));
        }
        return Ok();
      }));
    }
  }

  store::testing::TestStore store_;
  int per_;
  ledger::HandClock clock_;
  ledger::Log log_{"thu", "thu", clock_};
  std::string leaf_;
  int64_t appended_ = 0;
  int64_t bare_ = 0;
  Spent bare_spent_;
  Spent ledger_spent_;
};

}  // namespace

int main(int argc, char** argv) {
  int events = 3000;
  int per = 1;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--per" && i + 1 < argc)
      per = std::atoi(argv[++i]);
    else
      events = std::atoi(argv[i]);
  }
  if (events <= 0 || per <= 0) return 2;
  std::printf(
      "| store | events a transaction | bare/s | ledger/s | ratio | bare/CPU s | ledger/CPU s | "
      "ratio |\n|---|---|---|---|---|---|---|---|\n");
  for (const Engine engine : store::testing::EnginesToTest()) {
    Bench bench(engine, per);
    bench.Run(events);
    bench.Print(engine == Engine::kEmbedded ? "embedded" : "PostgreSQL 15");
  }
  return 0;
}
