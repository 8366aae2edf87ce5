// The registers kept before come into the books: documents with their numbers, levels and copies,
// where the old register says they are; all of a sheet or nothing. What was entered by mistake is
// taken back as in a register on paper: struck out with the reason, no number given again, nothing
// removed; only what nobody has done anything with since, and only for as long as the agency says.
// Source: no provision that was read speaks of taking over a register; the columns are those of the
// statutory ones (law pack: registers).
#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/document.h>

#include <algorithm>
#include <array>

#include "registry/custody.h"
#include "registry/form.h"
#include "registry/intake_cells.h"
#include "registry/intake_plan.h"
#include "registry/settings.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr std::array<std::string_view, 2> kDirections = {"incoming", "outgoing"};
constexpr size_t kNamed = 5;  // documents that a refusal names

const Finder<Document> kDocuments(
    "registry.find_intake_documents",
    "WHERE id IN (SELECT document FROM intake_row WHERE intake = $1) ORDER BY id");
const Finder<Copy> kCopies(
    "registry.find_intake_copies",
    "WHERE document IN (SELECT document FROM intake_row WHERE intake = $1) ORDER BY id");
// Anything at all that was done with a document or a copy of it since.
const store::Sql kTouched(
    "registry.find_intake_touched",
    "WITH mine AS (SELECT document AS id FROM intake_row WHERE intake = $1) "
    "SELECT id FROM document WHERE id IN (SELECT id FROM mine) AND state <> 'in_force' "
    "UNION SELECT copy.document FROM copy JOIN custody ON custody.copy = copy.id "
    "WHERE copy.document IN (SELECT id FROM mine) AND custody.act <> 'intake.import' "
    "UNION SELECT document FROM copy WHERE document IN (SELECT id FROM mine) AND recalled IS NOT "
    "NULL "
    "UNION SELECT copy.document FROM copy JOIN stocktake_item ON stocktake_item.copy = copy.id "
    "WHERE copy.document IN (SELECT id FROM mine) "
    "UNION SELECT document FROM request WHERE document IN (SELECT id FROM mine) "
    "UNION SELECT document FROM entry WHERE document IN (SELECT id FROM mine) "
    "UNION SELECT document FROM notice WHERE document IN (SELECT id FROM mine) "
    "UNION SELECT document FROM dossier_item WHERE document IN (SELECT id FROM mine) "
    "UNION SELECT document FROM incident WHERE document IN (SELECT id FROM mine) "
    "UNION SELECT document FROM finding WHERE document IN (SELECT id FROM mine) "
    "UNION SELECT source FROM derivation WHERE source IN (SELECT id FROM mine) "
    "UNION SELECT derived FROM derivation WHERE derived IN (SELECT id FROM mine)");

Direction DirectionOf(const Fields& fields) {
  return FromCode<Direction>(fields.Text("direction")).value_or(Direction::kIncoming);
}

std::string UnitOf(const Deed& deed, const Fields& fields) {
  const std::string& unit = fields.Text("unit");
  return unit.empty() ? deed.acting().person.unit : unit;
}

// The highest level that the rows name, up to `most`: a row above that is a problem of its own.
Level HighestIn(std::string_view rows, Level most) {
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(rows.data(), rows.size());
  Level highest = Level::kNone;
  if (json.HasParseError() || !json.IsArray()) return highest;
  for (const auto& row : std::as_const(json).GetArray()) {
    if (!row.IsObject()) continue;
    const auto cell = row.FindMember("level");
    if (cell == row.MemberEnd() || !cell->value.IsString()) continue;
    const auto level = LevelInCell({cell->value.GetString(), cell->value.GetStringLength()});
    if (level.ok() && *level <= most) highest = std::max(highest, *level);
  }
  return highest;
}

Result<access::Object> LocateImport(Deed& deed, const Fields& fields) {
  access::Object object;
  object.kind = access::ObjectKind::kIntake;
  object.state = ObjectState::kNew;
  object.label.unit = UnitOf(deed, fields);
  // Nobody else has this program read what he sends.
  const access::Subject& subject = deed.acting().subject;
  if (!access::RuleOf(Act::kIntakeImport).duties.Contains(subject.acting)) return object;
  object.label.level = HighestIn(fields.Secret("rows"), subject.clearance.level);
  return object;
}

