#include "scan/report.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "base/digest.h"
#include "base/file.h"
#include "detect/finding_json.h"
#include "scan/report_facts.h"
#include "scan/report_names.h"
#include "scan/report_words.h"

namespace niem::scan {
namespace {

namespace fs = std::filesystem;

std::string SourceDir() {
  const char* folder = std::getenv("NIEM_SOURCE_DIR");
  return folder != nullptr ? folder
                           : fs::path(__FILE__).parent_path().parent_path().parent_path().string();
}

std::string GoldenDir() {
  return SourceDir() + "/tests/golden/report/";
}

std::vector<detect::DocumentResult> ReadResults(const std::string& path) {
  std::vector<detect::DocumentResult> results;
  std::istringstream lines(ReadWholeFile(path).value());
  for (std::string line; std::getline(lines, line);) {
    Result<detect::DocumentResult> result = detect::FromWireJson(line);
    EXPECT_TRUE(result.ok()) << line;
    if (result.ok()) results.push_back(std::move(*result));
  }
  return results;
}

RunInfo TestRun() {
  RunInfo run;
  run.version = "0.1.0";
  run.rules_version = "2026.11.22";
  run.machine = "UBND-XA-01";
  run.system = "Debian GNU/Linux 12, Linux 6.1 x86_64";
  run.operator_name = "nguyenvana";
  run.started = "2026-11-22T10:00:00+07:00";
  run.roots = {"/mnt/usb"};
  run.sandbox = {"seccomp, Landlock 2", "seccomp, Landlock 2"};
  run.settings = {{"--timeout", "60 s"}, {"--max-depth", "16"}, {"--rules", "/etc/niem/rules"}};
  return run;
}

Summary SummaryOf(const std::vector<detect::DocumentResult>& results) {
  Summary summary;
  for (const detect::DocumentResult& result : results) {
    ++summary.documents;
    if (result.member.empty()) ++summary.files, summary.bytes += result.bytes;
    ++summary.by_verdict[std::string(detect::VerdictName(result.verdict))];
    ++summary.by_format[std::string(extract::FormatName(result.format))];
    if (result.verdict == detect::Verdict::kMarked)
      ++summary.by_level[std::string(LevelName(result.level))];
    if (result.verdict == detect::Verdict::kUnreadable && !result.notes.empty()) {
      ++summary.unreadable_by_reason[std::string(ErrorCodeName(result.notes[0].code))];
    }
  }
  summary.finished = "2026-11-22T10:00:02+07:00";
  summary.elapsed_ms = 2000;
  return summary;
}

void Render(ReportFormat format, const std::string& path, const RunInfo& run,
            const std::vector<detect::DocumentResult>& results, bool color = false) {
  auto writer = MakeReportWriter({.format = format, .path = path, .color = color, .width = 100});
  ASSERT_TRUE(writer.ok()) << writer.error().message().en;
  ASSERT_TRUE((*writer)->Begin(run).ok());
  for (const detect::DocumentResult& result : results) ASSERT_TRUE((*writer)->Add(result).ok());
  const Status ended = (*writer)->End(SummaryOf(results));
  ASSERT_TRUE(ended.ok()) << ended.error().message().en;
}

class ReportTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "niem-report.XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name + "/";
    results_ = ReadResults(GoldenDir() + "input.jsonl");
    ASSERT_FALSE(results_.empty());
  }

  void TearDown() override { fs::remove_all(folder_); }

  std::string Written(ReportFormat format, const RunInfo& run, bool color = false) {
    const std::string path = folder_ + "report";
    Render(format, path, run, results_, color);
    return ReadWholeFile(path).value();
  }

  std::string folder_;
  std::vector<detect::DocumentResult> results_;
};

// NIEM_UPDATE_GOLDEN=1 writes the files instead; read the diff before committing it.
void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = GoldenDir() + name;
  if (std::getenv("NIEM_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(WriteFileAtomically(path, text).ok());
    return;
  }
  const Result<std::string> golden = ReadWholeFile(path);
  ASSERT_TRUE(golden.ok()) << path;
  EXPECT_EQ(*golden, text) << name;
}

RunInfo English(RunInfo run) {
  run.lang = Lang::kEn;
  return run;
}

RunInfo Redacted(RunInfo run) {
  run.redact = true;
  return run;
}

