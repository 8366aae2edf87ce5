// What every format is turned into: a Document of Blocks, in reading order.
//
// A Block is one paragraph, table cell, text box, header line, cell, form field ...: the largest
// piece that a reader sees as one. Its text is UTF-8 as the format gives it (legacy codes still
// carried as Latin-1 code points; extract::Normalise mends that for the whole document). '\n'
// inside a block is a line break that the author put there; a window or buffer edge is never a line
// break.
//
// Ownership: plain values. Thread-safety: plain values. Units: page fractions for boxes (origin top
// left), points for sizes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace niem::extract {

enum class Format : uint8_t {
  kUnknown,  // bytes of no format we know: raw text runs are looked at
  kText,
  kHtml,
  kMht,
  kXml,
  kRtf,
  kDoc,
  kDocx,
  kXls,
  kXlsx,
  kPpt,
  kPptx,
  kOdt,
  kOds,
  kOdp,
  kPdf,
  kEml,
  kMbox,
  kMaildir,
  kMsg,
  kZip,
  k7z,
  kRar,
  kTar,
  kGzip,  // and any other single compressed file: xz, zst, bz2
  kXz,
  kZstd,
  kBzip2,
  kOle,      // an OLE container of another kind: its streams are looked at
  kImage,    // a picture: needs OCR
  kMedia,    // sound, film, font, executable, database: no document
  kArchive,  // an archive of a rarer kind: cab, iso, lha, cpio, ar
};

// Stable, lower-case, as reports show it: "docx", "7z", ...
std::string_view FormatName(Format format);

std::optional<Format> FormatFromName(std::string_view name);

// Where a block stands. Extractors say what the file says; detect/layout refines body blocks of an
// official document's first page into kLetterhead, kBelowNumber, kTopLeft, kTopRight.
enum class Place : uint8_t {
  kBody,
  kLetterhead,
  kBelowNumber,
  kTopLeft,
  kTopRight,
  kHeader,
  kFooter,
  kTextBox,
  kTableCell,
  kComment,
  kFootnote,    // and endnotes
  kHidden,      // hidden text, hidden sheets and slides, deleted tracked changes
  kMetadata,    // title, subject, keywords, custom properties; mail headers
  kAnnotation,  // PDF and drawing notes, watermarks, stamps made as annotations
  kFormField,
  kFileName,
};

// "body", "letterhead", "below_number", "top_left", ...
std::string_view PlaceName(Place place);

std::optional<Place> PlaceFromName(std::string_view name);

enum class Align : uint8_t { kUnknown, kLeft, kCenter, kRight, kJustify };

struct Style {
  std::optional<uint32_t> color;  // 0xRRGGBB of the letters; absent where the format does not say
  float size_pt = 0;              // 0 unknown
  Align align = Align::kUnknown;
  bool bold = false;
  bool italic = false;
  bool underline = false;
  bool strike = false;
  bool border = false;         // a box is drawn around the text
  bool double_border = false;  // and it is a double one

  bool operator==(const Style&) const = default;
};

struct Box {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;

  bool operator==(const Box&) const = default;
};

// What of it lies on the page.
Box OnPage(const Box& box);

// A stretch of a block's text in one font. Blocks whose text is all in one font have no runs.
struct Run {
  uint32_t begin = 0;  // byte offsets in Block::text
  uint32_t end = 0;
  std::string font;
};

struct Block {
  std::string text;
  Place place = Place::kBody;
  uint32_t page = 0;  // 1-based; slide or sheet number; 0 unknown
  Style style;        // of most of its letters
  std::optional<Box> box;
  std::string font;  // of most of its letters; may be empty
  std::vector<Run> runs;
  // Table position, where place is kTableCell: rows and columns from 0, and which table of the
  // document (from 1). 0 = not in a table.
  uint32_t table = 0;
  uint32_t row = 0;
  uint32_t column = 0;
  std::string locator;  // for people and tools: "word/header1.xml", "Sheet1!B3"; may be empty
  bool ocr = false;     // read from a picture: letters may be wrong
};

// Something a person should know about how the document was read.
struct Note {
  ErrorCode code = ErrorCode::kInternal;
  // True when part of the document was not inspected: then it can never be called clean.
  bool incomplete = false;
  Text text;  // never document content
};

struct Document {
  Format format = Format::kUnknown;
  std::string encoding;  // of plain texts: text::EncodingName; else empty
  uint32_t pages = 0;    // 0 unknown
  std::vector<Block> blocks;
  std::vector<Note> notes;
};

}  // namespace niem::extract
