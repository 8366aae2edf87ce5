// What a Windows program (PE) says of itself: whether it is a library, whether a signature is
// attached to it, which libraries it asks for by name. The signature is not checked.
//
// Source: Microsoft's PE format. Bounded: sections and names are counted. Errors: none, nothing
// where the bytes are no program. Thread-safety: pure function.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace niem::audit {

struct PeInfo {
  bool library = false;
  bool has_signature = false;
  std::vector<std::string> imports;  // lower case; also those that are loaded late
};

std::optional<PeInfo> ReadPe(Bytes file);

}  // namespace niem::audit
