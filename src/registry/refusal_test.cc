// A refusal that the law demands names its article, of the law in force on the day; and some that
// were missing.
#include <gtest/gtest.h>

#include "registry/form.h"
#include "registry/testing.h"

namespace niem::registry {
namespace {

using access::Act;

class RefusalTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override { Begin(*Date::FromYmd(2026, 3, 2)); }

  void Begin(Date day) {
    auto made = TestAgency::Make(GetParam(), day);
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  // The reason and, behind a "|", the article.
  std::string Refused(const std::string& who, Act act, const std::string& json) {
    const Outcome outcome = agency_->Do(who, act, json);
    if (!outcome.refused) return "";
    return outcome.refused->reason + "|" + outcome.refused->article.vi;
  }

  Outcome Receive(const std::string& fields) {
    return agency_->Do(
        "registrar", Act::kDocumentReceive,
        R"({"issuer":"UBND tỉnh","number":"7","stated":1,"counted":1,"sealed":true,)" + fields +
            "}");
  }

  void LoadList() {
    std::string content;
    for (const char c : kTestList) {
      if (c == '"') content += '\\';
      if (c != '\n') content += c;
    }
    agency_->Do("authority", Act::kListLoad, R"({"name":"l.json","content":")" + content + "\"}");
  }

  // Drafted from `source`, determined and issued as toi_mat.
  int64_t IssueFrom(int64_t source) {
    const std::string item = R"("decision":"999/QĐ-TTg","article":"2","clause":"1"})";
    const int64_t id =
        agency_
            ->Do("registrar", Act::kDocumentDraft,
                 R"({"level":"toi_mat","planned":1,"sources":[)" + std::to_string(source) + "]}")
            .ids["document"];
    const std::string document = R"({"document":)" + std::to_string(id) + ",";
    agency_->Do("registrar", Act::kDocumentPropose, document + item);
    agency_->Do("authority", Act::kDocumentDetermine, document + R"("level":"toi_mat",)" + item);
    agency_->Do("registrar", Act::kDocumentIssue, document + R"("symbol":"BC","signer":"A"})");
    return id;
  }

