// Texts from what is verified, made safe for a terminal: control, bidi and invisible characters and
// broken bytes appear as escapes, and long texts are cut. Thread-safety: a free function.
#pragma once

#include <string>
#include <string_view>

namespace niem::verify {

std::string Shown(std::string_view text);

}  // namespace niem::verify
