// What a rule needs to be answered ("system_hive", "event_log/System", "register"), as people read
// it, and whether it could be there at all on the examined computer.
//
// Thread-safety: pure functions.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/i18n.h"

namespace niem::audit {

using Needs = std::set<std::string>;

// "nhật ký sự kiện System", "event log System".
Text NeedTitle(std::string_view need);

// False for what only another system has (judged by what was read), and for what only a running
// computer tells where none was asked.
bool CouldBeThere(std::string_view need, const Needs& read);

}  // namespace niem::audit
