// The text layer of a PDF page -> blocks, by geometry.
//
// PDF knows glyphs at places, not paragraphs. Glyphs come from poppler in reading order by lines;
// here a line is cut where a wide gap shows another column (the two heads of an official letter
// must never become one line), lines that a paragraph wrapped are joined, rows of three and more
// pieces become table cells, and lines that stand at the same place in the margin of the pages
// become headers and footers.
//
// Wrapping is judged with care, because a mark under "Số: 05/BC-UBND" must stay a line of its own
// and the word "mật" at the start of a wrapped line must not become one.
//
// Ownership: blocks own their text. Errors: none; a page that cannot be read has no blocks.
// Thread-safety: one document, one thread.
#pragma once

#include <poppler.h>

#include <cstdint>
#include <vector>

#include "extract/document.h"

namespace niem::extract {

struct PdfPage {
  std::vector<Block> blocks;
  size_t letters = 0;     // that a reader can make sense of
  size_t unreadable = 0;  // glyphs without a Unicode value: private use, controls, U+FFFD
};

// `number` counts from 1. Invisible text (the layer that OCR puts under a scan) is text like any
// other.
PdfPage ReadPdfPage(PopplerPage* page, uint32_t number);

// Rows of tables found by position, over the blocks of one page; `tables` counts up over the
// document.
void MarkPdfTables(std::vector<Block>& blocks, uint32_t& tables);

// Running heads and feet, over the blocks of the whole document, in page order.
void MarkRunningHeads(std::vector<Block>& blocks);

}  // namespace niem::extract
