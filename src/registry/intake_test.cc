// Registers kept before, taken over on both stores: cells as people write them, problems by cell,
// all or nothing, and the way back.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "registry/custody.h"
#include "registry/form.h"
#include "registry/intake_cells.h"
#include "registry/intake_plan.h"
#include "registry/testing_proof.h"

namespace niem::registry {
namespace {

using access::Act;

const Finder<Document> kDocuments("test.intake_documents", "ORDER BY id");
const Finder<Copy> kCopies("test.intake_copies", "ORDER BY id");
const store::Sql kBodies("test.intake_bodies", "SELECT bytes FROM ledger_body ORDER BY seq, name");

TEST(IntakeCells, DaysAsPeopleWriteThem) {
  for (const std::string_view cell : {"20/11/2021", " 20-11-2021 ", "20.11.2021", "2021-11-20"}) {
    const auto day = DayInCell(cell);
    ASSERT_TRUE(day.ok()) << cell;
    EXPECT_EQ(day->ToString(), "2021-11-20") << cell;
  }
  EXPECT_EQ(DayInCell("1/2/2021")->ToString(), "2021-02-01");
  for (const std::string_view cell :
       {"", "20/11", "20/11/21", "31/02/2021", "11/20/2021", "20/11/2021 10:00", "2021/11/20x",
        "20//2021", "hôm qua", "20/11/2021/1", "99999999999/1/2021"}) {
    EXPECT_FALSE(DayInCell(cell).ok()) << cell;
  }
}

TEST(IntakeCells, LevelsByNameOnly) {
  EXPECT_EQ(*LevelInCell("Mật"), Level::kMat);
  EXPECT_EQ(*LevelInCell("  TỐI   MẬT "), Level::kToiMat);
  EXPECT_EQ(*LevelInCell("tuyet mat"), Level::kTuyetMat);
  EXPECT_EQ(*LevelInCell("toi_mat"), Level::kToiMat);
  for (const std::string_view cell : {"", "A", "mắt", "mặt", "Mật thường", "thường", "tối mặt"}) {
    EXPECT_FALSE(LevelInCell(cell).ok()) << cell;
  }
}

TEST(IntakeCells, CopiesAndNumbers) {
  EXPECT_EQ(*CountInCell("02 bản", 10), 2);
  EXPECT_EQ(*CountInCell("10", 10), 10);
  for (const std::string_view cell : {"0", "11", "-1", "1.5", "hai", "2 cái", "2 ?"}) {
    EXPECT_FALSE(CountInCell(cell, 10).ok()) << cell;
  }
  EXPECT_EQ(*NumbersInCell("3-5", 10), (std::vector<int64_t>{3, 4, 5}));
  EXPECT_EQ(*NumbersInCell(" 4 ; 1, 2", 10), (std::vector<int64_t>{1, 2, 4}));
  for (const std::string_view cell :
       {"", "0", "5-3", "1,1", "1-2-3", "1,", "1 2", "1-1000000000", "1-11", "1-6,7-11"}) {
    EXPECT_FALSE(NumbersInCell(cell, 10).ok()) << cell;
  }
}

class IntakeTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    auto made = TestAgency::Make(GetParam());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  static std::string Rows(const std::string& rows, const std::string& direction = "incoming") {
    return R"({"direction":")" + direction + R"(","source":"Sổ đến 2021","rows":[)" + rows + "]}";
  }

