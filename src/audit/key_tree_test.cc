#include "audit/key_tree.h"

#include <gtest/gtest.h>

#include "audit/hive.h"
#include "audit/shared_cases.h"
#include "audit/testing/machine.h"
#include "audit/testing/traces.h"

namespace niem::audit {
namespace {

std::string TreeOf(const KeySource& keys, SourceKind kind, const KeyTreeLimits& limits = {}) {
  return WriteKeyTree(
      keys, KeysLookedAt(kind), [] { return KeyTreeCounts{}; }, limits);
}

// What a hive says, its picture says too: no maker of facts looks where the picture has nothing.
void ExpectSame(SourceKind kind, const std::string& bytes) {
  const auto hive = Hive::Open(AsBytes(bytes));
  ASSERT_TRUE(hive.ok());
  const SourceId id{kind, {}, {}, {}};
  SourceFacts plain = ReadSource(id, AsBytes(bytes), {});
  SourceFacts pictured = ReadSource(id, AsBytes(TreeOf(**hive, kind)), {});
  ASSERT_FALSE(pictured.facts.empty());
  plain.notes.clear(), pictured.notes.clear();
  EXPECT_TRUE(WriteFacts(plain) == WriteFacts(pictured));
}

TEST(KeyTreeTest, SaysWhatTheHiveSays) {
  ExpectSame(SourceKind::kSystemHive, ConstructedSystem());
  ExpectSame(SourceKind::kSoftwareHive, ConstructedSoftware());
  ExpectSame(SourceKind::kUserHive, ConstructedUser());
  ExpectSame(SourceKind::kShellHive, ConstructedShell());
}

TEST(KeyTreeTest, SaysWhatRealHivesSay) {
  const auto system = SharedBytes("regipy-SYSTEM.xz");
  const auto newer = SharedBytes("regipy-SYSTEM_B.xz");
  const auto user = SharedBytes("regipy-NTUSER.DAT.xz");
  if (!system || !newer || !user) GTEST_SKIP() << "no shared cases here";
  ExpectSame(SourceKind::kSystemHive, *system);
  ExpectSame(SourceKind::kSystemHive, *newer);
  ExpectSame(SourceKind::kUserHive, *user);
}

TEST(KeyTreeTest, TellsWhatIsMissing) {
  const std::string bytes = ConstructedSystem();
  const auto hive = Hive::Open(AsBytes(bytes));
  ASSERT_TRUE(hive.ok());
  KeyTreeLimits limits;
  limits.keys = 20;
  const auto cut = KeyTree::Open(AsBytes(TreeOf(**hive, SourceKind::kSystemHive, limits)));
  ASSERT_TRUE(cut.ok());
  EXPECT_TRUE((*cut)->cut());
  const std::string denied = WriteKeyTree(**hive, KeysLookedAt(SourceKind::kSystemHive), [] {
    return KeyTreeCounts{7, 3};
  });
  const SourceFacts facts = ReadSource({SourceKind::kSystemHive, {}, {}, {}}, AsBytes(denied), {});
  EXPECT_TRUE(facts.notes[1].en.starts_with("the dates of 3 devices"));
  EXPECT_TRUE(facts.notes.back().en.starts_with("7 keys could not be opened"));
}

TEST(KeyTreeTest, RefusesWhatIsOutOfForm) {
  const std::string bytes = ConstructedSystem();
  const auto hive = Hive::Open(AsBytes(bytes));
  const std::string tree = TreeOf(**hive, SourceKind::kSystemHive);
  ASSERT_TRUE(KeyTree::Open(AsBytes(tree)).ok());
  EXPECT_FALSE(KeyTree::Open(AsBytes(tree + "x")).ok());
  for (size_t size = 0; size < tree.size(); size += 7) {
    const auto part = KeyTree::Open(AsBytes(tree).first(size));
    ASSERT_FALSE(part.ok()) << size;
    EXPECT_EQ(part.error().code(), ErrorCode::kCorrupt);
  }
  KeyTreeLimits shallow;
  shallow.depth = 3;
  EXPECT_FALSE(KeyTree::Open(AsBytes(tree), shallow).ok());
}

}  // namespace
}  // namespace niem::audit
