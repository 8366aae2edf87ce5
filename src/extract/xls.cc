// Excel 5 to 2003: cells, shared strings, headers and footers, comments and text boxes of every
// sheet.
//
// Source: [MS-XLS] 2.4 (records), 2.3.2 (record enumeration); BIFF5/7 strings are 8-bit in the
// workbook's code page.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "extract/cfb.h"
#include "extract/formats.h"
#include "extract/ole_art.h"
#include "extract/ole_blips.h"
#include "extract/ole_objects.h"
#include "extract/ole_properties.h"
#include "extract/ole_text.h"
#include "extract/pictures.h"
#include "extract/xls_lock.h"
#include "extract/xls_records.h"
#include "extract/xls_styles.h"

namespace niem::extract {
namespace {

constexpr StaticText kDamaged{"bảng tính bị hỏng, chỉ đọc được các đoạn chữ rời",
                              "the workbook is damaged; only loose runs of text were read"};

using enum XlsType;

constexpr uint16_t kBiff8 = 0x0600;
constexpr uint16_t kNoteObject = 0x19;
constexpr uint32_t kMaxStrings = 1U << 24;

struct Sheet {
  std::string name;
  uint32_t offset = 0;
  bool hidden = false;
};

std::string ColumnName(uint32_t column) {
  std::string name;
  for (uint32_t n = column + 1; n > 0; n = (n - 1) / 26) {
    name.insert(name.begin(), static_cast<char>('A' + (n - 1) % 26));
  }
  return name;
}

std::string NumberText(double value) {
  if (!std::isfinite(value)) return {};
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.15g", value);
  return text.data();
}

double RkNumber(uint32_t rk) {
  double value = 0;
  if ((rk & 2) != 0) {
    value = static_cast<int32_t>(rk) >> 2;
  } else {
    const uint64_t bits = uint64_t{rk & ~3U} << 32;
    std::memcpy(&value, &bits, sizeof value);
  }
  return (rk & 1) != 0 ? value / 100 : value;
}

// "&C&"Arial,Bold"&12MẬT" -> "MẬT": codes out, sections apart by a tab.
std::string HeaderText(std::string_view coded) {
  std::string text;
  for (size_t i = 0; i < coded.size(); ++i) {
    if (coded[i] != '&' || i + 1 >= coded.size()) {
      text += coded[i];
      continue;
    }
    const char code = coded[++i];
    if (code == '&') {
      text += '&';
    } else if (code == '"') {
      i = std::min(coded.find('"', i + 1), coded.size());
    } else if (code >= '0' && code <= '9') {
      while (i + 1 < coded.size() && coded[i + 1] >= '0' && coded[i + 1] <= '9') ++i;
    } else if (code == 'K') {
      i = std::min(i + 6, coded.size());
    } else if ((code == 'L' || code == 'C' || code == 'R') && !text.empty()) {
      text += '\t';
    }
  }
  return text;
}

class Workbook {
 public:
  Workbook(Bytes stream, Context& context, DocumentWriter& writer)
      : stream_(stream), writer_(writer), blips_(context, writer.document()) {}

  void Run();

 private:
  void OnGlobal(const XlsRecord& record);
  void OnStrings(const XlsRecord& record);
  void OnSheet(const XlsRecord& record);
  void OnSheetRecord(const XlsRecord& record);
  void OnTextCell(const XlsRecord& record);
  void OnNumberCells(const XlsRecord& record);
  void OnFormula(const XlsRecord& record);
  void OnHeader(const XlsRecord& record);
  void OnObject(const XlsRecord& record);
  void OnTextObject(const XlsRecord& record);
  void OnNote(const XlsRecord& record);
  void Cell(uint32_t row, uint32_t column, uint16_t format, std::string text);
  std::string ByteText(const XlsRecord& record, size_t offset, size_t count) const;

  bool wide() const { return version_ >= kBiff8; }

  Bytes stream_;
  DocumentWriter& writer_;
  uint16_t version_ = kBiff8;
  uint16_t codepage_ = kWesternCodepage;
  bool in_globals_ = true;
  std::vector<Sheet> sheets_;
  std::vector<std::string> strings_;
  XlsStyles styles_;
  std::vector<uint8_t> drawings_;
  BlipReader blips_;

