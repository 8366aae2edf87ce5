// What is under way (requests, dossiers, meetings, stocktakes, incidents, notices, openings by
// breaking the glass) with the acts that the house's order lets him do to each; and the copies that
// are out. Row by row by the access policy, in the snapshot that it is read from.
#include <algorithm>
#include <charconv>

#include "registry/finders.h"
#include "registry/form.h"
#include "server/api.h"
#include "server/api_parts.h"
#include "server/sight.h"

namespace niem::server {
namespace {

using access::Act;
using access::Answer;
using access::Object;
using access::ObjectKind;
using registry::Deed;
using registry::Finder;
using registry::Outcome;

const Finder<registry::Request> kOpenRequests(
    "server.find_open_requests",
    "WHERE state IN ('open', 'decided', 'in_force') ORDER BY id DESC LIMIT 2000");
const Finder<registry::Request> kRequestsOf("server.find_requests_of",
                                            "WHERE document = $1 ORDER BY id");
const Finder<registry::Dossier> kOpenDossiers(
    "server.find_open_dossiers",
    "WHERE state IN ('open', 'proposed', 'decided') ORDER BY id DESC LIMIT 2000");
const Finder<registry::Dossier> kDossiersOf(
    "server.find_dossiers_of",
    "WHERE id IN (SELECT dossier FROM dossier_item WHERE document = $1) ORDER BY id");
const Finder<registry::DossierItem> kItems("server.find_dossier_items",
                                           "WHERE dossier = $1 ORDER BY id");
const Finder<registry::Meeting> kOpenMeetings(
    "server.find_open_meetings",
    "WHERE state IN ('open', 'decided') ORDER BY from_day, id LIMIT 2000");
const Finder<registry::Stocktake> kOpenStocktakes("server.find_open_stocktakes",
                                                  "WHERE state = 'open' ORDER BY id LIMIT 2000");
const Finder<registry::StocktakeItem> kCounted("server.find_counted",
                                               "WHERE stocktake = $1 ORDER BY id");
const Finder<registry::Incident> kOpenIncidents("server.find_open_incidents",
                                                "WHERE state = 'open' ORDER BY id DESC LIMIT 2000");
const Finder<registry::Incident> kIncidentsOf("server.find_incidents_of",
                                              "WHERE document = $1 ORDER BY id");
const Finder<registry::Notice> kNoticesToSend("server.find_notices_to_send",
                                              "WHERE sent IS NULL ORDER BY due, id LIMIT 2000");
const Finder<registry::Notice> kNoticesOf("server.find_notices_of",
                                          "WHERE document = $1 ORDER BY id");
const Finder<registry::BreakGlass> kUnreviewed("server.find_unreviewed_glasses",
                                               "WHERE state = 'open' ORDER BY id LIMIT 2000");
const Finder<registry::Copy> kCopiesOut(
    "server.find_copies_out",
    "WHERE state = 'out' AND holder IS NOT NULL ORDER BY due, id LIMIT 5000");
const Finder<registry::Copy> kCopiesWith("server.find_copies_with",
                                         "WHERE holder = $1 ORDER BY due, id");
const Finder<registry::Copy> kCopyById("server.find_copy", "WHERE id = $1");

int64_t IdIn(const ApiRequest& request, std::string_view name) {
  const std::string text = request.Query(name);
  int64_t id = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  return read.ec == std::errc() && id > 0 ? id : 0;
}

// `prefix`: of the acts that are about this kind of row, "copy." of a request to copy.
void PutActs(Writer& out, const Deed& deed, const Object& object, std::string_view prefix) {
  PutKey(out, "acts"), out.StartArray();
  for (const access::ActRule& rule : access::ActRules()) {
    if (rule.kind != object.kind || !rule.code.starts_with(prefix)) continue;
    if (registry::FormOf(rule.act) == nullptr) continue;
    if (access::Decide(deed.acting().subject, rule.act, object) == Answer::kAllowed) {
      Put(out, rule.code);
    }
  }
  out.EndArray();
}

std::string_view ActsOf(const registry::Request& request) {
  switch (request.kind) {
    case registry::RequestKind::kCopy:
      return "copy.";
    case registry::RequestKind::kTakeOut:
      return "take_out.";
    case registry::RequestKind::kProvide:
      return "provide.";
  }
  return "";
}

std::string_view ActsOf(const registry::Dossier& dossier) {
  return dossier.kind == registry::DossierKind::kDestroy ? "destroy." : "declassify.";
}

template <typename T>
std::string_view ActsOf(const T&) {
  return "";
}

Status PutMore(Deed& deed, Writer& out, const registry::Dossier& dossier) {
  PutKey(out, "items"), out.StartArray();
  TRY_ASSIGN(const auto items, deed.Find(kItems, {dossier.id}));
  for (const registry::DossierItem& item : items) {
    out.StartObject();
    PutKey(out, "document"), out.Int64(item.document);
    PutKey(out, "copy"), Put(out, registry::ToCell(item.copy));
    out.EndObject();
  }
  out.EndArray();
  return Ok();
}

Status PutMore(Deed& deed, Writer& out, const registry::Stocktake& stocktake) {
  TRY_ASSIGN(const auto items, deed.Find(kCounted, {stocktake.id}));
  const auto count = [&](auto wanted) {
    return static_cast<int64_t>(std::count_if(items.begin(), items.end(), wanted));
  };
  using Item = registry::StocktakeItem;
  PutKey(out, "expected"), out.Int64(count([](const Item& one) { return one.expected; }));
  PutKey(out, "found");
  out.Int64(count([](const Item& one) { return one.expected && one.found; }));
  PutKey(out, "extra"), out.Int64(count([](const Item& one) { return !one.expected; }));
  return Ok();
}

template <typename T>
Status PutMore(Deed&, Writer&, const T&) {
  return Ok();
}

struct Row {
  std::string_view list;   // "requests"
  Act act;                 // any whose object is of this kind
  std::string_view field;  // "request"
};

template <registry::Record T>
Status PutRows(Deed& deed, Writer& out, const Row& row, const std::vector<T>& records) {
  PutKey(out, row.list), out.StartArray();
  for (const T& record : records) {
    TRY_ASSIGN(const std::optional<Object> object, Seen(deed, row.act, row.field, record.id));
    if (!object) continue;
    out.StartObject();
    PutColumns(out, record);
    PutActs(out, deed, *object, ActsOf(record));
    // A request is about a document, and bears its level.
    if constexpr (std::is_same_v<T, registry::Request>) {
      PutKey(out, "level"), Put(out, LevelName(object->label.level));
    }
    TRY(PutMore(deed, out, record));
    out.EndObject();
  }
  out.EndArray();
  return Ok();
}

Status PutNotices(Deed& deed, Writer& out, const std::vector<registry::Notice>& notices) {
  PutKey(out, "notices"), out.StartArray();
  for (const registry::Notice& notice : notices) {
    TRY_ASSIGN(const auto document, Seen(deed, Act::kDocumentRead, "document", notice.document));
    if (document) PutRecord(out, notice);
  }
  out.EndArray();
  return Ok();
}

Status PutGlasses(Deed& deed, Writer& out) {
  PutKey(out, "glasses"), out.StartArray();
  const access::ActRule& rule = access::RuleOf(Act::kBreakGlassReview);
  if (rule.duties.Contains(deed.acting().subject.acting)) {
    TRY_ASSIGN(const auto glasses, deed.Find(kUnreviewed, {}));
    for (const registry::BreakGlass& glass : glasses) PutRecord(out, glass);
  }
  out.EndArray();
  return Ok();
}

// All that is under way, or all there ever was about one document.
Status WriteMatters(Deed& deed, int64_t document, Writer& out) {
  const auto find = [&](const auto& open, const auto& of) {
    return document == 0 ? deed.Find(open, {}) : deed.Find(of, {document});
  };
  out.StartObject();
  TRY_ASSIGN(const auto requests, find(kOpenRequests, kRequestsOf));
  TRY(PutRows(deed, out, {"requests", Act::kCopyAllow, "request"}, requests));
  TRY_ASSIGN(const auto dossiers, find(kOpenDossiers, kDossiersOf));
  TRY(PutRows(deed, out, {"dossiers", Act::kDestroyDecide, "dossier"}, dossiers));
  TRY_ASSIGN(const auto incidents, find(kOpenIncidents, kIncidentsOf));
  TRY(PutRows(deed, out, {"incidents", Act::kIncidentClose, "incident"}, incidents));
  TRY_ASSIGN(const auto notices, find(kNoticesToSend, kNoticesOf));
  TRY(PutNotices(deed, out, notices));
  std::vector<registry::Meeting> meetings;
  std::vector<registry::Stocktake> stocktakes;
  if (document == 0) {
    TRY_ASSIGN(meetings, deed.Find(kOpenMeetings, {}));
    TRY_ASSIGN(stocktakes, deed.Find(kOpenStocktakes, {}));
  }
  TRY(PutRows(deed, out, {"meetings", Act::kMeetingAllow, "meeting"}, meetings));
  TRY(PutRows(deed, out, {"stocktakes", Act::kStocktakeClose, "stocktake"}, stocktakes));
  TRY(PutGlasses(deed, out));
  out.EndObject();
  return Ok();
}

Status PutCopies(Deed& deed, const std::vector<registry::Copy>& copies, Writer& out) {
  for (const registry::Copy& copy : copies) {
    TRY_ASSIGN(const auto seen, Seen(deed, Act::kDocumentRead, "document", copy.document));
    if (!seen) continue;
    TRY_ASSIGN(const auto document, deed.Get<registry::Document>(copy.document));
    out.StartObject();
    PutColumns(out, copy);
    PutKey(out, "of"), PutRecord(out, document);
    out.EndObject();
  }
  return Ok();
}

Error NotHis() {
  return {ErrorCode::kPermission, access::Explain(Answer::kNotHisDuty, Act::kDocumentSearch)};
}

}  // namespace

Result<ApiResponse> Api::Matters(Call& call) {
  const int64_t document = IdIn(call.request, "document");
  std::string body;
  const auto look = [&](Deed& deed) -> Status {
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    TRY(WriteMatters(deed, document, out));
    body = TextOf(buffer);
    return Ok();
  };
  TRY_ASSIGN(const Outcome outcome, instance_.registry().Read(call.actor, Act::kDocumentSearch,
                                                              LeastLabelled, look, document));
  return outcome.refused ? AnswerOf(outcome) : ApiResponse{200, body};
}

Result<ApiResponse> Api::MattersNow(Call& call) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  TRY(instance_.registry().Glance(call.actor, [&](Deed& deed) -> Status {
    const access::Subject& subject = deed.acting().subject;
    if (!subject.active || !subject.duties.Contains(subject.acting)) return NotHis();
    return WriteMatters(deed, 0, out);
  }));
  return ApiResponse{200, TextOf(buffer)};
}

