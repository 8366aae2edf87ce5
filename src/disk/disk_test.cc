#include <gtest/gtest.h>

#include <string>

#include "disk/bitlocker.h"
#include "disk/container.h"
#include "disk/partition_ids.h"
#include "disk/recovery_key.h"
#include "disk/testing/locked_volume.h"
#include "disk/volumes.h"

namespace niem::disk {
namespace {

std::vector<std::unique_ptr<Medium>> Of(std::span<const std::string> texts) {
  std::vector<std::unique_ptr<Medium>> media;
  for (const std::string& text : texts) {
    media.push_back(InMemory({reinterpret_cast<const uint8_t*>(text.data()), text.size()}));
  }
  return media;
}

std::string ReadOf(Medium& medium, uint64_t offset, size_t count) {
  std::string out(count, '\0');
  const auto got = medium.Read(offset, {reinterpret_cast<uint8_t*>(out.data()), out.size()});
  if (!got.ok()) return "error";
  out.resize(*got);
  return out;
}

TEST(Medium, PartsFollowEachOther) {
  const std::string texts[] = {"abc", "", "defg", "h"};
  const auto whole = Joined(Of(texts));
  EXPECT_EQ(whole->size(), 8U);
  EXPECT_EQ(ReadOf(*whole, 0, 100), "abcdefgh");
  EXPECT_EQ(ReadOf(*whole, 2, 3), "cde");
  EXPECT_EQ(ReadOf(*whole, 7, 3), "h");
  EXPECT_EQ(ReadOf(*whole, 8, 3), "");
  const auto part = PartOf(*whole, 2, 3);
  EXPECT_EQ(ReadOf(*part, 0, 100), "cde");
  EXPECT_EQ(ReadOf(*part, 2, 100), "e");
  EXPECT_EQ(PartOf(*whole, 5, 100)->size(), 3U);
  EXPECT_EQ(PartOf(*whole, 50, 100)->size(), 0U);
}

TEST(Container, WhatIsNotReadIsNamed) {
  for (const char* start : {"AFF10\r\n", "EVF2\r\n\x81", "# Disk DescriptorFile\n", "PK\x03\x04",
                            "7z\xbc\xaf\x27\x1c"}) {
    const std::string text[] = {std::string(start, std::string(start).size()) +
                                std::string(600, 0)};
    const auto opened = OpenImage(Of(text));
    ASSERT_FALSE(opened.ok()) << start;
    EXPECT_EQ(opened.error().code(), ErrorCode::kUnsupported) << start;
  }
}

TEST(Container, BrokenContainers) {
  for (const std::string& start :
       {std::string("EVF\x09\x0d\x0a\xff\x00", 8), std::string("QFI\xfb\0\0\0\2", 8),
        std::string("vhdxfile"), std::string("conectix"), std::string("KDMV")}) {
    const std::string text[] = {start + std::string(5000, '\xee')};
    const auto opened = OpenImage(Of(text));
    ASSERT_FALSE(opened.ok()) << start;
    EXPECT_EQ(opened.error().code(), ErrorCode::kCorrupt) << start;
  }
  EXPECT_FALSE(OpenImage(Of(std::span<const std::string>())).ok());
  const std::string empty[] = {""};
  EXPECT_FALSE(OpenImage(Of(empty)).ok());
}

TEST(Volumes, ADiskOfNoise) {
  const std::string text[] = {std::string(100'000, '\x5a')};
  auto image = OpenImage(Of(text));
  ASSERT_TRUE(image.ok());
  const auto volumes = Volumes::Find(std::move(*image), {});
  ASSERT_TRUE(volumes.ok());
  ASSERT_EQ((*volumes)->info().volumes.size(), 1U);
  EXPECT_EQ((*volumes)->info().volumes[0].file_system, "");
  EXPECT_FALSE((*volumes)->Use(1).ok());
  EXPECT_FALSE((*volumes)->Use(0).ok());
}

TEST(Volumes, WhatStandsThereInstead) {
  std::string text[] = {std::string(100'000, '\0')};
  text[0].replace(0, 6, "LUKS\xba\xbe");
  auto image = OpenImage(Of(text));
  ASSERT_TRUE(image.ok());
  const auto volumes = Volumes::Find(std::move(*image), {});
  ASSERT_TRUE(volumes.ok());
  EXPECT_EQ((*volumes)->info().volumes[0].met, "LUKS");
}

void PutNumber(std::string& bytes, size_t at, uint64_t number, size_t count) {
  for (size_t i = 0; i < count; ++i) bytes[at + i] = static_cast<char>(number >> (8 * i) & 0xFF);
}

// A GPT of two partitions in a disk of 100 sectors; the header at `header`, the entries at 2.
std::string Gpt(uint64_t header, uint32_t each = 128) {
  std::string disk(100 * 512, '\0');
  const size_t head = header * 512;
  disk.replace(head, 8, "EFI PART");
  PutNumber(disk, head + 72, 2, 8), PutNumber(disk, head + 80, 128, 4);
  PutNumber(disk, head + 84, each, 4);
  for (const size_t at : {size_t{0}, size_t{2}}) {  // the one between is not in use
    const size_t entry = 1024 + at * 128;
    disk[entry] = '\1';
    for (size_t i = 0; i < 16; ++i) disk[entry + 16 + i] = static_cast<char>(0x10 * at + i);
    PutNumber(disk, entry + 32, 40 + at, 8);
  }
  return disk;
}

std::map<uint64_t, std::string> PartitionsIn(const std::string& disk) {
  const auto media = Of({&disk, 1});
  return GptPartitions(*media[0], 512);
}

TEST(PartitionIds, OfAGpt) {
  const std::map<uint64_t, std::string> expect = {
      {40 * 512, "{03020100-0504-0706-0809-0a0b0c0d0e0f}"},
      {42 * 512, "{23222120-2524-2726-2829-2a2b2c2d2e2f}"}};
  EXPECT_EQ(PartitionsIn(Gpt(1)), expect);
  EXPECT_EQ(PartitionsIn(Gpt(99)), expect);  // the copy at the end
  EXPECT_TRUE(PartitionsIn(Gpt(3)).empty());
}

TEST(PartitionIds, DamageIsLeftOut) {
  for (const uint32_t each : {0U, 1U, 127U, 5'000U, UINT32_MAX}) {
    EXPECT_TRUE(PartitionsIn(Gpt(1, each)).empty()) << each;
  }
  for (const size_t at : {size_t{512 + 72}, size_t{1024 + 32}}) {  // places beyond all numbers
    std::string far = Gpt(1);
    PutNumber(far, at, UINT64_MAX, 8);
    EXPECT_LE(PartitionsIn(far).size(), 1U);
  }
  EXPECT_TRUE(PartitionsIn("EFI PART").empty());
  const std::string none[] = {Gpt(1)};
  EXPECT_TRUE(GptPartitions(*Of(none)[0], 0).empty());
}

TEST(PartitionIds, OfAnMbr) {
  std::string disk[] = {std::string(512, '\0')};
  EXPECT_EQ(MbrSignature(*Of(disk)[0]), "");
  disk[0].replace(440, 4, "\xd4\xc3\xb2\xa1");
  EXPECT_EQ(MbrSignature(*Of(disk)[0]), "d4c3b2a1");
  disk[0].resize(442);
  EXPECT_EQ(MbrSignature(*Of(disk)[0]), "");
}

TEST(BitLocker, KeysThatLookLikeRecoveryKeys) {
  EXPECT_TRUE(LooksLikeRecoveryKey("000011-720885-000000-123464-000022-000033-000044-000055"));
  EXPECT_TRUE(LooksLikeRecoveryKey(testing::RecoveryKeyOf("any")));
  for (const char* text :
       {"", "000011", "matkhau", "000011-720885-000000-123464-000022-000033-000044-00005a",
        "000011 720885 000000 123464 000022 000033 000044 000055"}) {
    EXPECT_FALSE(LooksLikeRecoveryKey(text)) << text;
  }
}

TEST(BitLocker, WhatIsNone) {
  const std::string text[] = {std::string(100'000, '\0')};
  const auto media = Of(text);
  EXPECT_FALSE(IsBitLocker(*media[0]));
  const auto unlocked = Unlock(*media[0], {{"matkhau"}, {"no .BEK"}});
  ASSERT_FALSE(unlocked.ok());
  EXPECT_EQ(unlocked.error().code(), ErrorCode::kEncrypted);
}

// A volume of noise, so that no sector looks like another.
std::string Plain() {
  std::string plain;
  for (uint32_t i = 0; plain.size() < 200'704; ++i) {
    plain += static_cast<char>((i * 2654435761U) >> 24);
  }
  // libbde takes the volume's size from an NTFS boot sector in it.
  plain.replace(0, 48, std::string("\xeb\x52\x90NTFS    \0\2\x08", 14) + std::string(34, '\0'));
  plain[40] = static_cast<char>(200'704 / 512 % 256), plain[41] = 200'704 / 512 / 256;
  return plain;
}

std::vector<std::unique_ptr<Medium>> Locked(testing::LockCipher cipher,
                                            const testing::Protectors& protectors) {
  static std::string locked;
  locked = testing::LockedVolume(Plain(), cipher, protectors);
  return Of(std::span(&locked, 1));
}

TEST(BitLocker, EachKeyOpensItsVolumeByteForByte) {
  const std::string recovery = testing::RecoveryKeyOf("a volume"), plain = Plain();
  const auto media =
      Locked(testing::LockCipher::kXts128, {.password = "mat khau 1", .recovery = recovery});
  ASSERT_TRUE(IsBitLocker(*media[0]));
  for (const std::string& key : {std::string("mat khau 1"), recovery}) {
    const auto unlocked = Unlock(*media[0], {{key}, {}});
    ASSERT_TRUE(unlocked.ok()) << key;
    EXPECT_EQ(ReadOf(**unlocked, 0, plain.size()), plain) << key;
    EXPECT_EQ(ReadOf(**unlocked, 8191, 3), plain.substr(8191, 3)) << key;
  }
  const auto locked = Unlock(*media[0], {{"mat khau 2", testing::RecoveryKeyOf("another")}, {}});
  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code(), ErrorCode::kEncrypted);
}

TEST(BitLocker, AClearKeyNeedsNoOther) {
  const auto media = Locked(testing::LockCipher::kXts128, {.clear = true});
  const auto unlocked = Unlock(*media[0], {});
  ASSERT_TRUE(unlocked.ok());
  EXPECT_EQ(ReadOf(**unlocked, 0, 100), Plain().substr(0, 100));
}

TEST(Volumes, AnotherLibraryMayOpenWhatStayedLocked) {
  auto image = OpenImage(Locked(testing::LockCipher::kXts128, {.password = "mat khau 1"}));
  ASSERT_TRUE(image.ok());
  const auto volumes = Volumes::Find(std::move(*image), {});
  ASSERT_TRUE(volumes.ok());
  const VolumeInfo& info = (*volumes)->info().volumes[0];
  EXPECT_EQ(info.lock, Lock::kLocked);
  EXPECT_EQ((*volumes)->Use(1).error().code(), ErrorCode::kEncrypted);
  ASSERT_NE((*volumes)->StillLocked(1), nullptr);
  EXPECT_EQ(ReadOf(*(*volumes)->StillLocked(1), 3, 8), "-FVE-FS-");
  EXPECT_EQ((*volumes)->StillLocked(2), nullptr);
  const std::string noise[] = {Plain()};
  EXPECT_TRUE((*volumes)->SetUnlocked(1, std::move(Of(noise)[0]), "dislocker"));
  EXPECT_EQ(info.lock, Lock::kUnlocked);
  EXPECT_EQ(info.unlocked_by, "dislocker");
  EXPECT_EQ((*volumes)->Use(1).error().code(), ErrorCode::kUnsupported);
  // A second one that finds nothing either changes nothing.
  EXPECT_FALSE((*volumes)->SetUnlocked(1, std::move(Of(noise)[0]), "a third"));
  EXPECT_EQ(info.unlocked_by, "dislocker");
}

}  // namespace
}  // namespace niem::disk
