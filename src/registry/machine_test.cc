// What two persons order for the machine: the clock, backups, restores, keys, exports.
#include <gtest/gtest.h>

#include "registry/testing.h"
#include "registry/testing_proof.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr int64_t kMinuteUs = 60LL * 1'000'000;

class MachineTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    auto made = TestAgency::Make(GetParam());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  Result<Outcome> Try(const std::string& who, Act act, std::string_view json) {
    access::Duty duty = access::DutyFromCode(who).value();
    return agency_->registry().Perform({agency_->Id(who), duty, ""}, act, json);
  }

  // Begun by one, confirmed by another.
  Outcome Two(const std::string& first, const std::string& second, Act act,
              std::string_view json) {
    const Outcome begun = agency_->Do(first, act, json);
    EXPECT_TRUE(begun.pending) << (begun.refused ? begun.refused->message.en : "");
    return begun.pending ? agency_->Confirm(second, *begun.pending) : begun;
  }

  std::unique_ptr<TestAgency> agency_;
};

INSTANTIATE_TEST_SUITE_P(Engines, MachineTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

constexpr std::string_view kUnit = R"({"code":"to-mot","name":"Tổ một"})";

TEST_P(MachineTest, AClockSetBackStopsTheBooksUntilTwoPersonsOfTwoDutiesApproveIt) {
  constexpr std::string_view kReason = R"({"reason":"pin máy hỏng"})";
  EXPECT_EQ(agency_->Reason("admin", Act::kClockApprove, kReason), "clock.right");
  agency_->clock().Set(*Date::FromYmd(2027, 5, 1));
  EXPECT_EQ(agency_->Reason("security", Act::kUnitAdd, kUnit), "");
  agency_->clock().Set(*Date::FromYmd(2026, 5, 1));
  agency_->clock().Move(-kMinuteUs);
  const auto stopped = Try("security", Act::kUnitAdd, R"({"code":"to-hai","name":"Tổ hai"})");
  ASSERT_FALSE(stopped.ok());
  EXPECT_EQ(stopped.error().code(), ErrorCode::kPermission);

  // Who may not is told so, though the ledger cannot keep it.
  const auto keeper = Try("keeper", Act::kClockApprove, kReason);
  ASSERT_TRUE(keeper.ok()) << keeper.error().message().en;
  EXPECT_EQ(keeper->refused->reason, "wrong_duty");

  const Outcome begun = agency_->Do("authority", Act::kClockApprove, kReason);
  ASSERT_TRUE(begun.pending);
  EXPECT_FALSE(begun.event);
  EXPECT_FALSE(Try("security", Act::kUnitAdd, R"({"code":"to-hai","name":"Tổ hai"})").ok());
  EXPECT_EQ(agency_->Confirm("authority", *begun.pending).refused->reason, "own_request");
  EXPECT_EQ(agency_->Confirm("authority2", *begun.pending).refused->reason, "same_duty");
  const Outcome given_up = agency_->Confirm("security", *begun.pending, false);
  EXPECT_FALSE(given_up.refused);
  EXPECT_EQ(agency_->Confirm("security", *begun.pending).refused->reason, "absent");

  const Outcome approved = Two("admin", "authority", Act::kClockApprove, kReason);
  EXPECT_FALSE(approved.refused) << approved.refused->message.en;
  EXPECT_EQ(approved.texts.at("today"), "2026-05-01");
  EXPECT_EQ(agency_->Reason("security", Act::kUnitAdd, R"({"code":"to-hai","name":"Tổ hai"})"), "");
  const auto counts = ProofOf(*agency_);
  EXPECT_TRUE(counts.ok()) << counts.error().message().en;
}

TEST_P(MachineTest, TheSecondPersonActsByAnotherDuty) {
  constexpr std::string_view kExport = R"({"target":"Công an tỉnh","reason":"kiểm tra"})";
  const Outcome begun = agency_->Do("auditor", Act::kLedgerExport, kExport);
  ASSERT_TRUE(begun.pending);
  EXPECT_EQ(agency_->Confirm("auditor2", *begun.pending).refused->reason, "same_duty");
  EXPECT_EQ(agency_->Confirm("admin", *begun.pending).refused->reason, "wrong_duty");
  const Outcome ordered = agency_->Confirm("authority", *begun.pending);
  EXPECT_FALSE(ordered.refused);
  EXPECT_EQ(ordered.ids.at("order"), 1);
}

}  // namespace
}  // namespace niem::registry
