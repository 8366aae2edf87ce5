// The few lines that the program itself says; reports write for themselves.
// Thread-safety: any thread.
#pragma once

#include <string_view>

#include "base/i18n.h"
#include "base/result.h"

namespace niem::cli {

// To stdout, whole. False when it could not be written.
bool Print(std::string_view text);

// "niem: ..." to stderr.
void PrintError(const Error& error, Lang lang);
void PrintNotice(const Text& text, Lang lang);

}  // namespace niem::cli
