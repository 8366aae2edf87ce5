// From runs of text to Blocks: the part that all office and markup formats share.
//
// BlockBuilder joins a paragraph's runs: neighbours in one font become one Run, the Block's style
// and font are those of most of its letters. BlockSink puts finished blocks into a Document and
// keeps Limits::max_text_bytes: what is over it becomes one note, never a silent cut.
//
// Ownership: the sink borrows document and limits. Thread-safety: one thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extract/extract.h"

namespace niem::extract {

class BlockBuilder {
 public:
  void Add(std::string_view text, const Style& style, std::string_view font);

  bool empty() const { return text_.empty(); }

  // Whether anything but spaces was added.
  bool blank() const { return letters_ == 0; }

  size_t size() const { return text_.size(); }

  char back() const { return text_.back(); }

  // The block made of all that was added, trimmed of spaces at its ends; the builder is empty
  // again.
  Block Finish();

 private:
  // Letters by style and by font, first come first; paragraphs have few of either.
  std::vector<std::pair<Style, size_t>> styles_;
  std::vector<Run> runs_;
  std::string text_;
  size_t letters_ = 0;
};

class BlockSink {
 public:
  BlockSink(Document& document, const Limits& limits)
      : document_(document), left_(limits.max_text_bytes) {}

  // Drops blocks without text.
  void Put(Block block);

  // A block of plain text at a place.
  void Put(Place place, std::string_view text, std::string_view locator);

  // True when the limit struck: walking on is useless.
  bool full() const { return full_; }

  Document& document() { return document_; }

  uint32_t NewTable() { return ++tables_; }

  // At most one note of each code and meaning.
  void Incomplete(ErrorCode code, Text text);
  void Remark(ErrorCode code, Text text);

 private:
  void AddNote(Note note);

  Document& document_;
  uint64_t left_;
  uint32_t tables_ = 0;
  bool full_ = false;
};

// Without white space at both ends, U+00A0 included.
std::string_view Trim(std::string_view text);

// Whether the text has a letter or digit of any script.
bool HasLetters(std::string_view text);

}  // namespace niem::extract