TEST_F(ReportTest, GoldenFiles) {
  ExpectGolden("report.vi.txt", Written(ReportFormat::kText, TestRun()));
  ExpectGolden("report.en.txt", Written(ReportFormat::kText, English(TestRun())));
  ExpectGolden("report.color.txt", Written(ReportFormat::kText, TestRun(), true));
  ExpectGolden("report.jsonl", Written(ReportFormat::kJsonl, TestRun()));
  ExpectGolden("report.json", Written(ReportFormat::kJson, English(TestRun())));
  ExpectGolden("report.sarif", Written(ReportFormat::kSarif, TestRun()));
  ExpectGolden("redacted.jsonl", Written(ReportFormat::kJsonl, Redacted(TestRun())));
}

TEST_F(ReportTest, SameInputGivesTheSameBytes) {
  for (const ReportFormat format : {ReportFormat::kHtml, ReportFormat::kXlsx}) {
    EXPECT_EQ(Written(format, TestRun()), Written(format, TestRun()));
  }
}

TEST_F(ReportTest, SidecarIsInSha256sumForm) {
  const std::string text = Written(ReportFormat::kXlsx, TestRun());
  EXPECT_EQ(ReadWholeFile(folder_ + "report.sha256").value(),
            ToHex(Sha256Of(AsBytes(text))) + "  report\n");
}

TEST_F(ReportTest, NothingUnderTheNameUntilComplete) {
  const std::string path = folder_ + "report";
  for (const ReportFormat format :
       {ReportFormat::kHtml, ReportFormat::kXlsx, ReportFormat::kJson}) {
    {
      auto writer = MakeReportWriter({.format = format, .path = path});
      ASSERT_TRUE(writer.ok());
      ASSERT_TRUE((*writer)->Begin(TestRun()).ok());
      ASSERT_TRUE((*writer)->Add(results_[0]).ok());
      EXPECT_FALSE(fs::exists(path));
    }
    EXPECT_TRUE(fs::is_empty(folder_));  // and no temporary file stays behind
  }
}

TEST_F(ReportTest, OnlyTheOwnerMayRead) {
  Written(ReportFormat::kJson, TestRun());

  struct stat info {};

  ASSERT_EQ(::stat((folder_ + "report").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600);
}

TEST_F(ReportTest, CannotOpenIsAnError) {
  EXPECT_FALSE(
      MakeReportWriter({.format = ReportFormat::kJson, .path = folder_ + "none/report"}).ok());
  EXPECT_FALSE(MakeReportWriter({.format = ReportFormat::kJson, .path = folder_}).ok());
}

TEST_F(ReportTest, FullDiskIsAnError) {
  auto writer = MakeReportWriter({.format = ReportFormat::kJsonl, .path = "/dev/full"});
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE((*writer)->Begin(TestRun()).ok());
  ASSERT_TRUE((*writer)->Add(results_[0]).ok());
  EXPECT_FALSE((*writer)->End(SummaryOf(results_)).ok());
}

TEST_F(ReportTest, HtmlHoldsNoMarkupFromNames) {
  const std::string html = Written(ReportFormat::kHtml, TestRun());
  EXPECT_EQ(html.find("<b>"), std::string::npos);
  EXPECT_EQ(html.find("\033"), std::string::npos);
  EXPECT_EQ(html.find("\u202E"), std::string::npos);
  EXPECT_NE(html.find("\\u003c/script\\u003e"), std::string::npos);
  EXPECT_NE(html.find("Content-Security-Policy"), std::string::npos);
  EXPECT_EQ(html.find("<!--niem:"), std::string::npos);  // every place is filled
}

TEST_F(ReportTest, NoFormatForgetsToRedact) {
  for (const ReportFormat format : {ReportFormat::kText, ReportFormat::kJsonl, ReportFormat::kJson,
                                    ReportFormat::kSarif, ReportFormat::kHtml}) {
    const std::string text = Written(format, Redacted(TestRun()));
    for (const char* name :
         {"mnt/usb", "Tờ trình phương án", "kế hoạch.pdf", "hỏng.pdf", "word/document.xml"}) {
      EXPECT_EQ(text.find(name), std::string::npos) << name;
    }
  }
}

TEST_F(ReportTest, EmptyScan) {
  results_.clear();
  for (const ReportFormat format :
       {ReportFormat::kText, ReportFormat::kJsonl, ReportFormat::kJson, ReportFormat::kSarif,
        ReportFormat::kHtml, ReportFormat::kXlsx}) {
    EXPECT_FALSE(Written(format, TestRun()).empty());
  }
}

// Renders another stream of results (one wire JSON object a line) for looking at:
// NIEM_RENDER=results.jsonl NIEM_RENDER_TO=out-prefix scan_test --gtest_filter=*Render*
TEST(ReportRender, FromEnvironment) {
  const char* from = std::getenv("NIEM_RENDER");
  const char* to = std::getenv("NIEM_RENDER_TO");
  if (from == nullptr || to == nullptr) GTEST_SKIP() << "NIEM_RENDER is not set";
  const std::vector<detect::DocumentResult> results = ReadResults(from);
  const std::pair<ReportFormat, const char*> formats[] = {
      {ReportFormat::kText, ".txt"},  {ReportFormat::kJsonl, ".jsonl"},
      {ReportFormat::kJson, ".json"}, {ReportFormat::kSarif, ".sarif"},
      {ReportFormat::kHtml, ".html"}, {ReportFormat::kXlsx, ".xlsx"}};
  for (const auto& [format, suffix] : formats)
    Render(format, std::string(to) + suffix, TestRun(), results);
}

TEST(ReportNames, PrintableNeutralisesWhatMisleads) {
  EXPECT_EQ(Printable("Tờ trình.docx"), "Tờ trình.docx");
  EXPECT_EQ(Printable("a\033[31mb\n"), "a\\u001B[31mb\\u000A");
  EXPECT_EQ(Printable("x\u202Egpj.exe"), "x\\u202Egpj.exe");
  EXPECT_EQ(Printable("a\u200Bb\u2066c"), "a\\u200Bb\\u2066c");
  EXPECT_EQ(Printable("\xE1\xBA"), "\\xE1\\xBA");
  EXPECT_EQ(Printable("To\u0302\u0301i"), "To\u0302\u0301i");  // decomposed stays as it is
}

TEST(ReportNames, DisplayWidth) {
  EXPECT_EQ(DisplayWidth("TUYỆT MẬT"), 9);
  EXPECT_EQ(DisplayWidth("To\u0302\u0301i ma\u0323\u0302t"), 7);
  EXPECT_EQ(DisplayWidth("文件"), 4);
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("\xFF"), 1);
}

