// xlsx, xlsm, xltx (ECMA-376 part 1, §18): sheets by cell, shared and inline strings, headers and
// footers, comments old and threaded, drawings. Numbers are not text and are left out.
#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "extract/block_builder.h"
#include "extract/formats.h"
#include "extract/ole_text.h"
#include "extract/ooxml.h"

namespace niem::extract {
namespace {

struct Sheet {
  std::string name;
  bool hidden = false;
  uint32_t number = 0;  // 1-based
};

// One font of xl/styles.xml and the alignment of a cell format.
struct CellFormat {
  Style style;
  std::string font;
};

// A styles part, and what its cell formats are.
struct StylesPart {
  XmlPart part;
  std::vector<CellFormat> formats;
};

struct SharedString {
  std::string text;
  std::string font;  // of its first run, where it has runs
  std::optional<uint32_t> color;
  bool bold = false;
};

uint32_t ParseUint(std::string_view text, uint32_t fallback = 0) {
  uint32_t value = fallback;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// "BC12" -> column 54, row 11.
void ParseReference(std::string_view reference, uint32_t& row, uint32_t& column) {
  uint32_t letters = 0;
  size_t i = 0;
  for (; i < reference.size() && i < 4 && reference[i] >= 'A' && reference[i] <= 'Z'; ++i) {
    letters = letters * 26 + static_cast<uint32_t>(reference[i] - 'A' + 1);
  }
  const uint32_t number = ParseUint(reference.substr(i));
  if (letters > 0) column = letters - 1;
  if (number > 0) row = number - 1;
}

// Header and footer codes (§18.3.1.46): &L &C &R start a section, others are fields or fonts.
std::string StripHeaderCodes(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '&' || i + 1 >= text.size()) {
      plain += text[i];
      continue;
    }
    const char code = text[++i];
    if (code == '&')
      plain += '&';
    else if (code == 'L' || code == 'C' || code == 'R')
      plain += '\n';
    else if (code == '"')
      i = std::min(text.find('"', i + 1), text.size());
    else if (code == 'K')
      i += std::min<size_t>(6, text.size() - i - 1);
    else if (code >= '0' && code <= '9') {
      while (i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9') ++i;
    }
  }
  return plain;
}

// Text of a string item: its t, or the t of its runs; phonetic helps (rPh) are not shown.
SharedString ReadString(pugi::xml_node item) {
  SharedString string;
  bool first = true;
  for (pugi::xml_node child = item.first_child(); child; child = child.next_sibling()) {
    const uint32_t tag = TagOf(child);
    if (tag == Tag("t")) string.text += child.text().get();
    if (tag != Tag("r")) continue;
    string.text += Child(child, "t").text().get();
    const pugi::xml_node properties = Child(child, "rPr");
    if (!first || !properties) continue;
    first = false;
    string.font = Attribute(Child(properties, "rFont"), "val");
    string.color = ParseColor(Attribute(Child(properties, "color"), "rgb"));
    string.bold = static_cast<bool>(Child(properties, "b"));
  }
  return string;
}

// Of a cell, in one pass: sheets are mostly cells.
struct CellAttributes {
  std::string_view reference, type, format;

  explicit CellAttributes(pugi::xml_node cell) {
    for (pugi::xml_attribute one = cell.last_attribute(); one; one = one.previous_attribute()) {
      switch (LocalTag(one.name())) {
        case Tag("r"):
          reference = one.value();
          break;
        case Tag("t"):
          type = one.value();
          break;
        case Tag("s"):
          format = one.value();
          break;
        default:
          break;
      }
    }
  }
};

class XlsxReader {
 public:
  XlsxReader(OoxmlPackage& package, BlockSink& sink) : package_(package), sink_(sink) {}

  void Read() {
    const std::vector<ZipReader::Entry>& entries = package_.zip().entries();
    for (size_t i = 0; i < entries.size(); ++i) {
      const std::string_view name = entries[i].name;
      if (name.ends_with(".bin") && name.find("worksheets/sheet") != std::string_view::npos)
        binary_ = true;
      if (name.ends_with("xl/styles.xml")) LoadStyles(i);
      if (name.ends_with("sharedStrings.xml")) LoadWith(i, &XlsxReader::ReadShared);
      if (name.ends_with("sharedStrings.bin")) ReadBinaryStrings(i);
      if (name.ends_with("xl/workbook.xml")) LoadWith(i, &XlsxReader::ReadWorkbook);
      if (name.ends_with("workbook.xml.rels")) LoadWith(i, &XlsxReader::ReadRelations);
    }
    for (size_t i = 0; i < entries.size() && !sink_.full(); ++i) ReadEntry(i, entries[i].name);
    if (binary_) {
      sink_.Incomplete(
          ErrorCode::kUnsupported,
          {"sổ tính nhị phân (.xlsb) chỉ đọc được các chuỗi chung; hãy lưu lại thành .xlsx",
           "of a binary workbook (.xlsb) only the shared strings are read; save it as "
           ".xlsx"});
    } else if (!any_sheet_) {
      sink_.Incomplete(ErrorCode::kCorrupt, {"không thấy trang tính nào", "no sheet was found"});
    }
    package_.HandOverMembers();
  }

