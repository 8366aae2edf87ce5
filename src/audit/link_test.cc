#include "audit/link.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "audit/shared_cases.h"

namespace niem::audit {
namespace {

void Put(std::string& out, uint64_t value, int width) {
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// A link to E:\du thao.docx on a removable drive, as documented; constructed.
std::string BuiltLink() {
  std::string link("\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 20);
  Put(link, 0x2 | 0x20 | 0x80, 4), Put(link, 0x20, 4);
  for (int i = 0; i < 3; ++i) Put(link, 134'000'000'000'000'000, 8);
  link.resize(76, '\0');
  std::string volume;
  Put(volume, 25, 4), Put(volume, 2, 4), Put(volume, 0x3C6109A4, 4), Put(volume, 16, 4);
  volume += std::string("KINGSTON\0", 9);
  const std::string path("E:\\du thao.docx\0", 16);
  Put(link, 28 + volume.size() + path.size() + 1, 4), Put(link, 28, 4), Put(link, 1, 4);
  Put(link, 28, 4), Put(link, 28 + volume.size(), 4), Put(link, 0, 4);
  Put(link, 28 + volume.size() + path.size(), 4);
  link += volume + path + std::string(1, '\0');
  Put(link, 2, 2);
  return link + std::string("/\0q\0", 4);
}

TEST(LinkTest, ARemovableDriveWithItsVolume) {
  const std::string link = BuiltLink();
  const SourceFacts facts = ReadLink(AsBytes(link));
  ASSERT_EQ(facts.facts.size(), 1u);
  const Fact& fact = facts.facts[0];
  EXPECT_EQ(fact.Field("drive"), "removable");
  EXPECT_EQ(fact.Field("volume_serial"), "3C61-09A4");
  EXPECT_EQ(fact.Field("label"), "KINGSTON");
  EXPECT_EQ(fact.Field("path"), "E:\\du thao.docx");
  EXPECT_EQ(fact.Field("arguments"), "/q");
  EXPECT_TRUE(fact.Time("changed"));
}

// Debian's liblnk reads the same.
TEST(LinkTest, AgreesWithLiblnk) {
  if (std::system("command -v lnkinfo >/dev/null 2>&1") != 0) GTEST_SKIP() << "no lnkinfo";
  const std::string path = ::testing::TempDir() + "niem_audit.lnk";
  ASSERT_TRUE(WriteFileAtomically(path, BuiltLink()).ok());
  const auto listed = OutputOf("lnkinfo '" + path + "' 2>/dev/null");
  std::filesystem::remove(path);
  ASSERT_TRUE(listed);
  for (const char* line :
       {"Removable (2)", "0x3c6109a4", ": KINGSTON", "E:\\du thao.docx", ": /q"}) {
    EXPECT_NE(listed->find(line), std::string::npos) << line << "\n" << *listed;
  }
}

TEST(LinkTest, JumpListsHoldLinks) {
  const std::string list = std::string(100, 'x') + BuiltLink() + "yy" + BuiltLink();
  EXPECT_EQ(ReadJumpList(AsBytes(list)).facts.size(), 2u);
  EXPECT_TRUE(ReadJumpList(AsBytes("short")).facts.empty());
}

TEST(LinkTest, CutShortAnywhere) {
  const std::string link = BuiltLink();
  for (size_t length = 0; length < link.size(); ++length) {
    (void)ReadLink(AsBytes(link).first(length));
  }
  EXPECT_TRUE(ReadLink(AsBytes("x")).failed);
}

}  // namespace
}  // namespace niem::audit
