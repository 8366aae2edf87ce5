// The options that put the ledger's signing key into a token (PKCS #11): --token-module, --token,
// --token-key, --token-pin-file. Thread-safety: from main() only.
#pragma once

#include <optional>
#include <vector>

#include "cli/line.h"

namespace niem::cli {

std::vector<FlagInfo> WithTokenFlags(std::vector<FlagInfo> flags);

// None where no token is named. The PIN comes from its file, or is asked for.
Result<std::optional<server::TokenPlace>> TokenOf(const Line& line);

}  // namespace niem::cli
