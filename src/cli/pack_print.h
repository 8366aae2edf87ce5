// How `niem pack` shows packs, facts and differences: for people, and as JSON.
// Ownership: none. Errors: none. Thread-safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "base/i18n.h"
#include "law/lists.h"
#include "law/pack_diff.h"
#include "law/pack_set.h"

namespace niem::cli {

enum class PackFormat { kText, kJson };

struct PackCheck {
  std::vector<std::shared_ptr<const law::Pack>> packs;
  size_t list_items = 0;
  std::vector<Text> problems;
};

std::string Shown(const PackCheck& check, PackFormat format, Lang lang);

// A pack, or those of its facts; never an empty pack.
std::string Shown(const law::Pack& pack, const std::vector<const law::FactView*>& facts,
                  PackFormat format, Lang lang);

std::string Shown(const law::Pack& before, const law::Pack& after,
                  const std::vector<law::Difference>& differences, PackFormat format, Lang lang);

}  // namespace niem::cli
