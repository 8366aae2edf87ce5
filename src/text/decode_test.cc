#include "text/decode.h"

#include <gtest/gtest.h>
#include <iconv.h>
#include <rapidcheck/gtest.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <random>

#include "text/evidence.h"
#include "text/fold.h"
#include "text/legacy.h"
#include "text/letters.h"
#include "text/utf8.h"

namespace niem::text {
namespace {

using Writer = std::u32string (*)(std::u32string_view);

constexpr std::string_view kSentence =
    "Cộng hòa xã hội chủ nghĩa Việt Nam. Bí mật nhà nước ở mức tuyệt mật được giữ kỹ, những người "
    "không có nhiệm vụ thì chẳng được đọc; hỏi, ngã, nặng đều đủ cả.";

std::string Carried(std::string_view utf8, Writer writer) {
  return FromCodePoints(writer(ToCodePoints(utf8)));
}

std::string AsLatin1(std::string_view carried) {
  std::string bytes;
  for (char32_t c : ToCodePoints(carried)) bytes.push_back(static_cast<char>(c));
  return bytes;
}

std::string ByIconv(std::string_view from, std::string_view to, std::string text) {
  const iconv_t converter = iconv_open(std::string(to).c_str(), std::string(from).c_str());
  if (converter == iconv_t(-1)) return "no converter";
  std::string out(text.size() * 6 + 16, '\0');
  char* in_at = text.data();
  char* out_at = out.data();
  size_t in_left = text.size();
  size_t out_left = out.size();
  const bool ok = iconv(converter, &in_at, &in_left, &out_at, &out_left) != static_cast<size_t>(-1);
  iconv(converter, nullptr, nullptr, &out_at, &out_left);
  iconv_close(converter);
  out.resize(out.size() - out_left);
  return ok ? out : "not convertible";
}

bool IsNfc(std::string_view utf8) {
  UErrorCode status = U_ZERO_ERROR;
  return icu::Normalizer2::getNFCInstance(status)->isNormalizedUTF8(
      icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())), status);
}

std::string Nfd(std::string_view utf8) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  icu::Normalizer2::getNFDInstance(status)
      ->normalize(icu::UnicodeString::fromUTF8(std::string(utf8)), status)
      .toUTF8String(out);
  return out;
}

TEST(Legacy, All134LettersComeBackInEveryCode) {
  for (char32_t code_point : VietnameseLetters()) {
    const std::u32string letter(1, code_point);
    EXPECT_EQ(ReadVni(WriteVni(letter)), letter) << FromCodePoints(letter);
    EXPECT_EQ(ReadViqr(WriteViqr(letter)), letter) << FromCodePoints(letter);
    // TCVN3 has capitals without tone; the capital fonts show the lower-case codes as capitals.
    Letter small = LetterOf(code_point);
    const bool in_capital_font = small.upper && small.tone != Tone::kNone;
    small.upper = small.upper && !in_capital_font;
    EXPECT_EQ(ReadTcvn3(WriteTcvn3(letter)), std::u32string(1, ComposeLetter(small)));
    const std::string utf8 = FromCodePoints(letter);
    EXPECT_EQ(RepairCarried(Carried(utf8, WriteTcvn3), Encoding::kTcvn3, in_capital_font), utf8);
  }
}

// What AppendBare... may leave out: the marks.
TEST(Legacy, BareReadingsFoldAlike) {
  std::mt19937 random(5);
  for (int i = 0; i < 20000; ++i) {
    std::u32string codes;
    for (size_t n = random() % 30; n > 0; --n) {
      const char32_t kinds[] = {static_cast<char32_t>(' ' + random() % 95),
                                U"aeouyAEOUYi "[random() % 12],
                                static_cast<char32_t>(0x80 + random() % 128),
                                static_cast<char32_t>(0xC0 + random() % 64),
                                U'ậ',
                                U'–',
                                U'ô',
                                U'ö'};
      codes.push_back(kinds[random() % std::size(kinds)]);
    }
    const std::string carried = FromCodePoints(codes);
    std::string bare;
    AppendBareTcvn3(carried, bare);
    EXPECT_EQ(bare, FromCodePoints(ReadTcvn3(codes)));
    bare.clear();
    AppendBareVni(carried, bare);
    EXPECT_EQ(FoldText(bare), FoldText(FromCodePoints(ReadVni(codes)))) << carried;
  }
}

TEST(Legacy, Tcvn3AgreesWithIconv) {
  for (char32_t code_point : VietnameseLetters()) {
    const Letter letter = LetterOf(code_point);
    if (letter.upper && letter.tone != Tone::kNone) continue;
    const std::string byte = AsLatin1(FromCodePoints(WriteTcvn3(std::u32string(1, code_point))));
    ASSERT_EQ(byte.size(), 1U);
    // glibc holds a letter back until it knows that no tone follows.
    const std::string utf8 = ByIconv("TCVN5712-1", "UTF-8", byte + " ");
    EXPECT_EQ(utf8, FromCodePoints(std::u32string(1, code_point)) + " ");
  }
}

