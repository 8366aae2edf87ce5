// Names of documents must stand nowhere in a report that leaves the unit.
#include "audit/redact.h"

#include <gtest/gtest.h>

#include "base/redact.h"

namespace niem::audit {
namespace {

class RedactTest : public ::testing::Test {
 protected:
  size_t AddSource(SourceKind kind, const std::string& path) {
    Source source;
    source.id.kind = kind, source.id.path = path;
    collected_.sources.push_back(source);
    return collected_.sources.size() - 1;
  }

  Fact& AddFact(const std::string& kind, const std::string& locator, size_t source) {
    Fact fact;
    fact.kind = kind, fact.locator = locator, fact.source = static_cast<uint32_t>(source);
    collected_.facts.push_back(fact);
    return collected_.facts.back();
  }

  void Redact() { RedactNames(collected_, judged_, run_, given_); }

  Collected collected_;
  Judged judged_;
  AuditRun run_;
  std::vector<std::string> given_;
};

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(RedactTest, ADocumentIsHiddenInFieldLocatorAndNotes) {
  const std::string path = "E:\\Kế hoạch A\\Dự thảo.docx";
  const size_t source = AddSource(SourceKind::kTree, "");
  collected_.sources[source].notes = {{"Dự thảo.docx: tệp hỏng", "Dự thảo.docx: damaged"}};
  AddFact("file.zone", path + ":Zone.Identifier", source).Set("path", path).Set("user", "lan");
  Finding finding;
  finding.facts = {0};
  finding.notes = {{"thấy ở " + path, "seen at " + path}};
  judged_.findings.push_back(finding);
  const std::string digest = Redacted(collected_.facts[0], "path");
  const std::string last = digest.substr(digest.rfind('\\') + 1);
  Redact();
  EXPECT_TRUE(digest.starts_with("E:\\sha256:")) << digest;
  EXPECT_TRUE(digest.ends_with(".docx")) << digest;
  EXPECT_EQ(collected_.facts[0].Field("path"), digest);
  EXPECT_EQ(collected_.facts[0].Field("user"), "lan");
  EXPECT_EQ(collected_.facts[0].locator, digest + ":Zone.Identifier");
  EXPECT_EQ(judged_.findings[0].notes[0].vi, "thấy ở " + digest);
  EXPECT_EQ(collected_.sources[source].notes[0].en, last + ": damaged");
}

// One document in several places, in other cases, and by a link.
TEST_F(RedactTest, ADocumentsNameHasOneDigest) {
  const auto last = [](const char* kind, const char* path) {
    Fact fact;
    fact.kind = kind;
    fact.Set("path", std::string(path));
    const std::string digest = Redacted(fact, "path");
    return digest.substr(digest.find_last_of("/\\") + 1);
  };
  const std::string digest = last("link", "E:\\Kế hoạch.docx");
  EXPECT_EQ(last("file.zone", "Users/lan/Downloads/Kế hoạch.DOCX"), digest);
  EXPECT_EQ(last("document.recent", "C:\\Users\\lan\\Kế hoạch.docx.lnk"), digest + ".lnk");
  EXPECT_NE(last("link", "E:\\Kế hoạch B.docx"), digest);
}

TEST_F(RedactTest, WhatIsADocumentOfEachKindOfTrace) {
  const auto hidden = [](const char* kind, const char* path) {
    Fact fact;
    fact.kind = kind;
    fact.Set("path", std::string(path));
    return Redacted(fact, "path") != path;
  };
  for (const char* path : {"/home/lan/Kế hoạch/tin.com", "E:\\Kế hoạch", "a.exe", "a.js"})
    EXPECT_TRUE(hidden("document.opened", path)) << path;
  EXPECT_FALSE(hidden("document.opened", "E:\\"));
  EXPECT_TRUE(hidden("event.malware", "containerfile:_C:\\A.docx; file:_C:\\A.docx->(SCRIPT05)"));
  EXPECT_FALSE(hidden("event.malware", "file:_C:\\ProgramData\\a.exe"));
  EXPECT_TRUE(hidden("program.run", "E:\\Kế hoạch\\Dự thảo.lnk"));
  EXPECT_FALSE(hidden("program.run", "E:\\Kế hoạch\\a.exe"));
  EXPECT_FALSE(hidden("link", "E:\\KINGSTON.EXE"));
  EXPECT_TRUE(hidden("link", "E:\\Kế hoạch"));
  EXPECT_TRUE(hidden("place", "Users/lan/Zalo/Kế hoạch.pdf"));
  EXPECT_FALSE(hidden("place", "Users/lan/Zalo"));
}

TEST_F(RedactTest, AnEndingThatIsNoDocumentsIsHiddenToo) {
  Fact fact;
  fact.kind = "document.recent";
  fact.Set("name", "báo cáo.KHTC");
  EXPECT_FALSE(Has(Redacted(fact, "name"), "KHTC"));
}

TEST_F(RedactTest, FoldersThatWereNotReadKeepTheirFirstParts) {
  const size_t source = AddSource(SourceKind::kTree, "");
  collected_.sources[source].notes = {
      {"thư mục không đọc được: Users/lan/Kế hoạch/B", "a folder could not be read: Users/lan"}};
  run_.image.emplace().unread = {
      {"#2: Users/lan/Kế hoạch: hỏng", "#2: Users/lan/Kế hoạch: damaged"}};
  Redact();
  const Text& note = collected_.sources[source].notes[0];
  EXPECT_TRUE(note.vi.starts_with("thư mục không đọc được: Users/lan/sha256:")) << note.vi;
  EXPECT_EQ(note.en, "a folder could not be read: Users/lan");
  EXPECT_FALSE(Has(run_.image->unread[0].vi, "Kế hoạch"));
  EXPECT_TRUE(run_.image->unread[0].en.ends_with(": damaged"));
}

TEST_F(RedactTest, ALinkIsCalledByItsDocument) {
  const size_t source = AddSource(SourceKind::kLink, "Users/lan/Recent/Kế hoạch.lnk");
  AddFact("link", "link", source).Set("path", "E:\\Kế hoạch");
  Redact();
  EXPECT_FALSE(Has(collected_.sources[source].id.path, "Kế hoạch"));
  EXPECT_TRUE(collected_.sources[source].id.path.starts_with("Users/lan/Recent/sha256:"));
  EXPECT_TRUE(collected_.sources[source].id.path.ends_with(".lnk"));
  EXPECT_FALSE(Has(collected_.facts[0].Field("path"), "Kế hoạch"));
}

TEST_F(RedactTest, SoAreTheFilesOfKde) {
  const size_t source =
      AddSource(SourceKind::kRecentFiles, "home/lan/RecentDocuments/B.docx.desktop");
  Redact();
  EXPECT_FALSE(Has(collected_.sources[source].id.path, "B.docx"));
  EXPECT_TRUE(collected_.sources[source].id.path.ends_with(".docx.desktop"));
}

TEST_F(RedactTest, NamesTurnedByThirteenLettersAreCutOff) {
  const size_t source = AddSource(SourceKind::kUserHive, "NTUSER.DAT");
  AddFact("program.run", "UserAssist\\{A}\\Count\\P:\\Xr ubnpu.qbpk.yax", source)
      .Set("path", "C:\\Ke hoach.docx.lnk");
  AddFact("program.run", "UserAssist\\{A}\\Count\\P:\\n.rkr", source).Set("path", "C:\\a.exe");
  Redact();
  EXPECT_EQ(collected_.facts[0].locator, "UserAssist\\{A}\\Count");
  EXPECT_EQ(collected_.facts[1].locator, "UserAssist\\{A}\\Count\\P:\\n.rkr");
}

TEST_F(RedactTest, WhatAFindingIsMadeOfStays) {
  const size_t source = AddSource(SourceKind::kSystemHive, "SYSTEM");
  AddFact("link", "link", source).Set("path", "E:\\");
  AddFact("link", "link", source).Set("path", "E:\\KINGSTON.EXE").Set("label", "KINGSTON");
  AddFact("folder.sideload", "f", source).Set("folder", "ProgramData/A").Set("file", "a.exe");
  AddFact("place", "p", source).Set("path", "Users/lan/Documents/Zalo Received Files");
  const std::vector<Fact> before = collected_.facts;
  Redact();
  for (size_t i = 0; i < before.size(); ++i)
    EXPECT_EQ(collected_.facts[i].fields, before[i].fields);
}

TEST_F(RedactTest, AShortNameIsNotLookedForInWords) {
  const size_t source = AddSource(SourceKind::kUserHive, "NTUSER.DAT");
  AddFact("document.recent", "RecentDocs\\a", source).Set("name", "a");
  collected_.sources[source].notes = {{"hai khoá hỏng", "a key is damaged"}};
  Redact();
  EXPECT_TRUE(collected_.facts[0].Field("name").starts_with("sha256:"));
  EXPECT_EQ(collected_.sources[source].notes[0].en, "a key is damaged");
}

TEST_F(RedactTest, TheRunSaysSo) {
  run_.root = "/media/kiểm tra/máy của A";
  run_.image.emplace().path = "/kho/vụ việc.E01";
  given_ = {"vụ A/máy.json"};
  run_.notes = {
      {"--compare vụ A/máy.json: không đối chiếu", "--compare vụ A/máy.json: not compared"}};
  Redact();
  EXPECT_TRUE(run_.redacted);
  EXPECT_FALSE(Has(run_.root, "máy"));
  EXPECT_FALSE(Has(run_.image->path, "vụ"));
  ASSERT_EQ(run_.notes.size(), 2U);
  EXPECT_FALSE(Has(run_.notes[0].vi, "vụ A") || Has(run_.notes[0].vi, "máy.json"));
  EXPECT_TRUE(Has(run_.notes[1].en, "--redact"));
}

}  // namespace
}  // namespace niem::audit
