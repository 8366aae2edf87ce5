#include <gtest/gtest.h>

#include <set>

#include "access/policy.h"

namespace niem::access {
namespace {

TEST(Codes, AreASortedSet) {
  const Codes codes = {"b", "a", "b"};
  EXPECT_EQ(JoinCodes(codes), "a,b");
  EXPECT_EQ(SplitCodes(",b,,a,"), codes);
  EXPECT_EQ(Codes(std::vector<std::string>{"b", "a", "a"}), codes);
  EXPECT_TRUE(SplitCodes("").empty());
  EXPECT_TRUE(codes.ContainsAll({}));
  EXPECT_FALSE(Codes{}.ContainsAll(codes));
}

// The laws of a lattice, over all small labels.
TEST(Label, JoinIsTheLeastLabelThatCoversBoth) {
  std::vector<Label> labels;
  for (int level = 0; level < 4; ++level) {
    for (int bits = 0; bits < 4; ++bits) {
      Label label{static_cast<Level>(level), {}, "u"};
      if ((bits & 1) != 0) label.compartments.Add("a");
      if ((bits & 2) != 0) label.compartments.Add("b");
      labels.push_back(label);
    }
  }
  for (const Label& a : labels) {
    EXPECT_EQ(Join(a, a), a);
    for (const Label& b : labels) {
      const Label join = Join(a, b);
      EXPECT_EQ(join, Join(b, a));
      EXPECT_TRUE(Covers(join, a) && Covers(join, b));
      EXPECT_EQ(Covers(a, b) && Covers(b, a), a == b);
      for (const Label& c : labels) {
        EXPECT_EQ(Covers(c, join), Covers(c, a) && Covers(c, b));
        EXPECT_TRUE(!Covers(a, b) || !Covers(b, c) || Covers(a, c));
      }
    }
  }
}

TEST(Label, AClearanceWithoutUnitsReachesNothing) {
  EXPECT_FALSE(Dominates({Level::kTuyetMat, {}, {}}, {Level::kMat, {}, "u"}));
  EXPECT_TRUE(Dominates({Level::kMat, {}, {"u"}}, {Level::kMat, {}, "u"}));
}

TEST(Duty, ConflictIsSymmetricAndNamed) {
  for (const Duty a : kDuties) {
    EXPECT_FALSE(Conflict(a, a));
    EXPECT_EQ(DutyFromCode(DutyCode(a)), a);
    EXPECT_FALSE(DutyTitle(a).vi.empty() || DutyTitle(a).en.empty());
    for (const Duty b : kDuties) EXPECT_EQ(Conflict(a, b), Conflict(b, a));
  }
  EXPECT_FALSE(FirstConflict({Duty::kRegistrar, Duty::kKeeper, Duty::kOfficer}));
  const auto pair = FirstConflict({Duty::kOfficer, Duty::kAdmin});
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->second, Duty::kAdmin);
  EXPECT_FALSE(DutyFromCode("chief"));
}

TEST(Act, EachHasCodeTitlesAndSomeoneWhoMayDoIt) {
  std::set<std::string_view> codes;
  for (const ActRule& rule : ActRules()) {
    EXPECT_TRUE(codes.insert(rule.code).second) << rule.code;
    EXPECT_FALSE(rule.title.vi.empty() || rule.title.en.empty()) << rule.code;
    EXPECT_FALSE(rule.duties.empty()) << rule.code;
    EXPECT_EQ(ActFromCode(rule.code), rule.act);
    for (size_t answer = 0; answer < kAnswerCount; ++answer) {
      const Text text = Explain(static_cast<Answer>(answer), rule.act);
      EXPECT_FALSE(text.vi.empty() || text.en.empty());
    }
  }
  EXPECT_FALSE(ActFromCode("document.burn"));
  EXPECT_EQ(ObjectStateFromCode("in_force"), ObjectState::kInForce);
  EXPECT_FALSE(ObjectStateFromCode(""));
}

TEST(Act, TheAdministratorAndTheAuditorReachNothingThatBearsALabel) {
  for (const ActRule& rule : ActRules()) {
    if (rule.effect == Effect::kManage) continue;
    EXPECT_FALSE(rule.duties.Contains(Duty::kAdmin)) << rule.code;
    EXPECT_FALSE(rule.duties.Contains(Duty::kAuditor)) << rule.code;
  }
}

TEST(Policy, TheSecondPersonIsAnotherWhoMayDoItToo) {
  Subject first;
  first.person = "1", first.active = true;
  first.duties = {Duty::kSecurity}, first.acting = Duty::kSecurity;
  Object person;
  person.kind = ObjectKind::kPerson, person.owner = "3";
  Subject second = first;
  EXPECT_EQ(DecideSecond(first, second, Act::kClearanceGrant, person), Answer::kOwnRequest);
  second.person = "2";
  EXPECT_EQ(DecideSecond(first, second, Act::kClearanceGrant, person), Answer::kAllowed);
  second.person = "3";
  EXPECT_EQ(DecideSecond(first, second, Act::kClearanceGrant, person), Answer::kOwnRequest);
  second.person = "2", second.active = false;
  EXPECT_EQ(DecideSecond(first, second, Act::kClearanceGrant, person), Answer::kInactive);
}

TEST(Policy, BrokenGlassShowsButChangesNothing) {
  Subject officer;
  officer.person = "1", officer.active = true, officer.duties = {Duty::kOfficer};
  officer.clearance = {Level::kMat, {}, {"u"}};
  Object document;
  document.kind = ObjectKind::kDocument, document.state = ObjectState::kInForce;
  document.label = {Level::kMat, {}, "u"};
  EXPECT_EQ(Decide(officer, Act::kDocumentRead, document), Answer::kAbsent);
  officer.break_glass = true;
  EXPECT_EQ(Decide(officer, Act::kDocumentRead, document), Answer::kAllowed);
  EXPECT_EQ(Decide(officer, Act::kCopyRequest, document), Answer::kAbsent);
  document.label.level = Level::kToiMat;
  EXPECT_EQ(Decide(officer, Act::kDocumentRead, document), Answer::kAbsent);
}

}  // namespace
}  // namespace niem::access
