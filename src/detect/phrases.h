// Finds many phrases in folded text in one pass over its words: a trie keyed by whole words.
//
// Why not a byte automaton: marks are whole words, a folded Vietnamese text has a word every four
// bytes, and most words begin no phrase at all, so one hash look-up per word is nearly all the
// work. Phrases and text are folded (text/fold.h). A '\n' in the text counts as a space here; the
// caller sees from the match whether it spans lines. Errors: none. Thread-safety: immutable after
// the last Add.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace niem::detect {

struct PhraseMatch {
  uint32_t phrase = 0;  // as given to Add
  uint32_t begin = 0;   // in the folded text
  uint32_t end = 0;
};

class PhraseTrie {
 public:
  // Several phrases may share one folded text. An empty text is ignored.
  void Add(std::string_view folded, uint32_t phrase);

  // All phrases that begin at each word, longest last; ordered by begin.
  void FindAll(std::string_view folded, std::vector<PhraseMatch>& matches) const;

  // The phrases that begin exactly at `begin`, a word start; shortest first.
  void FindAt(std::string_view folded, size_t begin, std::vector<PhraseMatch>& matches) const;

  bool empty() const { return nodes_.size() <= 1; }

 private:
  struct Hash {
    using is_transparent = void;

    size_t operator()(std::string_view word) const { return std::hash<std::string_view>()(word); }
  };

  struct Node {
    std::unordered_map<std::string, uint32_t, Hash, std::equal_to<>> next;
    std::vector<uint32_t> phrases;
  };

  // FindAt, where the word [begin, end) may begin a phrase.
  void FindFrom(std::string_view folded, size_t begin, size_t end,
                std::vector<PhraseMatch>& matches) const;

  std::vector<Node> nodes_{1};
  // By a hash of the phrases' first words: settles nearly all words of a text without a look-up.
  std::vector<bool> first_words_ = std::vector<bool>(1 << 16, false);
};

}  // namespace niem::detect
