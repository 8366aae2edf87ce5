#include <gtest/gtest.h>

#include "extract/formats.h"
#include "extract/ole_testing.h"

namespace niem::extract {
namespace {

using testing::Bench;
using testing::ExpectAt;
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
  ExpectAt(document, "Đầu trang: TÀI LIỆU", Place::kHeader);
  ExpectAt(document, "Chân trang: hồ sơ", Place::kFooter);
  ExpectAt(document, "Chú thích cuối trang", Place::kFootnote);
  ExpectAt(document, "Chú thích cuối văn bản", Place::kFootnote);
  ExpectAt(document, "Nhận xét: kiểm tra", Place::kComment);
  ExpectAt(document, "HỘP CHỮ TUYỆT MẬT", Place::kTextBox);
  ExpectAt(document, "mã khóa ẩn 4417", Place::kHidden);
  ExpectAt(document, "câu đã xóa", Place::kHidden);
  ExpectAt(document, "Báo cáo hải đăng", Place::kMetadata);
  ExpectAt(document, "SỞ HẢI ĐĂNG", Place::kTableCell);
  const Block* country = FindBlock(document, "CỘNG HÒA");
  ASSERT_NE(country, nullptr);
  EXPECT_EQ(country->column, 1u);
  EXPECT_EQ(country->table, 1u);
  EXPECT_TRUE(country->style.bold);
  const Block* stamp = FindBlock(document, "TỐI MẬT");
  ASSERT_NE(stamp, nullptr);
  EXPECT_EQ(stamp->place, Place::kBody);
  EXPECT_EQ(stamp->style.color, 0xFF0000u);
  EXPECT_EQ(stamp->style.size_pt, 14);
  EXPECT_EQ(stamp->style.align, Align::kCenter);
  EXPECT_TRUE(stamp->style.double_border);
  const Block* legacy = FindBlock(document, "thuéc danh môc");
  ASSERT_NE(legacy, nullptr);
  EXPECT_EQ(legacy->font, ".VnTime");
  ASSERT_NE(FindBlock(document, "Trang thứ hai"), nullptr);
  EXPECT_EQ(FindBlock(document, "Trang thứ hai")->page, 2u);
  EXPECT_NE(FindBlock(document, "trang giới thiệu còn lại\ndòng thứ hai"), nullptr);
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
