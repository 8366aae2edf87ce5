// The web page: the files that web/ was built into, inside the program. They hold nothing of the
// agency; whoever opens the page sees a sign-in.
//
// index.html is never kept by a browser; what it names is under /assets/ with the digest of its
// content in the name, and kept for ever. The page's policy lets it load from here alone, run no
// script but this one, and send nothing elsewhere.
// Ownership: constants. Thread-safety: any thread. Errors: nothing for what is no file of the page.
// Source: W3C Content Security Policy 3; RFC 8246 (immutable).
#pragma once

#include <optional>

#include "server/api.h"

namespace niem::server {

std::optional<ApiResponse> PageAt(const ApiRequest& request);

}  // namespace niem::server
