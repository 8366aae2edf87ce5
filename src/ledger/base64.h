// Base 64 (RFC 4648 §4), with padding; decoding accepts only what encoding writes.
// Thread-safety: free functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace niem::ledger {

std::string EncodeBase64(Bytes bytes);
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace niem::ledger
