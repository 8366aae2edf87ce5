// Reports that only their owner may read. Errors: kIo, kPermission. Thread-safety: any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace niem::cli {

// For its owner alone (mode 0600), from the first byte; the old file or the new one, never a part.
Status WritePrivately(const std::string& path, std::string_view bytes);

}  // namespace niem::cli
