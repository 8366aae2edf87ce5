// The ledger's test vectors for other programs (tests/golden/ledger/proofs.json): roots, proofs, an
// event, a signed checkpoint. The page's verifier is held to them by tests/web/proof.test.mjs.
#include <gtest/gtest.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <cstdlib>
#include <map>

#include "base/file.h"
#include "ledger/base64.h"
#include "ledger/event.h"
#include "ledger/merkle.h"
#include "ledger/testing.h"

namespace niem::ledger {
namespace {

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

constexpr uint64_t kLeaves = 21;

class Tree final : public NodeSource {
 public:
  void Add(Bytes leaf) {
    std::vector<Node> completed;
    frontier_.Append(LeafHash(leaf), &completed);
    for (const Node& node : completed) nodes_[{node.id.level, node.id.index}] = node.hash;
  }

  Result<Hash> ReadNode(NodeId id) const override { return nodes_.at({id.level, id.index}); }

 private:
  Frontier frontier_;
  std::map<std::pair<uint8_t, uint64_t>, Hash> nodes_;
};

Event SomeEvent() {
  Event event;
  event.instance = "vectors.example";
  event.seq = 7;
  event.wall_us = 1'780'000'000'123'456;
  event.ticks = 42;
  event.person = "12";
  event.duty = "registrar";
  event.act = "document.receive";
  event.object_kind = "document";
  event.object_id = "34";
  event.object_version = Sha256Of(AsBytes("v"));
  event.label = {"mat", {"a", "b"}, "đơn-vị"};
  event.request = "r-1";
  event.pack = "vn-2025/1";
  event.rows = {{"document", "34", std::nullopt, Sha256Of(AsBytes("c"))}};
  return event;
}

void Put(Writer& out, const char* name, const std::string& text) {
  out.Key(name), out.String(text.c_str(), static_cast<rapidjson::SizeType>(text.size()));
}

void Put(Writer& out, const char* name, const Proof& proof) {
  out.Key(name), out.StartArray();
  for (const Hash& hash : proof) out.String(EncodeBase64(hash).c_str());
  out.EndArray();
}

void PutProofs(Writer& out, const Tree& tree) {
  out.Key("roots"), out.StartArray();
  for (uint64_t size = 0; size <= kLeaves; ++size) {
    out.String(EncodeBase64(*RootAt(size, tree)).c_str());
  }
  out.EndArray();
  out.Key("inclusion"), out.StartArray();
  for (const uint64_t size : {1, 2, 3, 7, 8, 21}) {
    for (uint64_t index = 0; index < size; ++index) {
      out.StartObject();
      out.Key("event"), out.Uint64(index);
      out.Key("last"), out.Uint64(size);
      Put(out, "proof", *InclusionProof(index, size, tree));
      out.EndObject();
    }
  }
  out.EndArray();
  out.Key("consistency"), out.StartArray();
  for (const uint64_t to : {1, 2, 7, 8, 13, 21}) {
    for (uint64_t from = 0; from <= to; ++from) {
      out.StartObject();
      out.Key("first"), out.Uint64(from);
      out.Key("last"), out.Uint64(to);
      Put(out, "proof", *ConsistencyProof(from, to, tree));
      out.EndObject();
    }
  }
  out.EndArray();
}

std::string Vectors() {
  Tree tree;
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  out.SetIndent(' ', 1);
  out.StartObject();
  out.Key("leaves"), out.StartArray();
  for (uint64_t i = 0; i < kLeaves; ++i) {
    const std::string leaf = "leaf " + std::to_string(i);
    tree.Add(AsBytes(leaf));
    out.String(leaf.c_str());
  }
  out.EndArray();
  PutProofs(out, tree);
  const std::string event = *Encode(SomeEvent());
  Put(out, "event", EncodeBase64(AsBytes(event)));
  Put(out, "event_leaf_hash", EncodeBase64(LeafHash(AsBytes(event))));
  const std::string seed(32, 'n');
  SeedSigner signer(EncodeBase64(AsBytes(seed)));
  const Checkpoint checkpoint{"vectors.example", kLeaves, *RootAt(kLeaves, tree), {}};
  Put(out, "note", *SignCheckpoint(checkpoint, signer));
  Put(out, "key", FormatVerifierKey({checkpoint.origin, KeyType::kEd25519, signer.public_key()}));
  out.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

// NIEM_UPDATE_GOLDEN=1 writes the file instead; read the diff before committing it.
TEST(Vectors, AreTheOnesOfTheFile) {
  const char* const source = std::getenv("NIEM_SOURCE_DIR");
  if (source == nullptr) GTEST_SKIP() << "NIEM_SOURCE_DIR is not set";
  const std::string path = std::string(source) + "/tests/golden/ledger/proofs.json";
  if (std::getenv("NIEM_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(WriteFileAtomically(path, Vectors()).ok());
    return;
  }
  EXPECT_EQ(ReadWholeFile(path).value(), Vectors());
}

}  // namespace
}  // namespace niem::ledger
