// What the API shows. Whatever bears a label is decided row by row by the access policy, inside the
// same snapshot that it is read from.
#include <algorithm>
#include <array>
#include <charconv>

#include "ledger/event.h"
#include "registry/finders.h"
#include "registry/form.h"
#include "registry/log_store.h"
#include "registry/search.h"
#include "registry/waiting.h"
#include "server/api.h"
#include "server/api_parts.h"
#include "server/book_row.h"
#include "server/find.h"
#include "server/json.h"
#include "server/report.h"
#include "server/sight.h"

namespace niem::server {
namespace {

using access::Act;
using access::Answer;
using access::Object;
using access::ObjectKind;
using access::ObjectState;
using registry::Deed;
using registry::Document;
using registry::Finder;
using registry::Outcome;

constexpr int64_t kDefaultPage = 50;
constexpr int64_t kMaxPage = 200;
constexpr size_t kLongestQuery = 400;
constexpr int64_t kSoonDays = 60;  // of terms
constexpr int64_t kDueDays = 7;    // of copies

const Finder<Document> kExpiring(
    "server.find_expiring",
    "WHERE state = 'in_force' AND term_end IS NOT NULL AND term_end <= $1 ORDER BY term_end, id "
    "LIMIT 5000");
const Finder<registry::Custody> kCustodyOfDocument(
    "server.find_custody",
    "WHERE copy IN (SELECT id FROM copy WHERE document = $1) ORDER BY copy, id");
const Finder<registry::Copy> kDueCopies(
    "server.find_due_copies",
    "WHERE state = 'out' AND (due <= $1 OR recalled IS NOT NULL) ORDER BY due, id LIMIT 5000");
const Finder<registry::Notice> kOwedNotices("server.find_owed_notices",
                                            "WHERE sent IS NULL ORDER BY due, id LIMIT 5000");
const Finder<registry::Book> kAllBooks("server.find_books",
                                       "ORDER BY year DESC, kind, unit, volume LIMIT 2000");
const Finder<registry::Entry> kEntriesOf(
    "server.page_entries", "WHERE book = $1 AND number > $2 ORDER BY number LIMIT $3");
const Finder<registry::Person> kPeople("server.find_people", "ORDER BY id LIMIT 100000");

int64_t NumberOf(const std::string& text, int64_t otherwise, int64_t most) {
  int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || number < 0) return otherwise;
  return std::min(number, most);
}

Object SomeBook(const Deed& deed) {
  Object object = LeastLabelled(deed);
  object.kind = ObjectKind::kBook;
  return object;
}

Error Absent(Deed& deed) {
  return deed.Refuse("absent", access::Explain(Answer::kAbsent, Act::kDocumentRead));
}

// ---- documents ---------------------------------------------------------------------------------

struct Page {
  int64_t before = INT64_MAX;
  int64_t limit = kDefaultPage;
};

Status ReadDay(const ApiRequest& request, const char* name, std::optional<Date>* day) {
  const std::string text = request.Query(name);
  if (text.empty()) return Ok();
  const Result<Date> parsed = Date::Parse(text);
  if (!parsed.ok()) return BadQuery(name);
  *day = *parsed;
  return Ok();
}

// What a search is about stands in a body, never in an address: proxies and browsers keep those.
constexpr std::array<const char*, 2> kOnlyInBody = {"q", "number"};

Status CheckAddress(const ApiRequest& request) {
  for (const char* name : kOnlyInBody) {
    if (request.Query(name).empty()) continue;
    return Error(ErrorCode::kInvalidArgument,
                 {std::string(name) + ": gửi trong thân của POST, không đặt trong địa chỉ",
                  std::string(name) + ": goes in the body of a POST, not in the address"});
  }
  return Ok();
}

}  // namespace

Result<ApiRequest> QueryFromBody(ApiRequest request) {
  TRY_ASSIGN(const rapidjson::Document json, BodyOf(request));
  request.query.clear();
  for (const auto& member : json.GetObject()) {
    const std::string name(member.name.GetString(), member.name.GetStringLength());
    if (member.value.IsString()) {
      request.query[name] = std::string(member.value.GetString(), member.value.GetStringLength());
    } else if (member.value.IsInt64()) {
      request.query[name] = std::to_string(member.value.GetInt64());
    } else {
      return BadQuery(name);
    }
  }
  return request;
}

