// A sheet as an Excel file. Every cell is a text: never a formula, never a link, whatever it begins
// with; the same sheet is the same bytes. What the library puts aside while it writes stays in
// memory (/dev/shm) where there is such a place.
// Thread-safety: pure functions. Errors: kIo. Source: ECMA-376; OWASP ASVS 5.0 1.2.10.
#pragma once

#include <string>

#include "server/report.h"

namespace niem::server {

inline constexpr std::string_view kXlsxType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// "Tên / Name", with what was not seen in a text.
std::string Heading(const SheetColumn& column);

Result<std::string> SheetXlsx(const Sheet& sheet);

}  // namespace niem::server
