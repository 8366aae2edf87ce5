// Inside of a RuleSet: the built-in pack and the agency's rules. Internal to detect/.
#pragma once

#include <memory>
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
  std::unique_ptr<CleanProof> clean_proof;  // may be null
};

}  // namespace niem::detect
