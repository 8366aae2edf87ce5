#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "extract/formats.h"
#include "extract/mime_flowed.h"
#include "extract/mime_header.h"
#include "extract/mime_inline.h"

namespace niem::extract {
namespace {

struct Members : MemberSink {
  bool OnMember(std::string_view name, Bytes bytes, Context&) override {
    names.emplace_back(name);
    good[std::string(name)] = AsText(bytes);
    return names.size() < stop_after;
  }

  bool OnBadMember(std::string_view name, const Error& error, Context&) override {
    bad.emplace(name, error.code());
    return true;
  }

  std::vector<std::string> names;
  std::map<std::string, std::string> good;
  std::map<std::string, ErrorCode> bad;
  size_t stop_after = 1000;
};

struct MimeTest : testing::Test {
  Document Read(std::string_view bytes) {
    Context context{limits, budget, passwords, members};
    Result<Document> document = ExtractMime({AsBytes(bytes), "x.eml"}, context);
    EXPECT_TRUE(document.ok());
    return document.ok() ? std::move(document).value() : Document{};
  }

  Limits limits;
  Budget budget;
  std::vector<std::string> passwords;
  Members members;
};

std::string Meta(const Document& document, std::string_view name) {
  for (const Block& block : document.blocks) {
    if (block.place == Place::kMetadata && block.locator == name) return block.text;
  }
  return {};
}

bool Has(const Document& document, std::string_view text) {
  for (const Block& block : document.blocks) {
    if (block.place != Place::kMetadata && block.text.find(text) != block.text.npos) return true;
  }
  return false;
}

bool Notes(const Document& document, ErrorCode code) {
  for (const Note& note : document.notes) {
    if (note.code == code && note.incomplete) return true;
  }
  return false;
}

TEST(MailHeader, DecodesEncodedWords) {
  EXPECT_EQ(DecodeMailHeader(" plain\r\n folded"), "plain folded");
  EXPECT_EQ(DecodeMailHeader("=?UTF-8?Q?B=C3=A1o_c=C3=A1o?= =?utf-8?B?IG3huq10?="), "Báo cáo mật");
  EXPECT_EQ(DecodeMailHeader("Re: =?UTF-8?Q?M=E1=BA=ACT?= (2)"), "Re: MẬT (2)");
  EXPECT_EQ(DecodeMailHeader("=?utf-8*vi?Q?M=E1=BA=ACT?="), "MẬT");
}

TEST(MailHeader, JoinsLettersCutBetweenWords) {
  EXPECT_EQ(DecodeMailHeader("=?UTF-8?B?TeG6?=\r\n =?UTF-8?B?rFQ=?="), "MẬT");
  EXPECT_EQ(DecodeMailHeader("=?UTF-8?Q?M=E1=BA?= =?UTF-8?Q?=ACT?="), "MẬT");
}

TEST(MailHeader, LeavesBrokenWords) {
  for (std::string raw :
       {"=?", "=?utf-8", "=?utf-8?", "=?utf-8?Q", "=?utf-8?Q?", "=?utf-8?X?a?=", "=?utf-8?Q?a?"})
    EXPECT_EQ(DecodeMailHeader(raw), raw);
}

TEST(MailHeader, FindsFoldedHeader) {
  std::string_view mail = "From: a\r\nsubject: b\r\n c\r\nX: d\r\n\r\nTo: e";
  EXPECT_EQ(DecodeMailHeader(FindRawHeader(mail, "Subject")), "b c");
  EXPECT_EQ(FindRawHeader(mail, "To"), "");
}

TEST(MailFlowed, JoinsSoftLines) {
  EXPECT_EQ(UnflowMailText("dòng một \r\nđi tiếp\r\nmới\r\n", false), "dòng một đi tiếp\nmới\n");
  EXPECT_EQ(UnflowMailText("a \nb\n", true), "ab\n");
  EXPECT_EQ(UnflowMailText("> a \n> b\nc\n", false), "> a b\nc\n");
  EXPECT_EQ(UnflowMailText("x\n-- \nTên\n", false), "x\n-- \nTên\n");
}

TEST(MailInline, TakesUuencodedFiles) {
  std::string text = "Kính gửi\nbegin 644 mat ma.txt\n#0V%T\n`\nend\nHết\n";
  auto files = TakeInlineFiles(text);
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].name, "mat ma.txt");
  EXPECT_EQ(files[0].bytes, "Cat");
  EXPECT_EQ(text, "Kính gửi\nHết\n");
}

TEST(MailInline, TakesYencFiles) {
  std::string text = "a\n=ybegin line=128 size=3 name=b.txt\n\x6D\x8B\x9E\n=yend size=3\nz\n";
  auto files = TakeInlineFiles(text);
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].name, "b.txt");
  EXPECT_EQ(files[0].bytes, "Cat");
  EXPECT_EQ(text, "a\nz\n");
}

