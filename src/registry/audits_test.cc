// Reports of niem audit in the books, on both stores: imported once, known again, answered for,
// decided; devices registered and met again; absent to whom they are not work.
#include <gtest/gtest.h>

#include "registry/form.h"
#include "registry/testing_proof.h"

namespace niem::registry {
namespace {

using access::Act;

const Finder<AuditFinding> kAllFindings("test.all_audit_findings", "ORDER BY id");
const Finder<Device> kAllDevices("test.all_devices", "ORDER BY id");
const Finder<DeviceUse> kAllUses("test.all_device_uses", "ORDER BY id");

std::string FindingOf(const std::string& rule, const std::string& last,
                      const std::string& subject = "{}") {
  return R"({"rule":")" + rule + R"(","title":{"vi":"đã nối","en":"was"},"verdict":"seen",)" +
         R"("grade":"single","standing":"violation","subject":)" + subject +
         R"(,"first":"2026-04-01T00:00:00Z","last":")" + last + R"(","time_origin":"utc",)" +
         R"("last_origin":"utc","evidence_count":2,"clauses":[{"instrument":"117/2025/QH15",)" +
         R"("article":"Điều 5","certainty":"S"}]})";
}

std::string DeviceOf(const std::string& serial, const std::string& vid = "0951",
                     const std::string& more = "") {
  return R"({"vid":")" + vid + R"(","pid":"1666","serial":")" + serial + R"(","name":"USB",)" +
         R"("first":"2026-04-01T00:00:00Z","last":"2026-04-02T00:00:00Z",)" +
         R"("register":{"state":"unknown"})" + more + "}";
}

std::string Report(const std::vector<std::string>& findings,
                   const std::vector<std::string>& devices, const std::string& when = "1",
                   const std::string& machine = "MAY-1") {
  const auto joined = [](const std::vector<std::string>& all) {
    std::string text;
    for (const std::string& one : all) text += (text.empty() ? "" : ",") + one;
    return text;
  };
  return R"({"format":"niem-audit/1","run":{"version":"0","profile":"drafting","started":")" +
         when + R"("},"machine":{"name":")" + machine + R"("},"findings":[)" + joined(findings) +
         R"(],"devices":[)" + joined(devices) + R"(],"sources":[{"read":false}]})";
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return quoted + "\"";
}

class AuditsTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    auto made = TestAgency::Make(GetParam());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  Outcome Import(const std::string& who, const std::string& report, const std::string& more = "") {
    return agency_->Do(who, Act::kAuditImport, R"({"report":)" + Quoted(report) + more + "}");
  }

  Outcome Close(const std::string& who, const std::string& ids, const std::string& outcome) {
    return agency_->Do(
        who, Act::kAuditClose,
        R"({"audit_findings":[)" + ids + R"(],"outcome":")" + outcome + R"(","reason":"xem"})");
  }

  Outcome Mark(const std::string& who, const std::string& mark, const std::string& more = "") {
    return agency_->Do(who, Act::kDeviceMark,
                       R"({"devices":[1],"mark":")" + mark + R"(","reason":"xem")" + more + "}");
  }

  template <typename T>
  std::vector<T> All(const Finder<T>& finder) {
    std::vector<T> all;
    EXPECT_TRUE(agency_->store()
                    .Read([&](store::Connection& connection) -> Status {
                      TRY_ASSIGN(const store::Rows rows, connection.Query(finder.sql(), {}));
                      for (const store::Row row : rows) {
                        TRY_ASSIGN(T one, FromRow<T>(row));
                        all.push_back(std::move(one));
                      }
                      return Ok();
                    })
                    .ok());
    return all;
  }

  std::unique_ptr<TestAgency> agency_;
};

