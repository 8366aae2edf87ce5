#include <gtest/gtest.h>

#include "extract/formats.h"
#include "extract/ole_testing.h"

namespace niem::extract {
namespace {

using testing::Bench;
using testing::FindBlock;
using testing::Fixture;

Document Read(const std::string& file) {
  Bench bench;
  auto document = ExtractDoc({AsBytes(file), "x.doc"}, bench.context);
  EXPECT_TRUE(document.ok());
  return document.ok() ? *document : Document{};
}

TEST(WordTest, LetterGivesEveryPlace) {
  const Document document = Read(Fixture("letter.doc"));
  SCOPED_TRACE(testing::Dump(document));
  EXPECT_TRUE(document.notes.empty());
  testing::ExpectLetter(document);
  EXPECT_EQ(FindBlock(document, "vi.example"), nullptr);
}

TEST(WordTest, NoCutFileIsReadInSilence) {
  const std::string file = Fixture("letter.doc");
  for (size_t size = 512; size < file.size(); size += 97) {
    Bench bench;
    const std::string cut = file.substr(0, size);
    auto document = ExtractDoc({AsBytes(cut), "x.doc"}, bench.context);
    if (!document.ok() || testing::HasIncompleteNote(*document)) continue;
    EXPECT_NE(FindBlock(*document, "TỐI MẬT"), nullptr) << size;
    EXPECT_NE(FindBlock(*document, "HỘP CHỮ TUYỆT MẬT"), nullptr) << size;
  }
  const Document most = Read(file.substr(0, file.size() * 3 / 4));
  EXPECT_TRUE(testing::HasIncompleteNote(most));
  EXPECT_NE(FindBlock(most, "TUYỆT MẬT"), nullptr);
}

TEST(WordTest, NoDocumentIsAnError) {
  Bench bench;
  auto none = ExtractDoc({AsBytes("\xD0\xCF\x11\xE0"), ""}, bench.context);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code(), ErrorCode::kCorrupt);
}

TEST(WordTest, SurvivesDamage) {
  testing::Torture(ExtractDoc, Fixture("letter.doc"));
}

}  // namespace
}  // namespace niem::extract
