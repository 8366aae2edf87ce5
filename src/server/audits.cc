// What audits of the agency's computers found: the machines with what is open, the reports that
// were imported, the findings by pages, the register of devices with the machines that each was
// used on. Row by row by the access policy; what is asked for is numbers and codes only.
#include <algorithm>
#include <charconv>
#include <map>

#include "registry/audit_plan.h"
#include "registry/form.h"
#include "server/api.h"
#include "server/api_parts.h"
#include "server/find.h"

namespace niem::server {
namespace {

using access::Act;
using access::Answer;
using access::Object;
using registry::AuditFinding;
using registry::Deed;
using registry::Device;
using registry::Finder;
using registry::Outcome;

constexpr int64_t kPage = 50;
constexpr int64_t kMaxPage = 200;

// The last but the limit: the units of his clearance, as ",xa-suoi-nga,". The policy decides again.
const Finder<AuditFinding> kFindings(
    "server.page_audit_findings",
    "WHERE id < $1 AND (machine = $2 OR $2 = 0) AND (state = $3 OR $3 = '') AND $4 LIKE '%,' || "
    "unit || ',%' ORDER BY id DESC LIMIT $5");
const Finder<registry::AuditReport> kReports(
    "server.find_audit_reports", "WHERE $1 LIKE '%,' || unit || ',%' ORDER BY id DESC LIMIT 100");
const Finder<registry::ScannedMachine> kMachines(
    "server.find_audited_machines",
    "WHERE $1 LIKE '%,' || unit || ',%' ORDER BY name, id LIMIT 10000");
const store::Sql kCounts("server.count_audit_findings",
                         "SELECT machine, unit, state, COUNT(*) FROM audit_finding GROUP BY "
                         "machine, unit, state");
const Finder<Device> kDevices("server.page_devices",
                              "WHERE id < $1 AND (mark = $2 OR $2 = '') AND $3 LIKE '%,' || unit "
                              "|| ',%' ORDER BY id DESC LIMIT $4");
const Finder<registry::DeviceUse> kUses("server.find_device_uses",
                                        "WHERE device = $1 ORDER BY machine LIMIT 1000");

struct Asked {
  int64_t before = INT64_MAX;
  int64_t limit = kPage;
  int64_t machine = 0;
  std::string state, mark;
};

Status ReadNumber(const ApiRequest& request, const std::string& name, int64_t most, int64_t* out) {
  const std::string text = request.Query(name);
  if (text.empty()) return Ok();
  int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number < 1) {
    return BadQuery(name);
  }
  *out = std::min(number, most);
  return Ok();
}

Result<Asked> ReadQuery(const ApiRequest& request) {
  Asked asked;
  TRY(ReadNumber(request, "before", INT64_MAX, &asked.before));
  TRY(ReadNumber(request, "limit", kMaxPage, &asked.limit));
  TRY(ReadNumber(request, "machine", INT64_MAX, &asked.machine));
  asked.state = request.Query("state");
  if (!asked.state.empty() && asked.state != "open" && asked.state != "proposed" &&
      asked.state != "closed") {
    return BadQuery("state");
  }
  asked.mark = request.Query("mark");
  if (!asked.mark.empty() && !registry::FromCode<registry::DeviceMark>(asked.mark)) {
    return BadQuery("mark");
  }
  return asked;
}

// A look at a list passes the policy first as if at a thing of his own units.
Object SomeFinding(const Deed& deed) {
  AuditFinding least;
  const auto& units = deed.acting().subject.clearance.units.list();
  if (!units.empty()) least.unit = units.front();
  return registry::ObjectOf(deed, least);
}

std::string UnitsOf(const Deed& deed) {
  return "," + access::JoinCodes(deed.acting().subject.clearance.units) + ",";
}

template <typename T>
bool Sees(const Deed& deed, const T& row) {
  Object object = registry::ObjectOf(deed, row);
  object.kind = access::ObjectKind::kAuditFinding;
  return access::Decide(deed.acting().subject, Act::kAuditRead, object) == Answer::kAllowed;
}

// The list, and where the next page begins.
template <typename T, typename Each>
Status PutPage(const Deed& deed, Writer& out, const std::string& name, const std::vector<T>& page,
               int64_t limit, Each each) {
  out.StartObject();
  PutKey(out, name), out.StartArray();
  for (const T& one : page) {
    if (Sees(deed, one)) TRY(each(one));
  }
  out.EndArray();
  PutKey(out, "next");
  if (static_cast<int64_t>(page.size()) == limit) {
    out.Int64(page.back().id);
  } else {
    out.Null();
  }
  out.EndObject();
  return Ok();
}

Status WriteFindings(Deed& deed, const Asked& asked, Writer& out) {
  TRY_ASSIGN(const std::vector<AuditFinding> page,
             Find(deed, kFindings,
                  {asked.before, asked.machine, asked.state, UnitsOf(deed), asked.limit}));
  return PutPage(deed, out, "findings", page, asked.limit, [&](const AuditFinding& one) -> Status {
    PutRecord(out, one);
    return Ok();
  });
}

Status WriteDevices(Deed& deed, const Asked& asked, Writer& out) {
  TRY_ASSIGN(const std::vector<Device> page,
             Find(deed, kDevices, {asked.before, asked.mark, UnitsOf(deed), asked.limit}));
  return PutPage(deed, out, "devices", page, asked.limit, [&](const Device& one) -> Status {
    TRY_ASSIGN(const auto uses, Find(deed, kUses, {one.id}));
    out.StartObject();
    PutColumns(out, one);
    PutKey(out, "uses"), out.StartArray();
    for (const registry::DeviceUse& use : uses) PutRecord(out, use);
    out.EndArray();
    out.EndObject();
    return Ok();
  });
}

struct Count {
  int64_t open = 0, answered = 0, closed = 0;
};

Result<std::map<int64_t, Count>> CountsByMachine(Deed& deed) {
  TRY_ASSIGN(const store::Rows rows, deed.Query(kCounts, {}));
  std::map<int64_t, Count> counts;
  for (const store::Row row : rows) {
    AuditFinding one;
    one.unit = row.Text(1);
    if (!Sees(deed, one)) continue;
    Count& count = counts[row.Int(0)];
    (row.Text(2) == "open"       ? count.open
     : row.Text(2) == "proposed" ? count.answered
                                 : count.closed) += row.Int(3);
  }
  return counts;
}

Status WriteAudits(Deed& deed, Writer& out) {
  TRY_ASSIGN(auto counts, CountsByMachine(deed));
  TRY_ASSIGN(auto reports, Find(deed, kReports, {UnitsOf(deed)}));
  std::erase_if(reports, [&](const registry::AuditReport& one) {
    return !access::Dominates(deed.acting().subject.clearance, one.LabelOf());
  });
  for (const registry::AuditReport& report : reports) counts[report.machine];
  TRY_ASSIGN(const auto machines, Find(deed, kMachines, {UnitsOf(deed)}));
  out.StartObject();
  PutKey(out, "machines"), out.StartArray();
  for (const registry::ScannedMachine& machine : machines) {
    const auto count = counts.find(machine.id);
    if (count == counts.end()) continue;
    out.StartObject();
    PutColumns(out, machine);
    PutKey(out, "open"), out.Int64(count->second.open);
    PutKey(out, "answered"), out.Int64(count->second.answered);
    PutKey(out, "closed"), out.Int64(count->second.closed);
    out.EndObject();
  }
  out.EndArray();
  PutKey(out, "reports"), out.StartArray();
  for (const registry::AuditReport& report : reports) PutRecord(out, report);
  out.EndArray();
  out.EndObject();
  return Ok();
}

// ---- the look beforehand -----------------------------------------------------------------------

void PutPlannedFindings(Writer& out, const registry::AuditPlan& plan) {
  PutKey(out, "findings"), out.StartArray();
  for (const registry::PlannedFinding& one : plan.findings) {
    out.StartObject();
    PutKey(out, "title"), Put(out, Text{one.found.title, one.found.title_en});
    PutKey(out, "standing"), Put(out, registry::CodeOf(one.found.standing));
    PutKey(out, "subject"), Put(out, std::string_view(one.found.subject));
    PutKey(out, "known"), out.Bool(one.known.has_value());
    PutKey(out, "opens"), out.Bool(one.opens);
    out.EndObject();
  }
  out.EndArray();
}

void PutPlannedDevices(Writer& out, const registry::AuditPlan& plan) {
  PutKey(out, "devices"), out.StartArray();
  for (const registry::PlannedDevice& one : plan.devices) {
    const registry::DeviceMark mark =
        one.known ? one.known->mark : registry::DeviceMark::kUnregistered;
    out.StartObject();
    PutKey(out, "name"), Put(out, std::string_view(one.found.device.name));
    PutKey(out, "serial"), Put(out, std::string_view(one.found.device.serial));
    PutKey(out, "known"), out.Bool(one.known.has_value());
    PutKey(out, "mark"), Put(out, registry::CodeOf(mark));
    out.EndObject();
  }
  out.EndArray();
}

void PutPlan(Writer& out, const registry::AuditPlan& plan) {
  out.StartObject();
  PutKey(out, "machine"), Put(out, std::string_view(plan.machine));
  PutKey(out, "known_machine"), out.Bool(plan.known_machine.has_value());
  PutKey(out, "unit"), Put(out, std::string_view(plan.unit));
  PutKey(out, "finished"), Put(out, std::string_view(plan.report.finished));
  PutKey(out, "inspector"), Put(out, std::string_view(plan.report.inspector));
  PutKey(out, "signed_by"), Put(out, std::string_view(plan.report.signed_by));
  PutKey(out, "noted"), out.Int64(plan.report.noted);
  PutKey(out, "unread"), out.Int64(plan.report.unread);
  PutPlannedFindings(out, plan);
  PutPlannedDevices(out, plan);
  out.EndObject();
}

Result<registry::Fields> FieldsOf(const ApiRequest& request) {
  return registry::Fields::Parse(request.body, registry::FormOf(Act::kAuditImport)->fields);
}

std::optional<registry::Refusal> RefusalOf(const Deed& deed, const std::string& unit) {
  Object made;
  made.kind = access::ObjectKind::kAuditFinding;
  made.state = access::ObjectState::kNew;
  made.label.unit = unit;
  const Answer answer = access::Decide(deed.acting().subject, Act::kAuditImport, made);
  if (answer == Answer::kAllowed) return std::nullopt;
  return registry::Refusal{
      std::string(access::AnswerCode(answer)), access::Explain(answer, Act::kAuditImport), {}, {}};
}

}  // namespace

