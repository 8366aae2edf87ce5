#include "audit/live.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "audit/findings.h"
#include "audit/live_net.h"
#include "audit/testing/linux_machine.h"

namespace niem::audit {
namespace {

namespace fs = std::filesystem;

class LiveTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(::testing::TempDir()) / ("niem_live_" + std::to_string(::getpid()));
    const BuiltRunning running = ConstructedRunning();
    for (const auto& [path, bytes] : running.files) {
      fs::create_directories((root_ / path).parent_path());
      std::ofstream(root_ / path, std::ios::binary) << bytes;
    }
    for (const auto& [path, target] : running.links) {
      fs::create_directories((root_ / path).parent_path());
      fs::create_symlink(target, root_ / path);
    }
    now_ = *Moment::FromUnixMicros(1'790'000'000'000'000);
  }

  void TearDown() override { fs::remove_all(root_); }

  // As `niem audit --live` does it, without the sandbox.
  Collected Collect() {
    CollectOptions options;
    options.live = ReadLive(root_, now_).sources;
    const auto folder = FolderRoot::Open(root_);
    const ReadFunction read = [](const SourceId& id, Bytes bytes,
                                 const std::vector<Bytes>& logs) -> Result<SourceFacts> {
      return ReadSource(id, bytes, logs);
    };
    return audit::Collect(*folder, options, read, nullptr);
  }

  fs::path root_;
  Moment now_;
};

std::map<std::string, std::vector<const Fact*>> ByKind(const Collected& all) {
  std::map<std::string, std::vector<const Fact*>> kinds;
  for (const Fact& fact : all.facts) kinds[fact.kind].push_back(&fact);
  return kinds;
}

TEST_F(LiveTest, WhatIsAttachedNow) {
  const Collected all = Collect();
  auto kinds = ByKind(all);
  ASSERT_EQ(kinds["live.device"].size(), 2u);  // the hub is none
  const Fact& drive = *kinds["live.device"][0];
  EXPECT_EQ(drive.Field("serial"), "AA010215170355310594");
  EXPECT_EQ(drive.Field("service"), "usb-storage");
  EXPECT_EQ(drive.Field("disk"), "sdb");
  EXPECT_EQ(drive.Field("capacity"), "62008590336");
  EXPECT_EQ(drive.Time("at"), now_);
  ASSERT_EQ(kinds["live.volume"].size(), 1u);
  EXPECT_EQ(kinds["live.volume"][0]->Field("volume_serial"), "3C61-09A4");
  EXPECT_EQ(kinds["live.device"][1]->Field("phone"), "mtp");
  EXPECT_EQ(kinds["machine"][0]->Field("name"), "soan-thao-02");
  for (const Source& source : all.sources) {
    if (source.id.path.empty()) continue;  // the tree itself
    EXPECT_TRUE(source.read) << source.id.path;
    EXPECT_EQ(source.sha256.size(), 64u);
  }
}

TEST_F(LiveTest, TheNetworkNow) {
  const Collected all = Collect();
  auto kinds = ByKind(all);
  ASSERT_EQ(kinds["live.interface"].size(), 1u);
  const Fact& wifi = *kinds["live.interface"][0];
  EXPECT_EQ(wifi.Field("medium"), "wifi");
  EXPECT_EQ(wifi.Field("address"), "192.168.1.23");
  EXPECT_EQ(wifi.Field("gateway"), "192.168.1.1");
  EXPECT_EQ(wifi.Field("default"), "yes");
  EXPECT_EQ(kinds["live.traffic"][0]->Field("connections"), "1");  // the other is in the network
}

TEST_F(LiveTest, WhatIsAttachedNowIsTheDeviceOfTheHistory) {
  const std::string folder = "var/log/journal/0123456789abcdef0123456789abcdef";
  fs::create_directories(root_ / folder);
  std::ofstream(root_ / folder / "system.journal", std::ios::binary) << ConstructedJournal();
  Collected all = Collect();
  const RulePack pack = *RulePack::BuiltIn();
  const Judged judged = Judge(all, pack, {});
  ASSERT_EQ(judged.drives.size(), 1u);
  const UsbDrive& drive = judged.drives[0];
  EXPECT_EQ(drive.name, "SanDisk Extreme");
  EXPECT_EQ(drive.labels, std::set<std::string>{"ESD-USB"});
  EXPECT_EQ(drive.letters, std::set<std::string>{"/media/lan/ESD-USB"});
  EXPECT_EQ(drive.users, std::set<std::string>{"lan"});
  EXPECT_EQ(drive.volume_serials, std::set<std::string>{"3C61-09A4"});
  EXPECT_EQ(drive.first->ToString(), "2026-05-03T13:15:30.000000Z");
  EXPECT_EQ(drive.last, now_);
  for (const Finding& finding : judged.findings) {
    if (finding.rule->id != "audit.usb.connected" || finding.verdict != Verdict::kSeen) continue;
    EXPECT_TRUE(finding.drive);  // the mount point is this drive's, not another's
    EXPECT_EQ(finding.grade, Grade::kCorroborated);
  }
}

TEST_F(LiveTest, NothingOfOthersProcessesButTheirNames) {
  fs::create_directories(root_ / "proc/77");
  std::ofstream(root_ / "proc/77/comm") << "soffice.bin\n";
  std::ofstream(root_ / "proc/77/cmdline") << "soffice du-thao-mat.odt";
  std::string text;
  for (const LiveSource& source : ReadLive(root_, now_).sources) text += source.snapshot;
  EXPECT_NE(text.find("name=soffice.bin"), std::string::npos);
  EXPECT_EQ(text.find("du-thao-mat"), std::string::npos);
}

TEST_F(LiveTest, NothingIsChanged) {
  std::map<std::string, std::string> before;
  const auto state = [&] {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(root_)) {
      struct stat info {};

      if (::lstat(entry.path().c_str(), &info) == 0)
        all[entry.path()] = std::to_string(info.st_mtim.tv_sec) + " " +
                            std::to_string(info.st_ctim.tv_nsec) + " " +
                            std::to_string(info.st_size);
    }
    return all;
  };
  before = state();
  (void)Collect();
  EXPECT_EQ(state(), before);
}

