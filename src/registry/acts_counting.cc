// Stocktaking: a snapshot of what must be there, what the scanner found, and the difference; and
// reports of leaks and losses. Source: Luật 117/2025/QH15 Điều 12, 24-26.
#include "registry/finders.h"
#include "registry/form.h"
#include "registry/rules.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr std::array<std::string_view, 2> kIncidentKinds = {"leak", "loss"};

const Finder<Copy> kHeldIn("registry.find_held_copies",
                           "WHERE state = 'held' AND ($1 = '' OR place = $1) AND document IN "
                           "(SELECT id FROM document WHERE unit = $2) ORDER BY id");
const Finder<StocktakeItem> kItem("registry.find_stocktake_item",
                                  "WHERE stocktake = $1 AND copy = $2");
const store::Sql kMissing("registry.stocktake_missing",
                          "SELECT copy FROM stocktake_item WHERE stocktake = $1 AND expected AND "
                          "NOT found ORDER BY copy");
const store::Sql kExtra("registry.stocktake_extra",
                        "SELECT copy FROM stocktake_item WHERE stocktake = $1 AND NOT expected "
                        "ORDER BY copy");
const store::Sql kFoundCount("registry.stocktake_found",
                             "SELECT COUNT(*) FROM stocktake_item WHERE stocktake = $1 AND "
                             "expected AND found");

Status Open(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const access::Object made, NewFromFields(deed, fields));
  Stocktake stocktake;
  stocktake.level = made.label.level;
  stocktake.compartments = made.label.compartments;
  stocktake.unit = made.label.unit;
  stocktake.place = fields.Text("place");
  stocktake.opened = deed.today();
  stocktake.opener = deed.actor();
  TRY_ASSIGN(stocktake, deed.Add(std::move(stocktake)));
  TRY_ASSIGN(const std::vector<Copy> held, deed.Find(kHeldIn, {stocktake.place, stocktake.unit}));
  int64_t expected = 0;
  for (const Copy& copy : held) {
    TRY_ASSIGN(const Document document, deed.Get<Document>(copy.document));
    if (!access::Covers(stocktake.LabelOf(), document.LabelOf())) continue;
    TRY(deed.Add(StocktakeItem{0, stocktake.id, copy.id, true, false, copy.place}));
    ++expected;
  }
  deed.outcome().ids["stocktake"] = stocktake.id;
  deed.outcome().ids["expected"] = expected;
  deed.SetObject(access::ObjectKind::kStocktake, stocktake.id, stocktake.LabelOf());
  return Ok();
}

// Scanners send bursts and repeats: the second scan of a copy changes nothing.
Status Scan(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const Stocktake stocktake, deed.Get<Stocktake>(fields.Int("stocktake")));
  TRY_ASSIGN(const Copy copy, deed.Get<Copy>(fields.Int("copy")));
  TRY_ASSIGN(const Document document, deed.Get<Document>(copy.document));
  TRY_ASSIGN(const access::Object known, ObjectOf(deed, document));
  if (!access::Sees(deed.acting().subject, known)) return Deed::Absent();
  TRY_ASSIGN(std::vector<StocktakeItem> items, deed.Find(kItem, {stocktake.id, copy.id}));
  if (items.empty()) {
    TRY(deed.Add(StocktakeItem{0, stocktake.id, copy.id, false, true, fields.Text("place")}));
    deed.Warn({"bản này không có trong danh sách kiểm kê", "this copy was not expected here"});
    return Ok();
  }
  StocktakeItem item = items.front();
  if (item.found) return Ok();
  item.found = true;
  if (!fields.Text("place").empty() && fields.Text("place") != item.place) {
    deed.Warn({"khác nơi lưu giữ đã ghi: " + item.place, "not at its place: " + item.place});
    item.place = fields.Text("place");
  }
  return deed.Save(item);
}

Status Close(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Stocktake stocktake, deed.Get<Stocktake>(fields.Int("stocktake")));
  TRY_ASSIGN(const store::Rows found, deed.Query(kFoundCount, {stocktake.id}));
  TRY_ASSIGN(const store::Rows missing, deed.Query(kMissing, {stocktake.id}));
  TRY_ASSIGN(const store::Rows extra, deed.Query(kExtra, {stocktake.id}));
  deed.outcome().ids["found"] = found[0].Int(0);
  deed.outcome().ids["missing"] = static_cast<int64_t>(missing.size());
  deed.outcome().ids["extra"] = static_cast<int64_t>(extra.size());
  for (const store::Row row : missing) deed.outcome().copies.push_back(row.Int(0));
  if (!missing.empty()) {
    deed.Warn(
        {"thiếu bản: xác minh và báo cáo theo quy định", "copies are missing: verify, report"});
  }
  stocktake.minutes = fields.Text("minutes");
  stocktake.closed = deed.today();
  stocktake.state = ObjectState::kClosed;
  return deed.Save(stocktake);
}

