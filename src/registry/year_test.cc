// An agency through a year and the years after it, on both stores: every act that has a form takes
// effect at least once, and an independent program's code finds the ledger whole.
#include <gtest/gtest.h>

#include "registry/export.h"
#include "registry/form.h"
#include "registry/import.h"
#include "registry/tables.h"
#include "registry/testing_proof.h"

namespace niem::registry {
namespace {

using access::Act;

// "$1" … in `json` replaced by the numbers.
std::string Json(std::string json, std::initializer_list<int64_t> numbers) {
  int which = 0;
  for (const int64_t number : numbers) {
    const std::string mark = "$" + std::to_string(++which);
    for (size_t at = json.find(mark); at != std::string::npos; at = json.find(mark)) {
      json.replace(at, mark.size(), std::to_string(number));
    }
  }
  return json;
}

// A sign-in card's, of 2019 to 2073 (base/certificate_test.cc).
constexpr const char* kCertificate = R"(-----BEGIN CERTIFICATE-----
MIIBlTCCAUegAwIBAgIUN53DQi7rJHn0Pey1sjzTfh2HxMowBQYDK2VwMD8xCzAJ
BgNVBAYTAlZOMRIwEAYDVQQKDAlYw6MgQuG7i2ExHDAaBgNVBAMME05ndXnhu4Vu
IFbEg24gxJDhu4cwIBcNMTkwMTAxMTIwMDAwWhgPMjA3MzEwMDQxMjAwMDBaMD8x
CzAJBgNVBAYTAlZOMRIwEAYDVQQKDAlYw6MgQuG7i2ExHDAaBgNVBAMME05ndXnh
u4VuIFbEg24gxJDhu4cwKjAFBgMrZXADIQAfaRubbTW2La0CYaxuaXdKyG4iTFO7
PJKnk4P3eo71vqNTMFEwHQYDVR0OBBYEFClJMceIy3SKfpCT3Ri7m9LM0KOLMB8G
A1UdIwQYMBaAFClJMceIy3SKfpCT3Ri7m9LM0KOLMA8GA1UdEwEB/wQFMAMBAf8w
BQYDK2VwA0EA715PcO2tJOeHXJlkJf86Dufcbt79NtDrGO9W5c/z91Zzy13Ha8Gy
um9mHP96KLfrX3EB/yJFIC76z3z4Ql5mBA==
-----END CERTIFICATE-----
)";

class YearTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    auto made = TestAgency::Make(GetParam());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  Outcome Do(const std::string& who, Act act, const std::string& json,
             std::initializer_list<int64_t> numbers = {}) {
    Outcome outcome = agency_->Do(who, act, Json(json, numbers));
    EXPECT_FALSE(outcome.refused) << access::RuleOf(act).code << ": " << outcome.refused->reason
                                  << ": " << outcome.refused->message.en;
    return outcome;
  }

  void Two(const std::string& first, const std::string& second, Act act, const std::string& json,
           std::initializer_list<int64_t> numbers = {}) {
    const Outcome begun = Do(first, act, json, numbers);
    ASSERT_TRUE(begun.pending) << access::RuleOf(act).code;
    EXPECT_EQ(agency_->Confirm(first, *begun.pending).refused->reason, "own_request");
    const Outcome done = agency_->Confirm(second, *begun.pending);
    EXPECT_FALSE(done.refused) << done.refused->reason << done.refused->message.en;
  }

  int64_t Id(const std::string& who) { return agency_->Id(who); }

  // Drafted, proposed, determined, issued; its copies.
  Outcome Issue(const std::string& level, const std::string& item, int copies) {
    const int64_t document = Do("officer", Act::kDocumentDraft,
                                R"({"level":")" + level + R"(","type_name":"Báo cáo","planned":)" +
                                    std::to_string(copies) + R"(,"copying_allowed":true})")
                                 .ids["document"];
    Do("officer", Act::kDocumentAmend, R"({"document":$1,"pages":3})", {document});
    Do("officer", Act::kDocumentPropose, R"({"document":$1,)" + item + "}", {document});
    Do("authority", Act::kDocumentDetermine,
       R"({"document":$1,"level":")" + level + R"(",)" + item + "}", {document});
    Outcome issued = Do("registrar", Act::kDocumentIssue,
                        R"({"document":$1,"symbol":"BC-UBND","signer":"Chủ tịch"})", {document});
    issued.ids["document"] = document;
    return issued;
  }