  uint32_t sheet_ = 0;  // from 1; 0 in the globals
  const Sheet* now_ = nullptr;
  bool note_object_ = false;
  uint32_t row_ = 0, column_ = 0;  // of the formula that the next STRING belongs to
  uint16_t format_ = 0;
};

void Workbook::Run() {
  XlsRecords records(stream_);
  XlsRecord record;
  int depth = 0;
  while (!writer_.full() && records.Next(record)) {
    if (record.type == kBof) {
      version_ = depth == 0 && record.bytes.size() >= 2 ? ByteReader(record.bytes).U16() : version_;
      if (depth++ > 0) continue;
      // Sheets are told apart by where they start; BIFF5 macro streams have no globals.
      in_globals_ = sheet_ == 0 && sheets_.empty();
      if (!in_globals_) {
        ++sheet_;
        now_ = nullptr;
        for (const Sheet& sheet : sheets_) {
          if (sheet.offset == record.offset) now_ = &sheet;
        }
        if (now_ == nullptr && sheet_ <= sheets_.size()) now_ = &sheets_[sheet_ - 1];
      }
      continue;
    }
    if (record.type == kEof) {
      depth = std::max(depth - 1, 0);
      continue;
    }
    if (in_globals_) OnGlobal(record);
    if (record.type == kDrawing || record.type == kDrawingGroup) {
      drawings_.insert(drawings_.end(), record.bytes.begin(), record.bytes.end());
    }
    if (record.type == kImageData || record.type == kBackground) blips_.ReadImageData(record.bytes);
    OnSheetRecord(record);
  }
  AddOfficeArtText(drawings_, writer_);
  blips_.ReadRecords(drawings_);
  NotePictures(blips_.unread(), writer_.document());
  if (records.truncated() || depth > 0) {
    writer_.AddNote(ErrorCode::kCorrupt, true, {"bảng tính bị cắt cụt", "the workbook is cut off"});
  }
  writer_.document().pages = sheet_;
}

void Workbook::OnGlobal(const XlsRecord& record) {
  switch (record.type) {
    case kCodepage:
      codepage_ = ByteReader(record.bytes).U16();
      if (codepage_ == 0x8000) codepage_ = 10000;
      if (codepage_ == 0x8001) codepage_ = kWesternCodepage;
      break;
    case kFont:
      styles_.AddFont(record, wide(), codepage_);
      break;
    case kXf:
      styles_.AddFormat(record, wide());
      break;
    case kPalette:
      styles_.AddPalette(record);
      break;
    case kSst:
      OnStrings(record);
      break;
    case kBoundSheet:
      OnSheet(record);
      break;
    default:
      break;
  }
}

void Workbook::OnStrings(const XlsRecord& record) {
  XlsStrings reader(record);
  reader.Number(4);
  const uint32_t count = std::min(reader.Number(4), kMaxStrings);
  for (uint32_t i = 0; i < count && reader.ok(); ++i) {
    std::string text = reader.Rich();
    if (!reader.ok() && text.empty()) break;
    strings_.push_back(std::move(text));
  }
  if (strings_.size() < count) {
    writer_.AddNote(ErrorCode::kCorrupt, true,
                    {"bảng chuỗi chung của bảng tính bị hỏng",
                     "the workbook's shared string table is damaged"});
  }
}

void Workbook::OnSheet(const XlsRecord& record) {
  ByteReader reader(record.bytes);
  Sheet sheet;
  sheet.offset = reader.U32();
  sheet.hidden = (reader.U8() & 3) != 0;
  reader.Skip(1);
  if (wide()) {
    sheet.name = XlsStrings(record, 6).Short();
  } else {
    sheet.name = ByteText(record, 7, reader.U8());
  }
  writer_.Add(sheet.name, sheet.hidden ? Place::kHidden : Place::kMetadata, "sheet name",
              static_cast<uint32_t>(sheets_.size() + 1));
  sheets_.push_back(std::move(sheet));
}

void Workbook::OnSheetRecord(const XlsRecord& record) {
  switch (record.type) {
    case kLabelSst:
    case kLabel:
    case kRString:
      OnTextCell(record);
      break;
    case kNumber:
    case kRk:
    case kMulRk:
      OnNumberCells(record);
      break;
    case kFormula:
      OnFormula(record);
      break;
    case kString:
      Cell(
          row_, column_, format_,
          wide() ? XlsStrings(record).Long() : ByteText(record, 2, ByteReader(record.bytes).U16()));
      break;
    case kHeader:
    case kFooter:
      OnHeader(record);
      break;
    case kObject:
      OnObject(record);
      break;
    case kTxo:
      OnTextObject(record);
      break;
    case kNote:
      OnNote(record);
      break;
    default:
      break;
  }
}

std::string Workbook::ByteText(const XlsRecord& record, size_t offset, size_t count) const {
  return DecodeCodepage(Slice(record.bytes, offset, count), codepage_);
}

void Workbook::Cell(uint32_t row, uint32_t column, uint16_t format, std::string text) {
  Block block;
  block.text = std::move(text);
  block.place = now_ != nullptr && now_->hidden ? Place::kHidden : Place::kTableCell;
  block.page = sheet_;
  block.table = std::max(sheet_, 1U);
  block.row = row;
  block.column = column;
  block.locator =
      (now_ != nullptr ? now_->name + "!" : "") + ColumnName(column) + std::to_string(row + 1);
  styles_.Dress(block, format);
  writer_.Add(std::move(block));
}

void Workbook::OnTextCell(const XlsRecord& record) {
  ByteReader reader(record.bytes);
  const uint32_t row = reader.U16();
  const uint32_t column = reader.U16();
  const uint16_t format = reader.U16();
  if (record.type == kLabelSst) {
    const uint32_t index = reader.U32();
    if (reader.ok() && index < strings_.size()) Cell(row, column, format, strings_[index]);
  } else if (wide()) {
    Cell(row, column, format, XlsStrings(record, 6).Long());
  } else {
    Cell(row, column, format, ByteText(record, 8, reader.U16()));
  }
}

void Workbook::OnNumberCells(const XlsRecord& record) {
  ByteReader reader(record.bytes);
  const uint32_t row = reader.U16();
  uint32_t column = reader.U16();
  if (record.type == kMulRk) {
    while (reader.remaining() >= 8) {
      const uint16_t format = reader.U16();
      Cell(row, column++, format, NumberText(RkNumber(reader.U32())));
    }
    return;
  }
  const uint16_t format = reader.U16();
  double value = 0;
  if (record.type == kRk) {
    value = RkNumber(reader.U32());
  } else {
    const uint64_t bits = reader.U64();
    std::memcpy(&value, &bits, sizeof value);
  }
  if (reader.ok()) Cell(row, column, format, NumberText(value));
}

// A formula's text result follows in a STRING record; a number stands here.
void Workbook::OnFormula(const XlsRecord& record) {
  ByteReader reader(record.bytes);
  row_ = reader.U16();
  column_ = reader.U16();
  format_ = reader.U16();
  const uint64_t bits = reader.U64();
  if (!reader.ok() || bits >> 48 == 0xFFFF) return;
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  Cell(row_, column_, format_, NumberText(value));
}

void Workbook::OnHeader(const XlsRecord& record) {
  if (record.bytes.empty()) return;
  const std::string text =
      wide() ? XlsStrings(record).Long() : ByteText(record, 1, record.bytes[0]);
  writer_.Add(HeaderText(text), record.type == kHeader ? Place::kHeader : Place::kFooter,
              now_ != nullptr ? now_->name : std::string(), sheet_);
}

void Workbook::OnObject(const XlsRecord& record) {
  ByteReader reader(record.bytes);
  const uint16_t part = reader.U16();
  reader.Skip(2);
  note_object_ = part == 0x15 && reader.U16() == kNoteObject;
}

// The text of a shape: TXO, then CONTINUE with the letters, then CONTINUE with their formatting.
void Workbook::OnTextObject(const XlsRecord& record) {
  if (!wide() || record.parts.empty()) return;
  const uint16_t count = ByteReader(record.bytes, 10).U16();
  XlsStrings reader(record, record.parts.front());
  const bool hidden = now_ != nullptr && now_->hidden;
  const Place place = hidden ? Place::kHidden : note_object_ ? Place::kComment : Place::kTextBox;
  writer_.Add(reader.Text(count), place, now_ != nullptr ? now_->name : std::string(), sheet_);
  note_object_ = false;
}

// BIFF5 comments hold their text; in BIFF8 the author is here and the text in a TXO.
void Workbook::OnNote(const XlsRecord& record) {
  if (wide()) return;
  const uint16_t count = ByteReader(record.bytes, 4).U16();
  writer_.Add(ByteText(record, 6, count), Place::kComment,
              now_ != nullptr ? now_->name : std::string(), sheet_);
}

}  // namespace

Result<Document> ExtractXls(Input input, Context& context) {
  Document document;
  document.format = Format::kXls;
  DocumentWriter writer(document, context.limits);
  auto root = CfbStorage::Open(input.bytes);
  if (!root.ok()) {
    if (!AddLooseText(input.bytes, kDamaged, writer)) return root.error();
    return document;
  }
  CfbStream book = root->Read("Workbook");
  if (!book.found) book = root->Read("Book");
  TRY_ASSIGN(const std::optional<Rc4Lock> lock, UnlockXls(book.bytes, context.passwords));
  if (lock) {
    AddLockedProperties(*root, *lock, writer);
  } else {
    AddProperties(*root, writer);
  }
  const size_t before = document.blocks.size();
  Workbook(book.bytes, context, writer).Run();
  if (!book.complete) {
    writer.AddNote(ErrorCode::kCorrupt, true, {"bảng tính bị cắt cụt", "the workbook is cut off"});
    if (document.blocks.size() == before) {
      AddLooseText(book.bytes.empty() ? input.bytes : Bytes(book.bytes), kDamaged, writer);
    }
  }
  for (const CfbEntry& entry : root->entries()) {
    if (!entry.is_storage || !entry.name.starts_with("MBD")) continue;
    if (const auto object = root->Storage(entry)) GiveStorage(entry.name, *object, context);
  }
  return document;
}

}  // namespace niem::extract
