// What ran and what was opened: Prefetch, SRUM, ShellBags, Amcache, compound files. The data is
// constructed (testing/traces.h).
#include "audit/testing/traces.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>

#include "audit/compound.h"
#include "audit/mam.h"
#include "audit/shell_item.h"
#include "audit/source.h"
#include "audit/testing/hive_builder.h"
#include "audit/traffic.h"

namespace niem::audit {
namespace {

SourceFacts Read(SourceKind kind, const std::string& bytes) {
  return ReadSource({kind, {}, {}, {}}, AsBytes(bytes), {});
}

std::vector<const Fact*> All(const SourceFacts& facts, std::string_view kind) {
  std::vector<const Fact*> found;
  for (const Fact& fact : facts.facts) {
    if (fact.kind == kind) found.push_back(&fact);
  }
  return found;
}

TEST(PrefetchTest, PlainAndPacked) {
  for (const bool packed : {false, true}) {
    const SourceFacts facts =
        Read(SourceKind::kPrefetch,
             BuildPrefetch("\\TAI LIEU\\KINGSTON.EXE", 0x3C6109A4, "2026-04-20T07:03:00", packed));
    ASSERT_FALSE(facts.failed) << packed;
    ASSERT_EQ(facts.facts.size(), 1u);
    const Fact& fact = facts.facts[0];
    EXPECT_EQ(fact.kind, "program.run");
    EXPECT_EQ(fact.Field("name"), "KINGSTON.EXE");
    EXPECT_TRUE(fact.Field("path").ends_with("\\TAI LIEU\\KINGSTON.EXE"));
    EXPECT_EQ(fact.Field("volume_serial"), "3C61-09A4");
    EXPECT_EQ(fact.Field("runs"), "2");
    EXPECT_EQ(fact.Time("at")->ToString(), "2026-04-20T07:03:00.000000Z");
    EXPECT_EQ(fact.Time("earlier")->ToString(), "2026-04-01T01:05:00.000000Z");
  }
}

TEST(PrefetchTest, WhatIsNoneSaysSo) {
  const std::string packed = ConstructedPrefetch();
  for (const std::string& bytes :
       {std::string(), std::string("MAM\x04"), std::string(200, 'x'), packed.substr(0, 300)}) {
    const SourceFacts facts = Read(SourceKind::kPrefetch, bytes);
    EXPECT_TRUE(facts.failed);
    EXPECT_EQ(facts.notes.size(), 1u);
  }
}

std::vector<uint8_t> Plain(const std::string& packed) {
  auto plain = UnpackMam(AsBytes(packed));
  return plain.ok() ? std::move(*plain) : std::vector<uint8_t>();
}

// Codes of nine bits for each of the 512 symbols.
std::string NineBits(size_t size, const std::vector<uint32_t>& symbols) {
  std::string out = "MAM\x04";
  for (int i = 0; i < 4; ++i) out += static_cast<char>(size >> (8 * i) & 0xFF);
  out += std::string(256, '\x99');
  std::string bits;
  for (const uint32_t symbol : symbols) {
    for (int i = 8; i >= 0; --i) bits += (symbol >> i & 1) != 0 ? '1' : '0';
  }
  bits.resize((bits.size() + 15) / 16 * 16 + 32, '0');
  for (size_t i = 0; i < bits.size(); i += 16) {
    const auto word = std::stoul(bits.substr(i, 16), nullptr, 2);
    out += static_cast<char>(word & 0xFF), out += static_cast<char>(word >> 8);
  }
  return out;
}

TEST(UnpackTest, CopiesOfWhatStandsBefore) {
  // 'a', 'b', then three more of what stands two before: 256 + (1 << 4), and a bit, 0.
  EXPECT_EQ(AsText(Plain(NineBits(5, {'a', 'b', 256 + 16, 0}))), "ababa");
  // Three of what stands one before.
  EXPECT_EQ(AsText(Plain(NineBits(4, {'a', 256}))), "aaaa");
  EXPECT_TRUE(Plain(NineBits(3, {'a', 256})).empty());  // one too many
  EXPECT_TRUE(Plain(NineBits(5, {256, 'a'})).empty());  // nothing stands before the first
}

TEST(UnpackTest, ATableWithGapsOrTooManyCodesIsRefused) {
  std::string packed = NineBits(2, {'a', 'b'});
  ASSERT_EQ(AsText(Plain(packed)), "ab");
  packed[8] = '\x90';  // one code less
  EXPECT_TRUE(Plain(packed).empty());
  packed[8] = '\x11';  // two that take everything
  EXPECT_TRUE(Plain(packed).empty());
}

TEST(UnpackTest, EveryCutIsRefused) {
  const std::string packed = ConstructedPrefetch();
  ASSERT_FALSE(Plain(packed).empty());
  for (size_t size = 0; size + 16 < packed.size(); size += 13) {
    EXPECT_TRUE(Plain(packed.substr(0, size)).empty()) << size;
  }
}

// Tables as SRUM has them.
class BuiltTables : public Tables {
 public:
  using Row = std::map<std::string, std::string>;

