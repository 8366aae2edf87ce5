#include "scan/state.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "scan/temporary_tree.h"

namespace niem::scan {
namespace {

FileInfo Info(uint64_t n) {
  return {n, -5, static_cast<int64_t>(n) << 40, n * 7};
}

TEST(State, RecordsPackAndUnpack) {
  const std::vector<FileRecord> records{
      {"a", Info(1), {}},
      {std::string("\xff\n", 2), Info(UINT64_MAX), {"{}", std::string(70000, 'x')}}};
  const std::string blob = PackRecords(records);
  const std::vector<FileRecord> read = UnpackRecords(AsBytes(blob));
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[1].name, records[1].name);
  EXPECT_EQ(read[1].info, records[1].info);
  EXPECT_EQ(read[1].findings, records[1].findings);
  for (size_t cut = 0; cut < 60; ++cut) {
    EXPECT_TRUE(UnpackRecords(AsBytes(blob).first(cut)).empty()) << cut;
  }
}

class StateTest : public testing::Test {
 protected:
  std::unique_ptr<StateStore> Open(const std::string& key = "k") {
    Result<std::unique_ptr<StateStore>> store = StateStore::Open(path_, key);
    EXPECT_TRUE(store.ok()) << (store.ok() ? "" : store.error().message().en);
    return store.ok() ? std::move(store).value() : nullptr;
  }

  const TemporaryTree tree_;
  const std::string path_ = tree_.path("state");
};

TEST_F(StateTest, RemembersUnchangedFilesAndForgetsChangedAndGoneOnes) {
  {
    const auto store = Open();
    const auto folder = store->OpenFolder("/x");
    for (const char* name : {"c", "a", "b"}) folder->Add({name, Info(1), {"f"}});
  }
  {
    const auto store = Open();
    auto folder = store->OpenFolder("/x");
    ASSERT_NE(folder->Unchanged("a", Info(1)), nullptr);
    EXPECT_EQ(folder->Unchanged("a", Info(1))->findings, std::vector<std::string>{"f"});
    EXPECT_EQ(folder->Unchanged("b", Info(2)), nullptr);
    folder->Add({"b", Info(2), {}});
    folder->MarkWalked();  // "c" is gone
    folder.reset();
    EXPECT_TRUE(store->Close().ok());
  }
  const auto store = Open();
  const auto folder = store->OpenFolder("/x");
  EXPECT_NE(folder->Unchanged("a", Info(1)), nullptr);
  EXPECT_NE(folder->Unchanged("b", Info(2)), nullptr);
  EXPECT_EQ(folder->Unchanged("c", Info(1)), nullptr);
}

TEST_F(StateTest, AnInterruptedFolderKeepsWhatWasNotComeTo) {
  {
    const auto store = Open();
    const auto folder = store->OpenFolder("/x");
    folder->Add({"a", Info(1), {}});
    folder->Add({"z", Info(1), {}});
  }
  {
    const auto store = Open();
    auto folder = store->OpenFolder("/x");
    folder->Add({"a", Info(2), {}});
    folder.reset();
    EXPECT_TRUE(store->Close().ok());
  }
  const auto store = Open();
  const auto folder = store->OpenFolder("/x");
  EXPECT_NE(folder->Unchanged("a", Info(2)), nullptr);
  EXPECT_NE(folder->Unchanged("z", Info(1)), nullptr);
}

TEST_F(StateTest, ForgetsFoldersThatAreGone) {
  const std::string root = tree_.path("docs");
  for (const char* name : {"docs/here/a", "docs-2/a", "docs/now_a_file"}) tree_.Put(name, "a");
  const std::vector<std::string> gone{root + "/gone", root + "/gone/deeper", root + "/now_a_file"};
  const std::vector<std::string> kept{root, root + "/here", root + "-2", root + "-gone"};
  {
    const auto store = Open();
    for (const auto& paths : {gone, kept}) {
      for (const std::string& path : paths) store->OpenFolder(path)->Add({"a", Info(1), {}});
    }
    store->ForgetGone(root);
    EXPECT_TRUE(store->Close().ok());
  }
  const auto store = Open();
  for (const std::string& path : gone)
    EXPECT_EQ(store->OpenFolder(path)->Unchanged("a", Info(1)), nullptr) << path;
  for (const std::string& path : kept)
    EXPECT_NE(store->OpenFolder(path)->Unchanged("a", Info(1)), nullptr) << path;
}

TEST_F(StateTest, AnotherKeyForgetsEverything) {
  {
    const auto store = Open();
    store->OpenFolder("/x")->Add({"a", Info(1), {}});
    EXPECT_TRUE(store->Close().ok());
  }
  const auto store = Open("other rules");
  EXPECT_EQ(store->OpenFolder("/x")->Unchanged("a", Info(1)), nullptr);
}

TEST_F(StateTest, RefusesOtherFilesAndNamesDamagedOnes) {
  tree_.Put("state", "not a database, but somebody's notes");
  EXPECT_EQ(StateStore::Open(path_, "k").error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(*ReadWholeFile(path_), "not a database, but somebody's notes");
  std::filesystem::remove(path_);
  {
    const auto store = Open();
    for (int i = 0; i < 500; ++i)
      store->OpenFolder("/x" + std::to_string(i))->Add({std::string(300, 'a'), Info(1), {}});
    EXPECT_TRUE(store->Close().ok());
  }
  std::string bytes = *ReadWholeFile(path_);
  for (size_t i = 1024; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31);
  tree_.Put("state", bytes);
  const Result<std::unique_ptr<StateStore>> damaged = StateStore::Open(path_, "k");
  ASSERT_FALSE(damaged.ok());
  EXPECT_EQ(damaged.error().code(), ErrorCode::kCorrupt);
  EXPECT_NE(damaged.error().message().en.find("delete it"), std::string::npos);
}

TEST_F(StateTest, TwoScansDoNotShareOneFile) {
  const auto store = Open();
  EXPECT_EQ(StateStore::Open(path_, "k").error().code(), ErrorCode::kIo);
}

}  // namespace
}  // namespace niem::scan
