// The Merkle tree of RFC 9162 §2.1 (the same as RFC 6962's), over SHA-256.
//
// A tree of n leaves is kept as the hashes of its complete subtrees. Node (level, index) is the
// hash over leaves [index << level, (index + 1) << level); it exists, and never changes again, once
// the tree holds all of them. Appending needs only the frontier: the at most 64 largest complete
// subtrees that make up the tree. Proofs read O(log n) nodes from a NodeSource.
//
// Thread-safety: plain values; a NodeSource is called from the calling thread only. Errors:
// kInvalidArgument for an index or size outside the tree, kCorrupt when a proof does not prove; a
// NodeSource's own errors pass through.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/result.h"

namespace niem::ledger {

using Hash = Digest;
using Proof = std::vector<Hash>;

Hash EmptyRoot();
Hash LeafHash(Bytes leaf);
Hash NodeHash(const Hash& left, const Hash& right);

struct NodeId {
  uint8_t level = 0;
  uint64_t index = 0;

  bool operator==(const NodeId&) const = default;
};

struct Node {
  NodeId id;
  Hash hash{};
};

class NodeSource {
 public:
  virtual ~NodeSource() = default;
  virtual Result<Hash> ReadNode(NodeId id) const = 0;
};

class Frontier {
 public:
  Frontier() = default;

  // The frontier of the first `size` leaves of a stored tree: popcount(size) reads.
  static Result<Frontier> Load(uint64_t size, const NodeSource& nodes);

  uint64_t size() const { return size_; }

  // Adds one leaf. The nodes it completes, the leaf itself first, are appended to `*completed` if
  // given: these, and no others, are to be stored.
  void Append(const Hash& leaf, std::vector<Node>* completed = nullptr);

  Hash Root() const;

 private:
  uint64_t size_ = 0;
  std::vector<Hash> hashes_;  // largest subtree first
};

// The root of the first `size` leaves.
Result<Hash> RootAt(uint64_t size, const NodeSource& nodes);

// That leaf `index` is in the tree of `size` leaves.
Result<Proof> InclusionProof(uint64_t index, uint64_t size, const NodeSource& nodes);
Status VerifyInclusion(const Hash& leaf, uint64_t index, uint64_t size, const Proof& proof,
                       const Hash& root);

// That the tree of `from` leaves is the beginning of the tree of `to` leaves. RFC 9162 defines it
// for 0 < from < to; here `from` == 0 (everything begins with nothing) and `from` == `to` have an
// empty proof.
Result<Proof> ConsistencyProof(uint64_t from, uint64_t to, const NodeSource& nodes);
Status VerifyConsistency(uint64_t from, uint64_t to, const Hash& from_root, const Hash& to_root,
                         const Proof& proof);

}  // namespace niem::ledger
