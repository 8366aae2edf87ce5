// The ledger in the tables of the registry's store, inside the transaction of the act.
// Thread-safety and life: those of the transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/log_store.h"
#include "store/sql.h"

namespace niem::registry {

class SqlLogStore final : public ledger::LogStore {
 public:
  // `connection` outlives it. Appending needs a Transaction begun for writing.
  explicit SqlLogStore(store::Connection& connection) : connection_(connection) {}

  Result<ledger::Hash> ReadNode(ledger::NodeId id) const override;
  Result<ledger::LogHead> ReadHead() const override;
  Status Append(const ledger::LogEntry& entry) override;

  // From now on Append() only notes what it would write, and Release() writes it all in one
  // journey. kChanged of any of them comes there. Nothing but the head may be read between.
  void HoldBack() { holds_back_ = true; }

  Status Release();

  Status ReadLeaves(uint64_t first, uint64_t last, const LeafVisitor& visit) const override;
  Result<std::vector<ledger::HeldBody>> ReadBodies(uint64_t seq) const override;
  Status DestroyBody(uint64_t seq, std::string_view name) override;
  Status PutCheckpoint(const ledger::StoredCheckpoint& checkpoint) override;
  Result<std::optional<ledger::StoredCheckpoint>> LastCheckpoint() const override;
  Result<std::vector<ledger::StoredCheckpoint>> ReadCheckpoints() const override;

  // The note of the checkpoint that covers exactly `size` events, if one is kept.
  Result<std::optional<std::string>> CheckpointAt(uint64_t size) const;

 private:
  Result<ledger::LogHead> FetchHead() const;
  Status Write();

  store::Connection& connection_;
  // Read once: within a transaction that is alone at the ledger, only Append() changes it.
  mutable std::optional<ledger::LogHead> head_;

  // What waits to be written: the events, and the head before and after them.
  bool holds_back_ = false;
  std::vector<store::Change> changes_;
  uint64_t first_ = 0;
};

}  // namespace niem::registry
