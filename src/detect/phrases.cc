#include "detect/phrases.h"

#include <algorithm>
#include <cstring>

namespace niem::detect {
namespace {

bool IsBreak(char c) {
  return c == ' ' || c == '\n';
}

size_t WordEnd(std::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && !IsBreak(text[end])) ++end;
  return end;
}

// Sixteen bits of the word's length and first eight letters: syllables are no longer.
uint32_t Mix(std::string_view word) {
  uint64_t letters = 0;
  std::memcpy(&letters, word.data(), std::min(word.size(), sizeof letters));
  return static_cast<uint32_t>(((letters + word.size()) * 0x9E3779B97F4A7C15ULL) >> 48);
}

}  // namespace

void PhraseTrie::Add(std::string_view folded, uint32_t phrase) {
  uint32_t node = 0;
  for (size_t at = 0; at < folded.size();) {
    if (IsBreak(folded[at])) {
      ++at;
      continue;
    }
    const std::string_view word = folded.substr(at, WordEnd(folded, at) - at);
    if (node == 0) first_words_[Mix(word)] = true;
    const auto found = nodes_[node].next.find(word);
    if (found != nodes_[node].next.end()) {
      node = found->second;
    } else {
      const auto created = static_cast<uint32_t>(nodes_.size());
      nodes_[node].next.emplace(std::string(word), created);
      nodes_.emplace_back();
      node = created;
    }
    at += word.size();
  }
  if (node != 0) nodes_[node].phrases.push_back(phrase);
}

void PhraseTrie::FindFrom(std::string_view folded, size_t begin, size_t end,
                          std::vector<PhraseMatch>& matches) const {
  uint32_t node = 0;
  for (size_t at = begin; at < folded.size() && at < end;) {
    const auto found = nodes_[node].next.find(folded.substr(at, end - at));
    if (found == nodes_[node].next.end()) return;
    node = found->second;
    for (const uint32_t phrase : nodes_[node].phrases) {
      matches.push_back({phrase, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
    }
    if (nodes_[node].next.empty()) return;
    at = end + 1;
    end = WordEnd(folded, at);
  }
}

void PhraseTrie::FindAt(std::string_view folded, size_t begin,
                        std::vector<PhraseMatch>& matches) const {
  const size_t end = WordEnd(folded, begin);
  if (end > begin && first_words_[Mix(folded.substr(begin, end - begin))]) {
    FindFrom(folded, begin, end, matches);
  }
}

void PhraseTrie::FindAll(std::string_view folded, std::vector<PhraseMatch>& matches) const {
  for (size_t at = 0; at < folded.size();) {
    const size_t end = WordEnd(folded, at);
    if (end > at && first_words_[Mix(folded.substr(at, end - at))]) {
      FindFrom(folded, at, end, matches);
    }
    at = end + 1;
  }
}

}  // namespace niem::detect
