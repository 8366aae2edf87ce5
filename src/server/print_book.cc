// A register on paper: cover, pages in the columns of the law pack, and the page that closes it.
#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "ledger/event.h"
#include "registry/log_store.h"
#include "server/book_row.h"
#include "server/find.h"
#include "server/print_parts.h"
#include "server/prints.h"
#include "server/report.h"
#include "server/sight.h"

namespace niem::server {
namespace {

using registry::Book;
using registry::Deed;
using registry::Entry;

constexpr int64_t kPage = 500;
constexpr uint64_t kEventsAtOnce = 1000;

const registry::Finder<Entry> kEntries("server.print_entries",
                                       "WHERE book = $1 AND number > $2 ORDER BY number LIMIT $3");

// The columns' shares of the width; the others get 1.
double WeightOf(std::string_view column) {
  struct Weight {
    std::string_view id;
    double weight;
  };

  constexpr std::array<Weight, 18> kWeights = {{{"serial", 0.55},
                                                {"arrival_number", 0.6},
                                                {"abstract", 2.9},
                                                {"number", 1.25},
                                                {"issuer", 1.7},
                                                {"recipients", 1.7},
                                                {"recipient", 1.7},
                                                {"receiver", 1.3},
                                                {"signer", 1.2},
                                                {"level", 0.8},
                                                {"count", 0.75},
                                                {"date", 0.95},
                                                {"arrived", 0.95},
                                                {"determined", 1.0},
                                                {"notes", 1.1},
                                                {"seal", 1.2},
                                                {"ordinals", 0.85},
                                                {"permitted_by", 1.2}}};
  for (const Weight& one : kWeights) {
    if (one.id == column) return one.weight;
  }
  return 1;
}

print::Align AlignOf(std::string_view column) {
  constexpr std::array<std::string_view, 8> kCentred = {
      "serial", "arrival_number", "level", "count", "date", "arrived", "determined", "ordinals"};
  const bool centred = std::find(kCentred.begin(), kCentred.end(), column) != kCentred.end();
  return centred ? print::Align::kCentre : print::Align::kLeft;
}

struct Filled {
  Level level = Level::kNone;  // the highest of what was printed
  int64_t entries = 0, voided = 0;
  int64_t first = 0, last = 0;
  std::optional<Date> from, until;
};

class BookPrint {
 public:
  BookPrint(Deed& deed, const Book& book, const law::Register& form, const PrintWish& wish,
            print::Paper* paper)
      : deed_(deed), book_(book), form_(form), wish_(wish), paper_(*paper) {}

  Status Make() {
    print::Table table;
    TRY(FillTable(&table));
    paper_.name = "Sổ";
    paper_.landscape = true;
    paper_.banner = BannerOf(filled_.level);
    TRY_ASSIGN(unit_, UnitName(deed_, book_.unit));
    paper_.head = form_.name.vi + "\n" + unit_ + " · năm " + std::to_string(book_.year) +
                  " · quyển " + std::to_string(book_.volume);
    TRY(PutCover());
    paper_.blocks.emplace_back(print::PageBreak{});
    const bool empty = table.rows.empty();
    paper_.blocks.emplace_back(std::move(table));
    if (empty) paper_.blocks.emplace_back(print::Paragraph{"Sổ chưa có số nào."});
    if (book_.closed) TRY(PutClosing());
    PutNotes();
    PutImprint(deed_, &paper_);
    return Ok();
  }

 private:
  Status FillTable(print::Table* table) {
    TRY_ASSIGN(const Sight sight, Sight::Of(deed_));
    table->numbered = true;
    table->points = form_.columns.size() > 11 ? 8.5 : 9.5;
    for (const law::Column& column : form_.columns) {
      table->columns.push_back({column.name.vi, WeightOf(column.id), AlignOf(column.id)});
    }
    for (int64_t after = 0;;) {
      TRY_ASSIGN(const auto entries, Find(deed_, kEntries, {book_.id, after, kPage}));
      std::vector<int64_t> ids;
      for (const Entry& entry : entries) {
        if (entry.document) ids.push_back(*entry.document);
      }
      TRY_ASSIGN(const auto documents, sight.Many(std::move(ids)));
      for (const Entry& entry : entries) {
        after = entry.number;
        const auto found = documents.find(entry.document.value_or(0));
        TRY(AddRow(entry, found == documents.end() ? nullptr : &found->second, table));
      }
      if (static_cast<int64_t>(entries.size()) < kPage) return Ok();
    }
  }

  Status AddRow(const Entry& entry, const registry::Document* document, print::Table* table) {
    const bool hidden = entry.document && document == nullptr;
    TRY_ASSIGN(const BookRow row, BookRow::Of(deed_, book_.kind, entry, document));
    std::vector<std::string> cells;
    for (const law::Column& column : form_.columns) {
      const bool shown = !hidden || column.id == "serial" || column.id == "arrival_number";
      const bool says = hidden && column.id == "notes";
      cells.push_back(shown ? row.Cell(column.id) : std::string(says ? kOutOfScope : ""));
    }
    table->rows.push_back(std::move(cells));
    if (filled_.entries++ == 0) filled_.first = entry.number;
    filled_.last = entry.number;
    if (entry.voided) ++filled_.voided;
    if (document != nullptr) filled_.level = std::max(filled_.level, document->level);
    filled_.from = std::min(filled_.from.value_or(entry.day), entry.day);
    filled_.until = std::max(filled_.until.value_or(entry.day), entry.day);
    return Ok();
  }

