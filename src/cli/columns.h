// Our own texts in columns, for --help: UTF-8 whose every character takes one column. Texts from
// outside are laid out by scan/report_names.h, which knows wide and combining characters.
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace niem::cli {

int Columns(std::string_view text);

// Pads with spaces to `width` columns.
std::string PadRight(std::string_view text, int width);

// Words in lines of at most `width` columns; a longer word has a line of its own. At least one
// line.
std::vector<std::string> Wrap(std::string_view text, int width);

}  // namespace niem::cli
