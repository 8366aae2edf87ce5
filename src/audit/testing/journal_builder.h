// Small journal files for tests and fuzz corpora: regular or compact, fields above 100 bytes
// compressed by a chosen library, closed or not. Every value in them is invented. Unlike systemd's
// own they have hash tables with nothing in them: enough for whoever reads entries in order.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace niem::audit {

struct BuiltEntry {
  uint64_t realtime = 0, monotonic = 0;  // microseconds
  uint8_t boot = 1;
  std::vector<std::string> fields;  // "MESSAGE=..."
};

enum class FieldPacking : uint8_t { kNone, kXz, kLz4, kZstd };

struct JournalForm {
  bool compact = false, closed = true;
  FieldPacking packing = FieldPacking::kNone;
};

std::string BuildJournal(const std::vector<BuiltEntry>& entries, const JournalForm& form = {});

// What the kernel and a NetworkManager say in the constructed Linux computer, as entries.
BuiltEntry KernelSays(uint64_t realtime, const std::string& text);
BuiltEntry ProgramSays(uint64_t realtime, const std::string& program, const std::string& text);

}  // namespace niem::audit
