// An act's outcome as JSON: what the API answers and what is kept for a request that is repeated.
// Errors: kCorrupt for a text that ToJson() did not write. Thread-safety: free functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "registry/deed.h"

namespace niem::registry {

std::string ToJson(const Outcome& outcome);
Result<Outcome> OutcomeFromJson(std::string_view json);

}  // namespace niem::registry
