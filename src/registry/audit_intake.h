// Reads a report of `niem audit` (docs/audit.md, "The JSON report") for the registers: who audited
// which machine and when, the violations and indications that somebody must answer for, and the
// storage devices. Notes, what was not seen and all evidence stay in the report.
//
// The report is bytes from outside: read within limits; whatever is not as the format says is an
// error. Nothing in it is believed but its form: what a device is, the books decide. A signature
// beside it is proved by src/verify.
//
// Ownership: plain values. Thread-safety: pure functions. Errors: kInvalidArgument for another
// format, a broken or newer report; kTooLarge.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/audits.h"

namespace niem::registry {

inline constexpr size_t kMaxAuditBytes = 16U << 20;
inline constexpr size_t kMaxAuditFindings = 5'000, kMaxAuditDevices = 2'000;

struct DeviceRead {
  Device device;  // without what the registers add
  DeviceUse use;
};

struct AuditRead {
  AuditReport report;   // without what the registers add: id, machine, importer
  std::string machine;  // its name; empty: the report has none
  std::vector<AuditFinding> findings;
  std::vector<DeviceRead> devices;
};

Result<AuditRead> ReadAudit(std::string_view text);

}  // namespace niem::registry
