#include "extract/word_format.h"

#include <algorithm>
#include <array>

#include "extract/ole_text.h"

namespace niem::extract {
namespace {

constexpr size_t kPage = 512;
constexpr int kMaxStyleDepth = 64;
constexpr size_t kMaxStyles = 4096;
constexpr size_t kMaxStyleSprms = 512;  // of a character style, as it is applied to every run
constexpr uint8_t kParagraphStyle = 1;
constexpr uint8_t kCharacterStyle = 2;

// Single property modifiers that matter here.
enum Sprm : uint16_t {
  kDeletedMark = 0x0800,
  kStyle = 0x4A30,
  kPlain = 0x2A33,
  kBold = 0x0835,
  kItalic = 0x0836,
  kStrike = 0x0837,
  kSmallCaps = 0x083A,
  kCaps = 0x083B,
  kVanish = 0x083C,
  kSpecial = 0x0855,
  kUnderline = 0x2A3E,
  kColorIndex = 0x2A42,
  kColor = 0x6870,
  kSize = 0x4A43,
  kFont = 0x4A4F,
  kSymbol = 0x6A09,
  kAlign80 = 0x2403,
  kAlign = 0x2461,
  kPageBefore = 0x2407,
  kInTable = 0x2416,
  kRowEnd = 0x2417,
  kInnerCell = 0x244B,
  kInnerRowEnd = 0x244C,
  kBorderTop80 = 0x6424,
  kBorderRight80 = 0x6427,
  kBorderTop = 0xC64E,
  kBorderRight = 0xC651,
  kTableDefinition = 0xD608,
  kTabs = 0xC615,
};

// Word's sixteen colours ([MS-DOC] 2.9.119 Ico); 0 is automatic.
constexpr std::array<uint32_t, 17> kColors = {
    0,        0x000000, 0x0000FF, 0x00FFFF, 0x00FF00, 0xFF00FF, 0xFF0000, 0xFFFF00, 0xFFFFFF,
    0x000080, 0x008080, 0x008000, 0x800080, 0x800000, 0x808000, 0x808080, 0xC0C0C0};

struct SprmValue {
  uint16_t code = 0;
  Bytes operand;