Result<access::Object> LocateIncident(Deed& deed, const Fields& fields) {
  access::Object object;
  object.state = ObjectState::kNew;
  object.label.unit = deed.acting().person.unit;
  if (const auto id = fields.Id("document")) {
    TRY_ASSIGN(const Document document, deed.Get<Document>(*id));
    TRY_ASSIGN(const access::Object known, ObjectOf(deed, document));
    if (!access::Sees(deed.acting().subject, known)) return Deed::Absent();
    object.label = known.label;
  }
  if (fields.Ids("findings").empty()) return object;
  TRY_ASSIGN(const access::Object found, LocateFindings(deed, fields));
  if (fields.Has("document") && object.label.unit != found.label.unit) {
    return deed.Refuse("finding.units",
                       {"văn bản và kết quả rà quét thuộc hai đơn vị: báo cáo riêng",
                        "document and findings are of two units: report each"});
  }
  object.label = access::Join(found.label, object.label);
  return object;
}

// What the incident is about has been decided by it.
Status TieFindings(Deed& deed, const Fields& fields, int64_t incident) {
  for (const int64_t id : fields.Ids("findings")) {
    TRY_ASSIGN(Finding finding, deed.Get<Finding>(id));
    finding.incident = incident;
    finding.outcome = FindingOutcome::kIncident;
    finding.reason = fields.Text("account");
    finding.decider = deed.actor();
    finding.decided = deed.today();
    finding.state = ObjectState::kClosed;
    TRY(deed.Save(finding));
  }
  return Ok();
}

Status Report(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(const access::Object about, LocateIncident(deed, fields));
  Incident incident;
  incident.kind = FromCode<IncidentKind>(fields.Text("kind")).value_or(IncidentKind::kLeak);
  incident.level = about.label.level;
  incident.compartments = about.label.compartments;
  incident.unit = about.label.unit;
  incident.document = fields.Id("document");
  incident.opened = deed.today();
  incident.reporter = deed.actor();
  incident.account = fields.Text("account");
  TRY_ASSIGN(incident, deed.Add(std::move(incident)));
  TRY(TieFindings(deed, fields, incident.id));
  deed.outcome().ids["incident"] = incident.id;
  deed.SetObject(access::ObjectKind::kIncident, incident.id, incident.LabelOf());
  deed.Warn(deed.law().NotifyDeadline(law::Clock::kLossReport, deed.today()).text);
  return Ok();
}

Status CloseIncident(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Incident incident, deed.Get<Incident>(fields.Int("incident")));
  incident.outcome = fields.Text("outcome");
  incident.closed = deed.today();
  incident.state = ObjectState::kClosed;
  return deed.Save(incident);
}

Status ReopenIncident(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Incident incident, deed.Get<Incident>(fields.Int("incident")));
  incident.closed.reset();
  incident.state = ObjectState::kOpen;
  return deed.Save(incident);
}

const FieldSpec kStocktake = {
    "stocktake", FieldType::kId, Need::kRequired, {"Kiểm kê", "Stocktake"}};
const FieldSpec kPlace = {"place", FieldType::kText, Need::kOptional, {"Nơi lưu giữ", "Place"}};
const FieldSpec kIncident = {"incident", FieldType::kId, Need::kRequired, {"Vụ việc", "Incident"}};

std::vector<ActForm> MakeForms() {
  return {
      {Act::kStocktakeOpen,
       {{"level", FieldType::kLevel, Need::kRequired, {"Đến độ mật", "Up to level"}},
        {"compartments", FieldType::kCodes, Need::kOptional, {"Phạm vi riêng", "Compartments"}},
        {"unit", FieldType::kText, Need::kOptional, {"Đơn vị", "Unit"}},
        kPlace},
       Open,
       NewFromFields},
      {Act::kStocktakeScan,
       {kStocktake, {"copy", FieldType::kId, Need::kRequired, {"Bản", "Copy"}}, kPlace},
       Scan},
      {Act::kStocktakeClose,
       {kStocktake, {"minutes", FieldType::kText, Need::kRequired, {"Biên bản", "Minutes"}}},
       Close},
      {Act::kIncidentOpen,
       {{"kind",
         FieldType::kChoice,
         Need::kRequired,
         {"Lộ hay mất", "Leak or loss"},
         kIncidentKinds},
        {"document", FieldType::kId, Need::kOptional, {"Văn bản", "Document"}},
        {"findings", FieldType::kIds, Need::kOptional, {"Kết quả rà quét", "Findings of scans"}},
        {"account", FieldType::kLongText, Need::kRequired, {"Diễn biến", "What is known"}}},
       Report,
       LocateIncident},
      {Act::kIncidentClose,
       {kIncident, {"outcome", FieldType::kLongText, Need::kRequired, {"Kết quả", "Outcome"}}},
       CloseIncident},
      {Act::kIncidentReopen,
       {kIncident, {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}}},
       ReopenIncident},
  };
}

}  // namespace

std::span<const ActForm> CountingForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