  Outcome Arrive(const std::string& level, int copies) {
    const std::string count = std::to_string(copies);
    return Do("registrar", Act::kDocumentReceive,
              R"({"level":")" + level + R"(","issuer":"UBND tỉnh","number":"07","sealed":true,
                 "stated":)" +
                  count + R"(,"counted":)" + count + R"(,"copying_allowed":true})");
  }

  void People();
  void Documents();
  void Copying();
  void Outside();
  void TermAndLevel();
  void TheEnd();
  void BooksAndCounts();

  std::unique_ptr<TestAgency> agency_;
  const std::string mat_ = R"("decision":"999/QĐ-TTg","article":"3","clause":"1","point":"a")";
  const std::string toi_mat_ = R"("decision":"999/QĐ-TTg","article":"2","clause":"1")";
};

// The list says "khoản 1 Điều 3" as article 3, clause 1, point a.
constexpr std::string_view kList = R"({
  "format": "niem-list/1", "decision": "999/QĐ-TTg", "field": "Lĩnh vực thử", "from": "2020-07-01",
  "items": [
    {"article": "1", "clause": "1", "level": "TUYET_MAT", "text": "Thử một"},
    {"article": "2", "clause": "1", "level": "TOI_MAT", "text": "Thử hai"},
    {"article": "3", "clause": "1", "point": "a", "level": "MAT", "text": "Thử ba"},
    {"article": "3", "clause": "2", "level": "MAT", "to": "2026-12-31", "text": "Thử bốn"}]})";

// Of niem scan: two marked files.
constexpr std::string_view kReport =
    R"({"path":"/a","member":[],"sha256":null,"verdict":"marked","level":"mat","evidence":[]}
{"path":"/b","member":[],"sha256":null,"verdict":"marked","level":"mat","evidence":[]}
{"summary":{"files":2,"documents":2,"run":{"engine":"niem","machine":"may-1"}}})";

// Of niem audit: one finding, one device.
constexpr std::string_view kAudit =
    R"({"format":"niem-audit/1","run":{"version":"0"},"machine":{"name":"may-1"},"findings":[
{"rule":"audit.net.wifi","title":{"vi":"máy đã nối Wi-Fi","en":"Wi-Fi"},"verdict":"seen","grade":"single","standing":"violation","subject":{}}],
"devices":[{"vid":"0951","pid":"1666","serial":"ABC123"}],"sources":[]})";

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '\\';
    quoted += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return quoted + "\"";
}

void YearTest::People() {
  Do("authority", Act::kListLoad, R"({"name":"999.json","content":)" + Quoted(kList) + "}");
  Do("authority", Act::kUnitAdd, R"({"code":"to-mot","name":"Tổ một","parent":"xa-suoi-nga"})");
  const int64_t person = Do("security", Act::kPersonAdd,
                            R"({"login":"moi","name":"Người mới","unit":"to-mot",
                                "password":"$argon2id$bamthu"})")
                             .ids["person"];
  Do("security", Act::kPersonAmend, R"({"person":$1,"post":"Chuyên viên"})", {person});
  Do("authority", Act::kDutyAssign, R"({"person":$1,"duty":"officer","decision":"2/QĐ"})",
     {person});
  Two("security", "security2", Act::kClearanceGrant,
      R"({"person":$1,"level":"mat","units":["xa-suoi-nga"]})", {person});
  const std::string card =
      R"({"person":$1,"note":"thẻ 01","certificate":)" + Quoted(kCertificate) + "}";
  Do("security", Act::kCardBind, card, {person});
  EXPECT_EQ(agency_->Reason("security", Act::kCardBind, Json(card, {person})), "card.same");
  Do("security", Act::kCardEnd, R"({"person":$1,"reason":"mất thẻ"})", {person});
  Do("security", Act::kCardBind, card, {person});  // found again
  const Outcome in = Arrive("mat", 1);
  const int64_t document = in.ids.at("document");
  Do("security", Act::kNeedGrant, R"({"person":$1,"document":$2,"reason":"việc"})",
     {person, document});
  Do("security", Act::kNeedRevoke, R"({"person":$1,"document":$2})", {person, document});
  const int64_t copy = in.copies[0];
  Do("keeper", Act::kCopyLend, R"({"copy":$1,"person":$2,"due":"2026-04-01"})", {copy, person});
  Do("security", Act::kPersonLeave, R"({"person":$1,"day":"2026-03-20","reason":"nghỉ"})",
     {person});
  EXPECT_EQ(agency_->Reason("security", Act::kPersonClose,
                            Json(R"({"person":$1,"commitment":"số 1"})", {person})),
            "person.custody");
  Do("keeper", Act::kCopyTakeBack, R"({"copy":$1})", {copy});
  Do("authority", Act::kDutyEnd, R"({"person":$1,"duty":"officer"})", {person});
  Do("security", Act::kClearanceRevoke, R"({"person":$1})", {person});
  Do("security", Act::kPersonClose, R"({"person":$1,"commitment":"số 1"})", {person});
  const int64_t glass =
      Do("officer2", Act::kBreakGlassOpen, R"({"reason":"cháy"})").ids["break_glass"];
  Do("authority", Act::kBreakGlassReview, R"({"break_glass":$1,"findings":"đúng"})", {glass});
}

