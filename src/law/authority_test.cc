// The authority matrices against a second copy of the law, typed in another notation: one row per
// role, read from the articles themselves (29/2018/QH14 articles 10-16, 20-23 as the codified text
// gives them; 117/2025/QH15 the same articles).
#include "law/authority.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "law/pack_set.h"

namespace niem::law {
namespace {

Date Day(int year, int month, int day) {
  return Date::FromYmd(year, month, day).value();
}

// Levels as letters: T Tuyệt mật, S Tối mật, M Mật.
char Letter(Level level) {
  return "-MST"[static_cast<size_t>(level)];
}

const std::vector<Act>& AllActs() {
  static const std::vector<Act> kActs = [] {
    std::vector<Act> acts;
    for (int act = 0; act <= static_cast<int>(Act::kDestroyEmergency); ++act)
      acts.push_back(static_cast<Act>(act));
    return acts;
  }();
  return kActs;
}

// role  copy  home  abroad  domestic  foreign  destroy  other
// Levels at which the role itself may; '-' none; "other": d determine, extend, adjust, declassify;
// e emergency destruction; '-' neither.
constexpr const char* k2018 = R"(
1a   TSM - TSM TSM SM  TSM -
1b   TSM - TSM TSM SM  TSM -
1c   TSM - TSM TSM SM  TSM -
1d   TSM - TSM TSM SM  TSM -
1dd  TSM - TSM TSM SM  TSM -
1e   TSM - -   TSM -   TSM -
1g   TSM - TSM TSM SM  TSM -
1h   TSM - TSM TSM SM  TSM -
1i   TSM - TSM TSM SM  TSM -
1k   TSM - TSM TSM SM  TSM -
1l   TSM - TSM TSM -   TSM -
1m   TSM - -   TSM -   TSM -
1n   TSM - -   TSM -   TSM -
1o   TSM - -   TSM -   TSM -
2b   SM  - -   TSM -   TSM -
2c   SM  - -   TSM -   TSM -
2d   SM  - -   TSM -   TSM -
2dd  SM  - -   TSM -   TSM -
2e   SM  - -   TSM -   TSM -
2g   SM  - -   TSM -   TSM -
3b   M   - -   TSM -   -   -
3c   M   - -   TSM -   -   -
head - TSM -   -   -   -   d
bqp  -   - TSM -   SM  -   -
bca  -   - TSM -   SM  -   -
pm   -   - -   -   T   -   -
holder - - -   -   -   -   e
police.1a TSM - - - - - -
police.1b TSM - - - - - -
police.1c TSM - - - - - -
police.1d TSM - - - - - -
police.2b SM  - - - - - -
police.2c SM  - - - - - -
police.2d SM  - - - - - -
)";

// 2025: taking out in the country asks nobody's permission, so every role "may".
constexpr const char* k2025 = R"(
1a   TSM TSM TSM TSM SM TSM -
1b   TSM TSM TSM TSM SM TSM -
1c   TSM TSM TSM TSM SM TSM -
1d   TSM TSM TSM TSM SM TSM -
1dd  TSM TSM TSM TSM SM TSM -
1e   TSM TSM TSM TSM SM TSM -
1g   TSM TSM TSM TSM SM TSM -
1h   TSM TSM TSM TSM SM TSM -
1i   TSM TSM TSM TSM SM TSM -
1k   TSM TSM TSM TSM SM TSM -
1l   TSM TSM TSM TSM -  TSM -
1m   TSM TSM -   TSM -  TSM -
1n   TSM TSM -   TSM -  TSM -
1o   TSM TSM -   TSM -  TSM -
1p   TSM TSM -   TSM -  TSM -
1q   TSM TSM -   TSM -  TSM -
1r   TSM TSM -   TSM -  TSM -
2b   SM  TSM -   SM  -  TSM -
2c   SM  TSM -   SM  -  TSM -
2d   SM  TSM -   SM  -  TSM -
2dd  SM  TSM -   SM  -  TSM -
2e   SM  TSM -   SM  -  TSM -
2g   SM  TSM -   SM  -  TSM -
2h   SM  TSM -   SM  -  TSM -
2i   SM  TSM -   SM  -  TSM -
2k   SM  TSM -   SM  -  TSM -
2l   SM  TSM -   SM  -  TSM -
3b1  M   TSM -   M   -  -   -
3b2  M   TSM -   M   -  -   -
3b3  M   TSM -   M   -  -   -
3c1  M   TSM -   M   -  -   -
3c2  M   TSM -   M   -  -   -
3c3  M   TSM -   M   -  -   -
head        - TSM - - -  - d
deputy_head - TSM - - -  - d
general_secretary - TSM - - T - -
president   - TSM - - T  - -
pm          - TSM - - T  - -
na_chair    - TSM - - T  - -
bqp         - TSM - - SM - -
bca         - TSM - - SM - -
holder      - TSM - - -  - e
)";

