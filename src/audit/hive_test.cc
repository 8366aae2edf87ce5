#include "audit/hive.h"

#include <gtest/gtest.h>

#include "audit/hive_log.h"
#include "audit/shared_cases.h"

namespace niem::audit {
namespace {

TEST(HiveTest, RefusesWhatIsNoHive) {
  for (const std::string& bytes : {std::string(), std::string("regf"), std::string(9000, 'x')}) {
    const auto hive = Hive::Open(AsBytes(bytes));
    ASSERT_FALSE(hive.ok());
    EXPECT_EQ(hive.error().code(), ErrorCode::kCorrupt);
  }
}

TEST(HiveTest, ReadsARealSystemHive) {
  const auto bytes = SharedBytes("regipy-SYSTEM.xz");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  const auto hive = Hive::Open(AsBytes(*bytes));
  ASSERT_TRUE(hive.ok());
  EXPECT_TRUE((*hive)->header().clean());
  const auto current = (*hive)->root().Find("select")->Value("CURRENT");
  EXPECT_EQ(current->Number(), 1u);
  const auto disk = (*hive)->root().Find(
      "ControlSet001\\Enum\\USBSTOR\\Disk&Ven_HP&Prod_v100w&Rev_1024\\AA951D0000007252&0");
  ASSERT_TRUE(disk);
  EXPECT_EQ(disk->TextOf("FriendlyName"), "HP v100w USB Device");
  EXPECT_EQ(disk->LastWrite()->ToString(), "2012-04-07T10:31:37.640871Z");
  EXPECT_EQ((*hive)->damage(), 0u);
}

TEST(HiveTest, ReplaysRealLogs) {
  const auto bytes = SharedBytes("regipy-SYSTEM_B.xz");
  const auto log1 = SharedBytes("regipy-SYSTEM_B.LOG1.xz");
  const auto log2 = SharedBytes("regipy-SYSTEM_B.LOG2.xz");
  if (!bytes || !log1 || !log2) GTEST_SKIP() << "no shared cases here";
  const Replayed replayed = ReplayLogs(AsBytes(*bytes), {AsBytes(*log1), AsBytes(*log2)});
  EXPECT_TRUE(replayed.dirty);
  EXPECT_EQ(replayed.pages, 315u);
  const auto hive = Hive::Open(replayed.bytes);
  ASSERT_TRUE(hive.ok());
  EXPECT_TRUE((*hive)->root().Find("ControlSet001\\Enum\\USBSTOR"));
  EXPECT_EQ((*hive)->damage(), 0u);
}

TEST(HiveTest, SaysWhenLogsAreMissing) {
  const auto bytes = SharedBytes("regipy-SYSTEM_2.xz");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  const Replayed replayed = ReplayLogs(AsBytes(*bytes), {});
  EXPECT_TRUE(replayed.dirty);
  EXPECT_TRUE(replayed.bytes.empty());
  EXPECT_NE(replayed.note.en.find("may be missing"), std::string::npos);
}

}  // namespace
}  // namespace niem::audit
