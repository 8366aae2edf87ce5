// Pictures inside documents reach the reader of pictures whole, whatever wraps them; what cannot be
// read is said.
#include "extract/pictures.h"

#include <glib.h>
#include <gtest/gtest.h>

#include "extract/dib.h"
#include "extract/fixture.h"
#include "extract/formats.h"
#include "extract/html_pictures.h"
#include "extract/ole_blips.h"
#include "extract/ole_testing.h"

namespace niem::extract {
namespace {

using testing::Bench;
using testing::FindBlock;
using testing::Fixture;

// Keeps what it is given; "reads" files that begin and end as PNG, JPEG or BMP do.
class KeepingReader : public PictureReader {
 public:
  void StartFile() override {}

  bool Ready() override { return true; }

  bool full() const override { return false; }

  PictureOutcome Read(const picture::Raster&, uint32_t, PictureDepth, Document&) override {
    return PictureOutcome::kRead;
  }

  Result<std::vector<PictureOutcome>> ReadFile(Bytes bytes, uint32_t, const std::string& locator,
                                               PageWatch*, Document& document) override {
    files.emplace_back(AsText(bytes));
    const std::string& file = files.back();
    const bool png = file.starts_with("\x89PNG") && file.ends_with("IEND\xAE\x42\x60\x82");
    if (!png && !file.starts_with("\xFF\xD8\xFF") && !file.starts_with("BM"))
      return Error(ErrorCode::kCorrupt, {"hỏng", "damaged"});
    Block block;
    block.text = "ảnh " + std::to_string(files.size());
    block.ocr = true;
    block.locator = locator;
    document.blocks.push_back(block);
    return std::vector{PictureOutcome::kRead};
  }

  std::vector<std::string> files;
};

struct PictureBench : Bench {
  PictureBench() { context.pictures = &reader; }

  Result<Document> Read(std::string_view file, std::string_view name) {
    return Extract({AsBytes(file), name}, context);
  }

