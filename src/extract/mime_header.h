// Mail header values -> UTF-8: folding undone, RFC 2047 encoded words decoded.
//
// Written here and not left to GMime because its conversion goes through iconv, which loads modules
// from disk (closed to the sandbox) and knows no TCVN3, and because real Vietnamese mailers cut a
// letter's bytes between two encoded words: the bytes of neighbouring words are joined before they
// are decoded.
//
// Errors: none; what cannot be decoded stays as it is. Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace niem::extract {

std::string DecodeMailHeader(std::string_view raw);

// The first header of this name (case-blind) in a message's raw bytes, still encoded and folded;
// empty when there is none before the empty line. Looks at no more than the first 256 KiB.
std::string_view FindRawHeader(std::string_view message, std::string_view name);

}  // namespace niem::extract