  uint32_t sheets() const { return static_cast<uint32_t>(sheets_.size()); }

 private:
  void LoadWith(size_t index, void (XlsxReader::*reader)(const XmlPart&)) {
    XmlPart part;
    if (package_.Load(index, part)) (this->*reader)(part);
  }

  void LoadStyles(size_t index) {
    thread_local PartCache<StylesPart> cache;
    std::unique_ptr<StylesPart> own;
    const StylesPart* made = package_.LoadMade(index, cache, own, ReadStyles);
    // A copy: a second part of that name adds to the first.
    if (made != nullptr)
      formats_.insert(formats_.end(), made->formats.begin(), made->formats.end());
  }

  // Records of a type and a size, both in groups of 7 bits; BrtSSTItem is flags, a count of letters
  // and UTF-16. Which cell shows a string is not read. Source: [MS-XLSB] 2.1.4, 2.4.726.
  void ReadBinaryStrings(size_t index) {
    constexpr uint32_t kStringItem = 19;
    std::string bytes;
    if (!package_.LoadBytes(index, bytes)) return;
    ByteReader reader(AsBytes(bytes));
    const auto number = [&](int most) {
      uint32_t value = 0;
      for (int i = 0; i < most; ++i) {
        const uint8_t byte = reader.U8();
        value |= (byte & 0x7FU) << (7 * i);
        if (byte < 0x80) break;
      }
      return value;
    };
    while (reader.ok() && reader.remaining() > 0 && !sink_.full()) {
      const uint32_t type = number(2);
      ByteReader item(reader.Take(number(4)));
      if (type != kStringItem) continue;
      item.Skip(1);
      const Bytes letters = item.Take(size_t{item.U32()} * 2);
      sink_.Put(Place::kTableCell, DecodeUtf16(letters), "sharedStrings");
    }
  }

  void ReadEntry(size_t index, std::string_view name) {
    if (name.ends_with(".vml")) {
      // Excel itself writes ill-formed VML (<br> left open): damage there is no news.
      XmlPart part;
      part.name = name;
      if (!package_.LoadBytes(index, part.buffer)) return;
      (void)ParseXml(part.xml, part.buffer, XmlShape::kData);
      part.root = part.xml.document_element();
      return ReadVml(part);
    }
    if (!IsXmlPart(name) || IsTextlessPart(name) || name.ends_with("sharedStrings.xml") ||
        name.ends_with("xl/workbook.xml")) {
      return;
    }
    LoadWith(index, &XlsxReader::ReadPart);
  }

  void ReadPart(const XmlPart& part) {
    switch (part.tag) {
      case Tag("worksheet"):
      case Tag("dialogsheet"):
      case Tag("chartsheet"):
      case Tag("macrosheet"):
        return ReadSheet(part);
      case Tag("comments"):
      case Tag("ThreadedComments"):
        return ReadItems(part, "text");
      case Tag("wsDr"):
      case Tag("userShapes"):
        return ReadDrawingText(part.root, Place::kTextBox, 0, part.name, sink_);
      case Tag("table"):
      case Tag("pivotTableDefinition"):
      case Tag("pivotCacheRecords"):
      case Tag("queryTable"):
      case Tag("connections"):
      case Tag("calcChain"):
        return;
      case Tag("pivotCacheDefinition"):
        return ReadPivotItems(part);
      default:
        break;
    }
    (void)ReadCommonPart(part, sink_);
  }

  void ReadItems(const XmlPart& part, Name element) {
    for (pugi::xml_node node = part.root; node; node = NextNode(node, part.root)) {
      if (TagOf(node) != element.tag) continue;
      const SharedString string = ReadString(node);
      sink_.Put(Place::kComment, string.text.empty() ? node.text().get() : string.text.c_str(),
                part.name);
    }
  }