void YearTest::Documents() {
  const int64_t draft = Do("officer", Act::kDocumentDraft, R"({"level":"mat"})").ids["document"];
  Do("officer", Act::kDocumentPropose, R"({"document":$1,)" + mat_ + "}", {draft});
  Do("authority", Act::kDocumentRefuse, R"({"document":$1,"reason":"không phải"})", {draft});
  const Outcome in = Arrive("mat", 2);
  Do("registrar", Act::kDocumentDiscrepancy, R"({"document":$1,"account":"thiếu trang"})",
     {in.ids.at("document")});
  Do("registrar", Act::kDocumentLink, R"({"document":$1,"source":$2})",
     {draft, in.ids.at("document")});
  EXPECT_EQ(agency_->Reason("registrar", Act::kDocumentLink,
                            Json(R"({"document":$1,"source":$2})", {draft, in.ids.at("document")})),
            "document.linked");
  Do("registrar", Act::kCopyGiveBack, R"({"copy":$1})", {in.copies[0]});
  Do("keeper", Act::kCopyLost, R"({"copy":$1,"account":"không thấy"})", {in.copies[1]});
  Do("keeper", Act::kCopyFound, R"({"copy":$1})", {in.copies[1]});
  const Outcome out = Issue("toi_mat", toi_mat_, 2);
  EXPECT_EQ(out.texts.at("number"), "01/BC-UBND");
  Do("registrar", Act::kCopySend, R"({"copy":$1,"recipient":"Công an tỉnh"})", {out.copies[0]});
  Do("registrar", Act::kCopyRecall, R"({"copy":$1,"due":"2026-05-01"})", {out.copies[0]});
}

void YearTest::Copying() {
  const Outcome in = Arrive("mat", 1);
  const int64_t document = in.ids.at("document");
  const std::string ask = R"({"document":$1,"form":"sao_y","quantity":2,"purpose":"họp"})";
  const int64_t first = Do("keeper", Act::kCopyRequest, ask, {document}).ids["request"];
  EXPECT_EQ(agency_->Reason("keeper", Act::kCopyMake, Json(R"({"request":$1})", {first})),
            "wrong_state");
  Do("authority", Act::kCopyAllow, R"({"request":$1})", {first});
  EXPECT_EQ(agency_->Reason("keeper", Act::kCopyMake, Json(R"({"request":$1,"count":3})", {first})),
            "copies.more_than_allowed");
  EXPECT_EQ(Do("keeper", Act::kCopyMake, R"({"request":$1,"spoilt":1})", {first}).copies.size(),
            2U);
  const int64_t second = Do("keeper", Act::kCopyRequest, ask, {document}).ids["request"];
  Do("authority", Act::kCopyRefuse, R"({"request":$1,"reason":"không cần"})", {second});
}

