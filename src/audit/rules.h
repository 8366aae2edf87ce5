// packs/audit/*.json: which facts make which finding, by which clause of law, and what it is worth
// on a drafting, an Internet and an ordinary office computer. docs/audit.md explains each rule.
//
// Ownership: a RulePack owns its texts. Errors: kInvalidArgument with file and line.
// Thread-safety: immutable after Load.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "audit/collect.h"
#include "base/i18n.h"
#include "base/result.h"

namespace niem::audit {

enum class Profile : uint8_t { kDrafting, kInternet, kOffice };

// What a finding is on a computer of a profile.
enum class Standing : uint8_t { kViolation, kIndication, kNote, kExpected };

std::string_view ProfileName(Profile profile);
std::string_view StandingName(Standing standing);

// How strongly a trace shows what the rule says.
enum class Strength : uint8_t { kWeak, kMedium, kStrong, kDirect };

std::string_view StrengthName(Strength strength);

// A field and the texts it is compared with, without regard to case; "*": anything at all.
using Condition = std::pair<std::string, std::vector<std::string>>;

struct When {
  std::string fact;
  std::vector<Condition> is, is_not, has, has_not, starts_not;
  std::vector<std::string> times;
  Strength strength = Strength::kStrong;
  // Which heuristic of Rule::weights it is; empty: the one in the fact's field "heuristic", if any.
  std::string counts;
  // Adds to what others show, and is nothing alone or where it is older than they are.
  bool supports = false;
  // What it names could not be looked at: the answer for it is source_absent, beside any other.
  bool absent = false;

  bool Matches(const Fact& candidate) const;
};

struct Clause {
  std::string instrument, article, certainty;
  Text text;
  std::string from, until;  // the days it holds, "2026-03-01"; empty: no such bound
};

struct Rule {
  std::string id;
  Text title, explain;
  std::vector<std::string> clauses;  // names in RulePack::clauses
  // Kinds of sources any of which can show it: "system_hive", "event_log/System"; and what must be
  // there in any case: "register", "other_report".
  std::vector<std::string> needs, required;
  std::map<std::string, Standing> standing;
  std::vector<When> when;
  std::vector<std::string> group_by;  // fields: one finding for each of their values
  std::vector<std::string> show;      // fields that describe the finding
  bool absence = false;               // a match clears it
  Text cleared;                       // of such a rule: the title where it was cleared
  // Heuristics, each counted once however often it was seen; where their sum reaches `strong_from`,
  // the finding is strong.
  std::map<std::string, int, std::less<>> weights;
  int strong_from = 0;

  Standing StandingOn(Profile profile) const;
};

class RulePack {
 public:
  // Those built into the program.
  static Result<RulePack> BuiltIn();
  static Result<RulePack> FromTexts(const std::string& rules, const std::string& places);

  const std::vector<Rule>& rules() const { return rules_; }

  const std::vector<Place>& places() const { return places_; }

  const Clause* FindClause(std::string_view name) const;

 private:
  std::vector<Rule> rules_;
  std::vector<Place> places_;
  std::map<std::string, Clause, std::less<>> clauses_;
};

}  // namespace niem::audit
