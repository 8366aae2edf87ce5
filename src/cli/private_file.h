// Reports that only their owner may read. Errors: kIo, kPermission. Thread-safety: any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace niem::cli {

// Whether `path` is there and is no regular file (a pipe, /dev/stdout): nothing belongs beside it.
bool IsPassage(const std::string& path);

// For its owner alone (mode 0600), from the first byte; the old file or the new one, never a part.
// A passage is written straight through instead of being replaced.
Status WritePrivately(const std::string& path, std::string_view bytes);

}  // namespace niem::cli
