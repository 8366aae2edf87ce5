// WordprocessingML formatting (ECMA-376 part 1, §17.3 and §17.7): what a run or paragraph looks
// like after document defaults, styles and direct formatting.
//
// Ownership: views live as long as the XML they were read from. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <pugixml.hpp>
#include <string_view>
#include <unordered_map>

#include "extract/document.h"

namespace niem::extract {

// Run formatting. Only what `set` names is meant; the rest is inherited.
struct RunFormat {
  enum Field : uint16_t {
    kBold = 1,
    kItalic = 2,
    kUnderline = 4,
    kStrike = 8,
    kCaps = 16,
    kVanish = 32,
    kBorder = 64,
    kColor = 128,
    kSize = 256,
    kFont = 512,
    kDoubleBorder = 1024,  // a value only, set with kBorder
  };

  uint16_t set = 0;
  uint16_t on = 0;  // of the fields that are flags
  uint32_t color = 0;
  bool has_color = false;
  float size_pt = 0;
  std::string_view font;

  bool Has(Field field) const { return (on & field) != 0; }

  void Flag(Field field, bool value);
  // Takes what `other` sets.
  void Apply(const RunFormat& other);
  // Takes what an rPr element sets (its character style excepted).
  void Read(pugi::xml_node properties);
  Style ToStyle() const;
};

enum class BorderKind : uint8_t { kUnset, kNone, kSingle, kDouble };

// What stands around a text: all four sides drawn (pBdr, tcBorders, tblBorders), or not.
BorderKind ReadBorders(pugi::xml_node borders);

// w:jc (ST_Jc).
Align ReadAlign(std::string_view value);

struct ParagraphFormat {
  Align align = Align::kUnknown;
  BorderKind border = BorderKind::kUnset;
  RunFormat run;

  void Apply(const ParagraphFormat& other);
  // Takes what a pPr element sets, its paragraph style and its mark's rPr excepted.
  void Read(pugi::xml_node properties);
};

class DocxStyles {
 public:
  // From the root of the styles part; nodes must outlive this.
  void Load(pugi::xml_node styles);

  // With the document defaults; "" or an unknown id means the default paragraph style.
  const ParagraphFormat& Paragraph(std::string_view id);
  // What a character style sets.
  const RunFormat& Character(std::string_view id);
  // The borders that a table style draws.
  BorderKind TableBorder(std::string_view id);

 private:
  struct Entry {
    pugi::xml_node node;
    bool resolved = false;
    bool busy = false;  // guards against cycles of basedOn
    ParagraphFormat format;
    BorderKind table_border = BorderKind::kUnset;
  };

  Entry* Resolve(std::string_view id);

  std::unordered_map<std::string_view, Entry> entries_;
  std::unordered_map<std::string_view, ParagraphFormat> with_defaults_;
  std::string_view default_paragraph_;
  ParagraphFormat defaults_;
};

}  // namespace niem::extract
