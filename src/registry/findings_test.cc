// Findings of niem scan in the books, on both stores: imported once, known again, decided, tied to
// documents and incidents; absent to whom they are not work.
#include <gtest/gtest.h>

#include "registry/form.h"
#include "registry/testing_proof.h"

namespace niem::registry {
namespace {

using access::Act;

const Finder<Finding> kAll("test.all_findings", "ORDER BY id");
const store::Sql kBodies("test.finding_bodies", "SELECT bytes FROM ledger_body ORDER BY seq, name");

struct File {
  std::string path;
  std::string level;
  char digest = 'a';
};

std::string Escaped(std::string_view text) {
  std::string quoted;
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n') {
      quoted += "\\n";
    } else {
      quoted += c;
    }
  }
  return quoted;
}

// `when` makes two scans of the same files two reports.
std::string Report(const std::vector<File>& files, const std::string& when,
                   const std::string& machine = "may-1") {
  std::string text;
  for (const File& file : files) {
    text += R"({"path":")" + file.path + R"(","member":[],"bytes":1,"sha256":")" +
            std::string(64, file.digest) + R"(","verdict":"marked","level":")" + file.level +
            R"(","evidence":[{"text":"DẤU","place":"top_left","page":1,"weight":1}]})" + "\n";
  }
  return text + R"({"summary":{"documents":)" + std::to_string(files.size()) +
         R"(,"run":{"engine":"niem","machine":")" + machine + R"(","started":")" + when + R"("}}})";
}

class FindingsTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    auto made = TestAgency::Make(GetParam());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  Outcome Import(const std::string& who, const std::string& report, const std::string& more = "") {
    return agency_->Do(who, Act::kFindingImport,
                       R"({"report":")" + Escaped(report) + "\"" + more + "}");
  }

  Outcome Decide(const std::string& who, const std::string& ids, const std::string& outcome) {
    return agency_->Do(
        who, Act::kFindingDecide,
        R"({"findings":[)" + ids + R"(],"outcome":")" + outcome + R"(","reason":"đã xem"})");
  }

  std::vector<Finding> All() {
    std::vector<Finding> all;
    EXPECT_TRUE(agency_->store()
                    .Read([&](store::Connection& connection) -> Status {
                      TRY_ASSIGN(const store::Rows rows, connection.Query(kAll.sql(), {}));
                      for (const store::Row row : rows) {
                        TRY_ASSIGN(Finding one, FromRow<Finding>(row));
                        all.push_back(std::move(one));
                      }
                      return Ok();
                    })
                    .ok());
    return all;
  }

  std::unique_ptr<TestAgency> agency_;
};

INSTANTIATE_TEST_SUITE_P(Engines, FindingsTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

TEST_P(FindingsTest, AReportIsImportedOnceAndItsLedgerProves) {
  const std::string report = Report({{"/a", "mat"}, {"/b", "mat", 'b'}}, "1");
  const Outcome first = Import("security", report);
  ASSERT_FALSE(first.refused) << first.refused->message.vi;
  EXPECT_EQ(first.ids.at("new"), 2);
  const Outcome again = Import("registrar", report);
  ASSERT_TRUE(again.refused);
  EXPECT_EQ(again.refused->reason, "finding.twice");
  EXPECT_NE(again.refused->message.vi.find("2026-03-02"), std::string::npos);
  EXPECT_EQ(All().size(), 2U);
  const auto proof = ProofOf(*agency_);
  EXPECT_TRUE(proof.ok()) << proof.error().message().en;
}

// The rows are the books; the ledger keeps their digests, not the paths a second time.
TEST_P(FindingsTest, TheLedgerHoldsNoPaths) {
  Import("security", Report({{"/duong-dan-ke-chuyen", "mat"}}, "1"));
  const Status read = agency_->store().Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const store::Rows rows, connection.Query(kBodies, {}));
    for (const store::Row row : rows) {
      EXPECT_EQ(AsText(row.Blob(0)).find("duong-dan"), std::string::npos);
    }
    return Ok();
  });
  EXPECT_TRUE(read.ok());
}

TEST_P(FindingsTest, WhatWasDecidedStaysDecidedUnlessItIsBack) {
  Import("security", Report({{"/a", "mat"}, {"/b", "mat", 'b'}, {"/c", "mat", 'c'}}, "1"));
  Decide("security", "1", "permitted");
  Decide("security", "2", "removed");
  Decide("authority", "3", "false_alarm");
  const Outcome again = Import(
      "registrar",
      Report({{"/a", "mat"}, {"/b", "mat", 'b'}, {"/c", "toi_mat", 'c'}, {"/a", "mat", 'd'}}, "2"));
  EXPECT_EQ(again.ids.at("new"), 1);  // another content under the same name is another finding
  EXPECT_EQ(again.ids.at("again"), 3);
  const std::vector<Finding> all = All();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].state, ObjectState::kClosed);
  EXPECT_EQ(all[0].outcome, FindingOutcome::kPermitted);
  EXPECT_EQ(all[0].times, 2);
  EXPECT_EQ(all[0].last_report, again.ids.at("report"));
  EXPECT_EQ(all[1].state, ObjectState::kOpen);  // it was not removed
  EXPECT_EQ(all[2].state, ObjectState::kOpen);  // it bears more than was decided on
  EXPECT_EQ(all[2].level, Level::kToiMat);
  // Of another machine it is another finding.
  EXPECT_EQ(Import("registrar", Report({{"/a", "mat"}}, "3", "may-2")).ids.at("new"), 1);
}

