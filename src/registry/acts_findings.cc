// What `niem scan` found on the agency's machines comes into the books, and is decided on. Findings
// are work of the registrar, the authority and the security officer: to them each is given to know,
// up to their clearance; to all others it is absent. A file that an earlier scan found is the same
// finding, and what was decided stands; two things open it again: that it was said to be removed
// and is there, and that it now shows a higher level than when it was decided.
// Source: Luật 117/2025/QH15 Điều 5(2) (no secrets on computers of a network), 24-26.
#include <algorithm>

#include "registry/form.h"
#include "registry/scan_report.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr std::array<std::string_view, 4> kOutcomes = {"false_alarm", "permitted", "moved",
                                                       "removed"};

const Finder<ScannedMachine> kMachine("registry.find_scanned_machine",
                                      "WHERE name = $1 AND unit = $2");
const Finder<ScanReport> kSameReport("registry.find_scan_report", "WHERE sha256 = $1 ORDER BY id");
const Finder<Finding> kSameFile("registry.find_finding",
                                "WHERE machine = $1 AND sha256 = $2 ORDER BY id");

Result<ReportRead> ReportIn(const Fields& fields) {
  return ReadReport(fields.Secret("report"), fields.Bool("unreadable"));
}

std::string UnitOf(const Deed& deed, const Fields& fields) {
  const std::string& unit = fields.Text("unit");
  return unit.empty() ? deed.acting().person.unit : unit;
}

Result<access::Object> LocateImport(Deed& deed, const Fields& fields) {
  access::Object object;
  object.kind = access::ObjectKind::kFinding;
  object.state = ObjectState::kNew;
  object.label.unit = UnitOf(deed, fields);
  // Nobody else has this program read what he sends.
  const access::Subject& subject = deed.acting().subject;
  if (!access::RuleOf(Act::kFindingImport).duties.Contains(subject.acting)) return object;
  TRY_ASSIGN(const ReportRead read, ReportIn(fields));
  object.label.level = read.report.level;
  if (read.report.level <= subject.clearance.level) return object;
  // He has the file: what is in it is no news to him.
  return deed.Refuse("finding.above_clearance",
                     {"báo cáo có kết quả ở độ mật cao hơn phạm vi tiếp cận của người nhập; người "
                      "có phạm vi cao hơn nhập",
                      "the report holds findings above the clearance of who imports it; one who is "
                      "cleared higher must"});
}

Status MustBeNew(Deed& deed, const ReportRead& read) {
  TRY_ASSIGN(const auto same, deed.Find(kSameReport, {read.report.sha256}));
  for (const ScanReport& report : same) {
    if (!access::Dominates(deed.acting().subject.clearance, report.LabelOf())) continue;
    const std::string day = report.imported.ToString();
    return deed.Refuse("finding.twice",
                       {"báo cáo này đã nhập ngày " + day + " (số " + std::to_string(report.id) +
                            "); nhập lại không có gì mới",
                        "this report was imported on " + day + " (number " +
                            std::to_string(report.id) + "); there is nothing new in it"});
  }
  return Ok();
}

Status MustFitDigest(Deed& deed, const Fields& fields, const ReportRead& read) {
  const std::string& given = fields.Text("sha256");
  // As sha256sum writes it, the file's name behind.
  if (given.empty() || given.substr(0, given.find(' ')) == read.report.sha256) return Ok();
  return deed.Refuse("finding.digest",
                     {"báo cáo không khớp mã SHA-256 kèm theo: tệp đã bị sửa hoặc hỏng; lấy lại "
                      "từ máy đã quét",
                      "the report differs from the SHA-256 beside it: it was changed or damaged; "
                      "fetch it again from the machine that was scanned"});
}

Result<ScannedMachine> MachineNamed(Deed& deed, const std::string& name, const std::string& unit) {
  TRY_ASSIGN(const std::vector<ScannedMachine> known, deed.Find(kMachine, {name, unit}));
  if (!known.empty()) return known.front();
  return deed.Add(ScannedMachine{0, name, unit});
}

