// How letters and paragraphs of a Word 97 to 2003 document look: fonts, styles, formatted disk
// pages.
//
//   WordFormat format(fib, document_stream, table_stream);
//   WordLetters letters = format.LettersAt(fc, style, run_end);  // run_end: where they change
//
// Damage costs formatting, never text: what does not parse is plain. All loops are bounded by the
// size of the streams. Word 6/95 formatting is not read (everything is plain there).
//
// Ownership: borrows both streams, which must outlive it. Thread-safety: const methods may run
// in parallel. Source: [MS-DOC] 2.6 (sprms), 2.4.6 (properties), 2.9.271 (STSH), 2.9.286
// (SttbfFfn).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "extract/document.h"
#include "extract/word_file.h"

namespace niem::extract {

struct WordLetters {
  Style style;
  uint16_t font = 0;
  bool hidden = false;  // vanished or marked deleted
  bool caps = false;
  bool special = false;  // codes are objects, not letters
  char16_t symbol = 0;   // the letter that a special code 0x28 stands for
};

struct WordParagraph {
  uint16_t style = 0;
  Align align = Align::kUnknown;
  uint8_t border_sides = 0;
  bool double_border = false;
  bool in_table = false;
  bool row_end = false;
  bool inner_cell = false;
  bool inner_row_end = false;
  bool page_before = false;
};

class WordFormat {
 public:
  WordFormat(const WordFib& fib, Bytes document, Bytes table);

  // Properties at a byte offset of the text; `run_end` is set to where they may change.
  WordLetters LettersAt(uint32_t fc, uint16_t paragraph_style, uint32_t& run_end) const;
  const WordParagraph& ParagraphAt(uint32_t fc, uint32_t& run_end) const;

  const std::string& FontName(uint16_t index) const;

 private:
  struct StyleSheetEntry {
    uint16_t base = 0;
    Bytes letters, paragraph;  // their sprms
    bool is_paragraph = false;
    bool resolved = false;  // what follows is valid: the base's properties and its own
    WordLetters all_letters;
    WordParagraph all_paragraph;
  };

  struct LetterRun {
    uint32_t begin = 0, end = 0;
    Bytes sprms;
  };

  struct ParagraphRun {
    uint32_t begin = 0, end = 0;
    WordParagraph paragraph;
  };

  void ReadFonts(Bytes table);
  void ReadStyles(Bytes table);
  void ReadLetterPages(Bytes pages, Bytes document);
  void ReadParagraphPages(Bytes pages, Bytes document);
  void ApplyLetters(Bytes sprms, const WordLetters& base, WordLetters& letters, int depth) const;
  void ResolveStyle(uint16_t style, int depth);

  std::vector<std::string> fonts_;
  std::vector<StyleSheetEntry> styles_;
  std::vector<LetterRun> letters_;
  std::vector<ParagraphRun> paragraphs_;
};

}  // namespace niem::extract
