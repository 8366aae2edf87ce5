// The skeleton of a Word 6 to 2003 document: FIB, stories, piece table.
//
// Text stands in pieces of the WordDocument stream, each 8-bit (Windows-1252) or UTF-16; character
// positions (CP) count through all stories in their fixed order.
//
// Ownership: plain values; spans borrow the streams. Thread-safety: plain values. Errors: kCorrupt,
// kEncrypted (ReadFib). Source: [MS-DOC] 2.5 (Fib), 2.9.38 (Clx); Word 6/95 by its public file
// format notes (one stream, one-byte sprms, text at fcMin).
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::extract {

struct WordRange {  // of a stream
  uint32_t offset = 0;
  uint32_t size = 0;
};

struct WordFib {
  bool old = false;  // Word 6 or 95: everything is in the WordDocument stream
  bool encrypted = false;
  bool obfuscated = false;  // XOR
  bool table1 = false;      // the table stream is "1Table"
  bool complex = false;
  uint32_t key = 0;
  uint32_t fc_min = 0, fc_mac = 0;
  uint32_t ccp_text = 0, ccp_footnote = 0, ccp_header = 0, ccp_macro = 0, ccp_comment = 0,
           ccp_endnote = 0;
  uint32_t ccp_text_box = 0, ccp_header_text_box = 0;
  WordRange clx, chpx, papx, fonts, styles, headers, drawings;
};

struct WordPiece {
  uint32_t cp_begin = 0, cp_end = 0;
  uint32_t fc = 0;  // byte offset in the WordDocument stream
  bool wide = false;

  uint32_t FcOf(uint32_t cp) const { return fc + (cp - cp_begin) * (wide ? 2 : 1); }
};

Result<WordFib> ReadFib(Bytes document);

// The pieces in CP order, never overlapping; empty when the table is damaged.
std::vector<WordPiece> ReadPieces(const WordFib& fib, Bytes table);

}  // namespace niem::extract
