// xlsx, pptx, OpenDocument.
#include <gtest/gtest.h>

#include <string>

#include "extract/fixture.h"
#include "extract/formats.h"

namespace niem::extract {
namespace {

using fixture::FindBlock;
using fixture::Has;

Document Read(Result<Document> (*extractor)(Input, Context&), const fixture::Files& files) {
  fixture::Bench bench;
  Result<Document> document = bench.Run(extractor, fixture::MakeZip(files));
  EXPECT_TRUE(document.ok());
  return document.ok() ? std::move(document).value() : Document{};
}

// ---- xlsx ----

const fixture::Files kWorkbook = {
    {"[Content_Types].xml", "<Types/>"},
    {"xl/workbook.xml",
     "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Bìa\" r:id=\"rId1\"/>"
     "<sheet name=\"Kín\" state=\"hidden\" r:id=\"rId2\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
     "<Relationship Id=\"rId2\" Target=\"worksheets/sheet2.xml\"/></Relationships>"},
    {"xl/styles.xml",
     "<styleSheet><fonts><font><sz val=\"11\"/></font><font><b/><sz val=\"16\"/><color "
     "rgb=\"FFFF0000\"/>"
     "<name val=\"Arial\"/></font></fonts><cellXfs><xf fontId=\"0\"/><xf fontId=\"1\"><alignment "
     "horizontal=\"center\"/></xf></cellXfs></styleSheet>"},
    {"xl/sharedStrings.xml",
     "<sst><si><t>TUYỆT MẬT</t></si><si><r><t>Độ </t></r><r><t>mật</t></r>"
     "<rPh><t>bỏ</t></rPh></si></sst>"},
    {"xl/worksheets/sheet1.xml",
     "<worksheet><sheetData><row r=\"2\"><c r=\"B2\" t=\"s\" s=\"1\"><v>0</v></c><c "
     "r=\"D2\"><v>12</v></c></row>"
     "<row r=\"5\"><c r=\"A5\" t=\"s\"><v>1</v></c><c t=\"inlineStr\"><is><t>tại chỗ</t></is></c>"
     "<c t=\"s\"><v>99</v></c></row></sheetData>"
     "<headerFooter><oddHeader>&amp;L&amp;\"Arial,Bold\"&amp;14MẬT&amp;CGiữa &amp;&amp; trang "
     "&amp;P</oddHeader></headerFooter>"
     "</worksheet>"},
    {"xl/worksheets/sheet2.xml",
     "<worksheet><sheetData><row><c t=\"str\"><v>ẩn</v></c></row></sheetData></worksheet>"},
    {"xl/comments1.xml",
     "<comments><commentList><comment><text><r><t>nhận "
     "xét</t></r></text></comment></commentList></comments>"},
    {"xl/threadedComments/threadedComment1.xml",
     "<ThreadedComments><threadedComment><text>trao "
     "đổi</text></threadedComment></ThreadedComments>"},
    {"xl/drawings/drawing1.xml",
     "<xdr:wsDr xmlns:xdr=\"x\" xmlns:a=\"a\"><a:p><a:r><a:t>khung "
     "vẽ</a:t></a:r></a:p></xdr:wsDr>"}};

TEST(Xlsx, CellsHeadersCommentsDrawings) {
  const Document document = Read(ExtractXlsx, kWorkbook);
  const Block* mark = FindBlock(document, "TUYỆT MẬT");
  ASSERT_NE(mark, nullptr);
  EXPECT_EQ(mark->place, Place::kTableCell);
  EXPECT_EQ(mark->row, 1u);
  EXPECT_EQ(mark->column, 1u);
  EXPECT_EQ(mark->locator, "Bìa!B2");
  EXPECT_EQ(mark->style.color, 0xFF0000u);
  EXPECT_EQ(mark->style.align, Align::kCenter);
  EXPECT_TRUE(mark->style.bold);
  EXPECT_TRUE(Has(document, "Độ mật", Place::kTableCell));
  ASSERT_NE(FindBlock(document, "tại chỗ"), nullptr);
  EXPECT_EQ(FindBlock(document, "tại chỗ")->column, 1u);
  EXPECT_TRUE(Has(document, "MẬT", Place::kHeader));
  EXPECT_TRUE(Has(document, "Giữa & trang", Place::kHeader));
  EXPECT_TRUE(Has(document, "ẩn", Place::kHidden));
  EXPECT_TRUE(Has(document, "nhận xét", Place::kComment));
  EXPECT_TRUE(Has(document, "trao đổi", Place::kComment));
  EXPECT_TRUE(Has(document, "khung vẽ", Place::kTextBox));
  EXPECT_FALSE(fixture::Incomplete(document));
}

TEST(Xlsx, BinaryWorkbookIsSaidToBeUnread) {
  const Document document =
      Read(ExtractXlsx, {{"xl/workbook.bin", "x"}, {"xl/worksheets/sheet1.bin", "x"}});
  ASSERT_FALSE(document.notes.empty());
  EXPECT_EQ(document.notes[0].code, ErrorCode::kUnsupported);
  EXPECT_TRUE(document.notes[0].incomplete);
}

TEST(Xlsx, Broken) {
  fixture::Torture(ExtractXlsx, fixture::MakeZip(kWorkbook));
}

// ---- pptx ----

std::string Shape(const std::string& text, const std::string& kind = {}) {
  return "<p:sp><p:nvSpPr><p:nvPr>" + kind +
         "</p:nvPr></p:nvSpPr><p:spPr><a:ln cmpd=\"dbl\"><a:solidFill/></a:ln></p:spPr>"
         "<p:txBody><a:p><a:pPr algn=\"ctr\"/><a:r><a:rPr sz=\"4400\" "
         "b=\"1\"><a:solidFill><a:srgbClr val=\"FF0000\"/>"
         "</a:solidFill></a:rPr><a:t>" +
         text + "</a:t></a:r></a:p></p:txBody></p:sp>";
}

std::string Part(const std::string& root, const std::string& inner) {
  return "<p:" + root + " xmlns:p=\"p\" xmlns:a=\"a\"><p:cSld><p:spTree>" + inner +
         "</p:spTree></p:cSld></p:" + root + ">";
}

const fixture::Files kSlides = {
    {"[Content_Types].xml", "<Types/>"},
    {"ppt/slides/slide10.xml", Part("sld", Shape("mười"))},
    {"ppt/slides/slide2.xml",
     Part("sld",
          Shape("TỐI MẬT") +
              "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>ô</a:t></a:r></a:p>"
              "</a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>")},
    {"ppt/slides/slide3.xml", "<p:sld xmlns:p=\"p\" show=\"0\">" + Shape("giấu") + "</p:sld>"},
    {"ppt/notesSlides/notesSlide2.xml", Part("notes", Shape("ghi chú"))},
    {"ppt/slideMasters/slideMaster1.xml",
     Part("sldMaster", Shape("mẫu", "<p:ph type=\"title\"/>") + Shape("MẬT"))},
    {"ppt/comments/comment1.xml",
     "<p:cmLst xmlns:p=\"p\"><p:cm><p:text>góp ý</p:text></p:cm></p:cmLst>"},
    {"ppt/charts/chart1.xml",
     "<c:chartSpace xmlns:c=\"c\"><c:strCache><c:pt><c:v>Tối "
     "mật</c:v></c:pt></c:strCache></c:chartSpace>"},
    {"ppt/diagrams/data1.xml",
     "<dgm:dataModel xmlns:dgm=\"d\"><a:p><a:r><a:t>sơ đồ</a:t></a:r></a:p></dgm:dataModel>"}};

TEST(Pptx, SlidesInOrderAndEverythingElse) {
  const Document document = Read(ExtractPptx, kSlides);
  const Block* mark = FindBlock(document, "TỐI MẬT");
  ASSERT_NE(mark, nullptr);
  EXPECT_EQ(mark->page, 2u);
  EXPECT_EQ(mark->place, Place::kTextBox);
  EXPECT_TRUE(mark->style.double_border);
  EXPECT_EQ(mark->style.size_pt, 44);
  EXPECT_EQ(mark->style.align, Align::kCenter);
  EXPECT_LT(mark, FindBlock(document, "mười"));
  EXPECT_TRUE(Has(document, "ô", Place::kTableCell));
  EXPECT_TRUE(Has(document, "giấu", Place::kHidden));
  EXPECT_TRUE(Has(document, "ghi chú", Place::kFootnote));
  EXPECT_TRUE(Has(document, "MẬT", Place::kHeader));
  EXPECT_EQ(FindBlock(document, "mẫu"), nullptr);
  EXPECT_TRUE(Has(document, "góp ý", Place::kComment));
  EXPECT_TRUE(Has(document, "Tối mật", Place::kTableCell));
  EXPECT_TRUE(Has(document, "sơ đồ", Place::kTextBox));
}

TEST(Pptx, Broken) {
  fixture::Torture(ExtractPptx, fixture::MakeZip(kSlides));
}

// ---- OpenDocument ----

const std::string kOdtStyles =
    "<office:automatic-styles><style:style style:family=\"paragraph\" "
    "style:name=\"P1\"><style:paragraph-properties "
    "fo:text-align=\"center\" fo:border=\"1pt double #f00\"/><style:text-properties "
    "fo:color=\"#ff0000\" "
    "fo:font-size=\"14pt\" fo:font-weight=\"bold\" fo:text-transform=\"uppercase\"/></style:style>"
    "<style:style style:family=\"text\" style:name=\"An\"><style:text-properties "
    "text:display=\"none\"/></style:style>"
    "</office:automatic-styles>";

const std::string kOdtBody =
    "<office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>"
    "đã xoá</text:p>"
    "</text:deletion></text:changed-region></text:tracked-changes><text:p "
    "text:style-name=\"P1\">tối "
    "<text:span>m</text:span>ật</text:p><text:p>a<text:s "
    "text:c=\"2\"/>b<text:tab/>c<text:line-break/>d<text:note>"
    "<text:note-citation>1</text:note-citation><text:note-body><text:p>chú "
    "thích</text:p></text:note-body></text:note>"
    "<office:annotation><text:p>nhận "
    "xét</text:p></office:annotation></text:p><text:p><draw:frame><draw:text-box>"
    "<text:p>khung</text:p></draw:text-box></draw:frame><text:span "
    "text:style-name=\"An\">ẩn</text:span></text:p>"
    "<table:table><table:table-row><table:table-cell><text:p>x</text:p></"
    "table:table-cell><table:table-cell>"
    "<text:p>y</text:p></table:table-cell></table:table-row></table:table></office:text></"
    "office:body>";

const std::string kMasters =
    "<office:master-styles><style:master-page><style:header><text:p>đầu</text:p></"
    "style:header><style:footer><text:p>"
    "cuối</text:p></style:footer></style:master-page></office:master-styles>";

void CheckOdt(const Document& document) {
  const Block* mark = FindBlock(document, "TỐI MẬT");
  ASSERT_NE(mark, nullptr) << fixture::Dump(document);
  EXPECT_EQ(mark->place, Place::kBody);
  EXPECT_EQ(mark->style.color, 0xFF0000u);
  EXPECT_EQ(mark->style.size_pt, 14);
  EXPECT_EQ(mark->style.align, Align::kCenter);
  EXPECT_TRUE(mark->style.bold && mark->style.double_border);
  EXPECT_TRUE(Has(document, "a  b\tc\nd", Place::kBody));
  EXPECT_TRUE(Has(document, "chú thích", Place::kFootnote));
  EXPECT_TRUE(Has(document, "nhận xét", Place::kComment));
  EXPECT_TRUE(Has(document, "khung", Place::kTextBox));
  EXPECT_TRUE(Has(document, "ẩn", Place::kHidden));
  EXPECT_TRUE(Has(document, "đã xoá", Place::kHidden));
  ASSERT_TRUE(Has(document, "y", Place::kTableCell));
  EXPECT_EQ(FindBlock(document, "y")->column, 1u);
  EXPECT_TRUE(Has(document, "đầu", Place::kHeader));
  EXPECT_TRUE(Has(document, "cuối", Place::kFooter));
  EXPECT_TRUE(Has(document, "tên", Place::kMetadata));
}

const fixture::Files kOdt = {
    {"mimetype", "application/vnd.oasis.opendocument.text"},
    {"content.xml",
     "<office:document-content>" + kOdtStyles + kOdtBody + "</office:document-content>"},
    {"styles.xml", "<office:document-styles>" + kMasters + "</office:document-styles>"},
    {"meta.xml",
     "<office:document-meta><office:meta><dc:title>tên</dc:title></office:meta></"
     "office:document-meta>"},
    {"Object 1/content.xml",
     "<office:document-content><office:body><office:chart><text:p>biểu đồ</text:p></office:chart>"
     "</office:body></office:document-content>"},
    {"META-INF/manifest.xml", "<manifest/>"}};

TEST(Odf, Text) {
  const Document document = Read(ExtractOdf, kOdt);
  EXPECT_EQ(document.format, Format::kOdt);
  CheckOdt(document);
  EXPECT_TRUE(Has(document, "biểu đồ", Place::kTextBox));
}

TEST(Odf, Flat) {
  fixture::Bench bench;
  const std::string flat =
      "<?xml version=\"1.0\"?><office:document "
      "office:mimetype=\"application/vnd.oasis.opendocument.text\">"
      "<office:meta><dc:title>tên</dc:title></office:meta>" +
      kOdtStyles + kMasters + kOdtBody + "</office:document>";
  const Result<Document> document = bench.Run(ExtractOdf, flat);
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(document->format, Format::kOdt);
  CheckOdt(*document);
}

TEST(Odf, SheetsAndSlides) {
  const Document sheet = Read(
      ExtractOdf, {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                   {"content.xml",
                    "<office:document-content><office:automatic-styles><style:style "
                    "style:family=\"table\" style:name=\"ta2\">"
                    "<style:table-properties "
                    "table:display=\"false\"/></style:style></office:automatic-styles><office:body>"
                    "<office:spreadsheet><table:table table:name=\"Một\"><table:table-row "
                    "table:number-rows-repeated=\"3\"/>"
                    "<table:table-row><table:table-cell "
                    "table:number-columns-repeated=\"2\"/><table:table-cell><text:p>MẬT</text:p>"
                    "</table:table-cell></table:table-row></table:table><table:table "
                    "table:name=\"Hai\" table:style-name=\"ta2\">"
                    "<table:table-row><table:table-cell><text:p>giấu</text:p></table:table-cell></"
                    "table:table-row></table:table>"
                    "</office:spreadsheet></office:body></office:document-content>"}});
  const Block* mark = FindBlock(sheet, "MẬT");
  ASSERT_NE(mark, nullptr);
  EXPECT_EQ(sheet.format, Format::kOds);
  EXPECT_EQ(mark->row, 3u);
  EXPECT_EQ(mark->column, 2u);
  EXPECT_TRUE(Has(sheet, "giấu", Place::kHidden));
  const Document slides =
      Read(ExtractOdf,
           {{"mimetype", "application/vnd.oasis.opendocument.presentation"},
            {"content.xml",
             "<office:document-content><office:body><office:presentation><draw:page><draw:frame><"
             "draw:text-box>"
             "<text:p>một</text:p></draw:text-box></draw:frame></"
             "draw:page><draw:page><draw:custom-shape><text:p>hai"
             "</text:p></"
             "draw:custom-shape><presentation:notes><draw:frame><draw:text-box><text:p>lời</text:p>"
             "</draw:text-box></draw:frame></presentation:notes></draw:page></"
             "office:presentation></office:body>"
             "</office:document-content>"}});
  EXPECT_EQ(slides.format, Format::kOdp);
  ASSERT_TRUE(Has(slides, "hai", Place::kTextBox)) << fixture::Dump(slides);
  EXPECT_EQ(FindBlock(slides, "hai")->page, 2u);
  EXPECT_TRUE(Has(slides, "lời", Place::kFootnote));
}

TEST(Odf, EncryptedAndBroken) {
  fixture::Bench bench;
  const Result<Document> locked = bench.Run(
      ExtractOdf, fixture::MakeZip({{"mimetype", "application/vnd.oasis.opendocument.text"},
                                    {"content.xml", "\x80\x81"},
                                    {"META-INF/manifest.xml", "<manifest:encryption-data/>"}}));
  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code(), ErrorCode::kEncrypted);
  fixture::Torture(ExtractOdf, fixture::MakeZip(kOdt));
}

}  // namespace
}  // namespace niem::extract
