// The sealed file around a table's body (docs/formats/trace.md): a header in clear, then the body
// in pieces, each sealed by itself and bound to header, place and end. Internal to trace/. Errors:
// kCorrupt, kEncrypted (another key's), kUnsupported, kIo. Thread-safety: free functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "trace/key.h"

namespace niem::trace {

struct Body {
  std::vector<uint64_t> words;  // `size` bytes, zeros behind them
  size_t size = 0;
};

Result<Body> ReadSealed(const std::string& path, const TraceKey& key, std::string& version);

Status WriteSealed(const std::string& path, const TraceKey& key, const Body& body);

}  // namespace niem::trace
