// Programs where they do not belong; the data is constructed (testing/traces.h).
#include "audit/program_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "audit/pe.h"
#include "audit/source.h"
#include "audit/suspects.h"
#include "audit/testing/traces.h"

namespace niem::audit {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

SourceFacts Read(const Files& files, const std::string& folder = "ProgramData/X",
                 const YaraRules* yara = nullptr) {
  std::string listing;
  std::vector<Bytes> bytes;
  for (const auto& [name, content] : files) {
    listing += std::string(64, 'a') + "  " + name + "\n";
    bytes.push_back(AsBytes(content));
  }
  return ReadProgramFolder(folder, AsBytes(listing), bytes, yara);
}

Files Triad() {
  return {{"CEFHelper.exe", BuildProgram(false, true, {"KERNEL32.dll", "Hex.dll"})},
          {"hex.dll", BuildProgram(true, false, {"KERNEL32.dll"})},
          {"adobeupdate.dat", Noise(60'000, 7)}};
}

TEST(PeTest, SaysWhatItNeeds) {
  const auto program = ReadPe(AsBytes(BuildProgram(false, true, {"A.dll", "b.DLL"})));
  ASSERT_TRUE(program);
  EXPECT_FALSE(program->library);
  EXPECT_TRUE(program->has_signature);
  EXPECT_EQ(program->imports, (std::vector<std::string>{"a.dll", "b.dll"}));
  const auto library = ReadPe(AsBytes(BuildProgram(true, false, {})));
  ASSERT_TRUE(library);
  EXPECT_TRUE(library->library);
  EXPECT_FALSE(library->has_signature);
  EXPECT_FALSE(ReadPe(AsBytes("MZ")));
  const std::string whole = BuildProgram(false, true, {"a.dll"});
  for (size_t size = 0; size < whole.size(); ++size) (void)ReadPe(AsBytes(whole).first(size));
}

TEST(ProgramFolderTest, ASignedProgramALibraryAndNoise) {
  const SourceFacts facts = Read(Triad());
  ASSERT_EQ(facts.facts.size(), 1u);
  EXPECT_EQ(facts.facts[0].kind, "folder.sideload");
  EXPECT_EQ(facts.facts[0].Field("file"), "CEFHelper.exe");
  EXPECT_EQ(facts.facts[0].Field("library"), "hex.dll");
  EXPECT_EQ(facts.facts[0].Field("blob"), "adobeupdate.dat");
  EXPECT_EQ(facts.facts[0].Field("sha256"), std::string(64, 'a'));
}

TEST(ProgramFolderTest, EachPartIsNeeded) {
  Files files = Triad();
  files[0].second = BuildProgram(false, false, {"hex.dll"});  // no signature
  EXPECT_TRUE(Read(files).facts.empty());
  files = Triad();
  files[0].second = BuildProgram(false, true, {"other.dll"});  // does not ask for it
  EXPECT_TRUE(Read(files).facts.empty());
  files = Triad();
  files[1].second = BuildProgram(true, true, {});  // signed as well
  EXPECT_TRUE(Read(files).facts.empty());
  files = Triad();
  files[2].second = std::string(60'000, 'a');  // no noise
  EXPECT_TRUE(Read(files).facts.empty());
  files[2].second = "PK\x03\x04" + Noise(60'000, 7);  // noise by its format
  EXPECT_TRUE(Read(files).facts.empty());
  files[2].second = Noise(40'000, 7);  // too small
  EXPECT_TRUE(Read(files).facts.empty());
  files = Triad();
  for (int i = 0; i < 10; ++i)
    files.emplace_back("l" + std::to_string(i) + ".dll", BuildProgram(true, false, {}));
  EXPECT_TRUE(Read(files).facts.empty());  // an installed program
}

TEST(ProgramFolderTest, AHoardOfStolenFiles) {
  Files files;
  for (const char* name : {"QmFvIGNhbw==", "S2UgaG9hY2g=", "VG8gdHJpbmgg"})
    files.emplace_back(name, Noise(30'000, static_cast<uint32_t>(name[0])));
  EXPECT_EQ(Read(files, "x/RECYCLER.BIN/files").facts.at(0).Field("files"), "3");
  EXPECT_TRUE(Read(files, "$Recycle.Bin/S-1-5-21-1").facts.empty());
  files.pop_back();
  EXPECT_TRUE(Read(files, "x/RECYCLER.BIN/files").facts.empty());
}

TEST(ProgramFolderTest, RulesOfTheAgency) {
  const auto rules = YaraRules::Compile(
      {{"a.yar",
        "rule loader { strings: $a = \"hex.dll\" nocase condition: $a }\n"
        "private rule hidden { condition: true }"},
       {"b.yar", "import \"pe\"\nrule dll { condition: pe.characteristics & pe.DLL }"}});
  ASSERT_TRUE(rules.ok());
  EXPECT_EQ(rules->size(), 3u);
  const SourceFacts facts = Read(Triad(), "ProgramData/X", &*rules);
  std::vector<std::string> found;
  for (const Fact& fact : facts.facts) {
    if (fact.kind == "yara.match") found.push_back(fact.Field("rule") + " " + fact.Field("file"));
  }
  std::ranges::sort(found);
  EXPECT_EQ(found, (std::vector<std::string>{"a.yar:loader CEFHelper.exe", "b.yar:dll hex.dll"}));
}

TEST(YaraTest, AWrongRuleIsNamedWithItsLine) {
  const auto wrong = YaraRules::Compile({{"sai.yar", "rule a {\n condition: nothing\n}"}});
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.error().message().en.find("sai.yar:2"), std::string::npos);
  EXPECT_FALSE(YaraRules::Compile({{"i.yar", "include \"/etc/passwd\""}}).ok());
}

TEST(SuspectsTest, PathsOfCommands) {
  const auto at = [](const std::string& command) {
    const Started started = StartedByCommand(command);
    return started.letter + started.path;
  };
  EXPECT_EQ(at("\"C:\\ProgramData\\X y\\z.exe\" -k"), "C:ProgramData/X y/z.exe");
  EXPECT_EQ(at("c:\\Users\\Public\\a.EXE 626"), "C:Users/Public/a.EXE");
  EXPECT_EQ(at("\"d:\\App\\a.exe\""), "D:App/a.exe");
  // Those stand with the system, whatever its letter is.
  EXPECT_EQ(at("%ProgramData%\\X\\a.exe"), "ProgramData/X/a.exe");
  for (const char* none : {"rundll32 x", "", "C:\\*\\a.exe", "%windir%\\a.exe"}) {
    EXPECT_EQ(at(none), "") << none;
  }
}

// Names alone; nothing can be read.
class NamedRoot : public Root {
 public:
  std::map<std::string, std::vector<Entry>> folders;

  void Add(const std::string& folder, const std::string& name) {
    folders[folder].push_back({name, false});
    for (std::string at = folder; !at.empty();) {
      const size_t cut = at.rfind('/');
      const std::string above = cut == std::string::npos ? "" : at.substr(0, cut);
      const std::string last = cut == std::string::npos ? at : at.substr(cut + 1);
      if (std::ranges::find(folders[above], last, &Entry::name) == folders[above].end())
        folders[above].push_back({last, true});
      at = above;
    }
  }

  std::vector<Entry> List(const std::string& folder) const override {
    const auto found = folders.find(folder);
    return found == folders.end() ? std::vector<Entry>() : found->second;
  }

  Result<std::string> Read(const std::string& path, uint64_t) const override {
    return Error(ErrorCode::kNotFound, {path, path});
  }

  std::optional<Moment> Changed(const std::string&) const override { return std::nullopt; }
};

TEST(SuspectsTest, PlacesOfAComputer) {
  NamedRoot root;
  for (const char* folder :
       {"Windows/System32", "ProgramData/App", "Program Files/App", "Users/lan/AppData/Roaming/App",
        "Users/lan/Documents/App", "Autostarted/Deep/Er"}) {
    root.Add(folder, "a.exe"), root.Add(folder, "b.dll"), root.Add(folder, "thu.docx");
  }
  root.Add("ProgramData/Alone", "a.exe");
  const std::vector<std::string> run = {"Autostarted/Deep/Er/a.exe"};
  const auto names = [&](bool any) {
    std::vector<std::string> folders;
    for (const Suspect& suspect : FindSuspects(root, {run, {}, any}).folders)
      folders.push_back(suspect.folder);
    return folders;
  };
  const std::vector<std::string> expect = {"Autostarted/Deep/Er", "ProgramData/App",
                                           "Users/lan/AppData/Roaming/App"};
  EXPECT_EQ(names(false), expect);
  EXPECT_EQ(names(true).size(), 4u);  // a program alone, for rules of the agency
  const Suspect first = FindSuspects(root, {run, {}, false}).folders.at(0);
  EXPECT_TRUE(first.started);
  EXPECT_EQ(first.files, (std::vector<std::string>{"a.exe", "b.dll"}));  // no document
}

TEST(SuspectsTest, ADriveIsWalkedAndBounded) {
  NamedRoot root;
  root.Add("\xC2\xA0/RECYCLER.BIN/1", "a.exe"), root.Add("\xC2\xA0/RECYCLER.BIN/1", "b.dll");
  Suspects found = FindSuspects(root, {});
  ASSERT_EQ(found.folders.size(), 1u);
  EXPECT_TRUE(found.folders[0].removable && found.folders[0].odd && !found.cut);
  for (int i = 0; i < 400; ++i) {
    const std::string folder = "f" + std::to_string(i);
    root.Add(folder, "a.exe"), root.Add(folder, "b.dll");
  }
  found = FindSuspects(root, {});
  EXPECT_EQ(found.folders.size(), kMaxSuspects);
  EXPECT_TRUE(found.cut);
}

TEST(SuspectsTest, WhatIsStartedFromADriveDoesNotEndTheWalk) {
  NamedRoot root;
  for (const char* folder : {"", "App", "App/Bin"})
    root.Add(folder, "a.exe"), root.Add(folder, "b.dll");
  const Suspects found = FindSuspects(root, {{"App/a.exe", "a.exe"}, {}, false});
  std::vector<std::string> folders;
  for (const Suspect& suspect : found.folders) folders.push_back(suspect.folder);
  EXPECT_EQ(folders, (std::vector<std::string>{"App", "", "App/Bin"}));
}

// Quotation marks and dashes of the same block of Unicode can be seen.
TEST(SuspectsTest, AFolderThatBeginsWithAQuotationMarkIsNotOdd) {
  for (const auto& [name, odd] : {std::pair{"“Hồ sơ”", false}, {"– cũ", false}, {"\u200B", true}}) {
    NamedRoot root;
    root.Add(name, "a.exe"), root.Add(name, "b.dll");
    const Suspects found = FindSuspects(root, {});
    ASSERT_EQ(found.folders.size(), 1u) << name;
    EXPECT_EQ(found.folders[0].odd, odd) << name;
  }
}

}  // namespace
}  // namespace niem::audit
