// What goes on paper, as plain values: whoever prints fills a Paper with blocks and gets the bytes
// of a PDF. Nothing here knows registers, law or the server.
//
//   Paper paper;
//   paper.banner = "TỐI MẬT";
//   paper.blocks.push_back(Heading{"PHIẾU GIAO, NHẬN"});
//   TRY_ASSIGN(const std::string pdf, Render(std::move(paper)));
//
// Lengths are millimetres, letters points. Texts are UTF-8 of any normal form; they are set in NFC
// with Liberation Serif (the metric twin of Times New Roman). Control characters, and those that
// turn the order of letters around, are shown as U+FFFD: a line must not look other than it reads.
// The same Paper gives the same bytes, on machines with the same libraries and fonts.
//
// Errors: kInvalidArgument for a text that is not UTF-8, kTooLarge for a QR code that holds too
// much, more shapes than kMostShapes or more pages than kMostPages, kNotFound without the fonts,
// kInternal when the PDF library reports a failure: there is never a PDF with something silently
// missing. Ownership: values. Thread-safety: any thread; Render shares nothing between calls.
// Source: Nghị định 30/2020/NĐ-CP, phụ lục I (page, margins, letters, state title).
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"

namespace niem::print {

inline constexpr int kMostPages = 20'000;

enum class Align : uint8_t { kLeft, kCentre, kRight };

// Two columns at the head of a form: the agency to the left, the state's title to the right. The
// last line of each is bold, with a rule under it.
struct Letterhead {
  std::vector<std::string> left = {};
  std::vector<std::string> right = {};
};

struct Heading {
  std::string text = {};
  std::string under = {};  // a line in italics, or empty
  double points = 14;
  bool capitals = false;
};

struct Paragraph {
  std::string text = {};
  double points = 12;
  bool bold = false;
  bool italic = false;
  Align align = Align::kLeft;
  double before = 1.5;
  double keep = 0;  // what must be left of the page for it and what follows
};

// "Số, ký hiệu: 07/BC-UBND"; without a value there is a dotted line to write on.
struct Fact {
  std::string name = {};
  std::string value = {};
};

struct Facts {
  std::vector<Fact> facts = {};
  double name_width = 52;
  double points = 12;
};

struct Column {
  std::string name = {};
  double weight = 1;  // its share of the width
  Align align = Align::kLeft;
};

// The head stands again on every page. A row is not parted unless it is longer than a page.
struct Table {
  std::vector<Column> columns = {};
  std::vector<std::vector<std::string>> rows = {};  // as many cells as columns
  double points = 9;
  bool numbered = false;    // "(1)", "(2)" under the names of the columns
  double least_height = 0;  // of a row: room to sign in
  std::string title = {};   // bold above the head, and never left behind by it
};

struct Signature {
  std::string title = {};
  std::string note = {};  // "(Ký, ghi rõ họ tên)"
  std::string name = {};
};

struct Signatures {
  std::vector<Signature> list = {};
  double room = 22;     // between note and name
  bool dotted = false;  // a line to write the name on, where there is none
};

// One label of a sheet of 24 (3 × 8, 63.5 × 33.9 mm, the usual A4 sheet).
struct Label {
  std::string code = {};                // what the QR code holds, and the large letters
  std::vector<std::string> lines = {};  // the first is bold; each is cut with "…" after two lines
};

struct Labels {
  std::vector<Label> list = {};
  int first = 0;  // places of the first sheet already used, 0-23
};

// A stamp in its true size. Without a size it is drawn as small as its letters allow.
struct Stamp {
  std::vector<std::string> lines = {};
  double width = 0, height = 0;
  int borders = 1;
  double gap = 1;  // between two borders
  double points = 13;
  bool red = false;
  std::string caption = {};  // beneath: size, article, certainty
};

struct Stamps {
  std::vector<Stamp> list = {};
};

// A drawing of boxes, lines and single lines of text, as wide as the page is between its margins;
// smaller where it would be higher than a page. Lengths are its own units, of which `width` go
// across; y grows downwards, and a text stands on its y. It is never parted.
enum class Ink : uint8_t { kBlack, kGrey, kPale, kBlue, kPaleBlue, kRed, kPaleRed };

struct PictureShape {
  enum class Kind : uint8_t { kBox, kFrame, kLine, kText };

  Kind kind = Kind::kBox;
  Ink ink = Ink::kBlack;
  double x = 0, y = 0;
  double width = 0, height = 0;  // of a line: how far it goes; of a text: its most width
  double thick = 1;              // of a line or frame
  double size = 12;              // of a text's letters
  bool bold = false;
  Align align = Align::kLeft;  // of a text, to its x
  std::string text = {};
};

inline constexpr size_t kMostShapes = 50'000;

struct Picture {
  double width = 0, height = 0;
  std::vector<PictureShape> shapes = {};
};

struct Space {
  double height = 4;
};

struct PageBreak {};

using Block = std::variant<Letterhead, Heading, Paragraph, Facts, Table, Signatures, Labels, Stamps,
                           Picture, Space, PageBreak>;

struct Paper {
  std::string name = {};  // in the PDF's own title: never anything secret
  int64_t made_s = 0;     // Unix seconds, in the PDF's own date
  bool landscape = false;
  std::string banner = {};             // the level, at the head and the foot of every page
  std::string head = {};               // a small line at the head of every page
  std::vector<std::string> foot = {};  // small lines at the foot of every page
  std::string qr = {};                 // at the foot of every page; empty: none
  std::vector<Block> blocks = {};
};

Result<std::string> Render(Paper paper);

}  // namespace niem::print