void YearTest::Outside() {
  const Outcome in = Arrive("mat", 3);
  const std::string out = R"({"copy":$1,"purpose":"họp","where":"tỉnh","from":"2026-03-03",
                              "until":"2026-03-05","measures":"cặp khóa"})";
  const int64_t go = Do("keeper", Act::kTakeOutRequest, out, {in.copies[0]}).ids["request"];
  Do("authority", Act::kTakeOutAllow, R"({"request":$1})", {go});
  Do("keeper2", Act::kTakeOutLeave, R"({"request":$1})", {go});
  Do("keeper2", Act::kTakeOutReturn, R"({"request":$1,"report":"đủ"})", {go});
  const int64_t stay = Do("keeper", Act::kTakeOutRequest, out, {in.copies[0]}).ids["request"];
  Do("authority", Act::kTakeOutRefuse, R"({"request":$1,"reason":"không"})", {stay});
  const std::string provide = R"({"document":$1,"recipient":"Tòa án","purpose":"xét xử"})";
  const int64_t give =
      Do("registrar", Act::kProvideRequest, provide, {in.ids.at("document")}).ids["request"];
  Do("authority", Act::kProvideAllow, R"({"request":$1})", {give});
  Do("registrar", Act::kProvideDeliver, R"({"request":$1,"copies":[$2]})", {give, in.copies[1]});
  const int64_t keep =
      Do("registrar", Act::kProvideRequest, provide, {in.ids.at("document")}).ids["request"];
  Do("authority", Act::kProvideRefuse, R"({"request":$1,"reason":"không"})", {keep});
  const std::string plan = R"({"level":"mat","title":"Họp","place":"Phòng 1","from":"2026-03-03",
                               "until":"2026-03-03","plan":"giữ điện thoại"})";
  const int64_t meeting = Do("registrar", Act::kMeetingPlan, plan).ids["meeting"];
  Do("authority", Act::kMeetingAllow, R"({"meeting":$1})", {meeting});
  Do("keeper", Act::kCopyHandOver, R"({"copy":$1,"person":$2,"meeting":$3})",
     {in.copies[2], Id("officer"), meeting});
  EXPECT_EQ(agency_->Reason("keeper", Act::kMeetingClose, Json(R"({"meeting":$1})", {meeting})),
            "meeting.copies_out");
  Do("keeper", Act::kCopyTakeBack, R"({"copy":$1})", {in.copies[2]});
  Do("keeper", Act::kMeetingClose, R"({"meeting":$1})", {meeting});
  const int64_t other = Do("registrar", Act::kMeetingPlan, plan).ids["meeting"];
  Do("authority", Act::kMeetingRefuse, R"({"meeting":$1,"reason":"không"})", {other});
}

void YearTest::TermAndLevel() {
  const int64_t old = Issue("mat", mat_, 1).ids["document"];
  EXPECT_EQ(agency_->Reason("registrar", Act::kDeclassifyExpire, Json(R"({"document":$1})", {old})),
            "law.term_runs");
  const int64_t kept = Issue("mat", mat_, 1).ids["document"];
  const int64_t notice = Do("authority", Act::kTermExtend,
                            R"({"document":$1,"until":"2046-03-01","reason":"còn cần"})", {kept})
                             .ids["notice"];
  Do("registrar", Act::kNoticeSend,
     R"({"document":$1,"notice":$2,"number":"9/TB","recipients":"các nơi"})", {kept, notice});
  Do("authority", Act::kLevelChange,
     R"({"document":$1,"level":"toi_mat","reason":"nâng",)" + toi_mat_ + "}", {kept});
  const int64_t council = Do("authority", Act::kDeclassifyCouncil,
                             R"({"document":$1,"reason":"cần","council":"QĐ 5"})", {kept})
                              .ids["dossier"];
  Do("authority", Act::kDeclassifyDecide, R"({"dossier":$1,"decision":"6/QĐ","minutes":"BB 1"})",
     {council});
  const int64_t in = Arrive("mat", 1).ids["document"];
  Do("registrar", Act::kNoticeReceive, R"({"document":$1,"about":"declassify","number":"8"})",
     {in});
  const int64_t reviewed = Issue("mat", mat_, 1).ids["document"];
  Do("authority", Act::kReviewDecide,
     R"({"documents":[$1],"answer":"keep","minutes":"BB rà soát"})", {reviewed});
  const int64_t listed =
      Issue("mat", R"("decision":"999/QĐ-TTg","article":"3","clause":"2")", 1).ids["document"];
  const std::string off = Json(R"({"document":$1,"decision":"7/QĐ"})", {listed});
  EXPECT_EQ(agency_->Reason("authority", Act::kDeclassifyOffList, off), "law.still_listed");
  agency_->clock().Set(*Date::FromYmd(2027, 2, 1));
  Do("authority", Act::kDeclassifyOffList, off);
  agency_->clock().Set(*Date::FromYmd(2036, 3, 10));
  EXPECT_EQ(agency_->Reason("authority", Act::kTermExtend,
                            Json(R"({"document":$1,"until":"2046-03-01","reason":"muộn"})", {old})),
            "law.term_over");
  Do("registrar", Act::kDeclassifyExpire, R"({"document":$1})", {old});
  Do("keeper", Act::kArchiveHandOver,
     R"({"document":$1,"archive":"Lưu trữ tỉnh","historical":true,"minutes":"BB 4"})", {old});
}