INSTANTIATE_TEST_SUITE_P(Engines, AuditsTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

TEST_P(AuditsTest, AReportIsEnteredOnceAndTheLedgerProves) {
  const std::string report = Report({FindingOf("audit.net.wifi", "2026-05-01T00:00:00Z")},
                                    {DeviceOf("abc"), DeviceOf("XYZ", "0781")});
  const Outcome first = Import("security", report);
  ASSERT_FALSE(first.refused) << first.refused->message.vi;
  EXPECT_EQ(first.ids.at("new"), 1);
  EXPECT_EQ(first.ids.at("new_devices"), 2);
  const Outcome again = Import("registrar", report);
  ASSERT_TRUE(again.refused);
  EXPECT_EQ(again.refused->reason, "audit.twice");
  const AuditFinding finding = All(kAllFindings).at(0);
  EXPECT_EQ(finding.clauses, "117/2025/QH15 Điều 5 [S]");
  EXPECT_EQ(finding.state, ObjectState::kOpen);
  const std::vector<Device> devices = All(kAllDevices);
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[0].serial, "ABC");  // however a system writes it
  EXPECT_EQ(devices[0].mark, DeviceMark::kUnregistered);
  const auto proof = ProofOf(*agency_);
  EXPECT_TRUE(proof.ok()) << proof.error().message().en;
}

TEST_P(AuditsTest, ItIsAnsweredForThenDecided) {
  Import("security", Report({FindingOf("audit.net.wifi", "2026-05-01T00:00:00Z")}, {}));
  const std::string answer = R"({"audit_findings":[1],"answer":"máy mượn"})";
  EXPECT_EQ(agency_->Reason("officer", Act::kAuditAnswer, answer), "absent");
  ASSERT_FALSE(agency_->Do("registrar", Act::kAuditAnswer, answer).refused);
  EXPECT_EQ(All(kAllFindings)[0].state, ObjectState::kProposed);
  EXPECT_EQ(All(kAllFindings)[0].answer, "máy mượn");
  EXPECT_EQ(Close("registrar", "1", "remedied").refused->reason, "wrong_duty");
  ASSERT_FALSE(Close("authority", "1", "remedied").refused);
  EXPECT_EQ(All(kAllFindings)[0].state, ObjectState::kClosed);
  EXPECT_EQ(agency_->Reason("registrar", Act::kAuditAnswer, answer), "wrong_state");
}

TEST_P(AuditsTest, OnlyALaterTraceOpensItAgain) {
  const auto report = [](const std::string& last, const std::string& when) {
    return Report({FindingOf("audit.net.wifi", last), FindingOf("audit.net.vpn", last)}, {}, when);
  };
  Import("security", report("2026-05-01T00:00:00Z", "1"));
  Close("security", "1", "remedied");
  Close("security", "2", "allowed");
  EXPECT_EQ(Import("security", report("2026-05-01T00:00:00Z", "2")).ids.at("again"), 2);
  EXPECT_EQ(All(kAllFindings)[0].state, ObjectState::kClosed);
  Import("security", report("2026-06-01T00:00:00Z", "3"));
  const std::vector<AuditFinding> all = All(kAllFindings);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].state, ObjectState::kOpen);
  EXPECT_EQ(all[0].times, 3);
  EXPECT_EQ(all[0].last, "2026-06-01T00:00:00Z");
  EXPECT_EQ(all[1].state, ObjectState::kClosed);  // it was permitted
  // On another machine it is another finding.
  EXPECT_EQ(
      Import("security", Report({FindingOf("audit.net.wifi", "")}, {}, "4", "MAY-2")).ids.at("new"),
      1);
}

TEST_P(AuditsTest, AFindingIsKnownByWhatItsRuleGroupsBy) {
  // The list of what is shown beside may grow from audit to audit.
  const std::string drive = R"({"vid":"0951","pid":"1666","serial":"ABC"})";
  const auto of = [&](const std::string& label) {
    std::string text = FindingOf("audit.usb.unregistered", "", R"({"label":")" + label + "\"}");
    return text.insert(1, R"("device":)" + drive + ",");
  };
  Import("security", Report({of("A")}, {}, "1"));
  const Outcome again = Import("security", Report({of("A, B")}, {}, "2"));
  EXPECT_EQ(again.ids.at("new"), 0);
  EXPECT_EQ(All(kAllFindings)[0].subject, "label=A, B");
}

