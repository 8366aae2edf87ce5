#include "detect/phrases.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace niem::detect {
namespace {

bool IsBreak(char c) {
  return c == ' ' || c == '\n';
}

}  // namespace

// Eight letters at a time: a break is below '0', no letter of a folded text is.
PhraseTrie::Word PhraseTrie::WordAt(std::string_view folded, size_t begin) {
  Word word{begin, 0, 0};
  if constexpr (std::endian::native == std::endian::little) {
    if (begin + sizeof word.head <= folded.size()) {
      uint64_t eight = 0;
      std::memcpy(&eight, folded.data() + begin, sizeof eight);
      const uint64_t breaks = (eight - 0x3030303030303030ULL) & ~eight & 0x8080808080808080ULL;
      if (breaks != 0) {
        const auto bits = static_cast<unsigned>(std::countr_zero(breaks)) & ~7U;
        return {begin + bits / 8, bits / 8, eight & ((1ULL << bits) - 1)};
      }
    }
  }
  while (word.end < folded.size() && !IsBreak(folded[word.end])) ++word.end;
  word.size = word.end - begin;
  std::memcpy(&word.head, folded.data() + begin, std::min(word.size, sizeof word.head));
  return word;
}

size_t PhraseTrie::SlotOf(uint32_t from, const Word& word, std::string_view letters) const {
  const size_t mask = edges_.size() - 1;
  size_t slot = static_cast<size_t>(HashOf(from, word) >> 32) & mask;
  for (;; slot = (slot + 1) & mask) {
    const Edge& edge = edges_[slot];
    if (edge.to == 0) return slot;
    if (edge.head == word.head && edge.from == from && edge.word.size() == word.size &&
        (word.size <= sizeof word.head || edge.word == letters)) {
      return slot;
    }
  }
}

uint32_t PhraseTrie::NextOrNew(uint32_t from, const Word& word, std::string_view letters) {
  if (const uint32_t known = edges_[SlotOf(from, word, letters)].to; known != 0) return known;
  if (2 * nodes_.size() >= edges_.size()) Grow();
  const auto created = static_cast<uint32_t>(nodes_.size());
  edges_[SlotOf(from, word, letters)] = {word.head, from, created, std::string(letters)};
  nodes_[from].leaf = false;
  nodes_.emplace_back();
  return created;
}

void PhraseTrie::Grow() {
  const std::vector<Edge> old = std::exchange(edges_, std::vector<Edge>(2 * edges_.size()));
  for (const Edge& edge : old) {
    if (edge.to != 0) edges_[SlotOf(edge.from, WordAt(edge.word, 0), edge.word)] = edge;
  }
}

void PhraseTrie::NoteStart(std::string_view folded) {
  const size_t begin = std::min(folded.find_first_not_of(" \n"), folded.size());
  const Word word = WordAt(folded, begin);
  const size_t rest = std::min(folded.find_first_not_of(" \n", word.end), folded.size());
  if (rest == folded.size())
    alone_[word.hash() >> 48] = true;
  else
    pairs_[PairHash(word, WordAt(folded, rest)) >> 48] = true;
}

void PhraseTrie::Add(std::string_view folded, uint32_t phrase) {
  NoteStart(folded);
  uint32_t node = 0;
  for (size_t at = 0; at < folded.size();) {
    if (IsBreak(folded[at])) {
      ++at;
      continue;
    }
    const Word word = WordAt(folded, at);
    leads_[HashOf(node, word) >> 48] = true;
    node = NextOrNew(node, word, folded.substr(at, word.size));
    at = word.end;
  }
  if (node != 0) nodes_[node].phrases.push_back(phrase);
}

void PhraseTrie::FindFrom(std::string_view folded, size_t begin, Word word,
                          std::vector<PhraseMatch>& matches) const {
  uint32_t node = 0;
  for (size_t at = begin; MayLead(node, word);) {
    node = edges_[SlotOf(node, word, folded.substr(at, word.size))].to;
    if (node == 0) return;
    for (const uint32_t phrase : nodes_[node].phrases) {
      matches.push_back({phrase, static_cast<uint32_t>(begin), static_cast<uint32_t>(word.end)});
    }
    at = word.end + 1;
    if (nodes_[node].leaf || at >= folded.size()) return;
    word = WordAt(folded, at);
  }
}

void PhraseTrie::FindAt(std::string_view folded, size_t begin,
                        std::vector<PhraseMatch>& matches) const {
  FindFrom(folded, begin, WordAt(folded, begin), matches);
}

void PhraseTrie::FindAll(std::string_view folded, std::vector<PhraseMatch>& matches) const {
  if (folded.empty()) return;
  Word next = WordAt(folded, 0);
  for (size_t at = 0; at < folded.size();) {
    const Word word = next;
    const size_t after = word.end + 1;
    next = after < folded.size() ? WordAt(folded, after) : Word{after, 0, 0};
    if (MayLead(0, word) && MayBegin(word, next)) FindFrom(folded, at, word, matches);
    at = after;
  }
}

}  // namespace niem::detect
