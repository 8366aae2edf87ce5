// The published table of five drives (testing/five_drives.h), on a computer constructed for it.
#include "audit/testing/five_drives.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "audit/on_drive.h"
#include "audit/usb_visits.h"

namespace niem::audit {
namespace {

SourceKind KindOf(const std::string& path) {
  if (path.ends_with("SYSTEM")) return SourceKind::kSystemHive;
  if (path.ends_with("SOFTWARE")) return SourceKind::kSoftwareHive;
  if (path.ends_with("NTUSER.DAT")) return SourceKind::kUserHive;
  if (path.ends_with(".evtx")) return SourceKind::kEventLog;
  return path.ends_with(".lnk") ? SourceKind::kLink : SourceKind::kSetupLog;
}

// All sources of that computer but those whose paths have one of `left_out` in them.
Collected Read(const std::vector<std::string>& left_out = {}) {
  Collected all;
  for (const auto& [path, bytes] : ConstructedFiveDrives()) {
    const auto in_path = [&path = path](const std::string& part) {
      return path.find(part) != std::string::npos;
    };
    if (std::ranges::any_of(left_out, in_path)) continue;
    Source source;
    source.id = {KindOf(path), path, path.starts_with("Users/") ? "user" : "", ""};
    SourceFacts facts = ReadSource(source.id, AsBytes(bytes), {});
    EXPECT_FALSE(facts.failed) << path;
    EXPECT_TRUE(facts.notes.empty()) << path;
    for (Fact& fact : facts.facts) {
      fact.source = static_cast<uint32_t>(all.sources.size());
      fact.Set("user", source.id.user);
      all.facts.push_back(fact);
    }
    all.sources.push_back(source);
  }
  return all;
}

std::string Clock(const std::optional<Moment>& at) {
  return at ? at->ToString().substr(8, 11) : "-";
}

std::string Joined(const std::set<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : " ") + text;
  return all;
}

// "04T16:11:36 > 04T16:34:07, ..."
std::string VisitsIn(const UsbDrive& drive, const Collected& all) {
  std::string text;
  for (const UsbVisit& visit : VisitsOf(drive, all)) {
    text += (text.empty() ? "" : ", ") + Clock(visit.arrived) + " > " + Clock(visit.left);
  }
  return text;
}

struct Expected {
  const char *model, *serial, *bus, *label, *volume, *letters, *users, *visits;
};

constexpr Expected kTable[] = {
    {"VendorCo ProductCode USB Device", "FFFF:5678:7918331133733033", "usbstor", "ROSE",
     "1AB9-C03E", "E:", "user", "04T16:11:36 > 04T16:34:07"},
    {"Samsung PSSD T7 SCSI Disk Device", "04E8:4001:S5TANK0N502382A", "uas", "T7", "EAAE-79DE",
     "E: F:", "user",
     "04T16:36:36 > 04T17:32:43, 04T18:58:48 > 04T19:21:35, 04T20:05:18 > -, "
     "05T23:44:59 > 05T23:47:39"},
    {"Specific STORAGE DEVICE USB Device", "1F75:0918:60875343", "usbstor", "BAND", "EC2C-F4E0",
     "F:", "user", "04T17:19:12 > 04T17:34:01, 04T17:34:22 > 04T17:47:08"},
    {"General UDisk USB Device", "ABCD:1234:7&f810be1", "usbstor", "USB Drive", "0201-0BAD",
     "E:", "user", "04T17:55:41 > -, 04T18:43:31 > 04T19:29:47"},
    {"Generic Flash Disk USB Device", "058F:6387:EFC74121", "usbstor", "HEDGEHOG", "08C1-D2C1",
     "F:", "user", "04T18:08:48 > -"}};

TEST(FiveDrivesTest, ThePublishedTable) {
  const Collected all = Read();
  const auto drives = JoinDrives(all);
  EXPECT_EQ(drives.size(), std::size(kTable));
  for (const Expected& expected : kTable) {
    const auto drive = std::ranges::find(drives, expected.model, &UsbDrive::name);
    ASSERT_NE(drive, drives.end()) << expected.model;
    EXPECT_EQ(drive->vid + ":" + drive->pid + ":" + drive->serial, expected.serial);
    EXPECT_EQ(drive->uas ? "uas" : "usbstor", std::string(expected.bus));
    EXPECT_EQ(drive->made_up, drive->vid == "ABCD");
    EXPECT_EQ(Joined(drive->labels), expected.label);
    EXPECT_EQ(Joined(drive->volume_serials), expected.volume);
    EXPECT_EQ(Joined(drive->letters), expected.letters) << expected.model;
    EXPECT_EQ(Joined(drive->users), expected.users);
    EXPECT_EQ(VisitsIn(*drive, all), expected.visits) << expected.model;
    EXPECT_TRUE(drive->inconsistencies.empty());
    EXPECT_LE(drive->first->ticks, drive->last->ticks);
  }
}

// Whatever is missing, no other drive comes up. Only SYSTEM tells that the two numbers made up for
// the drive without one are one drive's.
TEST(FiveDrivesTest, NoTraceInventsADrive) {
  const std::set<std::string> known = {"7918331133733033", "S5TANK0N502382A", "60875343",
                                       "EFC74121",         "7&f810be1",       "6&30c5d09c&0&6"};
  const std::vector<std::string> sources = {"SYSTEM",    "SOFTWARE",   "NTUSER",
                                            "Partition", "Kernel-PnP", "setupapi"};
  for (size_t subset = 0; subset < size_t{1} << sources.size(); ++subset) {
    std::vector<std::string> left_out;
    for (size_t i = 0; i < sources.size(); ++i) {
      if ((subset >> i & 1) != 0) left_out.push_back(sources[i]);
    }
    std::set<std::string> serials;
    for (const UsbDrive& drive : JoinDrives(Read(left_out))) {
      EXPECT_TRUE(known.contains(drive.serial)) << drive.serial << " in " << subset;
      EXPECT_TRUE(serials.insert(drive.serial).second) << drive.serial << " in " << subset;
    }
    if ((subset & 1) == 0) {
      EXPECT_EQ(serials.size(), 5u) << subset;
    }
  }
}

// Three drives had F: one after the other.
TEST(FiveDrivesTest, ALetterNamesEachDriveThatHadIt) {
  Collected all = Read();
  Fact& ran = all.facts.emplace_back();
  ran.kind = "program.run";
  ran.Set("path", std::string("F:\\x.exe"));
  MarkOnDrive(all, JoinDrives(all));
  const std::string names = all.facts.back().Field("maybe_drive");
  for (const char* name : {"PSSD T7", "STORAGE DEVICE", "Flash Disk"})
    EXPECT_NE(names.find(name), std::string::npos) << names;
  EXPECT_EQ(names.find("VendorCo"), std::string::npos);
}

}  // namespace
}  // namespace niem::audit
