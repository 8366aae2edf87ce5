#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "extract/formats.h"
#include "extract/pdf_profiles.h"

namespace niem::extract {
namespace {

std::string Fixture(const std::string& name) {
  const char* root = std::getenv("NIEM_SOURCE_DIR");
  std::ifstream file(std::string(root ? root : ".") + "/tests/data/extract/pdf/" + name,
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Members : MemberSink {
  bool OnMember(std::string_view name, Bytes bytes, Context&) override {
    good[std::string(name)] = AsText(bytes);
    return true;
  }

  bool OnBadMember(std::string_view name, const Error& error, Context&) override {
    bad.emplace(name, error.code());
    return true;
  }

  std::map<std::string, std::string> good;
  std::map<std::string, ErrorCode> bad;
};

struct PdfTest : testing::Test {
  Result<Document> Read(std::string_view bytes) {
    Context context{limits, budget, passwords, members};
    return ExtractPdf({AsBytes(bytes), "x.pdf"}, context);
  }

  Document ReadFixture(const std::string& name) {
    std::string bytes = Fixture(name);
    EXPECT_FALSE(bytes.empty()) << name;
    Result<Document> document = Read(bytes);
    EXPECT_TRUE(document.ok()) << name;
    return document.ok() ? std::move(document).value() : Document{};
  }

  Limits limits;
  Budget budget;
  std::vector<std::string> passwords;
  Members members;
};

const Block* Find(const Document& document, std::string_view text) {
  for (const Block& block : document.blocks) {
    if (block.text == text) return &block;
  }
  return nullptr;
}

const Block* FindPart(const Document& document, std::string_view text) {
  for (const Block& block : document.blocks) {
    if (block.text.find(text) != block.text.npos) return &block;
  }
  return nullptr;
}

const Note* FindNote(const Document& document, ErrorCode code) {
  for (const Note& note : document.notes) {
    if (note.code == code) return &note;
  }
  return nullptr;
}

// Objects are numbered from 1 in the order given; the first is the catalogue.
std::string WritePdf(const std::vector<std::string>& objects) {
  std::string pdf = "%PDF-1.5\n";
  std::vector<size_t> offsets;
  for (size_t i = 0; i < objects.size(); ++i) {
    offsets.push_back(pdf.size());
    pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  size_t table = pdf.size();
  pdf += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
  for (size_t offset : offsets) {
    std::string digits = std::to_string(offset);
    pdf += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  return pdf + "trailer\n<</Root 1 0 R/Size " + std::to_string(objects.size() + 1) +
         ">>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

std::string Stream(const std::string& dictionary, const std::string& data) {
  return "<<" + dictionary + "/Length " + std::to_string(data.size()) + ">>stream\n" + data +
         "\nendstream";
}

const std::string kHelvetica = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";

std::string OnePage(const std::string& page_extra, std::vector<std::string> more,
                    const std::string& root_extra = "") {
  std::vector<std::string> objects = {
      "<</Type/Catalog/Pages 2 0 R" + root_extra + ">>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 "
      "R>>>>" +
          page_extra + ">>",
      Stream("", "BT /F 12 Tf 100 700 Td (Phieu trinh xa Tan Hoa) Tj ET"), kHelvetica};
  for (std::string& object : more) objects.push_back(std::move(object));
  return WritePdf(objects);
}

TEST_F(PdfTest, MarkedLetterKeepsItsColumnsApart) {
  Document document = ReadFixture("marked.pdf");
  EXPECT_EQ(document.format, Format::kPdf);
  EXPECT_EQ(document.pages, 1U);
  const Block* mark = Find(document, "TỐI MẬT");
  ASSERT_TRUE(mark);
  EXPECT_EQ(mark->style.color, 0xFF0000U);
  EXPECT_TRUE(mark->style.bold);
  EXPECT_FLOAT_EQ(mark->style.size_pt, 13);
  EXPECT_EQ(mark->page, 1U);
  ASSERT_TRUE(mark->box);
  EXPECT_NEAR(mark->box->x0, 0.17, 0.03);
  EXPECT_NEAR(mark->box->y0, 0.17, 0.02);
  EXPECT_TRUE(Find(document, "Số: 05/BC-UBND"));
  EXPECT_TRUE(Find(document, "XÃ TÂN HÒA (MẪU)"));
  EXPECT_TRUE(Find(document, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
  const Block* title = Find(document, "Báo cáo tháng 3");
  ASSERT_TRUE(title);
  EXPECT_EQ(title->place, Place::kMetadata);
}

TEST_F(PdfTest, SpacedLettersAreOneBlock) {
  Document document = ReadFixture("spaced.pdf");
  EXPECT_TRUE(Find(document, "T Ố I M Ậ T") || Find(document, "TỐI MẬT"));
}

TEST_F(PdfTest, MentioningTableIsMadeOfCells) {
  Document document = ReadFixture("mentions.pdf");
  const Block* cell = Find(document, "Tối mật");
  ASSERT_TRUE(cell);
  EXPECT_EQ(cell->place, Place::kTableCell);
  EXPECT_EQ(cell->column, 2U);
  EXPECT_EQ(cell->row, 0U);
  const Block* sentence = FindPart(document, "gồm Tuyệt mật, Tối mật và Mật.");
  ASSERT_TRUE(sentence);
  EXPECT_EQ(sentence->place, Place::kBody);
  EXPECT_NE(sentence->text.find("Các thôn"), std::string::npos) << "lines were not joined";
}

TEST_F(PdfTest, ColumnsOfTextAreReadOneAfterTheOther) {
  Document document = ReadFixture("columns.pdf");
  size_t paragraphs = 0;
  for (const Block& block : document.blocks) paragraphs += block.text.find("Thực hiện") == 0;
  EXPECT_EQ(paragraphs, 2U);
}

TEST_F(PdfTest, RunningHeadsAreHeaders) {
  Document document = ReadFixture("heads.pdf");
  const Block* mark = Find(document, "MẬT");
  ASSERT_TRUE(mark);
  EXPECT_EQ(mark->place, Place::kHeader);
  const Block* number = Find(document, "2");
  ASSERT_TRUE(number);
  EXPECT_EQ(number->place, Place::kFooter);
}

TEST_F(PdfTest, SlantedWatermarkIsSpelt) {
  const Document document = ReadFixture("watermark.pdf");
  const Block* mark = Find(document, "T Ố I M Ậ T");
  ASSERT_TRUE(mark);
  EXPECT_EQ(mark->place, Place::kAnnotation);
}

TEST_F(PdfTest, InvisibleLayerIsText) {
  Document document = ReadFixture("ocr_layer.pdf");
  EXPECT_TRUE(FindPart(document, "Ủy ban nhân dân xã Tân Hòa"));
  EXPECT_FALSE(FindNote(document, ErrorCode::kNeedsOcr));
}

TEST_F(PdfTest, PicturesOfTextAreNamed) {
  Document document = ReadFixture("scan.pdf");
  const Note* note = FindNote(document, ErrorCode::kNeedsOcr);
  ASSERT_TRUE(note);
  EXPECT_TRUE(note->incomplete);
  EXPECT_NE(note->text.en.find("1–2"), std::string::npos) << note->text.en;
}

TEST_F(PdfTest, EncryptedNeedsItsPassword) {
  std::string bytes = Fixture("encrypted.pdf");
  Result<Document> closed = Read(bytes);
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.error().code(), ErrorCode::kEncrypted);
  passwords = {"sai", "niem"};
  Result<Document> open = Read(bytes);
  ASSERT_TRUE(open.ok());
  EXPECT_TRUE(Find(*open, "MẬT"));
}

TEST_F(PdfTest, FormFieldsAreRead) {
  Document document = ReadFixture("form.pdf");
  const Block* field = Find(document, "TOI MAT");
  ASSERT_TRUE(field);
  EXPECT_EQ(field->place, Place::kFormField);
  EXPECT_EQ(field->locator, "do_mat");
}

TEST_F(PdfTest, NotesAndFreeTextAreAnnotations) {
  // "TỐI MẬT" in UTF-16.
  Result<Document> document =
      Read(OnePage("/Annots[6 0 R]", {"<</Type/Annot/Subtype/Text/Rect[100 600 120 "
                                      "620]/Contents<FEFF00541ED100490020004D1EAC0054>>>"}));
  ASSERT_TRUE(document.ok());
  const Block* note = FindPart(*document, "MẬT");
  ASSERT_TRUE(note);
  EXPECT_EQ(note->place, Place::kAnnotation);
  ASSERT_TRUE(note->box);
  EXPECT_NEAR(note->box->y0, 1 - 620.0 / 842, 0.01);
}

TEST_F(PdfTest, DrawnStampIsRead) {
  std::string drawing = "BT /F 14 Tf 4 6 Td (TOI MAT) Tj ET";
  Result<Document> document = Read(
      OnePage("/Annots[6 0 R]",
              {"<</Type/Annot/Subtype/Stamp/F 4/Rect[100 600 190 625]/AP<</N 7 0 R>>>>",
               Stream("/Type/XObject/Subtype/Form/BBox[0 0 90 25]/Resources<</Font<</F 5 0 R>>>>",
                      drawing)}));
  ASSERT_TRUE(document.ok());
  const Block* stamp = FindPart(*document, "TOI MAT");
  ASSERT_TRUE(stamp);
  EXPECT_EQ(stamp->place, Place::kAnnotation);
  ASSERT_TRUE(stamp->box);
  EXPECT_NEAR(stamp->box->x0, 104 / 595.0, 0.02);
  size_t body = 0;
  for (const Block& block : document->blocks) body += block.text == "Phieu trinh xa Tan Hoa";
  EXPECT_EQ(body, 1U) << "the page's own text must not come twice";
}

TEST_F(PdfTest, StampsNeedNoFontOfTheMachine) {
  for (const char* name : {"stamp_marked.pdf", "signature.pdf"}) {
    const Document document = ReadFixture(name);
    const Block* stamp = Find(document, "TỐI MẬT");
    ASSERT_TRUE(stamp) << name;
    EXPECT_EQ(stamp->place, Place::kAnnotation);
    EXPECT_EQ(stamp->style.color, 0xFF0000U);
    EXPECT_EQ(stamp->page, 1U);
    ASSERT_TRUE(stamp->box);
    EXPECT_NEAR(stamp->box->x0, 86 / 595.0, 0.01);
    EXPECT_NEAR(stamp->box->y1, 1 - 685 / 842.0, 0.01);
    EXPECT_FALSE(FindNote(document, ErrorCode::kNeedsOcr)) << name;
  }
}

TEST_F(PdfTest, StampOfAMentioningLetterIsItsOwn) {
  const Document document = ReadFixture("stamp_mentions.pdf");
  const Block* stamp = Find(document, "ĐÃ XEM");
  ASSERT_TRUE(stamp);
  EXPECT_EQ(stamp->place, Place::kAnnotation);
  EXPECT_TRUE(FindPart(document, "Tối mật và Mật theo luật"));
}

TEST_F(PdfTest, LostDrawingIsSaid) {
  const Document document = ReadFixture("stamp_broken.pdf");
  EXPECT_FALSE(FindPart(document, "MẬT"));
  const Note* note = FindNote(document, ErrorCode::kNeedsOcr);
  ASSERT_TRUE(note);
  EXPECT_TRUE(note->incomplete);
}

TEST_F(PdfTest, StampBehindAPasswordIsRead) {
  passwords = {"sai", "niem"};
  EXPECT_TRUE(Find(ReadFixture("stamp_locked.pdf"), "TỐI MẬT"));
}

TEST_F(PdfTest, StampOfATurnedPageStandsWhereItIsSeen) {
  const std::string drawing = "BT /F 14 Tf 4 6 Td (TOI MAT) Tj ET";
  const Result<Document> document =
      Read(OnePage("/Rotate 90/Annots[6 0 R]",
                   {"<</Type/Annot/Subtype/Stamp/F 4/Rect[100 600 190 625]/AP<</N 7 0 R>>>>",
                    // Without resources of its own: the page's are meant.
                    Stream("/Type/XObject/Subtype/Form/BBox[0 0 90 25]", drawing)}));
  ASSERT_TRUE(document.ok());
  const Block* stamp = FindPart(*document, "TOI MAT");
  ASSERT_TRUE(stamp && stamp->box);
  EXPECT_NEAR(stamp->box->y0, 104 / 595.0, 0.02);
}

TEST_F(PdfTest, AttachmentsAreMembers) {
  std::string pdf = OnePage("",
                            {"<</Type/Filespec/F(phu luc.txt)/EF<</F 7 0 R>>>>",
                             Stream("/Type/EmbeddedFile", "MAT\nPhu luc mot")},
                            "/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>");
  ASSERT_TRUE(Read(pdf).ok());
  EXPECT_EQ(members.good["phu luc.txt"], "MAT\nPhu luc mot");
  limits.max_file_bytes = 4;
  ASSERT_TRUE(Read(pdf).ok());
  EXPECT_EQ(members.bad.count("phu luc.txt"), 1U);
}

// poppler finds ours, not the library's.
TEST_F(PdfTest, ColourProfilesAreNotOpened) {
  RefuseColourProfiles();
  void* found = dlsym(RTLD_DEFAULT, "cmsOpenProfileFromMem");
  EXPECT_EQ(found, reinterpret_cast<void*>(&cmsOpenProfileFromMem));
}

TEST_F(PdfTest, LettersInAProfilesColourKeepIt) {
  const std::string page =
      "/Resources<</Font<</F 5 0 R>>/ColorSpace<</C[/ICCBased 7 0 R]>>>>/Contents 6 0 R";
  const std::string text = "/C cs 0.9 0.1 0.1 sc BT /F 12 Tf 100 700 Td (TOI MAT) Tj ET";
  for (const std::string channels : {"/N 3/Alternate/DeviceRGB", "/N 3"}) {
    const Result<Document> document =
        Read(WritePdf({"<</Type/Catalog/Pages 2 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
                       "/DestOutputProfile 7 0 R>>]>>",
                       "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                       "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + page + ">>", "null",
                       kHelvetica, Stream("", text), Stream(channels, std::string(512, 'x'))}));
    ASSERT_TRUE(document.ok());
    const Block* mark = Find(*document, "TOI MAT");
    ASSERT_TRUE(mark);
    EXPECT_EQ(mark->style.color, 0xE61919U);
    EXPECT_TRUE(document->notes.empty());
  }
}

// The document that is kept open for the library's tables changes nothing for others.
TEST_F(PdfTest, OneDocumentAfterAnother) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_FALSE(Read("%PDF-1.4").ok());
    EXPECT_TRUE(FindPart(ReadFixture("marked.pdf"), "TỐI MẬT"));
  }
}

TEST_F(PdfTest, BrokenIsCorrupt) {
  for (std::string_view bytes : {"", "%PDF-1.4", "%PDF-1.4\n%%EOF", "not a pdf at all"}) {
    Result<Document> document = Read(bytes);
    ASSERT_FALSE(document.ok()) << bytes;
    EXPECT_EQ(document.error().code(), ErrorCode::kCorrupt);
  }
}

TEST_F(PdfTest, ObjectsNumberedTooHighAreABomb) {
  const std::string good = Fixture("marked.pdf");
  const auto read = [&](std::string_view more) { return Read(good + std::string(more)); };
  EXPECT_TRUE(read("\n1000000 0 obj\n<<>>\nendobj\n% 0 obj, 99999999 obj, /Size x").ok());
  for (const char* more :
       {"\n1000001 0 obj\n", "\n99999999999999999999999 0 obj\n", "\ntrailer\n<</Size 1000001>>",
        "\n<</Type/XRef/Size99999999999999999999999>>"}) {
    const Result<Document> document = read(more);
    ASSERT_FALSE(document.ok()) << more;
    EXPECT_EQ(document.error().code(), ErrorCode::kBomb) << more;
  }
}

TEST_F(PdfTest, TooMuchTextIsSaid) {
  limits.max_text_bytes = 100;
  Document document = ReadFixture("heads.pdf");
  const Note* note = FindNote(document, ErrorCode::kTooLarge);
  ASSERT_TRUE(note);
  EXPECT_TRUE(note->incomplete);
}

TEST_F(PdfTest, TruncationsAndFlippedBytesNeverCrash) {
  std::string whole =
      OnePage("/Annots[6 0 R]", {"<</Type/Annot/Subtype/Stamp/Rect[9 9 99 99]/Contents(a)>>"});
  for (size_t size = 0; size < whole.size(); size += 7)
    (void)Read(std::string_view(whole).substr(0, size));
  for (size_t i = 0; i < whole.size(); i += 5) {
    std::string bent = whole;
    bent[i] = static_cast<char>(bent[i] ^ 0x15);
    (void)Read(bent);
  }
  std::string fixture = Fixture("marked.pdf");
  for (size_t size = 0; size < fixture.size(); size += 4001)
    (void)Read(std::string_view(fixture).substr(0, size));
}

}  // namespace
}  // namespace niem::extract
