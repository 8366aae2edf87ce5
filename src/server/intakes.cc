// Registers kept before: what columns are taken, a sheet to fill in, the look beforehand with its
// problems by cell, and what was taken over so far. The file itself is opened in the person's
// browser: this process, which holds the secrets, gets texts and never a stranger's archive.
#include <algorithm>
#include <charconv>
#include <map>

#include "registry/form.h"
#include "registry/intake_plan.h"
#include "server/api.h"
#include "server/api_parts.h"
#include "server/book_row.h"
#include "server/find.h"
#include "server/report.h"
#include "server/sheet_xlsx.h"

namespace niem::server {
namespace {

using access::Act;
using access::Answer;
using access::Object;
using registry::Deed;
using registry::Finder;
using registry::Intake;
using registry::IntakeNote;
using registry::IntakePlan;
using registry::Outcome;

constexpr int64_t kPage = 200;
constexpr int64_t kMaxPage = 1000;

// $1, $2: the levels and units of his clearance. The policy decides again.
const Finder<Intake> kIntakes("server.find_intakes",
                              "WHERE $1 LIKE '%,' || level || ',%' AND $2 LIKE '%,' || unit || "
                              "',%' ORDER BY id DESC LIMIT 200");
const Finder<registry::IntakeRow> kRows("server.page_intake_rows",
                                        "WHERE intake = $1 AND id > $2 ORDER BY id LIMIT $3");

std::string LevelsOf(const Deed& deed) {
  std::string list = ",";
  for (const Level level : {Level::kNone, Level::kMat, Level::kToiMat, Level::kTuyetMat}) {
    if (level > deed.acting().subject.clearance.level) break;
    list += std::string(LevelName(level)) + ",";
  }
  return list;
}

Answer MayRead(const Deed& deed, const Intake& intake) {
  return access::Decide(deed.acting().subject, Act::kIntakeRead, registry::ObjectOf(deed, intake));
}

// A look at the list passes the policy first as if at the least labelled thing within his scope.
Object SomeIntake(const Deed& deed) {
  Intake least;
  const auto& units = deed.acting().subject.clearance.units.list();
  if (!units.empty()) least.unit = units.front();
  return registry::ObjectOf(deed, least);
}

// ---- before anything is taken ------------------------------------------------------------------

Result<registry::Fields> FieldsOf(const ApiRequest& request) {
  std::vector<registry::FieldSpec> specs = registry::FormOf(Act::kIntakeImport)->fields;
  for (registry::FieldSpec& spec : specs) {
    if (spec.name == "source") spec.need = registry::Need::kOptional;
  }
  return registry::Fields::Parse(request.body, specs);
}

void PutNotes(Writer& out, std::string_view name, const std::vector<IntakeNote>& notes) {
  PutKey(out, name), out.StartArray();
  for (const IntakeNote& one : notes) {
    out.StartObject();
    PutKey(out, "row"), out.Int64(one.row);
    PutKey(out, "field"), Put(out, one.field);
    PutKey(out, "message"), Put(out, one.message);
    out.EndObject();
  }
  out.EndArray();
}

void PutLevels(Writer& out, const IntakePlan& plan) {
  std::map<Level, int64_t> levels;
  for (const registry::PlannedRow& row : plan.rows) ++levels[plan.documents[row.document].level];
  PutKey(out, "levels"), out.StartArray();
  for (const auto& [level, rows] : levels) {
    out.StartObject();
    PutKey(out, "level"), Put(out, LevelName(level));
    PutKey(out, "rows"), out.Int64(rows);
    out.EndObject();
  }
  out.EndArray();
}

void PutPlan(Writer& out, const IntakePlan& plan) {
  int64_t held = 0, with_people = 0, outside = 0;
  for (const registry::PlannedRow& row : plan.rows) {
    (row.where.holder ? with_people : row.where.outside.empty() ? held : outside) += row.copies;
  }
  const auto number = [&](std::string_view name, int64_t value) {
    PutKey(out, name), out.Int64(value);
  };
  out.StartObject();
  number("rows", static_cast<int64_t>(plan.rows.size() + plan.bad.size()));
  number("good", static_cast<int64_t>(plan.rows.size()));
  number("documents", static_cast<int64_t>(plan.documents.size()));
  number("copies", plan.Copies());
  number("held", held), number("with_people", with_people), number("outside", outside);
  PutLevels(out, plan);
  PutKey(out, "bad"), out.StartArray();
  for (const int64_t row : plan.bad) out.Int64(row);
  out.EndArray();
  PutNotes(out, "problems", plan.problems);
  PutNotes(out, "warnings", plan.warnings);
  PutKey(out, "more"), out.Bool(plan.more);
  out.EndObject();
}

// Why he may not bring it in at all; empty where he may.
std::optional<registry::Refusal> RefusalOf(const Deed& deed, const std::string& unit) {
  Object made;
  made.kind = access::ObjectKind::kIntake;
  made.state = access::ObjectState::kNew;
  made.label.unit = unit;
  const Answer answer = access::Decide(deed.acting().subject, Act::kIntakeImport, made);
  if (answer == Answer::kAllowed) return std::nullopt;
  return registry::Refusal{
      std::string(access::AnswerCode(answer)), access::Explain(answer, Act::kIntakeImport), {}, {}};
}

// ---- what was taken ----------------------------------------------------------------------------

Status PutIntake(Deed& deed, Writer& out, const Intake& intake) {
  out.StartObject();
  PutColumns(out, intake);
  PutKey(out, "undo_until");
  if (intake.state == access::ObjectState::kOpen) {
    TRY_ASSIGN(const Date until, registry::UndoUntil(deed, intake));
    Put(out, std::string_view(until.ToString()));
  } else {
    out.Null();
  }
  out.EndObject();
  return Ok();
}

Status WriteIntakes(Deed& deed, Writer& out) {
  const std::string units = "," + access::JoinCodes(deed.acting().subject.clearance.units) + ",";
  TRY_ASSIGN(const std::vector<Intake> all, Find(deed, kIntakes, {LevelsOf(deed), units}));
  out.StartObject();
  PutKey(out, "intakes"), out.StartArray();
  for (const Intake& one : all) {
    if (MayRead(deed, one) == Answer::kAllowed) TRY(PutIntake(deed, out, one));
  }
  out.EndArray();
  out.EndObject();
  return Ok();
}

// A document whose level has risen above his clearance since is left out.
Status PutRow(Deed& deed, Writer& out, const registry::IntakeRow& row, bool touched) {
  TRY_ASSIGN(const auto document, deed.Get<registry::Document>(row.document));
  if (!access::Dominates(deed.acting().subject.clearance, document.LabelOf())) return Ok();
  out.StartObject();
  PutColumns(out, row);
  PutKey(out, "number"), Put(out, std::string_view(NumberShown(document)));
  PutKey(out, "level"), Put(out, LevelName(document.level));
  PutKey(out, "state"), Put(out, access::ObjectStateCode(document.state));
  PutKey(out, "touched"), out.Bool(touched);
  out.EndObject();
  return Ok();
}

struct RowsAsked {
  int64_t intake = 0;
  int64_t after = 0;
  int64_t limit = kPage;
};

Status WriteRows(Deed& deed, const RowsAsked& asked, Writer& out) {
  const Result<Intake> intake = deed.Get<Intake>(asked.intake);
  if (!intake.ok() && intake.error().code() != ErrorCode::kNotFound) return intake.error();
  if (!intake.ok() || MayRead(deed, *intake) != Answer::kAllowed) return Deed::Absent();
  deed.SetObject(access::ObjectKind::kIntake, intake->id, intake->LabelOf());
  TRY_ASSIGN(const auto touched, registry::TouchedOf(deed, intake->id));
  TRY_ASSIGN(const auto rows, Find(deed, kRows, {asked.intake, asked.after, asked.limit}));
  out.StartObject();
  PutKey(out, "intake");
  TRY(PutIntake(deed, out, *intake));
  PutKey(out, "rows"), out.StartArray();
  for (const registry::IntakeRow& row : rows) {
    TRY(PutRow(deed, out, row, std::binary_search(touched.begin(), touched.end(), row.document)));
  }
  out.EndArray();
  PutKey(out, "next");
  if (static_cast<int64_t>(rows.size()) == asked.limit) {
    out.Int64(rows.back().id);
  } else {
    out.Null();
  }
  out.EndObject();
  return Ok();
}

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

}  // namespace

Result<ApiResponse> Api::IntakeColumns(Call&) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.StartObject();
  PutKey(out, "columns"), out.StartArray();
  for (const registry::IntakeColumn& one : registry::IntakeColumns()) {
    out.StartObject();
    PutKey(out, "name"), Put(out, one.name);
    PutKey(out, "title"), Put(out, Text(one.title));
    PutKey(out, "names"), out.StartArray();
    for (const std::string_view heading : one.headings) Put(out, heading);
    out.EndArray();
    PutKey(out, "required"), out.Bool(one.required);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return ApiResponse{200, TextOf(buffer)};
}

Result<ApiResponse> Api::IntakeTemplate(Call&) {
  Sheet sheet;
  sheet.title = {"Sổ cũ để nhập vào Niêm", "An old register, to be taken over"};
  sheet.notes = {
      {"Mỗi dòng một văn bản, hoặc một bản của văn bản. Cột bắt buộc có dấu *. Cột không dùng để "
       "trống.",
       "One document a row, or one copy of it. Columns with * are required; leave empty what you "
       "do not use."},
      {"Ngày ghi 20/11/2021. Độ mật ghi Mật, Tối mật hoặc Tuyệt mật; văn bản Tuyệt mật để trống "
       "trích yếu. Bản số ghi 1, 2 hoặc 3-5.",
       "Days as 20/11/2021. Levels as Mật, Tối mật, Tuyệt mật; no abstract for Tuyệt mật. Numbers "
       "of copies as 1, 2 or 3-5."}};
  for (const registry::IntakeColumn& one : registry::IntakeColumns()) {
    const std::string star = one.required ? " *" : "";
    sheet.columns.push_back(
        {std::string(one.name), {std::string(one.title.vi) + star, std::string(one.title.en)}, {}});
  }
  TRY_ASSIGN(std::string bytes, SheetXlsx(sheet));
  ApiResponse answer{200, std::move(bytes), std::string(kXlsxType), {}};
  answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"so-cu-mau.xlsx\"");
  return answer;
}