Result<registry::DocumentQuery> ReadDocumentQuery(const ApiRequest& request) {
  registry::DocumentQuery query;
  query.text = request.Query("q").substr(0, kLongestQuery);
  query.number = request.Query("number").substr(0, kLongestQuery);
  query.unit = request.Query("unit");
  if (const std::string level = request.Query("level"); !level.empty()) {
    query.level = LevelFromName(level);
    if (!query.level) return BadQuery("level");
  }
  if (const std::string state = request.Query("state"); !state.empty()) {
    query.state = access::ObjectStateFromCode(state);
    if (!query.state) return BadQuery("state");
  }
  if (const std::string direction = request.Query("direction"); !direction.empty()) {
    query.direction = registry::FromCode<registry::Direction>(direction);
    if (!query.direction) return BadQuery("direction");
  }
  if (const std::string person = request.Query("person"); !person.empty()) {
    query.person = NumberOf(person, -1, INT64_MAX);
    if (*query.person < 0) return BadQuery("person");
  }
  TRY(ReadDay(request, "from", &query.from));
  TRY(ReadDay(request, "until", &query.until));
  return query;
}

namespace {

Status WriteDocuments(Deed& deed, const registry::DocumentQuery& query, const Page& page,
                      Writer& out) {
  TRY_ASSIGN(auto search, registry::DocumentSearch::Begin(deed.tx(), deed.acting().subject,
                                                          deed.today(), query));
  TRY_ASSIGN(const std::vector<Document> found, search.Find(page.before, page.limit));
  PutKey(out, "documents"), out.StartArray();
  for (const Document& one : found) PutRecord(out, one);
  out.EndArray();
  PutKey(out, "next");
  // A page that came out full may be the last: the next one is then empty. Counting what remains
  // would tell how much there is.
  if (static_cast<int64_t>(found.size()) == page.limit) {
    out.Int64(found.back().id);
  } else {
    out.Null();
  }
  return Ok();
}

Status WriteDocument(Deed& deed, const Document& document, const Sight& sight, Writer& out) {
  out.StartObject();
  PutColumns(out, document);
  PutKey(out, "copies"), out.StartArray();
  TRY_ASSIGN(const auto copies, Find(deed, registry::CopiesOf(), {document.id}));
  TRY_ASSIGN(const auto moves, Find(deed, kCustodyOfDocument, {document.id}));
  for (const registry::Copy& copy : copies) {
    out.StartObject();
    PutColumns(out, copy);
    PutKey(out, "custody"), out.StartArray();
    for (const registry::Custody& step : moves) {
      if (step.copy == copy.id) PutRecord(out, step);
    }
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  // Only those that he may know of.
  const auto put = [&](std::string_view name, const auto& links, auto id) -> Status {
    std::vector<int64_t> ids;
    ids.reserve(links.size());
    for (const registry::Derivation& link : links) ids.push_back(link.*id);
    TRY_ASSIGN(const auto seen, sight.Many(ids));
    PutKey(out, name), out.StartArray();
    for (const int64_t one : ids) {
      if (seen.contains(one)) out.Int64(one);
    }
    out.EndArray();
    return Ok();
  };
  TRY_ASSIGN(const auto sources, Find(deed, registry::SourcesOf(), {document.id}));
  TRY(put("sources", sources, &registry::Derivation::source));
  TRY_ASSIGN(const auto derived, Find(deed, registry::DerivedFrom(), {document.id}));
  TRY(put("derived", derived, &registry::Derivation::derived));
  out.EndObject();
  return Ok();
}

// ---- books -------------------------------------------------------------------------------------

bool KeepsBooks(const Deed& deed, const registry::Book& book) {
  return KeepsBooksOf(deed.acting().subject, book.unit);
}

const law::Register* RegisterOf(const Deed& deed, registry::BookKind kind) {
  for (const law::Register& one : deed.law().registers()) {
    if (one.id == registry::CodeOf(kind)) return &one;
  }
  return nullptr;
}

Status WriteBook(Deed& deed, const registry::Book& book, int64_t after, Writer& out) {
  TRY_ASSIGN(const Sight sight, Sight::Of(deed));
  const law::Register* form = RegisterOf(deed, book.kind);
  out.StartObject();
  PutKey(out, "book"), PutRecord(out, book);
  PutKey(out, "columns"), out.StartArray();
  for (size_t i = 0; form != nullptr && i < form->columns.size(); ++i) {
    out.StartObject();
    PutKey(out, "id"), Put(out, std::string_view(form->columns[i].id));
    PutKey(out, "name"), Put(out, form->columns[i].name);
    out.EndObject();
  }
  out.EndArray();
  PutKey(out, "rows"), out.StartArray();
  TRY_ASSIGN(const auto entries, Find(deed, kEntriesOf, {book.id, after, kMaxPage}));
  std::vector<int64_t> ids;
  for (const registry::Entry& entry : entries) {
    if (entry.document) ids.push_back(*entry.document);
  }
  TRY_ASSIGN(const auto documents, sight.Many(std::move(ids)));
  for (const registry::Entry& entry : entries) {
    const auto document = documents.find(entry.document.value_or(0));
    const bool seen = document != documents.end();
    const bool hidden = entry.document && !seen;
    TRY_ASSIGN(const BookRow row,
               BookRow::Of(deed, book.kind, entry, seen ? &document->second : nullptr));
    out.StartObject();
    PutKey(out, "number"), out.Int64(entry.number);
    PutKey(out, "voided"), out.Bool(entry.voided);
    // The number stands in the book; whose it is, is not for him.
    PutKey(out, "out_of_scope"), out.Bool(hidden);
    PutKey(out, "cells"), out.StartArray();
    for (size_t i = 0; form != nullptr && i < form->columns.size(); ++i) {
      const std::string& column = form->columns[i].id;
      const bool shown = !hidden || column == "serial" || column == "arrival_number";
      Put(out, std::string_view(shown ? row.Cell(column) : ""));
    }
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  PutKey(out, "next");
  if (static_cast<int64_t>(entries.size()) == kMaxPage) {
    out.Int64(entries.back().number);
  } else {
    out.Null();
  }
  out.EndObject();
  return Ok();
}

// ---- deadlines ---------------------------------------------------------------------------------

void PutDeadline(Writer& out, std::string_view kind, int64_t document, std::optional<int64_t> copy,
                 std::optional<Date> day, Date today) {
  out.StartObject();
  PutKey(out, "kind"), Put(out, kind);
  PutKey(out, "document"), out.Int64(document);
  PutKey(out, "copy"), Put(out, registry::ToCell(copy));
  PutKey(out, "day"), Put(out, registry::ToCell(day));
  PutKey(out, "overdue"), out.Bool(day && *day < today);
  out.EndObject();
}

Status WriteDeadlines(Deed& deed, Writer& out) {
  TRY_ASSIGN(const Sight sight, Sight::Of(deed));
  const bool officer = deed.acting().subject.acting == access::Duty::kOfficer;
  TRY_ASSIGN(const auto copies,
             Find(deed, kDueCopies, {deed.today().AddDays(kDueDays).ToString()}));
  TRY_ASSIGN(const auto notices, Find(deed, kOwedNotices, {}));
  std::vector<int64_t> ids;
  ids.reserve(copies.size() + notices.size());
  for (const registry::Copy& copy : copies) ids.push_back(copy.document);
  for (const registry::Notice& notice : notices) ids.push_back(notice.document);
  TRY_ASSIGN(const auto documents, sight.Many(std::move(ids)));
  for (const registry::Copy& copy : copies) {
    if (officer && copy.holder != deed.actor()) continue;
    if (!documents.contains(copy.document)) continue;
    PutDeadline(out, copy.recalled ? "recall" : "due_back", copy.document, copy.id, copy.due,
                deed.today());
  }
  TRY_ASSIGN(const auto expiring,
             Find(deed, kExpiring, {deed.today().AddDays(kSoonDays).ToString()}));
  for (const Document& document : expiring) {
    if (!sight.Sees(document)) continue;
    PutDeadline(out, "expiring", document.id, {}, document.term_end, deed.today());
  }
  for (const registry::Notice& notice : notices) {
    if (officer || !documents.contains(notice.document)) continue;
    PutDeadline(out, "notice_owed", notice.document, {}, notice.due, deed.today());
  }
  return Ok();
}

// ---- what waits --------------------------------------------------------------------------------

// Whether the person could confirm it, so that its content is his to see.
Result<bool> CouldConfirm(Deed& deed, const registry::Pending& pending) {
  const std::optional<Act> act = access::ActFromCode(pending.act);
  const registry::ActForm* form = act ? registry::FormOf(*act) : nullptr;
  if (form == nullptr) return false;
  const Result<registry::Fields> fields = registry::Fields::Parse(pending.fields, form->fields);
  if (!fields.ok()) return false;
  const Result<Object> object = form->locate != nullptr
                                    ? form->locate(deed, *fields)
                                    : registry::LocateByField(deed, *act, *fields);
  if (!object.ok()) {
    if (object.error().code() == ErrorCode::kNotFound) return false;
    return object.error();
  }
  const access::Subject& subject = deed.acting().subject;
  const bool same_duty = access::RuleOf(*act).persons == access::Persons::kTwoDuties &&
                         pending.first != deed.actor() && pending.duty == subject.acting;
  return !same_duty && access::Decide(subject, *act, *object) == Answer::kAllowed;
}

void PutPending(Writer& out, const registry::Pending& pending, int64_t reader) {
  out.StartObject();
  PutKey(out, "id"), out.Int64(pending.id);
  PutKey(out, "act"), Put(out, std::string_view(pending.act));
  PutKey(out, "first"), out.Int64(pending.first);
  PutKey(out, "mine"), out.Bool(pending.first == reader);
  PutKey(out, "ends_ms"), out.Int64(pending.ends_ms);
  PutKey(out, "fields");
  out.RawValue(pending.fields.data(), pending.fields.size(), rapidjson::kObjectType);
  out.EndObject();
}

template <typename Fill>
Result<std::string> ListOf(registry::Registry& registry, const registry::Actor& actor,
                           std::string_view name, Fill fill) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  PutKey(out, name), out.StartArray();
  TRY(registry.Glance(actor, [&](Deed& deed) -> Status {
    const access::Subject& subject = deed.acting().subject;
    if (subject.active && subject.duties.Contains(subject.acting)) return fill(deed, out);
    return Error(ErrorCode::kPermission, access::Explain(Answer::kNotHisDuty, Act::kDocumentRead));
  }));
  out.EndArray();
  out.EndObject();
  return TextOf(buffer);
}

// The same, entered in the ledger.
template <typename Fill>
Result<ApiResponse> RecordedList(registry::Registry& registry, const registry::Actor& actor,
                                 Act act, std::string_view name, Fill fill) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  PutKey(out, name), out.StartArray();
  TRY_ASSIGN(const Outcome outcome,
             registry.Read(actor, act, Object{}, [&](Deed& deed) { return fill(deed, out); }));
  if (outcome.refused) return AnswerOf(outcome);
  out.EndArray();
  out.EndObject();
  return ApiResponse{200, TextOf(buffer)};
}

}  // namespace

