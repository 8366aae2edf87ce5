// What `niem audit` found on the agency's computers comes into the books, is answered for and
// decided on; devices that the books do not have come into the register of devices as unregistered.
// Like findings of scans these are work of the registrar, the authority and the security officer of
// the unit; to all others they are absent.
//
// A finding that an earlier audit saw is the same finding, and what was decided stands; a later
// trace than was decided on opens it again, unless it was permitted.
// Source: none that was read orders this; which clause goes with a finding is the report's word,
// with its certainty.
#include <algorithm>
#include <set>

#include "registry/audit_plan.h"
#include "registry/form.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr std::array<std::string_view, 3> kOutcomes = {"no_violation", "allowed", "remedied"};
constexpr std::array<std::string_view, 4> kMarks = {"registered", "forbidden", "retired",
                                                    "unregistered"};

struct Counts {
  int64_t fresh = 0, again = 0, reopened = 0, devices = 0, used_forbidden = 0;
};

Result<access::Object> LocateImport(Deed& deed, const Fields& fields) {
  access::Object object;
  object.kind = access::ObjectKind::kAuditFinding;
  object.state = ObjectState::kNew;
  object.label.unit = AuditUnitOf(deed, fields);
  return object;
}

Status SeenAgain(Deed& deed, const PlannedFinding& planned, int64_t report, Counts* counts) {
  AuditFinding known = *planned.known;
  const AuditFinding& found = planned.found;
  if (known.last_report == report) return Ok();  // listed twice in one report
  ++counts->again;
  ++known.times;
  known.last_report = report;
  known.standing = std::min(known.standing, found.standing);
  known.grade = found.grade, known.clauses = found.clauses, known.subject = found.subject;
  known.evidence = found.evidence;
  if (known.first.empty() || (!found.first.empty() && found.first < known.first)) {
    known.first = found.first, known.time_origin = found.time_origin;
  }
  if (found.last > known.last) known.last = found.last, known.last_origin = found.last_origin;
  if (planned.opens) {
    known.state = ObjectState::kOpen;
    ++counts->reopened;
  }
  return deed.Save(known);
}

// Two findings of one report may be the same by the books (a rule that groups by what it does not
// show): the first has the row. Entered from the last on, since lists show what was entered last
// first, and reports have what is contrary to the rules first.
Status EnterFindings(Deed& deed, const AuditPlan& plan, int64_t machine, int64_t report,
                     Counts* counts) {
  std::set<std::string> met;
  std::vector<const PlannedFinding*> rows;
  for (const PlannedFinding& planned : plan.findings) {
    if (met.insert(planned.found.identity).second) rows.push_back(&planned);
  }
  for (auto at = rows.rbegin(); at != rows.rend(); ++at) {
    const PlannedFinding& planned = **at;
    if (planned.known) {
      TRY(SeenAgain(deed, planned, report, counts));
      continue;
    }
    AuditFinding finding = planned.found;
    finding.machine = machine, finding.unit = plan.unit;
    finding.first_report = finding.last_report = report;
    TRY(deed.Add(std::move(finding)));
    ++counts->fresh;
  }
  return Ok();
}

Status EnterUse(Deed& deed, const DeviceUse& read, int64_t device, int64_t machine,
                int64_t report) {
  TRY_ASSIGN(std::optional<DeviceUse> known, UseOf(deed, device, machine));
  DeviceUse use = read;
  use.device = device, use.machine = machine, use.report = report;
  if (!known) {
    TRY(deed.Add(std::move(use)));
    return Ok();
  }
  use.id = known->id;
  if (!known->first.empty() && (use.first.empty() || known->first < use.first)) {
    use.first = known->first, use.time_origin = known->time_origin;
  }
  if (known->last > use.last) use.last = known->last, use.last_origin = known->last_origin;
  return deed.Save(use);
}

Status EnterDevices(Deed& deed, const AuditPlan& plan, int64_t machine, int64_t report,
                    Counts* counts) {
  std::set<std::string> entered;
  for (const PlannedDevice& planned : plan.devices) {
    Device device = planned.known ? *planned.known : planned.found.device;
    if (!entered.insert(device.vid + "\n" + device.pid + "\n" + device.serial).second) continue;
    if (!planned.known) {
      device.unit = plan.unit, device.found_by = report;
      TRY_ASSIGN(device, deed.Add(std::move(device)));
      ++counts->devices;
    } else if (device.mark == DeviceMark::kForbidden || device.mark == DeviceMark::kRetired) {
      ++counts->used_forbidden;
    }
    TRY(EnterUse(deed, planned.found.use, device.id, machine, report));
  }
  return Ok();
}