  // Old text boxes, and the boxes of comments, whose text is in comments.xml already.
  void ReadVml(const XmlPart& part) {
    for (pugi::xml_node node = part.root; node; node = NextNode(node, part.root)) {
      if (TagOf(node) == Tag("textpath"))
        sink_.Put(Place::kAnnotation, Attribute(node, "string"), part.name);
      if (TagOf(node) != Tag("textbox")) continue;
      const pugi::xml_node kind = Child(node.parent(), "ClientData");
      if (Attribute(kind, "ObjectType") != "Note")
        ReadAnyText(node, Place::kTextBox, part.name, sink_);
    }
  }

  void ReadPivotItems(const XmlPart& part) {
    for (pugi::xml_node node = part.root; node; node = NextNode(node, part.root)) {
      if (TagOf(node) == Tag("s")) sink_.Put(Place::kHidden, Attribute(node, "v"), part.name);
    }
  }

  void ReadShared(const XmlPart& part) {
    for (pugi::xml_node item = part.root.first_child(); item; item = item.next_sibling()) {
      if (TagOf(item) == Tag("si")) shared_.push_back(ReadString(item));
    }
  }

  static void ReadStyles(StylesPart& made) {
    const XmlPart& part = made.part;
    std::vector<CellFormat> fonts;
    const pugi::xml_node list = Child(part.root, "fonts");
    for (pugi::xml_node font = list.first_child(); font; font = font.next_sibling()) {
      CellFormat format;
      format.font = Attribute(Child(font, "name"), "val");
      format.style.bold = static_cast<bool>(Child(font, "b"));
      format.style.italic = static_cast<bool>(Child(font, "i"));
      format.style.strike = static_cast<bool>(Child(font, "strike"));
      format.style.size_pt = Child(font, "sz").attribute("val").as_float();
      format.style.color = ParseColor(Attribute(Child(font, "color"), "rgb"));
      fonts.push_back(std::move(format));
    }
    const pugi::xml_node formats = Child(part.root, "cellXfs");
    for (pugi::xml_node xf = formats.first_child(); xf; xf = xf.next_sibling()) {
      const uint32_t font = ParseUint(Attribute(xf, "fontId"));
      CellFormat format = font < fonts.size() ? fonts[font] : CellFormat{};
      const std::string_view align = Attribute(Child(xf, "alignment"), "horizontal");
      if (align.starts_with("center")) format.style.align = Align::kCenter;
      if (align == "right") format.style.align = Align::kRight;
      if (align == "left") format.style.align = Align::kLeft;
      made.formats.push_back(std::move(format));
    }
  }

  void ReadWorkbook(const XmlPart& part) {
    const pugi::xml_node list = Child(part.root, "sheets");
    for (pugi::xml_node node = list.first_child(); node; node = node.next_sibling()) {
      Sheet sheet;
      sheet.name = Attribute(node, "name");
      const std::string_view state = Attribute(node, "state");
      sheet.hidden = state == "hidden" || state == "veryHidden";
      sheet.number = static_cast<uint32_t>(sheets_.size() + 1);
      // A sheet's name is on its tab for all to see.
      if (HasLetters(sheet.name))
        sink_.Put(sheet.hidden ? Place::kHidden : Place::kMetadata, sheet.name, part.name);
      sheets_.push_back(std::move(sheet));
      relation_ids_.emplace_back(node.attribute("r:id").value());
    }
  }

  void ReadRelations(const XmlPart& part) {
    for (pugi::xml_node node = part.root.first_child(); node; node = node.next_sibling()) {
      std::string_view target = Attribute(node, "Target");
      if (const size_t slash = target.rfind('/'); slash != std::string_view::npos)
        target.remove_prefix(slash + 1);
      targets_[std::string(target)] = Attribute(node, "Id");
    }
  }

  // By the part's file name through the workbook's relations.
  const Sheet* SheetOf(std::string_view part_name) const {
    const size_t slash = part_name.rfind('/');
    const auto target = targets_.find(
        std::string(part_name.substr(slash == std::string_view::npos ? 0 : slash + 1)));
    if (target == targets_.end()) return nullptr;
    const auto found = std::find(relation_ids_.begin(), relation_ids_.end(), target->second);
    return found == relation_ids_.end()
               ? nullptr
               : &sheets_[static_cast<size_t>(found - relation_ids_.begin())];
  }

