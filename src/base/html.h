// Text for HTML and SVG, inside an element or a quoted attribute.
// Thread-safety: pure function. Source: OWASP ASVS 5.0 1.2.1.
#pragma once

#include <string>
#include <string_view>

namespace niem {

// The five characters that could end a text or an attribute, as references.
std::string EscapeHtml(std::string_view text);

}  // namespace niem
