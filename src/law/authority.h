// Who may decide what, by the law in force on the day: the questions and the answers.
//
//   Actor chair{.role = "2h"};                                   // chair of a commune, 2025
//   Ruling ruling = pack.May(Act::kPermitCopy, Level::kTuyetMat, chair, today);
//   if (!ruling.allowed) Show(ruling.text, ruling.who_could);    // names the article and who could
//
// Role ids are those of the pack ("1k": article 11(1)(k)); "head" and "deputy_head" are the head of
// the agency and his deputies, "holder" whoever keeps the item. One person may hold several roles:
// ask with all of them. Ownership: plain values. Thread-safety: plain values.
// Source: Law 29/2018/QH14 and Law 117/2025/QH15, articles 10, 11, 14-16, 20-23.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/i18n.h"
#include "law/fact.h"

namespace niem::law {

enum class Act : uint8_t {
  kDetermine,         // that it is a secret, its level, its circulation
  kPermitCopy,        // copying and photographing
  kTakeOutHome,       // out of the place of keeping, for work in the country
  kTakeOutAbroad,     // ... for work abroad
  kProvideDomestic,   // to Vietnamese bodies and persons
  kProvideForeign,    // to foreign bodies and persons
  kExtend,            // the protection term
  kAdjust,            // the level
  kDeclassify,        // before the end of the term, because it is needed
  kDestroy,           // no longer needed and harmless
  kDestroyEmergency,  // not destroying it at once would do harm
};

// "permit_copy", as in the packs.
std::string_view ActCode(Act act);
std::optional<Act> ActFromCode(std::string_view code);
StaticText ActName(Act act);

// A chief's written order to a deputy (2018 only). The law wants it in writing, with scope, content
// and term, and forbids passing it on.
struct Delegation {
  std::string number;          // of the document
  std::string delegator_role;  // the chief's role id
  std::vector<Act> acts;       // content
  std::vector<Level> levels;   // content
  std::string scope;           // in the document's words
  std::optional<Date> from;
  std::optional<Date> to;
  bool passed_on = false;  // given by someone who holds it by delegation himself
};

struct Actor {
  std::string role = {};  // role id of the pack; empty: none
  // For deputies: the role id of the chief. Needed where the law lets only some deputies act.
  std::string deputy_of = {};
  std::optional<Delegation> delegation = {};
  // The item is under this person's own management (2025 articles 11(5), 15(1), 16(1)(b)); to
  // extend, adjust or declassify: his agency determined it.
  bool own_management = true;
};

enum class Reason : uint8_t {
  kAllowed,
  kRole,           // no role that may do it, at any level
  kLevel,          // may do it at a lower level only
  kNotOwn,         // not under own management
  kNoDelegation,   // a deputy without a written delegation
  kBadDelegation,  // has one that lacks something, covers something else, has ended
  kNotInForce,     // the pack does not judge this day
  kNotSettled,     // the pack holds no rule; the agency must set one
};

// The stable name of a reason, "not_own_management".
std::string_view ReasonCode(Reason reason);

struct Who {
  std::string role;
  Text title;
  std::string article;         // the role's own clause, "11(1)(k)"
  bool by_delegation = false;  // his deputy too, when delegated in writing
};

struct Ruling {
  bool allowed = false;
  Reason reason = Reason::kNotSettled;
  Act act = Act::kDetermine;
  Level level = Level::kMat;
  Source source;  // of the rule that decided
  Text article;   // Cite(source)
  Certainty certainty = Certainty::kUnknown;
  bool by_delegation = false;
  bool no_permission_needed = false;  // nobody is asked; the conditions bind
  std::vector<Text> conditions;  // what must be done besides: "báo cáo Trưởng đoàn công tác"
  std::vector<Who> who_could;    // everyone the matrix names for this act and level
  Text text;                     // the answer in a sentence, with the article
  Text caution;                  // empty, or "chưa đối chiếu bản gốc ..."
};

}  // namespace niem::law
