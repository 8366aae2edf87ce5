// What the old Office formats share: text in Windows code pages, and paragraphs gathered from runs.
//
// Legacy Vietnamese (TCVN3, VNI) is 8-bit text that a file declares as Western: it is decoded as
// Windows-1252 here and mended later, font by font (extract::Normalise).
//
// Ownership: plain values; DocumentWriter borrows its document and limits. Thread-safety: one
// object per thread, functions pure. Errors: none; undecodable bytes become U+FFFD. Source:
// [MS-UCODEREF] code page numbers; [MS-OSHARED] 2.4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/i18n.h"
#include "extract/document.h"
#include "extract/extract.h"

namespace niem::extract {

inline constexpr uint16_t kUtf16Codepage = 1200;
inline constexpr uint16_t kWesternCodepage = 1252;

// Bytes in the Windows code page `codepage` -> UTF-8. Unknown code pages are read as Windows-1252.
std::string DecodeCodepage(Bytes bytes, uint16_t codepage);

// UTF-16LE -> UTF-8; lone surrogates become U+FFFD, an odd last byte is ignored.
std::string DecodeUtf16(Bytes bytes);

void AppendUtf8(std::string& out, char32_t code);

// Unicode upper case, for text that a format shows in capitals only.
std::string UpperCase(std::string_view utf8);

// True for fonts whose text is carried legacy code, where case mapping would destroy the codes.
bool IsLegacyFont(std::string_view font);

// The text up to its first NUL.
std::string_view UntilNul(std::string_view text);

// One paragraph being gathered; knows the style and font of most of its letters.
class RunBuilder {
 public:
  void Append(std::string_view utf8, const Style& style, std::string_view font);

  bool empty() const { return text_.empty(); }

  size_t size() const { return text_.size(); }

  // The finished block, its runs set when it has several fonts; the builder starts anew.
  Block Take(Place place);

 private:
  std::string text_;
  std::vector<Run> runs_;
  std::vector<std::pair<Style, size_t>> styles_;  // letters set in each
};

// Appends blocks within Limits::max_text_bytes, and notes once what went wrong.
class DocumentWriter {
 public:
  DocumentWriter(Document& document, const Limits& limits) : document_(document), limits_(limits) {}

  // Blank blocks are dropped. False when the document is full (a note says so): stop then.
  bool Add(Block block);

  bool Add(std::string text, Place place, std::string_view locator = {}, uint32_t page = 0);

  void AddNote(ErrorCode code, bool incomplete, StaticText text);

  bool full() const { return full_; }

  Document& document() { return document_; }

 private:
  Document& document_;
  const Limits& limits_;
  uint64_t text_bytes_ = 0;
  bool full_ = false;
};

// Runs of text in bytes of a damaged or unknown stream: UTF-16LE and 8-bit, at least `kMinimum`
// letters.
inline constexpr size_t kMinimumTextRun = 6;
void AddTextRuns(Bytes bytes, Place place, std::string_view locator, DocumentWriter& writer);

// What can be had of a damaged document: its loose runs of text, with a note that says so. False
// when the document still has no text.
bool AddLooseText(Bytes bytes, StaticText note, DocumentWriter& writer);

}  // namespace niem::extract
