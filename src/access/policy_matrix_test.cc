// The policy against a second model of it, in SQL (tests/access/policy.sql): every cell of the
// matrix, a million random cases, and worlds that differ only in what a person may not know.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "access/policy.h"

namespace niem::access {
namespace {

constexpr std::array<std::string_view, 3> kCompartments = {"dau_thau", "ngoai_giao", "quoc_phong"};
constexpr std::array<std::string_view, 3> kUnits = {"ban-mot", "ban-hai", "ban-ba"};
constexpr uint64_t kSeed = 20260701;

Codes CodesOfBits(unsigned bits, std::span<const std::string_view> names) {
  Codes codes;
  for (size_t i = 0; i < names.size(); ++i) {
    if ((bits >> i & 1U) != 0) codes.Add(names[i]);
  }
  return codes;
}

// One question, in numbers that both models are made from.
struct Case {
  bool active = true;
  unsigned duties = 0;
  Duty acting = Duty::kOfficer;
  unsigned level = 0, compartments = 0, units = 0;
  bool glass = false;
  Act act = Act::kDocumentDraft;
  ObjectState state = ObjectState::kNew;
  unsigned label_level = 0, label_compartments = 0, label_unit = 0;
  bool need = false, own = false, down = false;

  Subject Who() const {
    Subject subject;
    subject.person = "7";
    subject.active = active;
    subject.clearance = {static_cast<Level>(level), CodesOfBits(compartments, kCompartments),
                         CodesOfBits(units, kUnits)};
    for (const Duty duty : kDuties) {
      if ((duties >> static_cast<int>(duty) & 1U) != 0) subject.duties.Add(duty);
    }
    subject.acting = acting;
    subject.break_glass = glass;
    return subject;
  }

  Object What() const {
    Object object;
    object.kind = RuleOf(act).kind;
    object.state = state;
    object.label = {static_cast<Level>(label_level), CodesOfBits(label_compartments, kCompartments),
                    std::string(kUnits[label_unit])};
    object.need_to_know = need;
    object.owner = own ? "7" : "8";
    if (down) {
      Label above = object.label;
      above.compartments.Add("rieng");
      object.contents = {object.label, above};
    } else {
      object.contents = {object.label};
    }
    return object;
  }

  std::string Shown() const {
    return std::string(RuleOf(act).code) + " by " + std::string(DutyCode(acting)) + " of " +
           std::to_string(duties) + " cleared " + std::to_string(level) + "/" +
           std::to_string(compartments) + "/" + std::to_string(units) + " on " +
           std::string(ObjectStateCode(state)) + " " + std::to_string(label_level) + "/" +
           std::to_string(label_compartments) + "/" + std::to_string(label_unit) +
           (need ? " need" : "") + (own ? " own" : "") + (down ? " down" : "") +
           (glass ? " glass" : "") + (active ? "" : " inactive");
  }
};

class SecondModel {
 public:
  SecondModel() {
    const char* root = std::getenv("NIEM_SOURCE_DIR");
    std::ifstream file(std::string(root != nullptr ? root : ".") + "/tests/access/policy.sql");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const size_t cut = text.find("-- verdict");
    if (cut == std::string::npos || sqlite3_open(":memory:", &database_) != SQLITE_OK) return;
    char* fault = nullptr;
    sqlite3_exec(database_, text.substr(0, cut).c_str(), nullptr, nullptr, &fault);
    if (fault != nullptr) ADD_FAILURE() << fault;
    verdict_ = Prepare(text.substr(cut));
  }

  ~SecondModel() {
    sqlite3_finalize(verdict_);
    sqlite3_close(database_);
  }

  SecondModel(const SecondModel&) = delete;
  SecondModel& operator=(const SecondModel&) = delete;

  bool ready() const { return verdict_ != nullptr; }

  std::string_view Ask(const Case& one) {
    sqlite3_reset(verdict_);
    Bind(":active", one.active), Bind(":duties", one.duties);
    Bind(":acting", DutyCode(one.acting));
    Bind(":level", one.level), Bind(":compartments", one.compartments), Bind(":units", one.units);
    Bind(":glass", one.glass), Bind(":act", RuleOf(one.act).code);
    Bind(":state", ObjectStateCode(one.state));
    Bind(":label_level", one.label_level), Bind(":label_compartments", one.label_compartments);
    Bind(":label_unit", 1U << one.label_unit);
    Bind(":need", one.need), Bind(":own", one.own), Bind(":down", one.down);
    if (sqlite3_step(verdict_) != SQLITE_ROW) return "broken";
    return Text(verdict_, 0);
  }

