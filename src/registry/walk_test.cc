// Random walks against a small model of custody: the registry does a move exactly when the model
// lets it, every document's copies stay accounted for, and the book's numbers run without a gap.
// And the census: no statement is linked into the program that statements.txt does not name.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "registry/export.h"
#include "registry/tables.h"
#include "registry/testing.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr uint64_t kSeed = 11720250;
constexpr int kSteps = 2000;

const store::Sql kStates("test.copy_states", "SELECT id, document, state FROM copy ORDER BY id");
const store::Sql kEntries("test.entries",
                          "SELECT e.number FROM entry e JOIN book b ON b.id = e.book "
                          "WHERE b.kind = $1 ORDER BY e.number");

struct MoveRule {
  Act act;
  std::string_view who;
  std::string_view fields;  // beside the copy
  std::set<std::string> from;
  std::string to;
};

class Walk {
 public:
  explicit Walk(TestAgency& agency) : agency_(agency) {
    const std::string officer = std::to_string(agency.Id("officer"));
    lend_ = R"(,"due":"2026-12-01","person":)" + officer;
    rules_ = {{Act::kCopyLend, "keeper", lend_, {"held", "out"}, "out"},
              {Act::kCopyTakeBack, "keeper", "", {"out"}, "held"},
              {Act::kCopySend, "registrar", R"(,"recipient":"Tỉnh")", {"held", "out"}, "out"},
              {Act::kCopyGiveBack, "registrar", "", {"held", "out"}, "returned"},
              {Act::kCopyLost, "keeper", R"(,"account":"mất")", {"held", "out"}, "lost"},
              {Act::kCopyFound, "keeper", "", {"lost"}, "held"},
              {Act::kDestroyEmergency, "keeper", R"(,"reason":"cháy")", {"held"}, "destroyed"}};
  }

  void Step() {
    if (states_.empty() || Below(8) == 0) return Arrive();
    const MoveRule& rule = rules_[Below(rules_.size())];
    auto copy = std::next(states_.begin(), static_cast<int64_t>(Below(states_.size())));
    const bool may = rule.from.contains(copy->second);
    const Outcome outcome =
        agency_.Do(std::string(rule.who), rule.act,
                   R"({"copy":)" + std::to_string(copy->first) + std::string(rule.fields) + "}");
    ASSERT_EQ(!outcome.refused, may) << access::RuleOf(rule.act).code << " from " << copy->second;
    if (may) copy->second = rule.to;
  }

  // made = held + out + returned + destroyed + lost, copy by copy.
  void CheckStates() {
    std::map<int64_t, std::string> stored;
    ASSERT_TRUE(agency_.store()
                    .Read([&](store::Connection& connection) -> Status {
                      TRY_ASSIGN(const store::Rows rows, connection.Query(kStates, {}));
                      for (const store::Row row : rows) stored[row.Int(0)] = row.Text(2);
                      return Ok();
                    })
                    .ok());
    ASSERT_EQ(stored, states_);
  }

  void CheckNumbers() {
    ASSERT_TRUE(agency_.store()
                    .Read([&](store::Connection& connection) -> Status {
                      TRY_ASSIGN(const store::Rows rows, connection.Query(kEntries, {"incoming"}));
                      EXPECT_EQ(static_cast<int64_t>(rows.size()), arrived_);
                      int64_t expected = 0;
                      for (const store::Row row : rows) EXPECT_EQ(row.Int(0), ++expected);
                      return Ok();
                    })
                    .ok());
  }

 private:
  size_t Below(size_t n) { return random_() % n; }

  void Arrive() {
    const std::string count = std::to_string(1 + Below(3));
    const bool whole = Below(5) != 0;  // else refused: takes no number
    const Outcome in = agency_.Do("registrar", Act::kDocumentReceive,
                                  R"({"level":"mat","issuer":"Tỉnh","number":"1","stated":)" +
                                      count + R"(,"counted":)" + count + R"(,"sealed":)" +
                                      (whole ? "true" : "false") + "}");
    ASSERT_EQ(!in.refused, whole);
    if (!whole) return;
    ASSERT_EQ(in.ids.at("number"), ++arrived_);
    for (const int64_t copy : in.copies) states_[copy] = "held";
  }

  TestAgency& agency_;
  std::mt19937_64 random_{kSeed};
  std::string lend_;
  std::vector<MoveRule> rules_;
  std::map<int64_t, std::string> states_;
  int64_t arrived_ = 0;
};

TEST(WalkTest, CustodyBalancesAndNumbersRunOn) {
  auto made = TestAgency::Make(store::Engine::kEmbedded);
  ASSERT_TRUE(made.ok());
  Walk walk(**made);
  for (int step = 0; step < kSteps; ++step) {
    walk.Step();
    if (testing::Test::HasFailure()) FAIL() << "seed " << kSeed << ", step " << step;
    if (step % 100 == 0) walk.CheckStates();
  }
  walk.CheckStates();
  walk.CheckNumbers();
}

// "name who": door = only inside an act or read that the policy let through; ledger = appending,
// proving, exporting the ledger; store = the engine's own work.
TEST(SqlCensus, EveryStatementIsNamedWithWhoMayReachIt) {
  ForEachTable([]<typename T>() { StatementsOf<T>(); });
  const char* root = std::getenv("NIEM_SOURCE_DIR");
  std::ifstream file(std::string(root != nullptr ? root : ".") + "/tests/access/statements.txt");
  std::map<std::string, std::string, std::less<>> named;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::string name, who;
    words >> name >> who;
    EXPECT_TRUE(who == "door" || who == "ledger" || who == "store") << line;
    EXPECT_TRUE(named.emplace(name, who).second) << "twice: " << name;
  }
  for (const store::Sql* sql : store::Sql::All()) {
    const std::string_view name = sql->name();
    // Of each table alike, for exports and imports only: made when first used.
    if (name.starts_with("test.") || name.starts_with("registry.ids_of_") ||
        name.starts_with("registry.batch_of_") || name.starts_with("registry.bulk_")) {
      continue;
    }
    EXPECT_TRUE(named.contains(name)) << "UNKNOWN " << name;
  }
}

}  // namespace
}  // namespace niem::registry
