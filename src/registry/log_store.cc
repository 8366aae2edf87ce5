#include "registry/log_store.h"

#include <algorithm>
#include <array>
#include <span>

namespace niem::registry {
namespace {

using ledger::Hash;
using store::Row;
using store::Rows;
using store::Sql;

const Sql kHead("registry.ledger_head",
                "SELECT size, root, wall_high_us, ticks FROM ledger_head WHERE id = 1");
const Sql kOpenHead("registry.ledger_open_head",
                    "INSERT INTO ledger_head (id, size, root, wall_high_us, ticks) "
                    "VALUES (1, $1, $2, $3, $4)");
const Sql kMoveHead("registry.ledger_move_head",
                    "UPDATE ledger_head SET size = $1, root = $2, wall_high_us = $3, ticks = $4 "
                    "WHERE id = 1 AND size = $5");
const Sql kNode("registry.ledger_node",
                "SELECT hash FROM ledger_node WHERE level = $1 AND position = $2");
// An event completes one node, often two, seldom more: by the fours, then the rest at once.
const Sql kAddNode("registry.ledger_add_node",
                   "INSERT INTO ledger_node (level, position, hash) VALUES ($1, $2, $3)");
const Sql kAddNodes2("registry.ledger_add_nodes_2",
                     "INSERT INTO ledger_node (level, position, hash) VALUES ($1, $2, $3), "
                     "($4, $5, $6)");
const Sql kAddNodes3("registry.ledger_add_nodes_3",
                     "INSERT INTO ledger_node (level, position, hash) VALUES ($1, $2, $3), "
                     "($4, $5, $6), ($7, $8, $9)");
const Sql kAddNodes4("registry.ledger_add_nodes_4",
                     "INSERT INTO ledger_node (level, position, hash) VALUES ($1, $2, $3), "
                     "($4, $5, $6), ($7, $8, $9), ($10, $11, $12)");
const Sql kAddEvent("registry.ledger_add_event",
                    "INSERT INTO ledger_event (seq, leaf) VALUES ($1, $2)");
const Sql kLeaves("registry.ledger_leaves",
                  "SELECT seq, leaf FROM ledger_event WHERE seq >= $1 AND seq < $2 "
                  "ORDER BY seq LIMIT 1000");
const Sql kAddBody("registry.ledger_add_body",
                   "INSERT INTO ledger_body (seq, name, salt, bytes) VALUES ($1, $2, $3, $4)");
const Sql kBodies("registry.ledger_bodies",
                  "SELECT name, salt, bytes FROM ledger_body WHERE seq = $1 ORDER BY name");
const Sql kDestroyBody("registry.ledger_destroy_body",
                       "DELETE FROM ledger_body WHERE seq = $1 AND name = $2");
const Sql kPutCheckpoint("registry.ledger_put_checkpoint",
                         "INSERT INTO ledger_checkpoint (size, note) VALUES ($1, $2) "
                         "ON CONFLICT (size) DO UPDATE SET note = $2");
const Sql kLastCheckpoint("registry.ledger_last_checkpoint",
                          "SELECT size, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1");
const Sql kCheckpoints("registry.ledger_checkpoints",
                       "SELECT size, note FROM ledger_checkpoint ORDER BY size");
const Sql kCheckpointAt("registry.ledger_checkpoint_at",
                        "SELECT size, note FROM ledger_checkpoint WHERE size = $1");

Error Corrupt(const std::string& what) {
  return Error(ErrorCode::kCorrupt, {"nhật ký hỏng: " + what + "; chạy niem-verify",
                                     "damaged ledger: " + what + "; run niem-verify"});
}

Result<Hash> HashOf(const Row& row, size_t column) {
  const Bytes bytes = row.Blob(column);
  Hash hash{};
  if (bytes.size() != hash.size()) return Corrupt("hash");
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

store::Value Cell(const Hash& hash) {
  return Bytes(hash.data(), hash.size());
}

int64_t Number(uint64_t value) {
  return static_cast<int64_t>(value);
}

void AddNodes(std::span<const ledger::Node> nodes, std::vector<store::Change>* changes) {
  static constexpr std::array kStatements = {&kAddNode, &kAddNodes2, &kAddNodes3, &kAddNodes4};
  while (!nodes.empty()) {
    const size_t count = std::min(nodes.size(), kStatements.size());
    store::Change& change = changes->emplace_back();
    change.sql = kStatements[count - 1];
    for (const ledger::Node& node : nodes.first(count)) {
      change.values.emplace_back(int64_t{node.id.level});
      change.values.emplace_back(Number(node.id.index));
      change.values.push_back(Cell(node.hash));
    }
    nodes = nodes.subspan(count);
  }
}

ledger::StoredCheckpoint CheckpointOf(const Row& row) {
  return {static_cast<uint64_t>(row.Int(0)), std::string(row.Text(1))};
}

}  // namespace

Result<Hash> SqlLogStore::ReadNode(ledger::NodeId id) const {
  TRY_ASSIGN(const Rows rows, connection_.Query(kNode, {int64_t{id.level}, Number(id.index)}));
  if (rows.empty()) return Corrupt("node");
  return HashOf(rows[0], 0);
}

Result<ledger::LogHead> SqlLogStore::ReadHead() const {
  if (!head_) {
    TRY_ASSIGN(head_, FetchHead());
  }
  return *head_;
}

Result<ledger::LogHead> SqlLogStore::FetchHead() const {
  TRY_ASSIGN(const Rows rows, connection_.Query(kHead, {}));
  ledger::LogHead head;
  if (rows.empty()) return head;
  head.size = static_cast<uint64_t>(rows[0].Int(0));
  TRY_ASSIGN(head.root, HashOf(rows[0], 1));
  head.wall_high_us = rows[0].Int(2);
  head.ticks = static_cast<uint64_t>(rows[0].Int(3));
  return head;
}

Status SqlLogStore::Append(const ledger::LogEntry& entry) {
  if (changes_.empty()) first_ = entry.seq;
  changes_.push_back({&kAddEvent, {Number(entry.seq), AsBytes(entry.leaf)}});
  AddNodes(*entry.nodes, &changes_);
  for (const ledger::HeldBody& body : *entry.bodies) {
    changes_.push_back({&kAddBody,
                        {Number(entry.seq), body.name, Bytes(body.salt.data(), body.salt.size()),
                         AsBytes(body.bytes)}});
  }
  head_ = entry.head;
  return holds_back_ ? Ok() : Write();
}

Status SqlLogStore::Release() {
  holds_back_ = false;
  return changes_.empty() ? Ok() : Write();
}

// Nothing here waits for the answer of what is before it, so all of it is one journey to a server.
// Only the head that was read may be moved: that is what shows another process.
Status SqlLogStore::Write() {
  const ledger::LogHead& head = *head_;
  store::Values moved = {Number(head.size), Cell(head.root), head.wall_high_us, Number(head.ticks)};
  if (first_ > 0) moved.emplace_back(Number(first_));
  changes_.push_back({first_ == 0 ? &kOpenHead : &kMoveHead, std::move(moved)});
  const Result<std::vector<int64_t>> changed = connection_.ExecuteAll(changes_);
  changes_.clear();
  const bool overtaken =
      changed.ok() ? changed->back() == 0 : changed.error().code() == ErrorCode::kConstraint;
  if (!changed.ok() || overtaken) head_.reset();
  if (overtaken) {
    return Error(ErrorCode::kChanged, {"nhật ký vừa được ghi bởi tiến trình khác",
                                       "another process appended to the ledger"});
  }
  if (!changed.ok()) return changed.error();
  return Ok();
}

Status SqlLogStore::ReadLeaves(uint64_t first, uint64_t last, const LeafVisitor& visit) const {
  uint64_t next = first;
  while (next < last) {
    TRY_ASSIGN(const Rows rows, connection_.Query(kLeaves, {Number(next), Number(last)}));
    if (rows.empty()) return Corrupt("event " + std::to_string(next));
    for (const Row row : rows) {
      if (static_cast<uint64_t>(row.Int(0)) != next) {
        return Corrupt("event " + std::to_string(next));
      }
      TRY(visit(next, AsText(row.Blob(1))));
      ++next;
    }
  }
  return Ok();
}

Result<std::vector<ledger::HeldBody>> SqlLogStore::ReadBodies(uint64_t seq) const {
  TRY_ASSIGN(const Rows rows, connection_.Query(kBodies, {Number(seq)}));
  std::vector<ledger::HeldBody> bodies;
  for (const Row row : rows) {
    ledger::HeldBody body;
    body.name = row.Text(0);
    TRY_ASSIGN(body.salt, HashOf(row, 1));
    body.bytes = AsText(row.Blob(2));
    bodies.push_back(std::move(body));
  }
  return bodies;
}

Status SqlLogStore::DestroyBody(uint64_t seq, std::string_view name) {
  TRY_ASSIGN(const int64_t gone, connection_.Execute(kDestroyBody, {Number(seq), name}));
  if (gone == 0) {
    return Error(ErrorCode::kNotFound, {"nội dung này không còn", "that body is not held"});
  }
  return Ok();
}

Status SqlLogStore::PutCheckpoint(const ledger::StoredCheckpoint& checkpoint) {
  TRY(connection_.Execute(kPutCheckpoint, {Number(checkpoint.size), checkpoint.note}));
  return Ok();
}

Result<std::optional<ledger::StoredCheckpoint>> SqlLogStore::LastCheckpoint() const {
  TRY_ASSIGN(const Rows rows, connection_.Query(kLastCheckpoint, {}));
  std::optional<ledger::StoredCheckpoint> last;
  if (!rows.empty()) last = CheckpointOf(rows[0]);
  return last;
}

Result<std::vector<ledger::StoredCheckpoint>> SqlLogStore::ReadCheckpoints() const {
  TRY_ASSIGN(const Rows rows, connection_.Query(kCheckpoints, {}));
  std::vector<ledger::StoredCheckpoint> all;
  for (const Row row : rows) all.push_back(CheckpointOf(row));
  return all;
}

Result<std::optional<std::string>> SqlLogStore::CheckpointAt(uint64_t size) const {
  TRY_ASSIGN(const Rows rows, connection_.Query(kCheckpointAt, {Number(size)}));
  std::optional<std::string> note;
  if (!rows.empty()) note = CheckpointOf(rows[0]).note;
  return note;
}

}  // namespace niem::registry
