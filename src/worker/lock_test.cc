// niem-worker-lock itself, in its sandbox, over constructed BitLocker volumes.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "disk/testing/locked_volume.h"
#include "worker/disk/unlocked.h"
#include "worker/disk_reader.h"

namespace niem::worker {
namespace {

namespace fs = std::filesystem;
using disk::testing::LockCipher;
using disk::testing::LockedVolume;
using disk::testing::Protectors;
using disk::testing::RecoveryKeyOf;

std::string Bin(const std::string& name) {
  return std::string(std::getenv("NIEM_BIN_DIR")) + "/" + name;
}

class Text : public disk::Medium {
 public:
  explicit Text(std::string text) : Medium(text.size()), text_(std::move(text)) {}

  Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) override {
    if (offset >= text_.size()) return size_t{0};
    const size_t count = std::min<size_t>(out.size(), text_.size() - offset);
    std::memcpy(out.data(), text_.data() + offset, count);
    return count;
  }

 private:
  std::string text_;
};

std::string Plain() {
  std::string plain;
  for (uint32_t i = 0; plain.size() < 3'000'320; ++i) {
    plain += static_cast<char>((i * 2654435761U) >> 24);
  }
  return plain;
}

class LockTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(Bin("niem-worker-lock"))) GTEST_SKIP() << "niem-worker-lock was not built";
  }

  Result<std::unique_ptr<Unlocked>> Open(disk::Medium& volume, std::vector<std::string> keys) {
    DiskSettings settings;
    settings.parent = static_cast<uint32_t>(::getpid());
    settings.memory_bytes = uint64_t{1} << 30, settings.cpu_seconds = 100;
    settings.keys = std::move(keys);
    FrameWriter frame;
    Put(frame, settings);
    TRY_ASSIGN(process_, Process::Start(Bin("niem-worker-lock"), frame.bytes(), {}));
    return Unlocked::Open(Fd(::dup(process_->socket())), volume);
  }

  std::unique_ptr<Process> process_;
};

std::string ReadOf(disk::Medium& medium, uint64_t offset, size_t count) {
  std::string out(count, '\0');
  const auto got = medium.Read(offset, {reinterpret_cast<uint8_t*>(out.data()), out.size()});
  if (!got.ok()) return got.error().message().en;
  out.resize(*got);
  return out;
}

