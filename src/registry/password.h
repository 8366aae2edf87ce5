// Passwords that a person types: the same password on every keyboard (NFC), strong enough, kept as
// Argon2id only. Thread-safety: any thread. Errors: kMemory; refusals as Deed::Refuse.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "registry/deed.h"

namespace niem::registry {

// NFC, so that "ậ" typed as one letter or as three is one password. Bytes that are no UTF-8 stay.
std::string TypedPassword(std::string_view typed);

Result<std::string> HashTyped(std::string_view typed);

// False for a wrong password. Takes the same time whatever is wrong.
bool MatchesTyped(std::string_view hash, std::string_view typed);

// What a password lacks; empty where it is good. `length`, `letters`: characters at least, and how
// many different ones.
Text PasswordFault(std::string_view typed, std::string_view login, int64_t length, int64_t letters);

// As the agency has set it (registry/settings.h).
Status CheckPassword(Deed& deed, const std::string& login, std::string_view typed);

}  // namespace niem::registry
