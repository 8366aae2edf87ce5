// The three legacy Vietnamese codes that no library reads: TCVN3, VNI and VIQR, both ways.
//
// Text comes carried in UTF-8: code point N (or U+F000 + N, as symbol fonts have it) stands for
// byte N. Code points that mean nothing in the code stay as they are. Sources: TCVN 5712:1993
// (VN3), the VNI-Windows layout, RFC 1456 (VIQR). Errors: none. Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace niem::text {

std::u32string ReadTcvn3(std::u32string_view carried);
std::u32string ReadVni(std::u32string_view carried);
std::u32string ReadViqr(std::u32string_view carried);

// The same from UTF-8 to UTF-8 at the price of copying, for readers who only fold the outcome (the
// quick look): where ReadVni puts a mark on a letter, these leave the letter bare. Appends; the
// text is well-formed and holds no symbol codes.
void AppendBareTcvn3(std::string_view carried, std::string& out);
void AppendBareVni(std::string_view carried, std::string& out);

// For tests and generators of test documents. Capital letters that TCVN3 lacks (the toned ones) are
// written by their lower-case codes, as the capital fonts want it.
std::u32string WriteTcvn3(std::u32string_view text);
std::u32string WriteVni(std::u32string_view text);
std::u32string WriteViqr(std::u32string_view text);

}  // namespace niem::text