  void ReadSheet(const XmlPart& part) {
    any_sheet_ = true;
    const Sheet* sheet = SheetOf(part.name);
    static const Sheet kUnnamed;
    if (sheet == nullptr) sheet = &kUnnamed;
    const uint32_t table = sink_.NewTable();
    const pugi::xml_node data = Child(part.root, "sheetData");
    uint32_t row = 0;
    for (pugi::xml_node line = data.first_child(); line && !sink_.full();
         line = line.next_sibling(), ++row) {
      const uint32_t number = ParseUint(Attribute(line, "r"));
      if (number > 0) row = number - 1;
      const bool hidden = sheet->hidden || Attribute(line, "hidden") == "1";
      uint32_t column = 0;
      for (pugi::xml_node cell = line.first_child(); cell; cell = cell.next_sibling(), ++column) {
        ReadCell(cell, *sheet, table, row, column, hidden);
      }
    }
    const pugi::xml_node margins = Child(part.root, "headerFooter");
    for (pugi::xml_node node = margins.first_child(); node; node = node.next_sibling()) {
      const bool footer = std::string_view(node.name()).find("Footer") != std::string_view::npos;
      PutMargin(node.text().get(), footer ? Place::kFooter : Place::kHeader, *sheet, part.name);
    }
    ReadDrawingText(Child(part.root, "drawing"), Place::kTextBox, sheet->number, part.name, sink_);
    ReadSheetExtras(part, *sheet);
  }

  // Messages of input checks are shown to whoever enters a cell.
  void ReadSheetExtras(const XmlPart& part, const Sheet& sheet) {
    const pugi::xml_node checks = Child(part.root, "dataValidations");
    for (pugi::xml_node node = checks.first_child(); node; node = node.next_sibling()) {
      for (std::string_view text :
           {Attribute(node, "promptTitle"), Attribute(node, "prompt"), Attribute(node, "error")}) {
        if (HasLetters(text))
          sink_.Put(sheet.hidden ? Place::kHidden : Place::kComment, text, part.name);
      }
    }
  }

  void PutMargin(std::string_view coded, Place place, const Sheet& sheet,
                 std::string_view locator) {
    const std::string plain = StripHeaderCodes(coded);
    for (std::string_view rest = plain; !rest.empty();) {
      const size_t end = rest.find('\n');
      Block block;
      block.text = Trim(rest.substr(0, end));
      block.place = sheet.hidden ? Place::kHidden : place;
      block.page = sheet.number;
      block.locator = locator;
      sink_.Put(std::move(block));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
  }

  void ReadCell(pugi::xml_node cell, const Sheet& sheet, uint32_t table, uint32_t& row,
                uint32_t& column, bool hidden) {
    const CellAttributes attributes(cell);
    const std::string_view reference = attributes.reference;
    ParseReference(reference, row, column);
    const std::string_view type = attributes.type;
    SharedString own;
    const SharedString* text = &own;
    if (type == "s") {
      const uint32_t index = ParseUint(Child(cell, "v").text().get(), UINT32_MAX);
      if (index >= shared_.size()) return;
      text = &shared_[index];
    } else if (type == "inlineStr") {
      own = ReadString(Child(cell, "is"));
    } else if (type == "str") {
      own.text = Child(cell, "v").text().get();
    } else {
      return;  // a number, a date, a truth value, an error
    }
    if (text->text.empty()) return;
    Block block;
    const uint32_t format = ParseUint(attributes.format);
    if (format < formats_.size()) {
      block.style = formats_[format].style;
      block.font = formats_[format].font;
    }
    if (!text->font.empty()) block.font = text->font;
    if (text->color) block.style.color = text->color;
    block.style.bold |= text->bold;
    block.text = Trim(text->text);
    block.place = hidden ? Place::kHidden : Place::kTableCell;
    block.page = sheet.number;
    block.table = table;
    block.row = row;
    block.column = column;
    block.locator.reserve(sheet.name.size() + 1 + reference.size());
    block.locator.append(sheet.name).append("!").append(reference);
    sink_.Put(std::move(block));
  }

  OoxmlPackage& package_;
  BlockSink& sink_;
  std::vector<SharedString> shared_;
  std::vector<CellFormat> formats_;
  std::vector<Sheet> sheets_;
  std::vector<std::string> relation_ids_;                 // of sheets_, in its order
  std::unordered_map<std::string, std::string> targets_;  // file name of a part -> relation id
  bool any_sheet_ = false;
  bool binary_ = false;
};

}  // namespace

Result<Document> ExtractXlsx(Input input, Context& context) {
  Document document;
  document.format = Format::kXlsx;
  BlockSink sink(document, context.limits);
  TRY_ASSIGN(const ZipReader zip, ZipReader::Open(input.bytes));
  if (zip.damaged()) {
    sink.Incomplete(ErrorCode::kCorrupt,
                    {"tệp bị cắt cụt hoặc hỏng: chỉ đọc được một phần",
                     "the file is cut off or damaged: only a part could be read"});
  }
  OoxmlPackage package(zip, context, sink);
  XlsxReader reader(package, sink);
  reader.Read();
  document.pages = reader.sheets();
  return document;
}

}  // namespace niem::extract
