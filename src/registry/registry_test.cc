#include "registry/registry.h"

#include <gtest/gtest.h>

#include "registry/testing.h"

namespace niem::registry {
namespace {

using access::Act;
using access::Duty;

// Both engines, one behaviour.
class RegistryTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    auto made = TestAgency::Make(GetParam());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  std::unique_ptr<TestAgency> agency_;
};

INSTANTIATE_TEST_SUITE_P(Engines, RegistryTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

TEST_P(RegistryTest, AnIncomingDocumentIsRegisteredLentAndTakenBack) {
  Outcome in = agency_->Do("registrar", Act::kDocumentReceive,
                           R"({"level":"toi_mat","issuer":"UBND tỉnh","number":"07",
                               "symbol":"CV-UBND","stated":2,"counted":2,"copy_numbers":[4,5],
                               "sealed":true,"envelope":"B","subject":"Việc thử"})");
  ASSERT_FALSE(in.refused) << in.refused->message.vi;
  EXPECT_EQ(in.ids.at("number"), 1);
  ASSERT_EQ(in.copies.size(), 2U);
  const std::string copy = std::to_string(in.copies[0]);
  const std::string officer = std::to_string(agency_->Id("officer"));
  const Outcome lent =
      agency_->Do("keeper", Act::kCopyLend,
                  R"({"copy":)" + copy + R"(,"person":)" + officer + R"(,"due":"2026-04-01"})");
  EXPECT_FALSE(lent.refused) << lent.refused->message.vi;
  EXPECT_FALSE(agency_->Do("keeper", Act::kCopyTakeBack, R"({"copy":)" + copy + "}").refused);
}

TEST_P(RegistryTest, WhoBeganMayNotConfirmAndIsToldSo) {
  const std::string officer = std::to_string(agency_->Id("officer"));
  const Outcome begun =
      agency_->Do("security", Act::kClearanceGrant,
                  R"({"person":)" + officer + R"(,"level":"mat","units":["xa-suoi-nga"]})");
  ASSERT_TRUE(begun.pending);
  EXPECT_EQ(agency_->Confirm("security", *begun.pending).refused->reason, "own_request");
  EXPECT_FALSE(agency_->Confirm("security2", *begun.pending).refused);
}

}  // namespace
}  // namespace niem::registry