TEST(Legacy, KnownSpellings) {
  EXPECT_EQ(RepairCarried("tuyÖt mËt", Encoding::kTcvn3), "tuyệt mật");
  EXPECT_EQ(RepairCarried("céng hßa n\u00ADíc", Encoding::kTcvn3), "cộng hòa nước");
  EXPECT_EQ(RepairCarried("TUYÖT MËT", Encoding::kTcvn3), "TUYỆT MẬT");
  EXPECT_EQ(RepairCarried("TèI MËT Hµ Néi", Encoding::kTcvn3, true), "TỐI MẬT HÀ NỘI");
  EXPECT_EQ(RepairCarried("TUYEÄT MAÄT", Encoding::kVni), "TUYỆT MẬT");
  EXPECT_EQ(RepairCarried("nöôùc nghó kyø dòch ñöôøng Myõ lyù", Encoding::kVni),
            "nước nghĩ kỳ dịch đường Mỹ lý");
  EXPECT_EQ(RepairCarried("tuye^.t ma^.t, nu+o+'c DDo^ng", Encoding::kViqr),
            "tuyệt mật, nước Đông");
  EXPECT_EQ(RepairCarried("la` a\\.", Encoding::kViqr), "là a.");
  EXPECT_EQ(RepairCarried("\uF0AE\uF0E9c", Encoding::kTcvn3), "độc");
}

TEST(DetectCarried, ShortRuns) {
  const std::pair<const char*, Encoding> kRuns[] = {
      {"TUYÖT MËT", Encoding::kTcvn3},
      {"tèi mËt", Encoding::kTcvn3},
      {"MËT", Encoding::kTcvn3},
      {"mËt", Encoding::kTcvn3},
      {"TèI MËT", Encoding::kTcvn3},
      {"bÝ mËt nhµ n\u00ADíc", Encoding::kTcvn3},
      {"n\u00ADíc", Encoding::kTcvn3},
      {"ñY BAN NH¢N D¢N", Encoding::kTcvn3},
      {"maät", Encoding::kVni},
      {"MAÄT", Encoding::kVni},
      {"toái maät", Encoding::kVni},
      {"TUYEÄT MAÄT", Encoding::kVni},
      {"Ñoäc laäp - Töï do", Encoding::kVni},
      {"ma^.t", Encoding::kViqr},
      {"TUYE^.T MA^.T", Encoding::kViqr},
      {"to^'i ma^.t", Encoding::kViqr},
  };
  const std::string tcvn3 = Carried(kSentence, WriteTcvn3);
  const std::string vni = Carried(kSentence, WriteVni);
  const std::string viqr = Carried(kSentence, WriteViqr);
  for (const auto& [run, encoding] : kRuns) {
    const std::string& context = encoding == Encoding::kTcvn3 ? tcvn3
                                 : encoding == Encoding::kVni ? vni
                                                              : viqr;
    EXPECT_EQ(DetectCarried(run), encoding) << run;
    EXPECT_EQ(DetectCarried(run, context), encoding) << run;
  }
  EXPECT_EQ(DetectCarried("toái", vni), Encoding::kVni);
  EXPECT_EQ(DetectCarried("Q§-TTg", tcvn3), Encoding::kTcvn3);
}

TEST(DetectCarried, LeavesOtherTextAlone) {
  const std::string nfd = Nfd(kSentence);
  for (const std::string& text : std::initializer_list<std::string>{std::string(kSentence),
                                                                    nfd,
                                                                    "tối mật",
                                                                    "MẬT",
                                                                    "là",
                                                                    "tôi có",
                                                                    "Q§",
                                                                    "§ 4",
                                                                    "5 µm",
                                                                    "Intel®",
                                                                    "",
                                                                    "plain words",
                                                                    "café à la crème",
                                                                    "señor niño",
                                                                    "São Paulo",
                                                                    "für Möglichkeiten",
                                                                    "20 °C",
                                                                    "naïve résumé",
                                                                    "Noël",
                                                                    "Zoë and Chloë",
                                                                    "«bonjour»",
                                                                    "I'm in",
                                                                    "don't do a(n) add",
                                                                    "x^2 + o+1",
                                                                    "if (a(n) == e^x) add(d);",
                                                                    "So. No. Me? To.",
                                                                    "He said MËT very loudly",
                                                                    "a.m. and p.m.",
                                                                    "in\u00ADfor\u00ADma\u00ADtion",
                                                                    "QĐ-TTg ngày 05/3",
                                                                    "\xFF\xFE broken"}) {
    EXPECT_EQ(DetectCarried(text), Encoding::kUtf8) << text;
    EXPECT_EQ(RepairCarried(text, Encoding::kUtf8), ToNfc(text));
  }
}

