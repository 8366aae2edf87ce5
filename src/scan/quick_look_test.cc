#include "scan/quick_look.h"

#include <gtest/gtest.h>

#include "detect/judge.h"
#include "extract/extract.h"

namespace niem::scan {
namespace {

bool Hides(std::string_view text) {
  return MayHideWords(AsBytes(text));
}

TEST(QuickLook, DoubtsWhateverCouldBecomeVietnameseOrAWord) {
  EXPECT_FALSE(
      Hides("Cộng hoà xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc ÀÃÈÉÊÌÍÒÓÔÕÙÚÝ ỹỷỵ"));
  EXPECT_FALSE(Hides("plain text, 1 2 3, x\n"));
  EXPECT_TRUE(Hides(std::string_view("a\0b", 3)));
  EXPECT_TRUE(Hides("m\xcbt"));         // TCVN3 bytes
  EXPECT_TRUE(Hides("tuyÖt mËt"));      // TCVN3 carried as Latin-1
  EXPECT_TRUE(Hides("TOÁI MAÄT"));      // VNI carried
  EXPECT_TRUE(Hides("tuye^.t ma^.t"));  // VIQR
  EXPECT_TRUE(Hides("T Ố I  M Ậ T"));
  EXPECT_TRUE(Hides("M.Ậ.T"));
  EXPECT_TRUE(Hides("m-ậ-t"));
  EXPECT_TRUE(Hides("ＭẬＴ"));
  EXPECT_TRUE(Hides("\xe1\xba"));   // cut short
  EXPECT_FALSE(Hides("m\u0323t"));  // a mark belongs to its letter
}

class QuickLookRules : public testing::Test {
 protected:
  bool Proves(std::string_view text) {
    return quick_.ProvesClean(extract::Format::kText, AsBytes(text), scratch_);
  }

  // The full way.
  detect::Verdict Judged(std::string_view text) {
    class : public extract::MemberSink {
      bool OnMember(std::string_view, Bytes, extract::Context&) override { return true; }

      bool OnBadMember(std::string_view, const Error&, extract::Context&) override { return true; }
    } members;

    const extract::Limits limits;
    extract::Budget budget;
    const std::vector<std::string> passwords;
    extract::Context context{limits, budget, passwords, members};
    Result<extract::Document> document = extract::Extract({AsBytes(text), "a.txt"}, context);
    return detect::Judge(std::move(document).value(), "", rules_).verdict;
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
      EXPECT_EQ(Judged(text), detect::Verdict::kClean) << text;
    }
  }
  EXPECT_GT(proved, 20) << "else it is of no use";
}

}  // namespace
}  // namespace niem::scan
