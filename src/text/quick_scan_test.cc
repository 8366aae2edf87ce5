#include "text/quick_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "text/fold.h"
#include "text/match.h"
#include "text/quick_fold.h"
#include "text/quick_test_text.h"

namespace niem::text {
namespace {

using quick::Cursor;
using FoldFunction = size_t (*)(Cursor&, size_t, uint8_t*);

std::vector<uint8_t> FoldBy(FoldFunction fold, std::string_view text, size_t piece = SIZE_MAX) {
  // A copy of exact size, so that a sanitizer sees every read beyond it.
  std::vector<uint8_t> exact(text.begin(), text.end());
  Cursor cursor{exact};
  std::vector<uint8_t> codes;
  while (cursor.at < exact.size()) {
    size_t step = std::min(piece, exact.size() - cursor.at);
    std::vector<uint8_t> out(quick::FoldCapacity(step));
    out.resize(fold(cursor, cursor.at + step, out.data()));
    codes.insert(codes.end(), out.begin(), out.end());
  }
  return codes;
}

std::string Readable(const std::vector<uint8_t>& codes) {
  std::string text;
  for (uint8_t code : codes) {
    text += code == 0    ? ' '
            : code <= 26 ? static_cast<char>('a' + code - 1)
                         : static_cast<char>('0' + code - 27);
  }
  return text;
}

std::vector<QuickPath> Paths() {
  std::vector<QuickPath> paths = {QuickPath::kScalar};
  if (BestQuickPath() >= QuickPath::kAvx2) paths.push_back(QuickPath::kAvx2);
  if (BestQuickPath() >= QuickPath::kAvx512) paths.push_back(QuickPath::kAvx512);
  return paths;
}

std::vector<FoldFunction> VectorFolds() {
  std::vector<FoldFunction> folds;
#if defined(__x86_64__)
  if (BestQuickPath() >= QuickPath::kAvx2) folds.push_back(quick::FoldAvx2);
  if (BestQuickPath() >= QuickPath::kAvx512) folds.push_back(quick::FoldAvx512);
#endif
  return folds;
}

std::vector<QuickScanner::Hit> Scan(QuickPath path, const std::vector<std::string>& phrases,
                                    std::string_view text, size_t max_hits = 64) {
  auto scanner = QuickScanner::Create(phrases, path);
  EXPECT_TRUE(scanner.ok());
  QuickScanner::Scratch scratch;
  std::vector<QuickScanner::Hit> hits;
  std::vector<uint8_t> exact(text.begin(), text.end());
  scanner->Scan(exact, scratch, hits, max_hits);
  return hits;
}

TEST(QuickFold, FoldsVietnamese) {
  EXPECT_EQ(Readable(FoldBy(quick::FoldScalar, "  TUYỆT MẬT – Đường số 9,\n\u00ADkhu\u200Bvực… ")),
            "tuyet mat duong so 9 khuvuc ");
  EXPECT_EQ(Readable(FoldBy(quick::FoldScalar, "mâ\u0323t")), "mat");
  EXPECT_EQ(Readable(FoldBy(quick::FoldScalar, "m\xC3t \xE1\xBA")), "m t ");
}

TEST(QuickFold, EveryCharacterAtEveryPlace) {
  for (FoldFunction fold : VectorFolds()) {
    for (char32_t c = 1; c < 0x3100; ++c) {
      const std::string text = quick::CharacterInContext(c);
      ASSERT_EQ(Readable(FoldBy(fold, text)), Readable(FoldBy(quick::FoldScalar, text)))
          << std::hex << uint32_t{c};
    }
  }
}

TEST(QuickFold, EveryTwoAndThreeByteSequence) {
  for (FoldFunction fold : VectorFolds()) {
    for (uint32_t lead = 0x80; lead < 0x100; ++lead) {
      for (uint32_t second = 0x7E; second < 0x100; ++second) {
        std::string text = "a";
        for (uint32_t third = 0x70; third < 0x100; third += 5) {
          text += static_cast<char>(lead);
          text += static_cast<char>(second);
          text += static_cast<char>(third);
          text += "ật b";
        }
        ASSERT_EQ(FoldBy(fold, text), FoldBy(quick::FoldScalar, text))
            << std::hex << lead << ' ' << second;
      }
    }
  }
}

TEST(QuickFold, PathsAgreeOnNastyText) {
  std::mt19937 random(20261122);
  for (FoldFunction fold : VectorFolds()) {
    for (int round = 0; round < 20000; ++round) {
      std::string text = quick::NastyText(random, 1 + random() % 60);
      size_t piece = round % 2 ? SIZE_MAX : 1 + random() % 200;
      ASSERT_EQ(FoldBy(fold, text, piece), FoldBy(quick::FoldScalar, text)) << round;
    }
  }
}

TEST(QuickFold, PathsAgreeOnRandomBytes) {
  std::mt19937 random(7);
  for (FoldFunction fold : VectorFolds()) {
    for (int round = 0; round < 20000; ++round) {
      const std::string text = quick::NastyBytes(random);
      ASSERT_EQ(FoldBy(fold, text), FoldBy(quick::FoldScalar, text)) << round;
    }
  }
}

TEST(QuickFold, SeekStopsWhereItSays) {
  std::vector<uint64_t (*)(Cursor&, uint64_t)> seeks = {quick::SeekScalar};
#if defined(__x86_64__)
  if (BestQuickPath() >= QuickPath::kAvx2) seeks.push_back(quick::SeekAvx2);
  if (BestQuickPath() >= QuickPath::kAvx512) seeks.push_back(quick::SeekAvx512);
#endif
  std::mt19937 random(11);
  for (const auto seek : seeks) {
    for (int round = 0; round < 20000; ++round) {
      const std::string text =
          round % 3 == 0 ? quick::NastyBytes(random) : quick::NastyText(random, 1 + random() % 60);
      const uint64_t codes = random() % 300;
      ASSERT_TRUE(quick::SeeksRightly(seek, text, codes)) << round << ' ' << codes;
    }
  }
}

// The stream is text::Fold's text, with spaces for line breaks.
TEST(QuickFold, AgreesWithFold) {
  std::mt19937 random(11);
  auto expected = [](std::string_view text) {
    std::string folded = FoldText(text);
    std::replace(folded.begin(), folded.end(), '\n', ' ');
    return folded;
  };
  auto folded = [](std::string_view text) {
    std::string stream = Readable(FoldBy(quick::FoldScalar, text));
    if (stream.ends_with(' ')) stream.pop_back();
    return stream;
  };
  for (char32_t c = 0; c < 0x20000; ++c) {
    const std::string text = quick::CharacterInContext(c);
    ASSERT_EQ(folded(text), expected(text)) << std::hex << uint32_t{c};
  }
  for (int round = 0; round < 20000; ++round) {
    const std::string text = round % 2 ? quick::NastyText(random, 40) : quick::NastyBytes(random);
    ASSERT_EQ(folded(text), expected(text)) << round;
  }
}

// No phrase that the slow way finds is missed, and none is invented.
TEST(QuickScan, AgreesWithFindPhrase) {
  const std::vector<std::string> phrases = {"mat", "toi mat", "bi mat",     "mat bi bi",
                                            "bi9", "a b c",   "t o i m a t"};
  std::mt19937 random(13);
  for (int round = 0; round < 5000; ++round) {
    const std::string text = quick::NastyText(random, random() % 200);
    const std::string folded = FoldText(text);
    std::vector<bool> expected, found(phrases.size());
    for (const std::string& phrase : phrases)
      expected.push_back(!FindPhrase(folded, phrase, true).empty());
    for (const auto& hit : Scan(BestQuickPath(), phrases, text, SIZE_MAX)) found[hit.phrase] = true;
    ASSERT_EQ(found, expected) << round;
  }
}

TEST(QuickScan, RefusesWhatIsNoFoldedPhrase) {
  for (const char* bad : {"", "ab", "a b", "Mat", "tối mật", " mat", "mat ", "bi  mat", "a-b-c"}) {
    EXPECT_FALSE(QuickScanner::Create(std::vector<std::string>{bad}).ok()) << bad;
  }
}

TEST(QuickScan, FindsWholeWords) {
  const std::vector<std::string> phrases = {"mat", "tuyet mat", "t o i m a t", "bi mat nha nuoc"};
  for (QuickPath path : Paths()) {
    auto found = [&](std::string_view text) {
      std::string ids;
      for (const auto& hit : Scan(path, phrases, text)) ids += std::to_string(hit.phrase);
      return ids;
    };
    EXPECT_EQ(found("MẬT"), "0");
    EXPECT_EQ(found("mật khẩu"), "0");
    EXPECT_EQ(found("matx xmat m at"), "");
    EXPECT_EQ(found("Độ mật: TUYỆT\r\n   MẬT."), "010") << "in the order of their anchors";
    EXPECT_EQ(found("T Ố I  M Ậ T"), "2");
    EXPECT_EQ(found("bảo vệ bí mật nhà nước."), "30");
    EXPECT_EQ(found("bí mật nhà nướ"), "0");
    EXPECT_EQ(found(""), "");
  }
}

TEST(QuickScan, StopsAtMaxHits) {
  for (QuickPath path : Paths()) {
    EXPECT_EQ(Scan(path, {"mat"}, "mat mat mat mat", 2).size(), 2u);
    EXPECT_EQ(Scan(path, {"mat"}, "mat mat mat mat", 0).size(), 0u);
  }
}

TEST(QuickScan, FindsPhrasesAcrossEveryEdge) {
  const std::vector<std::string> phrases = {"tuyet mat", "khong duoc pho bien ra ngoai", "toi mat"};
  for (QuickPath path : Paths()) {
    for (size_t edge : {64, 4096, 16384, 32768, 65536}) {
      for (size_t shift = 0; shift < 50; ++shift) {
        for (std::string_view mark : {"tuyệt mật", "KHÔNG ĐƯỢC PHỔ BIẾN RA NGOÀI"}) {
          std::string text(edge - shift, '.');
          for (size_t i = 0; i < text.size(); i += 7) text[i] = 'a';
          text += ' ';
          text += mark;
          EXPECT_EQ(Scan(path, phrases, text).size(), 1u) << edge << ' ' << shift;
          text.append(200, '!');
          EXPECT_EQ(Scan(path, phrases, text).size(), 1u) << edge << ' ' << shift;
        }
      }
    }
  }
}

TEST(QuickScan, PathsGiveTheSameHits) {
  const std::vector<std::string> phrases = {"mat",   "toi mat", "bi mat", "bi mat toi",
                                            "mat d", "abc",     "a b c",  "9bi mat"};
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    std::string text = quick::NastyText(random, random() % (round % 50 ? 100 : 20000));
    auto expected = Scan(QuickPath::kScalar, phrases, text, 1000);
    for (QuickPath path : Paths()) {
      auto hits = Scan(path, phrases, text, 1000);
      ASSERT_EQ(hits.size(), expected.size());
      for (size_t i = 0; i < hits.size(); ++i) {
        ASSERT_EQ(hits[i].phrase, expected[i].phrase);
        ASSERT_EQ(hits[i].folded_offset, expected[i].folded_offset);
        ASSERT_EQ(hits[i].begin, expected[i].begin);
        ASSERT_EQ(hits[i].end, expected[i].end);
      }
    }
  }
}

TEST(QuickScan, OffsetsPointIntoTheFoldedStream) {
  std::string text;
  for (int i = 0; i < 30000; ++i) text += "xin ";
  text += "tối mật";
  for (QuickPath path : Paths()) {
    auto hits = Scan(path, {"toi mat"}, text);
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(hits[0].folded_offset, 120000u);
  }
}

}  // namespace
}  // namespace niem::text
