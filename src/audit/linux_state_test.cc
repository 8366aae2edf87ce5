#include "audit/linux_state.h"

#include <gtest/gtest.h>

#include "audit/findings.h"
#include "audit/testing/linux_machine.h"

namespace niem::audit {
namespace {

SourceFacts Network(const std::string& path, std::string_view text) {
  return ReadNetworkState({SourceKind::kNetworkState, path, {}, {}}, AsBytes(text));
}

TEST(LinuxStateTest, LeasesOfThreeClients) {
  const SourceFacts own = Network("var/lib/NetworkManager/internal-1-2-eth0.lease",
                                  "# private\nADDRESS=10.0.0.5\nROUTER=10.0.0.1\n");
  ASSERT_EQ(own.facts.size(), 1u);
  EXPECT_EQ(own.facts[0].Field("interface"), "eth0");
  const SourceFacts isc = Network(
      "var/lib/dhcp/dhclient.eth0.leases",
      "lease {\n  interface \"eth0\";\n  fixed-address 10.0.0.6;\n  option routers "
      "10.0.0.1;\n  renew 3 2026/03/04 01:02:03;\n}\nlease {\n  fixed-address 10.0.0.7;\n}\n");
  ASSERT_EQ(isc.facts.size(), 2u);
  EXPECT_EQ(isc.facts[0].Field("address"), "10.0.0.6");
  EXPECT_EQ(isc.facts[0].Field("gateway"), "10.0.0.1");
  EXPECT_EQ(isc.facts[0].Time("leased")->ToString(), "2026-03-04T01:02:03.000000Z");
  EXPECT_EQ(isc.facts[0].Time("leased")->origin, TimeOrigin::kApproximate);
  EXPECT_EQ(Network("run/systemd/netif/leases/3", "ADDRESS=10.0.0.8\n").facts.size(), 1u);
}

TEST(LinuxStateTest, NamesOfWirelessNetworksButNotTheirKeys) {
  const SourceFacts wpa = Network("etc/wpa_supplicant/wpa_supplicant.conf",
                                  "network={\n\tssid=\"NHA\"\n\tpsk=\"bi-mat\"\n}\n");
  ASSERT_EQ(wpa.facts.size(), 1u);
  EXPECT_EQ(wpa.facts[0].Field("ssid"), "NHA");
  const SourceFacts plan = Network(
      "etc/netplan/50.yaml",
      "network:\n  version: 2\n  ethernets:\n    enp3s0:\n      dhcp4: true\n  wifis:\n    wlan0:\n"
      "      access-points:\n        \"QUAN TRA\":\n          password: \"bi-mat\"\n      dhcp4: "
      "true\n  modems:\n    wwan0:\n      apn: x\n");
  ASSERT_EQ(plan.facts.size(), 3u);
  EXPECT_EQ(plan.facts[0].Field("medium"), "wired");
  EXPECT_EQ(plan.facts[1].Field("ssid"), "QUAN TRA");
  EXPECT_EQ(plan.facts[2].Field("medium"), "mobile");
  const SourceFacts iwd = Network("var/lib/iwd/=51c3a16e.psk", "Passphrase=bi-mat\n");
  ASSERT_EQ(iwd.facts.size(), 1u);
  EXPECT_EQ(iwd.facts[0].Field("ssid"), "Q\xC3\xA1n");
  for (const SourceFacts* facts : {&wpa, &plan, &iwd})
    EXPECT_EQ(WriteFacts(*facts).find("bi-mat"), std::string::npos);
}

TEST(LinuxStateTest, TheReleaseOfTheSystem) {
  const auto read = [](std::string_view text) { return ReadSystemRelease(AsBytes(text)).facts; };
  const auto ubuntu = read("PRETTY_NAME=\"Ubuntu 18.04.6 LTS\"\nVERSION_ID=\"18.04\"\nID=ubuntu\n");
  ASSERT_EQ(ubuntu.size(), 1u);
  EXPECT_EQ(ubuntu[0].Field("product"), "Ubuntu 18.04.6 LTS");
  EXPECT_EQ(ubuntu[0].Field("release"), "ubuntu 18.04");
  const auto centos = read("ID='centos'\nVERSION_ID=7\n");
  ASSERT_EQ(centos.size(), 1u);
  EXPECT_EQ(centos[0].Field("product"), "centos 7");
  // Debian's testing has no number.
  EXPECT_EQ(read("PRETTY_NAME=x\nID=debian\n")[0].Field("release"), "");
  EXPECT_TRUE(read("HOME_URL=x\nVARIANT_ID=y\n").empty());
}

TEST(LinuxStateTest, DocumentsAndWhereTheyLay) {
  const auto read = [](const std::string& path, std::string_view text) {
    return ReadRecentFiles({SourceKind::kRecentFiles, path, {}, {}}, AsBytes(text));
  };
  const SourceFacts gtk =
      read("home/lan/.local/share/recently-used.xbel",
           "<xbel><bookmark href=\"file:///media/lan/USB%20A/a&amp;b.odt\" "
           "visited=\"2026-05-03T13:25:00Z\"><bookmark:application name=\"Writer\"/></bookmark>"
           "<bookmark href=\"mtp://SAMSUNG/DCIM/1.jpg\"/><bookmark href=\"smb://may-chu/x\"/>"
           "<bookmark href=\"https://x/\"/></xbel>");
  ASSERT_EQ(gtk.facts.size(), 3u);
  EXPECT_EQ(gtk.facts[0].Field("path"), "/media/lan/USB A/a&b.odt");
  EXPECT_EQ(gtk.facts[0].Field("place"), "removable");
  EXPECT_EQ(gtk.facts[0].Field("label"), "USB A");
  EXPECT_EQ(gtk.facts[0].Field("program"), "Writer");
  EXPECT_EQ(gtk.facts[0].Time("opened")->ToString(), "2026-05-03T13:25:00.000000Z");
  EXPECT_EQ(gtk.facts[1].Field("place"), "phone");
  EXPECT_EQ(gtk.facts[2].Field("place"), "network");
  const SourceFacts office = read(
      "home/lan/.config/libreoffice/4/user/registrymodifications.xcu",
      "<item oor:path=\"/org.openoffice.Office.Histories/Histories/x\"><node "
      "oor:name=\"file:///run/media/lan/E/x.odt\" oor:op=\"replace\"/></item>\n"
      "<item oor:path=\"/org.openoffice.Setup\"><node oor:name=\"file:///media/a/b\"/></item>\n");
  ASSERT_EQ(office.facts.size(), 1u);
  EXPECT_EQ(office.facts[0].Field("label"), "E");
  EXPECT_EQ(read("home/lan/.local/share/RecentDocuments/a.desktop", "URL[$e]=/media/lan/E/y\n")
                .facts.at(0)
                .Field("path"),
            "/media/lan/E/y");
}

TEST(LinuxStateTest, UpdatesPolicyAntivirus) {
  const SourceFacts apt = ReadPackageLog(AsBytes(
      "Start-Date: 2026-03-04  10:11:12\nCommandline: apt upgrade\nUpgrade: a:amd64 (1, 2), "
      "b:amd64 (1, 2)\nEnd-Date: x\n\nStart-Date: 2026-03-05  10:11:12\nRemove: c (1)\n"));
  ASSERT_EQ(apt.facts.size(), 1u);
  EXPECT_EQ(apt.facts[0].Field("packages"), "2");
  EXPECT_EQ(apt.facts[0].Time("at")->ToString(), "2026-03-04T10:11:12.000000");
  // Settings on the command line may hold a proxy's password.
  const SourceFacts proxied = ReadPackageLog(AsBytes(
      "Start-Date: 2026-03-04  10:11:12\nCommandline: apt-get -q -o "
      "Acquire::http::Proxy=http://lan:mat-khau@10.0.0.1 --option=a::b=mat-khau install -y vim -t "
      "stable gcc\nInstall: vim:amd64 (1)\n"));
  ASSERT_EQ(proxied.facts.size(), 1u);
  EXPECT_EQ(proxied.facts[0].Field("title"), "apt-get install vim gcc");
  const SourceFacts policy = ReadUsbPolicy(
      AsBytes("# x\nallow id 0781:5580 serial \"AA\" name \"Extreme\" hash \"h\"\nreject\n"));
  ASSERT_EQ(policy.facts.size(), 2u);
  EXPECT_EQ(policy.facts[0].Field("vid") + policy.facts[0].Field("serial"), "0781AA");
  const SourceFacts data = ReadAntivirusData(
      AsBytes("ClamAV-VDB:22 Nov 2026 04-30 -0400:27827:2071:90:x:y:z" + std::string(500, ' ')));
  ASSERT_EQ(data.facts.size(), 1u);
  EXPECT_EQ(data.facts[0].Field("version"), "27827");
  EXPECT_EQ(data.facts[0].Time("updated")->ToString(), "2026-11-22T08:30:00.000000Z");
  EXPECT_TRUE(ReadAntivirusData(AsBytes("x")).failed);
}

TEST(LinuxStateTest, MountPointsInASerialisedList) {
  const std::string list("\0\0/media/lan/KINGSTON\0a\0/run/media/an/E\0/media/x\0", 47);
  const SourceFacts facts =
      ReadVolumes({SourceKind::kVolumes, "var/lib/udisks2/mounted-fs", {}, {}}, AsBytes(list));
  ASSERT_EQ(facts.facts.size(), 2u);
  EXPECT_EQ(facts.facts[0].Field("label"), "KINGSTON");
  EXPECT_EQ(facts.facts[1].Field("user"), "an");
}

const Finding* Seen(const Judged& judged, std::string_view rule) {
  for (const Finding& finding : judged.findings) {
    if (finding.rule->id == rule && finding.verdict == Verdict::kSeen) return &finding;
  }
  return nullptr;
}

// Times of connections stand in one file, their names in another, and one was deleted.
TEST(LinuxStateTest, ConnectionsAreJoinedByTheirNumber) {
  Collected all;
  for (const auto& [path, file] : ConstructedLinux()) {
    if (path.find("NetworkManager") == std::string::npos) continue;
    Source source;
    const bool connection = path.ends_with(".nmconnection");
    source.id = {connection ? SourceKind::kConnection : SourceKind::kNetworkState, path, {}, {}};
    source.read = true;
    for (Fact& fact : ReadSource(source.id, AsBytes(file.bytes), {}).facts) {
      fact.source = static_cast<uint32_t>(all.sources.size());
      all.facts.push_back(fact);
    }
    all.sources.push_back(source);
  }
  const RulePack pack = *RulePack::BuiltIn();
  const Judged judged = Judge(all, pack, {});
  const Finding* wifi = Seen(judged, "audit.net.wifi");
  ASSERT_NE(wifi, nullptr);
  EXPECT_EQ(wifi->subject.at("name"), "NHA NGHI 1");
  EXPECT_EQ(wifi->last->ToString(), "2026-05-03T13:50:32.000000Z");
  EXPECT_EQ(wifi->grade, Grade::kCorroborated);
  const Finding* lan = Seen(judged, "audit.net.lan");
  ASSERT_NE(lan, nullptr);
  EXPECT_EQ(lan->facts.size(), 2u);  // the lease, and the connection that was deleted
  EXPECT_EQ(Seen(judged, "audit.net.vpn"), nullptr);
}

}  // namespace
}  // namespace niem::audit
