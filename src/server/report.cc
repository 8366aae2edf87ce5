#include "server/report.h"

#include <array>
#include <map>

#include "registry/audits.h"
#include "registry/finders.h"
#include "registry/form.h"
#include "server/book_row.h"
#include "server/device_sheet.h"
#include "server/find.h"

namespace niem::server {
namespace {

using access::Act;
using access::Object;
using registry::Deed;
using registry::Document;

constexpr int64_t kPage = 500;

const registry::Finder<registry::Book> kBooksOf(
    "server.report_books", "WHERE kind = $1 AND unit = $2 AND year = $3 ORDER BY volume");
const registry::Finder<registry::Entry> kEntries(
    "server.report_entries", "WHERE book = $1 AND number > $2 ORDER BY number LIMIT $3");
const registry::Finder<Document> kDocuments("server.report_documents",
                                            "WHERE id > $1 AND unit = $2 ORDER BY id LIMIT $3");
const registry::Finder<Document> kDocument("server.report_document", "WHERE id = $1");
const store::Sql kCopies("server.report_copies",
                         "SELECT d.level, d.compartments, c.form, c.state, COUNT(*) FROM copy c "
                         "JOIN document d ON d.id = c.document WHERE d.unit = $1 "
                         "GROUP BY d.level, d.compartments, c.form, c.state");

bool May(const Deed& deed, const access::Label& label) {
  return access::Dominates(deed.acting().subject.clearance, label);
}

void BeginBook(const law::Register& form, Sheet* sheet) {
  sheet->title = form.name;
  for (const law::Column& column : form.columns) {
    sheet->columns.push_back({column.id, column.name, law::Caution(column)});
  }
}

Status AddEntry(Deed& deed, const registry::Book& book, const registry::Entry& entry,
                const law::Register& form, Sheet* sheet) {
  std::optional<Document> document;
  if (entry.document) {
    TRY_ASSIGN(auto found, Find(deed, kDocument, {*entry.document}));
    if (!found.empty() && May(deed, found.front().LabelOf())) document = found.front();
  }
  const bool hidden = entry.document && !document;
  TRY_ASSIGN(const BookRow row,
             BookRow::Of(deed, book.kind, entry, document ? &*document : nullptr));
  std::vector<std::string> cells;
  for (const law::Column& column : form.columns) {
    const bool shown = !hidden || column.id == "serial" || column.id == "arrival_number";
    cells.push_back(shown ? row.Cell(column.id) : "");
  }
  sheet->rows.push_back(std::move(cells));
  if (document && document->state != access::ObjectState::kReleased) {
    sheet->level = std::max(sheet->level, document->level);
  }
  return Ok();
}

Status AddBook(Deed& deed, const registry::Book& book, const law::Register& form, Sheet* sheet) {
  int64_t after = 0;
  while (true) {
    TRY_ASSIGN(const auto entries, Find(deed, kEntries, {book.id, after, kPage}));
    for (const registry::Entry& entry : entries) {
      after = entry.number;
      TRY(AddEntry(deed, book, entry, form, sheet));
    }
    if (static_cast<int64_t>(entries.size()) < kPage) return Ok();
  }
}

Status FillBook(Deed& deed, const ReportOrder& order, const law::Register& form, Sheet* sheet) {
  BeginBook(form, sheet);
  TRY_ASSIGN(const auto books, Find(deed, kBooksOf, {order.kind, order.unit, order.year}));
  for (const registry::Book& book : books) TRY(AddBook(deed, book, form, sheet));
  return Ok();
}

Error NoBook(const std::string& kind) {
  return {ErrorCode::kInvalidArgument,
          {"gói luật không có sổ \"" + kind + "\"", "the law pack has no book \"" + kind + "\""}};
}

struct Period {
  Date from, until;
  Text caution;
};

// "12-15" of the year before to "12-14", where the pack names such days; else the calendar year.
Period PeriodOf(const Deed& deed, int year) {
  const auto day = [](int of, const std::string& text) {
    return Date::Parse(std::to_string(of) + "-" + text);
  };
  for (const law::ReportRule& rule : deed.law().reports()) {
    if (rule.id != "yearly" || rule.from_day.empty() || rule.to_day.empty()) continue;
    const auto from = day(year - 1, rule.from_day);
    const auto until = day(year, rule.to_day);
    if (from.ok() && until.ok()) return {*from, *until, law::Caution(rule)};
  }
  return {*Date::FromYmd(year, 1, 1),
          *Date::FromYmd(year, 12, 31),
          {"gói luật không nêu kỳ báo cáo năm: lấy năm dương lịch; chưa đối chiếu bản gốc",
           "the law pack names no yearly period: the calendar year; not checked against the text"}};
}

struct Figure {
  std::string_view id;
  StaticText name;
};

constexpr std::array<Figure, 7> kFigures = {{
    {"incoming", {"Tài liệu đến trong kỳ", "Received in the period"}},
    {"outgoing", {"Tài liệu ban hành trong kỳ", "Issued in the period"}},
    {"in_force", {"Tài liệu đang bảo vệ", "Protected now"}},
    {"released", {"Giải mật trong kỳ", "Declassified in the period"}},
    {"copies", {"Bản đang giữ hoặc đang giao (hiện nay)", "Copies held or out (now)"}},
    {"copied", {"Bản sao, chụp đã làm (đến nay)", "Copies and photographs made (to date)"}},
    {"destroyed", {"Bản đã tiêu hủy (đến nay)", "Copies destroyed (to date)"}},
}};

using Counts = std::map<std::string_view, std::map<Level, int64_t>>;

Status CountDocuments(Deed& deed, const ReportOrder& order, const Period& period, Counts* counts) {
  const auto within = [&](const std::optional<Date>& day) {
    return day && *day >= period.from && *day <= period.until;
  };
  for (int64_t after = 0;;) {
    TRY_ASSIGN(const auto documents, Find(deed, kDocuments, {after, order.unit, kPage}));
    for (const Document& one : documents) {
      after = one.id;
      if (!May(deed, one.LabelOf())) continue;
      const bool incoming = one.direction == registry::Direction::kIncoming;
      const bool issued = !incoming && one.state != access::ObjectState::kDraft &&
                          one.state != access::ObjectState::kProposed;
      if (incoming && within(one.arrived)) ++(*counts)["incoming"][one.level];
      if (issued && within(one.determined)) ++(*counts)["outgoing"][one.level];
      if (one.state == access::ObjectState::kInForce) ++(*counts)["in_force"][one.level];
      if (within(one.released)) ++(*counts)["released"][one.level];
    }
    if (static_cast<int64_t>(documents.size()) < kPage) return Ok();
  }
}

Status FillStatistics(Deed& deed, const ReportOrder& order, Sheet* sheet) {
  const Period period = PeriodOf(deed, order.year);
  sheet->title = {"Số liệu bảo vệ bí mật nhà nước", "Figures on the protection of state secrets"};
  sheet->period = {"Từ " + period.from.Shown().vi + " đến " + period.until.Shown().vi,
                   "From " + period.from.Shown().en + " to " + period.until.Shown().en};
  if (!period.caution.vi.empty()) sheet->notes.push_back(period.caution);
  sheet->notes.push_back({"Số liệu chỉ gồm phần người lập được tiếp cận",
                          "Figures cover what the person who made it may reach"});
  Counts counts;
  TRY(CountDocuments(deed, order, period, &counts));
  TRY_ASSIGN(const store::Rows copies, deed.Query(kCopies, {order.unit}));
  for (const store::Row row : copies) {
    const Level level = LevelFromName(row.Text(0)).value_or(Level::kNone);
    if (!May(deed, {level, access::SplitCodes(row.Text(1)), order.unit})) continue;
    const std::string_view state = row.Text(3);
    if (state == "held" || state == "out") counts["copies"][level] += row.Int(4);
    if (state == "destroyed") counts["destroyed"][level] += row.Int(4);
    if (row.Text(2) != "original") counts["copied"][level] += row.Int(4);
  }
  sheet->columns.push_back({"figure", {"Nội dung", "Figure"}, {}});
  for (const Level level : law::kLevels) {
    const StaticText term = law::LevelTerm(level);
    sheet->columns.push_back({std::string(LevelName(level)), Text(term), {}});
  }
  sheet->columns.push_back({"total", {"Cộng", "Total"}, {}});
  for (const Figure& figure : kFigures) {
    std::vector<std::string> cells = {std::string(figure.name.vi)};
    int64_t total = 0;
    for (const Level level : law::kLevels) {
      cells.push_back(std::to_string(counts[figure.id][level]));
      total += counts[figure.id][level];
    }
    cells.push_back(std::to_string(total));
    sheet->rows.push_back(std::move(cells));
  }
  return Ok();
}

}  // namespace

bool KeepsBooksOf(const access::Subject& subject, const std::string& unit) {
  const bool duty = subject.acting == access::Duty::kRegistrar ||
                    subject.acting == access::Duty::kKeeper ||
                    subject.acting == access::Duty::kAuthority;
  return duty && subject.active && subject.duties.Contains(subject.acting) &&
         subject.clearance.units.Contains(unit);
}

Status FillOneBook(Deed& deed, const registry::Book& book, Sheet* sheet) {
  const std::string kind(registry::CodeOf(book.kind));
  for (const law::Register& form : deed.law().registers()) {
    if (form.id != kind) continue;
    BeginBook(form, sheet);
    const std::string year = std::to_string(book.year), volume = std::to_string(book.volume);
    sheet->period = {"Năm " + year + ", quyển " + volume, "Year " + year + ", volume " + volume};
    return AddBook(deed, book, form, sheet);
  }
  return NoBook(kind);
}

Result<registry::Outcome> MakeReport(registry::Registry& registry, const registry::Actor& actor,
                                     const ReportOrder& order, Sheet* sheet) {
  if (order.kind == "devices") {
    const auto aim = [&](const Deed& deed) {
      registry::AuditFinding least;
      least.unit = order.unit;
      return registry::ObjectOf(deed, least);
    };
    return registry.Read(actor, Act::kAuditRead, aim,
                         [&](Deed& deed) { return FillDevices(deed, order.unit, sheet); });
  }
  Object object;  // of the least label in the unit: each row is decided by its own
  object.kind = access::ObjectKind::kDocument;
  object.state = access::ObjectState::kInForce;
  object.label.unit = order.unit;
  const auto look = [&](Deed& deed) -> Status {
    if (!KeepsBooksOf(deed.acting().subject, order.unit)) return Deed::Absent();
    if (order.kind == "statistics") return FillStatistics(deed, order, sheet);
    for (const law::Register& form : deed.law().registers()) {
      if (form.id != order.kind) continue;
      sheet->period = {"Năm " + std::to_string(order.year), "Year " + std::to_string(order.year)};
      return FillBook(deed, order, form, sheet);
    }
    return NoBook(order.kind);
  };
  return registry.Read(actor, Act::kDocumentSearch, object, look);
}

}  // namespace niem::server