  // A good row but for what `more` says.
  static std::string Row(int row, const std::string& number, const std::string& more = "") {
    return R"({"row":)" + std::to_string(row) + R"(,"number":")" + number +
           R"(/BC-CA","issuer":"Công an tỉnh","dated":"20/11/2021","level":"Mật")" +
           (more.empty() ? "" : "," + more) + "}";
  }

  Outcome Import(const std::string& json) {
    Outcome outcome = agency_->Do("registrar", Act::kIntakeImport, json);
    EXPECT_FALSE(outcome.refused) << outcome.refused->message.vi;
    return outcome;
  }

  IntakePlan PlanOf(const std::string& rows, Direction direction = Direction::kIncoming) {
    IntakePlan plan;
    const Status looked = agency_->registry().Glance(
        {agency_->Id("registrar"), access::Duty::kRegistrar, ""}, [&](Deed& deed) -> Status {
          TRY_ASSIGN(plan, PlanIntake(deed, direction, "xa-suoi-nga", "[" + rows + "]"));
          return Ok();
        });
    EXPECT_TRUE(looked.ok()) << looked.error().message().en;
    return plan;
  }

  // "17 level" for each problem.
  std::vector<std::string> ProblemsOf(const std::string& rows,
                                      Direction direction = Direction::kIncoming) {
    std::vector<std::string> all;
    for (const IntakeNote& one : PlanOf(rows, direction).problems) {
      all.push_back(std::to_string(one.row) + " " + std::string(one.field));
      EXPECT_FALSE(one.message.vi.empty() || one.message.en.empty());
    }
    return all;
  }

  template <Record T>
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

  Tally TallyFor(int64_t document) {
    Tally tally;
    const Status looked = agency_->registry().Glance(
        {agency_->Id("registrar"), access::Duty::kRegistrar, ""}, [&](Deed& deed) -> Status {
          TRY_ASSIGN(tally, TallyOf(deed, document));
          return Ok();
        });
    EXPECT_TRUE(looked.ok());
    return tally;
  }

  std::unique_ptr<TestAgency> agency_;
};

