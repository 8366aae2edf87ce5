// File names are bytes; reports are UTF-8. Bytes that are not UTF-8 are shown as \xNN, never
// dropped. Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace niem::worker {

// How many bytes at the start of `text` form one valid UTF-8 character; 0 if none.
size_t Utf8CharacterLength(std::string_view text);

// `text` itself when it is valid UTF-8, else with \xNN for each byte that is not part of a
// character.
std::string ShownName(std::string_view text);

// At most `max_bytes` of UTF-8, its middle replaced by "…"; the end (the extension) stays visible.
std::string Shortened(std::string_view utf8, size_t max_bytes);

}  // namespace niem::worker
