// The life of a worker process: settings in, sandbox on, then one job after another until the pool
// hangs up. What a job does with its bytes is an Inspector: niem-worker's reads documents
// (inspect.h), the tests' misbehave in every way a broken parser can.
//
// Errors: whatever goes wrong before the sandbox stands is told to the pool (kRefused) and ends the
// process; std::bad_alloc and deaths near the memory limit are told as kOutOfMemory.
// Thread-safety: one call per process, from main().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detect/finding.h"
#include "worker/protocol.h"

namespace niem::worker {

// Streams what an Inspector finds to the pool.
class Reporter {
 public:
  explicit Reporter(Channel& channel) : channel_(channel) {}

  // Before a member's bytes are looked at: if the process dies now, it died on this one.
  void Begin(const Position& position, const std::vector<std::string>& member, uint64_t bytes);

  // Before a page of the document at `position` is read. Left out while other jobs wait: a death
  // then has all of them read again, each alone.
  void AtPage(const Position& position, uint32_t page);

  // Names and texts are made fit for the wire. `result.member` tells which document it is.
  void Add(const Position& position, detect::DocumentResult result);

  // Instead of the file's own result: a program of this ability reads what is in it.
  void Decline(Ability wanted) { declined_ = wanted; }

  std::optional<Ability> declined() const { return declined_; }

 private:
  Channel& channel_;
  FrameWriter frame_;
  std::optional<Ability> declined_;
};

class Inspector {
 public:
  virtual ~Inspector() = default;
  // One Add for the file itself (position {}) or a Decline, unless it dies.
  virtual void Inspect(const Request& request, Reporter& reporter) = 0;
};

// Called before the sandbox: load rules, make libraries load their tables.
using MakeInspector = Result<std::unique_ptr<Inspector>> (*)(const Settings& settings);

// main() of a worker program; returns its exit status. `threads`: SandboxLimits::threads.
int Serve(MakeInspector make, bool threads = false);

}  // namespace niem::worker
