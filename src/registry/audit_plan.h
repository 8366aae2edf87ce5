// What taking in an audit's report would enter: read, its signature proved, each finding and device
// looked up in the books. The same planning serves the look beforehand and the act.
//
// Everything is of one unit, which the person must be cleared for (the act's label); so all rows
// that are looked up are his to see. Errors: kInvalidArgument for what is no such report,
// kTooLarge; a refusal (Deed::Refuse) where signature or digest do not hold, or nothing is new in
// it; the store's. Thread-safety: the deed's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/audit_intake.h"
#include "registry/fields.h"
#include "registry/findings.h"
#include "registry/instances.h"

namespace niem::registry {

struct PlannedFinding {
  AuditFinding found;
  std::optional<AuditFinding> known;  // the row of an earlier audit
  bool opens = false;                 // which was closed, and would be open again
};

struct PlannedDevice {
  DeviceRead found;
  std::optional<Device> known;
};

struct AuditPlan {
  AuditReport report;
  std::string machine, unit;
  std::optional<ScannedMachine> known_machine;
  std::vector<PlannedFinding> findings;
  std::vector<PlannedDevice> devices;
};

// Fields "report", "signature", "sha256", "unit", "machine".
Result<AuditPlan> PlanAudit(Deed& deed, const Fields& fields);

std::string AuditUnitOf(const Deed& deed, const Fields& fields);

// A device's row on a machine, where there is one.
Result<std::optional<DeviceUse>> UseOf(Deed& deed, int64_t device, int64_t machine);

}  // namespace niem::registry