// What he has, and at the desk all that is out.
Result<ApiResponse> Api::CopiesNow(Call& call) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartArray();
  TRY(instance_.registry().Glance(call.actor, [&](Deed& deed) -> Status {
    const access::Subject& subject = deed.acting().subject;
    if (!subject.active || !subject.duties.Contains(subject.acting)) return NotHis();
    TRY_ASSIGN(const auto held, deed.Find(kCopiesWith, {deed.actor()}));
    TRY(PutCopies(deed, held, out));
    if (!access::RuleOf(Act::kCopyLend).duties.Contains(subject.acting)) return Ok();
    TRY_ASSIGN(const auto gone, deed.Find(kCopiesOut, {}));
    return PutCopies(deed, gone, out);
  }));
  out.EndArray();
  return ApiResponse{200, TextOf(buffer)};
}

Result<ApiResponse> Api::Copies(Call& call) {
  const int64_t id = IdIn(call.request, "id");
  const int64_t holder = IdIn(call.request, "holder");
  std::string body;
  const auto look = [&](Deed& deed) -> Status {
    TRY_ASSIGN(const auto copies, id != 0       ? deed.Find(kCopyById, {id})
                                  : holder != 0 ? deed.Find(kCopiesWith, {holder})
                                                : deed.Find(kCopiesOut, {}));
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartObject();
    PutKey(out, "copies"), out.StartArray();
    TRY(PutCopies(deed, copies, out));
    out.EndArray();
    out.EndObject();
    body = TextOf(buffer);
    return Ok();
  };
  TRY_ASSIGN(const Outcome outcome,
             instance_.registry().Read(call.actor, Act::kDocumentSearch, LeastLabelled, look));
  return outcome.refused ? AnswerOf(outcome) : ApiResponse{200, body};
}

}  // namespace niem::server
