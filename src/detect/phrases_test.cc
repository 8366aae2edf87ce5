#include "detect/phrases.h"

#include <gtest/gtest.h>

#include <random>

namespace niem::detect {
namespace {

// Few words, so that phrases share beginnings and texts hold them by chance.
std::string SomeWords(std::mt19937& random, size_t words) {
  static const std::vector<std::string> kWords{"a",   "mat",  "toi",         "tuyet",
                                               "nha", "nuoc", "khongdauvao", "1"};
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    if (i > 0) text += random() % 5 == 0 ? '\n' : ' ';
    text += kWords[random() % kWords.size()];
  }
  return text;
}

TEST(PhraseTrie, FindsAllThatBeginAtAnyWord) {
  std::mt19937 random(11);
  for (int round = 0; round < 2'000; ++round) {
    PhraseTrie trie;
    for (uint32_t phrase = 0; phrase < 6; ++phrase) {
      std::string folded = SomeWords(random, 1 + random() % 4);
      for (char& c : folded) c = c == '\n' ? ' ' : c;
      trie.Add(folded, phrase);
    }
    const std::string text = SomeWords(random, random() % 40);
    std::vector<PhraseMatch> all, by_word;
    trie.FindAll(text, all);
    for (size_t at = 0; at < text.size(); ++at) {
      if (at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n') trie.FindAt(text, at, by_word);
    }
    ASSERT_EQ(all.size(), by_word.size()) << text;
    for (size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(all[i].phrase, by_word[i].phrase);
      EXPECT_EQ(all[i].begin, by_word[i].begin);
      EXPECT_EQ(all[i].end, by_word[i].end);
    }
  }
}

}  // namespace
}  // namespace niem::detect