struct Row {
  std::string copy, home, abroad, domestic, foreign, destroy, other;

  bool May(Act act, Level level) const {
    const auto has = [&](const std::string& levels) {
      return levels.find(Letter(level)) != std::string::npos;
    };
    switch (act) {
      case Act::kPermitCopy:
        return has(copy);
      case Act::kTakeOutHome:
        return has(home);
      case Act::kTakeOutAbroad:
        return has(abroad);
      case Act::kProvideDomestic:
        return has(domestic);
      case Act::kProvideForeign:
        return has(foreign);
      case Act::kDestroy:
        return has(destroy);
      case Act::kDestroyEmergency:
        return other == "e";
      default:
        return other == "d";
    }
  }
};

std::map<std::string, Row> Table(const char* text) {
  std::map<std::string, Row> table;
  std::istringstream lines(text);
  std::string role;
  Row row;
  while (lines >> role >> row.copy >> row.home >> row.abroad >> row.domestic >> row.foreign >>
         row.destroy >> row.other)
    table.emplace(role, row);
  return table;
}

struct Regime {
  const char* id;
  const char* table;
  Date day;
};

const std::vector<Regime>& Regimes() {
  static const std::vector<Regime> kRegimes = {{"vn-2018", k2018, Day(2024, 8, 13)},
                                               {"vn-2025", k2025, Day(2026, 11, 22)}};
  return kRegimes;
}

const Pack& PackOf(const Regime& regime) {
  return *PackSet::BuiltIn().Find(regime.id);
}

TEST(AuthorityTest, EveryRowOfTheMatrixIsTheLaws) {
  for (const Regime& regime : Regimes()) {
    const Pack& pack = PackOf(regime);
    const auto table = Table(regime.table);
    EXPECT_EQ(table.size(), pack.roles().size());
    for (const Role& role : pack.roles()) {
      ASSERT_TRUE(table.contains(role.id)) << role.id;
      for (const Act act : AllActs()) {
        for (const Level level : kLevels) {
          const Ruling ruling = pack.May(act, level, Actor{.role = role.id}, regime.day);
          EXPECT_EQ(ruling.allowed, table.at(role.id).May(act, level))
              << regime.id << " " << role.id << " " << ruling.text.en;
        }
      }
    }
  }
}

// Whoever the table lets act is named in who_could, and nobody else but deputies.
TEST(AuthorityTest, WhoCouldNamesExactlyThose) {
  for (const Regime& regime : Regimes()) {
    const auto table = Table(regime.table);
    for (const Act act : AllActs()) {
      for (const Level level : kLevels) {
        const Ruling ruling = PackOf(regime).May(act, level, Actor{}, regime.day);
        EXPECT_EQ(ruling.allowed, ruling.no_permission_needed);  // an actor without a role
        if (ruling.allowed) continue;
        std::set<std::string> named, expected;
        for (const Who& who : ruling.who_could) named.insert(who.role);
        for (const auto& [role, row] : table) {
          if (row.May(act, level)) expected.insert(role);
        }
        const bool statutory = act == Act::kTakeOutAbroad ||
                               (act == Act::kProvideForeign && level != Level::kTuyetMat);
        if (statutory && std::string(regime.id) == "vn-2025") expected.insert("1q");
        EXPECT_EQ(named, expected) << regime.id << " " << ruling.text.en;
      }
    }
  }
}

Delegation Good(const std::string& chief, Act act, Level level) {
  Delegation delegation;
  delegation.number = "12/QĐ-UBND";
  delegation.delegator_role = chief;
  delegation.acts = {act};
  delegation.levels = {level};
  delegation.scope = "tài liệu của Văn phòng";
  delegation.from = Day(2024, 1, 1);
  delegation.to = Day(2024, 12, 31);
  return delegation;
}

