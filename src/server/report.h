// The statutory books and the figures of a period as sheets, with the columns of the law pack in
// force; whoever prints them (cli/report_command.h) adds only the form of the file.
//
// A column that was not read in the text of its instrument carries its caution ("chưa đối chiếu bản
// gốc"). Only who keeps the unit's books may have them; each row is decided by its own label, and
// the reading is recorded. Errors: kInvalidArgument for a book that the pack does not know, the
// store's. Thread-safety: any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/records.h"
#include "registry/registry.h"

namespace niem::server {

struct SheetColumn {
  std::string id;
  Text name;
  Text caution;  // empty: seen in the text
};

struct Sheet {
  Text title;
  Text period;
  std::vector<SheetColumn> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<Text> notes;
  Level level = Level::kNone;  // the highest in it that is still protected
};

// Whether he keeps the books of `unit`, in the name of the duty that he acts by.
bool KeepsBooksOf(const access::Subject& subject, const std::string& unit);

struct ReportOrder {
  std::string kind;  // "outgoing", "incoming", "copies", "transfer", "statistics", "devices"
  std::string unit;
  int year = 0;
};

// A volume, in the columns of the pack in force. Whoever looks keeps its unit's books.
Status FillOneBook(registry::Deed& deed, const registry::Book& book, Sheet* sheet);

// Refused where he may not; "devices" may whoever reads what audits of computers found. `*sheet` is
// filled otherwise.
Result<registry::Outcome> MakeReport(registry::Registry& registry, const registry::Actor& actor,
                                     const ReportOrder& order, Sheet* sheet);

}  // namespace niem::server
