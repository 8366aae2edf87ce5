// Books: opened, closed at the end of a year or volume, unlocked by two persons, numbers voided
// with a reason. Source: Nghị định 30/2020/NĐ-CP; Nghị định 26/2020/NĐ-CP Điều 4(7).
#include "registry/books.h"
#include "registry/finders.h"
#include "registry/form.h"
#include "registry/rules.h"

namespace niem::registry {
namespace {

using access::Act;

constexpr auto& kBookKinds = EnumCodes<BookKind>::kCodes;

const Finder<Entry> kEntryOf("registry.find_entry", "WHERE book = $1 AND number = $2");

std::string UnitOf(const Deed& deed, const Fields& fields) {
  return fields.Text("unit").empty() ? deed.acting().person.unit : fields.Text("unit");
}

// Of a unit that is not his, there is no book for him.
Result<access::Object> NewBook(Deed& deed, const Fields& fields) {
  if (!deed.acting().subject.clearance.units.Contains(UnitOf(deed, fields))) return Deed::Absent();
  access::Object object;
  object.kind = access::ObjectKind::kBook;
  object.state = ObjectState::kNew;
  return object;
}

Status Open(Deed& deed, const Fields& fields) {
  const std::string unit = UnitOf(deed, fields);
  const auto kind = FromCode<BookKind>(fields.Text("kind")).value_or(BookKind::kOutgoing);
  TRY_ASSIGN(const Book book, OpenBook(deed, kind, unit));
  deed.outcome().ids["book"] = book.id;
  deed.SetObject(access::ObjectKind::kBook, book.id, {});
  return Ok();
}

Status Close(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Book book, deed.Get<Book>(fields.Int("book")));
  book.state = ObjectState::kClosed;
  book.closed = deed.today();
  deed.outcome().ids["last_number"] = book.next - 1;
  deed.Warn({"in, ký, đóng quyển sổ đã khóa", "print, sign and bind the closed book"});
  return deed.Save(book);
}

Status Unlock(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Book book, deed.Get<Book>(fields.Int("book")));
  if (book.year != deed.today().year()) {
    return deed.Refuse("book.year",
                       {"không mở lại sổ của năm trước", "a book of a past year is not unlocked"});
  }
  // Its next number is the first of the volume after it: two would be given that one.
  TRY_ASSIGN(const std::vector<Book> volumes,
             deed.Find(BooksOf(), {CodeOf(book.kind), book.unit, book.year}));
  if (volumes.front().id != book.id) {
    return deed.Refuse("book.not_last", {"đã có quyển sau; không mở lại quyển này",
                                         "a later volume exists; this one stays closed"});
  }
  book.state = ObjectState::kOpen;
  book.closed.reset();
  return deed.Save(book);
}

// A number is never taken away from a document in force: that ends by its own acts.
Status Void(Deed& deed, const Fields& fields) {
  TRY_ASSIGN(Book book, deed.Get<Book>(fields.Int("book")));
  const int64_t number = fields.Int("number");
  TRY_ASSIGN(std::vector<Entry> entries, deed.Find(kEntryOf, {book.id, number}));
  if (entries.empty() && number != book.next) {
    return deed.Refuse("book.number", {"sổ không có số này", "the book has no such number"});
  }
  if (entries.empty()) {
    Entry entry;
    entry.book = book.id;
    entry.number = book.next++;
    entry.day = deed.today();
    entry.voided = true;
    entry.void_reason = fields.Text("reason");
    TRY(deed.Save(book));
    TRY(deed.Add(std::move(entry)));
    return Ok();
  }
  Entry& entry = entries.front();
  if (entry.document) {
    TRY_ASSIGN(const Document document, deed.Get<Document>(*entry.document));
    if (document.state == ObjectState::kInForce) {
      return deed.Refuse("book.in_force", {"số này đang ghi một văn bản còn hiệu lực quản lý",
                                           "the number stands for a document in force"});
    }
  }
  if (entry.voided) {
    return deed.Refuse("book.voided", {"số này đã hủy", "this number was voided"});
  }
  entry.voided = true;
  entry.void_reason = fields.Text("reason");
  return deed.Save(entry);
}

const FieldSpec kBook = {"book", FieldType::kId, Need::kRequired, {"Sổ", "Book"}};
const FieldSpec kReason = {"reason", FieldType::kLongText, Need::kRequired, {"Lý do", "Reason"}};

std::vector<ActForm> MakeForms() {
  return {
      {Act::kBookOpen,
       {{"kind", FieldType::kChoice, Need::kRequired, {"Loại sổ", "Kind of book"}, kBookKinds},
        {"unit", FieldType::kText, Need::kOptional, {"Đơn vị", "Unit"}}},
       Open,
       NewBook},
      {Act::kBookClose, {kBook}, Close},
      {Act::kBookUnlock, {kBook, kReason}, Unlock},
      {Act::kBookVoid,
       {kBook, {"number", FieldType::kInt, Need::kRequired, {"Số", "Number"}}, kReason},
       Void},
  };
}

}  // namespace

std::span<const ActForm> BookForms() {
  static const std::vector<ActForm> kForms = MakeForms();
  return kForms;
}

}  // namespace niem::registry
