#include "extract/xls_styles.h"

#include <array>
#include <utility>

#include "extract/ole_text.h"

namespace niem::extract {
namespace {

constexpr uint16_t kFirstPaletteColor = 8;

// The palette that holds where the file has none of its own: [MS-XLS] 2.5.161 Icv.
constexpr std::array<uint32_t, 16> kPaletteColors = {
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF,
    0x800000, 0x008000, 0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080};

}  // namespace

void XlsStyles::AddFont(const XlsRecord& record, bool wide, uint16_t codepage) {
  ByteReader reader(record.bytes);
  Font font;
  font.style.size_pt = static_cast<float>(reader.U16()) / 20;
  const uint16_t flags = reader.U16();
  font.color = reader.U16();
  font.style.bold = reader.U16() >= 600;
  reader.Skip(2);
  font.style.underline = reader.U8() != 0;
  font.style.italic = (flags & 2) != 0;
  font.style.strike = (flags & 8) != 0;
  if (wide) {
    font.name = XlsStrings(record, 14).Short();
  } else if (record.bytes.size() > 15) {
    font.name = DecodeCodepage(Slice(record.bytes, 15, record.bytes[14]), codepage);
  }
  fonts_.push_back(std::move(font));
  if (fonts_.size() == 4) fonts_.push_back(fonts_[0]);  // there is no font 4
}

void XlsStyles::AddFormat(const XlsRecord& record, bool wide) {
  ByteReader reader(record.bytes);
  Format format;
  format.font = reader.U16();
  reader.Skip(4);
  switch (reader.U8() & 7) {
    case 1:
      format.align = Align::kLeft;
      break;
    case 2:
    case 6:
      format.align = Align::kCenter;
      break;
    case 3:
      format.align = Align::kRight;
      break;
    case 5:
      format.align = Align::kJustify;
      break;
    default:
      break;
  }
  if (wide) {
    reader.Seek(10);
    const uint16_t lines = reader.U16();
    int sides = 0;
    for (int i = 0; i < 4; ++i) {
      const int line = lines >> (4 * i) & 15;
      sides += line != 0 ? 1 : 0;
      format.double_border |= line == 6;
    }
    format.border = sides >= 3;
    format.double_border &= format.border;
  }
  formats_.push_back(format);
}

void XlsStyles::AddPalette(const XlsRecord& record) {
  ByteReader reader(record.bytes);
  const uint16_t count = reader.U16();
  for (int i = 0; i < count && reader.remaining() >= 4; ++i) {
    const uint32_t bgr = reader.U32();
    palette_.push_back((bgr & 0xFF) << 16 | (bgr & 0xFF00) | (bgr >> 16 & 0xFF));
  }
}

void XlsStyles::Dress(Block& block, uint16_t format) const {
  if (format >= formats_.size()) return;
  const Format& look = formats_[format];
  if (look.font < fonts_.size()) {
    const Font& font = fonts_[look.font];
    block.style = font.style;
    block.font = font.name;
    block.style.color = Color(font.color);
  }
  block.style.align = look.align;
  block.style.border = look.border;
  block.style.double_border = look.double_border;
}

std::optional<uint32_t> XlsStyles::Color(uint16_t index) const {
  if (index < kFirstPaletteColor) return std::nullopt;
  const size_t color = size_t{index} - kFirstPaletteColor;
  if (color < palette_.size()) return palette_[color];
  if (color < kPaletteColors.size()) return kPaletteColors[color];
  return std::nullopt;
}

}  // namespace niem::extract
