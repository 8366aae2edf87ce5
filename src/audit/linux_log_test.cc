#include "audit/linux_log.h"

#include <gtest/gtest.h>

#include "audit/testing/linux_machine.h"

namespace niem::audit {
namespace {

std::optional<Moment> Day(int year, int month, int day, int hour = 0, int minute = 0) {
  return Moment::FromCivil(year, month, day, hour, minute, 0, 0, TimeOrigin::kUtc);
}

SourceFacts Read(std::string_view text, std::optional<Moment> written = std::nullopt) {
  return ReadKernelLog(AsBytes(text), written);
}

TEST(LinuxLogTest, ADriveFromItsLines) {
  const SourceFacts facts = Read(
      "2026-03-04T09:11:36.123456+07:00 pc kernel: [1.2] usb 1-1: New USB device found, "
      "idVendor=0781, idProduct=5580, bcdDevice= 1.00\n"
      "2026-03-04T09:11:36.2+07:00 pc kernel: [1.2] usb 1-1: Product: Extreme\n"
      "2026-03-04T09:11:36.2+07:00 pc kernel: [1.2] usb 1-1: SerialNumber: AA01\n"
      "2026-03-04T09:11:37+07:00 pc kernel: [1.3] usb-storage 1-1:1.0: USB Mass Storage device "
      "detected\n"
      "2026-03-04T09:11:37+07:00 pc kernel: [1.3] scsi host6: usb-storage 1-1:1.0\n"
      "2026-03-04T09:11:38+07:00 pc kernel: [2.3] scsi 6:0:0:0: Direct-Access     SanDisk  "
      "Extreme          0001 PQ: 0 ANSI: 6\n"
      "2026-03-04T09:11:38+07:00 pc kernel: [2.4] sd 6:0:0:0: [sdb] 2048 512-byte logical blocks: "
      "(1.05 MB/1.00 MiB)\n"
      "2026-03-04T09:11:40+07:00 pc udisksd[500]: Mounted /dev/sdb1 at /media/lan/KINGSTON on "
      "behalf of uid 1000\n"
      "2026-03-04T09:20:00+07:00 pc kernel: [300] usb 1-1: USB disconnect, device number 5\n"
      "2026-03-04T09:30:00+07:00 pc lan: usb 1-2: New USB device found, idVendor=dead\n");
  ASSERT_EQ(facts.facts.size(), 1u);  // what a user's program says is not the kernel's word
  const Fact& drive = facts.facts[0];
  EXPECT_EQ(drive.Field("vid"), "0781");
  EXPECT_EQ(drive.Field("serial"), "AA01");
  EXPECT_EQ(drive.Field("service"), "usb-storage");
  EXPECT_EQ(drive.Field("model"), "SanDisk Extreme");
  EXPECT_EQ(drive.Field("capacity"), "1048576");
  EXPECT_EQ(drive.Field("label"), "KINGSTON");
  EXPECT_EQ(drive.Field("user"), "lan");
  EXPECT_EQ(drive.Time("at")->ToString(), "2026-03-04T02:11:36.123456Z");
  EXPECT_EQ(drive.Time("removal")->ToString(), "2026-03-04T02:20:00.000000Z");
}

constexpr const char* kNoYear =
    "Dec 31 23:00:00 pc kernel: [9.9] usb 1-2: New USB device found, idVendor=18d1, "
    "idProduct=4ee8\n"
    "Jan  2 10:05:00 pc kernel: [9.9] usb 1-2: USB disconnect, device number 7\n";

TEST(LinuxLogTest, WithoutAFilesTimeNoYearIsInvented) {
  const SourceFacts facts = Read(kNoYear);
  ASSERT_EQ(facts.facts.size(), 1u);
  EXPECT_FALSE(facts.facts[0].Time("at"));
  EXPECT_EQ(facts.facts[0].Field("said"), "Dec 31 23:00:00");
  EXPECT_EQ(facts.notes.size(), 1u);
}

TEST(LinuxLogTest, AFilesTimeThatDoesNotFitTellsNoYear) {
  // A copy made half a year later.
  EXPECT_FALSE(Read(kNoYear, Day(2026, 7, 1)).facts[0].Time("at"));
}

TEST(LinuxLogTest, YearAndZoneOfTheLastLine) {
  const SourceFacts facts = Read(kNoYear, Day(2026, 1, 2, 3, 5));  // 10:05 seven hours ahead
  const auto at = facts.facts[0].Time("at"), left = facts.facts[0].Time("removal");
  ASSERT_TRUE(at && left);
  EXPECT_EQ(at->ToString(), "2025-12-31T16:00:00.000000Z");
  EXPECT_EQ(at->origin, TimeOrigin::kApproximate);
  EXPECT_EQ(left->ToString(), "2026-01-02T03:05:00.000000Z");
}

TEST(LinuxLogTest, AYearWithoutAZone) {
  const auto at = Read(kNoYear, Day(2026, 1, 2, 20, 47)).facts[0].Time("at");
  ASSERT_TRUE(at);
  EXPECT_EQ(at->ToString(), "2025-12-31T23:00:00.000000");
  EXPECT_EQ(at->origin, TimeOrigin::kLocal);
}

TEST(LinuxLogTest, CompressedLogsOfTheConstructedComputer) {
  const BuiltFile log = ConstructedLinux().at("var/log/kern.log.2.gz");
  const SourceFacts facts =
      Read(log.bytes, Moment::FromUnixMicros(log.changed * 1'000'000, TimeOrigin::kUtc));
  ASSERT_EQ(facts.facts.size(), 1u);
  EXPECT_EQ(facts.facts[0].Time("at")->ToString(), "2025-12-30T01:00:00.000000Z");
  // Cut off in the middle: what was there is told, and that it breaks off.
  const SourceFacts half = Read(std::string_view(log.bytes).substr(0, log.bytes.size() - 20));
  EXPECT_FALSE(half.failed);
  ASSERT_FALSE(half.notes.empty());
  EXPECT_NE(half.notes[0].en.find("breaks off"), std::string::npos);
  EXPECT_TRUE(Read(std::string("\x1F\x8B") + std::string(100, 'x')).failed);
}

TEST(LinuxLogTest, AKeyboardOfAMakerOfPhones) {
  const SourceFacts facts = Read(
      "[    1.0] usb 1-4: New USB device found, idVendor=05ac, idProduct=024f, bcdDevice= 1.00\n"
      "[    1.1] input: Apple Keyboard as "
      "/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/0003:05AC:024F.0001/input/input3\n");
  ASSERT_EQ(facts.facts.size(), 1u);
  EXPECT_EQ(facts.facts[0].Field("service"), "usbhid");
}

TEST(LinuxLogTest, NetworksAndTimeServers) {
  const SourceFacts facts = Read(
      "2026-03-04T09:00:00Z pc NetworkManager[8]: <info>  [1.1] manager: (wlan0): new 802.11 Wi-Fi "
      "device (/org/x/1)\n"
      "2026-03-04T09:00:00Z pc NetworkManager[8]: <info>  [1.2] device (wlan0): Activation: "
      "starting connection 'NHA' (1-2-3)\n"
      "2026-03-04T09:00:01Z pc NetworkManager[8]: <info>  [1.3] dhcp4 (wlan0): state changed "
      "unknown -> bound, address=192.168.1.5\n"
      "2026-03-04T09:00:02Z pc NetworkManager[8]: <info>  [1.4] device (wlan0): Activation: "
      "successful, device activated.\n"
      "2026-03-04T09:00:03Z pc NetworkManager[8]: <info>  [1.5] manager: NetworkManager state is "
      "now CONNECTED_GLOBAL\n"
      "2026-03-04T09:00:04Z pc ModemManager[9]: <info>  [modem0] state changed (connecting -> "
      "connected)\n"
      "2026-03-04T09:00:05Z pc systemd-timesyncd[3]: Connecting to time server 1.2.3.4:123 (x.y).\n"
      "2026-03-04T09:00:06Z pc systemd-timesyncd[3]: Contacted time server 1.2.3.4:123 "
      "(2.debian.pool.ntp.org).\n"
      "2026-03-04T09:00:07Z pc chronyd[4]: System clock was stepped by -7200.123456 seconds\n"
      "2026-03-04T09:00:08Z pc chronyd[4]: System clock was stepped by 1.5 seconds\n");
  std::map<std::string, const Fact*> by_kind;
  for (const Fact& fact : facts.facts) by_kind[fact.kind] = &fact;
  ASSERT_EQ(facts.facts.size(), 6u);
  EXPECT_EQ(by_kind.at("network.address")->Field("address"), "192.168.1.5");
  EXPECT_EQ(by_kind.at("linux.connected")->Field("medium"), "wifi");
  EXPECT_EQ(by_kind.at("linux.connected")->Field("name"), "NHA");
  EXPECT_TRUE(by_kind.contains("linux.online"));
  EXPECT_EQ(by_kind.at("event.mobile")->Field("name"), "modem0");
  EXPECT_EQ(by_kind.at("event.time_server")->Field("server"), "2.debian.pool.ntp.org");
  EXPECT_EQ(by_kind.at("event.clock")->Field("step_seconds"), "-7200");
}

TEST(LogLineTest, Rfc5424AndDmesg) {
  const LogLine line =
      ParseLogLine("<6>1 2026-03-04T09:11:36.5+07:00 pc kernel - - - [ 1.0] usb 1-1: x");
  EXPECT_EQ(line.program, "kernel");
  EXPECT_EQ(line.text, "usb 1-1: x");
  EXPECT_EQ(line.at->ToString(), "2026-03-04T02:11:36.500000Z");
  EXPECT_EQ(ParseLogLine("[   12.345678] usb 1-1: y").text, "usb 1-1: y");
  EXPECT_FALSE(ParseLogLine("[   12.345678] usb 1-1: y").at);
  EXPECT_TRUE(ParseLogLine("nothing of the kind").program.empty());
  EXPECT_EQ(TimeOfIso("2026-03-04T09:11:36")->origin, TimeOrigin::kLocal);
  EXPECT_EQ(TimeOfIso("2026-03-04T09:11:36-0330")->ToString(), "2026-03-04T12:41:36.000000Z");
  EXPECT_FALSE(TimeOfIso("2026-03-04T09:11:36+x"));
}

}  // namespace
}  // namespace niem::audit
