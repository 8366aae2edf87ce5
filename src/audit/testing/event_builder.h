// Constructed event logs for tests and corpora: one chunk, each record with a template of its own.
// Thread-safety: tests only.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace niem::audit {

struct BuiltEvent {
  std::string provider;
  uint32_t id = 0;
  std::string when;  // "2026-05-03T20:15:30", or with ".123456"
  std::vector<std::pair<std::string, std::string>> data;
};

std::string BuildEventLog(const std::vector<BuiltEvent>& events);

}  // namespace niem::audit
