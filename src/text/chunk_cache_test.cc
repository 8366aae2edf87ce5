#include "text/chunk_cache.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace niem::text {
namespace {

TEST(ChunkCache, NeverTakesOneWordForAnother) {
  ChunkCache<std::u32string> cache;
  const auto itself = [](std::u32string_view chunk) { return std::u32string(chunk); };
  std::mt19937 random(1);
  constexpr char32_t kLetters[] = {0, U'a', U'b', 0x80, 0xFF, 0x100, 0x1EAD, 0xFFFF, 0x10000, U'n'};
  for (int round = 0; round < 100000; ++round) {
    std::u32string chunk;
    const size_t letters = round % 2 == 0 ? 5 : std::size(kLetters);
    for (size_t n = random() % 18; n > 0; --n) chunk += kLetters[random() % letters];
    ASSERT_EQ(cache.Of(chunk, itself), chunk) << round;
  }
}

TEST(ChunkCache, JudgesAWordOnce) {
  ChunkCache<int> cache;
  int judged = 0;
  const auto count = [&](std::u32string_view) { return ++judged; };
  EXPECT_EQ(cache.Of(U"m\u00CBt", count), 1);
  EXPECT_EQ(cache.Of(U"m\u00CBt", count), 1);
  EXPECT_EQ(cache.Of(U"m\u1EADt", count), 2);
  EXPECT_EQ(cache.Of(U"a word too long to be kept", count), 3);
  EXPECT_EQ(cache.Of(U"a word too long to be kept", count), 4);
}

}  // namespace
}  // namespace niem::text
