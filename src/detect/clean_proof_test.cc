// The short way to "clean" says what the full way says: over the corpus, on mutations of it, and on
// documents made of the pieces that marks are made of.
#include "detect/clean_proof.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "detect/excerpt.h"
#include "detect/finding_json.h"
#include "detect/judge.h"
#include "detect/rule_set.h"
#include "extract/extract.h"

namespace niem::detect {
namespace {

using extract::Block;
using extract::Document;
using extract::Place;
using Random = std::mt19937;

const RuleSet& Rules() {
  static const RuleSet* rules = new RuleSet(std::move(RuleSet::Builtin().value()));
  return *rules;
}

bool Proved(const Document& document) {
  return Rules().impl().clean_proof()->Holds(document);
}

void ExpectSame(const Document& document, std::string_view name) {
  std::string shown;
  for (const Block& block : document.blocks) {
    if (shown.size() < 2000) shown += "[" + block.text + "] ";
  }
  EXPECT_EQ(ToWireJson(Judge(document, name, Rules())),
            ToWireJson(JudgeInFull(document, name, Rules())))
      << shown;
}

size_t Below(Random& random, size_t limit) {
  return std::uniform_int_distribution<size_t>(0, limit - 1)(random);
}

const std::vector<std::string>& Pieces() {
  static const std::vector<std::string> pieces{"MẬT",
                                               "TỐI",
                                               "TỐI MẬT",
                                               "TUYỆT",
                                               "TUYỆT MẬT",
                                               "tối mật",
                                               "mật",
                                               "MAT",
                                               "TOI MAT",
                                               "M Ậ T",
                                               "T Ố I M Ậ T",
                                               "T",
                                               "Ố",
                                               "I",
                                               "bí mật nhà nước",
                                               "bí mật",
                                               "bí",
                                               "nhà nước",
                                               "Bản số: 03",
                                               "GIẢI MẬT",
                                               "Độ mật:",
                                               "độ mật",
                                               "ngày",
                                               "12/5/2024",
                                               "mặt",
                                               "mất",
                                               "tôi mất",
                                               "số bán",
                                               "A",
                                               "B",
                                               "(Mật)",
                                               "“Tối mật”",
                                               "Tài liệu thu hồi",
                                               "ĐIỀU CHỈNH",
                                               "TĂNG ĐỘ MẬT",
                                               "xin chào",
                                               "Số: 12/BC",
                                               "-",
                                               "------",
                                               "Nơi nhận:",
                                               "M\u00ADẬT",
                                               "ＭẬＴ",
                                               "MÂT",
                                               "MẤT",
                                               "TỐI MẶT",
                                               "Chỉ người có tên mới được bóc bì",
                                               "\u200B",
                                               "tô\u0301i ma\u0323\u0302t",
                                               "\xE1\xBA",
                                               "hoả tốc",
                                               "|",
                                               "☐",
                                               "1.",
                                               "mật khẩu",
                                               "bảo",
                                               "BẢO"};
  return pieces;
}

Document FromPieces(Random& random) {
  static const std::vector<std::string> kBetween{" ",  " ", " ", "\n", "   ",
                                                 "\t", "",  ".", ", ", ":"};
  static const std::vector<Place> kPlaces{Place::kBody,   Place::kBody,     Place::kTableCell,
                                          Place::kHeader, Place::kMetadata, Place::kHidden,
                                          Place::kComment};
  Document document;
  document.format = extract::Format::kDocx;
  for (size_t blocks = 1 + Below(random, 6); blocks > 0; --blocks) {
    Block block;
    for (size_t words = Below(random, 5) + 1; words > 0; --words) {
      block.text += Pieces()[Below(random, Pieces().size())];
      block.text += kBetween[Below(random, kBetween.size())];
    }
    if (Below(random, 20) == 0) block.text += std::string(400, '-');
    block.place = kPlaces[Below(random, kPlaces.size())];
    if (block.place == Place::kTableCell) {
      block.table = 1;
      block.row = static_cast<uint32_t>(Below(random, 2));
      block.column = static_cast<uint32_t>(Below(random, 3));
    }
    document.blocks.push_back(std::move(block));
  }
  return document;
}

TEST(CleanProof, AgreesOnDocumentsOfPieces) {
  Random random(11);
  int proved = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Document document = FromPieces(random);
    proved += Proved(document) ? 1 : 0;
    ExpectSame(document, "a.docx");
  }
  EXPECT_GT(proved, 500) << "else it is of no use";
}

// Lines as long letters have them: the head of one or two, running text, lists, mentions far apart.
Document LongLetter(Random& random) {
  static const std::vector<std::string> kLines{
      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
      "Độc lập - Tự do - Hạnh phúc",
      "Số: 12/BC-UBND",
      "Hà Nội, ngày 3 tháng 5 năm 2024",
      "Kính gửi: Ủy ban nhân dân xã Tân Hoà",
      "BÁO CÁO",
      "- Như trên;",
      "",
      "   ",
      "ờ",
      "\u200B",
      "Nơi nhận:",
      "Theo kế hoạch của xã, các tổ báo cáo việc làm đường trong tháng ba và tháng tư năm nay",
      "Ủy ban nhân dân xã Tân Hoà báo cáo kết quả thực hiện kế hoạch làm đường của xã trong sáu "
      "tháng đầu năm, việc đã làm xong, việc còn dở dang, việc chưa làm và lý do của từng việc để "
      "cấp trên xem xét, cho ý kiến chỉ đạo",
      "Hàng về\rhôm qua và hôm nay, xã đã nhận đủ theo kế hoạch đã báo cáo tuần trước",
  };
  static const std::vector<std::string> kTalk{"việc bảo vệ bí mật nhà nước trong cơ quan",
                                              "hồ sơ đóng dấu Tối mật theo quy định",
                                              "bí",
                                              "mật nhà nước",
                                              "đã giải mật tài liệu cũ",
                                              "mật khẩu bí mật",
                                              "TỐI MẬT",
                                              "A"};
  Document document;
  document.format = extract::Format::kDocx;
  const size_t plain = 40 + Below(random, 400);  // one line in so many talks
  const bool one_block = Below(random, 3) == 0;
  const bool table = !one_block && Below(random, 4) == 0;
  for (size_t lines = 60 + Below(random, 300), i = 0; i < lines; ++i) {
    if (!one_block || i == 0) document.blocks.emplace_back();
    Block& block = document.blocks.back();
    if (!block.text.empty()) block.text += '\n';
    const bool talk = Below(random, plain) == 0;
    block.text += talk ? kTalk[Below(random, Below(random, 5) == 0 ? kTalk.size() : 3)]
                       : kLines[Below(random, kLines.size())];
    if (table && Below(random, 3) != 0) {
      block.place = Place::kTableCell;
      block.table = 1 + static_cast<uint32_t>(i / 90);
      block.row = static_cast<uint32_t>(i % 90 / 2);
      block.column = static_cast<uint32_t>(i % 2);
    } else if (!one_block && Below(random, 30) == 0) {
      block.place = Below(random, 2) == 0 ? Place::kHidden : Place::kComment;
    }
  }
  return document;
}

TEST(CleanProof, AgreesOnLongLetters) {
  Random random(23);
  int by_excerpt = 0;
  for (int i = 0; i < 1'000; ++i) {
    const Document document = LongLetter(random);
    const CleanProof::Survey survey = Rules().impl().clean_proof()->LookOver(document, 32);
    by_excerpt += survey.complete && !survey.stretches.empty() &&
                  ExcerptAround(document, survey.stretches).has_value();
    ExpectSame(document, "a.docx");
  }
  EXPECT_GT(by_excerpt, 100) << "else it is of no use";
}

// The head of a letter reaches a mention through short lines, not through running text.
TEST(CleanProof, TheLinesAroundAMentionAreItsPlace) {
  Document document;
  const auto add = [&](std::string text, size_t times) {
    for (; times > 0; --times) document.blocks.emplace_back().text = text;
  };
  add("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1);
  add("Số: 12/BC-UBND", 1);
  add("Các tổ báo cáo", 24);
  add("bảo vệ bí mật nhà nước", 1);
  add("Ủy ban nhân dân xã Tân Hoà báo cáo kết quả thực hiện kế hoạch làm đường của xã", 60);
  add("bảo vệ bí mật nhà nước", 1);
  add("Các tổ báo cáo", 300);
  const detect::DocumentResult result = Judge(document, "a.docx", Rules());
  ASSERT_EQ(result.verdict, Verdict::kMentions);
  ASSERT_EQ(result.evidence.size(), 2U);
  EXPECT_EQ(result.evidence[0].place, Place::kBelowNumber);
  EXPECT_EQ(result.evidence[1].place, Place::kBody);
  ExpectSame(document, "a.docx");
}

// Every short sequence of lines between a head and a mention, on either side of it.
TEST(CleanProof, AgreesOnWhateverStandsBetweenHeadAndMention) {
  static const std::vector<std::string> kBetween{
      "Các tổ báo cáo", "Uy ban nhan dan xa Tan Hoa bao cao ket qua lam duong cua toan xa nam nay",
      std::string(40, 'x') + " " + std::string(110, 'x'), "\u2026", "ờ"};
  const auto add = [](Document& document, std::string text) {
    document.blocks.emplace_back().text = std::move(text);
  };
  std::set<Place> places;
  for (size_t code = 0; code < 5 * 5 * 5 * 5 * 2; ++code) {
    std::vector<std::string> lines{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 12/BC-UBND"};
    for (size_t rest = code / 2; rest > 0; rest /= 5) lines.push_back(kBetween[rest % 5]);
    lines.emplace_back("bảo vệ bí mật nhà nước");
    if (code % 2 == 1) std::reverse(lines.begin(), lines.end());
    Document document;
    for (int i = 0; i < 100; ++i) add(document, "Các tổ báo cáo việc làm");
    for (const std::string& line : lines) add(document, line);
    for (int i = 0; i < 100; ++i) add(document, "Các tổ báo cáo việc làm");
    ExpectSame(document, "a.docx");
    places.insert(Judge(document, "a.docx", Rules()).evidence.front().place);
  }
  EXPECT_GT(places.size(), 2U);
}

TEST(CleanProof, AMentionHidesNoMarkFarAway) {
  Document document;
  for (int i = 0; i < 400; ++i) document.blocks.emplace_back().text = "Các tổ báo cáo việc làm";
  document.blocks[20].text = "bảo vệ bí mật nhà nước";
  ExpectSame(document, "a.docx");
  document.blocks[390].text = "TỐI MẬT";
  ExpectSame(document, "a.docx");
  EXPECT_NE(Judge(document, "a.docx", Rules()).verdict, Verdict::kMentions);
  document.notes.push_back({ErrorCode::kCorrupt, true, {"hỏng", "damaged"}});
  document.blocks[390].text = "";
  ExpectSame(document, "a.docx");
  EXPECT_EQ(Judge(document, "a.docx", Rules()).verdict, Verdict::kUnreadable);
}

TEST(CleanProof, LooksAcrossBlocks) {
  Document document;
  document.blocks.resize(3);
  document.blocks[0].text = "quy định về bí";
  document.blocks[1].text = std::string(300 << 10, '-');
  document.blocks[2].text = "mật nhà nước";
  EXPECT_FALSE(Proved(document));
  ExpectSame(document, "");
  document.blocks[1].place = Place::kHidden;
  EXPECT_FALSE(Proved(document));
  ExpectSame(document, "");
  document.blocks[0].text = "quy định về các";
  EXPECT_TRUE(Proved(document));
}

TEST(CleanProof, LooksAtTheName) {
  Document document;
  document.blocks.resize(1);
  document.blocks[0].text = "xin chào";
  for (const char* name :
       {"TỐI MẬT.docx", "a.docx", "ho_so_tuyệt_mật.odt", "bí mật nhà nước.txt"}) {
    ExpectSame(document, name);
  }
  EXPECT_EQ(Judge(document, "TỐI MẬT.docx", Rules()).verdict, Verdict::kSuspect);
}

TEST(CleanProof, NeverHidesThatAPartWasNotRead) {
  Document document;
  document.blocks.resize(1);
  document.blocks[0].text = "xin chào";
  document.notes.push_back({ErrorCode::kCorrupt, true, {"hỏng", "damaged"}});
  ExpectSame(document, "a.docx");
  EXPECT_EQ(Judge(document, "a.docx", Rules()).verdict, Verdict::kUnreadable);
}

// Blocks split, joined, swapped, hidden; letters dropped and doubled.
void Mutate(Document& document, Random& random) {
  auto& blocks = document.blocks;
  for (size_t times = 1 + Below(random, 4); times > 0 && !blocks.empty(); --times) {
    const size_t at = Below(random, blocks.size());
    Block& block = blocks[at];
    const size_t cut = Below(random, block.text.size() + 1);
    switch (Below(random, 6)) {
      case 0: {
        Block rest = block;
        rest.text = block.text.substr(cut);
        block.text.resize(cut);
        blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(rest));
        break;
      }
      case 1:
        block.text.erase(cut, 1 + Below(random, 4));
        break;
      case 2:
        block.text.insert(cut, Pieces()[Below(random, Pieces().size())]);
        break;
      case 3:
        std::swap(block.text, blocks[Below(random, blocks.size())].text);
        break;
      case 4:
        block.place = Place::kHidden;
        break;
      default:
        blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
}

// Judges every member both ways.
class Comparer : public extract::MemberSink {
 public:
  void Read(Bytes bytes, std::string_view name, extract::Context& context) {
    const Result<Document> document = extract::Extract({bytes, name}, context);
    if (!document.ok()) return;
    proved_ += Proved(*document) ? 1 : 0;
    ExpectSame(*document, name);
    for (int round = 0; round < 3; ++round) {
      Document mutated = *document;
      Mutate(mutated, random_);
      ExpectSame(mutated, name);
    }
  }

  bool OnMember(std::string_view name, Bytes bytes, extract::Context& context) override {
    extract::Context deeper = context.Deeper(*this);
    Read(bytes, name, deeper);
    return true;
  }

  bool OnBadMember(std::string_view, const Error&, extract::Context&) override { return true; }

  int proved() const { return proved_; }

 private:
  Random random_{5};
  int proved_ = 0;
};

TEST(CleanProof, AgreesOverTheCorpus) {
  const char* const source = std::getenv("NIEM_SOURCE_DIR");
  if (source == nullptr) GTEST_SKIP() << "NIEM_SOURCE_DIR is not set";
  Comparer comparer;
  for (const char* const folder : {"/samples", "/tests/corpus", "/tests/data", "/docs"}) {
    std::error_code error;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(source) + folder, error)) {
      if (!entry.is_regular_file()) continue;
      const Result<std::string> bytes = ReadWholeFile(entry.path().string(), 8 << 20);
      if (!bytes.ok()) continue;
      const extract::Limits limits;
      extract::Budget budget;
      const std::vector<std::string> passwords;
      extract::Context context{limits, budget, passwords, comparer};
      comparer.Read(AsBytes(*bytes), entry.path().filename().string(), context);
    }
  }
  EXPECT_GT(comparer.proved(), 50);
}

}  // namespace
}  // namespace niem::detect
