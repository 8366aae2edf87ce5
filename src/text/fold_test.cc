#include "text/fold.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "text/fold_table.h"
#include "text/letters.h"
#include "text/utf8.h"

namespace niem::text {
namespace {

std::string Normalised(std::string_view text, bool decompose) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = decompose ? icu::Normalizer2::getNFDInstance(status)
                                           : icu::Normalizer2::getNFCInstance(status);
  std::string out;
  const std::string source(text);
  form->normalize(icu::UnicodeString::fromUTF8(source), status).toUTF8String(out);
  return out;
}

// Text rich in what folding treats specially, with stray bytes.
std::string AnyText() {
  static const std::vector<std::string> kPieces = [] {
    std::vector<std::string> pieces = {
        " ",      "  ",       "\n",         "\r\n", "\t",     ".",      "-",
        "a",      "B",        "7",          "Mật",  "\u00AD", "\u200B", "\uFEFF",
        "\u0301", "\u0323",   "\u031B",     "ﬁ",    "ﬄ",      "ß",      "Ⅷ",
        "М",      "Ａ",       "\U0001D400", "—",    "\u2028", "中",     "\xFF",
        "\xC3",   "\xE1\xBA", "µ",          "½",    "№",      "™",      "\xF0\x9F\x98\x80"};
    for (char32_t letter : VietnameseLetters()) {
      std::string utf8;
      AppendUtf8(utf8, letter);
      pieces.push_back(utf8);
    }
    return pieces;
  }();
  std::string text;
  for (const std::string& piece :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces))) {
    text += piece;
  }
  return text;
}

TEST(Fold, MapsToTheSmallAlphabet) {
  EXPECT_EQ(FoldText("TUYỆT MẬT"), "tuyet mat");
  EXPECT_EQ(FoldText("  Bí-mật\tnhà   nước. "), "bi mat nha nuoc");
  EXPECT_EQ(FoldText("một\r\n \n hai"), "mot\nhai");
  EXPECT_EQ(FoldText("ĐỘ Ðộ đ ð Ɖ"), "do do d d d");
  EXPECT_EQ(FoldText("M\u00ADẬ\u200BT"), "mat");
  EXPECT_EQ(FoldText("ＴＵＹỆＴ　１２"), "tuyet 12");
  EXPECT_EQ(FoldText("ТỐІ МẬТ"), "toi mat");  // Cyrillic
  EXPECT_EQ(FoldText("ΤΟΙ ΜΑΤ"), "toi mat");  // Greek
  EXPECT_EQ(FoldText("𝐌𝐀𝐓 Ⓜⓐⓣ"), "mat mat");
  EXPECT_EQ(FoldText("ﬁle ﬃ Æ"), "file ffi ae");
  EXPECT_EQ(FoldText(""), "");
  EXPECT_EQ(FoldText(" ... "), "");
}

TEST(Fold, KnowsAll134Letters) {
  ASSERT_EQ(VietnameseLetters().size(), 134U);
  for (char32_t code_point : VietnameseLetters()) {
    std::string utf8;
    AppendUtf8(utf8, code_point);
    const Letter letter = LetterOf(code_point);
    EXPECT_EQ(FoldText(utf8), std::string(1, letter.base)) << utf8;
    EXPECT_EQ(FoldText(Normalised(utf8, true)), std::string(1, letter.base)) << utf8;
    EXPECT_EQ(ComposeLetter(letter), code_point);
  }
}

TEST(Fold, SourceIncludesTheMarksOfTheLastLetter) {
  const std::string source = Normalised("là mật thư", true);
  const Folded folded = Fold(source);
  ASSERT_EQ(folded.text, "la mat thu");
  EXPECT_EQ(folded.Source(source, 3, 6), Normalised("mật", true));
  EXPECT_EQ(folded.Source(source, 7, 10), Normalised("thư", true));
  EXPECT_EQ(folded.origin.back(), source.size());
}

RC_GTEST_PROP(FoldProperty, IsIdempotent, ()) {
  const std::string once = FoldText(AnyText());
  RC_ASSERT(FoldText(once) == once);
}

RC_GTEST_PROP(FoldProperty, NfcAndNfdAgree, ()) {
  const std::string text = ReplaceInvalid(AnyText());
  RC_ASSERT(FoldText(Normalised(text, false)) == FoldText(Normalised(text, true)));
  RC_ASSERT(FoldText(text) == FoldText(Normalised(text, true)));
}

