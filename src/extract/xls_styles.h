// How cells of an Excel 5 to 2003 workbook look: its fonts, cell formats and palette.
//
// Ownership: owns what it was told. Thread-safety: one object, one thread. Errors: none; numbers
// that lead nowhere leave a cell plain. Source: [MS-XLS] 2.4.122 (Font), 2.4.353 (XF), 2.4.188
// (Palette), 2.5.161 (Icv).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "extract/document.h"
#include "extract/xls_records.h"

namespace niem::extract {

class XlsStyles {
 public:
  // `wide`: BIFF8, whose strings are Unicode; before it they are in `codepage`.
  void AddFont(const XlsRecord& record, bool wide, uint16_t codepage);
  void AddFormat(const XlsRecord& record, bool wide);
  void AddPalette(const XlsRecord& record);

  // Gives a cell's block the look of format number `format`.
  void Dress(Block& block, uint16_t format) const;

 private:
  struct Font {
    std::string name;
    Style style;
    uint16_t color = 0x7FFF;
  };

  struct Format {
    uint16_t font = 0;
    Align align = Align::kUnknown;
    bool border = false;
    bool double_border = false;
  };

  std::optional<uint32_t> Color(uint16_t index) const;

  std::vector<Font> fonts_;
  std::vector<Format> formats_;
  std::vector<uint32_t> palette_;
};

}  // namespace niem::extract