// The same file of the same machine, where he may know of it. A row above his clearance stays as it
// is, and he gets one of his own: an answer that told them apart would tell him of it.
Result<std::optional<Finding>> KnownAs(Deed& deed, const Finding& found) {
  TRY_ASSIGN(const std::vector<Finding> same, deed.Find(kSameFile, {found.machine, found.sha256}));
  for (const Finding& one : same) {
    if (one.path != found.path || one.member != found.member) continue;
    if (access::Sees(deed.acting().subject, ObjectOf(deed, one))) return std::optional(one);
  }
  return std::optional<Finding>();
}

struct Counts {
  int64_t fresh = 0, again = 0, reopened = 0;
};

Status SeenAgain(Deed& deed, Finding known, const Finding& found, Counts* counts) {
  if (known.last_report == found.last_report) return Ok();  // listed twice in one report
  ++counts->again;
  ++known.times;
  known.last_report = found.last_report;
  known.verdict = found.verdict;
  known.mark = found.mark, known.place = found.place, known.page = found.page;
  const bool rose = found.level > known.level;
  known.level = std::max(known.level, found.level);
  const bool back =
      known.outcome == FindingOutcome::kRemoved || known.outcome == FindingOutcome::kMoved;
  if (known.state == ObjectState::kClosed && (rose || back)) {
    known.state = ObjectState::kOpen;
    ++counts->reopened;
  }
  return deed.Save(known);
}

void Tell(Deed& deed, const ReportRead& read, const Counts& counts) {
  const auto warn = [&](int64_t number, const std::string& vi, const std::string& en) {
    if (number == 0) return;
    deed.Warn({std::to_string(number) + " " + vi, std::to_string(number) + " " + en});
  };
  warn(counts.reopened, "kết quả đã xử lý được mở lại: tệp vẫn còn đó, hoặc mang độ mật cao hơn",
       "decided findings are open again: the file is still there, or shows a higher level");
  warn(read.unreadable, "tệp không đọc được khi quét; xem báo cáo gốc",
       "files could not be read by the scan; see the original report");
  if (read.report.interrupted) {
    deed.Warn({"lần quét bị dừng giữa chừng: phần còn lại chưa được xem",
               "the scan was stopped: the rest was not looked at"});
  }
}

Status Import(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(ReportRead read, ReportIn(fields));
  TRY(MustFitDigest(deed, fields, read));
  TRY(MustBeNew(deed, read));
  const std::string unit = UnitOf(deed, fields);
  TRY_ASSIGN(const ScannedMachine machine, MachineNamed(deed, read.machine, unit));
  read.report.machine = machine.id;
  read.report.unit = unit;
  read.report.importer = deed.actor();
  read.report.imported = deed.today();
  read.report.found = static_cast<int64_t>(read.findings.size());
  TRY_ASSIGN(ScanReport report, deed.Add(read.report));
  Counts counts;
  for (Finding& found : read.findings) {
    found.machine = machine.id;
    found.unit = unit;
    found.first_report = found.last_report = report.id;
    TRY_ASSIGN(std::optional<Finding> known, KnownAs(deed, found));
    if (known) {
      TRY(SeenAgain(deed, std::move(*known), found, &counts));
    } else {
      TRY(deed.Add(std::move(found)));
      ++counts.fresh;
    }
  }
  report.fresh = counts.fresh;
  TRY(deed.Save(report));
  auto& ids = deed.outcome().ids;
  ids["report"] = report.id, ids["machine"] = machine.id;
  ids["found"] = report.found, ids["new"] = counts.fresh, ids["again"] = counts.again;
  deed.SetObject(access::ObjectKind::kFinding, report.id, report.LabelOf());
  Tell(deed, read, counts);
  return Ok();
}

Status Close(Deed& deed, int64_t id, FindingOutcome outcome, const Fields& fields) {
  TRY_ASSIGN(Finding finding, deed.Get<Finding>(id));
  finding.outcome = outcome;
  finding.reason = fields.Text("reason");
  finding.document = fields.Id("document");
  finding.decider = deed.actor();
  finding.decided = deed.today();
  finding.state = ObjectState::kClosed;
  return deed.Save(finding);
}

