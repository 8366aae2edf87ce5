#include "audit/letters.h"

#include <gtest/gtest.h>

#include "audit/source.h"
#include "audit/testing/machine.h"

namespace niem::audit {
namespace {

constexpr const char* kGuid = "{0b7a1c22-1111-41ee-8000-0123456789ab}";

Fact Mounted(const std::string& letter, const std::string& field, const std::string& value,
             const std::string& offset = {}, uint32_t source = 0) {
  Fact fact;
  fact.kind = "mounted", fact.source = source;
  fact.Set("letter", letter).Set(field, value).Set("offset", offset);
  return fact;
}

Fact Windows(const std::string& root) {
  Fact fact;
  fact.kind = "windows";
  fact.Set("system_root", root);
  return fact;
}

Fact Autostart(const std::string& command) {
  Fact fact;
  fact.kind = "autostart";
  fact.Set("command", command);
  return fact;
}

std::vector<KnownVolume> Mbr() {
  return {{1, "", true, "a1b2c3d4", 1'048'576, ""},
          {2, "#2", true, "a1b2c3d4", 30'000'000'000, ""},
          {3, "#3", false, "a1b2c3d4", 60'000'000'000, ""}};
}

// "#2", "-" for the system's own, and why a volume is not looked at.
std::string Of(const Letters& letters, const char* letter) {
  const Letters::Answer answer = letters.Ask(letter);
  if (!answer.read) return answer.why;
  return answer.volume.empty() ? "-" : answer.volume;
}

TEST(Letters, BySignatureAndPlace) {
  const Letters letters = Letters::Of(
      {Mounted("C:", "mbr", "a1b2c3d4", "1048576"), Mounted("d:", "mbr", "A1B2C3D4", "30000000000"),
       Mounted("E:", "mbr", "a1b2c3d4", "60000000000"),
       Mounted("F:", "mbr", "a1b2c3d4", "30000000001"),
       Mounted("G:", "mbr", "00000000", "30000000000"),
       Mounted("H:", "device", "_??_USBSTOR#Disk")},
      Mbr());
  EXPECT_EQ(Of(letters, "C:"), "-");
  EXPECT_EQ(Of(letters, ""), "-");
  EXPECT_EQ(Of(letters, "D:"), "#2");
  EXPECT_EQ(Of(letters, "E:"), "volume");
  EXPECT_EQ(Of(letters, "F:"), "other_disk");
  EXPECT_EQ(Of(letters, "G:"), "other_disk");
  EXPECT_EQ(Of(letters, "H:"), "device");
  EXPECT_EQ(Of(letters, "I:"), "unknown");
  const std::map<uint32_t, std::string> by_volume = {{1, "C:"}, {2, "D:"}, {3, "E:"}};
  EXPECT_EQ(letters.ByVolume(), by_volume);
}

TEST(Letters, ByTheIdentifierOfAPartition) {
  const std::vector<KnownVolume> volumes = {{1, "", true, "", 5, ""},
                                            {2, "#2", true, "", 9, kGuid}};
  const Letters letters = Letters::Of(
      {Mounted("D:", "gpt", kGuid), Mounted("E:", "gpt", "{0b7a1c22-2222-41ee-8000-0123456789ab}")},
      volumes);
  EXPECT_EQ(Of(letters, "D:"), "#2");
  EXPECT_EQ(Of(letters, "E:"), "other_disk");
}

TEST(Letters, NothingIsJoinedByWhatIsNotThere) {
  const std::vector<KnownVolume> volumes = {{1, "", true, "", 0, ""}, {2, "#2", true, "", 0, ""}};
  const Letters letters =
      Letters::Of({Mounted("D:", "mbr", "", "0"), Mounted("E:", "gpt", "")}, volumes);
  EXPECT_EQ(Of(letters, "D:"), "other_disk");
  EXPECT_EQ(Of(letters, "E:"), "other_disk");
}

TEST(Letters, TheSystemsOwnIsWhereWindowsSaysThatItStands) {
  const std::vector<Fact> facts = {Windows("D:\\Windows"),
                                   Mounted("C:", "mbr", "a1b2c3d4", "30000000000"),
                                   Mounted("D:", "mbr", "a1b2c3d4", "1048576")};
  const Letters letters = Letters::Of(facts, Mbr());
  EXPECT_EQ(Of(letters, "D:"), "-");
  EXPECT_EQ(Of(letters, "C:"), "#2");
  // Without it, by the volume that it is on; of a folder, which tells of no volumes, C:.
  EXPECT_EQ(Of(Letters::Of({facts[1], facts[2]}, Mbr()), "D:"), "-");
  const Letters folder = Letters::Of({facts[1], facts[2]}, {});
  EXPECT_EQ(Of(folder, "C:"), "-");
  EXPECT_EQ(Of(folder, "D:"), "other_disk");
  EXPECT_EQ(Of(Letters::Of({Windows("E:\\Windows")}, {}), "C:"), "unknown");
  EXPECT_EQ(Of(Letters::Of({Windows("nothing of it")}, {}), "C:"), "-");
}

TEST(Letters, OfAnOlderWindowsDoNotCount) {
  const Letters letters = Letters::Of({Mounted("D:", "mbr", "a1b2c3d4", "30000000000", 3),
                                       Mounted("D:", "mbr", "a1b2c3d4", "1048576", 7),
                                       Mounted("E:", "mbr", "a1b2c3d4", "30000000000", 7)},
                                      Mbr());
  EXPECT_EQ(Of(letters, "D:"), "#2");
  EXPECT_EQ(Of(letters, "E:"), "unknown");
}

TEST(Letters, WithoutTheSystemsVolumeNothingIsKnown) {
  const std::vector<KnownVolume> sticks = {{1, "#1", true, "", 0, ""}, {2, "#2", true, "", 9, ""}};
  EXPECT_EQ(Of(Letters::Of({}, sticks), "C:"), "unknown");
}

TEST(Letters, WhatIsStartedIsPlaced) {
  std::vector<Fact> facts = {Autostart("C:\\A\\a.exe"),
                             Autostart("\"D:\\B c\\b.exe\" -k"),
                             Autostart("E:\\C\\c.exe"),
                             Autostart("%ProgramData%\\D\\d.exe"),
                             Autostart("E:\\Program Files\\e.exe"),
                             Autostart("rundll32 x"),
                             Autostart("D:\\f.exe")};
  PlaceStarted(facts, Letters::Of({Mounted("D:", "mbr", "a1b2c3d4", "30000000000"),
                                   Mounted("E:", "mbr", "a1b2c3d4", "60000000000")},
                                  Mbr()));
  using Paths = std::vector<std::string>;
  EXPECT_EQ(StartedOn(facts, ""), (Paths{"A/a.exe", "ProgramData/D/d.exe"}));
  EXPECT_EQ(StartedOn(facts, "#2"), (Paths{"B c/b.exe", "f.exe"}));
  EXPECT_EQ(StartedOn(facts, "#3"), Paths());
  EXPECT_EQ(facts[2].Field("not_examined"), "volume");
  EXPECT_EQ(facts[4].Field("not_examined"), "");  // where programs belong nobody looks
  EXPECT_EQ(WhyNotExamined(facts[2]).en,
            "E:\\C\\c.exe: drive E: is volume #3 of the image, which was not looked at");
}

TEST(Letters, ProfilesElsewhere) {
  Collected all;
  all.sources.resize(1);
  const std::string hive = ConstructedSoftwareOfDrives();
  SourceFacts read = ReadSource({SourceKind::kSoftwareHive, {}, {}, {}}, AsBytes(hive), {});
  all.facts = std::move(read.facts);
  Fact odd;
  odd.kind = "user.profile";
  for (const char* path :
       {"D:\\*", "D:\\", "D:", "d:\\nguoi dung\\LAN\\", "\\\\may\\d", "C:\\Users\\x"}) {
    odd.fields["path"] = path;
    all.facts.push_back(odd);
  }
  const Letters there = Letters::Of({Mounted("D:", "mbr", "a1b2c3d4", "30000000000")}, Mbr());
  EXPECT_EQ(ProfilesOn(all.facts, there, "#2"), std::vector<std::string>{"Nguoi dung/lan"});
  EXPECT_TRUE(ProfilesOn(all.facts, there, "").empty());
  EXPECT_TRUE(ProfilesOn(all.facts, there, "#3").empty());
  TellProfiles(all, there);
  EXPECT_TRUE(all.sources[0].notes.empty());
  TellProfiles(all, Letters::Of({}, Mbr()));
  ASSERT_FALSE(all.sources[0].notes.empty());
  EXPECT_EQ(
      all.sources[0].notes[0].en,
      "the user's profile D:\\Nguoi dung\\lan was not looked at: drive D: is of a volume that is "
      "not known; it was not looked at");
}

}  // namespace
}  // namespace niem::audit