  KeepingReader reader;
};

bool HasNoteAbout(const Document& document, std::string_view words) {
  return std::any_of(document.notes.begin(), document.notes.end(), [words](const Note& note) {
    return note.text.en.find(words) != std::string::npos;
  });
}

std::string Little(uint64_t value, int width) {
  std::string out;
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

std::string Record(uint16_t type, uint16_t instance, const std::string& body) {
  return Little(static_cast<uint64_t>(instance) << 4, 2) + Little(type, 2) +
         Little(body.size(), 4) + body;
}

std::string Blip(uint16_t type, uint16_t instance, const std::string& picture) {
  const size_t digests = (instance & 1) != 0 ? 32 : 16;
  return Record(type, instance, std::string(digests, 'd') + '\xFF' + picture);
}

std::string Jpeg(char fill = 'x') {
  return "\xFF\xD8\xFF\xE0" + std::string(3000, fill) + "\xFF\xD9";
}

std::string Dib(uint32_t width, uint32_t height, uint16_t bits) {
  const size_t colours = bits <= 8 ? size_t{1} << bits : 0;
  return Little(40, 4) + Little(width, 4) + Little(height, 4) + Little(1, 2) + Little(bits, 2) +
         std::string(24, '\0') + std::string(colours * 4, 'p') +
         std::string((width * bits + 31) / 32 * 4 * height, 'z');
}

class OfficePictures : public ::testing::TestWithParam<const char*> {};

TEST_P(OfficePictures, AreReadWhole) {
  for (const char* kind : {"stamped.", "talks."}) {
    PictureBench bench;
    const auto document = bench.Read(Fixture(kind + std::string(GetParam())), "x");
    ASSERT_TRUE(document.ok());
    EXPECT_EQ(bench.reader.files.size(), 2U);
    EXPECT_NE(FindBlock(*document, "ảnh 2"), nullptr) << testing::Dump(*document);
    EXPECT_NE(FindBlock(*document, "Kính gửi các thôn"), nullptr);
    EXPECT_TRUE(document->notes.empty()) << testing::Dump(*document);
  }
}

TEST_P(OfficePictures, AreLeftAloneWhereNobodyReadsThem) {
  Bench bench;  // --ocr off
  const std::string file = Fixture("stamped." + std::string(GetParam()));
  const auto document = Extract({AsBytes(file), "x"}, bench.context);
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(FindBlock(*document, "ảnh"), nullptr);
}

TEST_P(OfficePictures, AreSaidWhereDamaged) {
  std::string file = Fixture("stamped." + std::string(GetParam()));
  for (size_t at = file.find("\x89PNG"); at < file.size(); at = file.find("\x89PNG", at + 1))
    file.replace(at, 4, "XXXX");
  PictureBench bench;
  const auto document = bench.Read(file, "x");
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(bench.reader.files.size(), 2U);
  EXPECT_EQ(FindBlock(*document, "ảnh"), nullptr);
  ASSERT_EQ(document->notes.size(), 1U) << testing::Dump(*document);
  EXPECT_TRUE(HasNoteAbout(*document, "damaged"));
}

TEST_P(OfficePictures, SurviveDamage) {
  testing::Torture(
      [](Input input, Context& context) {
        KeepingReader reader;
        context.pictures = &reader;
        return Extract(input, context);
      },
      Fixture("stamped." + std::string(GetParam())), 300);
}

INSTANTIATE_TEST_SUITE_P(All, OfficePictures, ::testing::Values("doc", "xls", "ppt"));

TEST(Blips, OfEveryKind) {
  PictureBench bench;
  Document document;
  BlipReader blips(bench.context, document);
  const std::string dib = Dib(40, 40, 24);
  blips.ReadRecords(AsBytes(Blip(0xF01D, 0x46A, Jpeg('a')) + "w" +  // a byte of Word's own
                            Blip(0xF01D, 0x46B, Jpeg('b')) + Blip(0xF02A, 0x6E2, Jpeg('c')) +
                            Blip(0xF01F, 0x7A8, dib)));
  ASSERT_EQ(bench.reader.files.size(), 4U);
  EXPECT_EQ(bench.reader.files[0], Jpeg('a'));
  EXPECT_EQ(bench.reader.files[1], Jpeg('b'));
  EXPECT_EQ(bench.reader.files[2], Jpeg('c'));
  EXPECT_EQ(bench.reader.files[3], BmpOfDib(AsBytes(dib)));
  EXPECT_EQ(blips.unread().pictures, 0U);
  EXPECT_EQ(document.blocks[3].locator, "picture4");
}

TEST(Blips, InAStoreWithinOrDelayed) {
  const std::string blip = Blip(0xF01D, 0x46A, Jpeg());
  const auto named = [&](uint32_t users, uint32_t offset, const std::string& inside) {
    return Record(0xF007, 5,
                  std::string(20, 'e') + Little(blip.size(), 4) + Little(users, 4) +
                      Little(offset, 4) + std::string("\0\x04\0\0", 4) + std::string("n\0a\0", 4) +
                      inside);
  };
  PictureBench bench;
  Document document;
  BlipReader blips(bench.context, document);
  const std::string delayed = std::string(100, '\0') + blip;
  blips.ReadRecords(AsBytes(named(1, 0, blip) + named(1, 100, "")), AsBytes(delayed));
  EXPECT_EQ(bench.reader.files, (std::vector{Jpeg(), Jpeg()}));
  EXPECT_EQ(blips.unread().pictures, 0U);
  // Nowhere: unread, unless nothing shows it.
  blips.ReadRecords(AsBytes(named(0, 7, "") + named(0, 0xFFFFFFFF, "")), AsBytes(delayed));
  EXPECT_EQ(blips.unread().pictures, 0U);
  blips.ReadRecords(AsBytes(named(1, 7, "") + named(1, 0xFFFFFFFF, "")), AsBytes(delayed));
  EXPECT_EQ(blips.unread().pictures, 2 * blip.size());
}

TEST(Blips, DrawingsAreSaid) {
  PictureBench bench;
  Document document;
  BlipReader blips(bench.context, document);
  blips.ReadRecords(AsBytes(Record(0xF01A, 0x3D4, std::string(30'000, 'e'))));
  EXPECT_TRUE(bench.reader.files.empty());
  EXPECT_EQ(blips.unread().drawings, 30'000U);
  NotePictures(blips.unread(), document);
  EXPECT_TRUE(HasNoteAbout(document, "EMF/WMF"));
  EXPECT_TRUE(testing::HasIncompleteNote(document));
}

TEST(Drawings, OfZippedDocuments) {
  std::string noise;
  for (uint32_t i = 0, x = 1; i < 30'000; ++i)
    noise += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
  const std::string wmf = "\xD7\xCD\xC6\x9A" + noise;
  const std::string emf = Little(1, 4) + std::string(36, '\0') + " EMF" + noise;
  for (const std::string& drawing : {wmf, emf}) {
    PictureBench bench;
    const auto document =
        bench.Read(fixture::MakeZip({{"[Content_Types].xml", "<Types/>"},
                                     {"word/document.xml",
                                      "<w:document "
                                      "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/"
                                      "2006/main'><w:body/></w:document>"},
                                     {"word/media/image1.emf", drawing}}),
                   "x.docx");
    ASSERT_TRUE(document.ok());
    ASSERT_EQ(document->notes.size(), 1U) << testing::Dump(*document);
    EXPECT_TRUE(HasNoteAbout(*document, "EMF/WMF")) << testing::Dump(*document);
    EXPECT_TRUE(document->notes[0].incomplete);
    EXPECT_TRUE(bench.reader.files.empty());
  }
}

TEST(ZippedDocuments, SoundAndDocumentsAmongPicturesAreMembers) {
  PictureBench bench;
  const auto document = bench.Read(
      fixture::MakeZip({{"[Content_Types].xml", "<Types/>"},
                        {"word/document.xml", "<w:document xmlns:w='w'><w:body/></w:document>"},
                        {"word/media/media1.mp3", "ID3\4" + Jpeg()},
                        {"word/media/image1.pdf", "%PDF-1.4 " + Jpeg()},
                        {"word/media/image2.jpeg", Jpeg('y') + Jpeg('z')}}),
      "x.docx");
  ASSERT_TRUE(document.ok());
  EXPECT_TRUE(document->notes.empty()) << testing::Dump(*document);
  ASSERT_EQ(bench.sink.members.size(), 2U);
  EXPECT_EQ(bench.sink.members[0].first, "word/media/media1.mp3");
  EXPECT_EQ(bench.sink.members[1].first, "word/media/image1.pdf");
}

TEST(Drawings, AsFiles) {
  for (const std::string& drawing : {Little(1, 4) + std::string(36, '\0') + " EMF....",
                                     Little(0x9AC6CDD7, 4) + std::string(40, '\0')}) {
    PictureBench bench;
    const auto document = bench.Read(drawing, "x.emf");
    ASSERT_FALSE(document.ok());
    EXPECT_EQ(document.error().code(), ErrorCode::kNeedsOcr);
  }
}

TEST(Blips, InlineBehindOthers) {
  const auto picf = [](const std::string& body) {
    return Little(body.size() + 0x44, 4) + Little(0x44, 2) + Little(0x64, 2) +
           std::string(0x44 - 8, 'h') + body;
  };
  PictureBench bench;
  Document document;
  BlipReader blips(bench.context, document);
  const std::string shape = Record(0xF00A, 1, std::string(8, 's'));
  blips.ReadInline(AsBytes(picf(shape + Blip(0xF01D, 0x46A, Jpeg('a'))) + "odd" +
                           picf(shape + Blip(0xF01D, 0x46A, Jpeg('b')))));
  EXPECT_EQ(bench.reader.files, (std::vector{Jpeg('a'), Jpeg('b')}));
  EXPECT_EQ(blips.unread().pictures, 3U);
  blips.ReadInline(AsBytes(picf(shape)));  // a linked one
  EXPECT_EQ(blips.unread().pictures, 3 + shape.size());
}

TEST(Blips, Excel5) {
  PictureBench bench;
  Document document;
  BlipReader blips(bench.context, document);
  const std::string core = Little(12, 4) + Little(40, 2) + Little(40, 2) + Little(1, 2) +
                           Little(24, 2) + std::string(4800, 'z');
  blips.ReadImageData(AsBytes(Little(9, 2) + Little(1, 2) + Little(core.size(), 4) + core));
  ASSERT_EQ(bench.reader.files.size(), 1U);
  EXPECT_EQ(bench.reader.files[0], BmpOfDib(AsBytes(core)));
  blips.ReadImageData(AsBytes(Little(2, 2) + Little(1, 2) + Little(core.size(), 4) + core));
  EXPECT_EQ(blips.unread().pictures, core.size() + 8);
}

TEST(Dib, BecomesAFile) {
  const std::string dib = Dib(8, 2, 1);
  const std::string bmp = BmpOfDib(AsBytes(dib));
  EXPECT_EQ(bmp.substr(0, 2), "BM");
  EXPECT_EQ(bmp.substr(10, 4), Little(14 + 40 + 8, 4));
  EXPECT_EQ(bmp.substr(14), dib);
  // The old header: three bytes a colour become four.
  const std::string core =
      Little(12, 4) + Little(8, 2) + Little(2, 2) + Little(1, 2) + Little(1, 2) + "abcdef" + "dots";
  const std::string new_bmp = BmpOfDib(AsBytes(core));
  EXPECT_EQ(new_bmp.substr(14 + 40), std::string("abc\0def\0", 8) + "dots");
  for (const std::string& bad :
       {std::string(), dib.substr(0, 30), Little(5000, 4) + dib.substr(4), core.substr(0, 14)}) {
    EXPECT_EQ(BmpOfDib(AsBytes(bad)), "");
  }
}

std::string Hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    out += "0123456789abcdef"[static_cast<uint8_t>(c) >> 4];
    out += "0123456789abcdef"[static_cast<uint8_t>(c) & 15];
    if (out.size() % 129 == 128) out += '\n';
  }
  return out;
}

TEST(RtfPictures, OfEveryKind) {
  const std::string dib = Dib(40, 40, 24);
  const std::string jpeg = Jpeg();
  const std::string file =
      "{\\rtf1\\ansi Xin ch\\'e0o {\\*\\shppict{\\pict{\\*\\picprop{\\sp{\\sn a}{\\sv 1}}}"
      "\\picw10\\jpegblip\\bliptag5{\\*\\blipuid 0123456789abcdef}" +
      Hex(jpeg) +
      "}}{\\nonshppict{\\pict\\wmetafile8 0102}}"
      "{\\shp{\\*\\shpinst{\\sp{\\sn pib}{\\sv {\\pict\\jpegblip\\bin" +
      std::to_string(jpeg.size()) + " " + jpeg + "}}}}}{\\pict\\dibitmap0 " + Hex(dib) +
      "}{\\pict\\emfblip " + Hex(std::string(30'000, 'e')) + "} h\\'e9t.\\par}";
  PictureBench bench;
  const auto document = bench.Read(file, "x.rtf");
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(bench.reader.files, (std::vector{jpeg, jpeg, BmpOfDib(AsBytes(dib))}));
  EXPECT_TRUE(HasNoteAbout(*document, "EMF/WMF")) << testing::Dump(*document);
  EXPECT_NE(FindBlock(*document, "Xin chào"), nullptr) << testing::Dump(*document);
  EXPECT_NE(FindBlock(*document, "hét."), nullptr);
}

TEST(RtfPictures, AlonePictureThatWasReadLeavesNoNote) {
  const std::string file = "{\\rtf1{\\pict\\jpegblip " + Hex(Jpeg()) + "}}";
  PictureBench bench;
  const auto document = bench.Read(file, "x.rtf");
  ASSERT_TRUE(document.ok());
  EXPECT_TRUE(document->notes.empty()) << testing::Dump(*document);
  // Cut off: said, and the picture's beginning is still tried.
  PictureBench cut;
  const auto half = cut.Read(file.substr(0, file.size() / 2), "x.rtf");
  ASSERT_TRUE(half.ok());
  EXPECT_TRUE(testing::HasIncompleteNote(*half));
  EXPECT_EQ(cut.reader.files.size(), 1U);
}

std::string Base64(std::string_view bytes) {
  gchar* raw = g_base64_encode(reinterpret_cast<const guchar*>(bytes.data()), bytes.size());
  std::string out(raw);
  g_free(raw);
  return out;
}

TEST(HtmlPictures, WhereverTheyStand) {
  const std::string jpeg = Jpeg();
  std::string wrapped = Base64(jpeg);
  for (size_t at = 76; at < wrapped.size(); at += 78) wrapped.insert(at, "\r\n");
  std::string percents = Base64(jpeg);
  for (size_t at = percents.find('/'); at < percents.size(); at = percents.find('/', at + 3))
    percents.replace(at, 1, "%2F");
  const std::string html = "<html><style>p{background:url(data:image/png;base64," + Base64(jpeg) +
                           ")}</style><p>Xin chào<img src=\"data:image/jpeg;charset=utf-8;base64," +
                           wrapped + "\"><object data='DATA:IMAGE/PNG;BASE64," + percents +
                           "'></object></p></html>";
  PictureBench bench;
  const auto document = bench.Read(html, "x.html");
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(bench.reader.files, (std::vector{jpeg, jpeg, jpeg}));
  EXPECT_TRUE(document->notes.empty()) << testing::Dump(*document);
}

TEST(HtmlPictures, WhatStaysUnreadIsCounted) {
  PictureBench bench;
  Document document;
  const std::string damaged = Base64(std::string(30'000, 'd'));
  const std::string html = "<img src='data:image/png;base64," + damaged +
                           "'><img src=\"data:image/svg+xml,%3Csvg%3E" + std::string(4000, 's') +
                           "\"><a title='time: 5, data:image/'>";
  const UnreadPictures unread = ReadDataPictures(html, bench.context, document);
  EXPECT_EQ(bench.reader.files.size(), 1U);
  EXPECT_GT(unread.pictures, 33'000U - 100);
  NotePictures(unread, document);
  EXPECT_TRUE(testing::HasIncompleteNote(document));
}

}  // namespace
}  // namespace niem::extract
