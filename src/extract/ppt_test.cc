#include <gtest/gtest.h>

#include "extract/formats.h"
#include "extract/ole_testing.h"

namespace niem::extract {
namespace {

using testing::Bench;
using testing::ExpectAt;
using testing::FindBlock;
using testing::Fixture;

TEST(PptTest, SlidesGiveEveryPlace) {
  Bench bench;
  const std::string file = Fixture("slides.ppt");
  auto result = ExtractPpt({AsBytes(file), "slides.ppt"}, bench.context);
  ASSERT_TRUE(result.ok());
  const Document& document = *result;
  SCOPED_TRACE(testing::Dump(document));
  EXPECT_TRUE(document.notes.empty());
  EXPECT_EQ(document.pages, 2u);
  const Block* title = FindBlock(document, "TỐI MẬT");
  ASSERT_NE(title, nullptr);
  EXPECT_EQ(title->page, 1u);
  ExpectAt(document, "plain ascii line", Place::kTextBox);
  ExpectAt(document, "Nhận xét trang chiếu", Place::kComment);
  ExpectAt(document, "Ghi chú diễn giả", Place::kFootnote);
  ExpectAt(document, "Trang ẩn về luồng lạch", Place::kHidden);
  ExpectAt(document, "Trình bày về đèn biển", Place::kMetadata);
}

// What PowerPoint 2007 and later add for themselves when they save a .ppt.
TEST(PptTest, TableStylesAreAZipAndNoDamage) {
  std::string file = Fixture("slides.ppt");
  const std::string environment("\x0F\0\xF2\x03", 4);  // DocumentTextInfoContainer
  const size_t at = file.find(environment);
  ASSERT_NE(at, std::string::npos);
  file.replace(at + 2, 2, "\x28\x04");
  file.replace(at + 8, 8, "PK\x03\x04\x14\x02\x06\x08");
  Bench bench;
  auto result = ExtractPpt({AsBytes(file), "slides.ppt"}, bench.context);
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->notes.empty());
  EXPECT_NE(FindBlock(*result, "TỐI MẬT"), nullptr);
}

TEST(PptTest, SurvivesDamage) {
  testing::Torture(ExtractPpt, Fixture("slides.ppt"), 60);
}

}  // namespace
}  // namespace niem::extract
