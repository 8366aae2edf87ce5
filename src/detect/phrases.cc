#include "detect/phrases.h"

namespace niem::detect {
namespace {

bool IsBreak(char c) {
  return c == ' ' || c == '\n';
}

std::string_view WordAt(std::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && !IsBreak(text[end])) ++end;
  return text.substr(begin, end - begin);
}

uint32_t FirstLetters(std::string_view word) {
  const auto first = static_cast<uint8_t>(word[0]);
  const auto second = static_cast<uint8_t>(word.size() > 1 ? word[1] : 0);
  return static_cast<uint32_t>(first) << 8 | second;
}

}  // namespace

void PhraseTrie::Add(std::string_view folded, uint32_t phrase) {
  uint32_t node = 0;
  for (size_t at = 0; at < folded.size();) {
    if (IsBreak(folded[at])) {
      ++at;
      continue;
    }
    const std::string_view word = WordAt(folded, at);
    if (node == 0) first_letters_[FirstLetters(word)] = true;
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

bool PhraseTrie::MayBegin(std::string_view word) const {
  return first_letters_[FirstLetters(word)];
}

void PhraseTrie::FindAt(std::string_view folded, size_t begin,
                        std::vector<PhraseMatch>& matches) const {
  uint32_t node = 0;
  for (size_t at = begin; at < folded.size();) {
    const std::string_view word = WordAt(folded, at);
    if (word.empty() || (node == 0 && !MayBegin(word))) return;
    const auto found = nodes_[node].next.find(word);
    if (found == nodes_[node].next.end()) return;
    node = found->second;
    for (const uint32_t phrase : nodes_[node].phrases) {
      matches.push_back(
          {phrase, static_cast<uint32_t>(begin), static_cast<uint32_t>(at + word.size())});
    }
    at += word.size() + 1;
  }
}

void PhraseTrie::FindAll(std::string_view folded, std::vector<PhraseMatch>& matches) const {
  for (size_t at = 0; at < folded.size();) {
    if (IsBreak(folded[at])) {
      ++at;
      continue;
    }
    FindAt(folded, at, matches);
    while (at < folded.size() && !IsBreak(folded[at])) ++at;
  }
}

}  // namespace niem::detect
