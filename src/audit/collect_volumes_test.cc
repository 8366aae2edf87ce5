#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "audit/collect.h"

namespace niem::audit {
namespace {

using Tree = std::map<std::string, std::vector<Root::Entry>>;  // folder → what stands in it

Tree TreeOf(const std::vector<std::string>& files) {
  Tree tree;
  for (const std::string& path : files) {
    std::string folder;
    for (size_t at = 0; at <= path.size();) {
      const size_t slash = std::min(path.find('/', at), path.size());
      const std::string name = path.substr(at, slash - at);
      std::vector<Root::Entry>& entries = tree[folder];
      Root::Entry entry;
      entry.name = name, entry.folder = slash < path.size();
      if (std::ranges::none_of(entries, [&](const auto& known) { return known.name == name; })) {
        entries.push_back(entry);
      }
      folder = path.substr(0, slash);
      at = slash + 1;
    }
  }
  return tree;
}

// Volumes in memory, each of its own name.
class Disk : public Root {
 public:
  explicit Disk(std::vector<std::pair<std::string, Tree>> volumes) : volumes_(std::move(volumes)) {}

  std::vector<Entry> List(const std::string& folder) const override {
    const Tree& tree = volumes_[at_].second;
    const auto found = tree.find(folder);
    return found == tree.end() ? std::vector<Entry>() : found->second;
  }

  Result<std::string> Read(const std::string& path, uint64_t /*max_bytes*/) const override {
    return path;
  }

  std::optional<Moment> Changed(const std::string& /*path*/) const override { return {}; }

  std::string Volume() const override { return volumes_[at_].first; }

  bool NextVolume() override {
    if (at_ + 1 == volumes_.size()) return false;
    return ++at_, true;
  }

  void FirstVolume() override { at_ = 0; }

  std::vector<KnownVolume> Volumes() const override {
    std::vector<KnownVolume> known;
    for (size_t i = 0; i < volumes_.size(); ++i) {
      known.push_back({static_cast<uint32_t>(i + 1), volumes_[i].first, true, "a1b2c3d4", i, {}});
    }
    return known;
  }

