// The few text conversions that Windows traces need, without ICU so that they also run where the
// audit runs on Windows itself.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace niem::audit {

// UTF-16LE to UTF-8. A lone surrogate or an odd last byte becomes U+FFFD.
std::string FromUtf16(Bytes bytes);

// Up to the first zero.
std::string FromUtf16Zero(Bytes bytes);

// ISO 8859-1 to UTF-8: compressed names of registry keys.
std::string FromLatin1(Bytes bytes);

// UTF-8 made valid: what is not becomes U+FFFD.
std::string ValidUtf8(std::string_view text);

// ASCII letters only: device identifiers and key names have no others that matter.
std::string Lower(std::string_view text);
std::string Upper(std::string_view text);
bool SameName(std::string_view a, std::string_view b);
bool StartsWithName(std::string_view text, std::string_view beginning);

// "path\name": where a key or value stands.
std::string Below(std::string_view path, std::string_view name);

// "{656b1715-ecf6-11df-92e6-806e6f6e6963}" of 16 bytes as Windows keeps them; empty of fewer.
std::string GuidText(Bytes bytes);

std::string HexText(Bytes bytes);

}  // namespace niem::audit
