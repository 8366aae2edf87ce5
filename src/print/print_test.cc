// What was printed is read back by poppler. A golden file of bytes would hold only as long as no
// security update touches cairo, FreeType or zlib; the golden text with the place of every line
// (tests/golden/print) says what a person would see change.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "print/paper.h"
#include "print/testing.h"

namespace niem::print {
namespace {

// The vowels with their tones and đ, in both cases: 134 beside the plain a, e, i, o, u, y.
constexpr std::string_view kLetters =
    "a à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ e è ẻ ẽ é ẹ ê ề ể ễ ế ệ i ì ỉ ĩ í ị o ò ỏ õ ó ọ ô ồ ổ ỗ "
    "ố ộ ơ ờ ở ỡ ớ ợ u ù ủ ũ ú ụ ư ừ ử ữ ứ ự y ỳ ỷ ỹ ý ỵ đ "
    "A À Ả Ã Á Ạ Ă Ằ Ẳ Ẵ Ắ Ặ Â Ầ Ẩ Ẫ Ấ Ậ E È Ẻ Ẽ É Ẹ Ê Ề Ể Ễ Ế Ệ I Ì Ỉ Ĩ Í Ị O Ò Ỏ Õ Ó Ọ Ô Ồ Ổ Ỗ "
    "Ố Ộ Ơ Ờ Ở Ỡ Ớ Ợ U Ù Ủ Ũ Ú Ụ Ư Ừ Ử Ữ Ứ Ự Y Ỳ Ỷ Ỹ Ý Ỵ Đ";

std::string Printed(Paper paper) {
  const Result<std::string> pdf = Render(std::move(paper));
  EXPECT_TRUE(pdf.ok()) << pdf.error().message().en;
  return pdf.ok() ? *pdf : std::string();
}

std::string Joined(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
  return text;
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

Paper With(Block block) {
  Paper paper;
  paper.blocks.push_back(std::move(block));
  return paper;
}

Table Rows(int count, const std::string& cell = "Về việc bảo vệ") {
  Table table;
  table.columns = {{"Số"}, {"Trích yếu", 4}};
  for (int i = 1; i <= count; ++i) table.rows.push_back({std::to_string(i), cell});
  return table;
}

TEST(Print, Sets134LettersInEveryFace) {
  for (const bool bold : {false, true}) {
    for (const bool italic : {false, true}) {
      Paragraph paragraph{std::string(kLetters)};
      paragraph.bold = bold, paragraph.italic = italic;
      EXPECT_EQ(Joined(ReadBack(Printed(With(paragraph))).Text()),
                Joined(std::string(kLetters) + "Trang 1/1"));
    }
  }
  EXPECT_EQ(Count(std::string(kLetters), " ") + 1, 134U + 12U);
}

TEST(Print, SetsDecomposedLettersAsComposedOnes) {
  const std::string composed = Printed(With(Paragraph{"Tiếng Việt: Ầ ỗ Đ"}));
  EXPECT_EQ(Printed(With(Paragraph{"Tie\xCC\x82\xCC\x81ng Vie\xCC\xA3\xCC\x82t: "
                                   "A\xCC\x82\xCC\x80 o\xCC\x82\xCC\x83 Đ"})),
            composed);
}

TEST(Print, PartsNoDateWhereOtherColumnsHaveRoom) {
  Table table;
  table.points = 8.5;
  for (int i = 0; i < 14; ++i) {
    table.columns.push_back({"Cột", i == 3 ? 2.9 : i == 1 ? 0.4 : 1.0});
  }
  table.rows.emplace_back(14, "");
  table.rows[0][1] = "23/11/2026";
  table.rows[0][3] = "Về việc bảo vệ";
  Paper paper = With(table);
  paper.landscape = true;
  EXPECT_NE(ReadBack(Printed(std::move(paper))).Text().find("23/11/2026"), std::string::npos);
}

Picture Drawn(double height) {
  Picture picture{800, height};
  PictureShape box{PictureShape::Kind::kBox, Ink::kRed, 0, 0, 800, height};
  PictureShape text{PictureShape::Kind::kText, Ink::kBlack, 400, 20, 300};
  text.text = "mạng LAN", text.align = Align::kCentre;
  picture.shapes = {box, text};
  return picture;
}

TEST(Print, DrawsAPictureAsWideAsThePageAndNoHigher) {
  const ReadBack low(Printed(With(Drawn(100))));
  EXPECT_NE(low.Text(0).find("mạng LAN"), std::string::npos);
  const std::vector<double> wide = low.Extent(0, true);
  EXPECT_NEAR(wide[0], 30, 0.2);   // the left margin of a form
  EXPECT_NEAR(wide[2], 195, 0.2);  // 210 less the right one
  EXPECT_NEAR(wide[3] - wide[1], 165.0 / 8, 0.2);
  const ReadBack high(Printed(With(Drawn(20'000))));
  EXPECT_EQ(high.pages(), 1);
  EXPECT_LT(high.Extent(0, true)[3], 297);
}

TEST(Print, RefusesAPictureOfTooManyShapesOrOfBadText) {
  Picture picture = Drawn(100);
  picture.shapes.back().text = "m\xE1\xBA";
  EXPECT_EQ(Render(With(picture)).error().code(), ErrorCode::kInvalidArgument);
  picture.shapes.assign(kMostShapes + 1, {});
  EXPECT_EQ(Render(With(picture)).error().code(), ErrorCode::kTooLarge);
}

TEST(Print, LeavesNoTitleAndNoHeadBehind) {
  Table table = Rows(2, std::string("a\nb\nc\nd\ne\nf\ng\nh"));
  table.title = "Điều 5 khoản 8";
  Paper paper = With(Space{235});  // room for the head and not for the row
  paper.blocks.insert(paper.blocks.begin(), Paragraph{"Đầu trang"});
  paper.blocks.push_back(table);
  const ReadBack read(Printed(std::move(paper)));
  EXPECT_EQ(read.pages(), 2);
  EXPECT_EQ(read.Text(0).find("Điều 5"), std::string::npos);
  EXPECT_NE(read.Text(1).find("Điều 5"), std::string::npos);
}

TEST(Print, PartsADigestWithoutAHyphen) {
  const std::string digest(64, 'd');
  EXPECT_EQ(ReadBack(Printed(With(Rows(1, digest + digest)))).Text().find('-'), std::string::npos);
}

TEST(Print, RefusesWhatIsNotUtf8WhereverItStands) {
  const std::string bad = "Tối m\xE1\xBA";
  Paper head, foot, banner;
  head.head = bad, foot.foot = {bad}, banner.banner = bad;
  Table table = Rows(1);
  table.rows[0][1] = bad;
  std::vector<Paper> papers = {head, foot, banner};
  for (const Block& block :
       std::vector<Block>{Letterhead{{bad}, {}}, Heading{bad}, Paragraph{bad}, Facts{{{"Số", bad}}},
                          table, Signatures{{{bad}}}, Labels{{{"B1", {bad}}}}, Stamps{{{{bad}}}}}) {
    papers.push_back(With(block));
  }
  for (Paper& paper : papers) {
    const Result<std::string> pdf = Render(std::move(paper));
    ASSERT_FALSE(pdf.ok());
    EXPECT_EQ(pdf.error().code(), ErrorCode::kInvalidArgument);
  }
}

TEST(Print, ShowsWhatWouldDrawNothingOrTurnALine) {
  const std::string text = ReadBack(Printed(With(Paragraph{std::string("a\0b\x1B"
                                                                       "c",
                                                                       5) +
                                                           "\u202Ed"})))
                               .Text();
  EXPECT_EQ(Count(Joined(text), "FFFD"), 3U) << text;  // boxes with the number
}

TEST(Print, SameBytesOfTheSamePaper) {
  Paper paper = With(Rows(100));
  paper.qr = "niem.example/so\n12\nx\n", paper.banner = "MẬT", paper.made_s = 1'780'000'000;
  const std::string once = Printed(paper);
  EXPECT_EQ(Printed(paper), once);
  paper.made_s += 1;
  EXPECT_NE(Printed(paper), once);
}

TEST(Print, SeveralAtOnceGiveTheSameBytes) {
  Paper paper = With(Rows(60));
  paper.qr = "B12", paper.banner = "MẬT";
  const std::string alone = Printed(paper);
  std::vector<std::string> prints(4);
  std::vector<std::thread> threads;
  for (std::string& one : prints) threads.emplace_back([&] { one = Printed(paper); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& one : prints) EXPECT_EQ(one, alone);
}

TEST(Print, EveryPageHasLevelHeadNumberAndColumns) {
  Paper paper = With(Rows(200));
  paper.banner = "TUYỆT MẬT", paper.landscape = true, paper.foot = {"Người in: Hồ Thị Mai"};
  const ReadBack read(Printed(paper));
  ASSERT_GT(read.pages(), 3);
  for (int i = 0; i < read.pages(); ++i) {
    const std::string text = read.Text(i);
    EXPECT_EQ(Count(text, "TUYỆT MẬT"), 2U) << text;
    EXPECT_EQ(Count(text, "Trích yếu"), 1U);
    EXPECT_EQ(Count(text, "Người in: Hồ Thị Mai"), 1U);
    EXPECT_NE(text.find("Trang " + std::to_string(i + 1) + "/" + std::to_string(read.pages())),
              std::string::npos);
  }
}

TEST(Print, PartsOnlyRowsLongerThanAPage) {
  std::string words;
  for (int i = 0; i < 3000; ++i) words += "chữ" + std::to_string(i) + " ";
  Table table = Rows(2, "dòng một\ndòng hai\ndòng ba");
  table.rows.insert(table.rows.begin() + 1, {"dài", words});
  const ReadBack read(Printed(With(table)));
  EXPECT_GT(read.pages(), 1);
  std::string text = read.Text();
  for (int i = 0; i < 3000; ++i) {
    ASSERT_EQ(Count(text, "chữ" + std::to_string(i) + " ") +
                  Count(text, "chữ" + std::to_string(i) + "\n"),
              1U)
        << i;
  }
  const ReadBack many(Printed(With(Rows(60, "dòng một\ndòng hai\ndòng ba"))));
  for (int i = 0; i < many.pages(); ++i) {
    EXPECT_EQ(Count(many.Text(i), "dòng một"), Count(many.Text(i), "dòng ba"));
  }
}

TEST(Print, WordWiderThanItsColumnIsPartedAndWhole) {
  Table table = Rows(1, std::string(300, 'x') + "Đ");
  const ReadBack read(Printed(With(table)));
  EXPECT_EQ(Count(read.Text(), "x"), 300U);
}

TEST(Print, LabelsStandOnTheirPlaces) {
  Labels labels;
  labels.first = 23;
  for (int i = 1; i <= 26; ++i) labels.list.push_back({"B" + std::to_string(i), {"TỐI MẬT"}});
  const ReadBack read(Printed(With(labels)));
  ASSERT_EQ(read.pages(), 3);
  EXPECT_EQ(Count(read.Text(0), "TỐI MẬT"), 1U);
  EXPECT_EQ(Count(read.Text(1), "TỐI MẬT"), 24U);
  EXPECT_EQ(Count(read.Text(2), "B26"), 1U);
}

TEST(Print, StampsHaveTheirSizeToATenthOfAMillimetre) {
  Stamp stamp;
  stamp.lines = {"TUYỆT MẬT"}, stamp.width = 40, stamp.height = 8, stamp.borders = 2;
  stamp.red = true, stamp.caption = "40 × 8 mm";
  const std::vector<double> box = ReadBack(Printed(With(Stamps{{stamp}}))).Extent(0, true);
  EXPECT_NEAR(box[2] - box[0], 40, 0.1);
  EXPECT_NEAR(box[3] - box[1], 8, 0.1);
}

TEST(Print, TooMuchForAQrCodeIsAnError) {
  Paper paper = With(Paragraph{"x"});
  paper.qr = std::string(4000, 'x');
  const Result<std::string> pdf = Render(paper);
  ASSERT_FALSE(pdf.ok());
  EXPECT_EQ(pdf.error().code(), ErrorCode::kTooLarge);
}

TEST(Print, FormLooksAsItDid) {
  Paper paper;
  paper.name = "Phiếu", paper.banner = "TỐI MẬT", paper.head = "Phiếu giao, nhận";
  paper.foot = {"In bởi: Hồ Thị Mai, 03/07/2026 08:15", "chưa đối chiếu bản gốc"};
  paper.qr = "niem.example/so\n12\nx\n";
  paper.blocks = {
      Letterhead{{"ỦY BAN NHÂN DÂN XÃ SÔNG HẬU", "VĂN PHÒNG"},
                 {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"}},
      Heading{"PHIẾU GIAO, NHẬN", "(hai bản)"},
      Facts{{{"Số, ký hiệu", "07/BC-UBND"}, {"Người nhận", ""}}},
      Rows(3),
      Paragraph{"Đã kiểm tra, đối chiếu trước khi ký nhận."},
      Signatures{{{"NGƯỜI GIAO", "(Ký, ghi rõ họ tên)", "Hồ Thị Mai"}, {"NGƯỜI NHẬN"}}},
  };
  const std::string places = ReadBack(Printed(paper)).Places();
  const std::string path =
      std::string(std::getenv("NIEM_SOURCE_DIR")) + "/tests/golden/print/form.txt";
  if (std::getenv("NIEM_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << places;
  std::ifstream file(path);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(places, golden.str());
}

}  // namespace
}  // namespace niem::print
