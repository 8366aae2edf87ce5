// Digests in the place of names, for reports that leave the unit. Who can guess a name can check
// the guess against its digest: this keeps names from readers, it does not make them unfindable.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace niem {

// "sha256:" + 16 hexadecimal digits.
std::string RedactText(std::string_view text);

// The same + the extension, when it looks like one.
std::string RedactName(std::string_view name);

void ReplaceAll(std::string& text, std::string_view from, std::string_view to);

}  // namespace niem
