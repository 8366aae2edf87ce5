// What follows from a level that changes, from a person who leaves, from a password typed on
// another keyboard; and that refusals name the article of the law of their day.
#include <gtest/gtest.h>

#include "registry/finders.h"
#include "registry/log_store.h"
#include "registry/password.h"
#include "registry/settings.h"
#include "registry/testing_proof.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr std::string_view kMat =
    R"("decision":"999/QĐ-TTg","article":"3","clause":"1","point":"a")";
constexpr std::string_view kToiMat = R"("decision":"999/QĐ-TTg","article":"2","clause":"1")";

class LevelTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override { Begin(*Date::FromYmd(2026, 3, 2)); }

  void Begin(Date day) {
    auto made = TestAgency::Make(GetParam(), day);
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
    std::string list;
    for (const char c : kTestList) {
      if (c == '"') list += '\\';
      if (c != '\n') list += c;
    }
    Do("authority", Act::kListLoad, R"({"name":"999.json","content":")" + list + "\"}");
  }

  // `json` with $1, $2 … replaced.
  static std::string Json(std::string json, std::initializer_list<int64_t> numbers) {
    int which = 0;
    for (const int64_t number : numbers) {
      const std::string mark = "$" + std::to_string(++which);
      for (size_t at = json.find(mark); at != std::string::npos; at = json.find(mark)) {
        json.replace(at, mark.size(), std::to_string(number));
      }
    }
    return json;
  }

  Outcome Do(const std::string& who, Act act, const std::string& json,
             std::initializer_list<int64_t> numbers = {}) {
    Outcome outcome = agency_->Do(who, act, Json(json, numbers));
    EXPECT_FALSE(outcome.refused) << access::RuleOf(act).code << ": " << outcome.refused->reason
                                  << ": " << outcome.refused->message.en;
    return outcome;
  }

  std::string Why(const std::string& who, Act act, const std::string& json,
                  std::initializer_list<int64_t> numbers = {}) {
    return agency_->Reason(who, act, Json(json, numbers));
  }

  int64_t Issue(const std::string& level, std::string_view item, const std::string& more = "") {
    const int64_t document =
        Do("officer", Act::kDocumentDraft,
           R"({"level":")" + level + R"(","planned":1,"copying_allowed":true)" + more + "}")
            .ids["document"];
    Do("officer", Act::kDocumentPropose, R"({"document":$1,)" + std::string(item) + "}",
       {document});
    Do("authority", Act::kDocumentDetermine,
       R"({"document":$1,"level":")" + level + R"(",)" + std::string(item) + "}", {document});
    Do("registrar", Act::kDocumentIssue, R"({"document":$1,"symbol":"BC","signer":"CT"})",
       {document});
    return document;
  }

  std::string To(std::string_view level, std::string_view item) {
    return R"({"document":$1,"level":")" + std::string(level) + R"(","reason":"rà soát",)" +
           std::string(item) + "}";
  }

  template <typename Use>
  void Look(Use use) {
    EXPECT_TRUE(
        agency_->registry().Glance({agency_->Id("admin"), access::Duty::kAdmin, ""}, use).ok());
  }

  std::unique_ptr<TestAgency> agency_;
};