void YearTest::TheEnd() {
  const Outcome in = Arrive("tuyet_mat", 2);
  const int64_t dossier =
      Do("keeper", Act::kDestroyPropose, R"({"copies":[$1],"reason":"hỏng"})", {in.copies[0]})
          .ids["dossier"];
  const std::string decide = Json(R"({"dossier":$1,"decision":"11/QĐ"})", {dossier});
  EXPECT_EQ(agency_->Reason("authority", Act::kDestroyDecide, decide), "law.council");
  Do("authority", Act::kDestroyCouncil, R"({"dossier":$1,"council":"QĐ 10","minutes":"BB 2"})",
     {dossier});
  Do("authority", Act::kDestroyDecide, decide);
  const std::string carry = R"({"dossier":$1,"copies":[$2],"method":"đốt","minutes":"BB 3"})";
  const Outcome begun = Do("keeper", Act::kDestroyCarryOut, carry, {dossier, in.copies[1]});
  EXPECT_EQ(agency_->Confirm("keeper2", *begun.pending).refused->reason, "destroy.list_differs");
  Two("keeper", "keeper2", Act::kDestroyCarryOut, carry, {dossier, in.copies[0]});
  Do("keeper", Act::kDestroyEmergency, R"({"copy":$1,"reason":"cháy kho"})", {in.copies[1]});
}

void YearTest::BooksAndCounts() {
  const Outcome in = Arrive("mat", 2);
  const int64_t count =
      Do("keeper", Act::kStocktakeOpen, R"({"level":"tuyet_mat"})").ids["stocktake"];
  Do("keeper", Act::kStocktakeScan, R"({"stocktake":$1,"copy":$2})", {count, in.copies[0]});
  EXPECT_GE(Do("keeper", Act::kStocktakeClose, R"({"stocktake":$1,"minutes":"BB"})", {count})
                .ids["missing"],
            1);
  const int64_t incident =
      Do("registrar", Act::kIncidentOpen, R"({"kind":"leak","document":$1,"account":"lộ"})",
         {in.ids.at("document")})
          .ids["incident"];
  Do("authority", Act::kIncidentClose, R"({"incident":$1,"outcome":"xong"})", {incident});
  Two("authority", "authority2", Act::kIncidentReopen, R"({"incident":$1,"reason":"mới"})",
      {incident});
  const Outcome scanned =
      Do("security", Act::kFindingImport, R"({"report":)" + Quoted(kReport) + "}");
  EXPECT_EQ(scanned.ids.at("new"), 2);
  Do("security", Act::kFindingDecide,
     R"({"findings":[1],"outcome":"permitted","reason":"máy soạn thảo"})");
  Do("registrar", Act::kFindingRegister, R"({"findings":[2],"document":$1,"reason":"bản đi"})",
     {in.ids.at("document")});
  const Outcome audited = Do("security", Act::kAuditImport, R"({"report":)" + Quoted(kAudit) + "}");
  EXPECT_EQ(audited.ids.at("new_devices"), 1);
  Do("registrar", Act::kAuditAnswer, R"({"audit_findings":[1],"answer":"máy mượn"})");
  Do("authority", Act::kAuditClose,
     R"({"audit_findings":[1],"outcome":"remedied","reason":"đã ngắt"})");
  Do("security", Act::kDeviceMark, R"({"devices":[1],"mark":"registered","reason":"đã kiểm tra"})");
  const std::string old = R"({"direction":"incoming","source":"Sổ đến 2021","rows":[)"
                          R"({"row":2,"number":"9/BC","issuer":"Công an","level":"Mật"}]})";
  const int64_t mistaken = Do("registrar", Act::kIntakeImport, old).ids["intake"];
  Do("registrar", Act::kIntakeUndo, R"({"intake":$1,"reason":"nhầm sổ"})", {mistaken});
  Do("registrar", Act::kIntakeImport, old);
  Two("security", "security2", Act::kClearanceGrant,
      R"({"person":$1,"level":"tuyet_mat","units":["xa-suoi-nga","to-mot"]})", {Id("registrar")});
  const int64_t book =
      Do("registrar", Act::kBookOpen, R"({"kind":"outgoing","unit":"to-mot"})").ids["book"];
  Do("registrar", Act::kBookVoid, R"({"book":$1,"number":1,"reason":"nhảy số"})", {book});
  EXPECT_EQ(agency_->Reason("registrar", Act::kBookVoid,
                            Json(R"({"book":$1,"number":1,"reason":"lại"})", {book})),
            "book.voided");
  Do("registrar", Act::kBookClose, R"({"book":$1})", {book});
  EXPECT_EQ(agency_->Reason("registrar", Act::kBookVoid,
                            Json(R"({"book":$1,"number":2,"reason":"khóa"})", {book})),
            "wrong_state");
}

