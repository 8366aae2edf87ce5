// The minutes of a constructed computer, read back from the PDF.
#include "minutes/minutes.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "audit/testing/machine.h"
#include "print/testing.h"

namespace niem::minutes {
namespace {

class MinutesTest : public ::testing::Test {
 protected:
  MinutesTest() : pack_(*audit::RulePack::BuiltIn()) {
    Put(audit::SourceKind::kSystemHive, "", audit::ConstructedSystem());
    Put(audit::SourceKind::kSoftwareHive, "", audit::ConstructedSoftware());
    Put(audit::SourceKind::kUserHive, "lan", audit::ConstructedUser());
    audit::Source broken;
    broken.id = {audit::SourceKind::kSetupLog, "Windows/INF/setupapi.dev.log", "", ""};
    broken.notes = {{"tệp hỏng", "the file is damaged"}};
    collected_.sources.push_back(broken);
    report_.run.root = "/mnt/o-dia";
    report_.run.started = "2026-06-01T01:00:00Z", report_.run.finished = "2026-06-01T01:02:03Z";
    report_.run.inspector = "Nguyễn Văn A", report_.run.version = "0";
  }

  void Put(audit::SourceKind kind, const std::string& user, const std::string& bytes) {
    audit::Source source;
    source.id = {kind, std::string(SourceKindName(kind)), user, ""};
    audit::SourceFacts facts = ReadSource(source.id, AsBytes(bytes), {});
    source.read = !facts.failed, source.sha256 = std::string(64, 'a');
    for (audit::Fact& fact : facts.facts) {
      fact.source = static_cast<uint32_t>(collected_.sources.size());
      if (!user.empty()) fact.Set("user", user);
      collected_.facts.push_back(fact);
    }
    collected_.sources.push_back(source);
  }

  // What a person reads, in order, without the breaks of lines.
  std::string Printed(const JsonFile& json) {
    judged_ = Judge(collected_, pack_, {audit::Profile::kDrafting, nullptr, report_.others});
    if (!only_.empty()) {
      std::erase_if(judged_.findings, [&](const audit::Finding& finding) {
        return !only_.contains(finding.rule->id);
      });
    }
    report_.pack = &pack_, report_.collected = &collected_, report_.judged = &judged_;
    const Result<std::string> pdf = print::Render(MinutesOf(report_, json));
    EXPECT_TRUE(pdf.ok());
    return pdf.ok() ? print::ReadBack(*pdf).Text() : std::string();
  }

  std::set<std::string> only_;  // rules; empty: all
  audit::RulePack pack_;
  audit::Collected collected_;
  audit::Judged judged_;
  audit::AuditReport report_;
};

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(MinutesTest, IsTheGoldenText) {
  // Not every rule there is: a new one is no new layout.
  only_ = {"audit.usb.connected", "audit.phone.storage",   "audit.net.wifi",
           "audit.net.vpn",       "audit.document.opened", "audit.usb.unregistered"};
  const std::string text = Printed({"may-1.json", std::string(64, 'b'), ""});
  const std::string path =
      std::string(std::getenv("NIEM_SOURCE_DIR")) + "/tests/golden/print/audit_minutes.txt";
  if (std::getenv("NIEM_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str());
}

TEST_F(MinutesTest, SaysWhatMinutesMustSay) {
  const std::string text = Printed({"may-1.json", std::string(64, 'b'), "niem-audit+1+A"});
  for (const char* part :
       {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BIÊN BẢN KIỂM TRA MÁY TÍNH", "SOAN-THAO-01",
        "Nguyễn Văn A", "chưa đối chiếu bản gốc", "KHÔNG ĐỌC ĐƯỢC. tệp hỏng", "NGƯỜI SỬ DỤNG MÁY",
        "THỦ TRƯỞNG ĐƠN VỊ", "ký số bằng khóa", "E0D55EA573FCF3A0F8230A11", "Trang 1/"}) {
    EXPECT_TRUE(Has(text, part)) << part;
  }
  EXPECT_TRUE(Has(text, "[S]"));  // no clause without how sure it is
}

TEST_F(MinutesTest, WithoutAJsonReportNamesNone) {
  const std::string text = Printed({});
  EXPECT_FALSE(Has(text, "Kèm theo"));
  EXPECT_FALSE(Has(text, "SHA-256 của báo cáo JSON"));
}

TEST_F(MinutesTest, ShowsWhatTheMachineHidesAsEscapes) {
  audit::Fact fact;
  fact.kind = "machine";
  fact.Set("name", std::string("A\u202E\x01"
                               "B"));
  collected_.facts.insert(collected_.facts.begin(), fact);
  EXPECT_TRUE(Has(Printed({}), "A\\u202E\\u0001B"));
}

TEST_F(MinutesTest, DrawsTheDriveThatIsInTwoComputers) {
  report_.others = {{"INTERNET-02",
                     "internet",
                     {{"0951", "1666", "E0D55EA573FCF3A0F8230A11", "Kingston",
                       "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"}}},
                    {"VAN-PHONG-07", "office", {}}};
  const std::string text = Printed({});
  EXPECT_TRUE(Has(text, "Thiết bị dùng ở nhiều máy"));
  EXPECT_TRUE(Has(text, "VAN-PHONG-07"));
  EXPECT_TRUE(Has(text, "02/05/2026"));
}

}  // namespace
}  // namespace niem::minutes
