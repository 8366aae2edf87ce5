// Where a ledger is kept. The registry implements LogStore over its SQL store, inside the
// transaction of the act; memory_log_store.h is for tests and tools.
//
// A store keeps four things: leaves (canonical events) and complete subtree hashes, which never
// change; held bodies with their salts, which can be destroyed; signed checkpoints; and the head.
//
// Thread-safety and transactions are the implementation's: one Append is one atomic change (or part
// of the caller's larger one), and concurrent writers must be serialised around "read the head …
// append" (one writer, or an advisory lock), else the second one is refused with kChanged.
// Errors: kNotFound for what is not there, kIo, kCorrupt.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/event.h"
#include "ledger/merkle.h"

namespace niem::ledger {

// The state after the last event; all zero (root: EmptyRoot()) before the first.
struct LogHead {
  uint64_t size = 0;
  Hash root = EmptyRoot();
  int64_t wall_high_us = 0;  // latest wall clock seen since the last approved clock event
  uint64_t ticks = 0;

  bool operator==(const LogHead&) const = default;
};

struct HeldBody {
  std::string name;
  Salt salt{};
  std::string bytes;

  bool operator==(const HeldBody&) const = default;
};

// Everything that one event adds. Borrowed during the call.
struct LogEntry {
  uint64_t seq = 0;
  std::string_view leaf;  // canonical event bytes
  const std::vector<Node>* nodes = nullptr;
  const std::vector<HeldBody>* bodies = nullptr;
  LogHead head;  // the head from now on
};

struct StoredCheckpoint {
  uint64_t size = 0;
  std::string note;

  bool operator==(const StoredCheckpoint&) const = default;
};

class LogStore : public NodeSource {
 public:
  virtual Result<LogHead> ReadHead() const = 0;

  // kChanged unless entry.seq is the store's size.
  virtual Status Append(const LogEntry& entry) = 0;

  // Leaves [first, last) in order; the visitor's error stops and is returned.
  using LeafVisitor = std::function<Status(uint64_t seq, std::string_view leaf)>;
  virtual Status ReadLeaves(uint64_t first, uint64_t last, const LeafVisitor& visit) const = 0;

  // Sorted by name; those destroyed are missing.
  virtual Result<std::vector<HeldBody>> ReadBodies(uint64_t seq) const = 0;

  // Destroys body and salt for good. The event that says so is appended by the caller, in the same
  // transaction (Log::DestroyBodies does both).
  virtual Status DestroyBody(uint64_t seq, std::string_view name) = 0;

  // A later note of the same size replaces the earlier one (a cosignature was added).
  virtual Status PutCheckpoint(const StoredCheckpoint& checkpoint) = 0;
  virtual Result<std::optional<StoredCheckpoint>> LastCheckpoint() const = 0;
  // All, by size.
  virtual Result<std::vector<StoredCheckpoint>> ReadCheckpoints() const = 0;
};

}  // namespace niem::ledger
