// The tree against the published vectors of the CT reference tests, against the recursive
// definition of RFC 9162 written down naively, and by properties beyond.
#include "ledger/merkle.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

namespace niem::ledger {
namespace {

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  return bytes;
}

// RFC 9162 §2.1.1, as it is written.
Hash NaiveRoot(const std::vector<Hash>& leaves, size_t first, size_t size) {
  if (size == 0) return EmptyRoot();
  if (size == 1) return leaves[first];
  size_t k = 1;
  while (k * 2 < size) k *= 2;
  return NodeHash(NaiveRoot(leaves, first, k), NaiveRoot(leaves, first + k, size - k));
}

// §2.1.3.1.
Proof NaivePath(const std::vector<Hash>& leaves, size_t m, size_t first, size_t size) {
  if (size == 1) return {};
  size_t k = 1;
  while (k * 2 < size) k *= 2;
  Proof proof =
      m < k ? NaivePath(leaves, m, first, k) : NaivePath(leaves, m - k, first + k, size - k);
  proof.push_back(m < k ? NaiveRoot(leaves, first + k, size - k) : NaiveRoot(leaves, first, k));
  return proof;
}

// §2.1.4.1.
Proof NaiveSubproof(const std::vector<Hash>& leaves, size_t m, size_t first, size_t size, bool b) {
  if (m == size) return b ? Proof{} : Proof{NaiveRoot(leaves, first, size)};
  size_t k = 1;
  while (k * 2 < size) k *= 2;
  Proof proof = m <= k ? NaiveSubproof(leaves, m, first, k, b)
                       : NaiveSubproof(leaves, m - k, first + k, size - k, false);
  proof.push_back(m <= k ? NaiveRoot(leaves, first + k, size - k) : NaiveRoot(leaves, first, k));
  return proof;
}

class Tree : public NodeSource {
 public:
  explicit Tree(size_t size) {
    for (size_t i = 0; i < size; ++i) Add(LeafHash(AsBytes("leaf " + std::to_string(i))));
  }

  void Add(const Hash& leaf) {
    leaves.push_back(leaf);
    std::vector<Node> completed;
    frontier.Append(leaf, &completed);
    for (const Node& node : completed) {
      if (node.id.level >= nodes.size()) nodes.resize(node.id.level + 1);
      ASSERT_EQ(node.id.index, nodes[node.id.level].size()) << "nodes come in order, once";
      nodes[node.id.level].push_back(node.hash);
    }
  }

  Result<Hash> ReadNode(NodeId id) const override {
    if (id.level >= nodes.size() || id.index >= nodes[id.level].size())
      return Error(ErrorCode::kNotFound, {"thiếu nút", "no such node"});
    return nodes[id.level][id.index];
  }

