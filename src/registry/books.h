// The statutory books and their numbers. A number is given once, in order, inside the act's
// transaction: an act that does not happen takes no number, one that happens keeps it for ever.
// Numbering begins at 1 each year and runs on through the year's volumes (Nghị định 63/2026/NĐ-CP
// phụ lục III, chưa đối chiếu bản gốc).
//
// Errors: refusals as Deed::Refuse. Thread-safety: those of the deed.
#pragma once

#include <cstdint>
#include <string>

#include "registry/deed.h"
#include "registry/records.h"

namespace niem::registry {

// Writes `entry` into the unit's open book of the year, opening the year's first volume when there
// is none yet. Fills in book, number and day. Refused while the year's books are all closed.
Result<Entry> WriteEntry(Deed& deed, BookKind kind, const std::string& unit, Entry entry);

// The next volume, or the year's first.
Result<Book> OpenBook(Deed& deed, BookKind kind, const std::string& unit);

}  // namespace niem::registry
