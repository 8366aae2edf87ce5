// Search against a slow oracle that reads every document, on both stores; and what it must not
// show.
#include "registry/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "registry/posting.h"
#include "registry/testing.h"

namespace niem::registry {
namespace {

using access::Act;
using access::Duty;

const Finder<Document> kEvery("test.every_document", "ORDER BY id DESC");
const store::Sql kForget("test.forget_index", "DELETE FROM search_state");
const store::Sql kWords("test.count_words", "SELECT COUNT(*) FROM search_posting WHERE block = $1");

const store::Sql kSkipIds("test.skip_document_ids",
                          "UPDATE next_id SET value = value + $1 WHERE name = 'document'");

class SearchTest : public testing::TestWithParam<store::Engine> {
 protected:
  void SetUp() override {
    auto made = TestAgency::Make(GetParam());
    ASSERT_TRUE(made.ok()) << made.error().message().en;
    agency_ = std::move(*made);
  }

  static Duty DutyOf(std::string who) {
    if (who.back() == '2') who.pop_back();
    return access::DutyFromCode(who).value();
  }

  int64_t Arrive(const std::string& level, const std::string& number, const std::string& subject,
                 const std::string& issuer = "Tỉnh ủy Bịa", const std::string& dated = "") {
    const std::string text = level == "tuyet_mat" ? "" : R"(,"subject":")" + subject + "\"";
    const std::string day = dated.empty() ? "" : R"(,"dated":")" + dated + "\"";
    const Outcome in = agency_->Do(
        "registrar", Act::kDocumentReceive,
        R"({"level":")" + level + R"(","issuer":")" + issuer + R"(","number":")" + number +
            R"(","symbol":"QĐ-UBND","stated":1,"counted":1,"sealed":true,"envelope":"B")" + text +
            day + "}");
    EXPECT_FALSE(in.refused) << (in.refused ? in.refused->message.en : "");
    return in.refused ? 0 : in.ids.at("document");
  }

  // As if others had taken the next `many` ids: what follows stands in later blocks of the index.
  void SkipIds(int64_t many) {
    EXPECT_TRUE(agency_->store()
                    .Write([&](store::Transaction& tx) -> Status {
                      TRY(tx.Execute(kSkipIds, {many}));
                      return Ok();
                    })
                    .ok());
  }

  std::vector<int64_t> Ask(const std::string& who, const DocumentQuery& query, int64_t limit = 50) {
    std::vector<int64_t> ids;
    const Status done = agency_->registry().Glance(
        Actor{agency_->Id(who), DutyOf(who), ""}, [&](Deed& deed) -> Status {
          TRY_ASSIGN(auto search,
                     DocumentSearch::Begin(deed.tx(), deed.acting().subject, deed.today(), query));
          int64_t before = INT64_MAX;
          while (true) {
            TRY_ASSIGN(const std::vector<Document> page, search.Find(before, limit));
            for (const Document& one : page) ids.push_back(one.id);
            if (static_cast<int64_t>(page.size()) < limit) return Ok();
            before = page.back().id;
          }
        });
    EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().message().en);
    return ids;
  }

  // All documents, one by one.
  std::vector<int64_t> Oracle(const std::string& who, const DocumentQuery& query) {
    std::vector<int64_t> ids;
    EXPECT_TRUE(agency_->registry()
                    .Glance(Actor{agency_->Id(who), DutyOf(who), ""},
                            [&](Deed& deed) -> Status {
                              TRY_ASSIGN(const auto all, deed.Find(kEvery, {}));
                              for (const Document& one : all) {
                                access::Object object;
                                object.state = one.state;
                                object.label = one.LabelOf();
                                object.need_to_know = one.drafter == deed.actor();
                                const bool may =
                                    access::Decide(deed.acting().subject, Act::kDocumentSearch,
                                                   object) == access::Answer::kAllowed;
                                if (may && Fits(query, one)) ids.push_back(one.id);
                              }
                              return Ok();
                            })
                    .ok());
    return ids;
  }

  static DocumentQuery Words(const std::string& text) {
    DocumentQuery query;
    query.text = text;
    return query;
  }

  std::unique_ptr<TestAgency> agency_;
};

TEST_P(SearchTest, FoldsTonesCaseAndSignsOfNumbers) {
  const int64_t road = Arrive("mat", "07", "Đường dây điện Suối Ngà");
  const int64_t other = Arrive("toi_mat", "15", "Việc dạy học", "Sở Bịa");
  for (const char* text :
       {"duong day", "ĐƯỜNG DÂY", "đường  dây", "Duong", "07/QĐ-UBND dien", "7-qd", "suoi nga"}) {
    EXPECT_EQ(Ask("registrar", Words(text)), std::vector{road}) << text;
  }
  EXPECT_EQ(Ask("registrar", Words("day")), (std::vector{other, road}));
  EXPECT_EQ(Ask("registrar", Words("day so")), std::vector{other});
  EXPECT_EQ(Ask("registrar", Words("")), (std::vector{other, road}));
  EXPECT_EQ(Ask("registrar", Words("khong co")), std::vector<int64_t>{});
  EXPECT_EQ(Ask("registrar", Words("duo")), std::vector<int64_t>{}) << "whole words";
}