INSTANTIATE_TEST_SUITE_P(Engines, LevelTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

TEST_P(LevelTest, ADerivedDocumentDoesNotGoBelowItsSource) {
  const int64_t source = Issue("toi_mat", kToiMat);
  const std::string from = R"(,"sources":[)" + std::to_string(source) + "]";
  const int64_t derived = Issue("toi_mat", kToiMat, from);
  const int64_t other = Issue("toi_mat", kToiMat, from);
  const std::string lower = To("mat", kMat);
  EXPECT_EQ(Why("authority", Act::kLevelChange, lower, {derived}), "level.below_source");
  // Declared free of it, by who has authority, and recorded.
  const std::string free = R"({"document":$1,"source":$2,"reason":"chỉ dẫn số văn bản"})";
  EXPECT_EQ(Why("authority2", Act::kDocumentFree, free, {source, derived}), "absent");
  EXPECT_EQ(Why("officer", Act::kDocumentFree, free, {derived, source}), "wrong_duty");
  Do("authority", Act::kDocumentFree, free, {derived, source});
  EXPECT_EQ(Why("authority", Act::kDocumentFree, free, {derived, source}), "document.freed");
  Do("authority", Act::kLevelChange, lower, {derived});
  // Or the source goes first.
  EXPECT_EQ(Why("authority", Act::kLevelChange, lower, {other}), "level.below_source");
  Do("authority", Act::kLevelChange, lower, {source});
  Do("authority", Act::kLevelChange, lower, {other});
  EXPECT_TRUE(ProofOf(*agency_).ok());
}

TEST_P(LevelTest, TheAgencyMayTakeTheOtherReading) {
  const int64_t source = Issue("toi_mat", kToiMat);
  const int64_t derived =
      Issue("toi_mat", kToiMat, R"(,"sources":[)" + std::to_string(source) + "]");
  Do("authority", Act::kSettingSet, R"({"name":"level.derived","value":"warn"})");
  const Outcome done = Do("authority", Act::kLevelChange, To("mat", kMat), {derived});
  bool cautioned = false;
  for (const Text& one : done.warnings) {
    cautioned = cautioned || one.vi.find("chưa đối chiếu bản gốc") != std::string::npos;
  }
  EXPECT_TRUE(cautioned);
}

TEST_P(LevelTest, WhatWasAllowedAtALowerLevelIsAllowedAgain) {
  const int64_t document = Issue("mat", kMat);
  const int64_t request =
      Do("registrar", Act::kCopyRequest,
         R"({"document":$1,"form":"sao_y","quantity":2,"purpose":"họp"})", {document})
          .ids["request"];
  Do("authority", Act::kCopyAllow, R"({"request":$1})", {request});
  Do("keeper", Act::kCopyMake, R"({"request":$1,"count":1})", {request});
  Do("authority", Act::kLevelChange, To("toi_mat", kToiMat), {document});
  EXPECT_EQ(Why("keeper", Act::kCopyMake, R"({"request":$1})", {request}), "wrong_state");
  Do("authority", Act::kCopyAllow, R"({"request":$1})", {request});
  const Outcome made = Do("keeper", Act::kCopyMake, R"({"request":$1})", {request});
  EXPECT_EQ(made.copies.size(), 1U) << "two were asked for, one was made before";
}

TEST_P(LevelTest, WhoLeavesKnowsNothingAndDelegatesNothing) {
  Begin(*Date::FromYmd(2021, 6, 1));  // delegations are of the 2018 law
  const int64_t document = Do("registrar", Act::kDocumentReceive,
                              R"({"level":"mat","issuer":"Tỉnh","number":"1","stated":1,
                                  "counted":1,"sealed":true})")
                               .ids["document"];
  const int64_t officer = agency_->Id("officer2");
  Do("security", Act::kNeedGrant, R"({"person":$1,"document":$2,"reason":"việc"})",
     {officer, document});
  const int64_t deputy = agency_->Id("authority2");
  const int64_t chief = agency_->Id("authority");
  Do("authority", Act::kDelegationGrant,
     R"({"person":$1,"number":"5/UQ","acts":["permit_copy"],"levels":["mat"],"scope":"văn phòng",
         "from":"2021-06-01","until":"2021-12-31"})",
     {deputy});
  const auto in_force = [&](int64_t to) {
    bool any = false;  // one for each role of the chief
    Look([&](Deed& deed) -> Status {
      TRY_ASSIGN(const Person person, deed.Get<Person>(to));
      TRY_ASSIGN(const std::vector<law::Actor> capacities, deed.Capacities(person, true));
      for (const law::Actor& one : capacities) any = any || one.delegation;
      return Ok();
    });
    return any;
  };
  EXPECT_TRUE(in_force(deputy));
  const std::string leave = R"({"person":$1,"day":"2021-06-03","reason":"nghỉ hưu"})";
  Do("security", Act::kPersonLeave, leave, {chief});
  EXPECT_TRUE(in_force(deputy)) << "until his last day";
  agency_->clock().Set(*Date::FromYmd(2021, 6, 4));
  EXPECT_FALSE(in_force(deputy)) << "he has left, though the account is not closed";
  Do("security", Act::kPersonClose, R"({"person":$1,"commitment":"CK 1"})", {chief});
  Do("security", Act::kPersonLeave, leave, {officer});
  Do("security", Act::kPersonClose, R"({"person":$1,"commitment":"CK 2"})", {officer});
  Look([&](Deed& deed) -> Status {
    const std::string day = deed.today().ToString();
    TRY_ASSIGN(const auto needs, deed.Find(NeedsOf(), {officer, document, day}));
    EXPECT_TRUE(needs.empty());
    TRY_ASSIGN(const auto delegations, deed.Find(DelegationsTo(), {deputy, day}));
    EXPECT_TRUE(delegations.empty());
    return Ok();
  });
}

