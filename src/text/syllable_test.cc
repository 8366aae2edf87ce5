#include "text/syllable.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "text/decode.h"
#include "text/fold.h"
#include "text/match.h"

namespace niem::text {
namespace {

bool Possible(std::string_view word) {
  const auto words = WordsOf(word);
  return words.size() == 1 && IsSyllable(words[0]);
}

std::string Nfd(std::string_view text) {
  std::string out;
  for (const auto& word : WordsOf(text)) {
    for (const Letter& letter : word) {
      if (letter.shape == Shape::kBar) {
        out += "đ";
        continue;
      }
      static constexpr const char* kTone[] = {"", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"};
      static constexpr const char* kShape[] = {"", "\u0306", "\u0302", "\u031B", "", ""};
      out += letter.base;
      out += kTone[static_cast<size_t>(letter.tone)];
      out += kShape[static_cast<size_t>(letter.shape)];
    }
    out += ' ';
  }
  return out;
}

// Texts kept beside the repository, where there are any.
std::string SharedText(const std::string& folder, const std::string& prefix) {
  const char* source = std::getenv("NIEM_SOURCE_DIR");
  const std::filesystem::path root = std::filesystem::path(source ? source : ".") / "../shared";
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(root / folder, error)) {
    if (!file.path().filename().string().starts_with(prefix)) continue;
    std::ifstream in(file.path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  return {};
}

constexpr std::string_view kClean =
    "Tài liệu này do cơ quan có thẩm quyền soạn thảo, quy định về việc sao chụp, vận chuyển và "
    "giao "
    "nhận hồ sơ giữa các đơn vị trong toàn ngành kể từ ngày ký ban hành.";
constexpr std::string_view kGarbled =
    "Tai liéu nay do co quan cé tham quyén soan thao, quy dinh vé viéc sao chup, van chuyén va "
    "giao "
    "nhan hé so gitta cdc don vi trong toan nganh ké tt ngay ky ban hanh, dugc giao nhiém vu.";
constexpr std::string_view kEnglish =
    "This document describes how the agency copies, moves and hands over its records, and who may "
    "read them after they have been registered by the café clerk at the façade office.";

TEST(Syllable, AcceptsWhatVietnameseHas) {
  for (const char* word :
       {"tuyệt", "mật",   "tối", "nghiêng", "giếng", "gì",   "quốc",   "quý",   "khuya", "hoà",
        "hòa",   "yêu",   "ỷ",   "thuở",    "Đảng",  "NƯỚC", "nguyễn", "được",  "ủy",    "uỷ",
        "khuỷu", "ngoằn", "giữ", "bản",     "xã",    "ở",    "ông",    "nghĩa", "quyết", "toong"}) {
    EXPECT_TRUE(Possible(word)) << word;
  }
}

TEST(Syllable, RejectsWhatItHasNot) {
  for (const char* word : {"tuyềt", "nwéce", "ngiêm", "keé", "cê", "jả", "mậtt", "mạât", "tôí",
                           "böt", "für", "café", "nghiêngs", "bcá", "mât"}) {
    EXPECT_FALSE(Possible(word)) << word;
  }
}

TEST(Syllable, FoldedFormsFollow) {
  EXPECT_TRUE(IsFoldedSyllable("tuyet"));
  EXPECT_TRUE(IsFoldedSyllable("nghieng"));
  EXPECT_FALSE(IsFoldedSyllable("nudce"));
  EXPECT_FALSE(IsFoldedSyllable("xyz"));
  EXPECT_FALSE(IsFoldedSyllable(""));
  EXPECT_FALSE(IsFoldedSyllable("m4t"));
}

TEST(SyllableScore, TellsVietnameseFromOthers) {
  EXPECT_GT(SyllableScore(FoldText(kClean)), 0.95);
  EXPECT_LT(SyllableScore(FoldText(kEnglish)), 0.5);
  EXPECT_EQ(SyllableScore("tuyet mat"), -1);
  EXPECT_EQ(SyllableScore("1 2 3 4 5 6 7 8 9 10"), -1);
}

TEST(LooksGarbled, TellsGarbageFromCleanText) {
  EXPECT_TRUE(LooksGarbled(kGarbled));
  EXPECT_FALSE(LooksGarbled(kClean));
  EXPECT_FALSE(LooksGarbled(Nfd(kClean)));
  EXPECT_FALSE(LooksGarbled(FoldText(kClean)));
  EXPECT_FALSE(LooksGarbled(kEnglish));
  EXPECT_FALSE(LooksGarbled(""));
  std::string table;
  for (int i = 0; i < 300; ++i) table += std::to_string(i * 37) + "\t";
  EXPECT_FALSE(LooksGarbled(table));
}

TEST(LooksGarbled, JudgesRealTexts) {
  const std::string ocr = SharedText("domain/seeds", "000_");
  if (ocr.empty()) GTEST_SKIP() << "no shared texts here";
  EXPECT_TRUE(LooksGarbled(ocr));
  for (const auto& [folder, prefix] : {std::pair{"domain/seeds", "001_"},
                                       {"domain/seeds", "002_"},
                                       {"domain/seeds", "003_"},
                                       {"domain/seeds", "004_"},
                                       {"domain/law", "luat-117"},
                                       {"domain/law", "phap-dien"}}) {
    const std::string text = SharedText(folder, prefix);
    ASSERT_FALSE(text.empty()) << prefix;
    EXPECT_FALSE(LooksGarbled(text)) << prefix;
    EXPECT_FALSE(LooksGarbled(Nfd(text))) << prefix;
    EXPECT_FALSE(LooksGarbled(FoldText(text))) << prefix;
    EXPECT_GT(SyllableScore(FoldText(text)), 0.9) << prefix;
    EXPECT_EQ(DetectCarried(text), Encoding::kUtf8) << prefix;
  }
}

}  // namespace
}  // namespace niem::text
