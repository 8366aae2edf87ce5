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

// A word's first eight letters, the rest zero: Vietnamese syllables are no longer.
uint64_t Head(std::string_view word) {
  uint64_t letters = 0;
  std::memcpy(&letters, word.data(), std::min(word.size(), sizeof letters));
  return letters;
}

uint64_t Hash(uint64_t head, size_t size) {
  return (head + size) * 0x9E3779B97F4A7C15ULL;
}

struct Word {
  size_t end = 0;
  uint64_t hash = 0;
};

// The word at `begin`, empty at a break. Eight letters at a time: a break is below '0', every
// letter of a folded text is not.
Word WordAt(std::string_view text, size_t begin) {
  if constexpr (std::endian::native == std::endian::little) {
    if (begin + 8 <= text.size()) {
      uint64_t eight = 0;
      std::memcpy(&eight, text.data() + begin, sizeof eight);
      const uint64_t breaks = (eight - 0x3030303030303030ULL) & ~eight & 0x8080808080808080ULL;
      if (breaks != 0) {
        const auto bits = static_cast<unsigned>(std::countr_zero(breaks)) & ~7U;
        const size_t size = bits / 8;
        return {begin + size, Hash(eight & ((1ULL << bits) - 1), size)};
      }
    }
  }
  size_t end = begin;
  while (end < text.size() && !IsBreak(text[end])) ++end;
  const std::string_view word = text.substr(begin, end - begin);
  return {end, Hash(Head(word), word.size())};
}

}  // namespace

size_t PhraseTrie::SlotOf(uint32_t from, std::string_view word) const {
  const uint64_t hash = (Hash(Head(word), word.size()) ^ from) * 0xD6E8FEB86659FD93ULL;
  const size_t mask = edges_.size() - 1;
  size_t slot = static_cast<size_t>(hash >> 32) & mask;
  while (edges_[slot].to != 0 && (edges_[slot].from != from || edges_[slot].word != word)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

uint32_t PhraseTrie::Next(uint32_t from, std::string_view word) const {
  return edges_[SlotOf(from, word)].to;
}

uint32_t PhraseTrie::NextOrNew(uint32_t from, std::string_view word) {
  if (const uint32_t known = Next(from, word); known != 0) return known;
  if (2 * nodes_.size() >= edges_.size()) Grow();
  const auto created = static_cast<uint32_t>(nodes_.size());
  edges_[SlotOf(from, word)] = {from, created, std::string(word)};
  nodes_[from].leaf = false;
  nodes_.emplace_back();
  return created;
}

void PhraseTrie::Grow() {
  const std::vector<Edge> old = std::exchange(edges_, std::vector<Edge>(2 * edges_.size()));
  for (const Edge& edge : old) {
    if (edge.to != 0) edges_[SlotOf(edge.from, edge.word)] = edge;
  }
}

void PhraseTrie::Add(std::string_view folded, uint32_t phrase) {
  uint32_t node = 0;
  for (size_t at = 0; at < folded.size();) {
    if (IsBreak(folded[at])) {
      ++at;
      continue;
    }
    const Word word = WordAt(folded, at);
    if (node == 0) first_words_[word.hash >> 48] = true;
    node = NextOrNew(node, folded.substr(at, word.end - at));
    at = word.end;
  }
  if (node != 0) nodes_[node].phrases.push_back(phrase);
}

void PhraseTrie::FindFrom(std::string_view folded, size_t begin, size_t end,
                          std::vector<PhraseMatch>& matches) const {
  uint32_t node = 0;
  for (size_t at = begin; at < folded.size() && at < end;) {
    node = Next(node, folded.substr(at, end - at));
    if (node == 0) return;
    for (const uint32_t phrase : nodes_[node].phrases) {
      matches.push_back({phrase, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
    }
    if (nodes_[node].leaf) return;
    at = end + 1;
    end = WordAt(folded, std::min(at, folded.size())).end;
  }
}

void PhraseTrie::FindAt(std::string_view folded, size_t begin,
                        std::vector<PhraseMatch>& matches) const {
  const Word word = WordAt(folded, begin);
  if (word.end > begin && first_words_[word.hash >> 48]) {
    FindFrom(folded, begin, word.end, matches);
  }
}

void PhraseTrie::FindAll(std::string_view folded, std::vector<PhraseMatch>& matches) const {
  for (size_t at = 0; at < folded.size();) {
    const Word word = WordAt(folded, at);
    if (word.end > at && first_words_[word.hash >> 48]) FindFrom(folded, at, word.end, matches);
    at = word.end + 1;
  }
}

}  // namespace niem::detect
