#include <gtest/gtest.h>

#include "extract/formats.h"
#include "extract/ole_testing.h"

namespace niem::extract {
namespace {

using testing::Bench;
using testing::ExpectAt;
using testing::FindBlock;
using testing::Fixture;

Document Read(const std::string& rtf) {
  Bench bench;
  auto document = ExtractRtf({AsBytes(rtf), "x.rtf"}, bench.context);
  EXPECT_TRUE(document.ok());
  return document.ok() ? *document : Document{};
}

TEST(RtfTest, LetterGivesEveryPlace) {
  const Document document = Read(Fixture("letter.rtf"));
  SCOPED_TRACE(testing::Dump(document));
  testing::ExpectLetter(document);
}

TEST(RtfTest, UnicodeSkipsItsReplacement) {
  EXPECT_EQ(Read(R"({\rtf1\ansi T\u7888?I M\u7852\'3fT})").blocks.at(0).text, "TỐI MẬT");
  EXPECT_EQ(Read(R"({\rtf1\uc0 T\u7888 I})").blocks.at(0).text, "TỐI");
  EXPECT_EQ(Read(R"({\rtf1{\uc2 \u7888 ab}c\u-10179?\u-8704?})").blocks.at(0).text, "Ốc😀");
}

TEST(RtfTest, BytesAreReadInTheFontsCodePage) {
  const Document viet = Read(
      R"({\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset163 Arial;}{\f1\fcharset0 .VnTime;}}\f0 t\'f4\'eci\f1  tuy\'d6t m\'cbt})");
  ASSERT_EQ(viet.blocks.size(), 1u);
  EXPECT_EQ(viet.blocks[0].text, "tô\xCC\x81i tuyÖt mËt");
  ASSERT_EQ(viet.blocks[0].runs.size(), 2u);
  EXPECT_EQ(viet.blocks[0].runs[1].font, ".VnTime");
  EXPECT_EQ(Read(R"({\rtf1\ansi\ansicpg1258 \'f0})").blocks.at(0).text, "đ");
}

TEST(RtfTest, CapitalsSpareLegacyFonts) {
  const Document document = Read(
      R"({\rtf1{\fonttbl{\f0 Arial;}{\f1 .VnTime;}}{\caps\f0 t\u7889?i}\par{\caps\f1 tuy\'d6t}})");
  EXPECT_EQ(document.blocks.at(0).text, "TỐI");
  EXPECT_EQ(document.blocks.at(1).text, "tuyÖt");
}

TEST(RtfTest, UnknownDestinationsAreSkippedKnownOnesRead) {
  const Document document = Read(
      R"({\rtf1{\*\unknown khong}{\upr{\title ansi}{\*\ud{\title M\u7852?T}}}{\pict abcdef}a{\field{\*\fldinst HYPERLINK x}{\fldrslt b}}c})");
  ASSERT_EQ(document.blocks.size(), 2u);
  EXPECT_EQ(document.blocks[0].text, "MẬT");
  EXPECT_EQ(document.blocks[0].place, Place::kMetadata);
  EXPECT_EQ(document.blocks[1].text, "abc");
}

TEST(RtfTest, WatermarkAndShapeFrame) {
  const Document document = Read(
      R"({\rtf1{\header{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv T\u7888?I M\u7852?T}}}}}x)"
      R"({\shp{\*\shpinst{\sp{\sn fLine}{\sv 0}}{\shptxt khung}}}{\shp{\*\shpinst{\sp{\sn lineStyle}{\sv 1}}{\shptxt dau}}}y})");
  ExpectAt(document, "TỐI MẬT", Place::kAnnotation);
  EXPECT_FALSE(FindBlock(document, "khung")->style.border);
  EXPECT_TRUE(FindBlock(document, "dau")->style.double_border);
  EXPECT_NE(FindBlock(document, "xy"), nullptr);
}

TEST(RtfTest, BinaryDataIsNoText) {
  EXPECT_EQ(Read("{\\rtf1{\\pict\\bin5 }}}}}}a}").blocks.at(0).text, "a");
}

TEST(RtfTest, EmbeddedObjectBecomesAMember) {
  Bench bench;
  const std::string rtf =
      "{\\rtf1{\\object\\objemb{\\*\\objdata 0105000002000000 04000000 41626300 00000000 00000000 "
      "05000000 68656c6c6f}{\\result thay}}sau}";
  auto document = ExtractRtf({AsBytes(rtf), "x.rtf"}, bench.context);
  ASSERT_TRUE(document.ok());
  ASSERT_EQ(bench.sink.members.size(), 1u);
  EXPECT_EQ(bench.sink.members[0].second, "hello");
  EXPECT_EQ(document->blocks.at(0).text, "thaysau");
}

TEST(RtfTest, BrokenFilesSaySo) {
  Bench bench;
  auto none = ExtractRtf({AsBytes("no rtf"), ""}, bench.context);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code(), ErrorCode::kCorrupt);
  EXPECT_TRUE(testing::HasIncompleteNote(Read("{\\rtf1 a{b")));
  EXPECT_TRUE(testing::HasIncompleteNote(Read("{\\rtf1 " + std::string(5000, '{') + "a")));
  EXPECT_TRUE(testing::HasIncompleteNote(Read("{\\rtf1{\\pict 00}}")));
}

TEST(RtfTest, SurvivesDamage) {
  testing::Torture(ExtractRtf, Fixture("letter.rtf"));
}

}  // namespace
}  // namespace niem::extract