 private:
  std::vector<std::pair<std::string, Tree>> volumes_;
  size_t at_ = 0;
};

Result<SourceFacts> ReadNothing(const SourceId& id, Bytes /*bytes*/,
                                const std::vector<Bytes>& /*logs*/) {
  SourceFacts facts;
  facts.Add("read", id.path);
  return facts;
}

// "kind path", of all sources.
std::vector<std::string> SourcesOf(const Collected& collected) {
  std::vector<std::string> names;
  for (const Source& source : collected.sources) {
    names.push_back(std::string(SourceKindName(source.id.kind)) + " " + source.id.path);
  }
  return names;
}

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

TEST(CollectAll, BesideTheSystemOnlyTheTreeOfAVolumeIsTaken) {
  Disk root({{"", TreeOf({"Windows/System32/config/SYSTEM", "Users/lan/NTUSER.DAT",
                          "Windows/System32/Tasks/A"})},
             {"#3", TreeOf({"SYSTEM", "Windows/System32/Tasks/B",
                            "Windows.old/Windows/System32/config/SYSTEM",
                            "Users/cu/AppData/Roaming/x", "\u00a0/RECYCLER.BIN/1/2"})}});
  CollectOptions options;
  options.places = {{"Users/*/AppData", "An app", "data"}};
  const Collected all = CollectAll(root, options, ReadNothing, {});
  const auto names = SourcesOf(all);
  EXPECT_TRUE(Has(names, "system_hive Windows/System32/config/SYSTEM"));
  EXPECT_TRUE(Has(names, "tree "));
  EXPECT_TRUE(Has(names, "tree #3"));
  EXPECT_TRUE(Has(names, "tasks "));
  // A copy there may be another computer's.
  EXPECT_FALSE(Has(names, "tasks #3"));
  EXPECT_FALSE(Has(names, "system_hive #3: SYSTEM"));
  EXPECT_EQ(std::ranges::count_if(names, [](const auto& name) { return name.ends_with("SYSTEM"); }),
            1);
  bool place = false, layout = false;
  for (const Fact& fact : all.facts) {
    ASSERT_LT(fact.source, all.sources.size());
    const Source& source = all.sources[fact.source];
    if (fact.kind == "place") {
      place = true;
      EXPECT_EQ(source.id.path, "#3");
      EXPECT_EQ(fact.Field("path"), "#3: Users/cu/AppData");
      EXPECT_EQ(fact.Field("user"), "cu");
    }
    if (!fact.Field("heuristic").empty()) {
      layout = true;
      EXPECT_EQ(source.id.path, "#3");
      EXPECT_TRUE(fact.Field("path").starts_with("#3: ")) << fact.Field("path");
    }
  }
  EXPECT_TRUE(place);
  EXPECT_TRUE(layout);
}

// A hive on the second volume starts a program on the first, and the other way round.
TEST(CollectAll, ProgramsAreLookedForOnTheVolumeThatTheirLetterNames) {
  const std::vector<std::string> both = {"App/a.exe", "App/b.dll", "Kho/a.exe", "Kho/b.dll"};
  std::vector<std::string> system = both, data = both;
  system.insert(system.end(), {"Windows/System32/config/SOFTWARE"});
  data.insert(data.end(), {"Users/lan/NTUSER.DAT", "Users/khac/NTUSER.DAT"});
  Disk root({{"", TreeOf(system)}, {"#2", TreeOf(data)}});
  const auto read = [](const SourceId& id, Bytes, const std::vector<Bytes>&) {
    SourceFacts facts;
    if (id.kind == SourceKind::kSoftwareHive) {
      facts.Add("mounted", "m").Set("letter", "D:").Set("mbr", "a1b2c3d4").Set("offset", "1");
      facts.Add("user.profile", "p").Set("path", "D:\\Users\\lan");
      facts.Add("autostart", "a").Set("command", "D:\\App\\a.exe");
      facts.Add("autostart", "b").Set("command", "E:\\Kho\\a.exe");
    }
    if (id.kind == SourceKind::kUserHive) {
      facts.Add("autostart", "c").Set("command", "C:\\Kho\\a.exe").Set("of", id.path);
    }
    if (id.kind == SourceKind::kProgramFolder) {
      facts.Add("folder.sideload", id.path).Set("folder", id.path).Set("file", "a.exe");
    }
    return Result<SourceFacts>(std::move(facts));
  };
  const Collected all = CollectAll(root, {}, read, {});
  const auto names = SourcesOf(all);
  EXPECT_TRUE(Has(names, "program_folder #2: App"));
  EXPECT_TRUE(Has(names, "program_folder Kho"));
  EXPECT_FALSE(Has(names, "program_folder App"));
  EXPECT_FALSE(Has(names, "program_folder #2: Kho"));
  EXPECT_TRUE(Has(names, "user_hive #2: Users/lan/NTUSER.DAT"));
  EXPECT_FALSE(Has(names, "user_hive #2: Users/khac/NTUSER.DAT"));
  std::map<std::string, std::string> starts;
  for (const Fact& fact : all.facts) {
    if (fact.kind != "autostart") continue;
    starts[fact.locator] = fact.Field("starts") + fact.Field("not_examined");
    if (fact.locator == "c") {
      EXPECT_EQ(fact.Field("user"), "lan");
    }
  }
  EXPECT_EQ(starts, (std::map<std::string, std::string>{
                        {"a", "sideload"}, {"b", "unknown"}, {"c", "sideload"}}));
  EXPECT_EQ(all.letters, (std::map<uint32_t, std::string>{{2, "D:"}}));
}

TEST(CollectAll, WithoutASystemEachVolumeIsTakenWholeAndNamed) {
  Disk root({{"#1", TreeOf({"a.lnk"})}, {"#2", TreeOf({"b.lnk"})}});
  const auto names = SourcesOf(CollectAll(root, {}, ReadNothing, {}));
  EXPECT_TRUE(Has(names, "link #1: a.lnk"));
  EXPECT_TRUE(Has(names, "link #2: b.lnk"));
}

TEST(CollectAll, OneVolumeIsAsBefore) {
  Disk root({{"", TreeOf({"a.lnk"})}});
  const Collected all = CollectAll(root, {}, ReadNothing, {});
  Disk same({{"", TreeOf({"a.lnk"})}});
  EXPECT_EQ(SourcesOf(all), SourcesOf(Collect(same, {}, ReadNothing, {})));
}

TEST(CollectAll, WhoStopsIsNotAskedAgain) {
  Disk root({{"#1", TreeOf({"a.lnk", "b.lnk"})}, {"#2", TreeOf({"c.lnk"})}});
  int asked = 0;
  const auto names =
      SourcesOf(CollectAll(root, {}, ReadNothing, [&](const SourceId&) { return ++asked < 2; }));
  EXPECT_EQ(asked, 2);
  EXPECT_FALSE(Has(names, "link #2: c.lnk"));
}

}  // namespace
}  // namespace niem::audit