  // The first column of every row.
  std::vector<std::string> List(const std::string& sql) {
    std::vector<std::string> list;
    sqlite3_stmt* query = Prepare(sql);
    while (sqlite3_step(query) == SQLITE_ROW) list.emplace_back(Text(query, 0));
    sqlite3_finalize(query);
    return list;
  }

 private:
  static std::string_view Text(sqlite3_stmt* query, int column) {
    const unsigned char* text = sqlite3_column_text(query, column);
    return {reinterpret_cast<const char*>(text),
            static_cast<size_t>(sqlite3_column_bytes(query, column))};
  }

  sqlite3_stmt* Prepare(const std::string& sql) {
    sqlite3_stmt* query = nullptr;
    if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &query, nullptr) != SQLITE_OK) {
      ADD_FAILURE() << sqlite3_errmsg(database_);
    }
    return query;
  }

  void Bind(const char* name, unsigned value) {
    sqlite3_bind_int(verdict_, sqlite3_bind_parameter_index(verdict_, name),
                     static_cast<int>(value));
  }

  void Bind(const char* name, std::string_view text) {
    sqlite3_bind_text(verdict_, sqlite3_bind_parameter_index(verdict_, name), text.data(),
                      static_cast<int>(text.size()), SQLITE_STATIC);
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* verdict_ = nullptr;
};

class PolicyMatrix : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(model_.ready()); }

  // False at the first difference.
  bool Same(const Case& one) {
    const std::string_view ours = AnswerCode(Decide(one.Who(), one.act, one.What()));
    const std::string_view theirs = model_.Ask(one);
    seen_[std::string(ours)]++;
    if (ours == theirs) return true;
    ADD_FAILURE() << one.Shown() << ": " << ours << ", the second model: " << theirs;
    return false;
  }

  SecondModel model_;
  std::map<std::string, int64_t> seen_;
};

TEST_F(PolicyMatrix, BothModelsKnowTheSameActs) {
  std::vector<std::string> ours, two, two_duties, own;
  for (const ActRule& rule : ActRules()) {
    ours.emplace_back(rule.code);
    if (rule.persons == Persons::kTwo) two.emplace_back(rule.code);
    if (rule.persons == Persons::kTwoDuties) two_duties.emplace_back(rule.code);
    if (rule.own == Own::kForbidden) own.emplace_back(rule.code);
  }
  std::sort(ours.begin(), ours.end());
  std::sort(two.begin(), two.end());
  std::sort(two_duties.begin(), two_duties.end());
  std::sort(own.begin(), own.end());
  EXPECT_EQ(ours, model_.List("SELECT DISTINCT act FROM may ORDER BY act"));
  EXPECT_EQ(ours, model_.List("SELECT DISTINCT act FROM at ORDER BY act"));
  EXPECT_EQ(two, model_.List("SELECT act FROM by_two ORDER BY act"));
  EXPECT_EQ(two_duties, model_.List("SELECT act FROM by_two_duties ORDER BY act"));
  EXPECT_EQ(own, model_.List("SELECT act FROM not_own ORDER BY act"));
  for (const ActRule& rule : ActRules()) {
    const auto how =
        model_.List("SELECT how FROM bears WHERE act = '" + std::string(rule.code) + "'");
    EXPECT_EQ(how.empty(), rule.effect == Effect::kManage) << rule.code;
  }
}

