#include "scan/quick_look.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "base/file.h"
#include "detect/judge.h"
#include "extract/extract.h"

namespace niem::scan {
namespace {

// A piece of the text with a few letters dropped, doubled, cased or replaced.
std::string Mutated(const std::string& text, std::mt19937& random) {
  if (text.empty()) return text;
  const auto below = [&](size_t limit) { return random() % limit; };
  const size_t begin = below(text.size());
  std::string piece = text.substr(begin, 1 + below(4000));
  constexpr std::string_view kPieces[] = {
      "MẬT",   " mật ", "Tối mật", "\n",     "  ",  "mËt",          "maät",
      "ma^.t", "é",     "m ậ t",   "\t",     ".",   "Bản sao số 3", "<b>",
      "</p>",  "<td>",  "&#7852;", "</div>", "=\n", "<br>",         "MAÂT"};
  for (size_t i = below(4); i > 0; --i) {
    const size_t at = below(piece.size());
    piece.replace(at, below(3), kPieces[below(std::size(kPieces))]);
    if (piece.empty()) piece = "x";
  }
  return piece;
}

class QuickLookRules : public testing::Test {
 protected:
  bool Proves(std::string_view text, extract::Format format = extract::Format::kText) {
    return quick_.ProvesClean(format, "a", AsBytes(text), scratch_);
  }

  bool ProvesHtml(std::string_view text) { return Proves(text, extract::Format::kHtml); }

  bool ProvesMail(std::string_view text) { return Proves(text, extract::Format::kEml); }

  // The full way.
  detect::DocumentResult Judged(std::string_view text) {
    class : public extract::MemberSink {
      bool OnMember(std::string_view, Bytes, extract::Context&) override { return fail(); }

      bool OnBadMember(std::string_view, const Error&, extract::Context&) override {
        return fail();
      }

      bool fail() {
        ADD_FAILURE() << "a document with members was proved";
        return true;
      }
    } members;

    const extract::Limits limits;
    extract::Budget budget;
    const std::vector<std::string> passwords;
    extract::Context context{limits, budget, passwords, members};
    Result<extract::Document> document = extract::Extract({AsBytes(text), "a"}, context);
    EXPECT_TRUE(document.ok()) << text;
    if (!document.ok()) return {};
    return detect::Judge(std::move(document).value(), "a", rules_);
  }