Status Decide(Deed& deed, const Fields& fields) {
  const auto outcome = FromCode<FindingOutcome>(fields.Text("outcome"));
  for (const int64_t id : fields.Ids("findings")) {
    TRY(Close(deed, id, outcome.value_or(FindingOutcome::kNone), fields));
  }
  deed.outcome().ids["decided"] = static_cast<int64_t>(fields.Ids("findings").size());
  return Ok();
}

Status Register(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Document document, deed.Get<Document>(fields.Int("document")));
  TRY_ASSIGN(const access::Object known, ObjectOf(deed, document));
  if (!access::Sees(deed.acting().subject, known)) return Deed::Absent();
  TRY_ASSIGN(const access::Object findings, LocateFindings(deed, fields));
  if (findings.label.level > document.level) {
    deed.Warn({"dấu trên tệp có độ mật cao hơn độ mật trong sổ: kiểm tra lại văn bản",
               "the file's mark is of a higher level than the books say: check the document"});
  }
  for (const int64_t id : fields.Ids("findings")) {
    TRY(Close(deed, id, FindingOutcome::kRegistered, fields));
  }
  deed.outcome().ids["decided"] = static_cast<int64_t>(fields.Ids("findings").size());
  return Ok();
}

const FieldSpec kFindings = {
    "findings", FieldType::kIds, Need::kRequired, {"Kết quả rà quét", "Findings"}};
const FieldSpec kReason = {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}};

std::vector<ActForm> MakeForms() {
  return {
      {Act::kFindingImport,
       {{"report",
         FieldType::kReport,
         Need::kRequired,
         {"Báo cáo của niem scan (jsonl, json)", "Report of niem scan (jsonl, json)"}},
        {"sha256",
         FieldType::kText,
         Need::kOptional,
         {"Mã SHA-256 kèm theo", "The SHA-256 beside it"}},
        {"unit",
         FieldType::kText,
         Need::kOptional,
         {"Đơn vị có máy được quét", "Unit of the machine"}},
        {"unreadable",
         FieldType::kBool,
         Need::kOptional,
         {"Nhập cả tệp không đọc được", "Also files that could not be read"}}},
       Import,
       LocateImport},
      {Act::kFindingDecide,
       {kFindings,
        {"outcome", FieldType::kChoice, Need::kRequired, {"Kết luận", "Outcome"}, kOutcomes},
        kReason},
       Decide,
       LocateFindings},
      {Act::kFindingRegister,
       {kFindings,
        {"document",
         FieldType::kId,
         Need::kRequired,
         {"Văn bản đã đăng ký", "The registered document"}},
        kReason},
       Register,
       LocateFindings},
  };
}

}  // namespace

access::Object ObjectOf(const Deed& deed, const Finding& finding) {
  access::Object object;
  object.kind = access::ObjectKind::kFinding;
  object.state = finding.state;
  object.label = finding.LabelOf();
  const access::Subject& subject = deed.acting().subject;
  object.need_to_know = access::RuleOf(Act::kFindingRead).duties.Contains(subject.acting);
  return object;
}

Result<access::Object> LocateFindings(Deed& deed, const Fields& fields) {
  access::Object all;
  bool first = true;
  for (const int64_t id : fields.Ids("findings")) {
    TRY_ASSIGN(const Finding finding, deed.Get<Finding>(id));
    const access::Object one = ObjectOf(deed, finding);
    const access::Subject& subject = deed.acting().subject;
    if (access::Decide(subject, Act::kFindingRead, one) != access::Answer::kAllowed) {
      return Deed::Absent();
    }
    if (!first && one.label.unit != all.label.unit) {
      return deed.Refuse("finding.units",
                         {"các kết quả thuộc nhiều đơn vị: xử lý theo từng đơn vị",
                          "the findings are of several units: take one at a time"});
    }
    const access::Label label = first ? one.label : access::Join(all.label, one.label);
    all = one;
    all.label = label;
    first = false;
  }
  return all;
}

std::span<const ActForm> FindingForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
