// Finds many phrases in folded text in one pass over its words: a trie keyed by whole words.
//
// Why not a byte automaton: marks are whole words, a folded Vietnamese text has a word every four
// bytes, and most words begin no phrase at all, so one hash look-up per word is nearly all the
// work. Phrases and text are folded (text/fold.h). A '\n' in the text counts as a space here; the
// caller sees from the match whether it spans lines. Errors: none. Thread-safety: immutable after
// the last Add.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
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
  // A word of a folded text.
  struct Word {
    size_t end = 0;
    size_t size = 0;
    uint64_t head = 0;  // its first eight letters, the rest zero: syllables are no longer

    uint64_t hash() const { return (head + size) * 0x9E3779B97F4A7C15ULL; }
  };

  // Where a word leads from a node; nothing leads back to the root, node 0.
  struct Edge {
    uint64_t head = 0;
    uint32_t from = 0;
    uint32_t to = 0;  // 0: a free slot
    std::string word;
  };

  struct Node {
    bool leaf = true;
    std::vector<uint32_t> phrases;
  };

  static uint64_t HashOf(uint32_t from, const Word& word) {
    return word.hash() ^ from * 0xD6E8FEB86659FD93ULL;
  }

  // False: no edge leads from there along `word`.
  bool MayLead(uint32_t from, const Word& word) const {
    return word.size > 0 && leads_[HashOf(from, word) >> 48];
  }

  // False: no phrase is `word` alone, none begins with `word` and `next`.
  bool MayBegin(const Word& word, const Word& next) const {
    return alone_[word.hash() >> 48] || pairs_[PairHash(word, next) >> 48];
  }

  static uint64_t PairHash(const Word& word, const Word& next) {
    return word.hash() ^ std::rotl(next.hash(), 7);
  }

  static Word WordAt(std::string_view folded, size_t begin);

  void NoteStart(std::string_view folded);

  // FindAt, `word` being the first.
  void FindFrom(std::string_view folded, size_t begin, Word word,
                std::vector<PhraseMatch>& matches) const;

  // The edge along which `word` leads from a node, or a free slot.
  size_t SlotOf(uint32_t from, const Word& word, std::string_view letters) const;
  uint32_t NextOrNew(uint32_t from, const Word& word, std::string_view letters);
  void Grow();

  std::vector<Node> nodes_{1};
  std::vector<Edge> edges_ = std::vector<Edge>(64);  // open addressing, at most half full
  // By a hash of every edge: settles nearly all words of a text without a look-up.
  std::vector<bool> leads_ = std::vector<bool>(1 << 16, false);
  // The same of phrases' first words. Many a common word begins some phrase, hardly ever with that
  // phrase's second word behind it.
  std::vector<bool> alone_ = std::vector<bool>(1 << 16, false);
  std::vector<bool> pairs_ = std::vector<bool>(1 << 16, false);
};

}  // namespace niem::detect