INSTANTIATE_TEST_SUITE_P(Engines, IntakeTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

TEST_P(IntakeTest, DocumentsStandInTheBooksAsTheOldOnesSaid) {
  const Outcome done = Import(
      Rows(Row(4, "15",
               R"("book_number":"120","book_day":"22/11/2021","determined":"20/11/2021",)"
               R"("copies":"2","place":"Tủ 3","pages":"4 trang","subject":"Báo cáo\n  quý")") +
           "," + Row(5, "16", R"("holder":"OFFICER","copy_numbers":"3-4")")));
  EXPECT_EQ(done.ids.at("documents"), 2);
  EXPECT_EQ(done.ids.at("copies"), 4);
  const auto documents = All(kDocuments);
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(documents[0].number + "|" + documents[0].symbol, "15|BC-CA");
  EXPECT_EQ(documents[0].subject, "Báo cáo quý");
  EXPECT_EQ(documents[0].arrived->ToString(), "2021-11-22");
  // The term of the law in force on that day: 10 years (29/2018/QH14 Điều 19).
  EXPECT_EQ(documents[0].pack, "vn-2018");
  EXPECT_TRUE(documents[0].term_end);
  EXPECT_FALSE(documents[1].term_end);
  const auto copies = All(kCopies);
  ASSERT_EQ(copies.size(), 4U);
  EXPECT_EQ(copies[0].state, CopyState::kHeld);
  EXPECT_EQ(copies[0].place, "Tủ 3");
  EXPECT_EQ(copies[2].state, CopyState::kOut);
  EXPECT_EQ(copies[2].holder, agency_->Id("officer"));
  EXPECT_EQ(copies[2].number, 3);
  const Outcome back = agency_->Do("keeper", Act::kCopyTakeBack, R"({"copy":3})");
  EXPECT_FALSE(back.refused);
  // With what is not certain about that term, as at an arrival.
  const auto receive = agency_->Do(
      "registrar", Act::kDocumentReceive,
      R"({"level":"mat","issuer":"U","number":"7","stated":1,"counted":1,"sealed":true,)"
      R"("determined":"2021-11-20"})");
  EXPECT_FALSE(receive.warnings.empty());
  for (const Text& warning : receive.warnings) {
    EXPECT_TRUE(std::any_of(done.warnings.begin(), done.warnings.end(), [&](const Text& one) {
      return one.vi == warning.vi;
    })) << warning.vi;
  }
  const auto proof = ProofOf(*agency_);
  EXPECT_TRUE(proof.ok()) << proof.error().message().en;
}

TEST_P(IntakeTest, EveryCellThatIsWrongIsNamed) {
  EXPECT_EQ(ProblemsOf(Row(7, "1", R"("determined":"31/02/2021","copies":"không")")),
            (std::vector<std::string>{"7 determined", "7 copies"}));
  EXPECT_EQ(ProblemsOf(R"({"row":2,"number":"1/A","issuer":"B","dated":"1/1/2030"})"),
            (std::vector<std::string>{"2 level", "2 dated"}));
  EXPECT_EQ(ProblemsOf(R"({"row":2,"level":"Mật"})"),
            (std::vector<std::string>{"2 number", "2 issuer"}));
  EXPECT_EQ(ProblemsOf(Row(2, "1", R"("holder":"ai đó")")), (std::vector<std::string>{"2 holder"}));
  // Cleared to Mật only; holds a Tối mật.
  EXPECT_EQ(ProblemsOf(R"({"row":2,"number":"1/A","issuer":"B","level":"Tối mật",)"
                       R"("holder":"officer2"})"),
            (std::vector<std::string>{"2 holder"}));
  EXPECT_EQ(ProblemsOf(Row(2, "1", R"("holder":"officer","outside":"Công an")")),
            (std::vector<std::string>{"2 outside"}));
  EXPECT_EQ(ProblemsOf(R"({"row":2,"number":"1/A","issuer":"B","level":"Tuyệt mật",)"
                       R"("subject":"nội dung"})"),
            (std::vector<std::string>{"2 subject"}));
  EXPECT_EQ(ProblemsOf(Row(2, "1", R"("note":"\u0001")")), (std::vector<std::string>{"2 note"}));
  EXPECT_EQ(ProblemsOf(Row(2, "1", R"("copies":"3","copy_numbers":"1,2")")),
            (std::vector<std::string>{"2 copies"}));
  // No level, no term.
  EXPECT_EQ(ProblemsOf(R"({"row":2,"number":"1/A","issuer":"B","level":"mặt",)"
                       R"("determined":"20/11/2021"})"),
            (std::vector<std::string>{"2 level"}));
  EXPECT_TRUE(ProblemsOf(Row(2, "1")).empty());
}

TEST_P(IntakeTest, WhatHasNoLevelHasNoTerm) {
  const std::string determined = R"("level":"Thường","determined":"2021-11-21")";
  EXPECT_EQ(ProblemsOf(R"({"row":7,"number":"33/CV","issuer":"Sở Bịa",)" + determined + "}"),
            (std::vector<std::string>{"7 level"}));
}

TEST_P(IntakeTest, WarningsHideNoProblem) {
  std::string rows;
  for (int row = 1; row <= 1'100; ++row) rows += Row(row, std::to_string(row)) + ",";
  const IntakePlan plan = PlanOf(rows + Row(1'101, "1101", R"("copies":"hai")"));
  EXPECT_EQ(plan.warnings.size(), kMaxIntakeNotes);
  EXPECT_TRUE(plan.more);
  ASSERT_EQ(plan.problems.size(), 1U);
  EXPECT_EQ(plan.problems.front().row, 1'101);
}

TEST_P(IntakeTest, NothingIsTakenWhereOneRowIsBad) {
  const Outcome done = agency_->Do("registrar", Act::kIntakeImport,
                                   Rows(Row(2, "1") + "," + Row(3, "2", R"("copies":"x")")));
  ASSERT_TRUE(done.refused);
  EXPECT_EQ(done.refused->reason, "intake.problems");
  EXPECT_NE(done.refused->message.vi.find("dòng 3 (copies)"), std::string::npos);
  EXPECT_TRUE(All(kDocuments).empty());
}

TEST_P(IntakeTest, RowsOfOneDocumentAreItsCopies) {
  const Outcome done = Import(Rows(Row(2, "1", R"("copy_numbers":"1","place":"Tủ 1")") + "," +
                                   Row(3, "1", R"("copy_numbers":"2","holder":"officer")")));
  EXPECT_EQ(done.ids.at("documents"), 1);
  EXPECT_EQ(done.ids.at("copies"), 2);
  EXPECT_EQ(All(kDocuments)[0].planned, 2);
  EXPECT_EQ(ProblemsOf(Row(2, "9") + "," + Row(3, "9")), (std::vector<std::string>{"3 number"}));
  EXPECT_EQ(ProblemsOf(Row(2, "9", R"("copy_numbers":"1,2")") + "," +
                       Row(3, "9", R"("copy_numbers":"2")")),
            (std::vector<std::string>{"3 copy_numbers"}));
}

TEST_P(IntakeTest, WhatIsInTheBooksIsNotTakenTwice) {
  Import(Rows(Row(2, "1")));
  EXPECT_EQ(ProblemsOf(Row(2, "1")), (std::vector<std::string>{"2 number"}));
  // Another day, or another issuer, is another document.
  EXPECT_TRUE(ProblemsOf(R"({"row":2,"number":"1/BC-CA","issuer":"Sở Y tế",)"
                         R"("dated":"20/11/2021","level":"Mật"})")
                  .empty());
}

TEST_P(IntakeTest, WhatWasIssuedIsWithItsRecipients) {
  const std::string rows = R"({"row":2,"number":"1/QĐ","dated":"1/2/2022","level":"Mật",)"
                           R"("recipients":"Công an tỉnh","copies":"3"},)"
                           R"({"row":3,"number":"2/QĐ","dated":"1/2/2022","level":"Mật",)"
                           R"("recipients":"Công an tỉnh","place":"Văn thư","issuer":"xã"})";
  EXPECT_EQ(PlanOf(rows, Direction::kOutgoing).warnings.size(), 3U);  // two terms, one issuer
  Import(Rows(rows, "outgoing"));
  const auto copies = All(kCopies);
  ASSERT_EQ(copies.size(), 4U);
  EXPECT_EQ(copies[0].outside, "Công an tỉnh");
  EXPECT_EQ(copies[3].state, CopyState::kHeld);
  EXPECT_TRUE(All(kDocuments)[1].issuer.empty());
}

TEST_P(IntakeTest, UndoneIsStruckOutAndCountsNowhere) {
  Import(Rows(Row(2, "1", R"("copies":"2")") + "," + Row(3, "2", R"("holder":"officer")")));
  const Outcome undone =
      agency_->Do("registrar", Act::kIntakeUndo, R"({"intake":1,"reason":"nhầm sổ"})");
  ASSERT_FALSE(undone.refused) << undone.refused->message.vi;
  EXPECT_EQ(undone.ids.at("copies"), 3);
  for (const Document& one : All(kDocuments)) {
    EXPECT_EQ(one.state, ObjectState::kEnded);
    EXPECT_NE(one.note.find("nhầm sổ"), std::string::npos);
    const Tally tally = TallyFor(one.id);
    EXPECT_EQ(tally.made, 0);
    EXPECT_TRUE(tally.Balanced());
  }
  for (const Copy& one : All(kCopies)) EXPECT_EQ(one.state, CopyState::kVoid);
  // Nobody can do anything with them, and the officer has nothing to give back.
  EXPECT_EQ(
      agency_->Reason("keeper", Act::kCopyLend, R"({"copy":1,"person":6,"due":"2026-05-01"})"),
      "wrong_state");
  EXPECT_EQ(agency_->Reason("keeper", Act::kCopyFound, R"({"copy":1})"), "copy.state");
  EXPECT_EQ(agency_->Reason("registrar", Act::kIntakeUndo, R"({"intake":1,"reason":"lại"})"),
            "wrong_state");
  // The same sheet, mended, comes in again.
  Import(Rows(Row(2, "1")));
  const auto proof = ProofOf(*agency_);
  EXPECT_TRUE(proof.ok()) << proof.error().message().en;
}

TEST_P(IntakeTest, WhatWasWorkedWithStays) {
  Import(Rows(Row(2, "1") + "," + Row(3, "2")));
  agency_->Do("keeper", Act::kCopyLost, R"({"copy":1,"account":"không thấy"})");
  const Outcome refused =
      agency_->Do("registrar", Act::kIntakeUndo, R"({"intake":1,"reason":"nhầm"})");
  ASSERT_TRUE(refused.refused);
  EXPECT_EQ(refused.refused->reason, "intake.touched");
  EXPECT_NE(refused.refused->message.vi.find("văn bản 1"), std::string::npos);
  const Outcome rest =
      agency_->Do("registrar", Act::kIntakeUndo, R"({"intake":1,"reason":"nhầm","rest":true})");
  ASSERT_FALSE(rest.refused);
  EXPECT_EQ(rest.ids.at("kept"), 1);
  EXPECT_EQ(All(kDocuments)[0].state, ObjectState::kInForce);
  EXPECT_EQ(All(kDocuments)[1].state, ObjectState::kEnded);
}

TEST_P(IntakeTest, TheWayBackCloses) {
  Import(Rows(Row(2, "1")));
  agency_->clock().Set(*Date::FromYmd(2026, 4, 2));
  EXPECT_EQ(agency_->Reason("registrar", Act::kIntakeUndo, R"({"intake":1,"reason":"muộn"})"),
            "intake.late");
  EXPECT_EQ(All(kDocuments)[0].state, ObjectState::kInForce);
}

TEST_P(IntakeTest, OnlyTheRegistrarAndOnlyWithinHisClearance) {
  EXPECT_EQ(agency_->Reason("keeper", Act::kIntakeImport, Rows(Row(2, "1"))), "wrong_duty");
  agency_->Do("security", Act::kClearanceGrant,
              R"({"person":3,"level":"mat",)"
              R"("units":["xa-suoi-nga"]})");
  EXPECT_FALSE(agency_->Confirm("security2", 1).refused);
  EXPECT_EQ(ProblemsOf(R"({"row":2,"number":"1/A","issuer":"B","level":"Tối mật"})"),
            (std::vector<std::string>{"2 level"}));
}

TEST_P(IntakeTest, WhatIsNoListOfRowsIsRefusedWhole) {
  for (const std::string rows :
       {R"({"row":0})", R"({"row":"2"})", R"({})", "7", R"({"row":2,"so":"1"})",
        R"({"row":2,"number":5})", R"({"row":2,"number":"1","number":"2"})",
        R"({"row":2},{"row":2})"}) {
    const auto done = agency_->registry().Perform(
        {agency_->Id("registrar"), access::Duty::kRegistrar, ""}, Act::kIntakeImport, Rows(rows));
    ASSERT_FALSE(done.ok()) << rows;
    EXPECT_EQ(done.error().code(), ErrorCode::kInvalidArgument) << rows;
  }
}

TEST_P(IntakeTest, NotMoreCopiesThanOneActCanBear) {
  std::string rows;
  for (int row = 1; row <= 51; ++row) {
    rows += (row == 1 ? "" : ",") + Row(row, std::to_string(row), R"("copies":"1000")");
  }
  const auto done = agency_->registry().Perform(
      {agency_->Id("registrar"), access::Duty::kRegistrar, ""}, Act::kIntakeImport, Rows(rows));
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code(), ErrorCode::kTooLarge);
}

// Rows are the books; the ledger keeps their digests, not their texts a second time.
TEST_P(IntakeTest, TheLedgerHoldsNoRows) {
  Import(Rows(Row(2, "1", R"("subject":"trích yếu riêng")")));
  const Status read = agency_->store().Read([&](store::Connection& connection) -> Status {
    TRY_ASSIGN(const store::Rows rows, connection.Query(kBodies, {}));
    for (const store::Row row : rows) {
      EXPECT_EQ(AsText(row.Blob(0)).find("trích yếu riêng"), std::string::npos);
    }
    return Ok();
  });
  EXPECT_TRUE(read.ok());
}

}  // namespace
}  // namespace niem::registry
