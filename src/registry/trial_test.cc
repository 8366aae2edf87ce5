// What Registry::Try() says beforehand is what Perform() then does, and it does nothing itself.
#include <gtest/gtest.h>

#include <array>

#include "registry/log_store.h"
#include "registry/testing.h"

namespace niem::registry {
namespace {

using access::Act;
using access::Duty;

class TrialTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    auto made = TestAgency::Make(GetParam());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  Trial Try(const std::string& who, Duty duty, Act act, std::string_view json) {
    auto trial = agency_->registry().Try({agency_->Id(who), duty, ""}, act, json);
    EXPECT_TRUE(trial.ok()) << (trial.ok() ? "" : trial.error().message().en);
    return trial.ok() ? *trial : Trial{};
  }

  static std::string ReasonOf(const Outcome& outcome) {
    return outcome.refused ? outcome.refused->reason : outcome.pending ? "pending" : "";
  }

  uint64_t Events() {
    uint64_t size = 0;
    EXPECT_TRUE(agency_->store()
                    .Read([&](store::Connection& connection) -> Status {
                      TRY_ASSIGN(const ledger::LogHead head, SqlLogStore(connection).ReadHead());
                      size = head.size;
                      return Ok();
                    })
                    .ok());
    return size;
  }

  static std::string Arrival(const std::string& more) {
    return R"({"level":"mat","issuer":"Tỉnh","number":"1","stated":2,"sealed":true)" + more + "}";
  }

  std::unique_ptr<TestAgency> agency_;
};

TEST_P(TrialTest, SaysWhatTheActThenDoes) {
  const int64_t document =
      agency_->Do("registrar", Act::kDocumentReceive, Arrival(R"(,"counted":2)")).ids["document"];

  struct Asked {
    const char* who;
    Duty duty;
    Act act;
    std::string json;
  };

  const std::string of = R"({"document":)" + std::to_string(document);
  const std::array<Asked, 7> all = {
      {{"registrar", Duty::kRegistrar, Act::kDocumentReceive, Arrival(R"(,"counted":2)")},
       {"registrar", Duty::kRegistrar, Act::kDocumentReceive, Arrival(R"(,"counted":1)")},
       {"officer", Duty::kOfficer, Act::kDocumentReceive, Arrival(R"(,"counted":2)")},
       {"keeper", Duty::kKeeper, Act::kCopyLend,
        R"({"copy":1,"person":)" + std::to_string(agency_->Id("officer2")) +
            R"(,"due":"2026-04-01"})"},
       {"authority", Duty::kAuthority, Act::kTermExtend,
        of + R"(,"until":"2040-01-01","reason":"còn cần"})"},
       {"security", Duty::kSecurity, Act::kClearanceGrant,
        R"({"person":)" + std::to_string(agency_->Id("officer")) +
            R"(,"level":"mat","units":["xa-suoi-nga"]})"},
       {"auditor", Duty::kAuditor, Act::kUnitAdd,
        R"({"code":"to","name":"Tổ","parent":"xa-suoi-nga"})"}}};
  for (const Asked& asked : all) {
    auto first =
        agency_->registry().Try({agency_->Id(asked.who), asked.duty, ""}, asked.act, asked.json);
    auto then = agency_->registry().Perform({agency_->Id(asked.who), asked.duty, ""}, asked.act,
                                            asked.json);
    ASSERT_TRUE(first.ok() && then.ok()) << access::RuleOf(asked.act).code;
    EXPECT_TRUE(first->complete) << access::RuleOf(asked.act).code;
    EXPECT_EQ(ReasonOf(first->outcome), ReasonOf(*then)) << access::RuleOf(asked.act).code;
  }
}

TEST_P(TrialTest, DoesNothing) {
  const uint64_t before = Events();
  for (int i = 0; i < 3; ++i) {
    const Trial trial =
        Try("registrar", Duty::kRegistrar, Act::kDocumentReceive, Arrival(R"(,"counted":2)"));
    EXPECT_EQ(ReasonOf(trial.outcome), "");
  }
  EXPECT_EQ(Events(), before) << "not even in the ledger";
  const Outcome done = agency_->Do("registrar", Act::kDocumentReceive, Arrival(R"(,"counted":2)"));
  EXPECT_EQ(done.ids.at("document"), 1) << "no id is used up";
  EXPECT_EQ(done.ids.at("number"), 1) << "nor a number of the book";
}

TEST_P(TrialTest, OfAHalfFilledFormSaysOnlyWhatHoldsWhateverIsFilledIn) {
  Trial trial = Try("registrar", Duty::kRegistrar, Act::kDocumentReceive, "{}");
  EXPECT_FALSE(trial.complete);
  EXPECT_EQ(ReasonOf(trial.outcome), "");
  trial = Try("registrar", Duty::kRegistrar, Act::kDocumentReceive,
              R"({"level":"mat","stated":2,"counted":1})");
  EXPECT_EQ(ReasonOf(trial.outcome), "") << "what is missing may yet mend it";
  trial = Try("officer", Duty::kOfficer, Act::kDocumentReceive, "{}");
  EXPECT_NE(ReasonOf(trial.outcome), "") << "not his duty, whatever is typed";
}

TEST_P(TrialTest, NoPasswordCanBeTried) {
  agency_->Do("security", Act::kPersonAmend,
              R"({"person":)" + std::to_string(agency_->Id("officer")) +
                  R"(,"password":"câu đầu tiên đặt"})");
  for (const char* old : {"câu đầu tiên đặt", "không phải câu ấy"}) {
    const Trial trial = Try("officer", Duty::kOfficer, Act::kPasswordChange,
                            R"({"old":")" + std::string(old) + R"(","new":"một câu khác dễ nhớ"})");
    EXPECT_FALSE(trial.complete) << old;
    EXPECT_EQ(ReasonOf(trial.outcome), "") << old;
  }
}

TEST_P(TrialTest, WhatIsAbsentToHimIsRecordedAsByTheAct) {
  const int64_t document =
      agency_->Do("registrar", Act::kDocumentReceive, Arrival(R"(,"counted":2)")).ids["document"];
  const uint64_t before = Events();
  const Trial hidden = Try("officer2", Duty::kOfficer, Act::kDocumentPropose,
                           R"({"document":)" + std::to_string(document) + "}");
  const Trial none = Try("officer2", Duty::kOfficer, Act::kDocumentPropose, R"({"document":99})");
  EXPECT_EQ(ReasonOf(hidden.outcome), ReasonOf(none.outcome));
  EXPECT_NE(ReasonOf(hidden.outcome), "");
  EXPECT_EQ(Events(), before + 2);
}

INSTANTIATE_TEST_SUITE_P(Engines, TrialTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

}  // namespace
}  // namespace niem::registry