TEST(MailInline, LeavesProse) {
  std::string text =
      "We begin 644 lines\nbegin 644 no\nthis is prose, not a coded line at all\nend\n";
  std::string before = text;
  EXPECT_TRUE(TakeInlineFiles(text).empty());
  EXPECT_EQ(text, before);
}

TEST_F(MimeTest, MarkedMailWithAttachment) {
  Document document = Read(
      "From: =?UTF-8?B?VsSDbiBwaMOybmc=?= <vp@tanhoa.example>\r\n"
      "To: a@tanhoa.example\r\nCc: b@tanhoa.example\r\n"
      "Subject: =?UTF-8?Q?B=C3=A1o_c=C3=A1o?=\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\nmulti-part\r\n--b\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
      "quoted-printable\r\n\r\n"
      "T=E1=BB=90I M=E1=BA=ACT\r\n\r\nK=C3=ADnh g=E1=BB=ADi\r\n--b\r\n"
      "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
      "Content-Disposition: attachment;\r\n filename*0*=UTF-8''b%C3%A1o%20;\r\n "
      "filename*1*=c%C3%A1o.txt\r\n\r\n"
      "TeG6rFQ=\r\n--b--\r\n");
  EXPECT_EQ(document.format, Format::kEml);
  EXPECT_EQ(Meta(document, "Subject"), "Báo cáo");
  EXPECT_EQ(Meta(document, "From"), "Văn phòng <vp@tanhoa.example>");
  EXPECT_EQ(Meta(document, "Cc"), "b@tanhoa.example");
  EXPECT_TRUE(Has(document, "TỐI MẬT"));
  EXPECT_EQ(members.good["báo cáo.txt"], "MẬT");
  EXPECT_FALSE(Has(document, "multi-part")) << "a preamble is not shown by mail programs";
}

TEST_F(MimeTest, BothAlternativesAreRead) {
  Document document = Read(
      "Subject: s\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: "
      "text/plain\n\nphan chu\n"
      "--b\nContent-Type: text/html; charset=utf-8\n\n<p>phan trang</p>\n--b--\n");
  EXPECT_TRUE(Has(document, "phan chu"));
  EXPECT_TRUE(Has(document, "phan trang"));
}

TEST_F(MimeTest, NestedMessageIsMember) {
  Read(
      "Subject: ngoai\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
      "message/rfc822\n\n"
      "Subject: trong\n\nMAT\n--b--\n");
  ASSERT_EQ(members.names.size(), 1U);
  EXPECT_EQ(members.names[0], "trong.eml");
  EXPECT_NE(members.good["trong.eml"].find("MAT"), std::string::npos);
}

TEST_F(MimeTest, EncryptedPartsAreSaid) {
  EXPECT_TRUE(Notes(
      Read("Subject: s\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; "
           "boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n"
           "Content-Type: application/octet-stream\n\nx\n--b--\n"),
      ErrorCode::kEncrypted));
  EXPECT_TRUE(
      Notes(Read("Subject: s\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; "
                 "name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIB\n"),
            ErrorCode::kEncrypted));
  EXPECT_TRUE(
      Notes(Read("Subject: s\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n"),
            ErrorCode::kEncrypted));
}

// What cannot be read of it is said of the member (raw.cc).
TEST_F(MimeTest, WinmailIsMember) {
  Document document = Read(
      "Subject: s\nContent-Type: application/ms-tnef; name=winmail.dat\n"
      "Content-Disposition: attachment; filename=winmail.dat\n\nx\n");
  EXPECT_EQ(members.good.count("winmail.dat"), 1U);
}

TEST_F(MimeTest, PartsThatStandInItAsTheyAre) {
  std::string every;
  for (int i = 0; i < 4096; ++i) every += static_cast<char>(i * 7 % 256);
  const std::string mail =
      "From: a@b.vn\r\nTo: c@d.vn\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nTOI MAT\r\n--b\r\n"
      "Content-Type: application/octet-stream; name=a.bin\r\n"
      "Content-Transfer-Encoding: binary\r\n\r\n" +
      every + "\r\n--b--\r\n";
  EXPECT_EQ(Identify({AsBytes(mail), "x"}), Format::kEml);
  Document document = Read(mail);
  EXPECT_TRUE(Has(document, "TOI MAT"));
  ASSERT_EQ(members.good.count("a.bin"), 1U);
  EXPECT_EQ(members.good["a.bin"], every);
}

TEST_F(MimeTest, WrongBoundaryLosesNothing) {
  Document document = Read(
      "Subject: s\nContent-Type: multipart/mixed; boundary=x\n\n--y\n"
      "Content-Type: text/plain\n\nTOI MAT\n--y--\n");
  EXPECT_TRUE(Has(document, "TOI MAT"));
  Document behind = Read(
      "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nmot\n--b--\nTUYET MAT\n");
  EXPECT_TRUE(Has(behind, "TUYET MAT"));
}

TEST_F(MimeTest, FlowedTextIsJoined) {
  EXPECT_TRUE(
      Has(Read("Subject: s\nContent-Type: text/plain; format=flowed\n\nmot dong \nnoi tiep\n"),
          "mot dong noi tiep"));
}

