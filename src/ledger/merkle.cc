#include "ledger/merkle.h"

#include <algorithm>
#include <bit>

namespace niem::ledger {
namespace {

// The largest power of two smaller than n; n > 1.
uint64_t SplitOf(uint64_t n) {
  return std::bit_floor(n - 1);
}

Result<Hash> ReadComplete(uint64_t first, uint64_t size, const NodeSource& nodes) {
  const auto level = static_cast<uint8_t>(std::countr_zero(size));
  return nodes.ReadNode({level, first >> level});
}

// The hash over `size` leaves from `first`, which RFC 9162's recursion reaches: all but the last of
// its complete subtrees stand in the store as they are.
Result<Hash> RangeHash(uint64_t first, uint64_t size, const NodeSource& nodes) {
  std::vector<Hash> parts;
  while (!std::has_single_bit(size)) {
    const uint64_t left = SplitOf(size);
    TRY_ASSIGN(const Hash hash, ReadComplete(first, left, nodes));
    parts.push_back(hash);
    first += left;
    size -= left;
  }
  TRY_ASSIGN(Hash hash, ReadComplete(first, size, nodes));
  for (size_t i = parts.size(); i > 0; --i) hash = NodeHash(parts[i - 1], hash);
  return hash;
}

Error OutsideTree() {
  return {ErrorCode::kInvalidArgument,
          {"vị trí hoặc kích thước nằm ngoài cây", "index or size outside the tree"}};
}

Error NotProved() {
  return {ErrorCode::kCorrupt,
          {"bằng chứng không khớp với mã băm gốc", "the proof does not lead to the root"}};
}

Hash Hashed(uint8_t prefix, Bytes first, Bytes second) {
  thread_local Sha256 hash;
  hash.Update(Bytes(&prefix, 1));
  hash.Update(first);
  if (!second.empty()) hash.Update(second);
  return hash.Finish();
}

}  // namespace

Hash EmptyRoot() {
  return Sha256Of({});
}

Hash LeafHash(Bytes leaf) {
  return Hashed(0x00, leaf, {});
}

Hash NodeHash(const Hash& left, const Hash& right) {
  return Hashed(0x01, left, right);
}

Result<Frontier> Frontier::Load(uint64_t size, const NodeSource& nodes) {
  Frontier frontier;
  uint64_t first = 0;
  for (uint64_t rest = size; rest > 0; rest &= ~std::bit_floor(rest)) {
    const uint64_t part = std::bit_floor(rest);
    TRY_ASSIGN(const Hash hash, ReadComplete(first, part, nodes));
    frontier.hashes_.push_back(hash);
    first += part;
  }
  frontier.size_ = size;
  return frontier;
}

void Frontier::Append(const Hash& leaf, std::vector<Node>* completed) {
  NodeId id{0, size_};
  Hash hash = leaf;
  if (completed != nullptr) completed->push_back({id, hash});
  for (uint64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    hash = NodeHash(hashes_.back(), hash);
    hashes_.pop_back();
    id = {static_cast<uint8_t>(id.level + 1), id.index >> 1};
    if (completed != nullptr) completed->push_back({id, hash});
  }
  hashes_.push_back(hash);
  ++size_;
}

Hash Frontier::Root() const {
  if (hashes_.empty()) return EmptyRoot();
  Hash root = hashes_.back();
  for (size_t i = hashes_.size() - 1; i > 0; --i) root = NodeHash(hashes_[i - 1], root);
  return root;
}

Result<Hash> RootAt(uint64_t size, const NodeSource& nodes) {
  TRY_ASSIGN(const Frontier frontier, Frontier::Load(size, nodes));
  return frontier.Root();
}

Result<Proof> InclusionProof(uint64_t index, uint64_t size, const NodeSource& nodes) {
  if (index >= size) return OutsideTree();
  Proof proof;
  uint64_t first = 0;
  while (size > 1) {
    const uint64_t left = SplitOf(size);
    const bool in_left = index < left;
    TRY_ASSIGN(const Hash sibling, in_left ? RangeHash(first + left, size - left, nodes)
                                           : RangeHash(first, left, nodes));
    proof.push_back(sibling);
    if (!in_left) {
      first += left;
      index -= left;
    }
    size = in_left ? left : size - left;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

// RFC 9162 §2.1.3.2.
Status VerifyInclusion(const Hash& leaf, uint64_t index, uint64_t size, const Proof& proof,
                       const Hash& root) {
  if (index >= size) return OutsideTree();
  uint64_t node = index;
  uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return NotProved();
    if ((node & 1) != 0 || node == last) {
      hash = NodeHash(sibling, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0 || hash != root) return NotProved();
  return Ok();
}

Result<Proof> ConsistencyProof(uint64_t from, uint64_t to, const NodeSource& nodes) {
  if (from > to) return OutsideTree();
  if (from == 0 || from == to) return Proof{};
  Proof proof;
  uint64_t first = 0;
  bool whole = true;  // the old tree is a complete subtree here whose root the verifier has
  while (from != to) {
    const uint64_t left = SplitOf(to);
    const bool in_left = from <= left;
    TRY_ASSIGN(const Hash other,
               in_left ? RangeHash(first + left, to - left, nodes) : RangeHash(first, left, nodes));
    proof.push_back(other);
    if (in_left) {
      to = left;
      continue;
    }
    first += left;
    from -= left;
    to -= left;
    whole = false;
  }
  if (!whole) {
    TRY_ASSIGN(const Hash old_part, RangeHash(first, from, nodes));
    proof.push_back(old_part);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

// RFC 9162 §2.1.4.2.
Status VerifyConsistency(uint64_t from, uint64_t to, const Hash& from_root, const Hash& to_root,
                         const Proof& proof) {
  if (from > to) return OutsideTree();
  if (from == 0 || from == to) {
    const bool same = from == to ? from_root == to_root : from_root == EmptyRoot();
    if (!same || !proof.empty()) return NotProved();
    return Ok();
  }
  uint64_t node = from - 1;
  uint64_t last = to - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  // An old tree that is one complete subtree starts from its own root.
  const bool whole = std::has_single_bit(from);
  if (proof.empty()) return NotProved();
  size_t next = whole ? 0 : 1;
  Hash old_hash = whole ? from_root : proof[0];
  Hash new_hash = old_hash;
  for (; next < proof.size(); ++next) {
    if (last == 0) return NotProved();
    if ((node & 1) != 0 || node == last) {
      old_hash = NodeHash(proof[next], old_hash);
      new_hash = NodeHash(proof[next], new_hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = NodeHash(new_hash, proof[next]);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0 || old_hash != from_root || new_hash != to_root) return NotProved();
  return Ok();
}

}  // namespace niem::ledger
