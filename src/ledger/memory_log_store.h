// A LogStore in memory, for tests and tools. Thread-safety: one thread at a time.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/log_store.h"

namespace niem::ledger {

class MemoryLogStore : public LogStore {
 public:
  Result<Hash> ReadNode(NodeId id) const override;
  Result<LogHead> ReadHead() const override;
  Status Append(const LogEntry& entry) override;
  Status ReadLeaves(uint64_t first, uint64_t last, const LeafVisitor& visit) const override;
  Result<std::vector<HeldBody>> ReadBodies(uint64_t seq) const override;
  Status DestroyBody(uint64_t seq, std::string_view name) override;
  Status PutCheckpoint(const StoredCheckpoint& checkpoint) override;
  Result<std::optional<StoredCheckpoint>> LastCheckpoint() const override;
  Result<std::vector<StoredCheckpoint>> ReadCheckpoints() const override;

 private:
  LogHead head_;
  std::vector<std::string> leaves_;
  std::vector<std::vector<Hash>> nodes_;  // by level
  std::map<std::pair<uint64_t, std::string>, HeldBody> bodies_;
  std::map<uint64_t, std::string> checkpoints_;
};

}  // namespace niem::ledger
