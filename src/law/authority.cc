#include "law/authority.h"

#include <algorithm>
#include <array>

#include "law/pack.h"

namespace niem::law {
namespace {

constexpr std::array<std::string_view, 11> kActCodes = {
    "determine",        "permit_copy",     "take_out_home",    "take_out_abroad",
    "provide_domestic", "provide_foreign", "extend",           "adjust",
    "declassify",       "destroy",         "destroy_emergency"};

constexpr std::array<StaticText, 11> kActNames = {{
    {"xác định bí mật nhà nước", "determine a state secret"},
    {"cho phép sao, chụp", "permit copying"},
    {"cho phép mang ra khỏi nơi lưu giữ ở trong nước", "permit taking out in the country"},
    {"cho phép mang ra nước ngoài", "permit taking out abroad"},
    {"quyết định cung cấp, chuyển giao trong nước", "provide or transfer in the country"},
    {"quyết định cung cấp, chuyển giao cho nước ngoài", "provide or transfer to foreigners"},
    {"gia hạn thời hạn bảo vệ", "extend the protection term"},
    {"điều chỉnh độ mật", "adjust the level"},
    {"quyết định giải mật trước thời hạn", "declassify before the term ends"},
    {"quyết định tiêu hủy", "decide destruction"},
    {"quyết định tiêu hủy khẩn cấp", "decide emergency destruction"},
}};

constexpr std::array<std::string_view, 8> kReasonCodes = {
    "allowed",       "role",           "level",        "not_own_management",
    "no_delegation", "bad_delegation", "not_in_force", "not_settled"};

// Of two refusals the one nearer to a permission says more.
constexpr std::array<int, 8> kNearness = {9, 1, 2, 5, 3, 4, 0, 0};

template <typename T>
bool Holds(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

int Nearness(Reason reason) {
  return kNearness[static_cast<size_t>(reason)];
}

struct Finding {
  Reason reason = Reason::kRole;
  bool by_delegation = false;
  Text detail;
};

// What a written delegation lacks for this act; empty where it carries.
Text Flaw(const DelegationRule& rule, const Delegation& delegation, const Actor& actor, Act act,
          Level level, Date day) {
  if (delegation.passed_on && !rule.passing_on)
    return {"người được ủy quyền không được ủy quyền tiếp", "a delegation may not be passed on"};
  if (delegation.delegator_role != actor.deputy_of)
    return {"không phải của cấp trưởng này ủy quyền", "it was not given by this chief"};
  if (rule.written && delegation.number.empty())
    return {"thiếu số văn bản", "the document's number is missing"};
  if (rule.scope && delegation.scope.empty()) return {"thiếu phạm vi", "its scope is missing"};
  if (rule.term && !(delegation.from && delegation.to))
    return {"thiếu thời hạn", "its term is missing"};
  if (rule.content && !Holds(delegation.acts, act))
    return {"nội dung không gồm việc này", "it does not cover this act"};
  if (rule.content && !Holds(delegation.levels, level))
    return {"nội dung không gồm độ mật này", "it does not cover this level"};
  if ((delegation.from && day < *delegation.from) || (delegation.to && *delegation.to < day))
    return {"ngoài thời hạn ủy quyền", "the day is outside its term"};
  return {};
}

// Judges one person in one role by one row of the matrix.
class Judge {
 public:
  Judge(const Pack& pack, Act act, Level level, Date day)
      : pack_(pack), act_(act), level_(level), day_(day) {}

  Finding Try(const Power& power, const Actor& actor) const {
    Finding finding = ByRole(power, actor);
    if (finding.reason == Reason::kAllowed && power.own_management && !actor.own_management &&
        !power.anyone)
      finding.reason = Reason::kNotOwn;
    return finding;
  }

  bool Applies(const Power& power) const {
    return power.act == act_ && Holds(power.levels, level_) && power.source.InForce(day_);
  }

  // Could this role do it at another level?
  bool AtAnotherLevel(const Actor& actor) const {
    const auto& powers = pack_.powers();
    return std::any_of(powers.begin(), powers.end(), [&](const Power& power) {
      return power.act == act_ && power.source.InForce(day_) && Holds(power.roles, actor.role);
    });
  }

 private:
  Finding ByRole(const Power& power, const Actor& actor) const {
    if (power.anyone || Holds(power.roles, actor.role)) return {Reason::kAllowed, false, {}};
    if (actor.deputy_of.empty() || !IsDeputy(actor)) return {};
    if (Holds(power.deputies_of, actor.deputy_of)) return {Reason::kAllowed, false, {}};
    if (!Holds(power.delegable, actor.deputy_of) || !pack_.delegation()) return {};
    if (!actor.delegation) return {Reason::kNoDelegation, false, {}};
    Text flaw = Flaw(*pack_.delegation(), *actor.delegation, actor, act_, level_, day_);
    if (!flaw.vi.empty()) return {Reason::kBadDelegation, false, std::move(flaw)};
    return {Reason::kAllowed, true, {}};
  }

  // A role of its own that is not a deputy's (a Party organisation's head) does not become one.
  bool IsDeputy(const Actor& actor) const {
    if (actor.role.empty()) return true;
    const Role* role = pack_.FindRole(actor.role);
    return role != nullptr && Holds(role->deputy_of, actor.deputy_of);
  }

  const Pack& pack_;
  Act act_;
  Level level_;
  Date day_;
};

void AddWho(const Pack& pack, const Power& power, std::vector<Who>& who) {
  const auto add = [&](const Role& role) {
    const auto known = [&](const Who& one) { return one.role == role.id; };
    if (std::any_of(who.begin(), who.end(), known)) return;
    who.push_back({role.id, role.title, role.clause, Holds(power.delegable, role.id)});
  };
  for (const std::string& id : power.roles) {
    if (const Role* role = pack.FindRole(id)) add(*role);
  }
  for (const Role& role : pack.roles()) {
    const bool deputy =
        std::any_of(role.deputy_of.begin(), role.deputy_of.end(),
                    [&](const std::string& chief) { return Holds(power.deputies_of, chief); });
    if (deputy) add(role);
  }
}

Text Why(const Finding& finding) {
  switch (finding.reason) {
    case Reason::kLevel:
      return {"chức vụ này không có thẩm quyền ở độ mật ấy",
              "this role has no authority at the level"};
    case Reason::kNotOwn:
      return {"không thuộc thẩm quyền quản lý của người này",
              "the item is not under this person's own management"};
    case Reason::kNoDelegation:
      return {"cấp phó chưa được ủy quyền bằng văn bản", "the deputy has no written delegation"};
    case Reason::kBadDelegation:
      return {"ủy quyền không dùng được: " + finding.detail.vi,
              "the delegation does not carry: " + finding.detail.en};
    case Reason::kNotInForce:
      return {"gói luật này không áp dụng cho ngày ấy", "this pack does not judge that day"};
    case Reason::kNotSettled:
      return {"gói luật chưa có quy định; cơ quan phải cấu hình",
              "the pack holds no rule; the agency must set one"};
    default:
      return {"chức vụ này không có thẩm quyền", "this role has no authority"};
  }
}

void Write(Ruling& ruling, const Finding& finding) {
  const Text act = ActName(ruling.act);
  const Text level = LevelTerm(ruling.level);
  const bool cited = !ruling.source.instrument.empty();
  if (cited) ruling.article = Cite(ruling.source);
  ruling.certainty = ruling.source.certainty;
  if (cited) ruling.caution = Caution(ruling.source);
  const Text article{cited ? " (" + ruling.article.vi + ")" : "",
                     cited ? " (" + ruling.article.en + ")" : ""};
  const Text what{act.vi + ", độ " + level.vi, act.en + ", level " + level.en};
  if (ruling.no_permission_needed) {
    ruling.text = {"không cần người " + what.vi + "; phải đúng điều kiện" + article.vi,
                   "nobody need " + what.en + "; the conditions bind" + article.en};
    return;
  }
  if (ruling.allowed) {
    ruling.text = {"có thẩm quyền " + what.vi + article.vi, "may " + what.en + article.en};
    return;
  }
  const Text why = Why(finding);
  ruling.text = {"không có thẩm quyền " + what.vi + ": " + why.vi + article.vi,
                 "may not " + what.en + ": " + why.en + article.en};
}

}  // namespace

std::string_view ActCode(Act act) {
  return kActCodes[static_cast<size_t>(act)];
}

std::optional<Act> ActFromCode(std::string_view code) {
  const auto found = std::find(kActCodes.begin(), kActCodes.end(), code);
  if (found == kActCodes.end()) return std::nullopt;
  return static_cast<Act>(found - kActCodes.begin());
}

StaticText ActName(Act act) {
  return kActNames[static_cast<size_t>(act)];
}

std::string_view ReasonCode(Reason reason) {
  return kReasonCodes[static_cast<size_t>(reason)];
}

Ruling Pack::May(Act act, Level level, std::span<const Actor> actors, Date day) const {
  Ruling ruling;
  ruling.act = act;
  ruling.level = level;
  Finding best;
  if (day < valid_from_ || (valid_to_ && *valid_to_ < day)) {
    best.reason = ruling.reason = Reason::kNotInForce;
    Write(ruling, best);
    return ruling;
  }
  const Judge judge(*this, act, level, day);
  const Power* decided = nullptr;
  for (const Power& power : powers_) {
    if (!judge.Applies(power)) continue;
    AddWho(*this, power, ruling.who_could);
    if (decided == nullptr) decided = &power;
    for (const Actor& actor : actors) {
      const Finding finding = judge.Try(power, actor);
      if (Nearness(finding.reason) <= Nearness(best.reason)) continue;
      best = finding;
      decided = &power;
    }
  }
  if (decided == nullptr) best.reason = Reason::kNotSettled;
  const auto elsewhere = [&](const Actor& actor) { return judge.AtAnotherLevel(actor); };
  if (best.reason == Reason::kRole && std::any_of(actors.begin(), actors.end(), elsewhere))
    best.reason = Reason::kLevel;
  ruling.reason = best.reason;
  ruling.allowed = best.reason == Reason::kAllowed;
  ruling.by_delegation = best.by_delegation;
  if (decided != nullptr) ruling.source = decided->source;
  if (best.reason == Reason::kNoDelegation || best.reason == Reason::kBadDelegation)
    ruling.source = delegation_->source;
  if (ruling.allowed) ruling.conditions = decided->conditions;
  ruling.no_permission_needed = ruling.allowed && decided->anyone;
  Write(ruling, best);
  return ruling;
}

Ruling Pack::May(Act act, Level level, const Actor& actor, Date day) const {
  return May(act, level, std::span(&actor, 1), day);
}

}  // namespace niem::law
