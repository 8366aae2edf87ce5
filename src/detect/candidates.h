// One pass over a Document: where mark words stand, and everything around them that later steps
// weigh. Nothing is judged here.
//
// Memory: only lines that hold something of interest are kept, each list capped, so that a document
// of any size costs its blocks and a few hundred kilobytes. Time is linear in the text. A cut
// between reading windows is never taken for a line end. Ownership: plain values; offsets point
// into the document's blocks. Errors: none. Thread-safety: pure function.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/pack.h"
#include "detect/segment.h"
#include "extract/document.h"

namespace niem::detect {

inline constexpr uint32_t kNoLine = UINT32_MAX;

// A stretch of a block's text.
struct TextRef {
  uint32_t block = UINT32_MAX;
  uint32_t begin = 0;
  uint32_t end = 0;

  bool valid() const { return block != UINT32_MAX; }

  std::string_view In(const extract::Document& document) const {
    return valid() ? std::string_view(document.blocks[block].text).substr(begin, end - begin)
                   : std::string_view();
  }
};

// A level standing as a mark stands.
struct Candidate {
  Form form = Form::kNone;
  Level level = Level::kNone;
  TextRef mark;            // the level's own letters
  TextRef segment;         // what it stands alone in
  TextRef previous, next;  // neighbouring lines
  uint32_t line = 0;
  bool plain = false;  // without diacritics
  bool ocr = false;    // a known or fuzzy misreading
  bool whole_block = false;
  bool other_segments = false;  // other columns in its line
  bool after_to = false;
  bool foreign = false;
  bool translated = false;
  bool symbol = false;  // a field's envelope letter stands for the level
  Letters letters;
  Surroundings around;
};

// Another segment of interest: a companion, a declassification, a change of level, an envelope
// symbol.
struct Piece {
  Parsed parsed;
  TextRef segment;
  TextRef previous, next;
  uint32_t line = 0;
  Surroundings around;
};

// An inline companion: "- Lưu: VT (không được phép sao, chụp)".
struct InlineCompanion {
  uint32_t phrase = 0;
  TextRef text;
  uint32_t line = 0;
};

enum class AnchorKind : uint8_t {
  kNationalTitle,
  kNationalMotto,
  kPartyTitle,
  kNumber,
  kDate,
  kAddressee,
  kSubject,
  kIssuer,
  kRecipients,
  kSigner,
  kTitle,
};

struct Anchor {
  AnchorKind kind = AnchorKind::kNumber;
  TextRef text;
  uint32_t line = 0;
  bool filled = false;  // a number with figures: no blank of a form
};

// A word against marks: a template's, a lesson's, a novel's.
struct ContextHit {
  uint32_t phrase = 0;
  uint32_t line = 0;
};

struct Cell {
  uint32_t table = 0, row = 0, column = 0;
};

struct Reading {
  std::vector<Candidate> candidates;
  std::vector<Piece> pieces;
  std::vector<InlineCompanion> inline_companions;
  std::vector<Anchor> anchors;
  std::vector<ContextHit> contexts;
  std::vector<Cell> field_cells;  // cells that say no more than "Độ mật"
  std::vector<TextRef> topics;    // the first few
  std::vector<TextRef> garbled_topics;
  std::vector<uint32_t> long_lines;   // lines that are running text
  std::vector<uint32_t> block_lines;  // of each block, its first line
  uint32_t lines = 0;                 // of the document's content
  bool truncated = false;             // a list was full
};

// What is known of a document before it is read.
struct Known {
  // No phrase that counts runs on from one block to the next (CleanProof::LookOver says so).
  bool none_across_blocks = false;
};

Reading ReadDocument(const extract::Document& document, const Pack& pack, Known known = {});

// The line in which a stretch begins. Linear in the block's text before it.
uint32_t LineOf(const extract::Document& document, const Reading& reading, const TextRef& ref);

// Whether the document is typed wholly without diacritics. Looks at all of it.
bool TypedWithoutDiacritics(const extract::Document& document);

// Content that counts lines: not metadata, comments or hidden text.
bool IsContent(extract::Place place);

}  // namespace niem::detect
