// The program's own log: what went wrong inside Niêm, for an operator. Lines go to stderr (or a
// file) and never hold document content or secrets; results for the user go to reports, not here.
//
// Libraries of this project log only at kWarning and above, and only what cannot be returned as an
// Error; Security() is for what an investigator will ask for. One call is one line: control
// characters and what turns the reading direction are written as escapes, so that no text from
// outside can forge a line. Thread-safety: all functions may be called from any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace niem::log {

enum class Level { kDebug, kInfo, kWarning, kError, kOff };

// Default: kWarning to stderr.
void SetLevel(Level level);

void Debug(std::string_view message);
void Info(std::string_view message);
void Warning(std::string_view message);
void Error(std::string_view message);

// A security event, at every level but kOff:
//   2026-11-22T16:30:59+07:00 niem[123] security: event=sign_in.wrong person=7 from=10.0.0.4
// `event` is a constant. Of one kind at most kMostOfKind are written a minute, then how many were
// left out: a flood of one kind neither fills the disk nor hides the others.
using Field = std::pair<std::string_view, std::string>;
inline constexpr int kMostOfKind = 300;
void Security(std::string_view event, std::initializer_list<Field> fields);

// As it stands in a line. Invalid UTF-8 comes out as escapes of its bytes.
std::string OneLine(std::string_view text);

}  // namespace niem::log
