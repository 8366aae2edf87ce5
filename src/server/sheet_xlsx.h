// A sheet as an Excel file (sheet/book.h): every cell is a text, whatever it begins with.
// Thread-safety: pure functions. Errors: kIo.
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