TEST_P(SearchTest, ATuyetMatDocumentIsFoundByNumberNeverByWhatItIsAbout) {
  const int64_t top = Arrive("tuyet_mat", "99", "");
  EXPECT_EQ(Ask("registrar", Words("99 qd")), std::vector{top});
  DocumentQuery query;
  query.number = "99";
  EXPECT_EQ(Ask("authority", query), std::vector{top});
  EXPECT_EQ(Ask("officer", query), std::vector<int64_t>{});
}

TEST_P(SearchTest, FollowsAChangeOfTheDocument) {
  const Outcome drafted =
      agency_->Do("officer", Act::kDocumentDraft,
                  R"({"level":"mat","type_name":"Báo cáo","subject":"Trước sửa","planned":1})");
  const int64_t id = drafted.ids.at("document");
  EXPECT_EQ(Ask("registrar", Words("truoc")), std::vector{id});
  agency_->Do("officer", Act::kDocumentAmend,
              R"({"document":)" + std::to_string(id) + R"(,"subject":"Nội dung mới"})");
  EXPECT_EQ(Ask("registrar", Words("truoc")), std::vector<int64_t>{});
  EXPECT_EQ(Ask("registrar", Words("noi dung")), std::vector{id});
}

TEST_P(SearchTest, AgreesWithReadingEveryDocument) {
  std::mt19937_64 random(7);
  const auto pick = [&](std::initializer_list<const char*> list) {
    return std::string(list.begin()[random() % list.size()]);
  };
  const auto word = [&] { return pick({"đường", "dây", "điện", "kế hoạch", "mới", "số"}); };
  for (int i = 0; i < 60; ++i) {
    if (i % 3 == 0) SkipIds(static_cast<int64_t>(random() % 40'000));
    Arrive(pick({"mat", "toi_mat", "tuyet_mat"}), std::to_string(1 + random() % 20),
           word() + " " + word() + " " + word(), pick({"Sở Bịa", "Tỉnh Bịa"}),
           pick({"2025-12-31", "2026-01-01", "2026-03-10", "2026-02-28"}));
    if (i % 4 == 0) {
      agency_->Do("officer", Act::kDocumentDraft,
                  R"({"level":"mat","type_name":"Tờ trình","subject":")" + word() +
                      R"( của tôi","planned":1})");
    }
  }
  for (int i = 0; i < 300; ++i) {
    DocumentQuery query;
    const size_t words = random() % 4;
    for (size_t w = 0; w < words; ++w) query.text += word() + " ";
    if (random() % 4 == 0) query.number = std::to_string(1 + random() % 20);
    if (random() % 5 == 0) query.level = Level::kToiMat;
    if (random() % 6 == 0) query.direction = Direction::kIncoming;
    if (random() % 6 == 0) query.state = ObjectState::kDraft;
    if (random() % 6 == 0) query.unit = random() % 2 == 0 ? "khac" : std::string(TestAgency::kUnit);
    if (random() % 4 == 0) query.from = Date::Parse(pick({"2025-01-01", "2026-01-01"})).value();
    if (random() % 4 == 0) query.until = Date::Parse(pick({"2026-01-31", "2026-03-01"})).value();
    const std::string who = pick({"registrar", "officer", "authority", "officer2", "security"});
    EXPECT_EQ(Ask(who, query, 7), Oracle(who, query)) << who << " " << query.text;
  }
}

TEST_P(SearchTest, IsBuiltAnewWhereItIsMissing) {
  const int64_t id = Arrive("mat", "1", "Tìm lại");
  const auto count = [&] {
    int64_t words = 0;
    EXPECT_TRUE(agency_->store()
                    .Read([&](store::Connection& connection) -> Status {
                      TRY_ASSIGN(const store::Rows rows,
                                 connection.Query(kWords, {Posting::BlockOf(id)}));
                      words = rows[0].Int(0);
                      return Ok();
                    })
                    .ok());
    return words;
  };
  const int64_t before = count();
  EXPECT_GT(before, 5);
  EXPECT_TRUE(agency_->store()
                  .Write([](store::Transaction& tx) -> Status {
                    TRY(tx.Execute(kForget, {}));
                    return BuildIndexIfMissing(tx);
                  })
                  .ok());
  EXPECT_EQ(count(), before);
  EXPECT_EQ(Ask("registrar", Words("tim lai")), std::vector{id});
}

INSTANTIATE_TEST_SUITE_P(Engines, SearchTest, testing::ValuesIn(store::testing::EnginesToTest()),
                         store::testing::EngineName);

}  // namespace
}  // namespace niem::registry
