// The duties a person may hold in an agency, and which of them no one may hold together.
//
// A duty says what kind of acts a person does in the registry; the law's authority (who may allow a
// copy at which level) is another question, answered by the law pack. Duties are assigned by act,
// with a decision number, and end by act.
//
// Source: Luật 117/2025/QH15 Điều 24-26 (head, assigned person, keeper); the separation of duties
// is ours (docs/security-model.md): the administrator reads no content and gives no clearance, the
// auditor reads the ledger only, who grants clearance neither registers nor keeps nor decides.
// Thread-safety: plain values.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "base/i18n.h"

namespace niem::access {

enum class Duty : uint8_t {
  kOfficer,    // drafts, receives, holds and hands back documents for his work
  kRegistrar,  // văn thư: registers, issues numbers, stamps, sends, receives
  kKeeper,  // người được giao bảo quản: holds the store, hands out, takes back, takes stock
  kAuthority,  // head and deputies: determine, allow, extend, declassify, order destruction
  kSecurity,   // cán bộ bảo vệ BMNN: clearances, need to know, recalls, incidents
  kAuditor,    // reads the ledger
  kAdmin,      // runs the machine
};

inline constexpr size_t kDutyCount = 7;

inline constexpr std::array<Duty, kDutyCount> kDuties = {
    Duty::kOfficer,  Duty::kRegistrar, Duty::kKeeper, Duty::kAuthority,
    Duty::kSecurity, Duty::kAuditor,   Duty::kAdmin};

// "officer", as in files and the ledger.
std::string_view DutyCode(Duty duty);
std::optional<Duty> DutyFromCode(std::string_view code);
StaticText DutyTitle(Duty duty);

class DutySet {
 public:
  constexpr DutySet() = default;

  constexpr DutySet(std::initializer_list<Duty> duties) {
    for (const Duty duty : duties) Add(duty);
  }

  constexpr bool Contains(Duty duty) const { return ((bits_ >> static_cast<int>(duty)) & 1U) != 0; }

  constexpr void Add(Duty duty) {
    bits_ = static_cast<uint8_t>(bits_ | 1U << static_cast<int>(duty));
  }

  constexpr DutySet And(DutySet other) const {
    DutySet both;
    both.bits_ = bits_ & other.bits_;
    return both;
  }

  constexpr bool empty() const { return bits_ == 0; }

  constexpr bool operator==(const DutySet&) const = default;

 private:
  uint8_t bits_ = 0;
};

// Whether one person may not hold both. Symmetric; false for a duty with itself.
bool Conflict(Duty a, Duty b);

// The first pair in `duties` that excludes each other.
struct DutyPair {
  Duty first;
  Duty second;
};

std::optional<DutyPair> FirstConflict(DutySet duties);

}  // namespace niem::access
