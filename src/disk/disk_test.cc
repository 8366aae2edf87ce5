#include <gtest/gtest.h>

#include <string>

#include "disk/bitlocker.h"
#include "disk/container.h"
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

TEST(BitLocker, KeysThatLookLikeRecoveryKeys) {
  EXPECT_TRUE(LooksLikeRecoveryKey("042647-302313-590458-071500-554323-116567-412181-516978"));
  for (const char* text :
       {"", "042647", "matkhau", "042647-302313-590458-071500-554323-116567-412181-51697a",
        "042647 302313 590458 071500 554323 116567 412181 516978"}) {
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

}  // namespace
}  // namespace niem::disk
