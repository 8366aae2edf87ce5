#include "audit/overlay_root.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace niem::audit {
namespace {

namespace fs = std::filesystem;

class OverlayRootTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    Write("windows/System32/config/SYSTEM", "locked");
    Write("windows/System32/config/SYSTEM.LOG1", "log");
    Write("windows/System32/config/SYSTEM2", "other");
  }

  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& path, const std::string& text) const {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
  }

  OverlayRoot Open() const {
    return OverlayRoot(std::make_unique<FolderRoot>(*FolderRoot::Open(folder_.string())));
  }

  fs::path folder_ = fs::path(::testing::TempDir()) / "niem_overlay_root";
};

TEST_F(OverlayRootTest, AFileIsPutInThePlaceOfAnother) {
  OverlayRoot root = Open();
  root.Put("Windows/System32/config/SYSTEM", "picture");
  const auto found = root.Match("Windows/System32/config/SYSTEM*");
  EXPECT_EQ(found, (std::vector<std::string>{"windows/System32/config/SYSTEM",
                                             "windows/System32/config/SYSTEM2"}));
  EXPECT_EQ(*root.Read(found[0], 100), "picture");
  EXPECT_EQ(*root.Read(found[1], 100), "other");
  EXPECT_FALSE(root.Changed(found[0]));
  EXPECT_TRUE(root.Changed(found[1]));
  EXPECT_EQ(root.Read(found[0], 3).error().code(), ErrorCode::kTooLarge);
}

TEST_F(OverlayRootTest, FoldersOnTheWayAreThere) {
  OverlayRoot root = Open();
  root.Put("Users/lan/NTUSER.DAT", "one");
  root.Put("Users/minh/NTUSER.DAT", "two");
  EXPECT_EQ(root.Match("Users/*/NTUSER.DAT").size(), 2u);
  EXPECT_EQ(root.Match("*").size(), 2u);
  EXPECT_TRUE(root.List("Users")[0].folder);
}

}  // namespace
}  // namespace niem::audit
