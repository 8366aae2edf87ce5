#include "worker/disk_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace niem::worker {
namespace {

namespace fs = std::filesystem;

class DiskReaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    image_ = folder_ / "image.dd";
    std::ofstream(image_) << "x";
  }

  void TearDown() override { fs::remove_all(folder_); }

  Result<std::unique_ptr<DiskReader>> Open() {
    DiskReaderOptions options;
    options.program = std::string(std::getenv("NIEM_BIN_DIR")) + "/niem-test-disk-worker";
    options.timeout = std::chrono::milliseconds(500);
    return DiskReader::Open({image_}, options);
  }

  fs::path folder_ =
      fs::path(::testing::TempDir()) / ("niem_disk_reader_" + std::to_string(::getpid()));
  fs::path image_;
};

TEST_F(DiskReaderTest, EachFailureHasItsReasonAndTheNextQuestionAnAnswer) {
  auto reader = Open();
  ASSERT_TRUE(reader.ok()) << reader.error().message().en;
  ASSERT_TRUE((*reader)->Use(1).ok());
  for (const auto& [folder, code] :
       {std::pair<const char*, ErrorCode>{"crash", ErrorCode::kCrashed},
        {"hang", ErrorCode::kTimeout},
        {"memory", ErrorCode::kMemory},
        {"lie", ErrorCode::kCorrupt},
        {"noise", ErrorCode::kCorrupt}}) {
    const auto failed = (*reader)->List(folder);
    ASSERT_FALSE(failed.ok()) << folder;
    EXPECT_EQ(failed.error().code(), code) << folder;
    const auto fine = (*reader)->List("");
    ASSERT_TRUE(fine.ok()) << folder << ": " << fine.error().message().en;
    EXPECT_EQ(fine->front().name, "fine");
  }
}

TEST_F(DiskReaderTest, AFileWithoutAnEndIsTooLarge) {
  auto reader = Open();
  ASSERT_TRUE(reader.ok());
  const auto bytes = (*reader)->Read("a", "", 3 << 20);
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code(), ErrorCode::kTooLarge);
}

TEST_F(DiskReaderTest, AnImageThatKillsItsReadersIsGivenUp) {
  auto reader = Open();
  ASSERT_TRUE(reader.ok());
  for (int i = 0; i < 60; ++i) (void)(*reader)->List("crash");
  const auto given_up = (*reader)->List("");
  ASSERT_FALSE(given_up.ok());
  EXPECT_NE(given_up.error().message().en.find("too often"), std::string::npos);
}

// The true worker, on what is no image.
TEST_F(DiskReaderTest, NoFileSystemIsAnAnswer) {
  DiskReaderOptions options;
  options.program = std::string(std::getenv("NIEM_BIN_DIR")) + "/niem-worker-disk";
  if (!fs::exists(options.program)) GTEST_SKIP() << "niem-worker-disk was not built";
  const auto reader = DiskReader::Open({image_}, options);
  ASSERT_TRUE(reader.ok()) << reader.error().message().en;
  ASSERT_EQ((*reader)->info().volumes.size(), 1U);
  EXPECT_EQ((*reader)->info().volumes[0].file_system, "");
  EXPECT_FALSE((*reader)->Use(1).ok());
  EXPECT_FALSE((*reader)->Use(2).ok());
}

}  // namespace
}  // namespace niem::worker
