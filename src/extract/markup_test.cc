// html, xml, plain text, raw bytes.
#include <gtest/gtest.h>

#include <string>

#include "extract/fixture.h"
#include "extract/formats.h"
#include "extract/xml_tools.h"

namespace niem::extract {
namespace {

using fixture::FindBlock;
using fixture::Has;

Document Read(Result<Document> (*extractor)(Input, Context&), const std::string& bytes) {
  fixture::Bench bench;
  Result<Document> document = bench.Run(extractor, bytes);
  EXPECT_TRUE(document.ok());
  return document.ok() ? std::move(document).value() : Document{};
}

TEST(Html, MarkedStampWithItsLooks) {
  const Document document = Read(
      ExtractHtml,
      "<html><head><meta charset=\"utf-8\"><title>tên trang</title><meta name=\"keywords\" "
      "content=\"từ khoá\">"
      "<style>.dau { border: 3px double red; color: #f00 }</style><script>var "
      "MẬT;</script></head><body>"
      "<!-- lời bình --><div class=\"dau\" style=\"font-size:14pt; text-align:center\"><b>TUYỆT "
      "<span>M</span>ẬT</b>"
      "</div><p>dòng một<br>dòng\n hai</p><p style=\"display:none\">ẩn</p><img alt=\"dấu mật\">"
      "<p style=\"text-transform:uppercase\">tối mật</p></body></html>");
  const Block* mark = FindBlock(document, "TUYỆT MẬT");
  ASSERT_NE(mark, nullptr) << fixture::Dump(document);
  EXPECT_EQ(mark->style.color, 0xFF0000u);
  EXPECT_EQ(mark->style.size_pt, 14);
  EXPECT_EQ(mark->style.align, Align::kCenter);
  EXPECT_TRUE(mark->style.bold && mark->style.border && mark->style.double_border);
  EXPECT_TRUE(Has(document, "tên trang", Place::kMetadata));
  EXPECT_TRUE(Has(document, "từ khoá", Place::kMetadata));
  EXPECT_TRUE(Has(document, "lời bình", Place::kMetadata));
  EXPECT_TRUE(Has(document, "dấu mật", Place::kMetadata));
  EXPECT_TRUE(Has(document, "dòng một\ndòng hai", Place::kBody));
  EXPECT_TRUE(Has(document, "ẩn", Place::kHidden));
  EXPECT_TRUE(Has(document, "TỐI MẬT", Place::kBody));
  EXPECT_EQ(fixture::Dump(document).find("var"), std::string::npos);
}

TEST(Html, TablesAndBoxes) {
  const Document document =
      Read(ExtractHtml,
           "<table border=1><tr><td>a<td>b<tr><td>c<table border=1><tr><td>MẬT</table></table>");
  const Block* c = FindBlock(document, "c");
  const Block* box = FindBlock(document, "MẬT");
  ASSERT_TRUE(c && box) << fixture::Dump(document);
  EXPECT_EQ(FindBlock(document, "b")->column, 1u);
  EXPECT_EQ(c->row, 1u);
  EXPECT_EQ(c->place, Place::kTableCell);
  EXPECT_FALSE(c->style.border);
  EXPECT_TRUE(box->style.border);
  EXPECT_NE(box->table, c->table);
}

TEST(Html, DeepNestingIsReadFlat) {
  std::string page;
  for (int i = 0; i < 200'000; ++i) page += "<div>";
  const Document document =
      Read(ExtractHtml, page + "<script>bỏ</script>t&#7889;i m&#xEA;&amp;</div><p>sau</p>");
  EXPECT_TRUE(Has(document, "tối mê&", Place::kBody)) << fixture::Dump(document);
  EXPECT_TRUE(Has(document, "sau", Place::kBody));
  EXPECT_EQ(FindBlock(document, "bỏ"), nullptr);
}

// Pages of everyday size have their tree in memory of its own kind (html_arena.h), others not.
TEST(Html, PagesOfAnySizeAreReadAlike) {
  for (const size_t paragraphs : {3U, 3'000U, 60'000U}) {
    std::string page = "<style>.n{margin:0;COLOR:#f00;mso-x:1}</style><title>tên</title>";
    for (size_t i = 0; i < paragraphs; ++i) {
      page += "<p class=n><span lang=vi a" + std::to_string(i % 50) + "=1>câu&nbsp;thứ</span> hai";
    }
    const Document document = Read(ExtractHtml, page);
    ASSERT_EQ(document.blocks.size(), paragraphs + 1);
    EXPECT_EQ(document.blocks.back().text, "câu\u00A0thứ hai");
    EXPECT_EQ(document.blocks.back().style.color, 0xFF0000U);
  }
}

// Properties and their values in any case, among others that say nothing.
TEST(Html, EveryPropertyThatMattersIsKnown) {
  const Document document = Read(
      ExtractHtml,
      "<p style=\"Margin:0;LINE-HEIGHT:1;Font-Weight:BOLD;font-style:Italic;text-decoration-line:"
      "underline line-through;TEXT-ALIGN:Right;font-size:16px;mso-border-alt:double 3pt;"
      "border-style:;font-family:'.VnTime',x;mso-padding-alt:0\">mot</p>"
      "<p style=\"visibility:hidden\">hai</p><p style=\"mso-hide:all\">ba</p>"
      "<p style=\"font-variant:small-caps\">bon</p><p style=\"white-space:pre\">nam  sau</p>");
  const Block* first = FindBlock(document, "mot");
  ASSERT_NE(first, nullptr) << fixture::Dump(document);
  EXPECT_TRUE(first->style.bold && first->style.italic && first->style.underline);
  EXPECT_TRUE(first->style.strike && first->style.double_border);
  EXPECT_EQ(first->style.align, Align::kRight);
  EXPECT_EQ(first->style.size_pt, 12);
  EXPECT_EQ(first->font, ".VnTime");
  EXPECT_TRUE(Has(document, "hai", Place::kHidden) && Has(document, "ba", Place::kHidden));
  EXPECT_TRUE(Has(document, "BON", Place::kBody) && Has(document, "nam  sau", Place::kBody));
}

TEST(Html, Broken) {
  fixture::Torture(ExtractHtml, "<html><body><table><tr><td style='color:rgb(1,2'>x<!-- <a href='",
                   1);
}

TEST(Xml, EveryTextNode) {
  const Document document =
      Read(ExtractXml,
           "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y\">]><a t=\"độ mật\" id=\"k1\">"
           "một<b>hai</b><![CDATA[ba]]><!-- bốn --></a>");
  EXPECT_TRUE(Has(document, "một", Place::kBody));
  EXPECT_TRUE(Has(document, "hai", Place::kBody));
  EXPECT_TRUE(Has(document, "ba", Place::kBody));
  EXPECT_TRUE(Has(document, "bốn", Place::kComment));
  EXPECT_TRUE(Has(document, "độ mật", Place::kMetadata));
  EXPECT_EQ(FindBlock(document, "k1"), nullptr);
}

TEST(Xml, TextThatEntitiesHold) {
  const Document document =
      Read(ExtractXml,
           "<?xml version=\"1.0\"?><!-- <b> --><!DOCTYPE d [<!ENTITY level \"TỐI "
           "MẬT\"><!ENTITY % far SYSTEM 'x'>]><d><p>&level;</p></d>");
  EXPECT_NE(FindBlock(document, "TỐI MẬT"), nullptr);
}

// It was looked for anew from the beginning, without end.
TEST(Xml, ACommentWithoutAnEndIsNoXml) {
  for (const char* text : {"<!--", "<?xml version=\"1.0\"?><!-- mật <a>", "<!-- a --><!-- b"}) {
    std::string xml = text;
    pugi::xml_document document;
    EXPECT_FALSE(ParseXml(document, xml, XmlShape::kData)) << text;
  }
}

TEST(Xml, BrokenIsReadAsFarAsItGoes) {
  const Document document = Read(ExtractXml, "<a><b>đọc được</b><c");
  EXPECT_TRUE(Has(document, "đọc được", Place::kBody));
  EXPECT_TRUE(fixture::Incomplete(document));
  EXPECT_NE(FindBlock(Read(ExtractXml, "<<< không phải XML"), "<<< không phải XML"), nullptr);
}

TEST(PlainText, ParagraphsAndPages) {
  const Document document = Read(ExtractText, "TỐI MẬT\r\nSố: 1\r\n\r\n \r\nđoạn hai\f\ntrang hai");
  ASSERT_EQ(document.blocks.size(), 3u) << fixture::Dump(document);
  EXPECT_EQ(document.blocks[0].text, "TỐI MẬT\nSố: 1");
  EXPECT_EQ(document.blocks[1].text, "đoạn hai");
  EXPECT_EQ(document.blocks[1].page, 1u);
  EXPECT_EQ(document.blocks[2].page, 2u);
  EXPECT_EQ(document.encoding, "utf-8");
}

TEST(PlainText, LegacyCode) {
  const Document document =
      Read(ExtractText, "C\xE9ng hoa x\xB7 h\xE9i ch\xF1 ngh\xDC a Vi\xD6t Nam\nTuy\xD6t m\xCBt\n");
  EXPECT_EQ(document.encoding, "tcvn3");
  EXPECT_NE(fixture::Dump(document).find("Tuyệt mật"), std::string::npos)
      << fixture::Dump(document);
}

TEST(Raw, RunsOfText) {
  std::string bytes("\0\1\2\3", 4);
  bytes += "TỐI MẬT đây";
  bytes += std::string("\0\xFF\0\1", 4);
  for (char16_t c : std::u16string(u"TUYỆT MẬT")) {
    bytes += static_cast<char>(c & 0xFF);
    bytes += static_cast<char>(c >> 8);
  }
  bytes += std::string("\0\0\x02\x05 ab", 6);
  const Document document = Read(ExtractRaw, bytes);
  EXPECT_NE(FindBlock(document, "TỐI MẬT đây"), nullptr) << fixture::Dump(document);
  EXPECT_NE(FindBlock(document, "TUYỆT MẬT"), nullptr) << fixture::Dump(document);
  EXPECT_TRUE(document.notes.empty());
}

TEST(Raw, TnefIsSaid) {
  const Document document =
      Read(ExtractRaw, std::string("\x78\x9F\x3E\x22\1\0\1\6", 8) + "TỐI MẬT đây");
  ASSERT_EQ(document.notes.size(), 1U);
  EXPECT_EQ(document.notes[0].code, ErrorCode::kUnsupported);
  EXPECT_TRUE(document.notes[0].incomplete);
  EXPECT_NE(FindBlock(document, "TỐI MẬT đây"), nullptr) << fixture::Dump(document);
}

}  // namespace
}  // namespace niem::extract