TEST_P(LevelTest, ABookOfAnotherUnitIsNotThere) {
  EXPECT_EQ(Why("registrar", Act::kBookOpen, R"({"kind":"copies","unit":"xa-khac"})"), "absent");
  const int64_t book = Do("registrar", Act::kBookOpen, R"({"kind":"copies"})").ids["book"];
  Do("security", Act::kClearanceRevoke, R"({"person":$1})", {agency_->Id("registrar")});
  EXPECT_EQ(Why("registrar", Act::kBookClose, R"({"book":$1})", {book}), "absent");
}

TEST_P(LevelTest, RefusalsNameTheArticleOfTheirDay) {
  for (const auto& [day, article] : {std::pair{*Date::FromYmd(2021, 6, 1), "khoản 4 Điều 25"},
                                     {*Date::FromYmd(2026, 3, 2), "khoản 3 Điều 25"}}) {
    Begin(day);
    const Outcome in = Do("registrar", Act::kDocumentReceive,
                          R"({"level":"mat","issuer":"Tỉnh","number":"1","stated":1,
                              "counted":1,"sealed":true})");
    const int64_t officer = agency_->Id("officer");
    Do("keeper", Act::kCopyLend, R"({"copy":$1,"person":$2,"due":"2026-12-01"})",
       {in.copies[0], officer});
    Do("security", Act::kPersonLeave,
       Json(R"({"person":$1,"day":")", {officer}) + day.ToString() + R"(","reason":"nghỉ"})",
       {officer});
    const Outcome closed = agency_->Do("security", Act::kPersonClose,
                                       Json(R"({"person":$1,"commitment":"CK"})", {officer}));
    ASSERT_TRUE(closed.refused);
    EXPECT_EQ(closed.refused->reason, "person.custody");
    EXPECT_NE(closed.refused->article.vi.find(article), std::string::npos)
        << closed.refused->article.vi;
    const Outcome archived =
        agency_->Do("keeper", Act::kArchiveHandOver,
                    Json(R"({"document":$1,"archive":"Lưu trữ tỉnh","historical":true,
                            "minutes":"BB"})",
                         {in.ids.at("document")}));
    ASSERT_TRUE(archived.refused);
    EXPECT_NE(archived.refused->article.vi.find("33/2024/QH15"), std::string::npos);
    const bool cautioned = archived.refused->article.vi.find("chưa đối chiếu") != std::string::npos;
    EXPECT_EQ(cautioned, day.year() == 2021) << archived.refused->article.vi;
  }
}

TEST_P(LevelTest, ThePackSaysWhoConsentsToAMeeting) {
  const std::string plan = R"("title":"Họp","place":"P1","from":"2026-04-01","until":"2026-04-01",
                              "plan":"x")";
  const auto planned = [&](const std::string& more) {
    return Do("registrar", Act::kMeetingPlan, "{" + plan + more + "}").ids["meeting"];
  };
  const std::string allow = R"({"meeting":$1})";
  const int64_t secret = planned(R"(,"level":"tuyet_mat")");
  const Outcome above = agency_->Do("authority", Act::kMeetingAllow, Json(allow, {secret}));
  ASSERT_TRUE(above.refused);
  EXPECT_EQ(above.refused->reason, "law.level");
  EXPECT_NE(above.refused->article.vi.find("Điều 15"), std::string::npos);
  EXPECT_EQ(Why("authority2", Act::kMeetingAllow, allow, {planned(R"(,"level":"mat")")}),
            "law.role");
  EXPECT_EQ(
      Why("authority", Act::kMeetingAllow, allow, {planned(R"(,"level":"mat","foreign":true)")}),
      "law.role");
  Do("authority", Act::kMeetingAllow, allow, {planned(R"(,"level":"toi_mat")")});
}

