// Whether a text is well-formed and in NFC for certain, by its bytes: one vectorised pass says so
// of nearly all Vietnamese and English text.
//
// Only letters that NFC leaves alone whatever stands around them are let through: U+0000..U+02FF,
// U+1E00..U+1EFF and U+2002..U+203F. "False" means "look closer" (text::LookOver, ICU).
// Errors: none. Thread-safety: pure functions.
#pragma once

#include <string_view>

namespace niem::text {

bool SurelyNfc(std::string_view utf8);

// The definition, one byte at a time. The vector form agrees with it (tested).
bool SurelyNfcScalar(std::string_view utf8);

}  // namespace niem::text