ledger::ByteSource From(const std::string& bytes) {
  return [&bytes, at = size_t{0}](uint8_t* out, size_t size) mutable -> Result<size_t> {
    const size_t got = bytes.copy(reinterpret_cast<char*>(out), size, at);
    at += got;
    return got;
  };
}

// All tables have rows after this year: what refers to what is written in the right order. Import()
// itself compares every byte of both parts before it commits.
void ImportsTheSame(store::Store& original, const std::string& ledger) {
  std::string rest;
  const Status written = original.Read([&](store::Connection& connection) {
    return WriteRest(connection, [&](Bytes more) {
      rest.append(AsText(more));
      return Ok();
    });
  });
  ASSERT_TRUE(written.ok());
  for (const store::Engine engine : store::testing::EnginesToTest()) {
    store::testing::TestStore target(engine);
    const ImportSource source{[&]() -> Result<ledger::ByteSource> { return From(ledger); },
                              [&]() -> Result<ledger::ByteSource> { return From(rest); },
                              Sha256Of(AsBytes(ledger)), Sha256Of(AsBytes(rest))};
    const auto quiet = [](const StaticText&, uint64_t) {};
    ImportSource other = source;
    other.rest_digest[0] ^= 1;
    EXPECT_FALSE(Import(*target, other, 0, quiet).ok());
    const Status done = Import(*target, source, 0, quiet);
    ASSERT_TRUE(done.ok()) << done.error().message().en;
    EXPECT_FALSE(Import(*target, source, 0, quiet).ok());
  }
}

TEST_P(YearTest, EveryActTakesEffectAndTheLedgerProvesIt) {
  People(), Documents(), Copying(), Outside(), TermAndLevel(), TheEnd(), BooksAndCounts();
  // What two registrars and a 2018 delegation need is in acts_test.cc.
  for (const access::ActRule& rule : access::ActRules()) {
    if (FormOf(rule.act) == nullptr) continue;
    const bool elsewhere = rule.persons == access::Persons::kTwoDuties ||  // machine_test.cc
                           rule.act == Act::kPasswordChange ||  // level_test.cc, as the next
                           rule.act == Act::kDocumentFree || rule.act == Act::kBookUnlock ||
                           rule.act == Act::kDelegationGrant ||
                           rule.act == Act::kDelegationRevoke || rule.act == Act::kSettingSet;
    EXPECT_TRUE(elsewhere || agency_->done().contains(rule.act)) << rule.code << " is not tested";
  }
  const auto bytes = ExportOf(agency_->registry());
  ASSERT_TRUE(bytes.ok()) << bytes.error().message().en;
  const auto counts = ProofOf(*bytes);
  ASSERT_TRUE(counts.ok()) << counts.error().message().en;
  EXPECT_GT(counts->events, 100U);
  EXPECT_GT(counts->rows, 100U);
  ImportsTheSame(agency_->store(), *bytes);
}

const store::Sql kEdit("test.edit_document", "UPDATE document SET level = 'mat' WHERE id = $1");
const store::Sql kBreak("test.set_subject", "UPDATE document SET subject = $2 WHERE id = $1");

TEST_P(YearTest, AnEditedRowIsFound) {
  const int64_t document = Arrive("toi_mat", 1).ids["document"];
  ASSERT_TRUE(agency_->store()
                  .Write([&](store::Transaction& tx) -> Status {
                    TRY(tx.Execute(kEdit, {document}));
                    return Ok();
                  })
                  .ok());
  const auto counts = ProofOf(*agency_);
  ASSERT_FALSE(counts.ok());
  EXPECT_NE(counts.error().message().en.find("document"), std::string::npos)
      << counts.error().message().en;
}

TEST_P(YearTest, TheStoreItselfRefusesTheSubjectOfATuyetMatDocument) {
  const int64_t document = Arrive("tuyet_mat", 1).ids["document"];
  const Status set = agency_->store().Write([&](store::Transaction& tx) -> Status {
    TRY(tx.Execute(kBreak, {document, "Về việc"}));
    return Ok();
  });
  ASSERT_FALSE(set.ok());
  EXPECT_EQ(set.error().code(), ErrorCode::kConstraint);
}

INSTANTIATE_TEST_SUITE_P(Engines, YearTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

}  // namespace
}  // namespace niem::registry
