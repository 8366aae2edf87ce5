// What the door refuses, on both stores, and what a refusal leaves behind.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "registry/custody.h"
#include "registry/form.h"
#include "registry/tables.h"
#include "registry/testing.h"

namespace niem::registry {
namespace {

using access::Act;
using access::Duty;

const store::Sql kBodies("test.ledger_bodies", "SELECT bytes FROM ledger_body ORDER BY seq, name");

std::string With(std::string json, int64_t id) {
  json.replace(json.find("$1"), 2, std::to_string(id));
  return json;
}

class ActsTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override { Begin(*Date::FromYmd(2026, 3, 2)); }

  void Begin(Date day) {
    auto made = TestAgency::Make(GetParam(), day);
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  Outcome Arrive(const std::string& level) {
    return agency_->Do("registrar", Act::kDocumentReceive,
                       R"({"level":")" + level + R"(","issuer":"UBND tỉnh","number":"7",
                          "stated":1,"counted":1,"sealed":true})");
  }

  bool LedgerHolds(std::string_view words) {
    bool found = false;
    EXPECT_TRUE(agency_->store()
                    .Read([&](store::Connection& connection) -> Status {
                      TRY_ASSIGN(const store::Rows rows, connection.Query(kBodies, {}));
                      for (const store::Row row : rows) {
                        found = found || AsText(row.Blob(0)).find(words) != std::string::npos;
                      }
                      return Ok();
                    })
                    .ok());
    return found;
  }