TEST_F(MimeTest, LimitsReachTheSink) {
  std::string mail = "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 5; ++i) {
    mail +=
        "--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=f" +
        std::to_string(i) + "\n\nabcdef\n";
  }
  mail += "--b--\n";
  limits.max_members = 2;
  Read(mail);
  EXPECT_EQ(members.good.size(), 2U);
  EXPECT_EQ(members.bad.size(), 1U);
  members = {};
  budget = {};
  limits = {};
  members.stop_after = 1;
  Read(mail);
  EXPECT_EQ(members.names.size(), 1U);
}

TEST_F(MimeTest, DeepNestingEnds) {
  std::string mail = "Subject: s\n";
  for (int i = 0; i < 3000; ++i)
    mail += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
            std::to_string(i) + "\n";
  Context context{limits, budget, passwords, members};
  Result<Document> document = ExtractMime({AsBytes(mail), "x.eml"}, context);
  EXPECT_TRUE(!document.ok() || Notes(*document, ErrorCode::kTooDeep));
}

TEST_F(MimeTest, TruncationsAndFlippedBytesNeverCrash) {
  std::string whole =
      "Subject: =?UTF-8?B?VuG7gQ==?=\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\n"
      "Content-Type: text/plain; format=flowed; charset=utf-8\nContent-Transfer-Encoding: "
      "base64\n\nTeG6rFQ=\n--b\n"
      "Content-Type: text/html\n\n<p>m</p>\n--b\nContent-Type: message/rfc822\n\nSubject: "
      "x\n\nbegin 644 a\n#0V%T\n`\nend\n"
      "--b--\n";
  Context context{limits, budget, passwords, members};
  for (size_t size = 0; size <= whole.size(); ++size) {
    (void)ExtractMime({AsBytes(std::string_view(whole).substr(0, size)), "x.eml"}, context);
    std::string bent = whole;
    if (size < bent.size()) bent[size] = static_cast<char>(bent[size] ^ 0x95);
    (void)ExtractMime({AsBytes(bent), "x.eml"}, context);
  }
}

struct MboxTest : MimeTest {
  Result<Document> Split(std::string_view bytes) {
    Context context{limits, budget, passwords, members};
    return ExtractMbox({AsBytes(bytes), "x.mbox"}, context);
  }
};

TEST_F(MboxTest, SplitsAndNames) {
  ASSERT_TRUE(
      Split("From a@b Mon Jan  5 08:00:00 2026\nSubject: =?UTF-8?Q?m=E1=BB=99t?=\n\nthan\n\n"
            "From c@d Mon Jan  5 09:00:00 2026\nTo: x\n\n>From dau dong\nFrom giua doan\n")
          .ok());
  ASSERT_EQ(members.names.size(), 2U);
  EXPECT_EQ(members.names[0], "0001 một");
  EXPECT_EQ(members.names[1], "0002");
  EXPECT_EQ(members.good["0002"], "To: x\n\nFrom dau dong\nFrom giua doan\n");
}

TEST_F(MboxTest, ContentLengthGuardsUnquotedLines) {
  std::string body = "mot\n\nFrom me: hai\n";
  std::string mail =
      "From a@b date\nContent-Length: " + std::to_string(body.size()) + "\n\n" + body;
  ASSERT_TRUE(Split(mail + "\nFrom c@d date\nSubject: ba\n\nx\n").ok());
  ASSERT_EQ(members.names.size(), 2U);
  EXPECT_NE(members.good["0001"].find("From me: hai"), std::string::npos);
  members = {};
  // A length that leads nowhere is not believed.
  ASSERT_TRUE(
      Split("From a@b date\nContent-Length: 3\n\nabcdef\n\nFrom c@d date\nSubject: ba\n\nx\n")
          .ok());
  EXPECT_EQ(members.names.size(), 2U);
}

TEST_F(MboxTest, WindowsLineEnds) {
  ASSERT_TRUE(
      Split("From a@b date\r\nSubject: 1\r\n\r\nx\r\n\r\nFrom c@d date\r\nSubject: 2\r\n\r\ny\r\n")
          .ok());
  EXPECT_EQ(members.names, (std::vector<std::string>{"0001 1", "0002 2"}));
}

TEST_F(MboxTest, BrokenIsCorrupt) {
  for (std::string_view bytes : {"", "x", "From a", "From a@b\nno header\n"})
    EXPECT_FALSE(Split(bytes).ok()) << bytes;
}

TEST_F(MboxTest, LimitIsSaid) {
  limits.max_members = 1;
  auto document = Split("From a date\nA: b\n\nFrom c date\nA: b\n\nFrom e date\nA: b\n\n");
  ASSERT_TRUE(document.ok());
  EXPECT_TRUE(Notes(*document, ErrorCode::kTooMany));
  EXPECT_EQ(members.names.size(), 1U);
}

}  // namespace
}  // namespace niem::extract
