// The AVX-512 forms against the scalar ones, by SIMDe's emulation: the same source as the CPU runs,
// and proved on CPUs without AVX-512. Skipped where SIMDe is not installed (libsimde-dev).
#include <gtest/gtest.h>

#if __has_include(<simde/x86/avx512.h>)

// Emulated registers are passed in memory, whatever the ABI has for real ones.
#pragma GCC diagnostic ignored "-Wpsabi"
#define SIMDE_ENABLE_NATIVE_ALIASES
// The emulation is compiled with warnings of its own.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <simde/x86/avx512.h>
#pragma GCC diagnostic pop

#include <bit>
#include <random>
#include <string>
#include <vector>

// What SIMDe 0.7.4 leaves out.
static inline simde__m512i NiemCompress(uint64_t keep, simde__m512i codes) {
  uint8_t from[64], to[64] = {};
  simde_mm512_storeu_si512(from, codes);
  size_t count = 0;
  for (size_t i = 0; i < 64; ++i) {
    if (keep >> i & 1) to[count++] = from[i];
  }
  return simde_mm512_loadu_si512(to);
}

#undef _mm512_maskz_compress_epi8
#define _mm512_maskz_compress_epi8(keep, codes) NiemCompress(keep, codes)
#ifndef _mm512_testn_epi8_mask
#define _mm512_testn_epi8_mask(a, b) \
  simde_mm512_cmpeq_epi8_mask(simde_mm512_and_si512(a, b), simde_mm512_setzero_si512())
#endif
#define NIEM_AVX512
#include "text/quick_fold_avx512.h"
#include "text/quick_test_text.h"

namespace niem::text::quick {
namespace {

std::vector<uint8_t> FoldBy(size_t (*fold)(Cursor&, size_t, uint8_t*), std::string_view text) {
  std::vector<uint8_t> exact(text.begin(), text.end());
  std::vector<uint8_t> codes(FoldCapacity(exact.size()));
  Cursor cursor{exact};
  codes.resize(fold(cursor, exact.size(), codes.data()));
  return codes;
}

TEST(QuickFoldAvx512, EveryCharacterAtEveryPlace) {
  for (char32_t c = 1; c < 0x3100; ++c) {
    const std::string text = CharacterInContext(c);
    ASSERT_EQ(FoldBy(avx512::Fold, text), FoldBy(FoldScalar, text)) << std::hex << uint32_t{c};
  }
}

TEST(QuickFoldAvx512, NastyText) {
  std::mt19937 random(512);
  for (int round = 0; round < 20000; ++round) {
    const std::string text = round % 2 ? NastyText(random, 1 + random() % 60) : NastyBytes(random);
    ASSERT_EQ(FoldBy(avx512::Fold, text), FoldBy(FoldScalar, text)) << round;
  }
}

TEST(QuickFoldAvx512, SeekStopsWhereItSays) {
  std::mt19937 random(11);
  for (int round = 0; round < 10000; ++round) {
    const std::string text =
        round % 3 == 0 ? NastyBytes(random) : NastyText(random, 1 + random() % 60);
    const uint64_t codes = random() % 300;
    ASSERT_TRUE(SeeksRightly(avx512::Seek, text, codes)) << round << ' ' << codes;
  }
}

TEST(QuickFoldAvx512, FindsTheSameWords) {
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    Prefixes prefixes;
    const auto dense =
        static_cast<uint32_t>(random());  // else six tables let hardly a word through
    for (auto& table : prefixes.table) {
      for (uint8_t& buckets : table) buckets = static_cast<uint8_t>(random() & (random() | dense));
    }
    std::vector<uint8_t> codes(1000);
    for (uint8_t& code : codes) code = random() % 3 ? static_cast<uint8_t>(random() % 37) : 0;
    const size_t from = 1 + random() % 300;
    const size_t to = from + random() % (codes.size() - kWordSlack - from);
    std::vector<uint32_t> words(to - from + kWordSlack), expected(to - from + kWordSlack);
    words.resize(avx512::FindWords(prefixes, codes.data(), from, to, words.data()));
    expected.resize(FindWordsScalar(prefixes, codes.data(), from, to, expected.data()));
    ASSERT_EQ(words, expected);
  }
}

}  // namespace
}  // namespace niem::text::quick

#else

TEST(QuickFoldAvx512, Emulated) {
  GTEST_SKIP() << "libsimde-dev is not installed";
}

#endif
