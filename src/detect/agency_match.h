// Runs an agency's rules over a document. Internal to detect/.
// Errors: none. Thread-safety: pure function.
#pragma once

#include <vector>

#include "detect/candidates.h"
#include "detect/finding.h"
#include "detect/layout.h"
#include "detect/rule_set.h"
#include "extract/document.h"

namespace niem::detect {

// A rule that fired: its verdict, and the first place where it did.
struct AgencyFinding {
  Verdict verdict = Verdict::kSuspect;
  Level level = Level::kNone;
  Evidence evidence;  // rule "agency.<id>"
};

std::vector<AgencyFinding> MatchAgencyRules(const extract::Document& document,
                                            const RuleSet::Impl& rules, const Reading& reading,
                                            const Layout& layout);

}  // namespace niem::detect
