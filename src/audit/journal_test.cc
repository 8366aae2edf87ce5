#include "audit/journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "audit/journal_facts.h"
#include "audit/shared_cases.h"
#include "audit/testing/journal_builder.h"
#include "audit/testing/linux_machine.h"

namespace niem::audit {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kAt = 1'777'814'130'123'456;

std::vector<BuiltEntry> Said() {
  return {KernelSays(kAt,
                     "usb 1-1: New USB device found, idVendor=0781, idProduct=5580, "
                     "bcdDevice= 1.00; " +
                         std::string(300, 'x')),
          KernelSays(kAt + 7, "usb 1-1: SerialNumber: AA0102"),
          ProgramSays(kAt + 9, "zalo", "usb 1-1: SerialNumber: FEIGNED")};
}

class JournalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("niem_journal_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }

  void TearDown() override { fs::remove_all(folder_); }

  std::string Put(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }

  // The time and text of each entry, one a line, as Niêm reads them.
  static std::string Ours(const std::string& bytes) {
    const auto journal = Journal::Open(AsBytes(bytes));
    std::string out;
    for (size_t i = 0; journal.ok() && i < journal->size(); ++i) {
      const auto entry = journal->Entry(i);
      constexpr std::string_view kNames[] = {"_TRANSPORT", "MESSAGE"};
      const auto values = journal->Values(*entry, kNames);
      out += std::to_string(entry->realtime) + " " + values[0] + " " + values[1] + "\n";
    }
    return out;
  }

  // The same by systemd's own program; nothing where there is none.
  static std::optional<std::string> Theirs(const std::string& path) {
    return OutputOf(
        "LC_ALL=C journalctl --quiet --file '" + path +
        "' -o json --all 2>/dev/null | python3 -c 'import json,sys\n"
        "for line in sys.stdin:\n"
        " e = json.loads(line)\n"
        " print(e[\"__REALTIME_TIMESTAMP\"], e.get(\"_TRANSPORT\", \"\"), e[\"MESSAGE\"])'");
  }

  fs::path folder_;
};

TEST_F(JournalTest, EveryFormAsSystemdReadsIt) {
  for (const bool compact : {false, true}) {
    for (const FieldPacking packing :
         {FieldPacking::kNone, FieldPacking::kXz, FieldPacking::kLz4, FieldPacking::kZstd}) {
      const std::string bytes = BuildJournal(Said(), {compact, true, packing});
      const std::string ours = Ours(bytes);
      EXPECT_NE(ours.find("1777814130123456 kernel usb 1-1: New USB"), std::string::npos);
      EXPECT_NE(ours.find(std::string(300, 'x') + "\n"), std::string::npos);
      const auto theirs = Theirs(Put("a.journal", bytes));
      ASSERT_TRUE(theirs) << "journalctl and python3 are needed (packages.txt)";
      EXPECT_EQ(ours, *theirs) << compact << static_cast<int>(packing);
    }
  }
}

// A file that systemd itself wrote, from what its export format says.
TEST_F(JournalTest, AFileOfSystemdsOwn) {
  constexpr const char* kWriter = "/lib/systemd/systemd-journal-remote";
  if (!fs::exists(kWriter)) GTEST_SKIP() << "no systemd-journal-remote here";
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    text += "__REALTIME_TIMESTAMP=" + std::to_string(kAt + i) +
            "\n__MONOTONIC_TIMESTAMP=" + std::to_string(1000 + i) +
            "\n_BOOT_ID=00000000000000000000000000000001\n_TRANSPORT=kernel\nMESSAGE=number " +
            std::to_string(i) + std::string(static_cast<size_t>(i % 1500), 'y') + "\n\n";
  }
  Put("export", text);
  for (const char* compact : {"0", "1"}) {
    const std::string path = (folder_ / (std::string("own") + compact + ".journal")).string();
    ASSERT_TRUE(OutputOf("SYSTEMD_JOURNAL_COMPACT=" + std::string(compact) + " " + kWriter +
                         " -o '" + path + "' '" + (folder_ / "export").string() + "' 2>/dev/null"));
    const auto bytes = ReadWholeFile(path);
    ASSERT_TRUE(bytes.ok());
    const auto theirs = Theirs(path);
    ASSERT_TRUE(theirs);
    EXPECT_EQ(std::count(theirs->begin(), theirs->end(), '\n'), 3000);
    EXPECT_EQ(Ours(*bytes), *theirs);
    EXPECT_EQ(Journal::Open(AsBytes(*bytes))->damage(), 0u);
  }
}

TEST_F(JournalTest, AnUnclosedFileWhoseListIsShort) {
  std::string bytes = BuildJournal(Said(), {false, false, FieldPacking::kNone});
  bytes.replace(152, 8, 8, '\0');  // the writer had not counted its entries yet
  bytes.replace(176, 8, 8, '\0');  // nor begun the list
  bytes.resize((bytes.size() + 7) & ~size_t{7});
  bytes.append(4096, '\0');
  const SourceFacts facts = ReadJournal(AsBytes(bytes));
  EXPECT_EQ(facts.units, 3u);
  ASSERT_EQ(facts.notes.size(), 1u);
  EXPECT_NE(facts.notes[0].en.find("not closed"), std::string::npos);
}

