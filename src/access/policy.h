// The one question of access: may this person, in the name of this duty, do this act to this
// object? A pure function of what it is told, so that every cell of role x level x compartment x
// unit x state x act can be tried, against a second model written in another notation
// (tests/access).
//
// The order of reasons matters: what a person may not know of is kAbsent before anything else is
// said, so that "forbidden" and "does not exist" are the same answer. Only then may a refusal
// explain itself.
//
// Default is no. Thread-safety: pure functions. Errors: none; a refusal is an answer.
// Source: Luật 117/2025/QH15 Điều 13, 15(3), 17(1)(b), 26 (access follows the task).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/act.h"
#include "access/duty.h"
#include "access/label.h"
#include "base/i18n.h"

namespace niem::access {

struct Subject {
  std::string person;
  bool active = false;  // in service, not locked
  Clearance clearance;  // as valid today
  DutySet duties;       // as assigned today
  Duty acting = Duty::kOfficer;
  bool break_glass = false;  // a sealed opening is in force: reads without need to know
};

struct Object {
  ObjectKind kind = ObjectKind::kInstance;
  ObjectState state = ObjectState::kOpen;
  Label label;
  // The subject was given this one to know: by grant, as its drafter, addressee or holder.
  bool need_to_know = false;
  // Who asked for it (a request, a dossier, a meeting), or whom it is about (a person).
  std::string owner;
  // What goes into the thing written: sources of a derived document, an excerpt, an export.
  std::vector<Label> contents;
};

enum class Answer : uint8_t {
  kAllowed,
  kAbsent,      // to this person it does not exist
  kInactive,    // left, locked, or the account is closed
  kNotHisDuty,  // he does not hold the duty he names
  kWrongDuty,   // the duty he acts by does not do this
  kDutyClash,   // he holds two duties that exclude each other
  kWrongState,  // not in the object's present state
  kOwnRequest,  // he asked for it himself
  kWriteDown,   // what is written would bear less than what goes into it
  kSameDuty,    // the second person acts by the duty of the first, where two are wanted
};

inline constexpr size_t kAnswerCount = 10;

std::string_view AnswerCode(Answer answer);

// A sentence for the person refused: what is in the way and who could act instead. For kAbsent it
// is the sentence for what does not exist.
Text Explain(Answer answer, Act act);

// Whether the subject may know that the object exists.
bool Sees(const Subject& subject, const Object& object);

Answer Decide(const Subject& subject, Act act, const Object& object);

// Whether `second` may confirm what `first` began: a two-person act needs two people who may each
// do it, and for some acts by two duties.
Answer DecideSecond(const Subject& first, const Subject& second, Act act, const Object& object);

}  // namespace niem::access
