#include "audit/hive.h"

#include <gtest/gtest.h>

#include "audit/hive_facts.h"
#include "audit/hive_log.h"
#include "audit/shared_cases.h"
#include "audit/source.h"
#include "audit/testing/hive_builder.h"
#include "audit/testing/machine.h"

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

size_t CountKeys(const HiveKey& key) {
  size_t count = 1;
  for (const HiveKey& child : key.Subkeys()) count += CountKeys(child);
  return count;
}

// Debian's libregf finds the same keys, in a real hive and in a constructed one.
TEST(HiveTest, AgreesWithLibregf) {
  if (std::system("command -v regfexport >/dev/null 2>&1") != 0) GTEST_SKIP() << "no regfexport";
  const std::string path = ::testing::TempDir() + "niem_audit_hive";
  std::vector<std::string> hives = {ConstructedSystem(), ConstructedSoftware()};
  if (auto bytes = SharedBytes("regipy-NTUSER.DAT.xz")) hives.push_back(std::move(*bytes));
  for (const std::string& bytes : hives) {
    ASSERT_TRUE(WriteFileAtomically(path, bytes).ok());
    const auto listed = OutputOf("regfexport '" + path + "' 2>/dev/null | grep -c '^Key path'");
    ASSERT_TRUE(listed);
    const auto hive = Hive::Open(AsBytes(bytes));
    ASSERT_TRUE(hive.ok());
    EXPECT_EQ(CountKeys((*hive)->root()), std::stoul(*listed));
  }
  std::filesystem::remove(path);
}

// So does Debian's hivex, another reader with another history.
TEST(HiveTest, AgreesWithHivex) {
  if (std::system("command -v hivexregedit >/dev/null 2>&1") != 0) GTEST_SKIP() << "no hivex";
  auto bytes = SharedBytes("regipy-NTUSER.DAT.xz");
  if (!bytes) bytes = ConstructedSystem();
  const std::string path = ::testing::TempDir() + "niem_audit_hivex";
  ASSERT_TRUE(WriteFileAtomically(path, *bytes).ok());
  const auto listed = OutputOf("hivexregedit --export '" + path + R"(' '\' | grep -ac '^\[')");
  std::filesystem::remove(path);
  ASSERT_TRUE(listed);
  const auto hive = Hive::Open(AsBytes(*bytes));
  ASSERT_TRUE(hive.ok());
  EXPECT_EQ(CountKeys((*hive)->root()), std::stoul(*listed));
}

TEST(HiveTest, CutShortAnywhere) {
  const std::string bytes = ConstructedSoftware();
  for (size_t length = 0; length < bytes.size(); length += 37) {
    const auto hive = Hive::Open(AsBytes(bytes).first(length));
    if (hive.ok()) (void)CountKeys((*hive)->root());
  }
}

// A key that is its own subkey: the walk ends, and says that something is wrong.
TEST(HiveTest, AHiveMadeToLoopEnds) {
  std::string bytes = ConstructedSoftware();
  const size_t list = bytes.find("lh");
  ASSERT_NE(list, std::string::npos);
  bytes.replace(list + 4, 4, std::string("\x20\0\0\0", 4));  // the root
  const auto hive = Hive::Open(AsBytes(bytes));
  ASSERT_TRUE(hive.ok());
  SourceFacts facts;
  ReadSoftwareHive(**hive, facts);
  ReadSystemHive(**hive, facts);
}

std::vector<Fact> UserFacts(const BuiltKey& root, std::string_view kind) {
  const std::string bytes = BuildHive(root);
  SourceFacts facts = ReadSource({SourceKind::kUserHive, {}, {}, {}}, AsBytes(bytes), {});
  std::erase_if(facts.facts, [&](const Fact& fact) { return fact.kind != kind; });
  return facts.facts;
}

TEST(HiveTest, WhatStartsWithAUserAndWithADrive) {
  const std::string windows = "Software\\Microsoft\\Windows\\CurrentVersion\\";
  BuiltKey root;
  root.At(windows + "Run").Text("a", "a.exe");
  root.At(windows + "RunOnce").Text("b", "b.exe");
  // A verb of its own, as autorun.inf may give.
  root.At(windows + "Explorer\\MountPoints2\\E\\shell\\moi\\command").Text("", "E:\\x.exe");
  const auto starts = UserFacts(root, "autostart");
  ASSERT_EQ(starts.size(), 2U);
  EXPECT_EQ(starts[1].Field("command"), "b.exe");
  const auto mounts = UserFacts(root, "user.mount");
  ASSERT_EQ(mounts.size(), 1U);
  EXPECT_EQ(mounts[0].Field("autorun"), "E:\\x.exe");
}

