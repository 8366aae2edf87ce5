#include <gtest/gtest.h>
#include <zlib.h>

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

// PowerPoint flushes what it embeds and never ends the stream.
TEST(PptTest, EmbeddedObjectsWithoutAnEndAreRead) {
  const std::string object = "TỐI MẬT, trong đối tượng nhúng";
  std::string packed(200, '\0');
  z_stream state{};
  ASSERT_EQ(::deflateInit(&state, 9), Z_OK);
  std::string input = object;
  state.next_in = reinterpret_cast<Bytef*>(input.data());
  state.avail_in = static_cast<uInt>(input.size());
  state.next_out = reinterpret_cast<Bytef*>(packed.data());
  state.avail_out = static_cast<uInt>(packed.size());
  ASSERT_EQ(::deflate(&state, Z_SYNC_FLUSH), Z_OK);
  packed.resize(packed.size() - state.avail_out);
  ::deflateEnd(&state);

  std::string file = Fixture("slides.ppt");
  const size_t at = file.find(std::string("\x0F\0\xF2\x03", 4));  // any container will do
  ASSERT_NE(at, std::string::npos);
  file.replace(at, 4, std::string("\x10\0\x11\x10", 4));  // ExOleObjStg, compressed
  std::string size(4, '\0');
  size[0] = static_cast<char>(object.size());
  file.replace(at + 8, 4 + packed.size(), size + packed);
  Bench bench;
  ASSERT_TRUE(ExtractPpt({AsBytes(file), "slides.ppt"}, bench.context).ok());
  EXPECT_TRUE(bench.sink.bad.empty());
  ASSERT_EQ(bench.sink.members.size(), 1u);
  EXPECT_EQ(bench.sink.members[0].second, object);
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