  std::unique_ptr<TestAgency> agency_;
};

INSTANTIATE_TEST_SUITE_P(Engines, RefusalTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

TEST_P(RefusalTest, TheArticleIsNamed) {
  EXPECT_EQ(
      Refused("authority", Act::kDocumentDraft, R"({"level":"tuyet_mat","subject":"x"})"),
      "tuyet_mat.subject|Nghị định 63/2026/NĐ-CP (chưa đối chiếu bản gốc: chỉ thấy trong nguồn "
      "thứ cấp (Phụ lục III, theo một sản phẩm khác))");
  const int64_t in = Receive(R"("level":"toi_mat")").ids["document"];
  const std::string document = R"({"document":)" + std::to_string(in) + ",";
  EXPECT_EQ(Refused("registrar", Act::kDocumentDraft,
                    R"({"level":"mat","sources":[)" + std::to_string(in) + "]}"),
            "write_down|khoản 3 Điều 10 Luật 117/2025/QH15");
  EXPECT_EQ(
      Refused("registrar", Act::kDocumentReceive,
              R"({"level":"mat","issuer":"A","number":"1","stated":2,"counted":1,"sealed":true})"),
      "arrival.discrepancy|khoản 6 Điều 13 Luật 117/2025/QH15");
  EXPECT_EQ(
      Refused("registrar", Act::kDeclassifyExpire, R"({"document":)" + std::to_string(in) + "}"),
      "law.term_runs|điểm a khoản 1 Điều 22 Luật 117/2025/QH15");
  EXPECT_EQ(
      Refused("authority", Act::kTermExtend, document + R"("until":"2060-01-01","reason":"x"})"),
      "document.not_own|điểm a khoản 2 Điều 20, điểm a khoản 3 Điều 20 Luật 117/2025/QH15");
  EXPECT_EQ(Refused("authority", Act::kLevelChange,
                    document + R"("level":"mat","reason":"x","decision":"1","article":"1"})"),
            "document.not_own|khoản 3 Điều 21 Luật 117/2025/QH15");
}

TEST_P(RefusalTest, OfTheLawOfTheDay) {
  Begin(*Date::FromYmd(2025, 6, 2));
  const int64_t in = Receive(R"("level":"toi_mat")").ids["document"];
  EXPECT_EQ(Refused("registrar", Act::kDocumentDraft,
                    R"({"level":"mat","sources":[)" + std::to_string(in) + "]}"),
            "write_down|khoản 2 Điều 10 Luật 29/2018/QH14");
  EXPECT_NE(Refused("authority", Act::kDocumentDraft, R"({"level":"tuyet_mat","subject":"x"})")
                .find("Nghị định 26/2020/NĐ-CP"),
            std::string::npos);
}

// Whatever of the chief's roles the law lets be delegated.
TEST_P(RefusalTest, ADelegationOfTheOldLawCarries) {
  Begin(*Date::FromYmd(2025, 6, 2));
  const Outcome in = Receive(R"("level":"mat")");
  const std::string request =
      R"({"request":)" +
      std::to_string(agency_
                         ->Do("keeper", Act::kTakeOutRequest,
                              R"({"copy":)" + std::to_string(in.copies[0]) +
                                  R"(,"purpose":"họp","where":"tỉnh","from":"2025-06-03",)"
                                  R"("until":"2025-06-05","measures":"cặp khóa"})")
                         .ids["request"]) +
      "}";
  EXPECT_NE(Refused("authority2", Act::kTakeOutAllow, request), "");
  agency_->Do("authority", Act::kDelegationGrant,
              R"({"person":)" + std::to_string(agency_->Id("authority2")) +
                  R"(,"number":"5/UQ","acts":["take_out_home"],"levels":["mat"],"scope":"xã",)"
                  R"("from":"2025-06-02","until":"2025-12-31"})");
  EXPECT_EQ(Refused("authority2", Act::kTakeOutAllow, request), "");
}

TEST_P(RefusalTest, NoDelegationUnderTheNewLaw) {
  EXPECT_EQ(
      Refused("authority", Act::kDelegationGrant,
              R"({"person":2,"number":"1","acts":["permit_copy"],"levels":["mat"],"scope":"xã",)"
              R"("from":"2026-03-02","until":"2026-12-31"})"),
      "law.no_delegation|điểm q khoản 1 Điều 11, điểm k khoản 2 Điều 11 Luật 117/2025/QH15");
}

TEST_P(RefusalTest, ALevelIsDeterminedByTheList) {
  LoadList();
  const int64_t id = agency_->Do("registrar", Act::kDocumentDraft, R"({"level":"mat","planned":1})")
                         .ids["document"];
  const std::string document = R"({"document":)" + std::to_string(id) + ",";
  agency_->Do("registrar", Act::kDocumentPropose, document + R"("decision":"1","article":"9"})");
  EXPECT_EQ(Refused("authority", Act::kDocumentDetermine,
                    document + R"("level":"mat","decision":"1","article":"9"})"),
            "law.no_list_item|khoản 1 Điều 10 Luật 117/2025/QH15");
}

// What was made from a secret keeps at least its level, also when it is changed later.
TEST_P(RefusalTest, NoLevelIsLoweredBelowItsSource) {
  LoadList();
  const int64_t source = Receive(R"("level":"toi_mat")").ids["document"];
  const int64_t made = IssueFrom(source);
  const std::string lower = R"({"document":)" + std::to_string(made) +
                            R"(,"level":"mat","reason":"x","decision":"999/QĐ-TTg","article":"3",)"
                            R"("clause":"1","point":"a"})";
  EXPECT_EQ(Refused("authority", Act::kLevelChange, lower),
            "level.below_source|khoản 3 Điều 10 Luật 117/2025/QH15");
  agency_->Do(
      "registrar", Act::kNoticeReceive,
      R"({"document":)" + std::to_string(source) + R"(,"about":"declassify","number":"8"})");
  EXPECT_EQ(Refused("authority", Act::kLevelChange, lower), "");
}

// Most of what arrives this year was determined under the law before.
TEST_P(RefusalTest, WhatWasDeterminedUnderTheOldLawArrives) {
  const Outcome full = Receive(R"("level":"mat","determined":"2026-02-27")");
  EXPECT_FALSE(full.refused) << full.refused->message.vi;
  const Outcome stamped =
      Receive(R"("level":"mat","determined":"2026-02-27","term_end":"2027-02-27")");
  EXPECT_FALSE(stamped.refused) << stamped.refused->message.vi;
  agency_->clock().Set(*Date::FromYmd(2036, 2, 27));
  const auto expire = [&](const Outcome& one) {
    return agency_->Reason("registrar", Act::kDeclassifyExpire,
                           R"({"document":)" + std::to_string(one.ids.at("document")) + "}");
  };
  EXPECT_EQ(expire(full), "law.term_runs");
  EXPECT_EQ(expire(stamped), "");
  agency_->clock().Set(*Date::FromYmd(2036, 2, 28));
  EXPECT_EQ(expire(full), "");
}

// Điều 17(1)(a): whoever allows the meeting is one who could provide what it speaks of.
TEST_P(RefusalTest, AMeetingNeedsTheAuthorityOfItsLevel) {
  const auto plan = [&](const std::string& level) {
    return R"({"meeting":)" +
           std::to_string(agency_
                              ->Do("registrar", Act::kMeetingPlan,
                                   R"({"level":")" + level +
                                       R"(","title":"Họp","place":"P","plan":"p",)"
                                       R"("from":"2026-03-03","until":"2026-03-03"})")
                              .ids["meeting"]) +
           "}";
  };
  EXPECT_EQ(Refused("authority", Act::kMeetingAllow, plan("tuyet_mat")),
            "law.level|khoản 1 Điều 15 Luật 117/2025/QH15");
  EXPECT_EQ(Refused("authority", Act::kMeetingAllow, plan("toi_mat")), "");
}

}  // namespace
}  // namespace niem::registry
