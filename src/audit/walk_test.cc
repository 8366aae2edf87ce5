#include "audit/walk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace niem::audit {
namespace {

using Entry = Root::Entry;

// A tree in memory: folder → what stands in it.
class TreeRoot : public Root {
 public:
  explicit TreeRoot(bool tells_hidden = true) : tells_hidden_(tells_hidden) {}

  Entry& Add(const std::string& path, bool folder) {
    const size_t slash = path.rfind('/');
    const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash);
    Entry entry;
    entry.name = path.substr(slash == std::string::npos ? 0 : slash + 1);
    entry.folder = folder;
    return folders_[parent].emplace_back(std::move(entry));
  }

  std::vector<Entry> List(const std::string& folder) const override {
    const auto found = folders_.find(folder);
    return found == folders_.end() ? std::vector<Entry>() : found->second;
  }

  std::optional<std::vector<Entry>> ListHidden(const std::string& folder) const override {
    return tells_hidden_ ? std::optional(List(folder)) : std::nullopt;
  }

  Result<std::string> Read(const std::string& path, uint64_t /*max_bytes*/) const override {
    return Error(ErrorCode::kNotFound, {path, path});
  }

  std::optional<Moment> Changed(const std::string& /*path*/) const override { return {}; }

 private:
  bool tells_hidden_;
  std::map<std::string, std::vector<Entry>> folders_;
};

std::vector<std::string> Heuristics(const Walked& walked) {
  std::vector<std::string> found;
  for (const Fact& fact : walked.hints) found.push_back(fact.Field("heuristic"));
  std::ranges::sort(found);
  return found;
}

TEST(Walk, NamesThatCannotBeSeen) {
  for (const char* name : {"\u00a0", " ", "\u3000", "\u200b\u200b", "\u2060"}) {
    EXPECT_TRUE(IsInvisible(name)) << name;
  }
  for (const char* name : {"", "a", "\u00a0a", "Tài liệu", "_", ".", "\xa0", "\xc2"}) {
    EXPECT_FALSE(IsInvisible(name)) << name;
  }
}

TEST(Walk, AStickOfTheKindPublished) {
  TreeRoot root;
  Entry& hidden = root.Add("\u00a0", true);
  hidden.hidden = hidden.system = true;
  root.Add("KINGSTON.lnk", false);
  root.Add("System Volume Information", true).hidden = true;
  root.Add("\u00a0/RECYCLER.BIN", true);
  root.Add("\u00a0/báo cáo.docx", false);
  Walked walked = Walk(root, {}, nullptr);
  EXPECT_EQ(Heuristics(walked), (std::vector<std::string>{"H1", "H3", "H5", "H7"}));
  EXPECT_EQ(walked.hints[0].Field("name"), "U+00A0");
  EXPECT_EQ(walked.folders, 4U);
  EXPECT_EQ(walked.files, 2U);
}

TEST(Walk, NestedLinesAndNothingElse) {
  TreeRoot root;
  root.Add("_", true), root.Add("_/_", true), root.Add("_/_/_", true);
  root.Add("src", true), root.Add("src/_", true), root.Add("src/_/__", true);
  Walked walked = Walk(root, {}, nullptr);
  ASSERT_EQ(Heuristics(walked), std::vector<std::string>{"H1"});
  EXPECT_EQ(walked.hints[0].Field("path"), "_/_/_");
}

TEST(Walk, NamesInADrivesPlace) {
  using Found = std::vector<std::string>;
  for (const auto& [name, found] : {std::pair<const char*, Found>{"UsbConfig.exe", {"H7"}},
                                    {"Transcend (8GB).lnk", {"H7"}},
                                    {"SanDiskSecureAccessV3_win.exe", {}},
                                    {"setup.exe", {}},
                                    {"kingston.txt", {}}}) {
    TreeRoot root;
    root.Add(name, false), root.Add("setup", true), root.Add("a.docx", false);
    EXPECT_EQ(Heuristics(Walk(root, {}, nullptr)), found) << name;
    root.Add("Users", true);  // a computer's disk, not a drive
    EXPECT_EQ(Heuristics(Walk(root, {}, nullptr)), Found{}) << name;
  }
  TreeRoot root;
  root.Add("Hồ sơ 2026.scr", false), root.Add("Hồ sơ 2026", true).hidden = true;
  root.Add("a.docx", false);
  EXPECT_EQ(Heuristics(Walk(root, {}, nullptr)), Found{"H7"});
}

TEST(Walk, TasksAndAutorun) {
  TreeRoot root;
  root.Add("Windows", true), root.Add("Windows/System32", true);
  root.Add("Windows/System32/Tasks", true), root.Add("Windows/System32/Tasks/A", true);
  root.Add("Windows/System32/Tasks/A/Update", false), root.Add("Windows/System32/b", false);
  const Walked walked = Walk(root, {}, nullptr);
  ASSERT_EQ(walked.tasks.size(), 1U);
  EXPECT_EQ(walked.tasks[0].path, "Windows/System32/Tasks/A/Update");
  TreeRoot drive;
  drive.Add("AutoRun.inf", false), drive.Add("x", true), drive.Add("x/autorun.inf", false);
  ASSERT_EQ(Walk(drive, {}, nullptr).desktop_files.size(), 1U);
}

TEST(Walk, OrdinaryDrives) {
  TreeRoot root;  // a drive with programs, hidden system folders, a true recycle bin
  root.Add("$RECYCLE.BIN", true).hidden = true;
  root.Add("$RECYCLE.BIN/S-1-5-21-1", true);
  root.Add("$RECYCLE.BIN/S-1-5-21-1/desktop.ini", false);
  root.Add("setup.exe", false);
  root.Add("Tài liệu", true);
  const Walked walked = Walk(root, {}, nullptr);
  EXPECT_TRUE(walked.hints.empty());
  EXPECT_TRUE(walked.desktop_files.empty());
}

TEST(Walk, WithoutAttributesNothingIsSaidOfHiddenFiles) {
  TreeRoot root(/*tells_hidden=*/false);
  root.Add("a", true).hidden = true;
  root.Add("a.lnk", false);
  EXPECT_TRUE(Walk(root, {}, nullptr).hints.empty());
}

TEST(Walk, MarkedDocumentsOfUsersAlone) {
  TreeRoot root;
  for (const char* path : {"Users/lan/Downloads/a.docx", "Users/lan/AppData/b.docx", "c.docx"}) {
    root.Add(path, false).streams = {"Zone.Identifier"};
  }
  root.Add("Users/lan/Downloads/program.exe", false).streams = {"Zone.Identifier"};
  root.Add("Users/lan/Downloads/d.pdf", false);
  root.Add("Users", true), root.Add("Users/lan", true);
  root.Add("Users/lan/Downloads", true), root.Add("Users/lan/AppData", true);
  const Walked walked = Walk(root, {}, nullptr);
  ASSERT_EQ(walked.marked.size(), 1U);
  EXPECT_EQ(walked.marked[0].path, "Users/lan/Downloads/a.docx");
}

TEST(Walk, LimitsAreTold) {
  TreeRoot root;
  std::string path;
  for (int i = 0; i < 20; ++i) root.Add(path += (path.empty() ? "d" : "/d"), true);
  EXPECT_TRUE(Walk(root, {.depth = 5}, nullptr).cut);
  EXPECT_TRUE(Walk(root, {.entries = 3}, nullptr).cut);
  EXPECT_FALSE(Walk(root, {}, nullptr).cut);
}

}  // namespace
}  // namespace niem::audit
