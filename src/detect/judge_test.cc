// Properties of verdicts, and the demands that the declarative cases do not reach.
#include "detect/judge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "detect/quick_filter.h"
#include "extract/formats.h"
#include "text/fold.h"
#include "text/match.h"

namespace niem::detect {
namespace {

using extract::Block;
using extract::Document;
using extract::Place;

const RuleSet& Rules() {
  static const RuleSet* rules = new RuleSet(std::move(RuleSet::Builtin().value()));
  return *rules;
}

Document Plain(const std::string& text) {
  Document document;
  document.format = extract::Format::kText;
  document.blocks.emplace_back();
  document.blocks.back().text = text;
  return document;
}

DocumentResult JudgeText(const std::string& text) {
  return Judge(Plain(text), "x.txt", Rules());
}

// A letterhead with `mark` where ô 10a stands.
std::string Letter(const std::string& mark) {
  return "SỞ NỘI VỤ\nSố: 15/BC-SNV\n" + mark +
         "\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
         "Sơn Hà, ngày 5 tháng 6 năm 2024\nBÁO CÁO\nKết quả công tác quý II\n"
         "Trong quý, đơn vị đã hoàn thành các nhiệm vụ được giao theo kế hoạch.\n";
}

const std::array<std::pair<std::string, Level>, 3> kMarks = {
    {{"MẬT", Level::kMat}, {"TỐI MẬT", Level::kToiMat}, {"TUYỆT MẬT", Level::kTuyetMat}}};

TEST(Judge, RemovingTheMarkRemovesTheVerdict) {
  for (const auto& [mark, level] : kMarks) {
    const DocumentResult with = JudgeText(Letter(mark));
    EXPECT_EQ(with.verdict, Verdict::kMarked);
    EXPECT_EQ(with.level, level);
    EXPECT_EQ(JudgeText(Letter("")).verdict, Verdict::kClean);
  }
}

TEST(Judge, QuotingTheMarkMakesItAMention) {
  for (const auto& [mark, level] : kMarks) {
    for (const auto& [open, close] :
         {std::pair<std::string, std::string>{"“", "”"}, {"\"", "\""}, {"«", "»"}, {"'", "'"}}) {
      const std::string quoted = open + mark + close;
      EXPECT_EQ(JudgeText("Con dấu mang chữ\n" + quoted + "\nđược khắc theo mẫu.").verdict,
                Verdict::kMentions)
          << quoted;
      // Alone where ô 10a stands it may be a mark dressed up: a person must look.
      EXPECT_GE(Severity(JudgeText(Letter(quoted)).verdict), Severity(Verdict::kSuspect)) << quoted;
    }
  }
}

TEST(Judge, ShapeOfTheTextDoesNotMatter) {
  const std::vector<std::string> mats = {"MẬT",
                                         "  MẬT  ",
                                         "\tMẬT\t",
                                         "[MẬT]",
                                         "M\u1eacT",
                                         "MA\u0323\u0302T",
                                         "MA\u0302\u0323T",
                                         "- MẬT -",
                                         "== MẬT ==",
                                         "\u00a0MẬT\u00a0",
                                         "\u200bMẬT",
                                         "ＭẬＴ",
                                         "M Ậ T",
                                         "(MẬT)"};
  for (const std::string& mark : mats) {
    const DocumentResult result = JudgeText(Letter(mark));
    EXPECT_EQ(result.verdict, Verdict::kMarked) << mark;
    EXPECT_EQ(result.level, Level::kMat) << mark;
  }
}

TEST(Judge, LookAlikesAreNoMarks) {
  for (const std::string word :
       {"MẤT", "MẶT", "MẮT", "MÁT", "MẠNG", "BẢO MẬT", "MẬT KHẨU", "MẬT ĐỘ", "MẬT MÃ", "HỎA TỐC",
        "KHẨN", "THƯỢNG KHẨN", "ĐẾN", "MẬT ONG", "LƯU HÀNH NỘI BỘ", "TỒI TỆ", "CƠ MẬT VIỆN"}) {
    const Verdict verdict = JudgeText(Letter(word)).verdict;
    EXPECT_EQ(VerdictName(verdict), "clean") << word;
  }
}

TEST(Judge, PageAndPlaceAreTheMarks) {
  Document document = Plain(Letter(""));
  document.blocks[0].page = 1;
  Block mark;
  mark.text = "TỐI MẬT";
  mark.page = 3;
  mark.place = Place::kHeader;
  mark.locator = "word/header2.xml";
  document.blocks.push_back(mark);
  const DocumentResult result = Judge(document, "x.docx", Rules());
  ASSERT_EQ(result.verdict, Verdict::kMarked);
  EXPECT_EQ(result.evidence[0].rule, "mark.level");
  EXPECT_EQ(result.evidence[0].page, 3u);
  EXPECT_EQ(result.evidence[0].place, Place::kHeader);
  EXPECT_EQ(result.evidence[0].locator, "word/header2.xml");
  EXPECT_FALSE(result.evidence[0].box.has_value());
}

TEST(Judge, BoxIsTheMarksAndOnItsPage) {
  Document document = Plain(Letter(""));
  Block mark;
  mark.text = "TỐI MẬT";
  mark.page = 2;
  mark.ocr = true;
  mark.box = extract::Box{-0.5F, 0.25F, 0.5F, std::nanf("")};
  document.blocks.push_back(mark);
  const DocumentResult result = Judge(document, "x.pdf", Rules());
  ASSERT_EQ(result.verdict, Verdict::kMarked);
  EXPECT_EQ(result.evidence[0].box, (extract::Box{0, 0.25F, 0.5F, 0}));
  // A picture inside an office file stands on no known page.
  document.blocks.back().page = 0;
  EXPECT_FALSE(Judge(document, "x.docx", Rules()).evidence[0].box.has_value());
}

TEST(Judge, EvidenceQuotesOnlyTheMark) {
  const DocumentResult result = JudgeText(Letter("TỐI MẬT"));
  for (const Evidence& evidence : result.evidence) {
    EXPECT_EQ(evidence.text.find("BÁO CÁO"), std::string::npos);
    EXPECT_LE(std::count_if(evidence.text.begin(), evidence.text.end(),
                            [](char c) { return (c & 0xC0) != 0x80; }),
              80);
  }
  EXPECT_TRUE(
      std::is_sorted(result.evidence.begin(), result.evidence.end(),
                     [](const Evidence& a, const Evidence& b) { return a.weight > b.weight; }));
}

TEST(Judge, EvidenceOfACompanionIsItsOwnWords) {
  const DocumentResult result =
      JudgeText(Letter("TỐI MẬT   Bản số: 03 KHẨN phụ lục 4") +
                "Thời hạn bảo vệ bí mật nhà nước: 10 năm kể từ ngày 05/6/2024, số 7\n"
                "Nơi nhận:\n- Như trên;\n- Lưu: VT, kế hoạch Hải Âu (không được phép sao chụp).\n");
  std::vector<std::string> texts;
  for (const Evidence& evidence : result.evidence) {
    if (evidence.rule.starts_with("mark.")) texts.push_back(evidence.rule + " " + evidence.text);
  }
  std::sort(texts.begin(), texts.end());
  EXPECT_EQ(texts, (std::vector<std::string>{
                       "mark.copy_number Bản số: 03", "mark.level TỐI MẬT",
                       "mark.no_copying không được phép sao chụp",
                       "mark.term Thời hạn bảo vệ bí mật nhà nước: 10 năm kể từ ngày 05/6/2024"}));
}

// What a report quotes is the mark: whatever else stands in the document stays there.
TEST(Judge, EvidenceNeverHoldsTheContent) {
  const std::string secret = "Hải Âu";
  for (const std::string& text : std::vector<std::string>{
           Letter("TỐI MẬT") + secret, Letter(secret + "   MẬT   " + secret),
           Letter("TỐI MẬT " + secret), secret + " TỐI MẬT " + secret,
           Letter("MẬT") + "Bản số: 02 " + secret + "\nTài liệu thu hồi " + secret,
           secret + " bí mật nhà nước " + secret + "\n" + secret + " độ mật: " + secret,
           "GIẢI MẬT\nTừ: 12/03/2024 " + secret, Letter("GIẢI MẬT\n" + secret + " 12/03/2024"),
           "Nơi nhận:\n- " + secret + " (không sao chụp) " + secret + "\nTHU HỒI TÀI LIỆU"}) {
    for (const Evidence& evidence : JudgeText(text).evidence)
      EXPECT_EQ(evidence.text.find(secret), std::string::npos) << evidence.rule << "\n" << text;
  }
}

TEST(Judge, IncompleteIsNeverClean) {
  Document document = Plain("Nội dung bình thường");
  document.notes.push_back({ErrorCode::kUnsupported, true, {"không đọc được", "not read"}});
  EXPECT_EQ(Judge(document, "x", Rules()).verdict, Verdict::kUnreadable);
  document.blocks[0].text = Letter("MẬT");
  EXPECT_EQ(Judge(document, "x", Rules()).verdict, Verdict::kMarked);
  document.notes[0].incomplete = false;
  document.blocks[0].text = "Nội dung";
  EXPECT_EQ(Judge(document, "x", Rules()).verdict, Verdict::kClean);
  EXPECT_EQ(Unreadable(extract::Format::kPdf, Error(ErrorCode::kEncrypted, {"a", "b"})).verdict,
            Verdict::kUnreadable);
}

TEST(Judge, HighestOfSeveralHeadersWins) {
  Document document;
  for (const char* text : {"MẬT", "TỐI MẬT"}) {
    Block block;
    block.text = text;
    block.place = Place::kHeader;
    block.page = static_cast<uint32_t>(document.blocks.size() * 20 + 1);
    document.blocks.push_back(block);
    for (int i = 0; i < 12; ++i) {
      Block body;
      body.text = "Nội dung trang này trình bày công việc của đơn vị.";
      document.blocks.push_back(body);
    }
  }
  const DocumentResult result = Judge(document, "x.docx", Rules());
  EXPECT_EQ(result.verdict, Verdict::kMarked);
  EXPECT_EQ(result.level, Level::kToiMat);
}

TEST(Judge, WindowEdgesAreNoLineEnds) {
  // One enormous line in which the word falls on every alignment of a reading window.
  for (size_t shift = 0; shift < 24; ++shift) {
    std::string text(130'980 + shift, 'x');
    for (size_t i = 40; i < text.size(); i += 41) text[i] = ' ';
    text += " MẬT ";
    text += std::string(100, 'y') + " và " + std::string(300'000, 'z');
    EXPECT_NE(JudgeText(text).verdict, Verdict::kMarked) << shift;
    EXPECT_NE(JudgeText(text).verdict, Verdict::kSuspect) << shift;
  }
}

// Found by fuzzing: a signer's letter that ends its line.
TEST(Judge, ASignersLetterMayEndItsLine) {
  for (const char* text : {"T", "K", "TM", "KT", "T\xF3",
                           "M\xDB\xBA\xAC"
                           "T",
                           "T.", "Q\n.\n"})
    JudgeText(text);
}

TEST(Judge, HugeTablesAndTextsEnd) {
  Document table;
  for (uint32_t i = 0; i < 20'000; ++i) {
    Block block;
    block.place = Place::kTableCell;
    block.table = 1, block.row = i / 10, block.column = i % 10;
    block.text = i % 10 == 3 ? "Mật" : "Số: " + std::to_string(i) + "/BC";
    table.blocks.push_back(block);
  }
  EXPECT_NE(Judge(table, "x.xlsx", Rules()).verdict, Verdict::kMarked);
  std::string text;
  while (text.size() < 1u << 20)
    text += "Tài liệu tuyệt mật, tối mật, mật phải được bảo vệ bí mật nhà nước ";
  EXPECT_EQ(JudgeText(text).verdict, Verdict::kMentions);
  std::string lines;
  while (lines.size() < 1u << 18) lines += "MẬT\n";
  JudgeText(lines);
  // What grows faster than its input does not end within ctest's limit (bench/ measures the
  // growth).
}

// Random documents from the words that matter and words that look alike.
std::string RandomText(std::mt19937& random) {
  static const std::array<const char*, 44> kPieces = {"MẬT",
                                                      "mật",
                                                      "Mật",
                                                      "MAT",
                                                      "mat",
                                                      "mất",
                                                      "MẶT",
                                                      "mặt",
                                                      "MẠT",
                                                      "MÂT",
                                                      "TỐI",
                                                      "TUYỆT",
                                                      "BẢO",
                                                      "BÍ",
                                                      "bảo",
                                                      "KHẨU",
                                                      "khẩu",
                                                      "Số: 12/BC-UBND",
                                                      "Kính gửi:",
                                                      "Hà Nội, ngày 5 tháng 6 năm 2024",
                                                      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                                                      "BÁO CÁO",
                                                      "Bản số: 3",
                                                      "HỎA TỐC",
                                                      "tài liệu",
                                                      "A",
                                                      "B",
                                                      "\n",
                                                      "\n",
                                                      "\n",
                                                      "\n\n",
                                                      "   ",
                                                      "    ",
                                                      "\t",
                                                      "|",
                                                      "“",
                                                      "”",
                                                      "- ",
                                                      ":",
                                                      ".",
                                                      "M\u0041\u0323\u0302T",
                                                      "\u200b",
                                                      "trang 2",
                                                      "ĐÀ NẴNG"};
  std::uniform_int_distribution<size_t> pick(0, kPieces.size() - 1);
  std::uniform_int_distribution<int> length(1, 14);
  std::string text;
  for (int i = length(random); i > 0; --i) {
    text += kPieces[pick(random)];
    if (random() % 3 != 0) text += ' ';
  }
  return text;
}

bool HitsStrongPhrase(const std::string& text, const RuleSet& rules) {
  const std::string folded = text::FoldText(text);
  return std::any_of(rules.quick_phrases().begin(), rules.quick_phrases().end(),
                     [&](const std::string& phrase) {
                       return !IsWeakPhrase(phrase) &&
                              !text::FindPhrase(folded, phrase, /*across_lines=*/true).empty();
                     });
}

class NoMembers : public extract::MemberSink {
 public:
  bool OnMember(std::string_view, Bytes, extract::Context&) override { return true; }

  bool OnBadMember(std::string_view, const Error&, extract::Context&) override { return true; }
};

TEST(QuickFilter, FalseMeansClean) {
  std::mt19937 random(20261122);
  int settled = 0;
  for (int i = 0; i < 60'000; ++i) {
    const std::string text = RandomText(random);
    if (HitsStrongPhrase(text, Rules()) || CouldMatter(text, Rules())) continue;
    ++settled;
    extract::Limits limits;
    extract::Budget budget;
    const std::vector<std::string> passwords;
    NoMembers members;
    extract::Context context{limits, budget, passwords, members};
    const auto document = extract::ExtractText({AsBytes(text), "x.txt"}, context);
    ASSERT_TRUE(document.ok());
    const DocumentResult result = Judge(*document, "x.txt", Rules());
    ASSERT_EQ(VerdictName(result.verdict), "clean") << text;
  }
  EXPECT_GT(settled, 10'000);
}

TEST(QuickFilter, SettlesOrdinaryTextAndKeepsMarks) {
  EXPECT_FALSE(
      CouldMatter("Mặt trời mọc, mắt em sáng, mất điện, mật ong, bảo mật, mật độ dân số", Rules()));
  EXPECT_TRUE(CouldMatter("abc\nMẬT\nxyz", Rules()));
  EXPECT_TRUE(CouldMatter("abc    MA\u0323\u0302T    xyz", Rules()));
  EXPECT_TRUE(IsWeakPhrase("mat"));
  EXPECT_TRUE(NameCouldMatter("TOI_MAT_bao cao.txt", Rules()));
  EXPECT_FALSE(NameCouldMatter("bao cao.txt", Rules()));
}

}  // namespace
}  // namespace niem::detect
