#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "extract/fixture.h"
#include "extract/formats.h"
#include "extract/part_cache.h"

namespace niem::extract {
namespace {

using fixture::FindBlock;
using fixture::Has;

std::string Wrap(const std::string& root, const std::string& inner) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:" + root +
         " xmlns:w=\"w\" xmlns:wps=\"wps\" xmlns:mc=\"mc\" xmlns:v=\"v\" xmlns:a=\"a\" "
         "xmlns:wp=\"wp\">" +
         inner + "</w:" + root + ">";
}

std::string P(const std::string& text, const std::string& run = {},
              const std::string& paragraph = {}) {
  return "<w:p><w:pPr>" + paragraph + "</w:pPr><w:r><w:rPr>" + run +
         "</w:rPr><w:t xml:space=\"preserve\">" + text + "</w:t></w:r></w:p>";
}

fixture::Files Package(const std::string& body, fixture::Files more = {}) {
  fixture::Files files = {{"[Content_Types].xml", "<Types/>"},
                          {"_rels/.rels", "<Relationships/>"},
                          {"word/document.xml", Wrap("document", "<w:body>" + body + "</w:body>")}};
  files.insert(files.end(), more.begin(), more.end());
  return files;
}

Document Read(const std::string& body, fixture::Files more = {}) {
  fixture::Bench bench;
  Result<Document> document =
      bench.Run(ExtractDocx, fixture::MakeZip(Package(body, std::move(more))));
  EXPECT_TRUE(document.ok());
  return document.ok() ? std::move(document).value() : Document{};
}

// What the body asked of a style holds for a header, though the body's own text is gone by then.
TEST(Docx, StylesOutliveTheParts) {
  const std::string id = "KieuRatDaiDeKhongNamTrongChuoiNgan";
  const std::string use = "<w:pStyle w:val=\"" + id + "\"/>";
  const Document document =
      Read(P("than", {}, use),
           {{"word/styles.xml", Wrap("styles", "<w:style w:type=\"paragraph\" w:styleId=\"" + id +
                                                   "\"><w:pPr><w:jc w:val=\"center\"/></w:pPr>"
                                                   "</w:style>")},
            {"word/header1.xml", Wrap("hdr", P("dau trang", {}, use))},
            {"word/header2.xml", Wrap("hdr", P("dau trang khac", {}, use))},
            {"word/footer1.xml", Wrap("ftr", P("chan trang", {}, use))}});
  ASSERT_EQ(document.blocks.size(), 4U);
  for (const Block& block : document.blocks) EXPECT_EQ(block.style.align, Align::kCenter);
}

std::string CentredOr(const std::string& align) {
  return Wrap("styles", "<w:style w:type=\"paragraph\" w:styleId=\"A\"><w:pPr><w:jc w:val=\"" +
                            align + "\"/></w:pPr></w:style>");
}

TEST(Docx, StylesAreEachDocumentsOwn) {
  const std::string body = P("than", {}, "<w:pStyle w:val=\"A\"/>");
  const std::pair<const char*, Align> kinds[] = {
      {"center", Align::kCenter}, {"right", Align::kRight}, {"left", Align::kLeft},
      {"both", Align::kJustify},  {"start", Align::kLeft},  {"end", Align::kRight}};
  for (int round = 0; round < 3; ++round) {
    for (const auto& [align, expected] : kinds) {
      for (int twice = 0; twice < 2; ++twice) {
        const Document document = Read(body, {{"word/styles.xml", CentredOr(align)}});
        ASSERT_EQ(document.blocks.size(), 1U);
        EXPECT_EQ(document.blocks[0].style.align, expected);
      }
    }
  }
}

TEST(Docx, BrokenStylesAreSaidEachTime) {
  const std::string whole = CentredOr("center");
  for (int round = 0; round < 3; ++round) {
    const Document document =
        Read(P("than"), {{"word/styles.xml", whole.substr(0, whole.size() / 2)}});
    EXPECT_TRUE(Has(document, "than", Place::kBody));
    ASSERT_EQ(document.notes.size(), 1U);
    EXPECT_TRUE(document.notes[0].incomplete);
  }
}

TEST(PartCache, KnowsAPartByAllItsBytes) {
  PartCache<int> cache;
  ZipReader::Entry entry;
  entry.packed = 3;
  entry.unpacked = 9;
  entry.crc = 7;
  ASSERT_EQ(*cache.Keep(entry, "abc", std::make_unique<int>(1)), 1);
  EXPECT_EQ(*cache.Find(entry, "abc"), 1);
  EXPECT_EQ(cache.Find(entry, "abd"), nullptr) << "as if the checksums were the same";
  ZipReader::Entry other = entry;
  other.unpacked = 10;
  EXPECT_EQ(cache.Find(other, "abc"), nullptr);
  other = entry;
  other.method = 8;
  EXPECT_EQ(cache.Find(other, "abc"), nullptr);
  for (const char* packed : {"bbb", "ccc", "ddd"})
    cache.Keep(entry, packed, std::make_unique<int>(2));
  EXPECT_NE(cache.Find(entry, "abc"), nullptr);
  cache.Keep(entry, "eee", std::make_unique<int>(3));
  EXPECT_NE(cache.Find(entry, "abc"), nullptr) << "asked for just before";
  EXPECT_EQ(cache.Find(entry, "bbb"), nullptr);
}

TEST(Docx, MarkedStamp) {
  const Document document = Read(
      P("T\xE1\xBB\x90I M\xE1\xBA\xACT", "<w:b/><w:color w:val=\"FF0000\"/><w:sz w:val=\"28\"/>",
        "<w:pBdr><w:top w:val=\"double\"/><w:left w:val=\"double\"/><w:bottom w:val=\"double\"/>"
        "<w:right w:val=\"double\"/></w:pBdr><w:jc w:val=\"center\"/>"));
  ASSERT_EQ(document.blocks.size(), 1u);
  const Block& block = document.blocks[0];
  EXPECT_EQ(block.text, "TỐI MẬT");
  EXPECT_EQ(block.place, Place::kBody);
  EXPECT_EQ(block.style.color, 0xFF0000u);
  EXPECT_EQ(block.style.size_pt, 14);
  EXPECT_EQ(block.style.align, Align::kCenter);
  EXPECT_TRUE(block.style.bold);
  EXPECT_TRUE(block.style.border);
  EXPECT_TRUE(block.style.double_border);
  EXPECT_EQ(block.page, 1u);
}

TEST(Docx, RunsSplitWithinAWordAreOneText) {
  const Document document = Read(
      "<w:p><w:r><w:t>tài liệu "
      "m</w:t></w:r><w:proofErr/><w:hyperlink><w:r><w:t>ậ</w:t></w:r></w:hyperlink>"
      "<w:ins><w:r><w:t>t</w:t></w:r></w:ins><w:smartTag><w:r><w:t xml:space=\"preserve\"> "
      "của</w:t></w:r></w:smartTag>"
      "<w:r><w:br/><w:t>ông</w:t><w:tab/><w:t>A</w:t></w:r></w:p>");
  ASSERT_EQ(document.blocks.size(), 1u);
  EXPECT_EQ(document.blocks[0].text, "tài liệu mật của\nông\tA");
}

TEST(Docx, EveryStoryIsRead) {
  const Document document = Read(
      P("thân"),
      {{"word/header1.xml", Wrap("hdr", P("đầu trang"))},
       {"word/footer9.xml", Wrap("ftr", P("chân trang"))},
       {"word/footnotes.xml", Wrap("footnotes", "<w:footnote>" + P("chú thích") + "</w:footnote>")},
       {"word/endnotes.xml", Wrap("endnotes", "<w:endnote>" + P("cuối bài") + "</w:endnote>")},
       {"word/comments.xml", Wrap("comments", "<w:comment>" + P("nhận xét") + "</w:comment>")},
       {"word/glossary/document.xml",
        Wrap("glossaryDocument", "<w:docParts>" + P("mẫu") + "</w:docParts>")},
       {"docProps/core.xml",
        "<cp:coreProperties xmlns:cp=\"c\"><dc:title>tên</dc:title></cp:coreProperties>"},
       {"docProps/custom.xml",
        "<Properties><property name=\"x\"><vt:lpwstr>riêng</vt:lpwstr></property></Properties>"},
       {"customXml/item1.xml", "<root><a>tuỳ biến</a></root>"}});
  EXPECT_TRUE(Has(document, "thân", Place::kBody));
  EXPECT_TRUE(Has(document, "đầu trang", Place::kHeader));
  EXPECT_TRUE(Has(document, "chân trang", Place::kFooter));
  EXPECT_TRUE(Has(document, "chú thích", Place::kFootnote));
  EXPECT_TRUE(Has(document, "cuối bài", Place::kFootnote));
  EXPECT_TRUE(Has(document, "nhận xét", Place::kComment));
  EXPECT_TRUE(Has(document, "mẫu", Place::kHidden));
  EXPECT_TRUE(Has(document, "tên", Place::kMetadata));
  EXPECT_TRUE(Has(document, "riêng", Place::kMetadata));
  EXPECT_TRUE(Has(document, "tuỳ biến", Place::kMetadata));
}

TEST(Docx, TextBoxOnceWithItsBorder) {
  const std::string box =
      "<w:p><w:r><mc:AlternateContent><mc:Choice "
      "Requires=\"wps\"><w:drawing><wp:anchor><wps:wsp><wps:spPr>"
      "<a:ln cmpd=\"dbl\"><a:solidFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent>" +
      P("MẬT") +
      "</w:txbxContent></wps:txbx></wps:wsp></wp:anchor></w:drawing></"
      "mc:Choice><mc:Fallback><w:pict><v:shape>"
      "<v:textbox><w:txbxContent>" +
      P("MẬT") +
      "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
      "</mc:AlternateContent></w:r><w:r><w:t>chữ quanh khung</w:t></w:r></w:p>";
  const Document document = Read(box);
  ASSERT_EQ(document.blocks.size(), 2u) << fixture::Dump(document);
  EXPECT_EQ(document.blocks[0].text, "chữ quanh khung");
  EXPECT_TRUE(Has(document, "MẬT", Place::kTextBox));
  EXPECT_TRUE(document.blocks[1].style.double_border);
}

TEST(Docx, OldFramesAndWordArt) {
  const Document document = Read(
      "<w:p><w:r><w:pict><v:rect stroked=\"t\"><v:textbox><w:txbxContent>" + P("khung cũ") +
          "</w:txbxContent></v:textbox></v:rect><v:shape fillcolor=\"red\"><v:textpath "
          "string=\"TUYỆT MẬT\"/></v:shape>"
          "</w:pict></w:r></w:p>" +
          P("trong khung", "", "<w:framePr w:w=\"100\"/>"),
      {{"word/header1.xml", Wrap("hdr",
                                 "<w:p><w:r><w:pict><v:shape id=\"PowerPlusWaterMarkObject1\">"
                                 "<v:textpath string=\"chìm\"/></v:shape></w:pict></w:r></w:p>")}});
  ASSERT_NE(FindBlock(document, "khung cũ"), nullptr);
  EXPECT_TRUE(FindBlock(document, "khung cũ")->style.border);
  ASSERT_TRUE(Has(document, "TUYỆT MẬT", Place::kTextBox));
  EXPECT_EQ(FindBlock(document, "TUYỆT MẬT")->style.color, 0xFF0000u);
  EXPECT_TRUE(Has(document, "trong khung", Place::kTextBox));
  EXPECT_TRUE(Has(document, "chìm", Place::kAnnotation));
}

TEST(Docx, HiddenAndDeleted) {
  const Document document = Read(
      "<w:p><w:r><w:t>còn</w:t></w:r><w:del><w:r><w:delText>đã "
      "xoá</w:delText></w:r></w:del></w:p>" +
          P("ẩn", "<w:vanish/>") + P("ẩn theo kiểu", "<w:rStyle w:val=\"An\"/>") +
          P("hiện", "<w:vanish w:val=\"0\"/>"),
      {{"word/styles.xml",
        Wrap("styles",
             "<w:style w:type=\"character\" w:styleId=\"An\"><w:basedOn w:val=\"An0\"/>"
             "</w:style><w:style w:styleId=\"An0\"><w:basedOn w:val=\"An\"/>"
             "<w:rPr><w:vanish/></w:rPr></w:style>")}});
  EXPECT_TRUE(Has(document, "còn", Place::kBody));
  EXPECT_TRUE(Has(document, "đã xoá", Place::kHidden));
  EXPECT_TRUE(Has(document, "ẩn", Place::kHidden));
  EXPECT_TRUE(Has(document, "ẩn theo kiểu", Place::kHidden));
  EXPECT_TRUE(Has(document, "hiện", Place::kBody));
}

TEST(Docx, StylesAreInherited) {
  const Document document = Read(
      P("tối mật", "", "<w:pStyle w:val=\"Con\"/>"),
      {{"word/styles.xml",
        Wrap(
            "styles",
            "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val=\"26\"/><w:rFonts "
            "w:ascii=\"Arial\"/></w:rPr>"
            "</w:rPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:styleId=\"Cha\"><w:pPr>"
            "<w:jc w:val=\"right\"/></w:pPr><w:rPr><w:b/><w:caps/></w:rPr></w:style>"
            "<w:style w:type=\"paragraph\" w:styleId=\"Con\"><w:basedOn w:val=\"Cha\"/><w:rPr>"
            "<w:b w:val=\"0\"/></w:rPr></w:style>")}});
  ASSERT_EQ(document.blocks.size(), 1u);
  EXPECT_EQ(document.blocks[0].text, "TỐI MẬT");
  EXPECT_EQ(document.blocks[0].style.size_pt, 13);
  EXPECT_EQ(document.blocks[0].style.align, Align::kRight);
  EXPECT_FALSE(document.blocks[0].style.bold);
  EXPECT_EQ(document.blocks[0].font, "Arial");
}

TEST(Docx, TablesAndPages) {
  const std::string cell = "<w:tc><w:tcPr/>" + P("x") + "</w:tc>";
  const std::string boxed =
      "<w:tbl><w:tblPr><w:tblBorders><w:top w:val=\"single\"/><w:left w:val=\"single\"/>"
      "<w:bottom w:val=\"single\"/><w:right w:val=\"single\"/></w:tblBorders></w:tblPr><w:tr>"
      "<w:tc>" +
      P("hộp") + "</w:tc></w:tr></w:tbl>";
  const Document document =
      Read("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>" + P("a") + "</w:tc>" +
           cell + "</w:tr><w:sdt><w:sdtContent><w:tr><w:tc>" + P("b") + boxed +
           "</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>"
           "<w:p><w:r><w:t>trước</w:t><w:br w:type=\"page\"/><w:t>sau</w:t></w:r></w:p>");
  const Block* x = FindBlock(document, "x");
  const Block* b = FindBlock(document, "b");
  const Block* box = FindBlock(document, "hộp");
  ASSERT_TRUE(x && b && box);
  EXPECT_EQ(x->place, Place::kTableCell);
  EXPECT_EQ(x->column, 2u);
  EXPECT_EQ(b->row, 1u);
  EXPECT_EQ(b->table, 1u);
  EXPECT_EQ(box->table, 2u);
  EXPECT_TRUE(box->style.border);
  EXPECT_FALSE(b->style.border);
  EXPECT_EQ(FindBlock(document, "trước")->page, 1u);
  EXPECT_EQ(FindBlock(document, "sau")->page, 2u);
  EXPECT_EQ(document.pages, 2u);
}

TEST(Docx, MixedFontsBecomeRuns) {
  const Document document = Read(
      "<w:p><w:r><w:rPr><w:rFonts w:ascii=\".VnTime\" "
      "w:hAnsi=\".VnTime\"/></w:rPr><w:t>abc</w:t></w:r>"
      "<w:r><w:rPr><w:rFonts w:ascii=\"Arial\"/></w:rPr><w:t>de</w:t></w:r></w:p>");
  ASSERT_EQ(document.blocks.size(), 1u);
  const Block& block = document.blocks[0];
  EXPECT_EQ(block.font, ".VnTime");
  ASSERT_EQ(block.runs.size(), 2u);
  EXPECT_EQ(block.runs[1].begin, 3u);
  EXPECT_EQ(block.runs[1].font, "Arial");
}

TEST(Docx, EmbeddedFilesGoToTheSink) {
  fixture::Bench bench;
  const std::string bytes =
      fixture::MakeZip(Package(P("vỏ"), {{"word/embeddings/oleObject1.bin", "OLE"},
                                         {"word/afchunk1.rtf", "{\\rtf1}"},
                                         {"word/media/image1.png", "png"}}));
  ASSERT_TRUE(bench.Run(ExtractDocx, bytes).ok());
  EXPECT_EQ(bench.members.names,
            (std::vector<std::string>{"word/embeddings/oleObject1.bin", "word/afchunk1.rtf"}));
}

TEST(Docx, FlatAndWord2003) {
  fixture::Bench bench;
  const Result<Document> old = bench.Run(
      ExtractDocx, "<?xml version=\"1.0\"?><w:wordDocument xmlns:w=\"w\"><w:body><wx:sect>" +
                       P("thân") + "<w:sectPr><w:hdr>" + P("đầu") +
                       "</w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>");
  ASSERT_TRUE(old.ok());
  EXPECT_TRUE(Has(*old, "thân", Place::kBody));
  EXPECT_TRUE(Has(*old, "đầu", Place::kHeader));
  const Result<Document> flat = bench.Run(
      ExtractDocx,
      "<pkg:package xmlns:pkg=\"p\"><pkg:part pkg:name=\"/word/document.xml\"><pkg:xmlData>"
      "<w:document><w:body>" +
          P("phẳng") + "</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>");
  ASSERT_TRUE(flat.ok());
  EXPECT_TRUE(Has(*flat, "phẳng", Place::kBody));
}

TEST(Docx, Broken) {
  fixture::Bench bench;
  const std::string bytes = fixture::MakeZip(Package(P(std::string(3000, 'a') + " cuối")));
  fixture::Torture(ExtractDocx, bytes);
  const Result<Document> cut = bench.Run(ExtractDocx, bytes.substr(0, bytes.size() - 30));
  ASSERT_TRUE(cut.ok());  // the directory is lost, the parts are not
  EXPECT_TRUE(fixture::Incomplete(*cut));
  EXPECT_FALSE(cut->blocks.empty());
  const Result<Document> bad_xml = bench.Run(
      ExtractDocx,
      fixture::MakeZip({{"word/document.xml", "<w:document><w:body>" + P("đọc được") + "<w:p"}}));
  ASSERT_TRUE(bad_xml.ok());
  EXPECT_TRUE(Has(*bad_xml, "đọc được", Place::kBody));
  EXPECT_TRUE(fixture::Incomplete(*bad_xml));
  EXPECT_FALSE(bench.Run(ExtractDocx, "PK\3\4 nothing").ok());
}

TEST(Docx, DeepNestingIsReadFlat) {
  std::string open, close;
  for (int i = 0; i < 20000; ++i) {
    open += "<w:sdt>";
    close += "</w:sdt>";
  }
  const Document document = Read(open + P("đáy") + close);
  EXPECT_NE(FindBlock(document, "đáy"), nullptr);
}

TEST(Docx, Encrypted) {
  fixture::Bench bench;
  const std::string bytes = fixture::MakeZip(Package(P("kín")), "khoá");
  Result<Document> locked = bench.Run(ExtractDocx, bytes);
  ASSERT_TRUE(locked.ok());
  EXPECT_EQ(locked->notes.at(0).code, ErrorCode::kEncrypted);
  EXPECT_TRUE(fixture::Incomplete(*locked));
  bench.passwords = {"sai", "khoá"};
  Result<Document> open = bench.Run(ExtractDocx, bytes);
  ASSERT_TRUE(open.ok());
  EXPECT_TRUE(Has(*open, "kín", Place::kBody));
}

}  // namespace
}  // namespace niem::extract
