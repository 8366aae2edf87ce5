// An agency's own rules: phrases, words, regular expressions and proximity of two phrases, from
// --rules DIR (docs/formats/rules.md, packs/scan/rules.schema.json).
//
// Regular expressions run in RE2 on the original text, case-blind, in time linear in the text; each
// program is bounded to 1 MiB. Phrases are looked for folded and re-checked on the original
// letters. Errors: kInvalidArgument, "file:line: what is wrong; what is expected". Thread-safety:
// immutable after loading.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_source.h"
#include "base/result.h"
#include "detect/finding.h"
#include "extract/document.h"

namespace niem::detect {

struct AgencyRule {
  std::string id;
  Verdict verdict = Verdict::kSuspect;  // kSuspect or kMarked
  Level level = Level::kNone;
  double weight = 1;
  uint32_t min_count = 1;
  bool diacritics = true;              // re-check the original letters
  std::vector<extract::Place> places;  // empty: anywhere
  std::vector<std::shared_ptr<const re2::RE2>> regex, words;
  std::vector<std::shared_ptr<const re2::RE2>> except_regex;
  std::optional<uint32_t> near_words;  // proximity: this many words between first and second
  bool plain_condition = false;        // has phrases of its own (part kPhrase)
};

enum class AgencyPart : uint8_t { kPhrase, kFirst, kSecond, kExcept };

struct AgencyPhrase {
  uint32_t rule = 0;
  AgencyPart part = AgencyPart::kPhrase;
  std::string text;
  std::string folded;
};

struct AgencyRules {
  std::vector<AgencyRule> rules;
  std::vector<AgencyPhrase> phrases;
};

// Appends the rules of one file. `known_ids` guards against two rules of one id.
Status ReadAgencyRules(std::string_view file_name, std::string_view json, AgencyRules& into);

}  // namespace niem::detect
