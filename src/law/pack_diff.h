// What changes from one pack to another, fact by fact, in the order of the law's articles: for
// `niem pack diff`, and for people who must learn a new law from the old one.
//
// Facts are matched by key ("powers/copy.mat"). Where the same point of article 11 names another
// office the fact is "changed": that is what the reader must see. Ownership: borrows both packs.
// Thread-safety: pure function. Source: docs/formats/law-pack.md.
#pragma once

#include <string_view>
#include <vector>

#include "law/pack.h"

namespace niem::law {

enum class Change : uint8_t {
  kAdded,
  kRemoved,
  kChanged,
  kMoved,  // says the same in another article
};

std::string_view ChangeCode(Change change);

struct Difference {
  Change change = Change::kChanged;
  const FactView* before = nullptr;  // null when added
  const FactView* after = nullptr;   // null when removed
  std::vector<std::string> members;  // "years: 10 → 20", "roles: +2h −2e"
};

// Facts that say the same in the same article of their laws are left out.
std::vector<Difference> Compare(const Pack& before, const Pack& after);

}  // namespace niem::law
