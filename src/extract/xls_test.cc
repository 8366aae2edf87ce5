#include <gtest/gtest.h>

#include "extract/formats.h"
#include "extract/ole_testing.h"
#include "extract/xls_records.h"

namespace niem::extract {
namespace {

using testing::Bench;
using testing::ExpectAt;
using testing::FindBlock;
using testing::Fixture;

TEST(XlsTest, BookGivesEveryPlace) {
  Bench bench;
  const std::string file = Fixture("book.xls");
  auto result = ExtractXls({AsBytes(file), "book.xls"}, bench.context);
  ASSERT_TRUE(result.ok());
  const Document& document = *result;
  SCOPED_TRACE(testing::Dump(document));
  EXPECT_TRUE(document.notes.empty());
  const Block* mark = FindBlock(document, "TUYỆT MẬT");
  ASSERT_NE(mark, nullptr);
  EXPECT_EQ(mark->place, Place::kTableCell);
  EXPECT_EQ(mark->locator, "Danh sách!A1");
  EXPECT_EQ(mark->style.color, 0xFF0000u);
  EXPECT_EQ(mark->style.size_pt, 14);
  EXPECT_EQ(mark->style.align, Align::kCenter);
  EXPECT_TRUE(mark->style.bold);
  EXPECT_TRUE(mark->style.border);
  ExpectAt(document, "1234.5", Place::kTableCell);
  ExpectAt(document, "plain ascii cell", Place::kTableCell);
  ExpectAt(document, "Dòng một\ndòng hai", Place::kTableCell);
  ExpectAt(document, "Ghi chú ô: số liệu tối mật", Place::kComment);
  ExpectAt(document, "Đầu trang tính: MẬT", Place::kHeader);
  ExpectAt(document, "Chân trang tính số 3", Place::kFooter);
  ExpectAt(document, "tọa độ kho", Place::kHidden);
  ExpectAt(document, "Sổ theo dõi", Place::kMetadata);
}

// A string of the shared table may be cut anywhere, and goes on in the other width.
TEST(XlsTest, StringsGoOnInTheOtherWidth) {
  XlsRecord record;
  const std::string head("\x04\x00\x00", 3);
  const std::string second("\x01\xAC\x1E\x54\x00", 5);
  for (const char c : head + "mM" + second) record.bytes.push_back(static_cast<uint8_t>(c));
  record.parts = {5};
  XlsStrings strings(record);
  EXPECT_EQ(strings.Rich(), "mMẬT");
  EXPECT_TRUE(strings.ok());
  record.bytes.pop_back();
  XlsStrings cut(record);
  (void)cut.Rich();
  EXPECT_FALSE(cut.ok());
}

// Strings behind the fields of a record that ends among them.
TEST(XlsTest, ARecordShorterThanItsFieldsHasNoString) {
  XlsRecord record;
  record.bytes = {1, 2, 3};
  for (const size_t offset : {4U, 6U, 14U}) {
    XlsStrings strings(record, offset);
    EXPECT_FALSE(strings.ok());
    EXPECT_EQ(strings.Short(), "");
    EXPECT_EQ(strings.Long(), "");
  }
}

TEST(XlsTest, CutBooksSaySo) {
  Bench bench;
  const std::string file = Fixture("book.xls");
  const std::string cut = file.substr(0, file.size() / 2);
  auto result = ExtractXls({AsBytes(cut), "book.xls"}, bench.context);
  if (result.ok()) {
    EXPECT_TRUE(testing::HasIncompleteNote(*result));
  }
}

TEST(XlsTest, SurvivesDamage) {
  testing::Torture(ExtractXls, Fixture("book.xls"));
}

}  // namespace
}  // namespace niem::extract