TEST_F(LiveTest, WhatASystemDoesNotTellIsSaid) {
  fs::remove_all(root_ / "sys");
  const LiveMachine machine = ReadLive(root_, now_);
  size_t silent = 0;
  for (const LiveSource& source : machine.sources) {
    if (!source.snapshot.empty()) continue;
    ++silent;
    EXPECT_EQ(source.notes.size(), 1u);
  }
  EXPECT_EQ(silent, 2u);  // devices, network
  EXPECT_GE(machine.limits.size(), 3u);
}

TEST(SnapshotTest, TextsOfDevicesStayTexts) {
  SnapshotWriter out(*Moment::FromUnixMicros(1'790'000'000'000'000));
  out.Begin("device");
  out.Put("product", "a\n[device]\nserial=feigned\\n");
  const auto snapshot = Snapshot::Parse(out.Finish());
  ASSERT_TRUE(snapshot.ok());
  ASSERT_EQ(snapshot->records.size(), 1u);
  EXPECT_EQ(snapshot->records[0].Get("product"), "a\n[device]\nserial=feigned\\n");
  EXPECT_EQ(snapshot->records[0].Get("serial"), "");
  EXPECT_FALSE(Snapshot::Parse("x").ok());
  EXPECT_TRUE(ReadSnapshot(AsBytes("niem-live/1 abc\n")).failed);
}

TEST(LiveNetTest, WhatIsAnAddressOfTheInternet) {
  const auto count = [](const std::string& remote, const char* state = "01") {
    return InternetConnectionsIn(" 0: 0100007F:0277 " + remote + ":01BB " + state + " 0:0\n");
  };
  EXPECT_EQ(count("08080808"), 1u);
  EXPECT_EQ(count("08080808", "0A"), 0u);
  EXPECT_EQ(count("0100000A"), 0u);                          // 10.0.0.1
  EXPECT_EQ(count("0101A8C0"), 0u);                          // 192.168.1.1
  EXPECT_EQ(count("010010AC"), 0u);                          // 172.16.0.1
  EXPECT_EQ(count("010020AC"), 1u);                          // 172.32.0.1
  EXPECT_EQ(count("01004064"), 0u);                          // 100.64.0.1
  EXPECT_EQ(count("010000E0"), 0u);                          // 224.0.0.1
  EXPECT_EQ(count("0000000000000000FFFF000008080808"), 1u);  // ::ffff:8.8.8.8
  EXPECT_EQ(count("00000000000000000000000001000000"), 0u);  // ::1
  EXPECT_EQ(count("6048012400000000000000008888000"), 0u);   // a digit short
  EXPECT_EQ(count("60480124000000000000000000008888"), 1u);  // 2401:...
  EXPECT_EQ(count("B80D0120000000000000000001000000"), 0u);  // 2001:db8::1
}

}  // namespace
}  // namespace niem::audit
