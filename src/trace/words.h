// What is left of a text before fingerprints are made of it: of each word its first and its last
// letter, as letters that OCR takes for each other count as one.
//
// "Ủy ban nhân dân", "uỷ ban nhan dan" and an OCR program's "Uy ban nhân đán" leave the same. Five
// such words in a row (trace/prints.h) stay recognisable where every second word is misread, which
// no fingerprint of whole words does.
//
// Lines of up to 45 words that begin with "Căn cứ" name public law, the same in a thousand
// documents: left out. Errors: none. Thread-safety: a WordReader belongs to one thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace niem::trace {

// 1 .. kMaxWord; 5 bits for each of the two letters.
using Word = uint16_t;
inline constexpr Word kMaxWord = 0x3FF;

struct Words {
  std::vector<Word> words;
  // pages[i]: how many words stand before page i + 1. Empty: the format knows no pages.
  std::vector<uint32_t> pages;

  // 1-based; 0 unknown.
  uint32_t PageOf(uint32_t word) const;
};

class WordReader {
 public:
  // At most `limit` words; truncated() says whether there were more.
  explicit WordReader(size_t limit) : limit_(limit) {}

  // A block of UTF-8 text (any case, NFC or NFD); it ends where a word ends.
  void Add(std::string_view utf8);

  // What follows stands on this page (1-based); 0 or a page before the last: no news.
  void SetPage(uint32_t page);

  bool truncated() const { return truncated_; }

  Words Take();

 private:
  void AddLine(std::string_view folded);

  size_t limit_;
  bool truncated_ = false;
  Words out_;
};

}  // namespace niem::trace
