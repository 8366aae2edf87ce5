// Boxes to tick, as forms have them: ☐ ☒ [ ] [x] and the private letters of symbol fonts.
// Errors: none. Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "detect/segment.h"

namespace niem::detect {

bool EndsWithBox(std::string_view text);

bool StartsWithBox(std::string_view text);

// What follows the only ticked box of a line that offers several, up to the next box: the answer
// that somebody gave. Nothing where none or more than one is ticked.
std::optional<Span> OnlyTicked(std::string_view line);

}  // namespace niem::detect
