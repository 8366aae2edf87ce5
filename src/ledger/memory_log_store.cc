#include "ledger/memory_log_store.h"

namespace niem::ledger {
namespace {

Error Missing() {
  return {ErrorCode::kNotFound, {"kho sổ cái không có mục này", "the ledger's store lacks this"}};
}

}  // namespace

Result<Hash> MemoryLogStore::ReadNode(NodeId id) const {
  if (id.level >= nodes_.size() || id.index >= nodes_[id.level].size()) return Missing();
  return nodes_[id.level][id.index];
}

Result<LogHead> MemoryLogStore::ReadHead() const {
  return head_;
}

Status MemoryLogStore::Append(const LogEntry& entry) {
  if (entry.seq != leaves_.size()) {
    return Error(ErrorCode::kChanged, {"sổ cái đã được ghi tiếp bởi nơi khác",
                                       "the ledger was appended to by someone else"});
  }
  leaves_.emplace_back(entry.leaf);
  for (const Node& node : *entry.nodes) {
    if (node.id.level >= nodes_.size()) nodes_.resize(node.id.level + 1);
    nodes_[node.id.level].push_back(node.hash);
  }
  for (const HeldBody& body : *entry.bodies) bodies_[{entry.seq, body.name}] = body;
  head_ = entry.head;
  return Ok();
}

Status MemoryLogStore::ReadLeaves(uint64_t first, uint64_t last, const LeafVisitor& visit) const {
  if (first > last || last > leaves_.size()) return Missing();
  for (uint64_t seq = first; seq < last; ++seq) TRY(visit(seq, leaves_[seq]));
  return Ok();
}

Result<std::vector<HeldBody>> MemoryLogStore::ReadBodies(uint64_t seq) const {
  std::vector<HeldBody> held;
  for (auto at = bodies_.lower_bound({seq, ""}); at != bodies_.end() && at->first.first == seq;
       ++at)
    held.push_back(at->second);
  return held;
}

Status MemoryLogStore::DestroyBody(uint64_t seq, std::string_view name) {
  if (bodies_.erase({seq, std::string(name)}) == 0) return Missing();
  return Ok();
}

Status MemoryLogStore::PutCheckpoint(const StoredCheckpoint& checkpoint) {
  checkpoints_[checkpoint.size] = checkpoint.note;
  return Ok();
}

Result<std::optional<StoredCheckpoint>> MemoryLogStore::LastCheckpoint() const {
  if (checkpoints_.empty()) return std::optional<StoredCheckpoint>();
  const auto& [size, note] = *checkpoints_.rbegin();
  return std::optional<StoredCheckpoint>({size, note});
}

Result<std::vector<StoredCheckpoint>> MemoryLogStore::ReadCheckpoints() const {
  std::vector<StoredCheckpoint> all;
  for (const auto& [size, note] : checkpoints_) all.push_back({size, note});
  return all;
}

}  // namespace niem::ledger
