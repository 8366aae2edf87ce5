// The papers of an agency, made of its rows: registers in their statutory columns, slips, labels,
// requests, notices, dossiers, minutes, stamps. Whoever prints them (api_prints.cc) has passed the
// policy as for any look; each row is decided by its own label here, and what he may not see is not
// printed.
//
// Titles, columns, fields, numbers and articles are the law pack's, with its certainty: what no
// text we hold settles bears "chưa đối chiếu bản gốc". A paper for which the pack has no form says
// so and is the house's own. Official papers are in Vietnamese, in whatever language the page is.
// A Tuyệt mật document has no abstract on any of them: the registers hold none.
//
// Each fills *paper, or refuses as absent what is not for him. Ownership: values. Thread-safety:
// the deed's. Errors: the store's; kInvalidArgument for a wish that does not fit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "print/paper.h"
#include "registry/deed.h"
#include "registry/records.h"

namespace niem::server {

struct PrintWish {
  std::string agency;  // its full name
  std::string kind;    // of a document: "labels", "delivery", "loan", "receipt"
  int64_t copy = 0;    // one of its copies; 0: all that are held or out
  int first = 0;       // places of the sheet of labels already used
};

Status PrintBook(registry::Deed& deed, int64_t book, const PrintWish& wish, print::Paper* paper);
Status PrintDocument(registry::Deed& deed, int64_t document, const PrintWish& wish,
                     print::Paper* paper);
Status PrintRequest(registry::Deed& deed, int64_t request, const PrintWish& wish,
                    print::Paper* paper);
Status PrintNotice(registry::Deed& deed, int64_t notice, const PrintWish& wish,
                   print::Paper* paper);
Status PrintDossier(registry::Deed& deed, int64_t dossier, const PrintWish& wish,
                    print::Paper* paper);
Status PrintStocktake(registry::Deed& deed, int64_t stocktake, const PrintWish& wish,
                      print::Paper* paper);
// Labels of who is in service: of one person, or of all (0).
Status PrintPeople(registry::Deed& deed, int64_t person, const PrintWish& wish,
                   print::Paper* paper);
// The stamps of the pack in force, in true size where it is known.
Status PrintStamps(registry::Deed& deed, const PrintWish& wish, print::Paper* paper);

}  // namespace niem::server