Result<ApiResponse> Api::Documents(Call& call) {
  TRY(CheckAddress(call.request));
  return FoundDocuments(call.actor, call.request);
}

Result<ApiResponse> Api::SearchDocuments(Call& call) {
  TRY_ASSIGN(const ApiRequest request, QueryFromBody(call.request));
  return FoundDocuments(call.actor, request);
}

Result<ApiResponse> Api::FoundDocuments(const registry::Actor& actor, const ApiRequest& request) {
  TRY_ASSIGN(const registry::DocumentQuery query, ReadDocumentQuery(request));
  const Page page{NumberOf(request.Query("before"), INT64_MAX, INT64_MAX),
                  std::max<int64_t>(1, NumberOf(request.Query("limit"), kDefaultPage, kMaxPage))};
  std::string body;
  TRY_ASSIGN(const Outcome outcome,
             instance_.registry().Read(actor, Act::kDocumentSearch, LeastLabelled,
                                       [&](Deed& deed) -> Status {
                                         rapidjson::StringBuffer buffer;
                                         Writer out(buffer);
                                         out.StartObject();
                                         TRY(WriteDocuments(deed, query, page, out));
                                         out.EndObject();
                                         body = TextOf(buffer);
                                         return Ok();
                                       }));
  return outcome.refused ? AnswerOf(outcome) : ApiResponse{200, body};
}