  std::vector<Hash> leaves;
  std::vector<std::vector<Hash>> nodes;
  Frontier frontier;
};

// Vectors of the CT reference implementation (certificate-transparency, merkle tree tests), which
// github.com/transparency-dev/merkle keeps as testonly/constants.go and rfc6962_test.go.
TEST(Merkle, HashesMatchThePublishedVectors) {
  EXPECT_EQ(ToHex(EmptyRoot()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ToHex(LeafHash({})),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(ToHex(LeafHash(AsBytes("L123456"))),
            "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
}

TEST(Merkle, RootsMatchThePublishedVectors) {
  const std::string inputs[] = {"",
                                "00",
                                "10",
                                "2021",
                                "3031",
                                "40414243",
                                "5051525354555657",
                                "606162636465666768696a6b6c6d6e6f"};
  const std::string roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Frontier frontier;
  for (size_t i = 0; i < std::size(inputs); ++i) {
    frontier.Append(LeafHash(AsBytes(FromHex(inputs[i]))));
    EXPECT_EQ(ToHex(frontier.Root()), roots[i]) << "size " << i + 1;
  }
}

TEST(Merkle, RootsAndFrontiersAgreeWithTheDefinition) {
  const Tree tree(260);
  for (size_t size = 0; size <= 260; ++size) {
    const Hash root = NaiveRoot(tree.leaves, 0, size);
    ASSERT_EQ(*RootAt(size, tree), root) << size;
    Result<Frontier> loaded = Frontier::Load(size, tree);
    ASSERT_TRUE(loaded.ok());
    for (size_t next = size; next < 260 && next < size + 3; ++next)
      loaded->Append(tree.leaves[next]);
    ASSERT_EQ(loaded->Root(), NaiveRoot(tree.leaves, 0, std::min<size_t>(size + 3, 260)));
  }
}

TEST(Merkle, EveryInclusionProofUpTo130) {
  const Tree tree(130);
  for (size_t size = 1; size <= 130; ++size) {
    const Hash root = *RootAt(size, tree);
    for (size_t index = 0; index < size; ++index) {
      const Proof proof = *InclusionProof(index, size, tree);
      ASSERT_EQ(proof, NaivePath(tree.leaves, index, 0, size));
      ASSERT_TRUE(VerifyInclusion(tree.leaves[index], index, size, proof, root).ok());
      ASSERT_FALSE(VerifyInclusion(tree.leaves[(index + 1) % 130], index, size, proof, root).ok());
      ASSERT_FALSE(VerifyInclusion(tree.leaves[index], index + 1, size, proof, root).ok());
    }
  }
  EXPECT_FALSE(InclusionProof(5, 5, tree).ok());
  EXPECT_FALSE(VerifyInclusion(tree.leaves[0], 0, 0, {}, EmptyRoot()).ok());
}

TEST(Merkle, EveryConsistencyProofUpTo260) {
  const Tree tree(260);
  for (size_t to = 1; to <= 260; ++to) {
    const Hash to_root = *RootAt(to, tree);
    for (size_t from = 0; from <= to; ++from) {
      const Proof proof = *ConsistencyProof(from, to, tree);
      const Hash from_root = *RootAt(from, tree);
      if (from > 0 && to <= 130) {
        ASSERT_EQ(proof, NaiveSubproof(tree.leaves, from, 0, to, true));
      }
      ASSERT_TRUE(VerifyConsistency(from, to, from_root, to_root, proof).ok()) << from << " " << to;
      Hash other = from_root;
      other[7] ^= 1;
      ASSERT_FALSE(VerifyConsistency(from, to, other, to_root, proof).ok());
      if (from > 0 && from < to) {
        ASSERT_FALSE(VerifyConsistency(from, to, from_root, other, proof).ok());
      }
    }
  }
  EXPECT_FALSE(ConsistencyProof(6, 5, tree).ok());
}

TEST(Merkle, AProofChangedAnywhereFails) {
  const Tree tree(97);
  const Hash root = *RootAt(97, tree);
  for (size_t index : {0, 31, 64, 95, 96}) {
    const Proof proof = *InclusionProof(index, 97, tree);
    for (size_t i = 0; i < proof.size(); ++i) {
      Proof bent = proof;
      bent[i][i % 32] ^= 0x40;
      EXPECT_FALSE(VerifyInclusion(tree.leaves[index], index, 97, bent, root).ok());
      bent = proof;
      bent.erase(bent.begin() + static_cast<long>(i));
      EXPECT_FALSE(VerifyInclusion(tree.leaves[index], index, 97, bent, root).ok());
      bent = proof;
      bent.insert(bent.begin() + static_cast<long>(i), root);
      EXPECT_FALSE(VerifyInclusion(tree.leaves[index], index, 97, bent, root).ok());
    }
  }
}

TEST(Merkle, PropertiesHoldForLargerTrees) {
  static const Tree tree(5000);
  EXPECT_TRUE(rc::check("inclusion and consistency in trees of up to 5000", [] {
    const auto to = *rc::gen::inRange<uint64_t>(1, 5001);
    const auto from = *rc::gen::inRange<uint64_t>(0, to + 1);
    const auto index = *rc::gen::inRange<uint64_t>(0, to);
    const Hash to_root = *RootAt(to, tree);
    const Hash from_root = *RootAt(from, tree);
    const Proof inclusion = *InclusionProof(index, to, tree);
    const Proof consistency = *ConsistencyProof(from, to, tree);
    RC_ASSERT(VerifyInclusion(tree.leaves[index], index, to, inclusion, to_root).ok());
    RC_ASSERT(VerifyConsistency(from, to, from_root, to_root, consistency).ok());
    if (from != 0 && from != to)
      RC_ASSERT_FALSE(VerifyConsistency(from - 1, to, from_root, to_root, consistency).ok());
  }));
}

TEST(Merkle, AMissingNodeIsAnErrorNotAProof) {
  Tree tree(100);
  tree.nodes[3].clear();
  EXPECT_EQ(InclusionProof(3, 100, tree).error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace niem::ledger
