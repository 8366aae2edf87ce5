#include "extract/html_abridged.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "extract/fixture.h"
#include "extract/formats.h"

namespace niem::extract {
namespace {

constexpr std::string_view kLong =
    "Căn cứ Luật Tổ chức chính quyền địa phương - số 7; theo đề nghị";

constexpr std::string_view kOther =
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký -- và thay thế";

TEST(AbridgedHtml, PutsBackWhatItLeftOut) {
  const std::string html =
      "<p> " + std::string(kLong) + "\n</p><b>ngắn</b><i>" + std::string(kLong) + "</i>";
  AbridgedHtml abridged(html);
  EXPECT_LT(abridged.html().size(), html.size() - kLong.size());
  EXPECT_EQ(abridged.Whole(abridged.html()), html);
  EXPECT_EQ(abridged.WholeSize(abridged.html()), html.size());
  EXPECT_EQ(abridged.Whole("ngắn"), "ngắn");
}

TEST(AbridgedHtml, LeavesOutNothingWhereTheTokenCouldBeForged) {
  for (const std::string forged :
       {"\uE83A0;", "&#xE83A;0;", "&#X0e83a 0;", "&#59450;", "&#0059450", "&#4295026746;"}) {
    const std::string html = "<p>" + std::string(kLong) + "</p>" + forged;
    EXPECT_EQ(AbridgedHtml(html).html(), html) << forged;
  }
  const std::string fine = "<p>" + std::string(kLong) + "</p>&#273;&#x1EAD;&# &#xg";
  EXPECT_NE(AbridgedHtml(fine).html(), fine);
}

// A comment of the token's character turns the leaving out off.
TEST(AbridgedHtml, MakesNoDifferenceToTheDocument) {
  constexpr std::string_view kPieces[] = {"<p>",
                                          "</p>",
                                          "<table>",
                                          "<tr>",
                                          "<td>",
                                          "</td>",
                                          "</table>",
                                          "<b title=\"a > ",
                                          "\">",
                                          "'",
                                          "\"",
                                          "<script>",
                                          "</script>",
                                          "<style>p>b{",
                                          "</style>",
                                          "<!-- > ",
                                          " -- ",
                                          "-->",
                                          "<!--[if mso]>",
                                          "<![endif]-->",
                                          "<title>",
                                          "</title>",
                                          "<textarea>",
                                          "</textarea>",
                                          "<pre>\n",
                                          "</pre>",
                                          "<select><option>",
                                          "</select>",
                                          "<svg><![CDATA[>",
                                          "]]>",
                                          "</svg>",
                                          "<template>",
                                          "</template>",
                                          "<colgroup>",
                                          "<frameset>",
                                          "<a href=x>",
                                          "</a>",
                                          "<h1 hidden>",
                                          "</h1>",
                                          " ",
                                          "\n",
                                          "\r\n",
                                          "\t",
                                          "\f",
                                          "&amp;",
                                          "&nbsp",
                                          "<",
                                          ">",
                                          "</",
                                          "<div style='border:1px solid'>",
                                          "</div>",
                                          "<br>",
                                          "<input value='> ",
                                          "'>",
                                          "<xmp>",
                                          "</xmp>",
                                          "<plaintext>",
                                          "<head>",
                                          "<body>",
                                          "</body>",
                                          "</html>",
                                          "<!DOCTYPE html PUBLIC \"-//",
                                          "<?xml > ",
                                          "MẬT",
                                          "=",
                                          "`",
                                          "<b>",
                                          "</b>",
                                          "<i>",
                                          "</i>",
                                          "<isindex prompt='> ",
                                          "<noscript>",
                                          "<meta content=\"> ",
                                          "<p class=\"x\">",
                                          "<font face='> ",
                                          "<td> "};
  fixture::Bench bench;
  std::mt19937 random(20261122);
  for (int round = 0; round < 4000; ++round) {
    std::string html;
    for (size_t n = 1 + random() % 25; n > 0; --n) {
      html += kPieces[random() % std::size(kPieces)];
      if (random() % 2 == 0) html += random() % 2 == 0 ? kLong : kOther;
    }
    const Result<Document> quick = bench.Run(ExtractHtml, html);
    Result<Document> plain = bench.Run(ExtractHtml, "<!--\uE83A-->" + html);
    ASSERT_TRUE(quick.ok() && plain.ok());
    std::erase_if(plain->blocks, [](const Block& block) { return block.text == "\uE83A"; });
    ASSERT_EQ(quick->blocks.size(), plain->blocks.size()) << html;
    for (size_t i = 0; i < quick->blocks.size(); ++i) {
      ASSERT_EQ(quick->blocks[i].text, plain->blocks[i].text) << html;
      ASSERT_EQ(quick->blocks[i].place, plain->blocks[i].place) << html;
      ASSERT_EQ(quick->blocks[i].style.border, plain->blocks[i].style.border) << html;
      ASSERT_EQ(quick->blocks[i].style.bold, plain->blocks[i].style.bold) << html;
      ASSERT_EQ(quick->blocks[i].row, plain->blocks[i].row) << html;
    }
  }
}

}  // namespace
}  // namespace niem::extract