  std::unique_ptr<TestAgency> agency_;
};

INSTANTIATE_TEST_SUITE_P(Engines, ActsTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

TEST_P(ActsTest, EveryFormHasTitlesInBothLanguages) {
  for (const access::ActRule& rule : access::ActRules()) {
    const ActForm* form = FormOf(rule.act);
    if (form == nullptr) continue;
    EXPECT_NE(form->handler, nullptr) << rule.code;
    std::set<std::string_view> names;
    for (const FieldSpec& field : form->fields) {
      EXPECT_TRUE(names.insert(field.name).second) << rule.code << " " << field.name;
      EXPECT_FALSE(field.title.vi.empty() || field.title.en.empty()) << field.name;
      EXPECT_EQ(field.type == FieldType::kChoice, !field.choices.empty()) << field.name;
    }
    const bool by_field = form->locate == nullptr && rule.kind != access::ObjectKind::kInstance;
    EXPECT_TRUE(!by_field || names.contains(access::ObjectKindCode(rule.kind))) << rule.code;
  }
}

// Each record can be read from its table as it stands: the columns are there, by name.
TEST_P(ActsTest, EveryRecordFitsItsTable) {
  Arrive("mat");
  ForEachTable([&]<typename T>() {
    T blank;
    blank.id = 999;
    const Status read = agency_->store().Write([&](store::Transaction& tx) -> Status {
      TRY(tx.Query(StatementsOf<T>().get, {1}));
      TRY(tx.Execute(StatementsOf<T>().update, ToRow(blank, ledger::NewSalt())));
      return Ok();
    });
    EXPECT_TRUE(read.ok()) << T::kTable << ": " << (read.ok() ? "" : read.error().message().en);
  });
}

TEST_P(ActsTest, ARefusedConfirmationIsAnAnswer) {
  const Outcome none = agency_->Confirm("keeper", 12345);
  ASSERT_TRUE(none.refused);
  EXPECT_EQ(none.refused->reason, "absent");
  const Outcome begun = agency_->Do(
      "security", Act::kClearanceGrant,
      With(R"({"person":$1,"level":"mat","units":["xa-suoi-nga"]})", agency_->Id("officer2")));
  ASSERT_TRUE(begun.pending);
  EXPECT_EQ(agency_->Confirm("security", *begun.pending).refused->reason, "own_request");
  EXPECT_EQ(agency_->Confirm("keeper", *begun.pending).refused->reason, "wrong_duty");
  EXPECT_FALSE(agency_->Confirm("security2", *begun.pending).refused);
  EXPECT_EQ(agency_->Confirm("security2", *begun.pending).refused->reason, "wrong_state");
}

TEST_P(ActsTest, ThePersonWhoBeganMustStillBeOneWhoMay) {
  const Outcome begun = agency_->Do(
      "security", Act::kClearanceGrant,
      With(R"({"person":$1,"level":"mat","units":["xa-suoi-nga"]})", agency_->Id("officer2")));
  EXPECT_EQ(agency_->Reason("authority", Act::kDutyEnd,
                            With(R"({"person":$1,"duty":"security"})", agency_->Id("security"))),
            "");
  EXPECT_EQ(agency_->Confirm("security2", *begun.pending).refused->reason, "not_his_duty");
}

TEST_P(ActsTest, WhatWasRefusedIsNotKept) {
  EXPECT_EQ(agency_->Reason("officer", Act::kDocumentDraft,
                            R"({"level":"toi_mat","subject":"được","unit":"xa-khac"})"),
            "absent");
  EXPECT_EQ(agency_->Reason("authority", Act::kDocumentDraft,
                            R"({"level":"tuyet_mat","subject":"trích yếu cấm ghi"})"),
            "tuyet_mat.subject");
  EXPECT_FALSE(LedgerHolds("trích yếu cấm ghi"));
  EXPECT_EQ(agency_->Reason("security", Act::kPersonAdd,
                            R"({"login":"a","name":"A","unit":"none","password":"$argon2id$bam"})"),
            "unit");
  EXPECT_FALSE(LedgerHolds("$argon2id$bam"));
  EXPECT_TRUE(LedgerHolds("tuyet_mat.subject"));
}

// What is not there and what he may not know are one answer, wherever in the act it is found out.
TEST_P(ActsTest, AbsentAndForbiddenAreAlike) {
  const int64_t document = Arrive("tuyet_mat").ids["document"];
  const auto ask = [&](const std::string& who, Act act, const std::string& json) {
    const Outcome here = agency_->Do(who, act, With(json, document));
    const Outcome gone = agency_->Do(who, act, With(json, 987654));
    ASSERT_TRUE(here.refused && gone.refused) << access::RuleOf(act).code;
    EXPECT_EQ(here.refused->reason, "absent") << access::RuleOf(act).code;
    EXPECT_EQ(here.refused->reason, gone.refused->reason);
    EXPECT_EQ(here.refused->message.vi, gone.refused->message.vi);
    EXPECT_EQ(here.refused->message.en, gone.refused->message.en);
    EXPECT_EQ(here.refused->article.vi, gone.refused->article.vi);
  };
  const std::string person = std::to_string(agency_->Id("officer2"));
  ask("officer2", Act::kCopyRequest,
      R"({"document":$1,"form":"sao_y","quantity":1,"purpose":"x"})");
  ask("officer2", Act::kDocumentDraft, R"({"level":"mat","sources":[$1]})");
  ask("officer2", Act::kIncidentOpen, R"({"kind":"leak","document":$1,"account":"x"})");
  ask("security", Act::kNeedGrant, R"({"person":)" + person + R"(,"document":$1,"reason":"x"})");
}

TEST_P(ActsTest, ALevelIsNotDeterminedByOneWhoMayNotSeeThePresentOne) {
  const int64_t draft =
      agency_->Do("authority", Act::kDocumentDraft, R"({"level":"tuyet_mat"})").ids["document"];
  const std::string item = R"(,"decision":"999/QĐ-TTg","article":"3","clause":"1","point":"a"})";
  agency_->Do("authority", Act::kDocumentPropose, With(R"({"document":$1)" + item, draft));
  const Outcome begun = agency_->Do(
      "security", Act::kClearanceGrant,
      With(R"({"person":$1,"level":"mat","units":["xa-suoi-nga"]})", agency_->Id("authority2")));
  ASSERT_FALSE(agency_->Confirm("security2", *begun.pending).refused);
  EXPECT_EQ(agency_->Reason("authority2", Act::kDocumentDetermine,
                            With(R"({"document":$1,"level":"mat")" + item, draft)),
            "absent");
}

TEST_P(ActsTest, TheSameRequestIsDoneOnce) {
  const Actor actor{agency_->Id("registrar"), Duty::kRegistrar, "mot-lan"};
  const std::string json = R"({"level":"mat","issuer":"UBND","number":"1","stated":1,"counted":1,
                               "sealed":true})";
  const auto first = agency_->registry().Perform(actor, Act::kDocumentReceive, json);
  const auto again = agency_->registry().Perform(actor, Act::kDocumentReceive, json);
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(first->ids, again->ids);
  EXPECT_EQ(first->copies, again->copies);
  EXPECT_EQ(Arrive("mat").ids["number"], 2);
  const auto other = agency_->registry().Perform({agency_->Id("keeper"), Duty::kKeeper, "mot-lan"},
                                                 Act::kDocumentReceive, json);
  EXPECT_FALSE(other.ok());
}