// 2018, articles 11(5), 14: deputies act only when delegated in writing; those of 11(3) never.
TEST(AuthorityTest, DeputiesOf2018NeedAWrittenDelegation) {
  const Regime& regime = Regimes()[0];
  const Pack& pack = PackOf(regime);
  for (const auto& [chief, row] : Table(regime.table)) {
    for (const Act act : AllActs()) {
      for (const Level level : kLevels) {
        Actor deputy{.role = {}, .deputy_of = chief, .delegation = {}, .own_management = true};
        EXPECT_FALSE(pack.May(act, level, deputy, regime.day).allowed) << chief;
        deputy.delegation = Good(chief, act, level);
        const bool of_article_11 = chief[0] == '1' || chief[0] == '2';
        const bool may = (act == Act::kPermitCopy && of_article_11 && row.May(act, level)) ||
                         (act == Act::kTakeOutAbroad && row.May(act, level)) ||
                         (act == Act::kTakeOutHome && chief == "head");
        const Ruling ruling = pack.May(act, level, deputy, regime.day);
        EXPECT_EQ(ruling.allowed, may) << chief << " " << ruling.text.en;
        EXPECT_EQ(ruling.by_delegation, may);
      }
    }
  }
}

TEST(AuthorityTest, ADelegationThatLacksSomethingDoesNotCarry) {
  const Regime& regime = Regimes()[0];
  const auto reason = [&](const auto& spoil) {
    Actor deputy{.role = {}, .deputy_of = "1k", .delegation = {}, .own_management = true};
    deputy.delegation = Good("1k", Act::kPermitCopy, Level::kMat);
    spoil(*deputy.delegation);
    const Ruling ruling = PackOf(regime).May(Act::kPermitCopy, Level::kMat, deputy, regime.day);
    EXPECT_EQ(ruling.source.article, ruling.allowed ? "11(3)" : "11(5)");
    return ruling.reason;
  };
  EXPECT_EQ(reason([](Delegation&) {}), Reason::kAllowed);
  const Reason bad = Reason::kBadDelegation;
  EXPECT_EQ(reason([](Delegation& d) { d.number.clear(); }), bad);
  EXPECT_EQ(reason([](Delegation& d) { d.scope.clear(); }), bad);
  EXPECT_EQ(reason([](Delegation& d) { d.acts = {Act::kDestroy}; }), bad);
  EXPECT_EQ(reason([](Delegation& d) { d.levels = {Level::kToiMat}; }), bad);
  EXPECT_EQ(reason([](Delegation& d) { d.to.reset(); }), bad);
  EXPECT_EQ(reason([](Delegation& d) { d.to = Day(2024, 8, 12); }), bad);
  EXPECT_EQ(reason([](Delegation& d) { d.from = Day(2024, 8, 14); }), bad);
  EXPECT_EQ(reason([](Delegation& d) { d.delegator_role = "1h"; }), bad);
  EXPECT_EQ(reason([](Delegation& d) { d.passed_on = true; }), bad);
}

// 2025, articles 14(2), 16(1)(b): the deputies of the points listed, by the law itself; a
// delegation adds nothing, and the Party organisation's deputies (point r) are not among them.
TEST(AuthorityTest, DeputiesOf2025ActByTheLawItself) {
  const Regime& regime = Regimes()[1];
  const Pack& pack = PackOf(regime);
  for (const auto& [chief, row] : Table(regime.table)) {
    if (chief[0] != '1' || chief == "1q" || chief == "1r") continue;
    for (const Level level : kLevels) {
      const Actor deputy{
          .role = "1q", .deputy_of = chief, .delegation = {}, .own_management = true};
      for (const Act act : {Act::kTakeOutAbroad, Act::kProvideForeign}) {
        EXPECT_EQ(pack.May(act, level, deputy, regime.day).allowed, row.May(act, level)) << chief;
        const Actor party{
            .role = "1r", .deputy_of = chief, .delegation = {}, .own_management = true};
        EXPECT_FALSE(pack.May(act, level, party, regime.day).allowed) << chief;
      }
    }
  }
  Actor deputy{.role = {}, .deputy_of = "3c3", .delegation = {}, .own_management = true};
  deputy.delegation = Good("3c3", Act::kPermitCopy, Level::kMat);
  EXPECT_FALSE(pack.May(Act::kPermitCopy, Level::kMat, deputy, regime.day).allowed);
}

TEST(AuthorityTest, UnderOwnManagementOnly) {
  const auto reason = [](size_t regime, Act act, const char* role) {
    const Actor actor{.role = role, .deputy_of = {}, .delegation = {}, .own_management = false};
    return PackOf(Regimes()[regime]).May(act, Level::kMat, actor, Regimes()[regime].day).reason;
  };
  EXPECT_EQ(reason(1, Act::kPermitCopy, "2h"), Reason::kNotOwn);       // 11(5)
  EXPECT_EQ(reason(1, Act::kProvideDomestic, "2h"), Reason::kNotOwn);  // 15(1)
  EXPECT_EQ(reason(1, Act::kProvideForeign, "1i"), Reason::kNotOwn);   // 16(1)(b)
  EXPECT_EQ(reason(1, Act::kDestroy, "2h"), Reason::kAllowed);         // 23(3)(a) does not say so
  EXPECT_EQ(reason(0, Act::kPermitCopy, "2e"), Reason::kAllowed);      // no 11(5) of this kind
  EXPECT_EQ(reason(0, Act::kProvideForeign, "1h"), Reason::kNotOwn);   // 16(1)(b)
}