// Role x level x compartment relation x unit relation x state x act, with and without need to know.
TEST_F(PolicyMatrix, EveryCell) {
  Case one;
  for (const ActRule& rule : ActRules()) {
    one.act = rule.act;
    for (const Duty acting : kDuties) {
      one.acting = acting, one.duties = 1U << static_cast<int>(acting);
      for (unsigned cell = 0; cell < 4 * 3 * 2 * 2 * kStateCount; ++cell) {
        unsigned rest = cell;
        const auto take = [&](unsigned of) {
          const unsigned digit = rest % of;
          rest /= of;
          return digit;
        };
        one.level = take(4), one.label_level = 2;
        constexpr std::array<unsigned, 3> kHeld = {0b001, 0b011, 0b100};  // fewer, all, others
        one.compartments = kHeld[take(3)], one.label_compartments = 0b011;
        one.units = take(2) == 0 ? 0b001 : 0b110, one.label_unit = 0;
        one.need = take(2) != 0;
        one.state = static_cast<ObjectState>(take(kStateCount));
        if (!Same(one)) return;
      }
    }
  }
  EXPECT_GT(seen_["allowed"], 100);
  EXPECT_GT(seen_["absent"], 10'000);
}

TEST_F(PolicyMatrix, AMillionRandomCases) {
  std::mt19937_64 random(kSeed);
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  for (int i = 0; i < 1'000'000; ++i) {
    Case one;
    one.active = below(16) != 0;
    one.acting = kDuties[below(kDutyCount)];
    one.duties = below(4) != 0 ? 1U << static_cast<int>(one.acting) : below(128);
    one.level = below(4), one.label_level = below(2) != 0 ? below(one.level + 1) : below(4);
    one.compartments = below(8);
    one.label_compartments = below(2) != 0 ? one.compartments & below(8) : below(8);
    one.units = below(8), one.label_unit = below(3);
    one.glass = below(4) == 0, one.need = below(2) != 0;
    one.own = below(3) == 0, one.down = below(4) == 0;
    one.act = static_cast<Act>(below(kActCount));
    one.state = static_cast<ObjectState>(below(kStateCount));
    if (!Same(one)) return;
  }
  for (size_t answer = 0; answer < kAnswerCount; ++answer) {
    if (static_cast<Answer>(answer) == Answer::kSameDuty) continue;  // of two people: below
    EXPECT_GT(seen_[std::string(AnswerCode(static_cast<Answer>(answer)))], 0) << answer;
  }
}

// Every act, every pair of duties: who may confirm what the other began.
TEST_F(PolicyMatrix, TheSecondPerson) {
  for (const ActRule& rule : ActRules()) {
    const bool two_duties =
        !model_.List("SELECT 1 FROM by_two_duties WHERE act = '" + std::string(rule.code) + "'")
             .empty();
    for (const Duty first : kDuties) {
      for (const Duty second : kDuties) {
        Case one;
        one.act = rule.act, one.acting = second, one.duties = 1U << static_cast<int>(second);
        one.level = 3, one.units = 1, one.need = true;
        for (size_t state = 0; state < kStateCount; ++state) {
          one.state = static_cast<ObjectState>(state);
          Subject other = one.Who();
          other.person = "9", other.acting = first, other.duties = {first};
          const Answer answer = DecideSecond(other, one.Who(), rule.act, one.What());
          const std::string_view alone = model_.Ask(one);
          const bool clash = alone == "allowed" && two_duties && first == second;
          ASSERT_EQ(AnswerCode(answer), clash ? "same_duty" : alone) << one.Shown();
          other.person = "7";
          ASSERT_EQ(DecideSecond(other, one.Who(), rule.act, one.What()), Answer::kOwnRequest);
        }
      }
    }
  }
}

// Two worlds that are equal below a person's clearance give him the same answers, whatever is
// above: he cannot tell which of them he is in.
TEST_F(PolicyMatrix, WhatIsAboveHimDoesNotShow) {
  std::mt19937_64 random(kSeed + 1);
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const auto above = [&](const Case& who) {  // an object out of his reach, otherwise any
    Case one = who;
    do {
      one.label_level = below(4), one.label_compartments = below(8), one.label_unit = below(3);
    } while (Dominates(one.Who().clearance, one.What().label));
    one.state = static_cast<ObjectState>(1 + below(kStateCount - 1));
    one.need = below(2) != 0, one.own = below(2) != 0, one.down = below(2) != 0;
    return one;
  };
  for (int pair = 0; pair < 10'000; ++pair) {
    Case who;
    who.acting = kDuties[below(kDutyCount)];
    who.duties = 1U << static_cast<int>(who.acting);
    who.level = below(3), who.compartments = below(8), who.units = below(8);
    who.glass = below(2) != 0;
    for (int object = 0; object < 8; ++object) {
      who.act = static_cast<Act>(below(kActCount));
      if (RuleOf(who.act).effect == Effect::kManage) continue;
      const Case left = above(who), right = above(who);
      const Answer here = Decide(left.Who(), left.act, left.What());
      const Answer there = Decide(right.Who(), right.act, right.What());
      ASSERT_EQ(here, there) << left.Shown() << " | " << right.Shown();
      ASSERT_EQ(here, Answer::kAbsent);
      ASSERT_EQ(Explain(here, left.act).vi, Explain(there, right.act).vi);
    }
  }
}

}  // namespace
}  // namespace niem::access
