#define RAPIDJSON_HAS_STDSTRING 1
#include "registry/intake_plan.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/json_text.h"
#include "registry/articles.h"
#include "registry/finders.h"
#include "registry/intake_cells.h"
#include "registry/rules.h"
#include "text/fold.h"

namespace niem::registry {
namespace {

using rapidjson::Value;

constexpr size_t kMaxLine = 500;  // characters, as in the forms
constexpr size_t kMaxText = 10'000;
constexpr int64_t kMaxPages = 100'000;
constexpr int64_t kMaxCopies = 1'000;   // of one row
constexpr int64_t kMaxRow = 1'048'576;  // of an Excel sheet
constexpr size_t kMaxRecipients = 200;  // as the place where copies are
constexpr int kFirstYear = 1945;
constexpr size_t kAskedAtOnce = 256;

const Finder<Document> kNumbered("registry.find_documents_numbered",
                                 "WHERE number = $1 AND symbol = $2 ORDER BY id LIMIT 100");
const Finder<Person> kPeople("registry.find_people_in_service",
                             "WHERE state = 'open' ORDER BY id LIMIT 100000");

std::vector<IntakeColumn> MakeColumns() {
  return {
      {"book_number",
       {"Số đến, số đi trong sổ cũ", "Number in the old register"},
       false,
       {"so den", "so di", "so dang ky", "so vao so", "so trong so cu"}},
      {"book_day",
       {"Ngày đến, ngày đăng ký", "Day of arrival or entry"},
       false,
       {"ngay den", "ngay dang ky", "ngay vao so", "ngay di"}},
      {"issuer",
       {"Cơ quan, tổ chức ban hành", "Issuer"},
       false,
       {"co quan to chuc ban hanh", "co quan ban hanh", "noi ban hanh", "noi gui", "tac gia",
        "don vi ban hanh", "co quan gui"}},
      {"number",
       {"Số, ký hiệu", "Number and symbol"},
       true,
       {"so ky hieu", "so van ban", "so va ky hieu", "so hieu", "so ki hieu"}},
      {"symbol",
       {"Ký hiệu (nếu ở cột riêng)", "Symbol (where in a column of its own)"},
       false,
       {"ky hieu", "ki hieu"}},
      {"dated",
       {"Ngày, tháng văn bản", "Day of the document"},
       false,
       {"ngay thang", "ngay van ban", "ngay thang van ban", "ngay ban hanh", "ngay ky"}},
      {"type_name", {"Tên loại", "Type"}, false, {"ten loai", "loai van ban", "the loai"}},
      {"subject",
       {"Tên loại và trích yếu nội dung", "Type and abstract"},
       false,
       {"ten loai va trich yeu", "ten loai trich yeu", "trich yeu", "noi dung"}},
      {"level", {"Độ mật", "Level"}, true, {"do mat", "muc do mat", "cap do mat", "muc mat"}},
      {"determined",
       {"Ngày, tháng xác định độ mật", "Day of determination"},
       false,
       {"ngay thang xac dinh", "ngay xac dinh"}},
      {"term_end",
       {"Thời hạn bảo vệ đến ngày", "Protected until"},
       false,
       {"thoi han bao ve", "bao ve den", "het thoi han", "thoi han bmnn", "ngay het han"}},
      {"copies", {"Số lượng bản", "Copies"}, false, {"so luong", "so ban", "tong so ban"}},
      {"copy_numbers", {"Bản số", "Numbers of the copies"}, false, {"ban so"}},
      {"pages", {"Số trang", "Pages"}, false, {"so trang", "so to"}},
      {"recipients", {"Nơi nhận", "Recipients"}, false, {"noi nhan"}},
      {"signer", {"Người ký", "Signer"}, false, {"nguoi ky"}},
      {"place",
       {"Nơi lưu giữ", "Kept at"},
       false,
       {"noi luu", "don vi luu", "vi tri luu", "tu ho so", "luu tai"}},
      {"holder",
       {"Người đang giữ (họ tên hoặc tên đăng nhập)", "Who has it (name or login)"},
       false,
       {"nguoi dang giu", "nguoi giu", "nguoi muon"}},
      {"outside",
       {"Cơ quan khác đang giữ", "Another agency that has it"},
       false,
       {"co quan khac dang giu", "co quan dang giu", "co quan giu", "gui cho"}},
      {"note", {"Ghi chú", "Notes"}, false, {"ghi chu"}},
  };
}

Error BadRows(const std::string& vi, const std::string& en) {
  return Error(ErrorCode::kInvalidArgument, {"trường “rows”: " + vi, "field “rows”: " + en});
}

const IntakeColumn* ColumnNamed(std::string_view name) {
  for (const IntakeColumn& column : IntakeColumns()) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

using Cells = std::map<std::string_view, std::string_view>;

// What belongs to one document in the sheet: number, symbol, day, issuer.
std::string KeyOf(const Document& document) {
  return document.number + "\n" + document.symbol + "\n" +
         (document.dated ? document.dated->ToString() : "") + "\n" +
         text::FoldText(document.issuer);
}

class Planner {
 public:
  Planner(Deed& deed, Direction direction, std::string unit)
      : deed_(deed), direction_(direction), unit_(std::move(unit)) {}

  // Before the rows: looks for all their numbers at once.
  Status LookForNumbers(const Value& rows);
  Status Ask(std::vector<store::Change>* asked);
  Status Add(const Value& json);

  IntakePlan Finish() { return std::move(plan_); }

 private:
  Status TakeCells(const Value& json);
  Status Read();
  void ReadTexts();
  void ReadLevel();
  void ReadDays();
  void ReadTerm();
  void ReadCopies();
  Status ReadPlace();
  void LookForSame();
  void Join(size_t earlier);
  Result<int64_t> PersonCalled(std::string_view name);
  Result<bool> IsCleared(int64_t person);

  std::string_view Cell(std::string_view field) const {
    const auto found = cells_.find(field);
    return found == cells_.end() ? std::string_view() : found->second;
  }

  // The cell by `read`, where there is one; what it cannot be is a problem of the row.
  template <typename T, typename F>
  std::optional<T> In(std::string_view field, F read) {
    const std::string_view cell = Cell(field);
    if (cell.find_first_not_of(" \t\r\n") == std::string_view::npos) return std::nullopt;
    Result<T> value = read(cell);
    if (value.ok()) return std::move(*value);
    Problem(field, value.error().message());
    return std::nullopt;
  }

  std::string Line(std::string_view field, size_t most = kMaxLine) {
    return In<std::string>(field, [&](std::string_view cell) { return LineInCell(cell, most); })
        .value_or("");
  }

  void Note(std::vector<IntakeNote>& notes, std::string_view field, const Text& message) {
    // Each list for itself: a thousand warnings hide no problem.
    if (notes.size() < kMaxIntakeNotes) {
      notes.push_back({row_.row, field, message});
    } else {
      plan_.more = true;
    }
  }

  void Problem(std::string_view field, const Text& message) {
    good_ = false;
    Note(plan_.problems, field, message);
  }

  void Warn(std::string_view field, const Text& message) { Note(plan_.warnings, field, message); }

  // Of the law, not of the row: told once, beside the first row that it is about.
  void Caution(const Text& caution) {
    const auto told = [&](const Text& one) { return one.vi == caution.vi; };
    if (caution.vi.empty() || std::any_of(plan_.cautions.begin(), plan_.cautions.end(), told)) {
      return;
    }
    plan_.cautions.push_back(caution);
    Warn("term_end", caution);
  }

  Deed& deed_;
  Direction direction_;
  std::string unit_;
  IntakePlan plan_;
  int64_t copies_ = 0;
  std::set<int64_t> seen_;                   // row numbers
  std::map<std::string, size_t> by_key_;     // a document's first row in plan_.rows
  std::map<std::string, int64_t> in_books_;  // by key
  std::map<std::string, int64_t> by_name_;   // who is in service; 0: several of that name
  std::map<std::pair<int64_t, Level>, bool> cleared_;
  // Of the row that is being read:
  Cells cells_;
  Document document_;
  PlannedRow row_;
  bool good_ = true;
};

Status Planner::TakeCells(const Value& json) {
  cells_.clear();
  if (!json.IsObject()) return BadRows("mỗi dòng là một đối tượng", "each row is an object");
  const auto number = json.FindMember("row");
  if (number == json.MemberEnd() || !number->value.IsInt64() || number->value.GetInt64() < 1 ||
      number->value.GetInt64() > kMaxRow) {
    return BadRows("“row” là số của dòng trong bảng", "“row” is the number of the sheet's row");
  }
  row_.row = number->value.GetInt64();
  const std::string at = std::to_string(row_.row);
  if (!seen_.insert(row_.row).second) {
    return BadRows("dòng " + at + " có hai lần", "row " + at + " is there twice");
  }
  for (const auto& member : json.GetObject()) {
    const std::string_view name(member.name.GetString(), member.name.GetStringLength());
    if (name == "row") continue;
    const IntakeColumn* column = ColumnNamed(name);
    if (column == nullptr || !member.value.IsString() || cells_.contains(column->name)) {
      const std::string field(name);
      return BadRows("dòng " + at + ", “" + field + "”: cột lạ, lặp lại hoặc không phải chữ",
                     "row " + at + ", “" + field + "”: an unknown column, twice, or no text");
    }
    cells_[column->name] = {member.value.GetString(), member.value.GetStringLength()};
  }
  return Ok();
}

void Planner::ReadTexts() {
  std::tie(document_.number, document_.symbol) = NumberInCell(Line("number"));
  if (const std::string symbol = Line("symbol"); !symbol.empty()) {
    if (!document_.symbol.empty() && document_.symbol != symbol) {
      Problem("symbol",
              {"khác ký hiệu đã ghi cùng số", "differs from the symbol behind the number"});
    }
    document_.symbol = symbol;
  }
  if (document_.number.empty()) {
    Problem("number", {"thiếu số văn bản", "the document's number is missing"});
  }
  document_.type_name = Line("type_name");
  document_.subject = Line("subject");
  document_.signer = Line("signer");
  document_.recipients = Line("recipients", kMaxText);
  document_.note = Line("note", kMaxText);
  document_.issuer = Line("issuer");
  if (direction_ == Direction::kIncoming && Cell("issuer").empty()) {
    Problem("issuer", {"thiếu cơ quan ban hành", "the issuer is missing"});
  }
  if (direction_ == Direction::kOutgoing && !document_.issuer.empty()) {
    Warn("issuer", {"văn bản đi do cơ quan này ban hành: bỏ qua ô này",
                    "what goes out is issued here: this cell is left out"});
    document_.issuer.clear();
  }
  const auto pages = [](std::string_view cell) { return CountInCell(cell, kMaxPages); };
  document_.pages = In<int64_t>("pages", pages).value_or(0);
}

void Planner::ReadLevel() {
  if (const auto level = In<Level>("level", LevelInCell)) {
    document_.level = *level;
    if (*level > deed_.acting().subject.clearance.level) {
      Problem("level", {"cao hơn phạm vi tiếp cận của người nhập; người có phạm vi cao hơn nhập",
                        "above your clearance; one who is cleared higher must bring it in"});
    }
  } else if (Cell("level").empty()) {
    Problem("level", {"thiếu độ mật; dòng không phải bí mật nhà nước thì bỏ ra",
                      "the level is missing; leave out rows that are no state secret"});
  }
  if (document_.level == Level::kTuyetMat && !document_.subject.empty()) {
    const Text article = ArticleOfAbstract(deed_.law());
    Problem("subject", {"không ghi trích yếu của tài liệu Tuyệt mật vào sổ (" + article.vi + ")",
                        "the subject of a Tuyệt mật document is not entered in a register (" +
                            article.en + ")"});
  }
}

void Planner::ReadDays() {
  const auto past = [&](std::string_view cell) -> Result<Date> {
    TRY_ASSIGN(const Date day, DayInCell(cell));
    if (day <= deed_.today() && day.year() >= kFirstYear) return day;
    return Error(ErrorCode::kInvalidArgument,
                 {"ngày ở tương lai hoặc quá xa; kiểm tra năm",
                  "the day is in the future, or too far back; check the year"});
  };
  document_.dated = In<Date>("dated", past);
  document_.determined = In<Date>("determined", past);
  row_.book_day = In<Date>("book_day", past);
  if (direction_ == Direction::kIncoming) document_.arrived = row_.book_day;
  document_.term_end = In<Date>("term_end", DayInCell);
  row_.book_number = Line("book_number");
}

// The issuer's stamp is a fact here, as at arrival: whether it was about an activity was his to
// look at.
void Planner::ReadTerm() {
  // No term belongs to what has no level; that it has none is told already.
  if (document_.level == Level::kNone) return;
  if (document_.determined) {
    law::TermOverride how;
    how.last_day = document_.term_end;
    how.activity = true;
    const auto term = FindTerm(deed_, how.last_day ? std::optional(how) : std::nullopt,
                               *document_.determined, &document_);
    if (!term.ok()) {
      Problem(how.last_day ? "term_end" : "determined", term.error().message());
      return;
    }
    Caution(term->caution);
  }
  if (!document_.term_end) {
    Warn("term_end", {"chưa tính được thời hạn bảo vệ: thiếu ngày xác định độ mật",
                      "no term can be told: the day of determination is missing"});
  } else if (*document_.term_end < deed_.today()) {
    const Text day = document_.term_end->Shown();
    Warn("term_end", {"đã hết thời hạn bảo vệ từ " + day.vi + ": sẽ nằm trong việc cần làm",
                      "its term ended on " + day.en + ": it will be among the deadlines"});
  }
}

void Planner::ReadCopies() {
  const auto count = [](std::string_view cell) { return CountInCell(cell, kMaxCopies); };
  const auto numbers = [](std::string_view cell) { return NumbersInCell(cell, kMaxCopies); };
  const auto copies = In<int64_t>("copies", count);
  row_.numbers = In<std::vector<int64_t>>("copy_numbers", numbers).value_or(std::vector<int64_t>());
  const auto named = static_cast<int64_t>(row_.numbers.size());
  if (copies && named > 0 && *copies != named) {
    Problem("copies",
            {"khác số bản đã ghi ở Bản số (" + std::to_string(named) + ")",
             "differs from the copies that are numbered (" + std::to_string(named) + ")"});
  }
  row_.named = named > 0;
  row_.copies = row_.named ? named : copies.value_or(1);
  for (int64_t i = 1; !row_.named && i <= row_.copies; ++i) row_.numbers.push_back(i);
}

Result<int64_t> Planner::PersonCalled(std::string_view name) {
  if (by_name_.empty()) {
    TRY_ASSIGN(const std::vector<Person> people, deed_.Find(kPeople, {}));
    for (const Person& person : people) {
      by_name_[person.login] = person.id;
      by_name_["n" + std::to_string(person.id)] = person.id;  // as their labels say
    }
    for (const Person& person : people) {
      const auto [at, fresh] = by_name_.emplace(text::FoldText(person.name), person.id);
      if (!fresh && at->second != person.id) at->second = 0;
    }
  }
  const std::string line(name);
  auto found = by_name_.find(line);
  if (found == by_name_.end()) found = by_name_.find(text::FoldText(name));
  if (found == by_name_.end()) {
    return Error(ErrorCode::kInvalidArgument, {"không có người tên “" + line +
                                                   "” đang công tác; ghi đúng họ tên hoặc tên đăng "
                                                   "nhập, hoặc để trống",
                                               "nobody in service is called “" + line +
                                                   "”; write the name or the login, or "
                                                   "leave it empty"});
  }
  if (found->second == 0) {
    return Error(ErrorCode::kInvalidArgument,
                 {"có nhiều người tên “" + line + "”; ghi tên đăng nhập",
                  "several are called “" + line + "”; write the login"});
  }
  return found->second;
}

Result<bool> Planner::IsCleared(int64_t person) {
  const auto known = cleared_.find({person, document_.level});
  if (known != cleared_.end()) return known->second;
  TRY_ASSIGN(const std::vector<Clearance> found,
             deed_.Find(ClearancesOf(), {person, deed_.today().ToString()}));
  const bool fits =
      !found.empty() &&
      access::Dominates({found.front().level, found.front().compartments, found.front().units},
                        document_.LabelOf());
  cleared_[{person, document_.level}] = fits;
  return fits;
}

// With a person, with another agency, or in the store. What was issued and is said to be nowhere is
// with its recipients.
Status Planner::ReadPlace() {
  Copy& where = row_.where;
  where.place = Line("place");
  where.outside = Line("outside");
  if (const std::string name = Line("holder"); !name.empty()) {
    const Result<int64_t> person = PersonCalled(name);
    if (!person.ok() && person.error().code() != ErrorCode::kInvalidArgument) return person.error();
    if (!person.ok()) {
      Problem("holder", person.error().message());
      return Ok();
    }
    where.holder = *person;
    TRY_ASSIGN(const bool fits, IsCleared(*person));
    if (!fits) {
      Problem("holder", {"người này không được tiếp cận độ mật, phạm vi này; thu hồi bản trước, "
                         "hoặc cấp phạm vi tiếp cận",
                         "not cleared for this level and scope; take the copy back first, or "
                         "grant a clearance"});
    }
  }
  if (where.holder && !where.outside.empty()) {
    Problem("outside", {"một bản không ở hai nơi: chỉ ghi người giữ hoặc cơ quan giữ",
                        "a copy is in one place: name the person or the agency"});
  }
  const bool issued = direction_ == Direction::kOutgoing && !document_.recipients.empty();
  if (!where.holder && where.outside.empty() && where.place.empty() && issued) {
    where.outside = document_.recipients.size() <= kMaxRecipients ? document_.recipients
                                                                  : "theo nơi nhận của văn bản";
  }
  const bool out = where.holder || !where.outside.empty();
  where.state = out ? CopyState::kOut : CopyState::kHeld;
  return Ok();
}

// Another copy of a document of this sheet.
void Planner::Join(size_t earlier) {
  const PlannedRow& first = plan_.rows[earlier];
  const Document& same = plan_.documents[first.document];
  const std::string at = std::to_string(first.row);
  if (same.level != document_.level) {
    Problem("level", {"khác độ mật của cùng văn bản ở dòng " + at,
                      "differs from the level of the same document in row " + at});
  }
  if (!first.named || !row_.named) {
    Problem("number", {"trùng dòng " + at +
                           " (cùng số, ngày, nơi ban hành); nếu là bản khác của văn "
                           "bản ấy thì ghi Bản số ở cả hai dòng",
                       "the same as row " + at +
                           " (number, day, issuer); if it is another copy, "
                           "number the copies in both rows"});
  }
  for (const PlannedRow& row : plan_.rows) {
    if (!first.named || !row_.named || row.document != first.document) continue;
    for (const int64_t number : row_.numbers) {
      if (!std::binary_search(row.numbers.begin(), row.numbers.end(), number)) continue;
      const std::string which = std::to_string(number), there = std::to_string(row.row);
      Problem("copy_numbers", {"bản số " + which + " đã có ở dòng " + there,
                               "copy " + which + " is in row " + there});
    }
  }
  row_.document = first.document;
}

// What he may not know of is as if it were not there.
Status Planner::LookForNumbers(const Value& rows) {
  const auto line = [](const Value& row, const char* name) -> std::string {
    const auto cell = row.FindMember(name);
    if (cell == row.MemberEnd() || !cell->value.IsString()) return {};
    auto text = LineInCell({cell->value.GetString(), cell->value.GetStringLength()}, kMaxLine);
    return text.ok() ? std::move(*text) : std::string();
  };
  std::set<std::pair<std::string, std::string>> numbers;
  for (const Value& row : rows.GetArray()) {
    if (!row.IsObject()) continue;
    auto number = NumberInCell(line(row, "number"));
    if (std::string symbol = line(row, "symbol"); !symbol.empty()) number.second = symbol;
    numbers.insert(std::move(number));
  }
  std::vector<store::Change> asked;
  for (const auto& [number, symbol] : numbers) {
    asked.push_back({&kNumbered.sql(), {number, symbol}});
    if (asked.size() == kAskedAtOnce) TRY(Ask(&asked));
  }
  return Ask(&asked);
}

// Only looked at, so none of them goes through the deed.
Status Planner::Ask(std::vector<store::Change>* asked) {
  if (asked->empty()) return Ok();
  TRY_ASSIGN(const std::vector<store::Rows> answers, deed_.tx().QueryAll(*asked));
  asked->clear();
  for (const store::Rows& answer : answers) {
    for (const store::Row row : answer) {
      TRY_ASSIGN(const Document one, FromRow<Document>(row));
      if (one.direction != direction_ || one.state == ObjectState::kEnded) continue;
      if (!access::Dominates(deed_.acting().subject.clearance, one.LabelOf())) continue;
      in_books_.emplace(KeyOf(one), one.id);
    }
  }
  return Ok();
}

void Planner::LookForSame() {
  const auto found = in_books_.find(KeyOf(document_));
  if (found == in_books_.end()) return;
  const std::string id = std::to_string(found->second);
  Problem("number", {"đã có trong sổ (văn bản " + id + "): cùng số, ngày, nơi ban hành",
                     "in the books already (document " + id + "): number, day, issuer"});
}

Status Planner::Read() {
  ReadTexts();
  ReadLevel();
  ReadDays();
  ReadTerm();
  ReadCopies();
  TRY(ReadPlace());
  if (good_) LookForSame();
  return Ok();
}

Status Planner::Add(const Value& json) {
  document_ = Document{}, row_ = PlannedRow{}, good_ = true;
  document_.direction = direction_;
  document_.state = ObjectState::kInForce;
  document_.unit = unit_;
  TRY(TakeCells(json));
  TRY(Read());
  const std::string key = KeyOf(document_);
  const auto same = by_key_.find(key);
  if (good_ && same != by_key_.end()) Join(same->second);
  if (!good_) {
    plan_.bad.push_back(row_.row);
    return Ok();
  }
  copies_ += row_.copies;
  if (copies_ > kMaxIntakeCopies) {
    const std::string most = std::to_string(kMaxIntakeCopies);
    return Error(ErrorCode::kTooLarge, {"quá " + most + " bản: chia thành nhiều lần nhập",
                                        "more than " + most + " copies: bring them in by parts"});
  }
  if (same == by_key_.end()) {
    by_key_[key] = plan_.rows.size();
    row_.document = plan_.documents.size();
    plan_.documents.push_back(std::move(document_));
  }
  plan_.documents[row_.document].planned += row_.copies;
  plan_.rows.push_back(std::move(row_));
  return Ok();
}

}  // namespace

std::span<const IntakeColumn> IntakeColumns() {
  static const std::vector<IntakeColumn> kColumns = MakeColumns();
  return kColumns;
}

int64_t IntakePlan::Copies() const {
  int64_t copies = 0;
  for (const PlannedRow& row : rows) copies += row.copies;
  return copies;
}

Level IntakePlan::Highest() const {
  Level highest = Level::kNone;
  for (const Document& document : documents) highest = std::max(highest, document.level);
  return highest;
}

Result<IntakePlan> PlanIntake(Deed& deed, Direction direction, const std::string& unit,
                              std::string_view rows_json) {
  rapidjson::Document json;
  if (ParseForeignJson(rows_json, &json) || !json.IsArray()) {
    return BadRows("phải là danh sách dòng", "must be a list of rows");
  }
  if (json.Size() > kMaxIntakeRows) {
    const std::string most = std::to_string(kMaxIntakeRows);
    return Error(ErrorCode::kTooLarge, {"quá " + most + " dòng: chia thành nhiều lần nhập",
                                        "more than " + most + " rows: bring them in by parts"});
  }
  Planner planner(deed, direction, unit);
  TRY(planner.LookForNumbers(json));
  for (const Value& row : std::as_const(json).GetArray()) TRY(planner.Add(row));
  return planner.Finish();
}

}  // namespace niem::registry
