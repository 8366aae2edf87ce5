// What the benchmark programs share: the phrases, and running text to look for them in.
//
// Errors: programs for developers; they stop with a message. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "text/fold.h"

namespace niem::bench {

inline std::ifstream OpenOrDie(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::exit(2);
  }
  return file;
}

// One phrase a line, folded.
inline std::vector<std::string> FoldedPhrases(const std::string& path) {
  std::ifstream file = OpenOrDie(path);
  std::vector<std::string> phrases;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) phrases.push_back(text::FoldText(line));
  }
  return phrases;
}

// Sentences drawn from words.txt; the same for the same seed.
inline std::string RunningText(const std::string& words_path, size_t bytes, uint32_t seed) {
  std::ifstream file = OpenOrDie(words_path);
  std::vector<std::string> words, mentions;
  for (std::string line; std::getline(file, line);) {
    size_t colon = line.find(": ");
    if (colon == std::string::npos || line[0] == '#') continue;
    std::istringstream list(line.substr(colon + 2));
    for (std::string word; std::getline(list, word, ',');) {
      if (word[0] == ' ') word.erase(0, 1);
      (line.starts_with("mention") ? mentions : words).push_back(word);
    }
  }
  std::mt19937 random(seed);
  std::string text;
  text.reserve(bytes + 1024);
  while (text.size() < bytes) {
    if (random() % 150 == 0) {
      text += mentions[random() % mentions.size()];
    } else {
      size_t count = 4 + random() % 9;
      for (size_t i = 0; i < count; ++i) {
        if (i != 0) text += random() % 8 ? " " : ", ";
        text += words[random() % words.size()];
      }
    }
    text += random() % 4 ? ". " : ".\n";
  }
  return text;
}

}  // namespace niem::bench
