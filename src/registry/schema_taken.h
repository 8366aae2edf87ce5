// The tables of what is taken into the books from elsewhere: findings of scans, old registers,
// findings of audits. Steps 6 to 8 of schema.h. Thread-safety: constants.
#pragma once

#include <string_view>

namespace niem::registry {

extern const std::string_view kFindingTables, kIntakeTables, kAuditTables;

}  // namespace niem::registry