TEST_F(JournalTest, BehindDamageTheListLeadsOn) {
  std::string bytes = BuildJournal(Said());
  const size_t second = bytes.find("MESSAGE=usb 1-1: SerialNumber") - 64;
  bytes.replace(second + 8, 8, std::string(8, '\xFF'));  // the object's size
  const SourceFacts facts = ReadJournal(AsBytes(bytes));
  EXPECT_FALSE(facts.failed);
  EXPECT_EQ(facts.units, 3u);
  ASSERT_EQ(facts.notes.size(), 1u);
  EXPECT_NE(facts.notes[0].en.find("damaged"), std::string::npos);
}

TEST_F(JournalTest, ATextCannotFeignAnEntry) {
  // A whole journal inside a message, at a multiple of eight.
  std::vector<BuiltEntry> said = {ProgramSays(
      kAt, "zalo", std::string(8, ' ') + BuildJournal({KernelSays(1, "usb 9-9: feigned")}))};
  const SourceFacts facts = ReadJournal(AsBytes(BuildJournal(said)));
  EXPECT_EQ(facts.units, 1u);
  for (const Fact& fact : facts.facts) EXPECT_EQ(fact.kind, "log.span");
}

TEST_F(JournalTest, FactsToTheMicrosecond) {
  const SourceFacts facts = ReadJournal(AsBytes(ConstructedJournal()));
  std::map<std::string, std::vector<const Fact*>> by_kind;
  for (const Fact& fact : facts.facts) by_kind[fact.kind].push_back(&fact);
  ASSERT_EQ(by_kind["linux.usb"].size(), 2u);
  const Fact& drive = *by_kind["linux.usb"][0];
  EXPECT_EQ(drive.Field("serial"), "AA010215170355310594");
  EXPECT_EQ(drive.Field("label"), "ESD-USB");
  EXPECT_EQ(drive.Field("capacity"), "62008590336");
  EXPECT_EQ(drive.Time("at")->ToString(), "2026-05-03T13:15:30.000000Z");
  EXPECT_EQ(drive.Time("at")->origin, TimeOrigin::kUtc);
  EXPECT_EQ(by_kind["linux.usb"][1]->Field("service"), "rndis_host");
  ASSERT_EQ(by_kind["event.wifi"].size(), 1u);
  EXPECT_EQ(by_kind["event.wifi"][0]->Field("ssid"), "NHA NGHI 1");
  EXPECT_EQ(by_kind["log.span"][0]->Field("computer"), "soan-thao-02");
}

TEST_F(JournalTest, JumpsOfTheClock) {
  constexpr uint64_t kHour = 3'600'000'000;
  auto entry = [](uint64_t real, uint64_t monotonic, const std::string& text) {
    BuiltEntry said = KernelSays(real, text);
    said.monotonic = monotonic;
    return said;
  };
  const auto steps = [](const std::vector<BuiltEntry>& said) {
    std::vector<std::string> found;
    for (const Fact& fact : ReadJournal(AsBytes(BuildJournal(said))).facts) {
      if (fact.kind == "event.clock") found.push_back(fact.Field("step_seconds"));
    }
    return found;
  };
  using Steps = std::vector<std::string>;
  EXPECT_EQ(steps({entry(kAt, 1000, "a"), entry(kAt + kHour, 2000, "b")}), Steps{"3599"});
  EXPECT_EQ(steps({entry(kAt, 1000, "a"), entry(kAt - kHour, 2000, "b")}), Steps{"-3600"});
  EXPECT_EQ(steps({entry(kAt, 1000, "PM: suspend entry (deep)"), entry(kAt + kHour, 2000, "b")}),
            Steps{});
  EXPECT_EQ(steps({entry(kAt, 1000, "a"), entry(kAt + kHour, 1000 + kHour, "b")}), Steps{});
}

TEST_F(JournalTest, WhatIsNoJournal) {
  EXPECT_TRUE(ReadJournal(AsBytes("LPKSHHRH")).failed);
  EXPECT_TRUE(ReadJournal(AsBytes(std::string(5000, 'x'))).failed);
  std::string newer = BuildJournal(Said());
  newer[13] = '\x40';
  EXPECT_EQ(Journal::Open(AsBytes(newer)).error().code(), ErrorCode::kUnsupported);
}

// Bytes changed at random: an end, and never more entries than fit.
TEST_F(JournalTest, RandomDamageEnds) {
  std::mt19937 random(7);
  const std::string whole = BuildJournal(Said(), {true, true, FieldPacking::kLz4});
  for (int round = 0; round < 500; ++round) {
    std::string bytes = whole;
    for (int i = 0; i < 4; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    EXPECT_LE(ReadJournal(AsBytes(bytes)).units, bytes.size() / 64);
  }
}

}  // namespace
}  // namespace niem::audit