TEST(Decode, EveryEncodingOfASentence) {
  const std::string text(kSentence);
  const std::string utf16le = ByIconv("UTF-8", "UTF-16LE", text);
  const std::string utf16be = ByIconv("UTF-8", "UTF-16BE", text);
  const std::string utf32le = ByIconv("UTF-8", "UTF-32LE", text);
  const std::string utf32be = ByIconv("UTF-8", "UTF-32BE", text);
  const std::pair<std::string, Encoding> kFiles[] = {
      {text, Encoding::kUtf8},
      {"\xEF\xBB\xBF" + text, Encoding::kUtf8},
      {Nfd(text), Encoding::kUtf8},
      {utf16le, Encoding::kUtf16Le},
      {"\xFF\xFE" + utf16le, Encoding::kUtf16Le},
      {utf16be, Encoding::kUtf16Be},
      {"\xFE\xFF" + utf16be, Encoding::kUtf16Be},
      {utf32le, Encoding::kUtf32Le},
      {std::string("\xFF\xFE\0\0", 4) + utf32le, Encoding::kUtf32Le},
      {utf32be, Encoding::kUtf32Be},
      {std::string("\0\0\xFE\xFF", 4) + utf32be, Encoding::kUtf32Be},
      {ByIconv("UTF-8", "CP1258//TRANSLIT", text), Encoding::kWindows1258},
      {AsLatin1(Carried(text, WriteVni)), Encoding::kVni},
      {AsLatin1(Carried(text, WriteTcvn3)), Encoding::kTcvn3},
      {Carried(text, WriteViqr), Encoding::kViqr},
  };
  for (const auto& [bytes, encoding] : kFiles) {
    const Decoded decoded = Decode(AsBytes(bytes));
    EXPECT_EQ(EncodingName(decoded.encoding), EncodingName(encoding));
    EXPECT_EQ(decoded.utf8, text) << EncodingName(encoding);
    EXPECT_FALSE(decoded.lossy);
  }
}

TEST(Decode, ShortLegacyFiles) {
  EXPECT_EQ(Decode(AsBytes("TUY\xD6T M\xCBT\r\n")).utf8, "TUYỆT MẬT\r\n");
  EXPECT_EQ(Decode(AsBytes("to\xE1i ma\xE4t")).utf8, "tối mật");
  EXPECT_EQ(Decode(AsBytes("M\xC2\xF2T")).utf8, "MẬT");  // Windows-1258
  EXPECT_EQ(Decode(AsBytes("n\xAD\xED\x63")).utf8, "nước");
}

TEST(Decode, OtherLanguagesStayWhatTheyAre) {
  const Decoded french = Decode(AsBytes("Le caf\xE9 est d\xE9j\xE0 ferm\xE9 \x96 f\xEAte"));
  EXPECT_EQ(french.encoding, Encoding::kWindows1252);
  EXPECT_EQ(french.utf8, "Le café est déjà fermé – fête");
  EXPECT_EQ(Decode(AsBytes("plain text")).encoding, Encoding::kUtf8);
  EXPECT_EQ(Decode({}).encoding, Encoding::kUtf8);
  EXPECT_EQ(Decode(AsBytes("caf\xE9"), "windows-1258").utf8, "café");
}

TEST(Decode, DamagedUtf8IsStillUtf8) {
  const std::string damaged = std::string(kSentence).substr(0, kSentence.size() - 3) + "\xE1\xBA";
  const Decoded decoded = Decode(AsBytes(damaged));
  EXPECT_EQ(decoded.encoding, Encoding::kUtf8);
  EXPECT_TRUE(decoded.lossy);
  EXPECT_NE(decoded.utf8.find("tuyệt mật"), std::string::npos);
}

TEST(Decode, BinaryIsBinary) {
  std::string bytes;
  uint32_t state = 1;
  for (int i = 0; i < 4096; ++i) {
    state = state * 1664525 + 1013904223;
    bytes.push_back(static_cast<char>(state >> 24));
  }
  EXPECT_EQ(Decode(AsBytes(bytes)).encoding, Encoding::kBinary);
  EXPECT_EQ(Decode(AsBytes(std::string(100, '\0'))).encoding, Encoding::kBinary);
  // One stray zero does not hide a text.
  EXPECT_EQ(Decode(AsBytes(std::string(kSentence) + '\0')).encoding, Encoding::kUtf8);
}