Status MustBeGood(Deed& deed, const IntakePlan& plan) {
  if (plan.bad.empty() && !plan.rows.empty()) return Ok();
  if (plan.bad.empty()) {
    return deed.Refuse("intake.empty", {"không có dòng nào", "there is no row"});
  }
  const std::string bad = std::to_string(plan.bad.size());
  Text message = {bad + " dòng có lỗi, chưa nhập dòng nào: sửa hoặc bỏ các dòng đó",
                  bad + " rows have problems and none was taken: mend or leave out those rows"};
  for (size_t i = 0; i < std::min(kNamed, plan.problems.size()); ++i) {
    const IntakeNote& one = plan.problems[i];
    const std::string at = std::to_string(one.row), field(one.field);
    message.vi += "; dòng " + at + " (" + field + "): " + one.message.vi;
    message.en += "; row " + at + " (" + field + "): " + one.message.en;
  }
  return deed.Refuse("intake.problems", message);
}

Status AddRows(Deed& deed, const Intake& intake, IntakePlan plan) {
  TRY(deed.Reserve(Document::kTable, intake.documents));
  TRY(deed.Reserve(Copy::kTable, intake.copies));
  TRY(deed.Reserve(Custody::kTable, intake.copies));
  TRY(deed.Reserve(IntakeRow::kTable, static_cast<int64_t>(plan.rows.size())));
  for (Document& document : plan.documents) {
    TRY_ASSIGN(document, deed.Add(std::move(document)));
  }
  for (PlannedRow& row : plan.rows) {
    const Document& document = plan.documents[row.document];
    row.where.document = document.id;
    TRY(MintStanding(deed, row.where, row.copies, row.numbers, "intake.import"));
    TRY(deed.Add(
        IntakeRow{0, intake.id, document.id, row.row, std::move(row.book_number), row.book_day}));
  }
  // Ten thousand numbers say nothing to the person.
  deed.outcome().copies.clear();
  return Ok();
}

Status Import(Deed& deed, const Fields& fields) {
  const std::string unit = UnitOf(deed, fields);
  TRY_ASSIGN(IntakePlan plan, PlanIntake(deed, DirectionOf(fields), unit, fields.Secret("rows")));
  TRY(MustBeGood(deed, plan));
  for (const Text& caution : plan.cautions) deed.Warn(caution);
  Intake intake;
  intake.direction = DirectionOf(fields);
  intake.level = plan.Highest();
  intake.unit = unit;
  intake.source = fields.Text("source");
  intake.documents = static_cast<int64_t>(plan.documents.size());
  intake.copies = plan.Copies();
  intake.importer = deed.actor();
  intake.imported = deed.today();
  TRY_ASSIGN(intake, deed.Add(std::move(intake)));
  auto& ids = deed.outcome().ids;
  ids["intake"] = intake.id, ids["documents"] = intake.documents, ids["copies"] = intake.copies;
  deed.SetObject(access::ObjectKind::kIntake, intake.id, intake.LabelOf());
  return AddRows(deed, intake, std::move(plan));
}

Status MustBeInTime(Deed& deed, const Intake& intake) {
  TRY_ASSIGN(const Date last, UndoUntil(deed, intake));
  if (deed.today() <= last) return Ok();
  return deed.Refuse("intake.late",
                     {"chỉ hoàn tác được đến hết ngày " + last.Shown().vi +
                          " (tham số intake.undo_days); từ nay sửa từng văn bản",
                      "could be undone until " + last.Shown().en +
                          " (setting intake.undo_days); from now on mend document by document"});
}

Error RefuseTouched(Deed& deed, const std::vector<int64_t>& touched) {
  std::string which;
  for (size_t i = 0; i < std::min(kNamed, touched.size()); ++i) {
    which += (i == 0 ? "" : ", ") + std::to_string(touched[i]);
  }
  if (touched.size() > kNamed) which += " …";
  const std::string count = std::to_string(touched.size());
  return deed.Refuse("intake.touched",
                     {count + " văn bản đã có việc khác sau khi nhập (văn bản " + which +
                          "): chỉ hoàn tác được những văn bản còn lại",
                      "something was done with " + count + " documents since (documents " + which +
                          "): only the others can be undone"});
}