// What a user typed may hold a password or the name of a document.
TEST(HiveTest, OfTypedAddressesTheHostAlone) {
  BuiltKey root;
  root.At("Software\\Microsoft\\Internet Explorer\\TypedURLs")
      .Text("url1", "https://lan:mat-khau@Thu.Example.vn:8443/cong-van-mat?ma=1")
      .Text("url2", "http://192.168.1.1/quan-tri")
      .Text("url3", "http://go.microsoft.com/fwlink/?LinkId=69157")
      .Text("url4", "http://localhost/");
  const auto typed = UserFacts(root, "web.typed");
  ASSERT_EQ(typed.size(), 2U);
  EXPECT_EQ(typed[0].Field("server"), "thu.example.vn");
  EXPECT_EQ(typed[0].Field("where"), "internet");
  EXPECT_EQ(typed[1].Field("server"), "192.168.1.1");
  EXPECT_EQ(typed[1].Field("where"), "local");
  for (const Fact& fact : typed) {
    for (const auto& [name, value] : fact.fields) {
      EXPECT_EQ(value.find('/'), std::string::npos) << name;
    }
  }
}

TEST(HiveTest, ExplorerToldToHide) {
  for (const uint32_t extensions : {0U, 1U}) {
    BuiltKey root;
    root.At("Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Advanced")
        .Number("Hidden", 2)
        .Number("ShowSuperHidden", 0)
        .Number("HideFileExt", extensions);
    EXPECT_EQ(UserFacts(root, "explorer.hides").size(), extensions);
  }
}

TEST(HiveTest, SaysWhenLogsAreMissing) {
  const auto bytes = SharedBytes("regipy-SYSTEM_2.xz");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  const Replayed replayed = ReplayLogs(AsBytes(*bytes), {});
  EXPECT_TRUE(replayed.dirty);
  EXPECT_TRUE(replayed.bytes.empty());
  EXPECT_NE(replayed.note.en.find("may be missing"), std::string::npos);
}

// What a value took the place of: a device's path, whose beginning alone is gone.
std::vector<std::string> LettersBefore(const std::string& now, const std::string& earlier) {
  BuiltKey root("ROOT");
  root.At("Select").Number("Current", 1);
  root.At("ControlSet001");
  const std::string wide = Wide(earlier);
  root.At("MountedDevices").Over("\\DosDevices\\F:", now, wide.substr(0, wide.size() - 2));
  const std::string bytes = BuildHive(root);
  const SourceFacts facts = ReadSource({SourceKind::kSystemHive, {}, {}, {}}, AsBytes(bytes), {});
  std::vector<std::string> found;
  for (const Fact& fact : facts.facts) {
    if (fact.kind == "mounted.before") found.push_back(fact.Field("letter") + fact.Field("device"));
  }
  return found;
}

TEST(HiveTest, WhoHadALetterBefore) {
  const std::string device = "_??_USBSTOR#Disk&Ven_A&Prod_B&Rev_1#EFC74121&0#{53f56307}";
  const std::string mbr(12, '\x21'), gpt = "DMIO:ID:" + std::string(16, '\x21');
  for (const std::string& now : {mbr, gpt})
    EXPECT_EQ(LettersBefore(now, device), std::vector<std::string>{"F:" + device});
  EXPECT_TRUE(LettersBefore(mbr, "").empty());
  EXPECT_TRUE(LettersBefore(Wide(device), device).empty());
  EXPECT_TRUE(LettersBefore(Wide("_??_USBSTOR#Disk&Ven_A"), device).empty());  // its end alone
  EXPECT_TRUE(LettersBefore(mbr, device.substr(0, 40)).empty());
  for (const char* other : {"\\??\\SCSI#Disk&Ven_A&Prod_B#4&1#{53f56307}",
                            "_??_USBSTOR#Disk#{53f56307}", "nothing of that kind, but long"}) {
    EXPECT_TRUE(LettersBefore(mbr, other).empty()) << other;
    EXPECT_TRUE(LettersBefore(gpt, other).empty()) << other;
  }
}

}  // namespace
}  // namespace niem::audit