TEST_P(LevelTest, TheCouncilThatTheLawLeavesOpenIsTheAgencysToSet) {
  const Outcome in = Do("registrar", Act::kDocumentReceive,
                        R"({"level":"mat","issuer":"Tỉnh","number":"1","stated":1,"counted":1,
                            "sealed":true})");
  const int64_t dossier =
      Do("keeper", Act::kDestroyPropose, R"({"copies":[$1],"reason":"hỏng"})", {in.copies[0]})
          .ids["dossier"];
  Do("authority", Act::kSettingSet, R"({"name":"destroy.lower.procedure","value":"council"})");
  EXPECT_EQ(Why("authority", Act::kDestroyDecide, R"({"dossier":$1,"decision":"1/QĐ"})", {dossier}),
            "law.council");
  Do("authority", Act::kSettingSet, R"({"name":"destroy.lower.procedure","value":"none"})");
  Do("authority", Act::kDestroyDecide, R"({"dossier":$1,"decision":"1/QĐ"})", {dossier});
}

// ---- passwords ---------------------------------------------------------------------------------

TEST(PasswordTest, OnePasswordOnEveryKeyboard) {
  const std::string composed = "mật khẩu tổ bảo mật";
  const std::string decomposed =  // the same, each mark a letter of its own
      "ma\u0323\u0302t kha\u0302\u0309u to\u0302\u0309 ba\u0309o ma\u0323\u0302t";
  ASSERT_NE(composed, decomposed);
  const auto hash = HashTyped(decomposed);
  ASSERT_TRUE(hash.ok());
  EXPECT_TRUE(MatchesTyped(*hash, composed));
  EXPECT_TRUE(MatchesTyped(*hash, decomposed));
  EXPECT_FALSE(MatchesTyped(*hash, "mat khau to bao mat"));
  const std::string raw = "\xff\xfe no utf-8";
  EXPECT_TRUE(MatchesTyped(*HashTyped(raw), raw));
}

TEST(PasswordTest, StrengthIsCountedInCharacters) {
  const PasswordNorm lenient = {12, 3, 0};
  EXPECT_FALSE(PasswordFault("mậtmậtmật", "lan", {12, 1, 0}).vi.empty())
      << "9 characters, 21 bytes";
  EXPECT_FALSE(PasswordFault("aaaaaaaaaaaab", "lan", lenient).vi.empty());
  EXPECT_FALSE(PasswordFault("toi la LAN day nhe", "lan", lenient).vi.empty());
  EXPECT_TRUE(PasswordFault("một câu dài dễ nhớ", "lan", {12, 6, 33}).vi.empty());
}

TEST(PasswordTest, WhatAGuesserTriesFirstIsRefused) {
  const std::vector<std::string> about = {"Lò Thị Lan", "Ủy ban nhân dân xã Suối Ngà",
                                          "xa-suoi-nga"};
  for (const char* easy :
       {"matkhau123456", "Mật khẩu 123456", "M4tkh@u123456", "qwertyuiop123", "1q2w3e4r5t6y",
        "password2026!", "123456789012abc", "Admin@123456", "iloveyou123456", "anhyeuem1234",
        "Suối Ngà 2026!", "ubndsuoinga2026", "lothilan1985", "abcdefghijkl", "abc123abc123abc"}) {
    EXPECT_FALSE(PasswordFault(easy, "vt01", {12, 3, 33}, about).vi.empty()) << easy;
  }
  for (const char* hard :
       {"con mèo vàng ăn cá rô", "k7#mQz9!pLw2", "chi-de-dung-thu", "Hoa sen nở trên hồ 7 giờ",
        "nam-con-trau-do", "mưa rơi ngoài bến nứa"}) {
    EXPECT_EQ(PasswordFault(hard, "vt01", {12, 3, 33}, about).vi, "") << hard;
  }
  const std::string endless = std::string(500, 'x') + "con mèo vàng ăn cá rô";
  EXPECT_FALSE(PasswordFault(endless, "vt01", {12, 3, 33}, about).vi.empty());
}