TEST_P(FindingsTest, NobodyImportsOrDecidesAboveHisClearance) {
  const std::string report = Report({{"/a", "mat"}, {"/b", "toi_mat", 'b'}}, "1");
  EXPECT_EQ(Import("security", report).refused->reason, "finding.above_clearance");
  ASSERT_FALSE(Import("registrar", report).refused);
  // Absent and forbidden are one answer.
  const Outcome hidden = Decide("security", "2", "false_alarm");
  const Outcome absent = Decide("security", "999", "false_alarm");
  EXPECT_EQ(hidden.refused->reason, "absent");
  EXPECT_EQ(hidden.refused->message.vi, absent.refused->message.vi);
  EXPECT_EQ(Decide("security", "1,2", "false_alarm").refused->reason, "absent");
  EXPECT_EQ(All()[0].state, ObjectState::kOpen);
  EXPECT_FALSE(Decide("security", "1", "false_alarm").refused);
}

// Two worlds, with and without a graver finding of the same file: the same answer.
TEST_P(FindingsTest, AFindingAboveHimDoesNotShowInWhatHeImports) {
  const std::string low = Report({{"/a", "mat"}}, "2");
  ASSERT_FALSE(Import("registrar", Report({{"/a", "toi_mat"}}, "1")).refused);
  const Outcome done = Import("security", low);
  EXPECT_EQ(done.ids.at("new"), 1);
  EXPECT_EQ(done.ids.at("again"), 0);
  const std::vector<Finding> all = All();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].times, 1);
}

TEST_P(FindingsTest, OthersHaveNoSuchWork) {
  const std::string report = Report({{"/a", "mat"}}, "1");
  for (const char* who : {"officer", "keeper", "auditor", "admin"}) {
    EXPECT_EQ(Import(who, report).refused->reason, "wrong_duty") << who;
  }
  Import("security", report);
  EXPECT_EQ(Decide("officer", "1", "permitted").refused->reason, "absent");
  EXPECT_EQ(Decide("keeper", "1", "permitted").refused->reason, "absent");
  EXPECT_EQ(Decide("registrar", "1", "permitted").refused->reason, "wrong_duty");
  EXPECT_EQ(agency_->Reason("keeper", Act::kIncidentOpen,
                            R"({"kind":"leak","findings":[1],"account":"x"})"),
            "absent");
}

TEST_P(FindingsTest, AnIncidentTakesItsFindingsAndTheirLevel) {
  Import("registrar", Report({{"/a", "mat"}, {"/b", "toi_mat", 'b'}}, "1"));
  const Outcome opened =
      agency_->Do("authority", Act::kIncidentOpen,
                  R"({"kind":"leak","findings":[1,2],"account":"máy nối mạng"})");
  ASSERT_FALSE(opened.refused) << opened.refused->message.vi;
  for (const Finding& one : All()) {
    EXPECT_EQ(one.outcome, FindingOutcome::kIncident);
    EXPECT_EQ(one.incident, opened.ids.at("incident"));
    EXPECT_EQ(one.state, ObjectState::kClosed);
  }
  // The security officer, cleared to Mật, learns of no incident at Tối mật.
  EXPECT_EQ(agency_->Reason("security", Act::kIncidentClose, R"({"incident":1,"outcome":"x"})"),
            "absent");
}

TEST_P(FindingsTest, ItIsADocumentOfTheBooks) {
  const Outcome in = agency_->Do(
      "registrar", Act::kDocumentReceive,
      R"({"level":"mat","issuer":"UBND tỉnh","number":"7","stated":1,"counted":1,"sealed":true})");
  const std::string document = std::to_string(in.ids.at("document"));
  Import("registrar", Report({{"/a", "toi_mat"}}, "1"));
  const Outcome done =
      agency_->Do("registrar", Act::kFindingRegister,
                  R"({"findings":[1],"document":)" + document + R"(,"reason":"bản đến"})");
  ASSERT_FALSE(done.refused);
  EXPECT_EQ(done.warnings.size(), 1U);  // its mark is higher than the books say
  EXPECT_EQ(All()[0].document, in.ids.at("document"));
  EXPECT_EQ(agency_->Reason("registrar", Act::kFindingRegister,
                            R"({"findings":[1],"document":999,"reason":"x"})"),
            "absent");
}

TEST_P(FindingsTest, ADigestThatDiffersIsRefused) {
  const std::string report = Report({{"/a", "mat"}}, "1");
  const Digest digest = Sha256Of(AsBytes(report));
  const std::string right = ToHex(Bytes(digest.data(), digest.size()));
  EXPECT_EQ(
      Import("security", report, R"(,"sha256":")" + std::string(64, '0') + "\"").refused->reason,
      "finding.digest");
  EXPECT_EQ(All().size(), 0U);
  EXPECT_FALSE(Import("security", report, R"(,"sha256":")" + right + "  r.jsonl\"").refused);
}

TEST_P(FindingsTest, ABrokenReportChangesNothing) {
  const std::string report = Report({{"/a", "mat"}}, "1");
  const auto done = agency_->registry().Perform(
      {agency_->Id("security"), access::Duty::kSecurity, ""}, Act::kFindingImport,
      R"({"report":")" + Escaped(report.substr(0, report.size() / 2)) + "\"}");
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(All().size(), 0U);
}

}  // namespace
}  // namespace niem::registry