  detect::RuleSet rules_ = std::move(detect::RuleSet::Builtin()).value();
  QuickLook quick_ = std::move(QuickLook::Create(rules_)).value();
  QuickLook::Scratch scratch_;
};

// Never a false "clean": whatever the quick look proves, the full way finds clean too.
TEST_F(QuickLookRules, AgreesWithTheFullWay) {
  const std::vector<std::string> pieces{"MẬT",
                                        "TỐI MẬT",
                                        "TUYỆT MẬT",
                                        "tối mật",
                                        "Tuyệt\nmật",
                                        "bí mật nhà nước",
                                        "T Ố I  M Ậ T",
                                        "MAT",
                                        "TOI MAT",
                                        "Bản số: 03",
                                        "GIẢI MẬT",
                                        "bảo mật",
                                        "mật khẩu",
                                        "mật độ",
                                        "mắt",
                                        "mặt trời",
                                        "TỐI\u00a0MẬT",
                                        "Tài liệu thu hồi",
                                        "hello world",
                                        "xin chào",
                                        "to^'i ma^.t",
                                        "TèI MËT",
                                        "TOÁI MAÄT",
                                        "M\u00c2\u0323T",
                                        "ma\u0323\u0302t",
                                        "ma\u0302\u0301t",
                                        "MA\u0302\u0301T",
                                        "ma\u0301\u0302t",
                                        "ma\u0323\u0306t",
                                        "ma\u0302\u0323t",
                                        "Độ mật: Tối mật",
                                        "ＭẬＴ",
                                        "x",
                                        "- A -",
                                        "(Mật)"};
  const std::vector<std::string> frames{"%", "Số: 12/BC\n%\nNơi nhận",
                                        "câu có % ở giữa dòng chữ thường", "\n\n  %  \n", "\"%\""};
  int proved = 0;
  for (const std::string& piece : pieces) {
    for (const std::string& frame : frames) {
      std::string text = frame;
      text.replace(text.find('%'), 1, piece);
      if (!Proves(text)) continue;
      ++proved;
      EXPECT_EQ(Judged(text).verdict, detect::Verdict::kClean) << text;
    }
  }
  EXPECT_GT(proved, 40) << "else it is of no use";
}

TEST_F(QuickLookRules, ProvesEverydayTexts) {
  EXPECT_TRUE(
      Proves("Cộng hoà xã hội chủ nghĩa Việt Nam, ÀÃÈÉÊÌÍÒÓÔÕÙÚÝ ỹỷỵ, tôi mất mặt, số bán"));
  EXPECT_TRUE(Proves("bảo mật, mật khẩu, mật độ dân số, mắt tôi, bí mật của anh"));
  EXPECT_TRUE(Proves("plain text, 1 2 3, x; f(x) = require('fs')\n"));
  EXPECT_TRUE(Proves("Zürich, façade, 25 °C, 3 m², «Čeština» 😀, niño"));
  EXPECT_TRUE(Proves("m\u0323t"));
  EXPECT_TRUE(
      Proves("bi\u0323 ma\u0302\u0301t ma\u0323\u0306t, ma\u0306\u0301t to\u0302i"));  // NFD
  EXPECT_TRUE(Proves("cho\u0301 giu\u031B\u0303 ma\u0323\u0302t nga\u0323\u0306t ma\u0300u"));
  EXPECT_FALSE(Proves("MA\u0323\u0302T"));
  EXPECT_FALSE(Proves("Ma\u0323\u0302t"));
  EXPECT_TRUE(Proves("\xEF\xBB\xBFxin chào"));
}

TEST_F(QuickLookRules, DoubtsWhateverMayBecomeAMark) {
  EXPECT_FALSE(Proves(std::string_view("a\0b", 3)));
  EXPECT_FALSE(Proves("m\xcbt"));          // TCVN3 bytes
  EXPECT_FALSE(Proves("tuyÖt mËt"));       // TCVN3 carried as Latin-1
  EXPECT_FALSE(Proves("TOÁI MAÄT"));       // VNI carried
  EXPECT_FALSE(Proves("tuye^.t ma^.t"));   // VIQR
  EXPECT_FALSE(Proves("TO^'I\n\nMA^.T"));  // in blocks of their own
  EXPECT_FALSE(Proves("T Ố I  M Ậ T"));
  EXPECT_FALSE(Proves("M.Ậ.T"));
  EXPECT_FALSE(Proves("m-ậ-t"));
  EXPECT_FALSE(Proves("ＭẬＴ"));
  EXPECT_FALSE(Proves("\xe1\xba"));  // cut short
}

TEST_F(QuickLookRules, DoubtsAName) {
  EXPECT_FALSE(quick_.ProvesClean(extract::Format::kText, "TỐI MẬT.txt", AsBytes("abc"), scratch_));
}

TEST_F(QuickLookRules, DoubtsCarriedVietnameseLetters) {
  EXPECT_FALSE(Proves("MAÂT"));  // VNI all of whose letters are Vietnamese too
  EXPECT_FALSE(Proves("Một dòng\n\nMAÂT\n"));
  EXPECT_TRUE(Proves("Một dòng có ậ và MÊT")) << "a true letter in the line";
}

TEST_F(QuickLookRules, KnowsASentence) {
  EXPECT_TRUE(Proves("người nuôi ong lấy mật ong rừng về bán"));
  EXPECT_TRUE(Proves("Mật ong\nrừng tràm nhiều hoa"));
  EXPECT_FALSE(Proves("mật"));
  EXPECT_FALSE(Proves("rừng   mật   rừng"));
  EXPECT_FALSE(Proves("độ mật"));
  EXPECT_FALSE(Proves("rừng\tmật"));
}

TEST_F(QuickLookRules, ProvesEverydayPages) {
  EXPECT_TRUE(ProvesHtml(
      "<!DOCTYPE html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Tin t&#7913;c</title>"
      "<style>p { color: red }</style><script>if (a<b && c>'d') e();</script></head><body>"
      "<!-- cuối --><h1 class=a>Thông báo</h1><p>Người nuôi ong lấy mật ong<br>rừng, m&agrave;u "
      "v&#xE0;ng&nbsp;&amp; <b>đỏ</b></p><table border=1><tr><td>một</td><td>hai</td></tr></table>"
      "<ul><li>a<li>b</ul><img src=\"a.png\" alt='ảnh'><o:p></o:p></body></html>\n"));
  EXPECT_TRUE(ProvesMail(
      "From: a@b.vn\r\nSubject: =?utf-8?B?WGluIGNow6BvIGM=?=\r\n "
      "=?utf-8?Q?=C3=A1c_b=E1=BA=A1n?=\r\n"
      "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"x y\"\r\n\r\n--x y\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
      "quoted-printable\r\n\r\n"
      "Xin ch=C3=A0o c=\r\n=C3=A1c b=E1=BA=A1n\r\n--x y\r\nContent-Type: text/html\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\nPHA+WGluIGNow6BvPC9wPg==\r\n--x y--\r\n"));
}

TEST_F(QuickLookRules, DoubtsPages) {
  for (const std::string_view inside :
       {"<p>TỐI MẬT</p>",
        "T<b>Ố</b>I M<i>Ậ</i>T",
        "<p>TỐI<br>MẬT</p>",
        "T&#7888;I M&#7852;T",
        "TO&Aacute;I MA&Auml;T",
        "<img alt='TỐI MẬT'>",
        "<input value=\"Mật\">",
        "<!-- MẬT -->",
        "<table>TỐI <tr><td>abc</td></tr>MẬT</table>",
        "M</div>ẬT",
        "M<tr>ẬT",
        "M</body>ẬT",
        "<title>MẬT</title>",
        "<style>p{text-transform:uppercase}</style>lấy mật ong rừng tràm",
        "<svg><text>a</text></svg>",

        "&unknown;",
        "<font face='.VnTimeH'>a",
        "<script>'<!--<script>'</script>",
        "<img src='data:image/png;base64,AA'>",
        "a<b>^</b>.",
        "<p><font>TOÁI</font> ậ</p><p>MAÂT</p>",
        "<meta content='bí mật nhà nước'>",
        "<a href='x'>bí</a> mật nhà nước",
        "<textarea><b>MẬT</b></textarea>"}) {
    EXPECT_FALSE(ProvesHtml("<html><body><p>Mở đầu đây.</p>" + std::string(inside) +
                            "<p>ở cuối</p></body></html>"))
        << inside;
  }
}

// However far the escapes stand from each other and from the end.
TEST_F(QuickLookRules, ReadsEscapesAtEveryDistance) {
  const std::string head =
      "From: a@b.vn\nMIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\n";
  for (size_t before = 0; before < 24; ++before) {
    for (size_t after = 0; after < 24; ++after) {
      const std::string open = head + std::string(before, 'x') + "=\n" + std::string(after, 'y');
      EXPECT_TRUE(ProvesMail(open + " ch=C3=A0o" + std::string(after, 'z'))) << before << after;
      EXPECT_FALSE(ProvesMail(open + "=0AM=E1=BA=ACT=0A" + std::string(before, 'z')));
      EXPECT_FALSE(ProvesMail(open + "\nT=E1=BB=90I M=E1=BA=ACT")) << before << after;
      EXPECT_FALSE(ProvesMail(open + "=C3=")) << before << after;
      EXPECT_FALSE(ProvesMail(open + "=01")) << before << after;  // a control, once decoded
    }
  }
}

TEST_F(QuickLookRules, DoubtsMail) {
  const std::string head = "From: a@b.vn\nMIME-Version: 1.0\n";
  for (const std::string_view rest :
       {"Subject: =?utf-8?B?TeG6rFQ=?=\n\nxin chào\n",
        "Subject: =?utf-8?B?TeG6?= =?utf-8?B?rFQ=?=\n\nxin chào\n",
        "Content-Transfer-Encoding: base64\n\nTeG6rFQ=\n",
        "Content-Transfer-Encoding: quoted-printable\n\nM=E1=BA=\n=ACT\n",
        "Content-Transfer-Encoding: x-uuencode\n\nabc\n",
        "Content-Type: text/html\n\n<p>M<b>Ậ</b>T</p>\n", "Content-Type: application/pdf\n\nabc\n",
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nabc\n",
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nabc\n--xy\n\nabc\n--x--\n",
        "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Disposition: attachment; "
        "filename=a.txt\n\nabc\n--x--\n",
        "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: "
        "message/rfc822\n\nFrom: a\n\nb\n--x--\n",
        "Content-Type: text/plain; format=flowed; delsp=yes\n\nM \nẬT\n",
        "\n-----BEGIN PGP MESSAGE-----\nabc\n", "\nbegin 644 a.txt\n#86)C\n`\nend\n"}) {
    EXPECT_FALSE(ProvesMail(head + std::string(rest))) << rest;
  }
  EXPECT_TRUE(ProvesMail(head + "\nxin chào\n"));
}

// Real texts, whole and in mutated pieces: what is proved is clean on the full way, without a note.
TEST_F(QuickLookRules, AgreesOverTheCorpus) {
  const char* const source = std::getenv("NIEM_SOURCE_DIR");
  if (source == nullptr) GTEST_SKIP() << "NIEM_SOURCE_DIR is not set";
  std::mt19937 random(7);
  int proved = 0;
  int markup = 0;
  for (const char* const folder : {"/samples", "/tests/corpus", "/tests/data", "/docs"}) {
    std::error_code error;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(source) + folder, error)) {
      const std::string path = entry.path().string();
      if (!entry.is_regular_file() || entry.file_size() > (1 << 20)) continue;
      const Result<std::string> read = ReadWholeFile(path, 1 << 20);
      if (!read.ok()) continue;
      for (int round = 0; round < 6; ++round) {
        std::string text = round == 0 ? *read : Mutated(*read, random);
        const extract::Format format = extract::Identify({AsBytes(text), "a"});
        if (!Proves(text, format)) continue;
        ++proved;
        markup += format != extract::Format::kText;
        const detect::DocumentResult result = Judged(text);
        EXPECT_EQ(result.verdict, detect::Verdict::kClean) << path << " round " << round;
        EXPECT_TRUE(result.evidence.empty()) << path;
        EXPECT_TRUE(result.notes.empty()) << path;
      }
    }
  }
  EXPECT_GT(proved, 50);
  EXPECT_GT(markup, 3);
}