TEST(AuthorityTest, RefusalsSayWhyAndByWhichArticle) {
  const Regime& regime = Regimes()[1];
  const Ruling chair =
      PackOf(regime).May(Act::kPermitCopy, Level::kTuyetMat, Actor{.role = "2h"}, regime.day);
  EXPECT_EQ(chair.reason, Reason::kLevel);
  EXPECT_EQ(chair.article.vi, "khoản 1 Điều 11, khoản 5 Điều 11 Luật 117/2025/QH15");
  EXPECT_EQ(chair.article.en, "article 11(1), 11(5) of Law 117/2025/QH15");
  EXPECT_EQ(
      chair.text.vi,
      "không có thẩm quyền cho phép sao, chụp, độ Tuyệt mật: chức vụ này không có thẩm quyền ở "
      "độ mật ấy (khoản 1 Điều 11, khoản 5 Điều 11 Luật 117/2025/QH15)");
  EXPECT_EQ(chair.who_could.size(), 17u);
  EXPECT_TRUE(chair.caution.vi.empty());
  EXPECT_EQ(PackOf(regime).May(Act::kDestroy, Level::kMat, Actor{.role = "xx"}, regime.day).reason,
            Reason::kRole);
  EXPECT_EQ(PackOf(regime).May(Act::kDestroy, Level::kMat, Actor{}, Day(2026, 2, 28)).reason,
            Reason::kNotInForce);
  // Two roles: the better one counts.
  const std::vector<Actor> two = {Actor{.role = "3c3"}, Actor{.role = "2h"}};
  EXPECT_TRUE(PackOf(regime).May(Act::kPermitCopy, Level::kToiMat, two, regime.day).allowed);
}

// Circular 104/2021 binds from 2021-12-23 only.
TEST(AuthorityTest, AnInstrumentOfTheMiddleOfThePeriodBindsFromItsDay) {
  const Pack& pack = PackOf(Regimes()[0]);
  const Actor director{.role = "police.1c"};
  EXPECT_FALSE(pack.May(Act::kPermitCopy, Level::kMat, director, Day(2021, 12, 22)).allowed);
  EXPECT_TRUE(pack.May(Act::kPermitCopy, Level::kMat, director, Day(2021, 12, 23)).allowed);
}

Actor AnyActor(const Pack& pack) {
  const auto role = [&] {
    const size_t index = *rc::gen::inRange<size_t>(0, pack.roles().size() + 1);
    return index == pack.roles().size() ? std::string() : pack.roles()[index].id;
  };
  Actor actor{.role = role(), .deputy_of = role(), .delegation = {}, .own_management = true};
  if (*rc::gen::arbitrary<bool>())
    actor.delegation = Good(actor.deputy_of, Act::kPermitCopy, Level::kMat);
  return actor;
}

RC_GTEST_PROP(AuthorityProperty, HoldsForEveryone, ()) {
  const Regime& regime = Regimes()[*rc::gen::inRange<size_t>(0, 2)];
  const Pack& pack = PackOf(regime);
  const Act act = *rc::gen::elementOf(AllActs());
  const Actor actor = AnyActor(pack);
  bool graver = true;
  for (const Level level : kLevels) {
    const Ruling ruling = pack.May(act, level, actor, regime.day);
    RC_ASSERT(!ruling.text.vi.empty() && !ruling.text.en.empty());
    RC_ASSERT(!ruling.article.vi.empty());
    RC_ASSERT(ruling.allowed == (ruling.reason == Reason::kAllowed));
    // What is not one's own is never easier, another role never harder.
    Actor stranger = actor;
    stranger.own_management = false;
    RC_ASSERT(ruling.allowed || !pack.May(act, level, stranger, regime.day).allowed);
    const std::vector<Actor> both = {AnyActor(pack), actor};
    RC_ASSERT(!ruling.allowed || pack.May(act, level, both, regime.day).allowed);
    // Articles 11(2)(a), 11(3)(a): who may at the graver level may at the lesser.
    if (act == Act::kPermitCopy && level != Level::kTuyetMat && !actor.delegation)
      RC_ASSERT(!graver || ruling.allowed);
    graver = ruling.allowed;
  }
}

}  // namespace
}  // namespace niem::law
