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
  constexpr std::string_view kPieces[] = {"MẬT", " mật ", "Tối mật",     "\n", "  ",
                                          "mËt", "maät",  "ma^.t",       "é",  "m ậ t",
                                          "\t",  ".",     "Bản sao số 3"};
  for (size_t i = below(4); i > 0; --i) {
    const size_t at = below(piece.size());
    piece.replace(at, below(3), kPieces[below(std::size(kPieces))]);
    if (piece.empty()) piece = "x";
  }
  return piece;
}

class QuickLookRules : public testing::Test {
 protected:
  bool Proves(std::string_view text) {
    return quick_.ProvesClean(extract::Format::kText, "a.txt", AsBytes(text), scratch_);
  }

  // The full way.
  detect::DocumentResult Judged(std::string_view text) {
    class : public extract::MemberSink {
      bool OnMember(std::string_view, Bytes, extract::Context&) override { return true; }

      bool OnBadMember(std::string_view, const Error&, extract::Context&) override { return true; }
    } members;

    const extract::Limits limits;
    extract::Budget budget;
    const std::vector<std::string> passwords;
    extract::Context context{limits, budget, passwords, members};
    Result<extract::Document> document = extract::Extract({AsBytes(text), "a.txt"}, context);
    return detect::Judge(std::move(document).value(), "a.txt", rules_);
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

// Real texts, whole and in mutated pieces: what is proved is clean on the full way, without a note.
TEST_F(QuickLookRules, AgreesOverTheCorpus) {
  const char* const source = std::getenv("NIEM_SOURCE_DIR");
  if (source == nullptr) GTEST_SKIP() << "NIEM_SOURCE_DIR is not set";
  std::mt19937 random(7);
  int proved = 0;
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
        if (extract::Identify({AsBytes(text), "a.txt"}) != extract::Format::kText || !Proves(text))
          continue;
        ++proved;
        const detect::DocumentResult result = Judged(text);
        EXPECT_EQ(result.verdict, detect::Verdict::kClean) << path << " round " << round;
        EXPECT_TRUE(result.evidence.empty()) << path;
        EXPECT_TRUE(result.notes.empty()) << path;
      }
    }
  }
  EXPECT_GT(proved, 50);
}

}  // namespace
}  // namespace niem::scan
