// Lists of the registers as Excel files for whoever keeps the books: a book in its statutory
// columns, the documents that a search finds. Each export is in the ledger as one. A list in which
// something still bears a level leaves the store only where the agency has allowed that
// (export.labelled): no text that was read settles it, so it is off.
#include <algorithm>
#include <array>

#include "registry/search.h"
#include "registry/settings.h"
#include "server/api.h"
#include "server/api_parts.h"
#include "server/book_row.h"
#include "server/report.h"
#include "server/sheet_xlsx.h"

namespace niem::server {
namespace {

using access::Act;
using access::Object;
using registry::Deed;
using registry::Document;
using registry::Outcome;

constexpr int64_t kPage = 500;
constexpr size_t kMostRows = 20'000;

Status MayLeave(Deed& deed, Sheet* sheet) {
  if (sheet->rows.size() > kMostRows) {
    const std::string most = std::to_string(kMostRows);
    return deed.Refuse("export.rows", {"danh sách quá " + most + " dòng: thu hẹp điều kiện tìm",
                                       "more than " + most + " rows: narrow the search"});
  }
  if (sheet->level != Level::kNone) {
    TRY_ASSIGN(const std::string allowed, registry::HouseValue(deed, registry::kLabelledExport));
    if (allowed != "on") {
      return deed.Refuse("export.labelled",
                         {"danh sách có mục đang mang độ mật: cơ quan chưa cho phép xuất ra tệp "
                          "(tham số export.labelled, do người có thẩm quyền hoặc cán bộ bảo vệ "
                          "BMNN đặt)",
                          "the list holds what still bears a level: the agency has not allowed "
                          "that to leave as a file (setting export.labelled, of the authority or "
                          "the security officer)"});
    }
  }
  const std::string title(LevelTitle(sheet->level));
  const Text shown = deed.today().Shown();
  const std::string& who = deed.acting().person.name;
  sheet->notes.insert(sheet->notes.begin(),
                      {title + (title.empty() ? "" : ". ") + "Xuất ngày " + shown.vi + ", " + who,
                       title + (title.empty() ? "" : ". ") + "Exported " + shown.en + ", " + who});
  return Ok();
}

template <typename Fill>
Result<ApiResponse> Exported(registry::Registry& registry, const Api::Call& call, int64_t id,
                             const std::string& name, Fill fill) {
  Sheet sheet;
  const auto look = [&](Deed& deed) -> Status {
    sheet = Sheet{};
    TRY(fill(deed, &sheet));
    return MayLeave(deed, &sheet);
  };
  TRY_ASSIGN(const Outcome outcome,
             registry.Read(call.actor, Act::kListExport, Object{}, look, id));
  if (outcome.refused) return AnswerOf(outcome);
  TRY_ASSIGN(std::string bytes, SheetXlsx(sheet));
  ApiResponse answer{200, std::move(bytes), std::string(kXlsxType), {}};
  answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return answer;
}

void BeginDocuments(Sheet* sheet) {
  sheet->title = {"Danh sách văn bản", "Documents"};
  for (const auto& [id, vi, en] : std::initializer_list<std::array<const char*, 3>>{
           {"number", "Số, ký hiệu", "Number"},
           {"dated", "Ngày văn bản", "Its day"},
           {"arrived", "Ngày đến", "Arrived"},
           {"type", "Tên loại", "Type"},
           {"subject", "Trích yếu", "Abstract"},
           {"issuer", "Nơi gửi", "From"},
           {"recipients", "Nơi nhận", "To"},
           {"level", "Độ mật", "Level"},
           {"state", "Trạng thái", "State"},
           {"until", "Bảo vệ đến", "Protected until"}}) {
    sheet->columns.push_back({id, {vi, en}, {}});
  }
}

void AddDocument(const Document& one, Sheet* sheet) {
  const auto day = [](const std::optional<Date>& date) {
    return date ? date->Shown().vi : std::string();
  };
  sheet->rows.push_back({NumberShown(one), day(one.dated), day(one.arrived), one.type_name,
                         one.subject, one.issuer, one.recipients,
                         std::string(LevelTitle(one.level)),
                         std::string(access::ObjectStateCode(one.state)), day(one.term_end)});
  if (one.state != access::ObjectState::kReleased) sheet->level = std::max(sheet->level, one.level);
}

Status FillDocuments(Deed& deed, const registry::DocumentQuery& query, Sheet* sheet) {
  BeginDocuments(sheet);
  TRY_ASSIGN(auto search, registry::DocumentSearch::Begin(deed.tx(), deed.acting().subject,
                                                          deed.today(), query));
  for (int64_t before = INT64_MAX; sheet->rows.size() <= kMostRows;) {
    TRY_ASSIGN(const std::vector<Document> found, search.Find(before, kPage));
    for (const Document& one : found) AddDocument(one, sheet);
    if (static_cast<int64_t>(found.size()) < kPage) return Ok();
    before = found.back().id;
  }
  return Ok();
}

}  // namespace

Result<ApiResponse> Api::BookExcel(Call& call) {
  const int64_t id = std::stoll(call.parameter);  // a number, as the route says
  const auto fill = [&](Deed& deed, Sheet* sheet) -> Status {
    const Result<registry::Book> book = deed.Get<registry::Book>(id);
    if (!book.ok() && book.error().code() != ErrorCode::kNotFound) return book.error();
    if (!book.ok() || !KeepsBooksOf(deed.acting().subject, book->unit)) return Deed::Absent();
    deed.SetObject(access::ObjectKind::kBook, id, {});
    return FillOneBook(deed, *book, sheet);
  };
  return Exported(instance_.registry(), call, id, "so-" + call.parameter + ".xlsx", fill);
}

Result<ApiResponse> Api::DocumentsExcel(Call& call) {
  TRY_ASSIGN(const ApiRequest request, QueryFromBody(call.request));
  TRY_ASSIGN(const registry::DocumentQuery query, ReadDocumentQuery(request));
  return Exported(instance_.registry(), call, 0, "van-ban.xlsx",
                  [&](Deed& deed, Sheet* sheet) { return FillDocuments(deed, query, sheet); });
}

}  // namespace niem::server
