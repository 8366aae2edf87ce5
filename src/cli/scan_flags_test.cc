#include "cli/scan_flags.h"

#include <gtest/gtest.h>

#include "cli/values.h"

namespace niem::cli {
namespace {

using Arguments = std::vector<std::string>;
using scan::ReportFormat;

ScanArguments Parse(Arguments arguments) {
  arguments.push_back("thư mục");
  Result<ScanArguments> parsed = ParseScanArguments(arguments);
  EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : parsed.error().message().en);
  return parsed.ok() ? std::move(parsed).value() : ScanArguments{};
}

std::string ErrorOf(Arguments arguments) {
  arguments.push_back(".");
  const Result<ScanArguments> parsed = ParseScanArguments(arguments);
  return parsed.ok() ? "" : parsed.error().message().en;
}

TEST(ScanFlags, DefaultsAreTheContracts) {
  const ScanArguments parsed = Parse({});
  ASSERT_EQ(parsed.reports.size(), 1u);
  EXPECT_EQ(parsed.reports[0].format, ReportFormat::kText);
  EXPECT_EQ(parsed.fail_on, detect::Verdict::kMarked);
  EXPECT_EQ(parsed.scan.timeout, std::chrono::seconds(60));
  EXPECT_EQ(parsed.scan.roots, Arguments{"thư mục"});
}

TEST(ScanFlags, ReportsPairFormatsAndFiles) {
  ScanArguments parsed = Parse(
      {"-f", "html", "-o", "a", "--format=jsonl", "--output=b", "-o", "c.sarif", "-f", "text"});
  ASSERT_EQ(parsed.reports.size(), 4u);
  EXPECT_EQ(parsed.reports[0].path, "a");
  EXPECT_EQ(parsed.reports[1].format, ReportFormat::kJsonl);
  EXPECT_EQ(parsed.reports[2].format, ReportFormat::kSarif);
  EXPECT_EQ(parsed.reports[3].path, "");
  parsed = Parse({"-o", "out", "-f", "json", "-o", "x.json", "-f", "json"});
  ASSERT_EQ(parsed.reports.size(), 2u);
  EXPECT_EQ(parsed.reports[0].path, "out");
  EXPECT_NE(ErrorOf({"-f", "json", "-f", "text"}), "");
  EXPECT_NE(ErrorOf({"-f", "json", "-o", "x", "-f", "text", "-o", "x"}), "");
}

TEST(ScanFlags, LimitsTakeSuffixesAndRefuseNonsense) {
  const ScanArguments parsed = Parse(
      {"--max-size", "2G", "--memory", "512m", "--timeout", "0.5", "--max-depth", "0", "-j3"});
  EXPECT_EQ(parsed.scan.limits.max_file_bytes, 2ULL << 30);
  EXPECT_EQ(parsed.scan.memory_bytes, 512ULL << 20);
  EXPECT_EQ(parsed.scan.timeout, std::chrono::milliseconds(500));
  EXPECT_EQ(parsed.scan.limits.max_depth, 0u);
  EXPECT_EQ(parsed.scan.jobs, 3);
  for (const Arguments& bad : std::vector<Arguments>{{"--max-size", "x"},
                                                     {"--max-size", "0"},
                                                     {"--max-size", "99999999999T"},
                                                     {"--timeout", "-1"},
                                                     {"--timeout", "nan"},
                                                     {"--jobs", "0"},
                                                     {"--since", "2026-02-30"},
                                                     {"--memory", "1K"},
                                                     {"--fail-on", "all"}}) {
    EXPECT_NE(ErrorOf(bad), "") << bad[0] << " " << bad[1];
  }
}

TEST(ScanFlags, ErrorsNameTheOptionAndTheNearest) {
  EXPECT_NE(ErrorOf({"--jbos", "2"}).find("--jobs"), std::string::npos);
  EXPECT_NE(ErrorOf({"--quiet=1"}).find("no value"), std::string::npos);
  EXPECT_NE(ErrorOf({"-Z"}).find("-Z"), std::string::npos);
  const Result<ScanArguments> missing = ParseScanArguments({".", "--state"});
  EXPECT_NE(missing.error().message().en.find("--state"), std::string::npos);
}

TEST(ScanFlags, OptionsEndAtTwoDashes) {
  const Result<ScanArguments> parsed = ParseScanArguments({"--", "--tên lạ", "-q"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->scan.roots, (Arguments{"--tên lạ", "-q"}));
}

TEST(Values, DatesAreChecked) {
  using std::chrono::system_clock;
  EXPECT_EQ(system_clock::to_time_t(*ParseDate("1970-01-02T00:00Z")), 86400);
  EXPECT_FALSE(ParseDate("04/05/2026").ok());
  EXPECT_FALSE(ParseDate("2026-13-01").ok());
}

TEST(Pages, EveryFlagIsInEveryPage) {
  const CommandInfo& scan = ScanCommandInfo();
  const std::string help = Help(scan, Lang::kVi), man = ManPage(scan, Lang::kEn, "1");
  for (const FlagInfo& flag : scan.flags) {
    EXPECT_NE(help.find("--" + std::string(flag.name)), std::string::npos) << flag.name;
    EXPECT_FALSE(flag.help.vi.empty() || flag.help.en.empty()) << flag.name;
    for (const char* shell : {"bash", "zsh", "fish"}) {
      EXPECT_NE(Completions({scan}, shell)->find(flag.name), std::string::npos)
          << flag.name << shell;
    }
  }
  EXPECT_NE(man.find("\\-\\-one\\-file\\-system"), std::string::npos);
  EXPECT_FALSE(Completions({scan}, "cmd").ok());
}

TEST(Values, SizesAndSecondsAreWrittenAsTheyAreRead) {
  for (const uint64_t bytes : {uint64_t{1}, uint64_t{1000}, uint64_t{1} << 10, uint64_t{512} << 20,
                               uint64_t{2} << 30, (uint64_t{1} << 30) + 1}) {
    EXPECT_EQ(*ParseSize(FormatSize(bytes)), bytes);
  }
  EXPECT_EQ(FormatSize(uint64_t{512} << 20), "512M");
  EXPECT_EQ(FormatSeconds(std::chrono::seconds(60)), "60 s");
  EXPECT_EQ(FormatSeconds(std::chrono::milliseconds(1050)), "1.05 s");
}

}  // namespace
}  // namespace niem::cli
