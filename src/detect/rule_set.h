// Inside of a RuleSet: the built-in pack and the agency's rules. Internal to detect/.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "detect/agency.h"
#include "detect/clean_proof.h"
#include "detect/pack.h"
#include "detect/rules.h"

namespace niem::detect {

struct RuleSet::Impl {
  Pack pack;
  std::vector<AgencyRule> agency;
  PhraseTrie agency_trie;  // PhraseMatch::phrase indexes agency_phrases
  std::vector<AgencyPhrase> agency_phrases;
  std::string version;
  std::vector<std::string> quick_phrases;
  bool quick_phrases_suffice = true;

  // The agency's rules, instead of those it had.
  void Take(AgencyRules&& rules);

  // May be null. Made when a document is first judged: the scan's own process judges none.
  const CleanProof* clean_proof() const {
    std::call_once(clean_proof_made, [this] { made_clean_proof = CleanProof::Create(*this); });
    return made_clean_proof.get();
  }

  mutable std::once_flag clean_proof_made;
  mutable std::unique_ptr<CleanProof> made_clean_proof;
};

}  // namespace niem::detect