TEST(ReportNames, FitAndWrap) {
  EXPECT_EQ(FitMiddle("ngắn", 10), "ngắn");
  for (int width = 1; width < 40; ++width) {
    EXPECT_LE(
        DisplayWidth(FitMiddle("/một/đường/dẫn/文件/rất dài/To\u0302\u0301i mật.docx", width)),
        width);
    for (const std::string& line : Wrap("các từ rất-dài-không-có-chỗ-ngắt 文件文件文件", width)) {
      EXPECT_LE(DisplayWidth(line), std::max(width, 2));
    }
  }
  EXPECT_EQ(Wrap("", 10).size(), 1U);
}

TEST(ReportFacts, Numbers) {
  EXPECT_EQ(FormatCount(1234567, Lang::kVi), "1.234.567");
  EXPECT_EQ(FormatCount(999, Lang::kEn), "999");
  EXPECT_EQ(FormatBytes(18231, Lang::kVi), "17,8 KB");
  EXPECT_EQ(FormatBytes(1048576 - 1, Lang::kEn), "1.0 MB");
  EXPECT_EQ(FormatDuration(184'000, Lang::kVi), "3 phút 4 giây");
  EXPECT_EQ(FormatDuration(1'500, Lang::kEn), "1.5 s");
  EXPECT_EQ(FormatDuration(7'200'000, Lang::kEn), "2 h 0 min");
}

TEST(ReportFacts, ToUtc) {
  EXPECT_EQ(ToUtc("2026-11-22T10:00:00+07:00"), "2026-11-22T03:00:00Z");
  EXPECT_EQ(ToUtc("2026-01-01T03:30:00Z"), "2026-01-01T03:30:00Z");
  EXPECT_EQ(ToUtc("2026-01-01T03:30:00+07:00"), "2025-12-31T20:30:00Z");
  EXPECT_EQ(ToUtc("2026-13-01T03:30:00Z"), "");
  EXPECT_EQ(ToUtc("nonsense"), "");
}

TEST(ReportWords, EveryRuleHasWords) {
  EXPECT_EQ(WordsOfRule("mark.level").rule, "mark.level");
  EXPECT_EQ(WordsOfRule("mark.unheard_of").rule, "mark.");
  EXPECT_EQ(WordsOfRule("agency.x").rule, "agency.");
  EXPECT_EQ(WordsOfRule("???").rule, "");
  for (const RuleWords& words : AllRuleWords()) {
    EXPECT_FALSE(words.title.vi.empty() || words.title.en.empty() || words.why.vi.empty() ||
                 words.why.en.empty());
  }
}

}  // namespace
}  // namespace niem::scan
