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

TEST(PptTest, SurvivesDamage) {
  testing::Torture(ExtractPpt, Fixture("slides.ppt"), 60);
}

}  // namespace
}  // namespace niem::extract
