// The articles behind refusals that no rule of a law pack carries: which article of which law, for
// each law that was read. A law that is not in the table gives no article rather than a wrong one.
// Thread-safety: constants. Source: Luật 117/2025/QH15 and 29/2018/QH14, as in law/fact.h.
#pragma once

#include <cstdint>

#include "base/i18n.h"
#include "base/level.h"
#include "law/pack.h"

namespace niem::registry {

enum class Ground : uint8_t {
  kList,           // a level needs an item of a list
  kSources,        // what is made from a secret bears at least its level
  kArrival,        // what arrives is compared before it is signed for
  kDeputies,       // deputies act by the law itself
  kMeetingLeave,   // a meeting needs consent before papers are given out
  kMeetingPapers,  // and its papers come back
};

// Empty where that law has no such article.
Text ArticleOf(const law::Pack& law, Ground ground);

// Of who may do it, and of how it is done.
Text ArticleOf(const law::Pack& law, law::Act act, Level level);
Text ArticleOf(const law::Pack& law, law::Act act, std::string_view when, Level level);

// Of the column that a Tuyệt mật document leaves empty, with what is uncertain about it.
Text ArticleOfAbstract(const law::Pack& law);

}  // namespace niem::registry