TEST_F(LockTest, WhatLibbdeDoesNotOpenByteForByte) {
  const std::string plain = Plain(), recovery = RecoveryKeyOf("a volume");
  Text volume(LockedVolume(plain, LockCipher::kXts256,
                           {.password = "mat khau 1", .recovery = recovery, .clear = false}));
  for (const std::string& key : {std::string("mat khau 1"), recovery}) {
    const auto unlocked = Open(volume, {"sai", key});
    ASSERT_TRUE(unlocked.ok()) << key << ": " << unlocked.error().message().en;
    EXPECT_EQ((*unlocked)->size(), volume.size());
    EXPECT_EQ(ReadOf(**unlocked, 0, plain.size()), plain);
    // What stands behind the end of the file system, and what the volume hides, is zeros.
    EXPECT_EQ(ReadOf(**unlocked, plain.size(), 300'000).find_first_not_of('\0'), std::string::npos);
    for (const auto& [offset, count] :
         {std::pair<uint64_t, size_t>{1, 1}, {511, 2}, {4095, 2}, {8191, 2}, {700, 70'000}}) {
      EXPECT_EQ(ReadOf(**unlocked, offset, count), plain.substr(offset, count)) << offset;
    }
    EXPECT_EQ(ReadOf(**unlocked, volume.size(), 10), "");
    EXPECT_EQ(ReadOf(**unlocked, volume.size() - 3, 10).size(), 3U);
  }
}

TEST_F(LockTest, KeysThatDoNotFitAndAClearOne) {
  Text locked(LockedVolume(Plain(), LockCipher::kXts256, {.password = "mat khau 1"}));
  const auto refused = Open(locked, {"mat khau 2", RecoveryKeyOf("another")});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code(), ErrorCode::kEncrypted);
  Text suspended(LockedVolume(Plain(), LockCipher::kXts256, {.clear = true}));
  const auto unlocked = Open(suspended, {});
  ASSERT_TRUE(unlocked.ok()) << unlocked.error().message().en;
  EXPECT_EQ(ReadOf(**unlocked, 0, 600), Plain().substr(0, 600));
}

TEST_F(LockTest, DamageIsRefusedOrEndsThatProcessAlone) {
  const std::string sound = LockedVolume(Plain(), LockCipher::kXts256, {.clear = true});
  const size_t metadata = (Plain().size() + 0xffff) / 0x10000 * 0x10000;
  std::vector<std::string> spoiled = {std::string(sound).replace(160, 16, 16, 'x'),  // another kind
                                      sound.substr(0, 100'000),  // its metadata is cut off
                                      std::string(sound.size(), '\0'), ""};
  for (size_t seed = 0; seed < 60; ++seed) {
    std::string noise = sound;
    for (const size_t block : {0U, 0x10000U, 0x20000U}) {
      noise[metadata + block + seed * 8] = static_cast<char>(seed * 37 + 255);
    }
    spoiled.push_back(std::move(noise));
  }
  for (size_t i = 0; i < spoiled.size(); ++i) {
    Text volume(spoiled[i]);
    const auto unlocked = Open(volume, {"mat khau"});
    if (unlocked.ok()) {
      (void)ReadOf(**unlocked, 0, 100'000);
      continue;
    }
    const ErrorCode code = unlocked.error().code();
    EXPECT_TRUE(code == ErrorCode::kEncrypted || code == ErrorCode::kUnsupported ||
                code == ErrorCode::kCrashed)
        << i << ": " << unlocked.error().message().en;
    EXPECT_NE(unlocked.error().message().vi, "");
  }
}

TEST_F(LockTest, WhatTheOtherEndSaysIsBelievedInFormAlone) {
  Text volume(std::string(5000, 'x'));
  const auto answer = [&](FrameType type, Bytes payload) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return ErrorCode::kIo;
    const Fd theirs(ends[1]);
    Channel channel(theirs.get(), 1 << 20);
    (void)channel.Send(type, payload);
    (void)::shutdown(theirs.get(), SHUT_WR);
    const auto opened = Unlocked::Open(Fd(ends[0]), volume);
    return opened.ok() ? ErrorCode::kInternal : opened.error().code();
  };
  const std::string eight(8, '\xff'), ask(20, '\xff');
  EXPECT_EQ(answer(FrameType::kDone, AsBytes(eight)), ErrorCode::kCrashed);  // larger than its lock
  EXPECT_EQ(answer(FrameType::kDone, {}), ErrorCode::kCrashed);
  EXPECT_EQ(answer(FrameType::kBegin, AsBytes(ask)), ErrorCode::kCrashed);
  EXPECT_EQ(answer(FrameType::kOutOfMemory, {}), ErrorCode::kCrashed);
  EXPECT_EQ(answer(FrameType::kRefused, {}), ErrorCode::kCorrupt);
}

// The unlocking process that we started, by what everybody may see of it; 0 where there is none.
pid_t LockOfOurs() {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream stat(entry.path() / "stat");
    std::string number, name, state, parent;
    stat >> number >> name >> state >> parent;
    // The kernel keeps fifteen letters of "niem-worker-lock".
    if (name == "(niem-worker-loc)" && parent == std::to_string(::getpid())) {
      return std::stoi(number);
    }
  }
  return 0;
}

TEST_F(LockTest, ItIsShutInBeforeItSeesAByte) {
  Text volume(std::string(5000, 'x'));
  EXPECT_FALSE(Open(volume, {}).ok());
  const pid_t pid = LockOfOurs();
  ASSERT_GT(pid, 0);
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  const std::string text{std::istreambuf_iterator<char>(status), {}};
  EXPECT_NE(text.find("\nSeccomp:\t2\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nNoNewPrivs:\t1\n"), std::string::npos) << text;
}

void PutAt(std::string& out, size_t at, std::string_view bytes) {
  out.replace(at, bytes.size(), bytes);
}

constexpr size_t kBigFile = 3 << 20;  // more than The Sleuth Kit keeps

// FAT16 of 4200 clusters of two sectors, with one file, "BIG.BIN".
std::string FatWithABigFile() {
  constexpr size_t kFatSectors = 17, kRootSectors = 32, kClusters = 4200;
  constexpr size_t kData = 512 * (1 + kFatSectors + kRootSectors);
  std::string disk(kData + kClusters * 1024, '\0');
  PutAt(disk, 0, std::string_view("\xeb\x3c\x90MSDOS5.0\0\2\2\1\0\1\0\2", 19));
  constexpr size_t kSectors = 1 + kFatSectors + kRootSectors + 2 * kClusters;
  disk[19] = static_cast<char>(kSectors % 256), disk[20] = static_cast<char>(kSectors / 256);
  disk[21] = '\xf8', disk[22] = kFatSectors, disk[38] = '\x29';
  PutAt(disk, 54, "FAT16   "), PutAt(disk, 510, "\x55\xaa");
  for (size_t cluster = 2; cluster < 2 + kBigFile / 1024; ++cluster) {
    const size_t next = cluster + 1 == 2 + kBigFile / 1024 ? 0xffff : cluster + 1;
    disk[512 + 2 * cluster] = static_cast<char>(next % 256);
    disk[513 + 2 * cluster] = static_cast<char>(next / 256);
  }
  constexpr size_t kRoot = 512 * (1 + kFatSectors);
  PutAt(disk, kRoot, "BIG     BIN\x20"), disk[kRoot + 26] = 2, disk[kRoot + 30] = kBigFile >> 16;
  for (size_t i = 0; i < kBigFile; ++i) disk[kData + i] = static_cast<char>(i * 7 + i / 997);
  return disk;
}

TEST_F(LockTest, ADiskReaderGoesOnWhenTheUnlockingProcessDies) {
  DiskReaderOptions options;
  options.program = Bin("niem-worker-disk"), options.lock_program = Bin("niem-worker-lock");
  options.keys = {"mat khau 1"};
  if (!fs::exists(options.program)) GTEST_SKIP() << "niem-worker-disk was not built";
  const fs::path image =
      fs::path(::testing::TempDir()) / ("niem_lock_" + std::to_string(::getpid()));
  std::ofstream(image, std::ios::binary)
      << LockedVolume(FatWithABigFile(), LockCipher::kXts256, {.password = "mat khau 1"});
  const auto reader = DiskReader::Open({image}, options);
  ASSERT_TRUE(reader.ok()) << reader.error().message().en;
  EXPECT_EQ((*reader)->info().volumes[0].unlocked_by, "dislocker");
  EXPECT_EQ((*reader)->info().volumes[0].file_system, "FAT16");
  ASSERT_TRUE((*reader)->Use(1).ok());
  const auto before = (*reader)->Read("BIG.BIN", "", 10 << 20);
  ASSERT_TRUE(before.ok()) << before.error().message().en;
  ASSERT_EQ(before->size(), kBigFile);
  const pid_t lock = LockOfOurs();
  ASSERT_GT(lock, 0);
  ::kill(lock, SIGKILL);
  const auto lost = (*reader)->Read("BIG.BIN", "", 10 << 20);
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kCrashed);
  const auto after = (*reader)->Read("BIG.BIN", "", 10 << 20);
  ASSERT_TRUE(after.ok()) << after.error().message().en;
  EXPECT_EQ(*after, *before);
  fs::remove(image);
}

// Volumes that no library opens are told of, and the others read.
TEST_F(LockTest, WithoutTheSecondProcessTheVolumeIsLockedAndItIsSaidWhy) {
  const fs::path image =
      fs::path(::testing::TempDir()) / ("niem_lock_" + std::to_string(::getpid()));
  std::ofstream(image, std::ios::binary)
      << LockedVolume(Plain(), LockCipher::kXts256, {.clear = true});
  DiskReaderOptions options;
  options.program = Bin("niem-worker-disk"), options.lock_program = "/nonexistent/niem-worker-lock";
  if (!fs::exists(options.program)) GTEST_SKIP() << "niem-worker-disk was not built";
  const auto reader = DiskReader::Open({image}, options);
  ASSERT_TRUE(reader.ok()) << reader.error().message().en;
  EXPECT_EQ((*reader)->info().volumes[0].lock, disk::Lock::kLocked);
  EXPECT_NE((*reader)->WhyLocked(1).vi, "");
  EXPECT_EQ((*reader)->WhyLocked(2).vi, "");
  fs::remove(image);
}

}  // namespace
}  // namespace niem::worker
