// The program's own log: what went wrong inside Niêm, for an operator. Lines go to stderr (or a
// file) and never hold document content or secrets; results for the user go to reports, not here.
//
// Libraries of this project log only at kWarning and above, and only what cannot be returned as an
// Error. Thread-safety: all functions may be called from any thread.
#pragma once

#include <string_view>

namespace niem::log {

enum class Level { kDebug, kInfo, kWarning, kError, kOff };

// Default: kWarning to stderr.
void SetLevel(Level level);

void Debug(std::string_view message);
void Info(std::string_view message);
void Warning(std::string_view message);
void Error(std::string_view message);

}  // namespace niem::log
