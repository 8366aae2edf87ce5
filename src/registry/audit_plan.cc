#include "registry/audit_plan.h"

#include <algorithm>

#include "verify/report_proof.h"

namespace niem::registry {
namespace {

const Finder<ScannedMachine> kMachine("registry.find_audited_machine",
                                      "WHERE name = $1 AND unit = $2");
const Finder<AuditReport> kSameReport("registry.find_audit_report",
                                      "WHERE sha256 = $1 AND unit = $2 ORDER BY id");
const Finder<AuditFinding> kSameFinding("registry.find_audit_finding",
                                        "WHERE machine = $1 AND identity = $2 ORDER BY id");
const Finder<Device> kSameSerial("registry.find_device_by_serial",
                                 "WHERE serial = $1 AND unit = $2 ORDER BY id");
const Finder<DeviceUse> kUse("registry.find_device_use", "WHERE device = $1 AND machine = $2");

Status MustFitDigest(Deed& deed, const Fields& fields, const AuditReport& report) {
  const std::string& given = fields.Text("sha256");
  // As sha256sum writes it, the file's name behind.
  if (given.empty() || given.substr(0, given.find(' ')) == report.sha256) return Ok();
  return deed.Refuse("audit.digest",
                     {"báo cáo không khớp mã SHA-256 kèm theo: tệp đã bị sửa hoặc hỏng; lấy lại từ "
                      "người kiểm tra",
                      "the report differs from the SHA-256 beside it: it was changed or damaged; "
                      "fetch it again from the inspector"});
}

Status ProveSignature(Deed& deed, const Fields& fields, AuditReport* report) {
  const std::string& signature = fields.Secret("signature");
  if (signature.empty()) return Ok();
  if (!verify::StartCrypto()) {
    return Error(ErrorCode::kInternal, {"libsodium không khởi động", "libsodium does not start"});
  }
  verify::ReportProof proof;
  const std::optional<Text> fault =
      verify::CheckReport(fields.Secret("report"), signature, {}, &proof);
  if (fault) return deed.Refuse("audit.signature", *fault);
  report->signed_by = proof.key, report->signed_at = proof.time;
  return Ok();
}

Status MustBeNew(Deed& deed, const AuditReport& report) {
  TRY_ASSIGN(const auto same, deed.Find(kSameReport, {report.sha256, report.unit}));
  if (same.empty()) return Ok();
  const std::string day = same.front().imported.ToString();
  const std::string number = std::to_string(same.front().id);
  return deed.Refuse("audit.twice", {"báo cáo này đã nhập ngày " + day + " (số " + number +
                                         "); nhập lại không có gì mới",
                                     "this report was imported on " + day + " (number " + number +
                                         "); there is nothing new in it"});
}

// A later trace than was decided on. What was permitted stays permitted.
bool Opens(const AuditFinding& known, const AuditFinding& found) {
  return known.state == ObjectState::kClosed && known.outcome != AuditOutcome::kPermitted &&
         found.last > known.last;
}

Result<PlannedFinding> PlanFinding(Deed& deed, const AuditPlan& plan, AuditFinding found) {
  PlannedFinding planned{std::move(found), {}, false};
  if (!plan.known_machine) return planned;
  TRY_ASSIGN(std::vector<AuditFinding> same,
             deed.Find(kSameFinding, {plan.known_machine->id, planned.found.identity}));
  if (same.empty()) return planned;
  planned.opens = Opens(same.front(), planned.found);
  planned.known = std::move(same.front());
  return planned;
}

// By its serial number; where a side does not know vendor and product, by that alone. A number that
// the system made up tells the device on its machine alone.
Result<PlannedDevice> PlanDevice(Deed& deed, const AuditPlan& plan, DeviceRead found) {
  PlannedDevice planned{std::move(found), {}};
  const Device& device = planned.found.device;
  TRY_ASSIGN(const std::vector<Device> same, deed.Find(kSameSerial, {device.serial, plan.unit}));
  for (const Device& one : same) {
    const bool model =
        one.vid.empty() || device.vid.empty() || (one.vid == device.vid && one.pid == device.pid);
    if (!model || one.made_up != device.made_up) continue;
    if (device.made_up) {
      if (!plan.known_machine) continue;
      TRY_ASSIGN(const auto use, UseOf(deed, one.id, plan.known_machine->id));
      if (!use) continue;
    }
    planned.known = one;
    break;
  }
  return planned;
}

}  // namespace

std::string AuditUnitOf(const Deed& deed, const Fields& fields) {
  const std::string& unit = fields.Text("unit");
  return unit.empty() ? deed.acting().person.unit : unit;
}

Result<std::optional<DeviceUse>> UseOf(Deed& deed, int64_t device, int64_t machine) {
  TRY_ASSIGN(const std::vector<DeviceUse> uses, deed.Find(kUse, {device, machine}));
  return uses.empty() ? std::optional<DeviceUse>() : std::optional(uses.front());
}

Result<AuditPlan> PlanAudit(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(AuditRead read, ReadAudit(fields.Secret("report")));
  AuditPlan plan;
  plan.report = std::move(read.report);
  plan.unit = plan.report.unit = AuditUnitOf(deed, fields);
  TRY(MustFitDigest(deed, fields, plan.report));
  TRY(ProveSignature(deed, fields, &plan.report));
  TRY(MustBeNew(deed, plan.report));
  plan.machine = read.machine.empty() ? fields.Text("machine") : read.machine;
  if (plan.machine.empty()) {
    return deed.Refuse("audit.no_machine",
                       {"báo cáo không có tên máy (thiếu registry SYSTEM): điền tên máy",
                        "the report has no name of the machine (no SYSTEM hive): give one"});
  }
  TRY_ASSIGN(const std::vector<ScannedMachine> known,
             deed.Find(kMachine, {plan.machine, plan.unit}));
  if (!known.empty()) plan.known_machine = known.front();
  for (AuditFinding& one : read.findings) {
    TRY_ASSIGN(PlannedFinding planned, PlanFinding(deed, plan, std::move(one)));
    plan.findings.push_back(std::move(planned));
  }
  for (DeviceRead& one : read.devices) {
    TRY_ASSIGN(PlannedDevice planned, PlanDevice(deed, plan, std::move(one)));
    plan.devices.push_back(std::move(planned));
  }
  return plan;
}

}  // namespace niem::registry