TEST_P(LevelTest, EveryoneChangesHisOwnPassword) {
  const int64_t auditor = agency_->Id("auditor");
  Do("security", Act::kPersonAmend, R"({"person":$1,"password":"câu đầu tiên đặt"})", {auditor});
  EXPECT_EQ(Why("auditor", Act::kPasswordChange, R"({"old":"sai rồi","new":"một câu dài dễ nhớ"})"),
            "password.wrong");
  const std::string old = R"({"old":"câu đầu tiên đặt","new":")";
  EXPECT_EQ(Why("auditor", Act::kPasswordChange, old + R"(câu đầu tiên đặt"})"), "password.same");
  EXPECT_EQ(Why("auditor", Act::kPasswordChange, old + R"(ngắn"})"), "password.weak");
  Do("authority", Act::kSettingSet, R"({"name":"password.min_length","value":"20"})");
  EXPECT_EQ(Why("auditor", Act::kPasswordChange, old + R"(một câu dài dễ nhớ"})"), "password.weak");
  EXPECT_EQ(Why("auditor", Act::kUnitAdd, R"({"code":"a-b","name":"Tổ"})"), "password.first");
  agency_->clock().Set(agency_->registry().Today().AddDays(8));
  EXPECT_EQ(Why("auditor", Act::kPasswordChange, old + R"(một câu dài hơn nữa dễ nhớ"})"),
            "password.first_expired");
  Do("security", Act::kPersonAmend, R"({"person":$1,"password":"câu thứ hai đặt cho người soi"})",
     {auditor});
  Do("auditor", Act::kPasswordChange,
     R"({"old":"câu thứ hai đặt cho người soi","new":"một câu dài hơn nữa dễ nhớ"})");
  EXPECT_EQ(Why("auditor", Act::kUnitAdd, R"({"code":"a-b","name":"Tổ"})"), "wrong_duty");
  Look([&](Deed& deed) -> Status {
    TRY_ASSIGN(const Person person, deed.Get<Person>(auditor));
    EXPECT_TRUE(MatchesTyped(person.password, "một câu dài hơn nữa dễ nhớ"));
    return Ok();
  });
}

// ---- reads -------------------------------------------------------------------------------------

TEST_P(LevelTest, AReadIsRecordedWithTheObjectReadAndBesideAnAct) {
  const int64_t document = Do("registrar", Act::kDocumentReceive,
                              R"({"level":"mat","issuer":"Tỉnh","number":"1","stated":1,
                                  "counted":1,"sealed":true})")
                               .ids["document"];
  access::Object object;
  object.kind = access::ObjectKind::kDocument;
  object.state = access::ObjectState::kInForce;
  object.label = {Level::kMat, {}, std::string(TestAgency::kUnit)};
  const Actor keeper = {agency_->Id("keeper"), access::Duty::kKeeper, ""};
  Outcome beside;
  const auto look = [&](Deed&) -> Status {
    // An act of another while this one reads: it does not wait for the reader.
    beside = Do("security", Act::kUnitAdd, R"({"code":"to-mot","name":"Tổ"})");
    return Ok();
  };
  const auto read = agency_->registry().Read(keeper, Act::kDocumentRead, object, look, document);
  ASSERT_TRUE(read.ok() && read->event && beside.event);
  EXPECT_LT(*beside.event, *read->event);
  object.label.level = Level::kTuyetMat;
  object.label.compartments = {"rieng"};
  const auto refused =
      agency_->registry().Read(keeper, Act::kDocumentRead, object, look, document + 1);
  ASSERT_TRUE(refused.ok() && refused->refused);
  std::vector<std::string> ids;
  Look([&](Deed& deed) -> Status {
    const SqlLogStore log(deed.tx());
    for (const uint64_t seq : {*read->event, *refused->event}) {
      TRY(log.ReadLeaves(seq, seq + 1, [&](uint64_t, std::string_view leaf) -> Status {
        TRY_ASSIGN(const ledger::Event event, ledger::Decode(AsBytes(leaf)));
        ids.push_back(event.object_kind + " " + event.object_id);
        return Ok();
      }));
    }
    return Ok();
  });
  EXPECT_EQ(ids, (std::vector<std::string>{"document " + std::to_string(document),
                                           "document " + std::to_string(document + 1)}));
}

}  // namespace
}  // namespace niem::registry