Result<ApiResponse> Api::NewestDocuments(Call& call) {
  TRY_ASSIGN(std::string body, ListOf(instance_.registry(), call.actor, "newest",
                                      [&](Deed& deed, Writer& out) -> Status {
                                        out.StartObject();
                                        TRY(WriteDocuments(deed, {}, {}, out));
                                        out.EndObject();
                                        return Ok();
                                      }));
  return ApiResponse{200, std::move(body)};
}

Result<ApiResponse> Api::DocumentById(Call& call) {
  const int64_t id = NumberOf(call.parameter, 0, INT64_MAX);
  std::string body;
  const auto look = [&](Deed& deed) -> Status {
    TRY_ASSIGN(const Sight sight, Sight::Of(deed));
    TRY_ASSIGN(const std::optional<Document> document, sight.Get(id));
    if (!document) return Absent(deed);
    deed.SetObject(ObjectKind::kDocument, id, document->LabelOf());
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    TRY(WriteDocument(deed, *document, sight, out));
    body = TextOf(buffer);
    return Ok();
  };
  TRY_ASSIGN(const Outcome outcome,
             instance_.registry().Read(call.actor, Act::kDocumentRead, LeastLabelled, look, id));
  return outcome.refused ? AnswerOf(outcome) : ApiResponse{200, body};
}

