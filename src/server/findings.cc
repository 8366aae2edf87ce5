// What scans of the agency's machines found: the machines with what is undecided, the reports that
// were imported, the findings by pages. Row by row by the access policy. What is asked for is
// numbers and codes only: a path or a machine's name never stands in an address.
#include <algorithm>
#include <charconv>
#include <map>

#include "registry/form.h"
#include "server/api.h"
#include "server/api_parts.h"
#include "server/find.h"

namespace niem::server {
namespace {

using access::Act;
using access::Answer;
using access::Object;
using registry::Deed;
using registry::Finder;
using registry::Finding;
using registry::Outcome;

constexpr int64_t kPage = 50;
constexpr int64_t kMaxPage = 200;
constexpr std::string_view kAnyLevel = "-";

// $6, $7: the levels and units of his clearance, as ",mat,toi_mat,". The policy decides again.
const Finder<Finding> kFindings(
    "server.page_findings",
    "WHERE id < $1 AND (machine = $2 OR $2 = 0) AND (level = $3 OR $3 = '-') AND (state = $4 OR "
    "$4 = '') AND (incident = $5 OR $5 = 0) AND $6 LIKE '%,' || level || ',%' AND $7 LIKE '%,' || "
    "unit || ',%' ORDER BY id DESC LIMIT $8");
const Finder<registry::ScanReport> kReports(
    "server.find_scan_reports",
    "WHERE $1 LIKE '%,' || level || ',%' AND $2 LIKE '%,' || unit || ',%' ORDER BY id DESC LIMIT "
    "100");
const Finder<registry::ScannedMachine> kMachines("server.find_scanned_machines",
                                                 "ORDER BY name, id LIMIT 10000");
const store::Sql kCounts("server.count_findings",
                         "SELECT machine, unit, level, state, COUNT(*) FROM finding GROUP BY "
                         "machine, unit, level, state");

struct Asked {
  int64_t before = INT64_MAX;
  int64_t limit = kPage;
  int64_t machine = 0;
  int64_t incident = 0;
  std::string level{kAnyLevel};  // empty: those without a level
  std::string state;
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
  TRY(ReadNumber(request, "incident", INT64_MAX, &asked.incident));
  if (const std::string level = request.Query("level"); level == "none") {
    asked.level.clear();
  } else if (!level.empty()) {
    if (!LevelFromName(level)) return BadQuery("level");
    asked.level = level;
  }
  asked.state = request.Query("state");
  if (!asked.state.empty() && asked.state != "open" && asked.state != "closed") {
    return BadQuery("state");
  }
  return asked;
}

// A look at a list passes the policy first as if at the least labelled thing within his scope.
Object SomeFinding(const Deed& deed) {
  Finding least;
  const auto& units = deed.acting().subject.clearance.units.list();
  if (!units.empty()) least.unit = units.front();
  return registry::ObjectOf(deed, least);
}

std::string LevelsOf(const Deed& deed) {
  std::string list = ",";
  for (const Level level : {Level::kNone, Level::kMat, Level::kToiMat, Level::kTuyetMat}) {
    if (level > deed.acting().subject.clearance.level) break;
    list += std::string(LevelName(level)) + ",";
  }
  return list;
}

std::string UnitsOf(const Deed& deed) {
  return "," + access::JoinCodes(deed.acting().subject.clearance.units) + ",";
}

bool Sees(const Deed& deed, const Finding& finding) {
  return access::Decide(deed.acting().subject, Act::kFindingRead,
                        registry::ObjectOf(deed, finding)) == Answer::kAllowed;
}

// The document that a finding is said to be, where he may know of that.
Status HideDocument(Deed& deed, Finding* finding) {
  if (!finding->document) return Ok();
  TRY_ASSIGN(const auto document, deed.Get<registry::Document>(*finding->document));
  TRY_ASSIGN(const Object object, registry::ObjectOf(deed, document));
  if (!access::Sees(deed.acting().subject, object)) finding->document.reset();
  return Ok();
}

Result<std::vector<Finding>> PageOf(Deed& deed, const Asked& asked) {
  std::vector<Finding> page;
  const std::string levels = LevelsOf(deed), units = UnitsOf(deed);
  for (int64_t before = asked.before;;) {
    TRY_ASSIGN(std::vector<Finding> found, Find(deed, kFindings,
                                                {before, asked.machine, asked.level, asked.state,
                                                 asked.incident, levels, units, asked.limit}));
    const bool last = static_cast<int64_t>(found.size()) < asked.limit;
    for (Finding& one : found) {
      before = one.id;
      if (!Sees(deed, one)) continue;
      TRY(HideDocument(deed, &one));
      page.push_back(std::move(one));
      if (static_cast<int64_t>(page.size()) == asked.limit) return page;
    }
    if (last) return page;
  }
}

Status WriteFindings(Deed& deed, const Asked& asked, Writer& out) {
  TRY_ASSIGN(const std::vector<Finding> page, PageOf(deed, asked));
  out.StartObject();
  PutKey(out, "findings"), out.StartArray();
  for (const Finding& one : page) PutRecord(out, one);
  out.EndArray();
  PutKey(out, "next");
  if (static_cast<int64_t>(page.size()) == asked.limit) {
    out.Int64(page.back().id);
  } else {
    out.Null();
  }
  out.EndObject();
  return Ok();
}

struct Count {
  int64_t open = 0, decided = 0;
  std::map<std::string, int64_t> levels;  // of those open
};

// Of what he may see only.
Result<std::map<int64_t, Count>> CountsByMachine(Deed& deed) {
  TRY_ASSIGN(const store::Rows rows, deed.Query(kCounts, {}));
  std::map<int64_t, Count> counts;
  for (const store::Row row : rows) {
    Finding one;
    one.unit = row.Text(1);
    one.level = LevelFromName(row.Text(2)).value_or(Level::kNone);
    if (!Sees(deed, one)) continue;
    Count& count = counts[row.Int(0)];
    if (row.Text(3) != "open") {
      count.decided += row.Int(4);
      continue;
    }
    count.open += row.Int(4);
    count.levels[std::string(LevelName(one.level))] += row.Int(4);
  }
  return counts;
}

void PutMachine(Writer& out, const registry::ScannedMachine& machine, const Count& count) {
  const auto level = [&](std::string_view name, const char* code) {
    const auto there = count.levels.find(code);
    PutKey(out, name), out.Int64(there == count.levels.end() ? 0 : there->second);
  };
  out.StartObject();
  PutColumns(out, machine);
  PutKey(out, "open"), out.Int64(count.open);
  PutKey(out, "decided"), out.Int64(count.decided);
  level("mat", "mat"), level("toi_mat", "toi_mat"), level("tuyet_mat", "tuyet_mat");
  level("no_level", "");
  out.EndObject();
}

Status WriteScans(Deed& deed, Writer& out) {
  TRY_ASSIGN(const auto counts, CountsByMachine(deed));
  TRY_ASSIGN(auto reports, Find(deed, kReports, {LevelsOf(deed), UnitsOf(deed)}));
  std::erase_if(reports, [&](const registry::ScanReport& one) {
    return !access::Dominates(deed.acting().subject.clearance, one.LabelOf());
  });
  TRY_ASSIGN(const auto machines, Find(deed, kMachines, {}));
  out.StartObject();
  PutKey(out, "machines"), out.StartArray();
  for (const registry::ScannedMachine& machine : machines) {
    const auto count = counts.find(machine.id);
    const bool reported = std::any_of(reports.begin(), reports.end(), [&](const auto& report) {
      return report.machine == machine.id;
    });
    if (count == counts.end() && !reported) continue;
    PutMachine(out, machine, count == counts.end() ? Count{} : count->second);
  }
  out.EndArray();
  PutKey(out, "reports"), out.StartArray();
  for (const registry::ScanReport& report : reports) PutRecord(out, report);
  out.EndArray();
  out.EndObject();
  return Ok();
}

}  // namespace

Result<ApiResponse> Api::Findings(Call& call) {
  TRY_ASSIGN(const Asked asked, ReadQuery(call.request));
  return RecordedAnswer(instance_.registry(), call.actor, {Act::kFindingRead, SomeFinding},
                        [&](Deed& deed, Writer& out) { return WriteFindings(deed, asked, out); });
}

Result<ApiResponse> Api::Scans(Call& call) {
  return RecordedAnswer(instance_.registry(), call.actor, {Act::kFindingRead, SomeFinding},
                        WriteScans);
}

// Who has no such work follows an empty list.
Result<ApiResponse> Api::FindingsNow(Call& call) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartArray();
  TRY(instance_.registry().Glance(call.actor, [&](Deed& deed) -> Status {
    const Object least = SomeFinding(deed);
    if (access::Decide(deed.acting().subject, Act::kFindingRead, least) != Answer::kAllowed) {
      return Ok();
    }
    TRY(WriteFindings(deed, Asked{}, out));
    return WriteScans(deed, out);
  }));
  out.EndArray();
  return ApiResponse{200, TextOf(buffer)};
}

}  // namespace niem::server
