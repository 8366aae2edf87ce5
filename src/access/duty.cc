#include "access/duty.h"

namespace niem::access {
namespace {

struct DutyName {
  Duty duty;
  std::string_view code;
  StaticText title;
};

constexpr std::array<DutyName, kDutyCount> kNames = {{
    {Duty::kOfficer, "officer", {"Cán bộ sử dụng", "Officer"}},
    {Duty::kRegistrar, "registrar", {"Văn thư", "Registrar"}},
    {Duty::kKeeper, "keeper", {"Người bảo quản", "Keeper"}},
    {Duty::kAuthority, "authority", {"Người có thẩm quyền", "Authority"}},
    {Duty::kSecurity, "security", {"Cán bộ bảo vệ BMNN", "Security officer"}},
    {Duty::kAuditor, "auditor", {"Người kiểm tra nhật ký", "Auditor"}},
    {Duty::kAdmin, "admin", {"Quản trị máy", "Administrator"}},
}};

// These stand alone: they watch or run what the others do.
constexpr DutySet kAlone = {Duty::kAuditor, Duty::kAdmin};

// Who says whom a secret may reach neither writes it in, nor keeps it, nor decides on it.
constexpr DutySet kNotWithSecurity = {Duty::kRegistrar, Duty::kKeeper, Duty::kAuthority};

}  // namespace

std::string_view DutyCode(Duty duty) {
  return kNames[static_cast<size_t>(duty)].code;
}

std::optional<Duty> DutyFromCode(std::string_view code) {
  for (const DutyName& name : kNames) {
    if (name.code == code) return name.duty;
  }
  return std::nullopt;
}

StaticText DutyTitle(Duty duty) {
  return kNames[static_cast<size_t>(duty)].title;
}

bool Conflict(Duty a, Duty b) {
  if (a == b) return false;
  if (kAlone.Contains(a) || kAlone.Contains(b)) return true;
  return (a == Duty::kSecurity && kNotWithSecurity.Contains(b)) ||
         (b == Duty::kSecurity && kNotWithSecurity.Contains(a));
}

std::optional<DutyPair> FirstConflict(DutySet duties) {
  for (const Duty a : kDuties) {
    for (const Duty b : kDuties) {
      if (a < b && duties.Contains(a) && duties.Contains(b) && Conflict(a, b)) {
        return DutyPair{a, b};
      }
    }
  }
  return std::nullopt;
}

}  // namespace niem::access