TEST_P(AuditsTest, ADeviceIsOneOnEveryMachineAndKeepsItsMark) {
  Import("security", Report({}, {DeviceOf("ABC")}, "1", "MAY-1"));
  EXPECT_EQ(Mark("registrar", "registered").refused->reason, "wrong_duty");
  ASSERT_FALSE(Mark("security", "registered",
                    R"(,"owner":"Lan","inspected":"2026-01-01","expires":"2027-01-01")")
                   .refused);
  const Outcome second = Import("security", Report({}, {DeviceOf("abc")}, "2", "MAY-2"));
  EXPECT_EQ(second.ids.at("new_devices"), 0);
  ASSERT_EQ(All(kAllDevices).size(), 1U);
  EXPECT_EQ(All(kAllDevices)[0].mark, DeviceMark::kRegistered);
  EXPECT_EQ(All(kAllDevices)[0].owner, "Lan");
  EXPECT_EQ(All(kAllUses).size(), 2U);
  // Another product under the same number is another device.
  EXPECT_EQ(Import("security", Report({}, {DeviceOf("ABC", "0781")}, "3")).ids.at("new_devices"),
            1);
  Mark("security", "forbidden");
  const Outcome used = Import("security", Report({}, {DeviceOf("ABC")}, "4"));
  EXPECT_NE(used.warnings.front().vi.find("bị cấm"), std::string::npos);
}

TEST_P(AuditsTest, ANumberThatTheSystemMadeUpIsOfItsMachineAlone) {
  const std::string made_up = R"(,"serial_made_up":true)";
  const std::string device = DeviceOf("6&1A2B", "0951", made_up);
  Import("security", Report({}, {device}, "1", "MAY-1"));
  EXPECT_EQ(Import("security", Report({}, {device}, "2", "MAY-1")).ids.at("new_devices"), 0);
  EXPECT_EQ(Import("security", Report({}, {device}, "3", "MAY-2")).ids.at("new_devices"), 1);
  EXPECT_EQ(Mark("security", "registered").refused->reason, "device.no_serial");
  EXPECT_FALSE(Mark("security", "forbidden").refused);
}

TEST_P(AuditsTest, OthersHaveNoSuchWork) {
  const std::string report = Report({FindingOf("audit.net.wifi", "")}, {DeviceOf("ABC")});
  for (const char* who : {"officer", "keeper", "auditor", "admin"}) {
    EXPECT_EQ(Import(who, report).refused->reason, "wrong_duty") << who;
  }
  EXPECT_EQ(Import("security", report, R"(,"unit":"to-khac")").refused->reason, "absent");
  Import("security", report);
  EXPECT_EQ(Close("officer", "1", "allowed").refused->reason, "absent");
  EXPECT_EQ(Mark("keeper", "retired").refused->reason, "wrong_duty");
  EXPECT_EQ(Close("security", "999", "allowed").refused->reason, "absent");
}

TEST_P(AuditsTest, WhatDoesNotProveIsRefused) {
  const std::string report = Report({}, {DeviceOf("ABC")});
  EXPECT_EQ(
      Import("security", report, R"(,"sha256":")" + std::string(64, '0') + "\"").refused->reason,
      "audit.digest");
  EXPECT_EQ(Import("security", report, R"(,"signature":"{}")").refused->reason, "audit.signature");
  const std::string nameless = R"({"format":"niem-audit/1","run":{},"findings":[],"devices":[],)"
                               R"("sources":[]})";
  EXPECT_EQ(Import("security", nameless).refused->reason, "audit.no_machine");
  EXPECT_FALSE(Import("security", nameless, R"(,"machine":"MAY-9")").refused);
  EXPECT_TRUE(All(kAllDevices).empty());
}

TEST_P(AuditsTest, ABrokenReportChangesNothing) {
  const std::string report = Report({FindingOf("audit.net.wifi", "")}, {DeviceOf("ABC")});
  const auto done = agency_->registry().Perform(
      {agency_->Id("security"), access::Duty::kSecurity, ""}, Act::kAuditImport,
      R"({"report":)" + Quoted(report.substr(0, report.size() / 2)) + "}");
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(All(kAllFindings).empty());
}

}  // namespace
}  // namespace niem::registry