// Its row stays, with what happened to it.
Status StrikeOut(Deed& deed, Document document, const Fields& fields) {
  document.state = ObjectState::kEnded;
  document.note += (document.note.empty() ? "" : "\n") + std::string("Nhập nhầm, gạch bỏ ngày ") +
                   deed.today().Shown().vi + ": " + fields.Text("reason");
  return deed.Save(document);
}

Status Undo(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Intake intake, deed.Get<Intake>(fields.Int("intake")));
  TRY(MustBeInTime(deed, intake));
  TRY_ASSIGN(const std::vector<int64_t> touched, TouchedOf(deed, intake.id));
  if (!touched.empty() && !fields.Bool("rest")) return RefuseTouched(deed, touched);
  const auto stays = [&](int64_t document) {
    return std::binary_search(touched.begin(), touched.end(), document);
  };
  TRY_ASSIGN(std::vector<Document> documents, deed.Find(kDocuments, {intake.id}));
  TRY_ASSIGN(std::vector<Copy> copies, deed.Find(kCopies, {intake.id}));
  std::erase_if(documents, [&](const Document& one) { return stays(one.id); });
  std::erase_if(copies, [&](const Copy& one) { return stays(one.document); });
  Move move;
  move.act = "intake.undo";
  move.to = CopyState::kVoid;
  move.note = fields.Text("reason");
  TRY(deed.Reserve(Custody::kTable, static_cast<int64_t>(copies.size())));
  for (const Copy& copy : copies) TRY(MoveCopy(deed, copy, move));
  auto& ids = deed.outcome().ids;
  ids["documents"] = static_cast<int64_t>(documents.size());
  ids["copies"] = static_cast<int64_t>(copies.size());
  ids["kept"] = static_cast<int64_t>(touched.size());
  for (Document& document : documents) TRY(StrikeOut(deed, std::move(document), fields));
  intake.state = ObjectState::kEnded;
  intake.undone = deed.today();
  intake.undone_by = deed.actor();
  intake.reason = fields.Text("reason");
  return deed.Save(intake);
}

std::vector<ActForm> MakeForms() {
  return {
      {Act::kIntakeImport,
       {{"direction",
         FieldType::kChoice,
         Need::kRequired,
         {"Văn bản đến hay đi", "Incoming or outgoing"},
         kDirections},
        {"unit", FieldType::kText, Need::kOptional, {"Đơn vị", "Unit"}},
        {"source", FieldType::kText, Need::kRequired, {"Sổ cũ", "The old register"}},
        {"rows", FieldType::kRows, Need::kRequired, {"Các dòng của sổ", "Rows of the register"}}},
       Import,
       LocateImport},
      {Act::kIntakeUndo,
       {{"intake", FieldType::kId, Need::kRequired, {"Lần nhập", "The taking over"}},
        {"reason", FieldType::kText, Need::kRequired, {"Lý do", "Reason"}},
        {"rest",
         FieldType::kBool,
         Need::kOptional,
         {"Chỉ những văn bản chưa có việc khác", "Only documents with which nothing was done"}}},
       Undo},
  };
}

}  // namespace

Result<std::vector<int64_t>> TouchedOf(Deed& deed, int64_t intake) {
  TRY_ASSIGN(const store::Rows rows, deed.Query(kTouched, {intake}));
  std::vector<int64_t> touched;
  for (const store::Row row : rows) touched.push_back(row.Int(0));
  std::sort(touched.begin(), touched.end());
  return touched;
}

Result<Date> UndoUntil(Deed& deed, const Intake& intake) {
  TRY_ASSIGN(const int64_t days, HouseNumber(deed, kIntakeUndoDays));
  return intake.imported.AddDays(days);
}

access::Object ObjectOf(const Deed& deed, const Intake& intake) {
  access::Object object;
  object.kind = access::ObjectKind::kIntake;
  object.state = intake.state;
  object.label = intake.LabelOf();
  const access::Subject& subject = deed.acting().subject;
  object.need_to_know = access::RuleOf(Act::kIntakeRead).duties.Contains(subject.acting);
  return object;
}

std::span<const ActForm> IntakeForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