Result<ApiResponse> Api::AuditFindings(Call& call) {
  TRY_ASSIGN(const Asked asked, ReadQuery(call.request));
  return RecordedAnswer(instance_.registry(), call.actor, {Act::kAuditRead, SomeFinding},
                        [&](Deed& deed, Writer& out) { return WriteFindings(deed, asked, out); });
}

Result<ApiResponse> Api::Devices(Call& call) {
  TRY_ASSIGN(const Asked asked, ReadQuery(call.request));
  return RecordedAnswer(instance_.registry(), call.actor, {Act::kAuditRead, SomeFinding},
                        [&](Deed& deed, Writer& out) { return WriteDevices(deed, asked, out); });
}

Result<ApiResponse> Api::Audits(Call& call) {
  return RecordedAnswer(instance_.registry(), call.actor, {Act::kAuditRead, SomeFinding},
                        WriteAudits);
}

// Who has no such work follows an empty list.
Result<ApiResponse> Api::AuditsNow(Call& call) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartArray();
  TRY(instance_.registry().Glance(call.actor, [&](Deed& deed) -> Status {
    const Object least = SomeFinding(deed);
    if (access::Decide(deed.acting().subject, Act::kAuditRead, least) != Answer::kAllowed) {
      return Ok();
    }
    TRY(WriteFindings(deed, Asked{}, out));
    TRY(WriteDevices(deed, Asked{}, out));
    return WriteAudits(deed, out);
  }));
  out.EndArray();
  return ApiResponse{200, TextOf(buffer)};
}

Result<ApiResponse> Api::CheckAudit(Call& call) {
  TRY_ASSIGN(const registry::Fields fields, FieldsOf(call.request));
  rapidjson::StringBuffer buffer;
  Outcome outcome;
  const Status looked = instance_.registry().Glance(call.actor, [&](Deed& deed) -> Status {
    deed.OnlyReads();
    outcome.refused = RefusalOf(deed, registry::AuditUnitOf(deed, fields));
    if (outcome.refused) return Ok();
    Result<registry::AuditPlan> plan = registry::PlanAudit(deed, fields);
    if (!plan.ok()) {
      outcome.refused = deed.refusal();
      return outcome.refused ? Ok() : Status(plan.error());
    }
    Writer out(buffer);
    PutPlan(out, *plan);
    return Ok();
  });
  if (!looked.ok()) return looked.error();
  return outcome.refused ? AnswerOf(outcome) : ApiResponse{200, TextOf(buffer)};
}

}  // namespace niem::server
