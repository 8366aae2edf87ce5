// Random walks against a small model of custody: the registry does a move exactly when the model
// lets it, every document's copies stay accounted for, and the book's numbers run without a gap.
// And the census: no statement is linked into the program that statements.txt does not name.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "registry/export.h"
#include "registry/tables.h"
#include "registry/testing_walk.h"

namespace niem::registry {
namespace {

constexpr uint64_t kSeed = 11720250;
constexpr uint64_t kSteps = 500;  // tests/harness/registry walks further

TEST(WalkTest, CustodyBalancesAndNumbersRunOn) {
  auto made = TestAgency::Make(store::Engine::kEmbedded);
  ASSERT_TRUE(made.ok());
  Walk walk(**made, kSeed);
  while (walk.steps() < kSteps) {
    const Status step = walk.Step();
    ASSERT_TRUE(step.ok()) << "seed " << kSeed << ", " << step.error().message().en;
  }
  const Status all = walk.CheckAll();
  EXPECT_TRUE(all.ok()) << all.error().message().en;
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