TEST_P(ActsTest, AClosedBookIsUnlockedByTwoAndOnlyTheLastVolume) {
  agency_->Do("authority", Act::kDutyAssign,
              With(R"({"person":$1,"duty":"registrar","decision":"3"})", agency_->Id("keeper2")));
  const Actor second{agency_->Id("keeper2"), Duty::kRegistrar, ""};
  const int64_t book =
      agency_->Do("registrar", Act::kBookOpen, R"({"kind":"incoming"})").ids["book"];
  EXPECT_EQ(agency_->Reason("registrar", Act::kBookOpen, R"({"kind":"incoming"})"), "book.open");
  EXPECT_EQ(Arrive("mat").ids["number"], 1);
  agency_->Do("registrar", Act::kBookClose, With(R"({"book":$1})", book));
  EXPECT_EQ(Arrive("mat").refused->reason, "book.closed");
  const std::string unlock = With(R"({"book":$1,"reason":"ghi sót"})", book);
  Outcome begun = agency_->Do("registrar", Act::kBookUnlock, unlock);
  auto confirmed = agency_->registry().Confirm(second, *begun.pending, true);
  ASSERT_TRUE(confirmed.ok() && !confirmed->refused);
  EXPECT_EQ(Arrive("mat").ids["number"], 2);
  agency_->Do("registrar", Act::kBookClose, With(R"({"book":$1})", book));
  agency_->Do("registrar", Act::kBookOpen, R"({"kind":"incoming"})");
  begun = agency_->Do("registrar", Act::kBookUnlock, unlock);
  confirmed = agency_->registry().Confirm(second, *begun.pending, true);
  ASSERT_TRUE(confirmed.ok() && confirmed->refused);
  EXPECT_EQ(confirmed->refused->reason, "book.not_last");
  EXPECT_EQ(Arrive("mat").ids["number"], 3);
}

TEST_P(ActsTest, DelegationIsOfTheLawOf2018) {
  const std::string grant =
      With(R"({"person":$1,"number":"5/UQ","acts":["permit_copy"],"levels":["mat"],
               "scope":"xã","from":"2025-06-02","until":"2025-12-31"})",
           agency_->Id("authority2"));
  EXPECT_EQ(agency_->Reason("authority", Act::kDelegationGrant, grant), "law.no_delegation");
  Begin(*Date::FromYmd(2025, 6, 2));
  EXPECT_EQ(agency_->Reason("authority", Act::kDelegationGrant, grant), "");
  EXPECT_EQ(agency_->Reason("authority", Act::kDelegationRevoke,
                            With(R"({"person":$1})", agency_->Id("authority2"))),
            "");
}

TEST_P(ActsTest, UnknownSettingsAreRefused) {
  EXPECT_EQ(agency_->Reason("authority", Act::kSettingSet, R"({"name":"x","value":"1"})"),
            "setting.unknown");
  const std::string known = R"({"name":"term.last_day","value":"day_before"})";
  EXPECT_EQ(agency_->Reason("authority", Act::kSettingSet, known), "");
}

TEST_P(ActsTest, NumbersOfConcurrentRegistrarsHaveNoGap) {
  std::atomic<int> bad = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        const auto in = agency_->registry().Perform(
            {agency_->Id("registrar"), Duty::kRegistrar, ""}, Act::kDocumentReceive,
            R"({"level":"mat","issuer":"U","number":"1","stated":1,"counted":1,"sealed":true})");
        if (!in.ok() || in->refused) ++bad;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(bad, 0);
  EXPECT_EQ(Arrive("mat").ids["number"], 41);
}

}  // namespace
}  // namespace niem::registry
