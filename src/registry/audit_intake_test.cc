#include "registry/audit_intake.h"

#include <gtest/gtest.h>

namespace niem::registry {
namespace {

std::string Report(const std::string& findings, const std::string& devices = "",
                   const std::string& format = "niem-audit/1") {
  return R"({"format":")" + format + R"(","run":{"inspector":"A\u0001B"},"machine":{"name":"M"},)" +
         R"("findings":[)" + findings + R"(],"devices":[)" + devices +
         R"(],"sources":[{"read":true},{"read":false}]})";
}

constexpr std::string_view kSeen =
    R"({"rule":"audit.x","verdict":"seen","grade":"single","standing":"violation"})";

TEST(AuditIntake, TakesTheWordsOfBehaviours) {
  const auto with = [](const std::string& heuristics) {
    std::string finding(kSeen);
    finding.replace(finding.size() - 1, 1,
                    R"(,"subject":{"heuristic":"H1, H3"})" + heuristics + "}");
    const auto read = ReadAudit(Report(finding));
    EXPECT_TRUE(read.ok());
    return read->findings.at(0);
  };
  const AuditFinding older = with("");
  EXPECT_EQ(older.subject, "heuristic=H1, H3");
  const AuditFinding newer =
      with(R"(,"heuristics":[{"code":"H1","vi":"không nhìn thấy","en":"cannot be seen"},)"
           R"({"code":"H3","vi":"thùng rác\ngiả","en":"a false bin"},{"code":"H5"},7])");
  EXPECT_EQ(newer.subject,
            "heuristic=H1, H3\nheuristic.vi=H1 không nhìn thấy; H3 thùng rác\\x0agiả"
            "\nheuristic.en=H1 cannot be seen; H3 a false bin");
  // It is the same finding as that of an older report.
  EXPECT_EQ(newer.identity, older.identity);
  std::string many = R"(,"heuristics":[)";
  for (int i = 0; i < 500; ++i) {
    many += R"({"code":"H1","vi":")" + std::string(1000, 'a') + R"(","en":"b"},)";
  }
  EXPECT_LT(with(many + "7]").subject.size(), 5'000U);
  EXPECT_EQ(with(R"(,"heuristics":"H1")").subject, older.subject);
}

TEST(AuditIntake, KeepsWhatSomebodyMustAnswerFor) {
  const auto read = ReadAudit(Report(
      std::string(kSeen) +
          R"(,{"rule":"audit.y","verdict":"seen","grade":"single","standing":"note"},)"
          R"({"rule":"audit.z","verdict":"not_seen"},{"rule":"audit.w","verdict":"source_absent"})",
      R"({"serial":"abc","name":"USB"},{"name":"no number"})"));
  ASSERT_TRUE(read.ok()) << read.error().message().en;
  EXPECT_EQ(read->machine, "M");
  EXPECT_EQ(read->findings.size(), 1U);
  EXPECT_EQ(read->report.violations, 1);
  EXPECT_EQ(read->report.noted, 1);
  EXPECT_EQ(read->report.unread, 1);
  EXPECT_EQ(read->report.inspector, "A\\x01B");
  ASSERT_EQ(read->devices.size(), 1U);
  EXPECT_EQ(read->devices[0].device.serial, "ABC");
}

TEST(AuditIntake, ShortensLongTextsBetweenLetters) {
  std::string title;
  for (int i = 0; i < 1000; ++i) title += "ệ";
  std::string finding(kSeen);
  finding.insert(1, R"("title":{"vi":")" + title + R"("},)");
  const auto read = ReadAudit(Report(finding));
  ASSERT_TRUE(read.ok());
  EXPECT_LE(read->findings[0].title.size(), 500U);
  EXPECT_EQ(read->findings[0].title.size() % 3, 0U);
}

TEST(AuditIntake, RefusesWhatItDoesNotKnow) {
  const std::string good = Report(std::string(kSeen));
  ASSERT_TRUE(ReadAudit(good).ok());
  for (size_t i = 0; i + 1 < good.size(); ++i) EXPECT_FALSE(ReadAudit(good.substr(0, i)).ok()) << i;
  const std::vector<std::string> bad = {
      "",
      "{}",
      "[]",
      Report("", "", "niem-audit/2"),
      Report("", "", "niem-scan/1"),
      Report("1"),
      Report("", "1"),
      Report(R"({"rule":"audit.x","verdict":"maybe"})"),
      Report(R"({"rule":"audit.x","verdict":"seen","standing":"crime","grade":"single"})"),
      Report(R"({"rule":"audit.x","verdict":"seen","standing":"violation","grade":"sure"})"),
      Report(R"({"rule":"<b>","verdict":"seen","standing":"violation","grade":"single"})"),
      Report("\"\xFF\"")};
  for (const std::string& one : bad) {
    const auto read = ReadAudit(one);
    ASSERT_FALSE(read.ok()) << one;
    EXPECT_EQ(read.error().code(), ErrorCode::kInvalidArgument) << one;
  }
}

// What it names by digests would stand beside the same under its names.
TEST(AuditIntake, RefusesReportsWithoutNames) {
  std::string report = Report(std::string(kSeen));
  const std::string run = R"("run":{)";
  report.insert(report.find(run) + run.size(), R"("redacted":true,)");
  const auto read = ReadAudit(report);
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message().en.find("--redact"), std::string::npos);
}

TEST(AuditIntake, HasLimits) {
  std::string many(kSeen);
  for (size_t i = 0; i < kMaxAuditFindings; ++i) many += "," + std::string(kSeen);
  EXPECT_EQ(ReadAudit(Report(many)).error().code(), ErrorCode::kTooLarge);
  EXPECT_EQ(ReadAudit(std::string(kMaxAuditBytes + 1, ' ')).error().code(), ErrorCode::kTooLarge);
  std::string devices = R"({"serial":"A"})";
  for (size_t i = 0; i < kMaxAuditDevices; ++i) devices += R"(,{"serial":"A"})";
  EXPECT_EQ(ReadAudit(Report("", devices)).error().code(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace niem::registry
