// One piece of work in a process of its own that has given everything up (sandbox.h): for parsers
// whose input the caller has already read, and whose answer is bytes. `niem audit` reads hives and
// logs so.
//
// The child is a fork: it starts with the caller's memory, which must hold no secrets, closes every
// descriptor but its answer's, enters the sandbox and only then calls `work`. What it answers is to
// be believed in nothing. Fork only while the caller has one thread.
//
// Errors: kUnsupported where the sandbox cannot be set up (work never runs outside it); kTimeout,
// kMemory, kCrashed, kTooLarge. Thread-safety: one call at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace niem::worker {

struct IsolateLimits {
  uint64_t memory_bytes = uint64_t{1} << 30;  // above what the process has
  std::chrono::milliseconds timeout{60'000};
  size_t answer_bytes = 64u << 20;
};

Result<std::string> RunIsolated(const std::function<std::string()>& work,
                                const IsolateLimits& limits);

}  // namespace niem::worker
