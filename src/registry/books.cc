#include "registry/books.h"

#include "registry/finders.h"

namespace niem::registry {

Result<Book> OpenBook(Deed& deed, BookKind kind, const std::string& unit) {
  const int64_t year = deed.today().year();
  TRY_ASSIGN(const std::vector<Book> volumes, deed.Find(BooksOf(), {CodeOf(kind), unit, year}));
  Book book;
  book.kind = kind;
  book.unit = unit;
  book.year = year;
  book.opened = deed.today();
  if (!volumes.empty()) {
    if (volumes.front().state == ObjectState::kOpen) {
      return deed.Refuse("book.open", {"quyển trước chưa khóa", "the volume before is not closed"});
    }
    book.volume = volumes.front().volume + 1;
    book.first = book.next = volumes.front().next;
  }
  return deed.Add(std::move(book));
}

Result<Entry> WriteEntry(Deed& deed, BookKind kind, const std::string& unit, Entry entry) {
  const int64_t year = deed.today().year();
  TRY_ASSIGN(std::vector<Book> open, deed.Find(OpenBooks(), {CodeOf(kind), unit, year}));
  if (open.empty()) {
    TRY_ASSIGN(const std::vector<Book> volumes, deed.Find(BooksOf(), {CodeOf(kind), unit, year}));
    if (!volumes.empty()) {
      return deed.Refuse("book.closed",
                         {"sổ năm " + std::to_string(year) + " đã khóa; mở quyển mới",
                          "the book of " + std::to_string(year) + " is closed; open a new volume"});
    }
    TRY_ASSIGN(Book first, OpenBook(deed, kind, unit));
    open.push_back(std::move(first));
  }
  Book& book = open.front();
  entry.book = book.id;
  entry.number = book.next++;
  entry.day = deed.today();
  TRY(deed.Save(book));
  TRY_ASSIGN(entry, deed.Add(std::move(entry)));
  deed.outcome().ids["entry"] = entry.id;
  deed.outcome().ids["number"] = entry.number;
  return entry;
}

}  // namespace niem::registry
