// Passwords that a person types: the same password on every keyboard (NFC), strong enough, kept as
// Argon2id only. Kept as that string, with "first YYYY-MM-DD " before it where another person set
// it. Thread-safety: any thread. Errors: kMemory; refusals as Deed::Refuse.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/deed.h"

namespace niem::registry {

// NFC, so that "ậ" typed as one letter or as three is one password. Bytes that are no UTF-8 stay.
std::string TypedPassword(std::string_view typed);

Result<std::string> HashTyped(std::string_view typed);

// Of whom another person gave a password: it opens nothing until its owner has changed it, and not
// even that after `until`. Whoever set it and would act in the owner's name must change it first:
// that ends in the ledger, and the owner finds himself shut out.
std::string AsFirst(std::string_view hash, Date until);

// Until when, where `kept` is a first password; none: it is its owner's.
std::optional<Date> FirstUntil(std::string_view kept);

// False for a wrong password. Takes the same time whatever is wrong.
bool MatchesTyped(std::string_view kept, std::string_view typed);

struct PasswordNorm {
  int64_t length = 12;  // characters at least
  int64_t letters = 6;  // different ones at least
  int64_t bits = 33;    // binary logarithm of the guesses it takes at least: 10^10, by zxcvbn
};

// What a password lacks; empty where it is good. `about`: what a guesser knows and tries first (the
// person's name, the unit, the agency), beside the words that many passwords are made of.
Text PasswordFault(std::string_view typed, std::string_view login, const PasswordNorm& norm,
                   const std::vector<std::string>& about = {});

// As the agency has set it (registry/settings.h).
Status CheckPassword(Deed& deed, const Person& person, std::string_view typed);

}  // namespace niem::registry