Result<ApiResponse> Api::Books(Call& call) {
  TRY_ASSIGN(std::string body, ListOf(instance_.registry(), call.actor, "books",
                                      [](Deed& deed, Writer& out) -> Status {
                                        TRY_ASSIGN(const auto books, Find(deed, kAllBooks, {}));
                                        for (const registry::Book& book : books) {
                                          if (KeepsBooks(deed, book)) PutRecord(out, book);
                                        }
                                        return Ok();
                                      }));
  return ApiResponse{200, std::move(body)};
}

Result<ApiResponse> Api::BookById(Call& call) {
  const int64_t id = NumberOf(call.parameter, 0, INT64_MAX);
  const int64_t after = NumberOf(call.request.Query("after"), 0, INT64_MAX);
  std::string body;
  const auto look = [&](Deed& deed) -> Status {
    const Result<registry::Book> book = deed.Get<registry::Book>(id);
    if (!book.ok() && book.error().code() != ErrorCode::kNotFound) return book.error();
    if (!book.ok() || !KeepsBooks(deed, *book)) return Absent(deed);
    deed.SetObject(ObjectKind::kBook, id, {});
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    TRY(WriteBook(deed, *book, after, out));
    body = TextOf(buffer);
    return Ok();
  };
  TRY_ASSIGN(const Outcome outcome,
             instance_.registry().Read(call.actor, Act::kDocumentSearch, SomeBook, look, id));
  return outcome.refused ? AnswerOf(outcome) : ApiResponse{200, body};
}

