#include "scan/walker.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "scan/temporary_tree.h"

namespace niem::scan {
namespace {

class Recorder : public WalkSink {
 public:
  void OnFolder(Folder&) override { ++folders; }

  bool OnFile(const std::shared_ptr<Folder>& folder, std::string name,
              const FileInfo& info) override {
    files.push_back(folder->PathOf(name).substr(root.size()));
    bytes += info.size;
    return files.size() < stop_after;
  }

  bool OnProblem(const std::string& path, const Error& error) override {
    problems.push_back(path.substr(root.size()) + ":" + std::string(ErrorCodeName(error.code())));
    return true;
  }

  void OnFolderEnd(Folder&) override {}

  std::string root;
  std::vector<std::string> files, problems;
  int folders = 0;
  uint64_t bytes = 0;
  size_t stop_after = 1000;
};

using Names = std::vector<std::string>;

Recorder WalkTree(const TemporaryTree& tree, const WalkOptions& options = {}) {
  Recorder recorder;
  recorder.root = tree.path();
  EXPECT_TRUE(Walk(tree.path(), options, recorder).ok());
  return recorder;
}

TEST(Walker, StreamsInAStableOrderHiddenFilesIncluded) {
  const TemporaryTree tree;
  for (const char* name :
       {"b.txt", "a.txt", ".ẩn/x", "thư mục/đ.txt", "a/z/1", "a/y", "\xff\xfe.txt"})
    tree.Put(name, "12");
  ASSERT_EQ(::mkfifo(tree.path("pipe").c_str(), 0600), 0);
  const Recorder got = WalkTree(tree);
  EXPECT_EQ(got.files, (Names{"/a.txt", "/b.txt", "/\xff\xfe.txt", "/.ẩn/x", "/a/y", "/a/z/1",
                              "/thư mục/đ.txt"}));
  EXPECT_EQ(got.bytes, 14u);
  EXPECT_EQ(got.folders, 5);
  EXPECT_TRUE(got.problems.empty());
}

TEST(Walker, IncludesAndExcludes) {
  const TemporaryTree tree;
  for (const char* name : {"a.docx", "b.DOCX", "c.txt", "bỏ/d.docx", "sâu/e.docx"})
    tree.Put(name, "");
  WalkOptions options;
  options.include = {"*.docx"};
  options.exclude = {"bỏ"};
  EXPECT_EQ(WalkTree(tree, options).files, (Names{"/a.docx", "/b.DOCX", "/sâu/e.docx"}));
}

TEST(Walker, FollowsLinksOnlyWhenAskedAndEndsLoops) {
  const TemporaryTree tree;
  tree.Put("a/f", "");
  std::filesystem::create_directory_symlink(tree.path(), tree.path("a/loop"));
  std::filesystem::create_directory_symlink(tree.path("a"), tree.path("b"));
  std::filesystem::create_symlink(tree.path("a/f"), tree.path("link"));
  std::filesystem::create_symlink("nowhere", tree.path("dangling"));
  EXPECT_EQ(WalkTree(tree).files, Names{"/a/f"});
  WalkOptions options;
  options.follow_symlinks = true;
  EXPECT_EQ(WalkTree(tree, options).files, (Names{"/link", "/a/f"}));
}

TEST(Walker, SinceComparesModificationTimes) {
  const TemporaryTree tree;
  tree.Put("new", "");
  const auto old_time = std::filesystem::file_time_type::clock::now() - std::chrono::hours(48);
  std::filesystem::last_write_time(tree.Put("old", ""), old_time);
  WalkOptions options;
  options.since = std::chrono::system_clock::now() - std::chrono::hours(24);
  EXPECT_EQ(WalkTree(tree, options).files, Names{"/new"});
}

TEST(Walker, ARootMayBeAFileOrALinkAndMustExist) {
  const TemporaryTree tree;
  Recorder recorder;
  EXPECT_TRUE(Walk(tree.Put("f.txt", "x"), {}, recorder).ok());
  EXPECT_EQ(recorder.files, Names{tree.path("f.txt")});
  EXPECT_EQ(Walk(tree.path("no"), {}, recorder).error().code(), ErrorCode::kNotFound);
  ASSERT_EQ(::mkfifo(tree.path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(Walk(tree.path("pipe"), {}, recorder).error().code(), ErrorCode::kInvalidArgument);
}

TEST(Walker, StopsWhenTold) {
  const TemporaryTree tree;
  for (int i = 0; i < 50; ++i) tree.Put(std::to_string(i % 7) + "/" + std::to_string(i), "");
  Recorder recorder;
  recorder.stop_after = 5;
  EXPECT_TRUE(Walk(tree.path(), {}, recorder).ok());
  EXPECT_EQ(recorder.files.size(), 5u);
}

TEST(Walker, DeepTreesAndLongPathsAreWalked) {
  const TemporaryTree tree;
  const std::string part(200, 'd');
  std::string deep;
  Fd here(::open(tree.path().c_str(), O_RDONLY | O_DIRECTORY));
  for (int i = 0; i < 60; ++i) {  // 12,000 bytes of path: more than open() takes
    ASSERT_EQ(::mkdirat(here.get(), part.c_str(), 0700), 0);
    here = Fd(::openat(here.get(), part.c_str(), O_RDONLY | O_DIRECTORY));
    deep += "/" + part;
  }
  const Fd file(::openat(here.get(), "f", O_CREAT | O_WRONLY, 0600));
  ASSERT_TRUE(file.valid());
  EXPECT_EQ(WalkTree(tree).files, Names{deep + "/f"});
}

}  // namespace
}  // namespace niem::scan
