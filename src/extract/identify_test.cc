#include <gtest/gtest.h>

#include <string>

#include "extract/extract.h"

namespace niem::extract {
namespace {

using namespace std::string_literals;

Format Of(const std::string& bytes, std::string_view name = {}) {
  return Identify({AsBytes(bytes), name});
}

std::string Wide(std::string_view ascii, bool mark) {
  std::string wide = mark ? "\xFF\xFE" : "";
  for (char c : ascii) wide += {c, '\0'};
  return wide;
}

TEST(Identify, Texts) {
  EXPECT_EQ(Of(""), Format::kText);
  EXPECT_EQ(Of("Xin chào"), Format::kText);
  EXPECT_EQ(
      Of("MZ là hai chữ cái đầu của một tên, không phải chương trình, chỉ là văn bản dài thôi mà."),
      Format::kText);
  EXPECT_EQ(Of("PK là gì?"), Format::kText);
  EXPECT_EQ(Of("tuy\xD6t m\xCBt"), Format::kText);
  EXPECT_EQ(Of(Wide("Cong hoa xa hoi", true)), Format::kText);
  EXPECT_EQ(Of(Wide("Cong hoa xa hoi", false)), Format::kText);
  EXPECT_EQ(Of("{\\rtf1\\ansi abc}"), Format::kRtf);
  EXPECT_EQ(Of("{\\rtf1{\\pict\\bin64 " + std::string(64, '\0') + "}}"), Format::kRtf);
  EXPECT_EQ(Of("  \r\n<!DOCTYPE HTML><p>x"), Format::kHtml);
  EXPECT_EQ(Of(Wide("<html><body>x", true)), Format::kHtml);
  EXPECT_EQ(Of("<?xml version=\"1.0\"?><html xmlns=\"x\"/>"), Format::kHtml);
  EXPECT_EQ(Of("<?xml version=\"1.0\"?><!-- c --><a/>"), Format::kXml);
  EXPECT_EQ(Of("<?xml version=\"1.0\"?><w:wordDocument/>"), Format::kDocx);
  EXPECT_EQ(Of("<?xml version='1.0'?><office:document office:mimetype='application/"
               "vnd.oasis.opendocument.spreadsheet'/>"),
            Format::kOds);
}

// A twenty-fifth of a text may be controls; they count wherever they stand, high bytes too.
TEST(Identify, ControlsWhereverTheyStand) {
  for (size_t size : {90, 200, 4096}) {
    const size_t most = size / 25;
    for (size_t at = 0; at + most < 48; ++at) {
      for (const char filler : {'a', '\n', '\r', '\t'}) {
        std::string text(size, filler);
        text.replace(at, std::min(most, size_t{40}), std::min(most, size_t{40}), '\x7F');
        for (size_t more = 40; more < most; ++more) text[size - 1 - more] = '\x01';
        EXPECT_EQ(Of(text), Format::kText) << size << " " << at;
        text[text.size() - 1] = '\x02';
        EXPECT_NE(Of(text), Format::kText) << size << " " << at;
      }
    }
  }
  EXPECT_EQ(Of("a" + std::string(300, '\xC3')), Of("a" + std::string(301, '\xC3')));
  EXPECT_NE(Of(std::string(32, 'a') + std::string(90, '\xFE')), Format::kText);
  EXPECT_EQ(Of(std::string(60, 'a') + std::string(30, '\xFE')), Format::kText);
}

TEST(Identify, Mail) {
  const std::string mail = "From: a@b.vn\r\nTo: c@d.vn\r\nMIME-Version: 1.0\r\n\r\nx";
  EXPECT_EQ(Of(mail), Format::kEml);
  EXPECT_EQ(Of("From a@b.vn Sat Jan  3 01:05:34 2026\n" + mail), Format::kMbox);
  EXPECT_EQ(Of("From - \n" + mail), Format::kMbox);
  EXPECT_EQ(Of("\xEF\xBB\xBF"
               "From -\r\n" +
               mail),
            Format::kMbox);
  EXPECT_EQ(Of("From 1844347792267117879@xxx\n" + mail), Format::kMbox);
  const std::string binary(3000, '\0');
  EXPECT_EQ(Of(mail + binary), Format::kEml);
  EXPECT_EQ(Of("From a@b.vn Sat Jan  3 01:05:34 2026\n" + mail + binary), Format::kMbox);
  EXPECT_EQ(Of("Date: x" + binary, "x.eml"), Format::kUnknown);
  EXPECT_EQ(Of("From here on\nSubject: một chữ\n\nthư"), Format::kText);
  EXPECT_EQ(Of("From: <Saved by Blink>\nSnapshot-Content-Location: http://x\nMIME-Version: 1.0\n"
               "Content-Type: multipart/related;\n\ttype=\"text/html\"\n\n"),
            Format::kMht);
  EXPECT_EQ(Of("Kính gửi: ông A\nTo: b\n"), Format::kText);
  EXPECT_EQ(Of("Subject: một chữ\n\nthư", "x.eml"), Format::kEml);
  EXPECT_EQ(Of("Subject: một chữ\n\nthư", "x.txt"), Format::kText);
}

TEST(Identify, Magics) {
  EXPECT_EQ(Of("%PDF-1.4\n"), Format::kPdf);
  EXPECT_EQ(Of("rác\n%PDF-1.4\nstartxref\n0\n%%EOF"), Format::kPdf);
  EXPECT_EQ(Of("nói về %PDF-1.4 thôi"), Format::kText);
  EXPECT_EQ(Of("\x89PNG\r\n\x1A\n...."), Format::kImage);
  EXPECT_EQ(Of("7z\xBC\xAF\x27\x1C\0\x04"s), Format::k7z);
  EXPECT_EQ(Of("Rar!\x1A\x07\x01\0"s), Format::kRar);
  EXPECT_EQ(Of("\x1F\x8B\x08\0\0\0"s), Format::kGzip);
  EXPECT_EQ(Of("BZh91AY&SY"), Format::kBzip2);
  EXPECT_EQ(Of("SQLite format 3\0"s + std::string(84, '\1')), Format::kMedia);
  EXPECT_EQ(Of("RIFF\0\0\0\0WEBPVP8 "s), Format::kImage);
  EXPECT_EQ(Of("\0\0\0\x18"
               "ftypheic"s),
            Format::kImage);
  EXPECT_EQ(Of("MSCF\0\0\0\0"s + std::string(32, '\0')), Format::kArchive);
  EXPECT_EQ(Of("PK\5\6"s + std::string(18, '\0')), Format::kZip);
  std::string noise;
  uint32_t state = 1;
  for (int i = 0; i < 5000; ++i)
    noise.push_back(static_cast<char>((state = state * 1664525 + 1013904223) >> 24));
  EXPECT_EQ(Of(noise), Format::kUnknown);
}

TEST(Identify, NameBelievedOnlyForTies) {
  EXPECT_EQ(Of("%PDF-1.4\n", "x.docx"), Format::kPdf);
  EXPECT_TRUE(ExtensionDisagrees("thu/a.DOCX", Format::kPdf));
  EXPECT_FALSE(ExtensionDisagrees("a.docx", Format::kOle));  // encrypted OOXML
  EXPECT_FALSE(ExtensionDisagrees("a.dat", Format::kPdf));
  EXPECT_FALSE(ExtensionDisagrees("khong_duoi", Format::kPdf));
  EXPECT_TRUE(ExtensionDisagrees("a.doc", Format::kHtml));
}

}  // namespace
}  // namespace niem::extract