// Pages made of pieces that belong together badly: what is proved is clean, whole, and one
// document.
TEST_F(QuickLookRules, AgreesOnRandomPages) {
  constexpr std::string_view kPieces[] = {"<p>",
                                          "</p>",
                                          "<b>",
                                          "</b>",
                                          "<div>",
                                          "</div>",
                                          "<br>",
                                          "<table>",
                                          "</table>",
                                          "<tr>",
                                          "</tr>",
                                          "<td>",
                                          "</td>",
                                          "<ul>",
                                          "<li>",
                                          "</li>",
                                          "</ul>",
                                          "<span style='display:none'>",
                                          "</span>",
                                          "<font color=red>",
                                          "</font>",
                                          "<!-- x -->",
                                          "<h1>",
                                          "</h2>",
                                          "<title>",
                                          "</title>",
                                          "<a title='",
                                          "'>",
                                          "</a>",
                                          "<form>",
                                          "</form>",
                                          "<o:p>",
                                          "<pre>",
                                          "</pre>",
                                          "<i>",
                                          "</i>",
                                          "</body>",
                                          "<tbody>",
                                          "mật",
                                          "MẬT",
                                          "M",
                                          "Ậ",
                                          "T",
                                          "ẬT",
                                          "TỐI ",
                                          "tối ",
                                          " mật ong rừng ",
                                          "bí ",
                                          "mật nhà nước",
                                          "MAÂ",
                                          "mËt",
                                          "ma^",
                                          ".t",
                                          "rừng",
                                          "người ",
                                          " ",
                                          "\n",
                                          "Ä",
                                          "&nbsp;",
                                          "&#7852;",
                                          "&amp;",
                                          "độ ",
                                          "tràm",
                                          ":",
                                          "   ",
                                          "Bản ",
                                          "số "};
  std::mt19937 random(11);
  int proved = 0;
  for (int round = 0; round < 30000; ++round) {
    std::string page = "<html><body><p>rừng tràm</p>";
    for (size_t n = 1 + random() % 12; n > 0; --n) {
      // Half of the pieces are words, so that some of them meet.
      const size_t words = std::size(kPieces) - 38;
      page += kPieces[random() % 2 == 0 ? random() % 38 : 38 + random() % words];
    }
    page += round % 2 == 0 ? "</body></html>" : "";
    if (!ProvesHtml(page)) continue;
    ++proved;
    const detect::DocumentResult result = Judged(page);
    ASSERT_EQ(result.verdict, detect::Verdict::kClean) << page;
    ASSERT_TRUE(result.notes.empty()) << page;
  }
  EXPECT_GT(proved, 1000);
}