TEST(ToNfc, MendsTheOrdersThatKeyboardsMake) {
  for (const std::string& form : std::initializer_list<std::string>{
           "ậ", "a\u0302\u0323", "a\u0323\u0302", "ạ\u0302", "â\u0323"}) {
    EXPECT_EQ(ToNfc(form), "ậ") << form;
  }
  EXPECT_EQ(ToNfc("a\u0301\u0302"), "ấ");
  EXPECT_EQ(ToNfc("á\u0302"), "ấ");
  EXPECT_EQ(ToNfc("Ẻ\u0302"), "Ể");
  EXPECT_EQ(ToNfc("à\u0306"), "ằ");
  EXPECT_EQ(ToNfc("o\u0301\u031B"), "ớ");
  EXPECT_EQ(ToNfc("ứ"), "ứ");
  EXPECT_EQ(ToNfc("bad \xFF byte"), "bad \uFFFD byte");
  EXPECT_EQ(ToNfc(std::string_view("a\0á\u0302", 6)), std::string_view("a\0ấ", 5));
}

TEST(ToNfc, MendsEveryToneBeforeItsShape) {
  for (char32_t code_point : VietnameseLetters()) {
    Letter letter = LetterOf(code_point);
    if (letter.shape == Shape::kNone || letter.tone == Tone::kNone) continue;
    static constexpr char32_t kShapes[] = {0, 0x306, 0x302, 0x31B};
    const char32_t shape = kShapes[static_cast<size_t>(letter.shape)];
    letter.shape = Shape::kNone;
    const std::u32string typed{ComposeLetter(letter), shape};
    EXPECT_EQ(ToNfc(FromCodePoints(typed)), FromCodePoints(std::u32string(1, code_point)));
  }
}

RC_GTEST_PROP(DecodeProperty, AnyBytesGiveValidNfc, ()) {
  const auto bytes = *rc::gen::container<std::vector<uint8_t>>(rc::gen::arbitrary<uint8_t>());
  const Decoded detected = Decode(bytes);
  RC_ASSERT(LookOver(detected.utf8).invalid == 0);
  RC_ASSERT(IsNfc(detected.utf8));
  for (int i = 0; i <= static_cast<int>(Encoding::kBinary); ++i) {
    const Decoded decoded = DecodeAs(bytes, static_cast<Encoding>(i));
    RC_ASSERT(LookOver(decoded.utf8).invalid == 0);
    RC_ASSERT(IsNfc(decoded.utf8));
  }
}

RC_GTEST_PROP(DecodeProperty, VietnameseWordsComeBack, ()) {
  std::u32string text;
  for (char32_t letter :
       *rc::gen::container<std::vector<char32_t>>(rc::gen::elementOf(VietnameseLetters()))) {
    text.push_back(letter);
    text.push_back(U' ');
  }
  RC_ASSERT(ReadVni(WriteVni(text)) == text);
  RC_ASSERT(ReadViqr(WriteViqr(text)) == text);
}

// Code pages are read by a table of what ICU says of each byte.
TEST(Decode, CodePagesAreIcus) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  for (const auto& [encoding, name] : {std::pair(Encoding::kWindows1252, "windows-1252"),
                                       std::pair(Encoding::kWindows1258, "windows-1258")}) {
    for (const char byte : all) {
      std::string expected;
      icu::UnicodeString(&byte, 1, name).toUTF8String(expected);
      EXPECT_EQ(DecodeAs(AsBytes({&byte, 1}), encoding).utf8, ToNfc(expected)) << int{byte};
    }
    std::string expected;
    icu::UnicodeString(all.data(), static_cast<int32_t>(all.size()), name).toUTF8String(expected);
    EXPECT_EQ(DecodeAs(AsBytes(all), encoding).utf8, ToNfc(expected));
  }
}

RC_GTEST_PROP(Evidence, TheLiteralTallyIsThatOfCollect, ()) {
  const auto codes = *rc::gen::container<std::vector<uint32_t>>(rc::gen::oneOf(
      rc::gen::inRange<uint32_t>(0x20, 0x7F), rc::gen::inRange<uint32_t>(0x80, 0x200),
      rc::gen::inRange<uint32_t>(0x300, 0x330), rc::gen::inRange<uint32_t>(0x1EA0, 0x1F00),
      rc::gen::inRange<uint32_t>(0x2000, 0x2020), rc::gen::inRange<uint32_t>(0xF0A0, 0xF100)));
  const std::u32string text(codes.begin(), codes.end());
  text::Evidence evidence;
  Collect(text, evidence);
  const Tally literal = TallyLiteral(text);
  RC_ASSERT(literal.good == evidence.literal.good);
  RC_ASSERT(literal.bad == evidence.literal.bad);
}

TEST(EncodingName, IsStable) {
  EXPECT_EQ(EncodingName(Encoding::kUtf8), "utf-8");
  EXPECT_EQ(EncodingName(Encoding::kTcvn3), "tcvn3");
  EXPECT_EQ(EncodingName(Encoding::kBinary), "binary");
}

}  // namespace
}  // namespace niem::text
