// Reports of `niem scan` from outside: whole, broken, cut, of another kind, too large.
#include "registry/scan_report.h"

#include <gtest/gtest.h>

namespace niem::registry {
namespace {

constexpr std::string_view kEnd =
    R"("summary":{"files":3,"documents":3,"by_verdict":{"clean":1,"marked":2},)"
    R"("finished":"2026-11-22T10:00:02+07:00","interrupted":false)";
constexpr std::string_view kRun =
    R"("run":{"engine":"niem","version":"0.1.0","rules_version":"2026.11.22","machine":"may-văn-thư",)"
    R"("system":"Debian","operator":"lan","started":"2026-11-22T10:00:00+07:00","redact":false})";

const std::string kMarked =
    R"({"path":"/nhà/mật\n.docx","member":["a.zip","b.docx"],"format":"docx","bytes":7,"sha256":")" +
    std::string(64, 'a') +
    R"(","modified":"2026-05-04T08:11:02Z","verdict":"marked","level":"toi_mat","evidence":[)"
    R"({"rule":"x","text":"không","page":1,"place":"body","weight":-0.5},)"
    R"({"rule":"mark.level","text":"TỐI MẬT","page":2,"place":"below_number","weight":0.9}]})";
const std::string kMarked2 =
    R"({"path":"/b","member":[],"sha256":null,"verdict":"marked","level":"mat","evidence":[]})";
const std::string kClean =
    R"({"path":"/c","member":[],"sha256":null,"verdict":"clean","level":null,"evidence":[]})";

std::string Summary() {
  return "{" + std::string(kEnd) + "," + std::string(kRun) + "}}";
}

std::string Lines() {
  return kMarked + "\r\n" + kClean + "\n\n" + kMarked2 + "\n" + Summary() + "\n";
}

std::string Json() {
  return "{" + std::string(kRun) + ",\n\"documents\":[\n" + kMarked + ",\n" + kClean + ",\n" +
         kMarked2 + "],\n" + std::string(kEnd) + "}}\n";
}

// What is wrong with it, in Vietnamese; empty where it was read.
std::string Fault(std::string_view text) {
  const Result<ReportRead> read = ReadReport(text, true);
  return read.ok() ? "" : read.error().message().vi;
}

TEST(ScanReportTest, BothFormsAreReadAlike) {
  for (const std::string& text : {Lines(), Json(), "\xEF\xBB\xBF" + Lines()}) {
    const Result<ReportRead> read = ReadReport(text, false);
    ASSERT_TRUE(read.ok()) << read.error().message().en;
    EXPECT_EQ(read->machine, "may-văn-thư");
    EXPECT_EQ(read->report.level, Level::kToiMat);
    EXPECT_EQ(read->report.scanned_by, "lan");
    EXPECT_EQ(read->report.finished, "2026-11-22T10:00:02+07:00");
    EXPECT_EQ(read->report.counts, "clean 1, marked 2");
    const Digest digest = Sha256Of(AsBytes(text));
    EXPECT_EQ(read->report.sha256, ToHex(Bytes(digest.data(), digest.size())));
    ASSERT_EQ(read->findings.size(), 2U);
    const Finding& first = read->findings.front();
    EXPECT_EQ(first.path, "/nhà/mật\\x0a.docx");  // no line is broken by a file's name
    EXPECT_EQ(first.member, "a.zip › b.docx");
    EXPECT_EQ(first.mark, "TỐI MẬT");
    EXPECT_EQ(first.place, "below_number");
    EXPECT_EQ(first.page, 2);
  }
}

TEST(ScanReportTest, EveryCutIsFound) {
  for (const std::string& text : {Lines(), Json()}) {
    for (size_t size = 0; size + 2 < text.size(); ++size) {
      ASSERT_NE(Fault(text.substr(0, size)), "") << size;
    }
  }
  EXPECT_NE(Fault(kMarked + "\n" + kClean + "\n").find("bị cắt"), std::string::npos);
  EXPECT_NE(Fault(kMarked + "\n" + Summary()).find("không đủ: 1"), std::string::npos);
  EXPECT_NE(Fault(Lines() + Lines()).find("dòng 6"), std::string::npos);
}

TEST(ScanReportTest, WhatIsNoReportIsSaidToBeNone) {
  for (const std::string_view text :
       {"", "\n\n", "xin chào", "[]", "{}", R"({"documents":[]})", "PK\x03\x04", "\xFF\xFE",
        R"({"summary":{"documents":0}})", R"({"summary":{"run":{"engine":"khác"}}})",
        R"({"version":"2.1.0","runs":[{"documents":1}]})", R"({"abridged":{"sha256":"x"}})",
        R"({"abridged":{}})"}) {
    EXPECT_NE(Fault(text), "") << text;
  }
  EXPECT_NE(Fault("{\"path\":1}\n" + Summary()), "");
  EXPECT_NE(Fault(R"({"path":"/a","verdict":"marked","sha256":"zz"})").find("dòng 1"),
            std::string::npos);
  EXPECT_NE(Fault(kClean + "\n{\"path\":\"\xFF\"}\n").find("dòng 2"), std::string::npos);
  EXPECT_NE(Fault(kClean + "\n" + std::string(100'000, '[')).find("dòng 2"), std::string::npos);
  EXPECT_NE(Fault(kClean + "\n" + std::string(kMaxReportLine + 1, ' ') + "x"), "");
}

TEST(ScanReportTest, ANewerReportIsNamed) {
  std::string newer = Lines();
  newer.replace(newer.find("\"clean\",\"level\""), 7, "\"sealed\"");
  EXPECT_NE(Fault(newer).find("mới hơn"), std::string::npos) << Fault(newer);
  newer = Lines();
  newer.replace(newer.find("\"toi_mat\""), 9, "\"cap_bon\"");
  EXPECT_NE(Fault(newer).find("mới hơn"), std::string::npos);
  // Keys that this version does not know are no fault.
  std::string more = Lines();
  more.replace(more.find("\"member\""), 0, "\"moi\":{\"a\":[1]},");
  EXPECT_EQ(Fault(more), "");
}

TEST(ScanReportTest, UnreadableFilesAreFindingsOnlyWhereAsked) {
  const std::string text =
      R"({"path":"/x","member":[],"verdict":"unreadable","level":null,"evidence":[]})"
      "\n"
      R"({"summary":{"documents":1,"run":{"engine":"niem","machine":"m"}}})";
  EXPECT_EQ(ReadReport(text, false)->findings.size(), 0U);
  EXPECT_EQ(ReadReport(text, false)->unreadable, 1);
  EXPECT_EQ(ReadReport(text, true)->findings.size(), 1U);
}

// A million lines in the memory of some thousand.
TEST(ScanReportTest, ALongReportIsAbridgedPieceByPiece) {
  constexpr int64_t kMany = 200'000;
  Abridger abridger;
  Sha256 digest;
  const auto add = [&](const std::string& piece) {
    digest.Update(AsBytes(piece));
    ASSERT_TRUE(abridger.Add(piece).ok());
  };
  add(kMarked.substr(0, 20)), add(kMarked.substr(20) + "\n");
  std::string block;
  for (int i = 0; i < 1000; ++i) block += kClean + "\n";
  for (int i = 0; i < kMany / 1000; ++i) add(block);
  const std::string end = R"({"summary":{"documents":)" + std::to_string(kMany + 1) +
                          R"(,"run":{"engine":"niem","machine":"m"}}})";
  add(end);
  const Result<std::string> text = abridger.Finish();
  ASSERT_TRUE(text.ok());
  EXPECT_LT(text->size(), 2000U);
  const Result<ReportRead> read = ReadReport(*text, false);
  ASSERT_TRUE(read.ok()) << read.error().message().en;
  EXPECT_EQ(read->findings.size(), 1U);
  EXPECT_EQ(read->report.documents, kMany + 1);
  const Digest whole = digest.Finish();
  EXPECT_EQ(read->report.sha256, ToHex(Bytes(whole.data(), whole.size())));
}

TEST(ScanReportTest, AnAbridgerRefusesWhatIsNoReport) {
  for (const std::string_view text : {"xin chào\n", "{}\n", "{\"a\":1}\n"}) {
    Abridger abridger;
    EXPECT_FALSE(abridger.Add(text).ok()) << text;
  }
  Abridger one_line;
  EXPECT_FALSE(one_line.Add(std::string(kMaxReportLine + 1, 'x')).ok());
}

}  // namespace
}  // namespace niem::registry