TEST_F(QuickLookRules, AgreesOnRandomMail) {
  constexpr std::string_view kPieces[] = {"\n--b\n",
                                          "\n--b--\n",
                                          "Content-Type: text/html\n",
                                          "Content-Type: text/plain; charset=utf-8\n",
                                          "Content-Transfer-Encoding: quoted-printable\n",
                                          "Content-Transfer-Encoding: base64\n",
                                          "\n\n",
                                          "\n",
                                          "=?utf-8?B?TeG6rFQ=?=",
                                          "=?utf-8?Q?M=E1=BA?=",
                                          " =?utf-8?Q?=ACT?=",
                                          "M=E1=BA=ACT",
                                          "TeG6rFQ=",
                                          "M\u1EACT",
                                          "mật ong rừng",
                                          "<b>",
                                          "Subject: ",
                                          "tối ",
                                          "mật",
                                          "=\n",
                                          "rừng tràm",
                                          " ",
                                          "=20",
                                          "Content-Type: multipart/alternative; boundary=b\n",
                                          "--c",
                                          "--b",
                                          "begin 644 a\n",
                                          "M",
                                          "ẬT"};
  std::mt19937 random(13);
  int proved = 0;
  for (int round = 0; round < 30000; ++round) {
    std::string mail = "From: a@b.vn\nMIME-Version: 1.0\n";
    if (round % 2 == 0) mail += "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
    for (size_t n = 1 + random() % 10; n > 0; --n) mail += kPieces[random() % std::size(kPieces)];
    if (round % 4 != 1) mail += "\n--b--\n";
    if (extract::Identify({AsBytes(mail), "a"}) != extract::Format::kEml || !ProvesMail(mail))
      continue;
    ++proved;
    const detect::DocumentResult result = Judged(mail);
    ASSERT_EQ(result.verdict, detect::Verdict::kClean) << mail;
    ASSERT_TRUE(result.notes.empty()) << mail;
  }
  EXPECT_GT(proved, 500);
}

}  // namespace
}  // namespace niem::scan
