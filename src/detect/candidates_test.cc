#include "detect/candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "text/fold.h"

namespace niem::detect {
namespace {

// The definition: the line breaks that folding leaves of what stands before.
uint32_t LinesBefore(std::string_view text) {
  const std::string folded = text::FoldText(text);
  return static_cast<uint32_t>(std::count(folded.begin(), folded.end(), '\n'));
}

TEST(LineOf, CountsLinesThatHoldLetters) {
  static const std::vector<std::string> kPieces{
      "a",     "Tối mật", "Ộ",      "7",    " ",  "\t", "\n",     "\n\n",
      "...\n", "—",       "\u200B", "\r\n", "\f", "\v", "\u0085", "\u2028"};
  std::mt19937 random(12);
  for (int round = 0; round < 20'000; ++round) {
    const size_t kinds = round % 3 == 0 ? kPieces.size() : 11;
    extract::Document document;
    document.blocks.resize(2);
    std::string& text = document.blocks[1].text;
    for (size_t n = random() % 30; n > 0; --n) text += kPieces[random() % kinds];
    Reading reading;
    reading.block_lines = {0, 5};
    const auto size = static_cast<uint32_t>(text.size());
    ASSERT_EQ(LineOf(document, reading, {1, size, size}), 5 + LinesBefore(text)) << text;
  }
}

}  // namespace
}  // namespace niem::detect
