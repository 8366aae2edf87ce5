// The short way to "clean" says what the full way says: over the corpus, on mutations of it, and on
// documents made of the pieces that marks are made of.
#include "detect/clean_proof.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "base/file.h"
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
