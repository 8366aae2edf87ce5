// Where the head of an official document is, and where in it a mark stands.
//
// Two sources of truth: boxes on the page (PDF), against the windows of Decree 30/2020 annex I
// widened for stamps (law.md §5.2: ô 10a searched in .00-.40 x .14-.40); else reading order, table
// columns, alignment and columns made of spaces. A text box's anchor order is not its position, so
// text boxes keep their own place. Several heads may stand in one file (a bundle, an enclosure, a
// forwarded mail).
//
// Ownership: borrows document and reading. Errors: none. Thread-safety: immutable.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/candidates.h"
#include "extract/document.h"

namespace niem::detect {

// What of an official document stands around a line.
struct Head {
  uint32_t kinds = 0;  // bit per AnchorKind
  bool number_above = false;
  bool filled = false;  // its number is filled in

  bool official() const;

  bool any() const { return kinds != 0; }

  bool has(AnchorKind kind) const { return (kinds >> static_cast<uint32_t>(kind) & 1) != 0; }
};

class Layout {
 public:
  static constexpr uint32_t kTopLines = 6;

  Layout(const extract::Document& document, const Reading& reading);

  // The whole document shows at least two components of an official one.
  bool official() const { return official_; }

  // A line that is a document type stands in it.
  bool titled() const { return titled_; }

  // The head components around a line, up to the running text on either side.
  Head HeadAround(uint32_t line) const;

  // The block's place, refined: letterhead, below number, top left or right where it stands in a
  // head.
  extract::Place PlaceOf(const TextRef& ref, uint32_t line) const;

  // One of the first lines, before any running text.
  bool AtTop(uint32_t line, uint32_t lines = kTopLines) const;

  // One of the last lines.
  bool AtEnd(uint32_t line) const { return line + 4 >= reading_.lines; }

  // The table holds head components: a two-column letterhead, not data.
  bool IsHeadTable(uint32_t table) const;

  // Within a few lines after "Nơi nhận".
  bool NearRecipients(uint32_t line) const;

 private:
  bool LongLineBetween(uint32_t a, uint32_t b) const;
  extract::Place PlaceByBox(const extract::Box& box, const Head& head) const;
  bool OnTheRight(const TextRef& ref) const;

  const extract::Document& document_;
  const Reading& reading_;
  std::vector<uint32_t> head_tables_;
  bool official_ = false;
  bool titled_ = false;
};

}  // namespace niem::detect
