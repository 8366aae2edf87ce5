#include "access/policy.h"

#include <array>

namespace niem::access {
namespace {

// These work on every document of the units in their scope; to others each is given by name.
constexpr DutySet kStandingNeed = {Duty::kRegistrar, Duty::kKeeper, Duty::kAuthority};

constexpr std::array<std::string_view, kAnswerCount> kCodes = {
    "allowed",    "absent",      "inactive",    "not_his_duty", "wrong_duty",
    "duty_clash", "wrong_state", "own_request", "write_down",   "same_duty"};

bool BearsLabel(const ActRule& rule) {
  return rule.effect != Effect::kManage;
}

bool WritesDown(const Object& object) {
  for (const Label& content : object.contents) {
    if (!Covers(object.label, content)) return true;
  }
  return false;
}

std::string JoinTitles(DutySet duties, Lang lang) {
  std::string text;
  for (const Duty duty : kDuties) {
    if (!duties.Contains(duty)) continue;
    if (!text.empty()) text += ", ";
    text += Pick(DutyTitle(duty), lang);
  }
  return text;
}

}  // namespace

std::string_view AnswerCode(Answer answer) {
  return kCodes[static_cast<size_t>(answer)];
}

Text Explain(Answer answer, Act act) {
  const ActRule& rule = RuleOf(act);
  const std::string vi = "“" + std::string(rule.title.vi) + "”";
  const std::string en = "“" + std::string(rule.title.en) + "”";
  switch (answer) {
    case Answer::kAllowed:
      return {"được phép", "allowed"};
    case Answer::kAbsent:
      return {"không có mục này", "there is no such item"};
    case Answer::kInactive:
      return {"tài khoản không còn hiệu lực; liên hệ cán bộ bảo vệ BMNN",
              "the account is not active; ask the security officer"};
    case Answer::kNotHisDuty:
      return {"người này không được phân công nhiệm vụ đã chọn",
              "this person does not hold the duty chosen"};
    case Answer::kWrongDuty:
      return {vi + " do: " + JoinTitles(rule.duties, Lang::kVi),
              en + " is done by: " + JoinTitles(rule.duties, Lang::kEn)};
    case Answer::kDutyClash:
      return {"một người không được giữ đồng thời hai nhiệm vụ loại trừ nhau",
              "one person may not hold two duties that exclude each other"};
    case Answer::kWrongState:
      return {vi + " không thực hiện được ở trạng thái hiện tại",
              en + " cannot be done in the present state"};
    case Answer::kOwnRequest:
      return {"người đề nghị không được tự quyết định; cần người khác",
              "who asks may not decide; another person must"};
    case Answer::kWriteDown:
      return {"độ mật hoặc phạm vi thấp hơn nội dung được đưa vào",
              "the level or scope is below that of what goes into it"};
    case Answer::kSameDuty:
      return {"người thứ hai phải giữ nhiệm vụ khác người thứ nhất: " +
                  JoinTitles(rule.duties, Lang::kVi),
              "the second person must act by another duty than the first: " +
                  JoinTitles(rule.duties, Lang::kEn)};
  }
  return {};
}

bool Sees(const Subject& subject, const Object& object) {
  if (!Dominates(subject.clearance, object.label)) return false;
  return object.need_to_know || subject.break_glass || kStandingNeed.Contains(subject.acting);
}

Answer Decide(const Subject& subject, Act act, const Object& object) {
  const ActRule& rule = RuleOf(act);
  if (!subject.active) return Answer::kInactive;
  if (!subject.duties.Contains(subject.acting)) return Answer::kNotHisDuty;
  if (FirstConflict(subject.duties)) return Answer::kDutyClash;
  if (BearsLabel(rule)) {
    // What he makes himself he knows; its label must still be within his clearance.
    const bool sees = object.state == ObjectState::kNew ? Dominates(subject.clearance, object.label)
                                                        : Sees(subject, object);
    if (!sees) return Answer::kAbsent;
    // The sealed opening shows; it never lets anyone change a thing he need not know.
    if (rule.effect == Effect::kWrite && object.state != ObjectState::kNew &&
        !object.need_to_know && !kStandingNeed.Contains(subject.acting)) {
      return Answer::kAbsent;
    }
  }
  if (!rule.duties.Contains(subject.acting)) return Answer::kWrongDuty;
  if (!rule.states.Contains(object.state)) return Answer::kWrongState;
  if (rule.own == Own::kForbidden && object.owner == subject.person) return Answer::kOwnRequest;
  if (rule.effect == Effect::kWrite && WritesDown(object)) return Answer::kWriteDown;
  return Answer::kAllowed;
}

Answer DecideSecond(const Subject& first, const Subject& second, Act act, const Object& object) {
  if (first.person == second.person) return Answer::kOwnRequest;
  const Answer answer = Decide(second, act, object);
  if (answer != Answer::kAllowed) return answer;
  const bool same = first.acting == second.acting;
  return same && RuleOf(act).persons == Persons::kTwoDuties ? Answer::kSameDuty : answer;
}

}  // namespace niem::access