Result<ApiResponse> Api::People(Call& call) {
  return RecordedList(instance_.registry(), call.actor, Act::kPeopleRead, "people",
                      [](Deed& deed, Writer& out) -> Status {
                        TRY_ASSIGN(const auto people, Find(deed, kPeople, {}));
                        for (const registry::Person& person : people) {
                          out.StartObject();
                          PutKey(out, "id"), out.Int64(person.id);
                          PutKey(out, "name"), Put(out, std::string_view(person.name));
                          PutKey(out, "post"), Put(out, std::string_view(person.post));
                          PutKey(out, "unit"), Put(out, std::string_view(person.unit));
                          PutKey(out, "state"), Put(out, access::ObjectStateCode(person.state));
                          out.EndObject();
                        }
                        return Ok();
                      });
}

Result<ApiResponse> Api::Deadlines(Call& call) {
  return RecordedList(instance_.registry(), call.actor, Act::kDeadlinesRead, "deadlines",
                      WriteDeadlines);
}

// A record at each look would make the ledger grow, and so the next look due, for ever.
Result<ApiResponse> Api::DeadlinesNow(Call& call) {
  TRY_ASSIGN(std::string body,
             ListOf(instance_.registry(), call.actor, "deadlines", WriteDeadlines));
  return ApiResponse{200, std::move(body)};
}

Result<ApiResponse> Api::PendingList(Call& call) {
  TRY_ASSIGN(std::string body, ListOf(instance_.registry(), call.actor, "pending",
                                      [](Deed& deed, Writer& out) -> Status {
                                        TRY_ASSIGN(const auto waiting, registry::AllWaiting(deed));
                                        for (const registry::Pending& one : waiting) {
                                          TRY_ASSIGN(const bool his, CouldConfirm(deed, one));
                                          if (his) PutPending(out, one, deed.actor());
                                        }
                                        return Ok();
                                      }));
  return ApiResponse{200, std::move(body)};
}

Result<ApiResponse> Api::LedgerEvents(Call& call) {
  const auto after = static_cast<uint64_t>(NumberOf(call.request.Query("from"), 0, INT64_MAX));
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  const auto visit = [&](uint64_t seq, std::string_view leaf) -> Status {
    TRY_ASSIGN(const ledger::Event event, ledger::Decode(AsBytes(leaf)));
    out.StartObject();
    PutKey(out, "seq"), out.Uint64(seq);
    PutKey(out, "wall_us"), out.Int64(event.wall_us);
    for (const auto& [name, value] :
         {std::pair<std::string_view, const std::string&>{"person", event.person},
          {"duty", event.duty},
          {"act", event.act},
          {"object_kind", event.object_kind},
          {"object_id", event.object_id},
          {"request", event.request},
          {"pack", event.pack}}) {
      PutKey(out, name), Put(out, std::string_view(value));
    }
    out.EndObject();
    return Ok();
  };
  const auto look = [&](Deed& deed) -> Status {
    const registry::SqlLogStore log(deed.tx());
    TRY_ASSIGN(const ledger::LogHead head, log.ReadHead());
    const uint64_t first = std::min(after, head.size);
    buffer.Clear(), out.Reset(buffer);
    out.StartObject();
    PutKey(out, "size"), out.Uint64(head.size);
    PutKey(out, "events"), out.StartArray();
    TRY(log.ReadLeaves(first, std::min(first + kMaxPage, head.size), visit));
    out.EndArray();
    out.EndObject();
    return Ok();
  };
  TRY_ASSIGN(const Outcome outcome,
             instance_.registry().Read(call.actor, Act::kLedgerRead, Object{}, look));
  return outcome.refused ? AnswerOf(outcome) : ApiResponse{200, TextOf(buffer)};
}

Result<ApiResponse> Api::LedgerCheckpoint(Call& call) {
  TRY_ASSIGN(const Outcome outcome,
             instance_.registry().Read(call.actor, Act::kLedgerCheckpoint, Object{},
                                       [](Deed&) { return Ok(); }));
  if (outcome.refused) return AnswerOf(outcome);
  TRY_ASSIGN(const std::string note, instance_.registry().SignCheckpoint());
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  PutKey(out, "note"), Put(out, std::string_view(note));
  PutKey(out, "key"), Put(out, std::string_view(instance_.VerifierKey()));
  out.EndObject();
  return ApiResponse{200, TextOf(buffer)};
}

}  // namespace niem::server
