// JSON from outside: from a network, a file, a sandboxed process. What is accepted is UTF-8
// throughout, whatever escapes it was written with: RapidJSON 1.1.0 takes the escape of a surrogate
// without its other half (\uDC00) for a character and makes bytes of it that are no UTF-8 (RFC 8259
// 8.2), which databases and readers refuse later on.
//
// Errors: where the text is wrong. Thread-safety: pure functions.
#pragma once

#ifndef RAPIDJSON_HAS_STDSTRING
#define RAPIDJSON_HAS_STDSTRING 1
#endif
#include <rapidjson/document.h>

#include <optional>
#include <string_view>

namespace niem {

// Where in `json`, counted in bytes, a low surrogate is escaped that no high one stands before.
std::optional<size_t> FindLoneSurrogate(std::string_view json);

// Nothing where `json` was read into `document`; else the byte where it is wrong.
std::optional<size_t> ParseForeignJson(std::string_view json, rapidjson::Document* document);

}  // namespace niem