void Tell(Deed& deed, const AuditPlan& plan, const Counts& counts) {
  const auto warn = [&](int64_t number, const std::string& vi, const std::string& en) {
    if (number == 0) return;
    deed.Warn({std::to_string(number) + " " + vi, std::to_string(number) + " " + en});
  };
  warn(counts.reopened, "phát hiện đã xử lý được mở lại: có dấu vết mới hơn",
       "decided findings are open again: there are later traces");
  warn(counts.used_forbidden, "thiết bị bị cấm hoặc đã thôi dùng có dấu vết trên máy này",
       "devices that are forbidden or out of use left traces on this machine");
  warn(plan.report.unread, "nguồn không đọc được khi kiểm tra; xem báo cáo gốc",
       "sources could not be read by the audit; see the original report");
  if (plan.report.interrupted) {
    deed.Warn({"lần kiểm tra bị dừng giữa chừng: phần còn lại chưa được xem",
               "the audit was stopped: the rest was not looked at"});
  }
  if (plan.report.signed_by.empty()) {
    deed.Warn({"báo cáo không kèm chữ ký số: không biết ai lập, có bị sửa không",
               "the report came without a signature: who made it, and whether it was changed, is "
               "not known"});
  }
}

Result<ScannedMachine> MachineOf(Deed& deed, const AuditPlan& plan) {
  if (plan.known_machine) return *plan.known_machine;
  return deed.Add(ScannedMachine{0, plan.machine, plan.unit});
}

Status Import(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const AuditPlan plan, PlanAudit(deed, fields));
  TRY_ASSIGN(const ScannedMachine machine, MachineOf(deed, plan));
  AuditReport report = plan.report;
  report.machine = machine.id, report.importer = deed.actor(), report.imported = deed.today();
  report.found = static_cast<int64_t>(plan.findings.size());
  report.devices = static_cast<int64_t>(plan.devices.size());
  TRY_ASSIGN(report, deed.Add(std::move(report)));
  Counts counts;
  TRY(EnterFindings(deed, plan, machine.id, report.id, &counts));
  TRY(EnterDevices(deed, plan, machine.id, report.id, &counts));
  report.fresh = counts.fresh, report.new_devices = counts.devices;
  TRY(deed.Save(report));
  auto& ids = deed.outcome().ids;
  ids["report"] = report.id, ids["machine"] = machine.id, ids["found"] = report.found;
  ids["new"] = counts.fresh, ids["again"] = counts.again;
  ids["devices"] = report.devices, ids["new_devices"] = counts.devices;
  deed.SetObject(access::ObjectKind::kAuditFinding, report.id, report.LabelOf());
  Tell(deed, plan, counts);
  return Ok();
}

// Rows of a field, each of which he may read, of one unit.
template <typename T>
Result<access::Object> LocateAll(Deed& deed, const Fields& fields, std::string_view field) {
  access::Object all;
  bool first = true;
  for (const int64_t id : fields.Ids(field)) {
    TRY_ASSIGN(const T row, deed.Get<T>(id));
    const access::Object one = ObjectOf(deed, row);
    if (!access::Sees(deed.acting().subject, one)) return Deed::Absent();
    if (!first && one.label.unit != all.label.unit) {
      return deed.Refuse("audit.units", {"các mục thuộc nhiều đơn vị: xử lý theo từng đơn vị",
                                         "these are of several units: take one at a time"});
    }
    all = one;
    first = false;
  }
  return all;
}

Result<access::Object> LocateFindings(Deed& deed, const Fields& fields) {
  return LocateAll<AuditFinding>(deed, fields, "audit_findings");
}

Result<access::Object> LocateDevices(Deed& deed, const Fields& fields) {
  return LocateAll<Device>(deed, fields, "devices");
}

Status Answer(Deed& deed, const Fields& fields) {
  for (const int64_t id : fields.Ids("audit_findings")) {
    TRY_ASSIGN(AuditFinding finding, deed.Get<AuditFinding>(id));
    if (finding.state == ObjectState::kClosed) {
      return deed.Refuse("audit.closed", {"có mục đã xử lý xong: chọn mục còn mở",
                                          "one of them is closed: choose what is open"});
    }
    finding.state = ObjectState::kProposed;
    finding.answer = fields.Text("answer");
    finding.answerer = deed.actor(), finding.answered = deed.today();
    TRY(deed.Save(finding));
  }
  deed.outcome().ids["answered"] = static_cast<int64_t>(fields.Ids("audit_findings").size());
  return Ok();
}

Status Close(Deed& deed, const Fields& fields) {
  const auto outcome = FromCode<AuditOutcome>(fields.Text("outcome"));
  for (const int64_t id : fields.Ids("audit_findings")) {
    TRY_ASSIGN(AuditFinding finding, deed.Get<AuditFinding>(id));
    finding.state = ObjectState::kClosed;
    finding.outcome = outcome.value_or(AuditOutcome::kNone);
    finding.reason = fields.Text("reason");
    finding.decider = deed.actor(), finding.decided = deed.today();
    TRY(deed.Save(finding));
  }
  deed.outcome().ids["decided"] = static_cast<int64_t>(fields.Ids("audit_findings").size());
  return Ok();
}

