// The label of an object and the clearance of a person, and the one relation between them.
//
// A clearance dominates a label when its level is at least as high, it holds every compartment, and
// the label's unit is inside its scope. Joining labels gives the least label that dominates all of
// them in level and compartments: what a thing made from several secrets must bear.
//
// Source: Bell and LaPadula's model as Oracle Label Security words it (level, compartments,
// groups); Luật 117/2025/QH15 Điều 10 (a thing of several levels bears the highest).
// Ownership: plain values. Thread-safety: plain values. Errors: none.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/level.h"

namespace niem::access {

// A sorted set of short codes. Its order is its canonical form, so equal sets are equal bytes.
class Codes {
 public:
  Codes() = default;
  Codes(std::initializer_list<std::string_view> codes);
  explicit Codes(std::vector<std::string> codes);

  bool Contains(std::string_view code) const;
  bool ContainsAll(const Codes& others) const;
  void Add(std::string_view code);
  void AddAll(const Codes& others);

  bool empty() const { return codes_.empty(); }

  const std::vector<std::string>& list() const& { return codes_; }

  // Of a temporary: the list itself, so that a loop over it does not outlive it.
  std::vector<std::string> list() && { return std::move(codes_); }

  bool operator==(const Codes&) const = default;

 private:
  std::vector<std::string> codes_;
};

// "dau_thau,quoc_phong"; the form in which a register row keeps compartments.
std::string JoinCodes(const Codes& codes);
Codes SplitCodes(std::string_view text);

struct Label {
  Level level = Level::kNone;
  Codes compartments;
  std::string unit;  // the unit that manages the object

  bool operator==(const Label&) const = default;
};

struct Clearance {
  Level level = Level::kNone;
  Codes compartments;
  Codes units;  // the units whose objects are in scope

  bool operator==(const Clearance&) const = default;
};

bool Dominates(const Clearance& clearance, const Label& label);

// Level and compartments only: whether what bears `label` may hold what bears `content`.
bool Covers(const Label& label, const Label& content);

// The least level and compartments that cover both; the unit of the first.
Label Join(const Label& a, const Label& b);

}  // namespace niem::access