  // The words of the pack's cover with what is known of them; the rest is for the pen.
  std::string CoverValue(std::string_view words) const {
    const auto says = [&](std::string_view part) { return words.find(part) != words.npos; };
    if (says("chủ quản")) return {};
    if (says("Cơ quan, tổ chức")) return wish_.agency;
    if (says("Từ ngày")) {
      return filled_.from ? Shown(filled_.from) + " – " + Shown(filled_.until) : std::string();
    }
    if (says("Từ số")) {
      return filled_.entries > 0
                 ? std::to_string(filled_.first) + " – " + std::to_string(filled_.last)
                 : std::string();
    }
    if (says("Năm")) return std::to_string(book_.year);
    if (says("Quyển")) return std::to_string(book_.volume);
    return {};
  }

  Status PutCover() {
    TRY(PutHead(deed_, wish_.agency, book_.unit, &paper_));
    paper_.blocks.emplace_back(print::Space{22});
    const law::Form* const form = form_.form.empty() ? nullptr : deed_.law().FindForm(form_.form);
    std::string under;
    if (form != nullptr && !form->number.empty()) {
      under = "Mẫu số " + form->number + ", " + law::Cite(form->source).vi;
      const std::string caution = law::Caution(form->source).vi;
      if (!caution.empty()) under += " (" + caution + ")";
    }
    paper_.blocks.emplace_back(print::Heading{form_.name.vi, std::move(under), 24, true});
    paper_.blocks.emplace_back(print::Space{14});
    print::Facts facts;
    facts.name_width = 75;
    facts.points = 13;
    for (const Text& words : form_.cover) {
      facts.facts.push_back({words.vi, CoverValue(words.vi)});
    }
    if (form_.cover.empty()) {
      facts.facts = {{"Cơ quan, tổ chức", wish_.agency},
                     {"Năm", std::to_string(book_.year)},
                     {"Quyển số", std::to_string(book_.volume)}};
    }
    facts.facts.push_back({"Đơn vị quản lý sổ", unit_});
    facts.facts.push_back({"Mở ngày", Shown(book_.opened)});
    if (book_.closed) facts.facts.push_back({"Khóa ngày", Shown(book_.closed)});
    paper_.blocks.emplace_back(std::move(facts));
    return Ok();
  }

  Status PutClosing() {
    TRY_ASSIGN(const std::string closer, Closer());
    paper_.blocks.emplace_back(print::PageBreak{});
    paper_.blocks.emplace_back(print::Heading{"KHÓA SỔ", {}, 18});
    std::string count = "Sổ này ghi " + std::to_string(filled_.entries) + " số";
    if (filled_.entries > 0) {
      count += ", từ số " + std::to_string(filled_.first) + " đến số " +
               std::to_string(filled_.last) + ", trong đó " + std::to_string(filled_.voided) +
               " số đã hủy";
    }
    paper_.blocks.emplace_back(print::Paragraph{count + ".", 13});
    paper_.blocks.emplace_back(
        print::Paragraph{"Khóa ngày " + Shown(book_.closed) +
                             (closer.empty() ? std::string() : "; người khóa sổ: " + closer) + ".",
                         13});
    paper_.blocks.emplace_back(print::Signatures{
        {Signer("NGƯỜI KHÓA SỔ", closer), Signer("NGƯỜI ĐỨNG ĐẦU CƠ QUAN, TỔ CHỨC")}, 25});
    return Ok();
  }

  // The ledger knows who closed it; from the end backwards, no further than the day before.
  Result<std::string> Closer() {
    const registry::SqlLogStore log(deed_.tx());
    TRY_ASSIGN(const ledger::LogHead head, log.ReadHead());
    const std::string id = std::to_string(book_.id);
    std::optional<int64_t> person;
    bool before = false;
    for (uint64_t end = head.size; end > 0 && !person && !before;) {
      const uint64_t begin = end > kEventsAtOnce ? end - kEventsAtOnce : 0;
      TRY(log.ReadLeaves(begin, end, [&](uint64_t, std::string_view leaf) -> Status {
        TRY_ASSIGN(const ledger::Event event, ledger::Decode(AsBytes(leaf)));
        before = before || registry::DayOf(event.wall_us) < book_.closed->AddDays(-1);
        if (event.act != "book.close" || event.object_id != id) return Ok();
        int64_t number = 0;
        std::from_chars(event.person.data(), event.person.data() + event.person.size(), number);
        person = number;
        return Ok();
      }));
      end = begin;
    }
    return PersonName(deed_, person);
  }

  // Each caution once.
  void PutNotes() {
    std::set<std::string> cautions;
    for (const law::Column& column : form_.columns) {
      const std::string caution = law::Caution(column).vi;
      if (!caution.empty()) cautions.insert("Cột của sổ: " + caution + ".");
    }
    for (const std::string& caution : cautions) paper_.foot.push_back(caution);
  }

  Deed& deed_;
  const Book& book_;
  const law::Register& form_;
  const PrintWish& wish_;
  print::Paper& paper_;
  std::string unit_;
  Filled filled_;
};

}  // namespace

Status PrintBook(Deed& deed, int64_t id, const PrintWish& wish, print::Paper* paper) {
  const Result<Book> book = deed.Get<Book>(id);
  if (!book.ok() && book.error().code() != ErrorCode::kNotFound) return book.error();
  if (!book.ok() || !KeepsBooksOf(deed.acting().subject, book->unit)) return Deed::Absent();
  deed.SetObject(access::ObjectKind::kBook, id, {});
  for (const law::Register& form : deed.law().registers()) {
    if (form.id == registry::CodeOf(book->kind)) {
      return BookPrint(deed, *book, form, wish, paper).Make();
    }
  }
  return Error(ErrorCode::kInvalidArgument,
               {"gói luật không có sổ này", "the law pack has no such book"});
}

}  // namespace niem::server
