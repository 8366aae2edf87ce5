// A ledger and its registers out of a store's own tables (store/snapshot.h): a live or a still
// store, PostgreSQL, a backup. Gives bytes only; what they prove is judged in src/verify, and the
// registers' own knowledge of their tables is not used: every table with an id and a salt is a
// register, and all its columns are bound.
//
// Ownership: borrows the snapshot. Memory: some pages of rows. Thread-safety: one thread. Errors:
// kCorrupt for a difference, the snapshot's.
#pragma once

#include <string>
#include <vector>

#include "store/snapshot.h"
#include "verify/source.h"

namespace niem::verify_store {

class StoreSource final : public verify::Source {
 public:
  // `public_keys`: Ed25519, 32 bytes each, that stand beside the store; used where no others are
  // given.
  StoreSource(store::Snapshot& snapshot, std::vector<std::string> public_keys)
      : snapshot_(snapshot), public_keys_(std::move(public_keys)) {}

  Status Deliver(verify::Sink& sink) override;

  // How a snapshot of a backup should keep the ledger's tables.
  static std::vector<store::Selection> PrimaryKeys();

  // Tables that no row digest binds, after Deliver: counters, answers to repeated requests.
  const std::vector<std::string>& unbound() const { return unbound_; }

 private:
  Status CheckShape();
  Status DeliverAll(verify::Sink& sink);
  Status DeliverHeader(verify::Sink& sink);
  Status DeliverEvents(verify::Sink& sink);
  Status DeliverTable(const store::TableShape& table, verify::Sink& sink);
  Status DeliverEnd(verify::Sink& sink);

  store::Snapshot& snapshot_;
  std::vector<std::string> public_keys_;
  std::vector<std::string> unbound_;
  uint64_t checkpoints_ = 0;
  uint64_t rows_ = 0;
};

}  // namespace niem::verify_store