Result<ApiResponse> Api::CheckIntake(Call& call) {
  TRY_ASSIGN(const registry::Fields fields, FieldsOf(call.request));
  rapidjson::StringBuffer buffer;
  Outcome outcome;
  TRY(instance_.registry().Glance(call.actor, [&](Deed& deed) -> Status {
    deed.OnlyReads();
    const std::string& named = fields.Text("unit");
    const std::string unit = named.empty() ? deed.acting().person.unit : named;
    outcome.refused = RefusalOf(deed, unit);
    if (outcome.refused) return Ok();
    const auto direction = registry::FromCode<registry::Direction>(fields.Text("direction"));
    TRY_ASSIGN(const IntakePlan plan,
               registry::PlanIntake(deed, direction.value_or(registry::Direction::kIncoming), unit,
                                    fields.Secret("rows")));
    buffer.Clear();
    Writer out(buffer);
    PutPlan(out, plan);
    return Ok();
  }));
  return outcome.refused ? AnswerOf(outcome) : ApiResponse{200, TextOf(buffer)};
}

Result<ApiResponse> Api::Intakes(Call& call) {
  return RecordedAnswer(instance_.registry(), call.actor, {Act::kIntakeRead, SomeIntake},
                        WriteIntakes);
}

Result<ApiResponse> Api::IntakeById(Call& call) {
  RowsAsked asked;
  asked.intake = std::stoll(call.parameter);  // a number, as the route says
  TRY(ReadNumber(call.request, "after", INT64_MAX, &asked.after));
  TRY(ReadNumber(call.request, "limit", kMaxPage, &asked.limit));
  return RecordedAnswer(instance_.registry(), call.actor,
                        {Act::kIntakeRead, SomeIntake, asked.intake},
                        [&](Deed& deed, Writer& out) { return WriteRows(deed, asked, out); });
}

}  // namespace niem::server
