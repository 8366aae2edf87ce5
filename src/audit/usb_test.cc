#include "audit/usb.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "audit/shared_cases.h"

namespace niem::audit {
namespace {

void Put(Collected& all, SourceKind kind, const std::string& user, const std::string& bytes,
         const std::vector<std::string>& logs = {}) {
  Source source;
  source.id = {kind, "x", user, ""};
  std::vector<Bytes> views;
  for (const std::string& log : logs) views.push_back(AsBytes(log));
  SourceFacts facts = ReadSource(source.id, AsBytes(bytes), views);
  EXPECT_FALSE(facts.failed);
  for (Fact& fact : facts.facts) {
    fact.source = static_cast<uint32_t>(all.sources.size());
    all.facts.push_back(fact);
  }
  all.sources.push_back(source);
}

TEST(UsbTest, Windows7Hive) {
  const auto bytes = SharedBytes("regipy-SYSTEM.xz");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  Collected all;
  Put(all, SourceKind::kSystemHive, "", *bytes);
  const auto drives = JoinDrives(all);
  ASSERT_EQ(drives.size(), 1u);
  const UsbDrive& drive = drives[0];
  EXPECT_EQ(drive.vid + ":" + drive.pid + ":" + drive.serial, "03F0:3207:AA951D0000007252");
  EXPECT_EQ(drive.labels, std::set<std::string>{"SECRETPLANS"});
  EXPECT_EQ(drive.letters, std::set<std::string>{"E:"});
  EXPECT_EQ(drive.first_install->ToString(), "2011-04-01T04:52:38.686000Z");
  EXPECT_EQ(drive.first->ToString(), "2011-04-01T04:52:38.686000Z");
  EXPECT_FALSE(drive.arrival);
  EXPECT_EQ(drive.key_write->ToString(), "2012-04-07T10:31:37.640871Z");
  EXPECT_EQ(drive.last->origin, TimeOrigin::kApproximate);
}

TEST(UsbTest, AHiveWithoutDrives) {
  const auto bytes = SharedBytes("regipy-SYSTEM_2.xz");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  Collected all;
  Put(all, SourceKind::kSystemHive, "", *bytes);
  EXPECT_TRUE(JoinDrives(all).empty());
}

TEST(UsbTest, TwoLikeDrivesAndAClockThatWasSet) {
  const auto bytes = SharedBytes("regipy-SYSTEM_B.xz");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  Collected all;
  Put(all, SourceKind::kSystemHive, "", *bytes);
  auto drives = JoinDrives(all);
  ASSERT_EQ(drives.size(), 2u);
  std::sort(drives.begin(), drives.end(),
            [](const UsbDrive& a, const UsbDrive& b) { return a.serial < b.serial; });
  EXPECT_EQ(drives[0].serial, "AA010215170355310594");
  EXPECT_EQ(drives[0].labels, std::set<std::string>{"ESD-USB"});
  EXPECT_EQ(drives[0].first->ToString(), "2018-03-27T12:11:32.021203Z");
  EXPECT_EQ(drives[0].arrival->ToString(), "2018-03-27T12:13:16.365329Z");
  EXPECT_EQ(drives[0].removal->ToString(), "2018-03-27T09:22:13.088887Z");
  EXPECT_EQ(drives[0].inconsistencies.size(), 1u);
  EXPECT_EQ(drives[1].serial, "AA010603160707470215");
  EXPECT_EQ(drives[1].labels, std::set<std::string>{"CloudLog"});
  EXPECT_EQ(drives[1].letters, std::set<std::string>{"D:"});
  EXPECT_EQ(drives[1].vid + drives[1].pid, "07815580");
  EXPECT_TRUE(drives[1].inconsistencies.empty());
}

// The last drive of that computer stands in the second log alone: readers of the hive itself, and
// those that replay but look at USBSTOR only, do not find it.
TEST(UsbTest, ADriveThatOnlyTheLogsKnow) {
  const auto bytes = SharedBytes("regipy-SYSTEM_B.xz");
  const auto log1 = SharedBytes("regipy-SYSTEM_B.LOG1.xz");
  const auto log2 = SharedBytes("regipy-SYSTEM_B.LOG2.xz");
  if (!bytes || !log1 || !log2) GTEST_SKIP() << "no shared cases here";
  Collected all;
  Put(all, SourceKind::kSystemHive, "", *bytes, {*log1, *log2});
  const auto drives = JoinDrives(all);
  ASSERT_EQ(drives.size(), 3u);
  const auto uas = std::find_if(drives.begin(), drives.end(), [](const auto& d) { return d.uas; });
  ASSERT_NE(uas, drives.end());
  EXPECT_EQ(uas->vid + ":" + uas->pid + ":" + uas->serial, "04E8:61F5:12345679FD0B");
  EXPECT_EQ(uas->name, "Samsung Portable SSD T5 SCSI Disk Device");
}

TEST(UsbTest, ADriveFromEventsAlone) {
  const auto bytes = SharedBytes("museum-StolenSzechuanEventLogs.7z",
                                 "Microsoft-Windows-Kernel-PnP%4Configuration.evtx");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  Collected all;
  Put(all, SourceKind::kEventLog, "", *bytes);
  const auto drives = JoinDrives(all);
  ASSERT_EQ(drives.size(), 1u);
  EXPECT_EQ(drives[0].serial, "4C530000261130109435");
  EXPECT_EQ(drives[0].vid + ":" + drives[0].pid, "0781:5597");
  EXPECT_EQ(drives[0].first->ToString().substr(0, 22), "2020-09-19T04:36:42.87");
}

TEST(UsbTest, ADriveFromASetupLogAlone) {
  const auto bytes = SharedBytes("plaso-setupapi.dev.log");
  const auto none = SharedBytes("museum-setupapi-win10.dev.log");
  if (!bytes || !none) GTEST_SKIP() << "no shared cases here";
  Collected all;
  Put(all, SourceKind::kSetupLog, "", *bytes);
  const auto drives = JoinDrives(all);
  ASSERT_EQ(drives.size(), 1u);
  EXPECT_EQ(drives[0].serial, "99E2116A");
  EXPECT_EQ(drives[0].product, "Flash_Disk");
  EXPECT_EQ(drives[0].first->ToString(), "2016-11-22T23:50:30.938000");
  EXPECT_EQ(drives[0].first->origin, TimeOrigin::kLocal);
  Collected clean;
  Put(clean, SourceKind::kSetupLog, "", *none);
  EXPECT_TRUE(JoinDrives(clean).empty());
}

TEST(UsbTest, PartitionsOfTheComputerAreNoDrives) {
  const auto bytes = SharedBytes("museum-BelkasoftCTF_InsiderThreat.7z",
                                 "Microsoft-Windows-Partition%4Diagnostic.evtx");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  Collected all;
  Put(all, SourceKind::kEventLog, "", *bytes);
  EXPECT_TRUE(JoinDrives(all).empty());
}

Fact Made(const char* kind, std::initializer_list<std::pair<const char*, const char*>> fields) {
  Fact fact;
  fact.kind = kind;
  for (const auto& [name, value] : fields) fact.Set(name, std::string(value));
  return fact;
}

TEST(UsbTest, WithoutASerialOfItsOwnStillOneDevice) {
  Collected all;
  all.facts = {
      Made("usb.device", {{"service", "USBSTOR"},
                          {"vid", "ABCD"},
                          {"pid", "1234"},
                          {"serial", "5&1a2b&0&1"},
                          {"made_up", "yes"},
                          {"parent_prefix", "7&f810be1&0"}}),
      Made("usb.disk",
           {{"serial", "7&f810be1"}, {"made_up", "yes"}, {"product", "UDisk"}, {"type", "disk"}})};
  const auto drives = JoinDrives(all);
  ASSERT_EQ(drives.size(), 1u);
  EXPECT_TRUE(drives[0].made_up);
  EXPECT_EQ(drives[0].vid, "ABCD");
}

// Windows 11's names of one drive without a number, and of another in the same port.
TEST(UsbTest, EveryNameOfADriveWithoutASerial) {
  Collected all;
  const auto usb = [](const char* vid, const char* prefix) {
    return Made("usb.device", {{"service", "USBSTOR"},
                               {"vid", vid},
                               {"pid", "1234"},
                               {"serial", "6&30c5d09c&0&6"},
                               {"made_up", "yes"},
                               {"parent_prefix", prefix}});
  };
  const std::string disk = "USBSTOR#Disk&Ven_General&Prod_UDisk&Rev_5.00#7&f810be1&0&_&0#{53}";
  all.facts = {
      usb("ABCD", "7&f810be1&0"),
      usb("1111", "7&12345678&0"),
      Made("event.device", {{"device", "USB\\VID_ABCD&PID_1234\\6&30C5D09C&0&6"}}),
      Made("event.partition", {{"device", "USB\\VID_ABCD&PID_1234\\6&30c5d09c&0&6"}}),
      Made("setup.device", {{"device", ("SWD\\WPDBUSENUM\\_??_" + disk).c_str()}}),
      Made("mounted", {{"device", ("_??_" + disk).c_str()}, {"letter", "E:"}}),
      Made("portable", {{"device", ("SWD#WPDBUSENUM#_??_" + disk).c_str()}, {"label", "E:\\"}})};
  const auto drives = JoinDrives(all);
  ASSERT_EQ(drives.size(), 2u);
  EXPECT_EQ(drives[0].vid + " " + drives[0].serial, "ABCD 7&f810be1");
  EXPECT_TRUE(drives[0].made_up);
  EXPECT_EQ(drives[0].facts.size(), 6u);
  EXPECT_EQ(drives[0].letters, std::set<std::string>{"E:"});
  EXPECT_TRUE(drives[0].labels.empty());
  EXPECT_EQ(drives[1].vid + " " + drives[1].serial, "1111 6&30c5d09c&0&6");
  EXPECT_EQ(drives[1].facts.size(), 1u);
}

TEST(UsbTest, UnitsOfOneReaderAndNumbersOfTwoModels) {
  Collected all;
  for (const char* device : {"USBSTOR\\Disk&Ven_G&Prod_Compact_Flash&Rev_1\\058F63626476&0",
                             "USBSTOR\\Disk&Ven_G&Prod_SD_Card&Rev_1\\058F63626476&1",
                             "USBSTOR\\CdRom&Ven_G&Prod_Virtual&Rev_1\\058F63626476&0"}) {
    all.facts.push_back(Made("event.device", {{"device", device}}));
  }
  EXPECT_EQ(JoinDrives(all).size(), 1u);
  all.facts.push_back(Made("event.device", {{"device", "USB\\VID_1111&PID_2222\\058F63626476"}}));
  all.facts.push_back(
      Made("event.partition", {{"device", "USB\\VID_3333&PID_4444\\058F63626476"}}));
  EXPECT_LE(JoinDrives(all).size(), 2u);
}

TEST(UserHiveTest, DocumentsWithTheirTimes) {
  const auto bytes = SharedBytes("regipy-NTUSER.DAT.xz");
  if (!bytes) GTEST_SKIP() << "no shared cases here";
  Collected all;
  Put(all, SourceKind::kUserHive, "nromanoff", *bytes);
  std::vector<std::string> opened;
  for (const Fact& fact : all.facts) {
    if (fact.kind == "document.opened" && fact.Time("opened"))
      opened.push_back(fact.Time("opened")->ToString() + " " + fact.Field("path"));
  }
  const std::string docs = "C:\\Users\\nromanoff\\Documents\\";
  const std::string secret =
      docs + "Undercover Agent-List-Classified\\Agents-List-CLASSIFIED-TOP-SECRET\\";
  const std::vector<std::string> expected = {
      "2012-04-04T15:43:16.848000Z " + secret + "Undercover-Agents-List-For-United-Kingdom.xls",
      "2012-04-04T15:42:57.238000Z " + secret + "Undercover-Agents-List-For-United-States.xlsx",
      "2012-04-04T15:42:19.191000Z " + docs +
          "CC R&D Backstopped Accounts\\CC-Backstopped-Accounts.xlsx",
      "2012-04-04T15:42:01.332000Z " + docs +
          "CC R&D Backstopped Accounts\\Credit-Card-Numbers-For-Research.xlsx"};
  EXPECT_EQ(opened, expected);
}

}  // namespace
}  // namespace niem::audit
