#include "registry/posting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace niem::registry {
namespace {

constexpr int64_t kBlock = 7;
constexpr int64_t kFirst = kBlock * Posting::kDocuments;

std::vector<int64_t> Documents(const Posting& posting, int64_t before = INT64_MAX) {
  std::vector<int64_t> documents;
  posting.AppendTo(kBlock, before, &documents);
  std::sort(documents.begin(), documents.end());
  return documents;
}

TEST(PostingTest, IsTheSetThatWasPutIn) {
  std::mt19937_64 random(3);
  for (const size_t many : {0U, 1U, 2U, 254U, 255U, 256U, 257U, 1000U, 4096U}) {
    std::set<int64_t> model;
    Posting posting;
    while (model.size() < many) {
      const int64_t document = kFirst + static_cast<int64_t>(random() % Posting::kDocuments);
      model.insert(document), posting.Add(document);
    }
    EXPECT_EQ(Documents(posting), std::vector<int64_t>(model.begin(), model.end()));
    EXPECT_EQ(posting.size(), many);
    const std::string written = posting.Write();
    EXPECT_EQ(written.size(), std::min<size_t>(2 * many, 512)) << many;
    if (many == 0) continue;
    const auto read = Posting::Read(AsBytes(written));
    ASSERT_TRUE(read.ok()) << many;
    EXPECT_EQ(*read, posting);
    posting.Remove(*model.begin());
    model.erase(model.begin());
    EXPECT_EQ(Documents(posting), std::vector<int64_t>(model.begin(), model.end()));
  }
}

TEST(PostingTest, MeetsAndJoinsAsSetsDo) {
  Posting even;
  Posting third;
  for (int64_t i = 0; i < Posting::kDocuments; ++i) {
    if (i % 2 == 0) even.Add(kFirst + i);
    if (i % 3 == 0) third.Add(kFirst + i);
  }
  Posting both = even;
  both.KeepOnly(third);
  Posting either = even;
  either.AddAll(third);
  for (int64_t i = 0; i < Posting::kDocuments; ++i) {
    const auto holds = [&](const Posting& posting) {
      const std::vector<int64_t> all = Documents(posting, kFirst + i + 1);
      return !all.empty() && all.back() == kFirst + i;
    };
    if (i % 97 != 0) continue;
    EXPECT_EQ(holds(both), i % 6 == 0) << i;
    EXPECT_EQ(holds(either), i % 2 == 0 || i % 3 == 0) << i;
  }
  EXPECT_EQ(Documents(even, kFirst + 5), (std::vector{kFirst, kFirst + 2, kFirst + 4}));
}

TEST(PostingTest, RefusesWhatNoPostingIsWrittenAs) {
  const std::string few(512, '\0');  // would be a list
  for (const std::string& bytes :
       {std::string(), std::string("\1"), std::string("\0\5\0\5", 4), std::string("\0\5\0\4", 4),
        std::string("\x10\0", 2), few, std::string(511, '\xff'), std::string(514, '\xff')}) {
    const auto read = Posting::Read(AsBytes(bytes));
    ASSERT_FALSE(read.ok()) << bytes.size();
    EXPECT_EQ(read.error().code(), ErrorCode::kCorrupt);
  }
}

}  // namespace
}  // namespace niem::registry
