// All law packs, chosen by the day of the act: what was done on 2026-02-28 is judged by the 2018
// law, what was done on 2026-03-01 by the 2025 law.
//
//   const PackSet& laws = PackSet::BuiltIn();
//   TRY_ASSIGN(const Pack* law, laws.InForce(act_day));
//   Ruling ruling = law->May(Act::kPermitCopy, level, actor, act_day);
//
// Periods may not overlap. Ownership: a set owns its packs; pointers live as long as the set.
// Thread-safety: immutable.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "law/pack.h"

namespace niem::law {

// The 2018 law's lists and terms were in force before the rest of it.
enum class Matter : uint8_t { kActs, kTermsAndLists };

class PackSet {
 public:
  // The packs built into the program.
  static const PackSet& BuiltIn();

  // A folder with one folder per pack, each with its *.json. Errors "file:line: ...".
  static Result<PackSet> Load(const std::string& folder);

  // Refuses repeated ids and overlapping periods.
  static Result<PackSet> Of(std::vector<Pack> packs);

  // kNotFound, saying which days the packs cover.
  Result<const Pack*> InForce(Date day, Matter matter = Matter::kActs) const;

  const Pack* Find(std::string_view id) const;

  // By date.
  const std::vector<std::shared_ptr<const Pack>>& packs() const { return packs_; }

 private:
  PackSet() = default;

  std::vector<std::shared_ptr<const Pack>> packs_;
};

}  // namespace niem::law
