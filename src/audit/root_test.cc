#include "audit/root.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace niem::audit {
namespace {

namespace fs = std::filesystem;

class RootTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base_ = fs::path(::testing::TempDir()) / ("niem_root_" + std::to_string(::getpid()));
    fs::create_directories(base_ / "disk/Windows/System32/Config");
    fs::create_directories(base_ / "host");
    std::ofstream(base_ / "disk/Windows/System32/Config/SYSTEM") << "hive";
    std::ofstream(base_ / "host/secret") << "of the inspecting machine";
  }

  void TearDown() override { fs::remove_all(base_); }

  fs::path base_;
};

TEST_F(RootTest, NamesWithoutRegardToCase) {
  const auto root = FolderRoot::Open(base_ / "disk");
  ASSERT_TRUE(root.ok());
  const auto found = root->Match("WINDOWS/system32/config/sys*");
  ASSERT_EQ(found, std::vector<std::string>{"Windows/System32/Config/SYSTEM"});
  EXPECT_EQ(*root->Read(found[0], 100), "hive");
  EXPECT_EQ(root->Read(found[0], 3).error().code(), ErrorCode::kTooLarge);
  EXPECT_TRUE(root->Changed(found[0]));
}

TEST_F(RootTest, NothingLeadsOut) {
  fs::create_symlink(base_ / "host", base_ / "disk/Users");
  fs::create_symlink(base_ / "host/secret", base_ / "disk/SOFTWARE");
  const auto root = FolderRoot::Open(base_ / "disk");
  ASSERT_TRUE(root.ok());
  EXPECT_TRUE(root->Match("Users/*").empty());
  EXPECT_TRUE(root->Match("SOFTWARE").empty());
  for (const char* path : {"SOFTWARE", "Users/secret", "../host/secret",
                           "Windows/../../host/secret", "/etc/passwd", ""}) {
    EXPECT_FALSE(root->Read(path, 1000).ok()) << path;
  }
}

TEST_F(RootTest, TellsOfFoldersThatItCouldNotList) {
  if (::geteuid() == 0 && ::seteuid(65534) != 0) GTEST_SKIP() << "root may read all";
  const auto base = fs::path(::testing::TempDir()) / ("niem_closed_" + std::to_string(::getpid()));
  fs::create_directories(base / "Users/lan/Documents");
  ::chmod((base / "Users/lan").c_str(), 0);
  const auto root = FolderRoot::Open(base);
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(root->Match("Users/*").size(), 1U);
  EXPECT_TRUE(root->Match("none/*").empty());
  EXPECT_TRUE(root->UnreadFolders().empty());
  EXPECT_TRUE(root->Match("Users/*/Documents").empty());
  const auto unread = root->UnreadFolders();
  ::chmod((base / "Users/lan").c_str(), 0700);
  fs::remove_all(base);
  if (::getuid() == 0) {
    EXPECT_EQ(::seteuid(0), 0);
  }
  ASSERT_EQ(unread.size(), 1U);
  EXPECT_NE(unread[0].vi.find("Users/lan"), std::string::npos);
}

TEST_F(RootTest, WhatIsNoFileIsNotRead) {
  ASSERT_EQ(::mkfifo((base_ / "disk/SYSTEM").c_str(), 0600), 0);
  const auto root = FolderRoot::Open(base_ / "disk");
  EXPECT_FALSE(root->Read("SYSTEM", 1000).ok());  // and does not wait for a writer
  EXPECT_FALSE(FolderRoot::Open(base_ / "none").ok());
}

}  // namespace
}  // namespace niem::audit