  std::map<std::string, std::vector<Row>> rows;
  bool is_closed = true;

  bool closed() const override { return is_closed; }

  bool Each(const std::string& table, uint64_t&,
            const std::function<void(const TableRow&)>& act) const override {
    const auto found = rows.find(table);
    if (found == rows.end()) return false;
    for (const Row& row : found->second) act(One(row));
    return true;
  }

 private:
  class One : public TableRow {
   public:
    explicit One(const Row& row) : row_(row) {}

    std::vector<uint8_t> Value(const std::string& column) const override {
      const auto found = row_.find(column);
      if (found == row_.end()) return {};
      return {found->second.begin(), found->second.end()};
    }

   private:
    const Row& row_;
  };
};

std::string Little(uint64_t value, int width = 8) {
  std::string out;
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

std::string OleDay(double days) {
  return Little(std::bit_cast<uint64_t>(days));
}

TEST(TrafficTest, BytesByNetworkAndProgram) {
  constexpr uint64_t kWifi = uint64_t{71} << 48, kMobile = uint64_t{243} << 48;
  BuiltTables tables;
  tables.rows["SruDbIdMapTable"] = {
      {{"IdType", Little(0, 1)},
       {"IdIndex", Little(7, 4)},
       {"IdBlob", Wide("\\device\\harddiskvolume3\\x\\chrome.exe")}},
      {{"IdType", Little(3, 1)},
       {"IdIndex", Little(8, 4)},
       {"IdBlob", std::string("\x01\x05\0\0\0\0\0\x05\x15\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0"
                              "\xE9\x03\0\0",
                              28)}}};
  const auto use = [](uint64_t luid, double day, uint64_t sent, uint64_t received) {
    return BuiltTables::Row{{"AppId", Little(7, 4)},         {"UserId", Little(8, 4)},
                            {"InterfaceLuid", Little(luid)}, {"TimeStamp", OleDay(day)},
                            {"BytesSent", Little(sent)},     {"BytesRecvd", Little(received)}};
  };
  // 2026-05-03 13:00 and 14:00.
  tables.rows["{973F5D5C-1D90-4944-BE8E-24B94231A174}"] = {
      use(kWifi, 46145 + 13.0 / 24, 100, 2000), use(kWifi, 46145 + 14.0 / 24, 1, 1),
      use(kMobile, 46145.5, 5, 6), use(kMobile, 46146, 0, 0)};
  tables.rows["{DD6636C4-8929-4683-974E-22C046A43763}"] = {
      {{"InterfaceLuid", Little(kMobile)},
       {"ConnectStartTime", Little(FileTimeOf("2026-05-03T11:00:00"))}}};
  const SourceFacts facts = ReadTrafficTables(tables);
  ASSERT_FALSE(facts.failed);
  EXPECT_TRUE(facts.notes.empty());
  const auto traffic = All(facts, "traffic");
  ASSERT_EQ(traffic.size(), 2u);
  EXPECT_EQ(traffic[0]->Field("medium"), "mobile");
  EXPECT_EQ(traffic[0]->Field("records"), "1");  // nothing sent is no traffic
  EXPECT_EQ(traffic[1]->Field("medium"), "wifi");
  EXPECT_EQ(traffic[1]->Field("sent"), "101");
  EXPECT_EQ(traffic[1]->Field("received"), "2001");
  EXPECT_EQ(traffic[1]->Field("program"), "\\device\\harddiskvolume3\\x\\chrome.exe");
  EXPECT_EQ(traffic[1]->Field("sid"), "S-1-5-21-1-2-3-1001");
  EXPECT_EQ(traffic[1]->Time("first")->ToString(), "2026-05-03T13:00:00.000000Z");
  EXPECT_EQ(traffic[1]->Time("last")->ToString(), "2026-05-03T14:00:00.000000Z");
  ASSERT_EQ(All(facts, "traffic.connection").size(), 1u);
  tables.is_closed = false;
  EXPECT_EQ(ReadTrafficTables(tables).notes.size(), 1u);
  tables.rows.clear();
  EXPECT_TRUE(ReadTrafficTables(tables).failed);
}

TEST(TrafficTest, WhatIsNoDatabaseSaysSo) {
  std::string head(8192, '\0');
  head.replace(4, 4, "\xEF\xCD\xAB\x89");
  const std::string long_head = head + std::string(120'000, '\0');
  for (const std::string& bytes : {std::string(), std::string(100, 'x'), head, long_head}) {
    const SourceFacts facts = Read(SourceKind::kTraffic, bytes);
    EXPECT_TRUE(facts.failed);
    EXPECT_FALSE(facts.notes.empty());
  }
}

TEST(ShellTest, DrivesSharesAndPhones) {
  const SourceFacts facts = Read(SourceKind::kShellHive, ConstructedShell());
  ASSERT_FALSE(facts.failed);
  const auto volumes = All(facts, "shell.volume"), shares = All(facts, "shell.share");
  const auto devices = All(facts, "shell.device");
  ASSERT_EQ(volumes.size(), 1u);
  EXPECT_EQ(volumes[0]->Field("letter"), "E:");
  ASSERT_EQ(shares.size(), 1u);
  EXPECT_EQ(shares[0]->Field("share"), "\\\\KHO-SO\\VanBan");
  ASSERT_EQ(devices.size(), 2u);  // the phone and its storage, told as the phone's
  for (const Fact* device : devices) {
    EXPECT_EQ(device->Field("label"), "Galaxy A12");
    EXPECT_EQ(device->Field("vid"), "04E8");
    EXPECT_EQ(device->Field("serial"), "r58m123abcd");
  }
}

TEST(ShellTest, NamesOfFoldersAreLeft) {
  // A folder's item, as Windows 10 writes it: its name stands in it twice.
  const std::string folder = std::string("\x50\0\x31\0\0\0\0\0\0\0\0\0\x10\0", 14) +
                             std::string("HO SO MAT\0", 10) + Wide("Ho so mat");
  const ShellItem item = ReadShellItem(AsBytes(folder));
  EXPECT_TRUE(item.letter.empty() && item.share.empty() && item.name.empty() && !item.portable);
  // Removable drives stand in This PC a second time, by an item within an item.
  const std::string drive = std::string("\x3A\0\x2E\0\x1A\0", 6) + "/F:\\" + std::string(20, '\0') +
                            std::string(
                                "\x77\x2C\xFB\xF5\x2F\x0E\x16\x4A\xA3\x81\x3E\x56\x0C\x68"
                                "\xBC\x83",
                                16);
  EXPECT_EQ(ReadShellItem(AsBytes(drive)).letter, "F:");
  EXPECT_TRUE(ReadShellItem(AsBytes(drive)).removable);
}

TEST(ShellTest, AScannerIsNoPhone) {
  const auto item = [](const std::string& interface) {
    return std::string("\x80\0\x2E\0", 4) + std::string(14, '\0') +
           Wide("\\\\?\\usb#vid_04b8&pid_0001#1#{" + interface + "}");
  };
  EXPECT_TRUE(ReadShellItem(AsBytes(item("6ac27878-a6fa-4155-ba85-f98f491d4f33"))).portable);
  EXPECT_FALSE(ReadShellItem(AsBytes(item("6bdd1fc6-810f-11d0-bec7-08002be2092f"))).portable);
}

TEST(InventoryTest, DevicesAndPrograms) {
  const SourceFacts facts = Read(SourceKind::kInventoryHive, ConstructedInventory());
  ASSERT_FALSE(facts.failed);
  const auto devices = All(facts, "inventory.device"), files = All(facts, "program.file");
  ASSERT_EQ(devices.size(), 3u);
  EXPECT_EQ(devices[0]->Field("serial"), "E0D55EA573FCF3A0F8230A11");
  EXPECT_EQ(devices[0]->Field("first_install_on"), "2026-04-01");
  EXPECT_EQ(devices[2]->Field("label"), "Galaxy A12");
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0]->Field("path"), "e:\\recycler.bin\\1\\cefhelper.exe");
  EXPECT_TRUE(Read(SourceKind::kInventoryHive, BuildHive(BuiltKey("x"))).failed);
}

TEST(CompoundTest, SmallAndLargeStreams) {
  const std::string large(70'001, 'L');
  const std::string file =
      BuildCompound({{"a", "small"}, {"B c", large}, {"none", ""}, {"d", std::string(64, 'd')}});
  const auto streams = ReadCompound(AsBytes(file));
  ASSERT_TRUE(streams.ok());
  ASSERT_EQ(streams->size(), 4u);
  std::map<std::string, std::string> found;
  for (const CompoundStream& stream : *streams) {
    EXPECT_TRUE(stream.whole) << stream.name;
    found[stream.name] = AsText(stream.bytes);
  }
  EXPECT_EQ(found["a"], "small");
  EXPECT_EQ(found["B c"], large);
  EXPECT_EQ(found["none"], "");
  EXPECT_EQ(found["d"], std::string(64, 'd'));
}

TEST(CompoundTest, CirclesAndCutsEnd) {
  const std::string file = BuildCompound({{"a", std::string(9'000, 'a')}, {"b", "b"}});
  for (size_t size = 0; size < file.size(); size += 61) {
    const auto part = ReadCompound(AsBytes(file).first(size));
    if (!part.ok()) {
      EXPECT_EQ(part.error().code(), ErrorCode::kCorrupt);
    }
  }
  for (size_t at = 512; at + 4 <= file.size(); at += 4) {
    std::string circle = file;
    circle.replace(at, 4, std::string(4, '\0'));  // leads back to the first sector
    (void)ReadCompound(AsBytes(circle));
  }
}

TEST(JumpListTest, LinksWithWhenTheyWereOpened) {
  const SourceFacts facts = Read(SourceKind::kJumpList, ConstructedJumpList());
  ASSERT_FALSE(facts.failed);
  EXPECT_TRUE(facts.notes.empty());
  const auto links = All(facts, "link");
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links[0]->Field("path"), "E:\\du thao.docx");
  EXPECT_EQ(links[0]->Field("drive"), "removable");
  EXPECT_EQ(links[0]->Field("volume_serial"), "3C61-09A4");
  EXPECT_EQ(links[0]->Field("machine"), "soan-thao-01");
  EXPECT_EQ(links[0]->Field("count"), "3");
  EXPECT_EQ(links[0]->Time("opened")->ToString(), "2026-04-20T07:05:00.000000Z");
  EXPECT_EQ(links[1]->Field("path"), "F:\\da xoa.docx");  // its link is gone, its entry not
  EXPECT_EQ(links[1]->locator, "DestList 2");
}

TEST(JumpListTest, ADamagedOneIsSearched) {
  std::string list = ConstructedJumpList();
  list.replace(0x1E, 2, std::string(2, '\0'));  // no such size of sectors
  const SourceFacts facts = Read(SourceKind::kJumpList, list);
  EXPECT_EQ(facts.notes.size(), 1u);
  EXPECT_EQ(All(facts, "link").size(), 1u);
}

}  // namespace
}  // namespace niem::audit
