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

  void Redact() { RedactNames(collected_, judged_, run_); }

  Collected collected_;
  Judged judged_;
  AuditRun run_;
};

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(RedactTest, ADocumentIsHiddenInFieldLocatorSubjectAndNotes) {
  const std::string path = "E:\\Kế hoạch A\\Dự thảo.docx";
  const size_t source = AddSource(SourceKind::kTree, "");
  collected_.sources[source].notes = {{"Dự thảo.docx: tệp hỏng", "Dự thảo.docx: damaged"}};
  AddFact("file.zone", path + ":Zone.Identifier", source).Set("path", path);
  Finding finding;
  finding.facts = {0};
  finding.subject = {{"path", path + ", C:\\x.exe"}, {"user", "lan"}};
  finding.notes = {{"thấy ở " + path, "seen at " + path}};
  judged_.findings.push_back(finding);
  Redact();
  const std::string digest = RedactName(path);
  EXPECT_TRUE(digest.ends_with(".docx"));
  EXPECT_EQ(collected_.facts[0].Field("path"), digest);
  EXPECT_EQ(collected_.facts[0].locator, digest + ":Zone.Identifier");
  EXPECT_EQ(judged_.findings[0].subject.at("path"), digest + ", C:\\x.exe");
  EXPECT_EQ(judged_.findings[0].subject.at("user"), "lan");
  EXPECT_EQ(judged_.findings[0].notes[0].vi, "thấy ở " + digest);
  EXPECT_EQ(collected_.sources[source].notes[0].en, digest + ": damaged");
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
  Redact();
  EXPECT_TRUE(run_.redacted);
  EXPECT_FALSE(Has(run_.root, "máy"));
  EXPECT_FALSE(Has(run_.image->path, "vụ"));
  ASSERT_EQ(run_.notes.size(), 1U);
  EXPECT_TRUE(Has(run_.notes[0].en, "--redact"));
}

}  // namespace
}  // namespace niem::audit