  uint32_t Number() const {
    ByteReader reader(operand);
    return operand.size() >= 4 ? reader.U32() : operand.size() >= 2 ? reader.U16() : reader.U8();
  }
};

// The next sprm; false at the end or where they do not parse any more.
bool NextSprm(ByteReader& reader, SprmValue& sprm) {
  if (reader.remaining() < 3) return false;
  sprm.code = reader.U16();
  size_t size = 0;
  switch (sprm.code >> 13) {
    case 0:
    case 1:
      size = 1;
      break;
    case 2:
    case 4:
    case 5:
      size = 2;
      break;
    case 3:
      size = 4;
      break;
    case 7:
      size = 3;
      break;
    default:
      if (sprm.code == kTableDefinition) {
        size = reader.U16();
        size -= size > 0 ? 1 : 0;
      } else {
        size = reader.U8();
        if (sprm.code == kTabs && size == 255) return false;
      }
  }
  sprm.operand = reader.Take(size);
  return reader.ok();
}

bool Toggle(uint32_t value, bool base) {
  switch (value & 0xFF) {
    case 0x80:
      return base;
    case 0x81:
      return !base;
    default:
      return value != 0;
  }
}

void SetBorder(uint8_t side, uint8_t type, WordParagraph& paragraph) {
  const bool drawn = type != 0 && type != 0xFF;
  const uint8_t bit = static_cast<uint8_t>(1 << side);
  paragraph.border_sides =
      static_cast<uint8_t>(drawn ? paragraph.border_sides | bit : paragraph.border_sides & ~bit);
  // Double, triple, thin-thick in all widths, double wave.
  if (drawn && (type == 3 || (type >= 10 && type <= 19) || type == 21))
    paragraph.double_border = true;
}

Align AlignOf(uint32_t value) {
  switch (value) {
    case 0:
      return Align::kLeft;
    case 1:
      return Align::kCenter;
    case 2:
      return Align::kRight;
    default:
      return Align::kJustify;
  }
}

void ApplyParagraph(Bytes sprms, WordParagraph& paragraph) {
  ByteReader reader(sprms);
  for (SprmValue sprm; NextSprm(reader, sprm);) {
    const uint32_t value = sprm.Number();
    switch (sprm.code) {
      case kAlign80:
      case kAlign:
        paragraph.align = AlignOf(value);
        break;
      case kPageBefore:
        paragraph.page_before = value != 0;
        break;
      case kInTable:
        paragraph.in_table = value != 0;
        break;
      case kRowEnd:
        paragraph.row_end = value != 0;
        break;
      case kInnerCell:
        paragraph.inner_cell = value != 0;
        break;
      case kInnerRowEnd:
        paragraph.inner_row_end = value != 0;
        break;
      default:
        if (sprm.code >= kBorderTop80 && sprm.code <= kBorderRight80) {
          SetBorder(static_cast<uint8_t>(sprm.code - kBorderTop80), sprm.operand[1], paragraph);
        } else if (sprm.code >= kBorderTop && sprm.code <= kBorderRight &&
                   sprm.operand.size() >= 6) {
          SetBorder(static_cast<uint8_t>(sprm.code - kBorderTop), sprm.operand[5], paragraph);
        }
    }
  }
}

// The pages that a bin table names, each at most once, so that a hostile table costs no more than
// the stream is long. `visit(page, first run's index)`.
template <typename Visit>
void ForEachPage(Bytes bins, Bytes document, Visit visit) {
  if (bins.size() < 12) return;
  const size_t count = (bins.size() - 4) / 8;
  ByteReader numbers(bins, 4 * (count + 1));
  std::vector<bool> seen(document.size() / kPage + 1);
  for (size_t i = 0; i < count; ++i) {
    const size_t number = numbers.U32() & 0x3F'FFFF;
    if (number >= seen.size() || seen[number]) continue;
    seen[number] = true;
    Bytes page = Slice(document, number * kPage, kPage);
    if (page.size() == kPage) visit(page);
  }
}

template <typename Run>
void SortRuns(std::vector<Run>& runs) {
  std::stable_sort(runs.begin(), runs.end(),
                   [](const Run& a, const Run& b) { return a.begin < b.begin; });
}

// The run that holds `fc`, or null; `run_end` is where that answer ends.
template <typename Run>
const Run* RunAt(const std::vector<Run>& runs, uint32_t fc, uint32_t& run_end) {
  auto next = std::upper_bound(runs.begin(), runs.end(), fc,
                               [](uint32_t at, const Run& run) { return at < run.begin; });
  run_end = next == runs.end() ? UINT32_MAX : next->begin;
  if (next == runs.begin()) return nullptr;
  const Run& run = *std::prev(next);
  if (fc >= run.end) return nullptr;
  run_end = std::min(run_end, run.end);
  return &run;
}

}  // namespace

WordFormat::WordFormat(const WordFib& fib, Bytes document, Bytes table) {
  if (fib.old) return;
  ReadFonts(Slice(table, fib.fonts.offset, fib.fonts.size));
  ReadStyles(Slice(table, fib.styles.offset, fib.styles.size));
  for (size_t i = 0; i < styles_.size(); ++i) {
    ResolveStyle(static_cast<uint16_t>(i), 0);
  }
  ReadLetterPages(Slice(table, fib.chpx.offset, fib.chpx.size), document);
  ReadParagraphPages(Slice(table, fib.papx.offset, fib.papx.size), document);
}

void WordFormat::ReadFonts(Bytes table) {
  ByteReader reader(table);
  uint32_t count = reader.U16();
  const bool extended = count == 0xFFFF;
  if (extended) count = reader.U16();
  reader.Skip(2);
  for (uint32_t i = 0; i < count && reader.ok(); ++i) {
    Bytes font = reader.Take(reader.U8());
    // FFN: 39 bytes of metrics, then the name.
    fonts_.emplace_back(UntilNul(DecodeUtf16(Slice(font, 39, font.size()))));
  }
}

void WordFormat::ReadStyles(Bytes table) {
  ByteReader reader(table);
  Bytes info = reader.Take(reader.U16());
  ByteReader head(info);
  const uint16_t count = head.U16();
  const uint16_t base_size = head.U16();
  for (uint32_t i = 0; i < count && i < kMaxStyles && reader.ok(); ++i) {
    Bytes std = reader.Take(reader.U16());
    StyleSheetEntry entry;
    ByteReader style(std);
    style.Skip(2);
    const uint16_t kind = style.U16();
    const uint16_t next = style.U16();
    style.Seek(std::min<size_t>(base_size, std.size()));
    style.Skip(size_t{style.U16()} * 2 + 2);  // name
    entry.base = kind >> 4;
    entry.is_paragraph = (kind & 15) == kParagraphStyle;
    const bool of_letters = (kind & 15) == kCharacterStyle;
    for (int part = 0; part < (next & 15) && style.ok() && part < 3; ++part) {
      if (style.offset() % 2 != 0) style.Skip(1);
      Bytes upx = style.Take(style.U16());
      if (entry.is_paragraph && part == 0) entry.paragraph = Slice(upx, 2, upx.size());
      if ((entry.is_paragraph && part == 1) || (of_letters && part == 0)) entry.letters = upx;
    }
    styles_.push_back(entry);
  }
}

void WordFormat::ReadLetterPages(Bytes pages, Bytes document) {
  ForEachPage(pages, document, [this](Bytes page) {
    const size_t count = page[kPage - 1];
    if (count * 5 + 4 >= kPage) return;
    ByteReader offsets(page);
    uint32_t begin = offsets.U32();
    for (size_t i = 0; i < count; ++i) {
      const uint32_t end = offsets.U32();
      const size_t at = size_t{page[4 * (count + 1) + i]} * 2;
      Bytes sprms;
      if (at != 0) sprms = Slice(page, at + 1, page[at]);
      if (end > begin) letters_.push_back({begin, end, sprms});
      begin = end;
    }
  });
  SortRuns(letters_);
}

void WordFormat::ReadParagraphPages(Bytes pages, Bytes document) {
  ForEachPage(pages, document, [this](Bytes page) {
    const size_t count = page[kPage - 1];
    if (count * 17 + 4 >= kPage) return;
    ByteReader offsets(page);
    uint32_t begin = offsets.U32();
    for (size_t i = 0; i < count; ++i) {
      const uint32_t end = offsets.U32();
      size_t at = size_t{page[4 * (count + 1) + 13 * i]} * 2;
      WordParagraph paragraph;
      if (at != 0) {
        const size_t half = page[at];
        const size_t size =
            half != 0 ? 2 * half - 1 : 2 * size_t{page[std::min(at + 1, kPage - 1)]};
        Bytes papx = Slice(page, at + (half != 0 ? 1 : 2), size);
        paragraph.style = ByteReader(papx).U16();
        if (const uint16_t style = paragraph.style; style < styles_.size()) {
          paragraph = styles_[style].all_paragraph;
          paragraph.style = style;
        }
        ApplyParagraph(Slice(papx, 2, papx.size()), paragraph);
      }
      if (end > begin) paragraphs_.push_back({begin, end, paragraph});
      begin = end;
    }
  });
  SortRuns(paragraphs_);
}

// Each style once, its base first; a cycle ends where it meets a style that is being resolved.
void WordFormat::ResolveStyle(uint16_t style, int depth) {
  StyleSheetEntry& entry = styles_[style];
  if (entry.resolved) return;
  entry.resolved = true;
  entry.all_letters.style.size_pt = 10;  // Word's own default
  if (entry.base < styles_.size() && depth < kMaxStyleDepth) {
    ResolveStyle(entry.base, depth + 1);
    const WordParagraph own = entry.all_paragraph;
    entry.all_letters = styles_[entry.base].all_letters;
    entry.all_paragraph = entry.base == style ? own : styles_[entry.base].all_paragraph;
  }
  const WordLetters base = entry.all_letters;
  ApplyLetters(entry.letters, base, entry.all_letters, 1);
  ApplyParagraph(entry.paragraph, entry.all_paragraph);
}

void WordFormat::ApplyLetters(Bytes sprms, const WordLetters& base, WordLetters& letters,
                              int depth) const {
  ByteReader reader(sprms);
  bool vanish = base.hidden;
  bool deleted = false;
  for (SprmValue sprm; NextSprm(reader, sprm);) {
    const uint32_t value = sprm.Number();
    switch (sprm.code) {
      case kDeletedMark:
        deleted = Toggle(value, false);
        break;
      case kVanish:
        vanish = Toggle(value, base.hidden);
        break;
      case kPlain:
        letters = base;
        break;
      case kStyle:
        if (depth++ > 0 || value >= styles_.size() || styles_[value].is_paragraph) break;
        ApplyLetters(Slice(styles_[value].letters, 0, kMaxStyleSprms), base, letters, 1);
        vanish = letters.hidden;
        break;
      case kBold:
        letters.style.bold = Toggle(value, base.style.bold);
        break;
      case kItalic:
        letters.style.italic = Toggle(value, base.style.italic);
        break;
      case kStrike:
        letters.style.strike = Toggle(value, base.style.strike);
        break;
      case kSmallCaps:
      case kCaps:
        letters.caps = Toggle(value, base.caps);
        break;
      case kSpecial:
        letters.special = value != 0;
        break;
      case kUnderline:
        letters.style.underline = value != 0;
        break;
      case kColorIndex:
        letters.style.color.reset();
        if (value > 0 && value < kColors.size()) letters.style.color = kColors[value];
        break;
      case kColor:
        letters.style.color.reset();
        if (value >> 24 == 0) {
          letters.style.color = (value & 0xFF) << 16 | (value & 0xFF00) | (value >> 16 & 0xFF);
        }
        break;
      case kSize:
        letters.style.size_pt = static_cast<float>(std::min(value, 4000U)) / 2;
        break;
      case kFont:
        letters.font = static_cast<uint16_t>(value);
        break;
      case kSymbol:
        letters.font = static_cast<uint16_t>(value);
        letters.symbol = static_cast<char16_t>(value >> 16);
        break;
      default:
        break;
    }
  }
  letters.hidden = vanish || deleted;
}

WordLetters WordFormat::LettersAt(uint32_t fc, uint16_t paragraph_style, uint32_t& run_end) const {
  WordLetters letters;
  if (paragraph_style < styles_.size()) letters = styles_[paragraph_style].all_letters;
  const LetterRun* run = RunAt(letters_, fc, run_end);
  if (run != nullptr && !run->sprms.empty()) {
    const WordLetters base = letters;
    ApplyLetters(run->sprms, base, letters, 0);
  }
  return letters;
}

const WordParagraph& WordFormat::ParagraphAt(uint32_t fc, uint32_t& run_end) const {
  static const WordParagraph kPlainParagraph;
  const ParagraphRun* run = RunAt(paragraphs_, fc, run_end);
  return run == nullptr ? kPlainParagraph : run->paragraph;
}

const std::string& WordFormat::FontName(uint16_t index) const {
  static const std::string kNone;
  return index < fonts_.size() ? fonts_[index] : kNone;
}

}  // namespace niem::extract