Status MarkDevices(Deed& deed, const Fields& fields) {
  const auto mark = FromCode<DeviceMark>(fields.Text("mark")).value_or(DeviceMark::kUnregistered);
  const std::optional<Date> inspected = fields.Day("inspected"), expires = fields.Day("expires");
  if (inspected && expires && *expires < *inspected) {
    return deed.Refuse("device.days",
                       {"ngày hết hạn trước ngày kiểm tra", "it expires before it was inspected"});
  }
  for (const int64_t id : fields.Ids("devices")) {
    TRY_ASSIGN(Device device, deed.Get<Device>(id));
    if (mark == DeviceMark::kRegistered && device.made_up) {
      return deed.Refuse("device.no_serial",
                         {"thiết bị không có số sê-ri riêng: không đăng ký được, vì không phân "
                          "biệt được với thiết bị cùng loại",
                          "the device has no serial number of its own: it cannot be registered, "
                          "for nothing tells it from another of its kind"});
    }
    device.mark = mark;
    device.owner = fields.Text("owner");
    device.inspected = inspected, device.expires = expires;
    device.reason = fields.Text("reason");
    device.decider = deed.actor(), device.decided = deed.today();
    TRY(deed.Save(device));
  }
  deed.outcome().ids["decided"] = static_cast<int64_t>(fields.Ids("devices").size());
  return Ok();
}

const FieldSpec kFindings = {
    "audit_findings", FieldType::kIds, Need::kRequired, {"Phát hiện kiểm tra", "Findings"}};

std::vector<FieldSpec> ImportFields() {
  return {{"report",
           FieldType::kReport,
           Need::kRequired,
           {"Báo cáo của niem audit (json)", "Report of niem audit (json)"}},
          {"signature",
           FieldType::kReport,
           Need::kOptional,
           {"Tệp chữ ký kèm theo (.sig)", "The signature beside it (.sig)"}},
          {"sha256",
           FieldType::kText,
           Need::kOptional,
           {"Mã SHA-256 kèm theo", "The SHA-256 beside it"}},
          {"unit",
           FieldType::kText,
           Need::kOptional,
           {"Đơn vị có máy được kiểm tra", "Unit of the machine"}},
          {"machine",
           FieldType::kText,
           Need::kOptional,
           {"Tên máy, khi báo cáo không có", "The machine's name, where the report has none"}}};
}

std::vector<FieldSpec> MarkFields() {
  return {{"devices", FieldType::kIds, Need::kRequired, {"Thiết bị", "Devices"}},
          {"mark", FieldType::kChoice, Need::kRequired, {"Kết luận", "Decision"}, kMarks},
          {"owner",
           FieldType::kText,
           Need::kOptional,
           {"Người chịu trách nhiệm", "Who answers for it"}},
          {"inspected",
           FieldType::kDay,
           Need::kOptional,
           {"Ngày kiểm tra an ninh", "Day of its security inspection"}},
          {"expires",
           FieldType::kDay,
           Need::kOptional,
           {"Kiểm tra còn hiệu lực đến", "The inspection holds until"}},
          {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}}};
}

std::vector<ActForm> MakeForms() {
  return {
      {Act::kAuditImport, ImportFields(), Import, LocateImport},
      {Act::kAuditAnswer,
       {kFindings,
        {"answer", FieldType::kLongText, Need::kRequired, {"Nội dung giải trình", "The answer"}}},
       Answer,
       LocateFindings},
      {Act::kAuditClose,
       {kFindings,
        {"outcome", FieldType::kChoice, Need::kRequired, {"Kết luận", "Outcome"}, kOutcomes},
        {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}}},
       Close,
       LocateFindings},
      {Act::kDeviceMark, MarkFields(), MarkDevices, LocateDevices},
  };
}

}  // namespace

access::Object ObjectOf(const Deed& deed, const AuditFinding& finding) {
  access::Object object;
  object.kind = access::ObjectKind::kAuditFinding;
  object.state = finding.state;
  object.label = finding.LabelOf();
  const access::Subject& subject = deed.acting().subject;
  object.need_to_know = access::RuleOf(Act::kAuditRead).duties.Contains(subject.acting);
  return object;
}

access::Object ObjectOf(const Deed& deed, const Device& device) {
  access::Object object;
  object.kind = access::ObjectKind::kDevice;
  object.state = ObjectState::kOpen;
  object.label = device.LabelOf();
  const access::Subject& subject = deed.acting().subject;
  object.need_to_know = access::RuleOf(Act::kAuditRead).duties.Contains(subject.acting);
  return object;
}

std::span<const ActForm> AuditForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
