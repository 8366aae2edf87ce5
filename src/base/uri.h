// Uniform resource identifiers (RFC 3986). Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace niem {

// A path's bytes as they stand in a URI: all but unreserved characters and '/' as %XX.
std::string PercentEncode(std::string_view path);

}  // namespace niem