RC_GTEST_PROP(FoldProperty, OriginMapsBack, ()) {
  const std::string text = AnyText();
  const Folded folded = Fold(text);
  RC_ASSERT(folded.text == FoldText(text));
  RC_ASSERT(folded.origin.size() == folded.text.size() + 1);
  RC_ASSERT(std::is_sorted(folded.origin.begin(), folded.origin.end()));
  RC_ASSERT(folded.origin.back() == text.size());
  for (size_t begin = 0; begin < folded.text.size(); ++begin) {
    if (begin > 0 && folded.origin[begin] == folded.origin[begin - 1]) continue;  // in a ligature
    const size_t end = std::min(begin + 4, folded.text.size());
    if (folded.origin[end] == folded.origin[end - 1]) continue;
    const std::string expected = FoldText(folded.text.substr(begin, end - begin));
    RC_ASSERT(FoldText(folded.Source(text, begin, end)) == expected);
  }
}

TEST(Skeleton, MergesWhatOcrConfuses) {
  const auto same = [](std::string_view a, std::string_view b) {
    EXPECT_EQ(Skeleton(a).text, Skeleton(b).text) << a << " / " << b;
  };
  same("tai lieu", "1ai 1iew");
  same("toi mat", "t0i mat");
  same("van ban", "uan ban");
  same("cong tac", "c0ng tae");
  same("m", "rn");
  same("nghiem tuc", "nghiem tiic");
  same("8", "b");
  EXPECT_NE(Skeleton("mat").text, Skeleton("nat").text);
  const Folded skeleton = Skeleton("arnold");
  EXPECT_EQ(skeleton.text, "amoid");
  EXPECT_EQ(skeleton.origin, (std::vector<uint32_t>{0, 1, 3, 4, 5, 6}));
}

TEST(JoinSpacedLetters, JoinsLettersSetApart) {
  EXPECT_EQ(JoinSpacedLetters(FoldText("T Ố I  M Ậ T")), "toimat");
  EXPECT_EQ(JoinSpacedLetters(FoldText("T.U.Y.Ệ.T M-Ậ-T")), "tuyetmat");
  EXPECT_EQ(JoinSpacedLetters(FoldText("TU Y Ệ T M Ậ T")), "tuyetmat");
  EXPECT_EQ(JoinSpacedLetters("toi mat"), "");
  EXPECT_EQ(JoinSpacedLetters("a b"), "");
  EXPECT_EQ(JoinSpacedLetters("a b c dep"), "");
  EXPECT_EQ(JoinSpacedLetters(""), "");
}

TEST(DiacriticsAgree, RejectsOtherWords) {
  for (const char* other : {"MẤT", "MẮT", "MẶT", "mát", "mạt", "mẫt", "MÄT", "MAẬT", "MẬ"}) {
    EXPECT_FALSE(DiacriticsAgree(other, "MẬT")) << other;
  }
  EXPECT_FALSE(DiacriticsAgree("tôi mất", "tối mật"));
  EXPECT_FALSE(DiacriticsAgree("đa", "da"));
}

TEST(DiacriticsAgree, AcceptsTheWordAndItsDegradedForms) {
  for (const char* form : {"MẬT", "mật", "MAT", "MÂT", "M.Ậ.T", "M\u00ADẬT", "MА̣̂T"}) {
    EXPECT_TRUE(DiacriticsAgree(form, "mật")) << form;
  }
  EXPECT_TRUE(DiacriticsAgree("TUYÊT MÂT", "tuyệt mật"));
  EXPECT_TRUE(DiacriticsAgree("TUYET MẬT", "tuyệt mật"));
  EXPECT_TRUE(DiacriticsAgree("T Ố I  M Ậ T", "tối mật"));
  EXPECT_TRUE(DiacriticsAgree(Normalised("Tối mật", true), "tối mật"));
  EXPECT_TRUE(DiacriticsAgree("DỘ MẬT", "độ mật"));
  EXPECT_TRUE(DiacriticsAgree("Ðộ mật", "độ mật"));
  EXPECT_TRUE(DiacriticsAgree("hòa", "hoà"));
}

}  // namespace
}  // namespace niem::text
