#include "worker/disk_protocol.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "worker/disk_reader.h"
#include "worker/lock_protocol.h"

namespace niem::worker {
namespace {

namespace fs = std::filesystem;

disk::DiskInfo Sample() {
  disk::DiskInfo info;
  info.image.format = "E01", info.image.size = 1000, info.image.md5 = "00ff";
  info.image.notes = {{"examiner_name", "Lan"}};
  info.table = "GPT";
  disk::VolumeInfo volume;
  volume.number = 1, volume.size = 500, volume.file_system = "NTFS", volume.label = "Ổ";
  volume.lock = disk::Lock::kUnlocked, volume.unlocked_by = "dislocker";
  volume.partition = "{03020100-0504-0706-0809-0a0b0c0d0e0f}", info.signature = "a1b2c3d4";
  info.volumes = {volume};
  return info;
}

std::string Frame(const disk::Entry& entry, uint32_t count = 1) {
  FrameWriter out;
  out.U32(count);
  PutEntry(out, entry);
  return std::string(AsText(out.bytes()));
}

TEST(DiskProtocol, InfoThereAndBack) {
  FrameWriter out;
  Put(out, Sample());
  const auto back = ReadDiskInfo(out.bytes());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->image.format, "E01");
  EXPECT_EQ(back->image.notes, Sample().image.notes);
  ASSERT_EQ(back->volumes.size(), 1U);
  EXPECT_EQ(back->volumes[0].label, "Ổ");
  EXPECT_EQ(back->volumes[0].lock, disk::Lock::kUnlocked);
  EXPECT_EQ(back->volumes[0].unlocked_by, "dislocker");
  EXPECT_EQ(back->volumes[0].partition, "{03020100-0504-0706-0809-0a0b0c0d0e0f}");
  EXPECT_EQ(back->signature, "a1b2c3d4");
  const Bytes whole = out.bytes();
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(ReadDiskInfo(whole.first(size)).ok()) << size;
  }
}

TEST(DiskProtocol, VolumesAreNumberedInOrder) {
  disk::DiskInfo info = Sample();
  info.volumes[0].number = 7;
  FrameWriter out;
  Put(out, info);
  EXPECT_FALSE(ReadDiskInfo(out.bytes()).ok());
}

TEST(DiskProtocol, EntriesThereAndBack) {
  disk::Entry entry;
  entry.name = "\u00a0", entry.folder = true, entry.hidden = true, entry.size = 5;
  entry.changed = 1'000'000, entry.local = true, entry.streams = {"Zone.Identifier"};
  std::vector<disk::Entry> entries;
  ASSERT_TRUE(ReadEntries(AsBytes(Frame(entry)), entries).ok());
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].name, "\u00a0");
  EXPECT_TRUE(entries[0].folder && entries[0].hidden && entries[0].local && !entries[0].system);
  EXPECT_EQ(entries[0].changed, 1'000'000);
  EXPECT_FALSE(entries[0].created);
  EXPECT_EQ(entries[0].streams, entry.streams);
}

TEST(DiskProtocol, NamesThatLeadElsewhereAreRefused) {
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string("a/b"),
        std::string("a\0b", 3), std::string(disk::kMaxNameBytes + 1, 'a')}) {
    disk::Entry entry;
    entry.name = name;
    std::vector<disk::Entry> entries;
    EXPECT_FALSE(ReadEntries(AsBytes(Frame(entry)), entries).ok()) << name;
    entry.name = "a", entry.streams = {name};
    EXPECT_FALSE(ReadEntries(AsBytes(Frame(entry)), entries).ok()) << name;
  }
  disk::Entry entry;
  entry.name = "a";
  std::vector<disk::Entry> entries;
  EXPECT_FALSE(ReadEntries(AsBytes(Frame(entry, 2)), entries).ok());
}

TEST(DiskProtocol, QuestionsAreBounded) {
  FrameWriter out;
  Put(out, DiskQuestion{.ask = DiskAsk::kRead, .path = "a", .offset = 7, .count = kDiskChunk});
  const auto back = ReadDiskQuestion(out.bytes());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->path, "a");
  EXPECT_EQ(back->offset, 7U);
  out.clear();
  Put(out, DiskQuestion{.ask = DiskAsk::kRead, .count = kDiskChunk + 1});
  EXPECT_FALSE(ReadDiskQuestion(out.bytes()).ok());
  out.clear();
  Put(out, DiskQuestion{.ask = static_cast<DiskAsk>(9)});
  EXPECT_FALSE(ReadDiskQuestion(out.bytes()).ok());
}

TEST(DiskProtocol, ErrorsKeepTheirCode) {
  FrameWriter out;
  Put(out, Error(ErrorCode::kEncrypted, {"khoá", "locked"}));
  const Error error = ReadError(out.bytes());
  EXPECT_EQ(error.code(), ErrorCode::kEncrypted);
  EXPECT_EQ(error.message().vi, "khoá");
  EXPECT_EQ(ReadError({}).code(), ErrorCode::kCorrupt);
}

class SegmentsTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }

  void TearDown() override { fs::remove_all(folder_); }

  std::string Make(const std::string& name) {
    const fs::path path = folder_ / name;
    std::ofstream(path) << "x";
    return path;
  }

  fs::path folder_ =
      fs::path(::testing::TempDir()) / ("niem_segments_" + std::to_string(::getpid()));
};

TEST_F(SegmentsTest, FollowEachOther) {
  const std::string first = Make("a.E01");
  Make("a.E02"), Make("a.E04");
  EXPECT_EQ(SegmentsOf(first).size(), 2U);
  const std::string split = Make("b.001");
  Make("b.002"), Make("b.003");
  EXPECT_EQ(SegmentsOf(split).size(), 3U);
  EXPECT_EQ(SegmentsOf(Make("c.dd")).size(), 1U);
  EXPECT_EQ(SegmentsOf("/nowhere/a").size(), 1U);
  for (int i = 3; i <= 99; ++i)
    Make(i < 10 ? "a.E0" + std::to_string(i) : "a.E" + std::to_string(i));
  Make("a.EAA"), Make("a.EAB");
  EXPECT_EQ(SegmentsOf(first).size(), 101U);
}

TEST(DiskReader, WhatIsNoImageFile) {
  EXPECT_EQ(DiskReader::Open({"/nowhere/image"}, {}).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(DiskReader::Open({"/tmp"}, {}).error().code(), ErrorCode::kInvalidArgument);
}

TEST(LockProtocol, AsksAreBounded) {
  const auto back = [](const LockAsk& ask) {
    FrameWriter out;
    Put(out, ask);
    return ReadLockAsk(out.bytes());
  };
  const auto read = back({LockAsk::What::kRead, 4096, kLockChunk});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->offset, 4096U);
  EXPECT_EQ(read->count, kLockChunk);
  EXPECT_TRUE(back({LockAsk::What::kOpen, 0, uint64_t{1} << 45}).ok());
  EXPECT_FALSE(back({LockAsk::What::kOpen, 1, 100}).ok());
  EXPECT_FALSE(back({LockAsk::What::kRead, 0, kLockChunk + 1}).ok());
  EXPECT_FALSE(back({LockAsk::What::kRead, ~uint64_t{0}, 1}).ok());
  EXPECT_FALSE(back({LockAsk::What::kOpen, 0, ~uint64_t{0}}).ok());
  EXPECT_FALSE(back({static_cast<LockAsk::What>(3), 0, 1}).ok());
  EXPECT_FALSE(ReadLockAsk({}).ok());
}

}  // namespace
}  // namespace niem::worker
