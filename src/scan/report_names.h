// Names of files as a person may safely see them: no terminal escapes, no characters that turn or
// hide text, and how many columns of a terminal they take (Unicode UAX #11, UAX #9
// section 2.1-2.4).
//
// Thread-safety: pure functions. Input is UTF-8; a byte that is not becomes \xNN.
#pragma once

#include <string>
#include <string_view>

#include "detect/finding.h"
#include "scan/report.h"

namespace niem::scan {

// Controls, bidi controls, line separators and invisible characters become \u202E and the like.
std::string Printable(std::string_view text);

// Columns of a terminal: combining marks take none, East Asian wide characters two.
int DisplayWidth(std::string_view text);

// At most `width` columns, the middle replaced by "…": the end of a path tells more than its
// middle.
std::string FitMiddle(std::string_view text, int width);

// Pads with spaces to `width` columns.
std::string PadRight(std::string_view text, int width);

// Words in lines of at most `width` columns; a longer word is cut.
std::vector<std::string> Wrap(std::string_view text, int width);

// "path › member › member".
std::string FullName(const detect::DocumentResult& result);

// --redact (base/redact.h). Path, members, file names inside notes, numbers of registered
// documents; locators are dropped.
detect::DocumentResult Redact(detect::DocumentResult result);

// Roots, and settings that name a path.
RunInfo Redact(RunInfo run);

}  // namespace niem::scan
