#include "extract/docx_walker.h"

#include "extract/ooxml.h"
#include "extract/xml_tools.h"

namespace niem::extract {
namespace {

// Deeper nesting than any editor makes is read flat.
constexpr uint32_t kMaxDepth = 100;

bool HasShownText(pugi::xml_node root) {
  for (pugi::xml_node node = root; node; node = NextNode(node, root)) {
    const uint32_t tag = TagOf(node);
    if (tag == Tag("t") || tag == Tag("textpath")) return true;
  }
  return false;
}

// The one branch of mc:AlternateContent to read: the newest that has text.
pugi::xml_node ChooseBranch(pugi::xml_node alternate) {
  pugi::xml_node first;
  for (pugi::xml_node branch = alternate.first_child(); branch; branch = branch.next_sibling()) {
    if (!first) first = branch;
    if (HasShownText(branch)) return branch;
  }
  return first;
}

bool IsHiddenMove(uint32_t tag) {
  return tag == Tag("del") || tag == Tag("moveFrom");
}

// Symbol fonts show letters of the private area as signs; the rest is a plain code point.
std::string SymbolText(pugi::xml_node symbol) {
  uint32_t code = 0;
  for (char c : Attribute(symbol, "char")) {
    const char lower = static_cast<char>(c | 0x20);
    const int digit = c >= '0' && c <= '9'           ? c - '0'
                      : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10
                                                     : -1;
    if (digit < 0 || code > 0xFFF) return " ";
    code = code << 4 | static_cast<uint32_t>(digit);
  }
  if (code < 0x20 || code >= 0xD800) return " ";
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800)
    return {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
  return {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
          static_cast<char>(0x80 | (code & 0x3F))};
}

// An old drop-down field keeps its choices; the chosen one is what the page shows.
std::string_view DropDownText(pugi::xml_node list) {
  const unsigned chosen = Child(list, "result").attribute("w:val").as_uint();
  unsigned index = 0;
  for (pugi::xml_node entry = list.first_child(); entry; entry = entry.next_sibling()) {
    if (TagOf(entry) == Tag("listEntry") && index++ == chosen) return Attribute(entry, "val");
  }
  return {};
}

// Fields whose code itself is shown: EQ \x(MẬT) draws a box, MACROBUTTON shows its last words.
bool ShowsItsCode(std::string_view code) {
  code = Trim(code);
  return code.starts_with("EQ ") || code.starts_with("eq ") || code.starts_with("MACROBUTTON") ||
         code.starts_with("QUOTE");
}

// The line around the shape that a text box belongs to.
BorderKind ShapeBorder(pugi::xml_node content) {
  pugi::xml_node shape = content.parent().parent();
  if (Is(shape, "wsp")) {
    const pugi::xml_node line = Child(Child(shape, "spPr"), "ln");
    if (!line) {
      const std::string_view reference = Attribute(Child(Child(shape, "style"), "lnRef"), "idx");
      return reference.empty() || reference == "0" ? BorderKind::kNone : BorderKind::kSingle;
    }
    if (Child(line, "noFill")) return BorderKind::kNone;
    const std::string_view compound = Attribute(line, "cmpd");
    return compound.empty() || compound == "sng" ? BorderKind::kSingle : BorderKind::kDouble;
  }
  const std::string_view stroked = Attribute(shape, "stroked");
  if (stroked == "f" || stroked == "false") return BorderKind::kNone;
  const std::string_view style = Attribute(Child(shape, "stroke"), "linestyle");
  return style.empty() || style == "single" ? BorderKind::kSingle : BorderKind::kDouble;
}

void ApplyBorder(BorderKind kind, Style& style) {
  if (kind != BorderKind::kSingle && kind != BorderKind::kDouble) return;
  style.border = true;
  style.double_border |= kind == BorderKind::kDouble;
}

// Whether so little text stands below `root` that a line around it is the box of a mark, not of a
// page.
bool FitsABox(pugi::xml_node root) {
  constexpr size_t kMaxBoxed = 300;
  size_t size = 0;
  for (pugi::xml_node node = root; node && size <= kMaxBoxed; node = NextNode(node, root)) {
    if (TagOf(node) == Tag("t")) size += std::string_view(node.text().get()).size();
  }
  return size <= kMaxBoxed;
}

// Rows and cells of a table, its wrappers (content controls, insertions) seen through.
struct TableSize {
  uint32_t rows = 0, cells = 0;
};

TableSize Measure(pugi::xml_node table) {
  TableSize size;
  for (pugi::xml_node node = table.first_child(); node && size.cells < 2;) {
    const uint32_t tag = TagOf(node);
    size.rows += tag == Tag("tr");
    size.cells += tag == Tag("tc");
    node = NextNode(node, table, /*into=*/tag != Tag("tc"));
  }
  return size;
}

}  // namespace

void DocxWalker::Walk(pugi::xml_node story, Place place) {
  Scope scope;
  scope.place = place;
  WalkBlocks(story, scope);
}

void DocxWalker::WalkBlocks(pugi::xml_node parent, const Scope& scope) {
  if (scope.depth > kMaxDepth) return ReadAnyText(parent, scope.place, locator_, sink_);
  for (pugi::xml_node node = parent.first_child(); node && !sink_.full();
       node = node.next_sibling()) {
    WalkBlock(node, scope);
  }
}

void DocxWalker::WalkBlock(pugi::xml_node node, const Scope& scope) {
  const uint32_t tag = TagOf(node);
  Scope inner = scope;
  ++inner.depth;
  switch (tag) {
    case Tag("p"):
      return WalkParagraph(node, scope);
    case Tag("tbl"):
      return WalkTable(node, inner);
    case Tag("AlternateContent"):
      return WalkBlocks(ChooseBranch(node), inner);
    case Tag("sectPr"):
    case Tag("sdtPr"):
    case Tag("sdtEndPr"):
    case Tag("tblPr"):
    case Tag("tcPr"):
      return;
    case Tag("comment"):
      inner.place = Place::kComment;
      break;
    case Tag("footnote"):
    case Tag("endnote"):
      inner.place = Place::kFootnote;
      break;
    case Tag("pict"):
    case Tag("drawing"):
      return WalkDrawing(node, inner);
    default:
      break;
  }
  if (IsHiddenMove(tag)) inner.place = Place::kHidden;
  WalkBlocks(node, inner);
}

// ---- tables ----

void DocxWalker::WalkTable(pugi::xml_node table, const Scope& scope) {
  const pugi::xml_node properties = Child(table, "tblPr");
  BorderKind border = ReadBorders(Child(properties, "tblBorders"));
  if (border == BorderKind::kUnset)
    border = styles_.TableBorder(Attribute(Child(properties, "tblStyle"), "val"));
  Scope inner = scope;
  if (inner.place == Place::kBody) inner.place = Place::kTableCell;
  inner.table = sink_.NewTable();
  // A table of one cell is how people draw a box around a mark; the grid of a larger one is no box.
  inner.border = Measure(table).cells == 1 && FitsABox(table) ? border : BorderKind::kUnset;
  const bool gridless = border != BorderKind::kSingle && border != BorderKind::kDouble;
  uint32_t row = 0;
  WalkRows(table, inner, gridless ? BorderKind::kSingle : BorderKind::kUnset, row);
}

void DocxWalker::WalkRows(pugi::xml_node parent, Scope& scope, BorderKind cells, uint32_t& row) {
  if (++scope.depth > kMaxDepth) return ReadAnyText(parent, scope.place, locator_, sink_);
  for (pugi::xml_node node = parent.first_child(); node && !sink_.full();
       node = node.next_sibling()) {
    const uint32_t tag = TagOf(node);
    if (tag == Tag("tblPr") || tag == Tag("tblGrid")) continue;
    if (tag == Tag("tr")) {
      Scope inner = scope;
      inner.row = row++;
      uint32_t column = 0;
      if (Child(Child(node, "trPr"), "del")) inner.place = Place::kHidden;
      WalkCells(node, inner, cells, column);
    } else {
      WalkRows(node, scope, cells, row);
    }
  }
  --scope.depth;
}

// `cells`: kSingle when the table draws no grid, so that a cell's own four borders are a box.
void DocxWalker::WalkCells(pugi::xml_node parent, Scope& scope, BorderKind cells,
                           uint32_t& column) {
  if (++scope.depth > kMaxDepth) return ReadAnyText(parent, scope.place, locator_, sink_);
  for (pugi::xml_node node = parent.first_child(); node && !sink_.full();
       node = node.next_sibling()) {
    const uint32_t tag = TagOf(node);
    if (tag == Tag("trPr") || tag == Tag("tblPrEx")) continue;
    if (tag != Tag("tc")) {
      WalkCells(node, scope, cells, column);
      continue;
    }
    const pugi::xml_node properties = Child(node, "tcPr");
    Scope inner = scope;
    inner.column = column;
    const BorderKind own = ReadBorders(Child(properties, "tcBorders"));
    if (own != BorderKind::kUnset &&
        (cells == BorderKind::kSingle || scope.border != BorderKind::kUnset)) {
      inner.border = own;
    }
    WalkBlocks(node, inner);
    const int span = Child(properties, "gridSpan").attribute("w:val").as_int(1);
    column += static_cast<uint32_t>(span > 0 && span < 1000 ? span : 1);
  }
  --scope.depth;
}

// ---- paragraphs ----

DocxWalker::ParagraphMarks DocxWalker::ReadProperties(pugi::xml_node properties,
                                                      ParagraphFormat& format) {
  ParagraphMarks marks;
  ParagraphFormat direct;
  std::string_view style;
  for (pugi::xml_node node = properties.first_child(); node; node = node.next_sibling()) {
    switch (TagOf(node)) {
      case Tag("pStyle"):
        style = Attribute(node, "val");
        break;
      case Tag("jc"):
        direct.align = ReadAlign(Attribute(node, "val"));
        break;
      case Tag("pBdr"):
        direct.border = ReadBorders(node);
        break;
      case Tag("pageBreakBefore"):
        marks.break_before = true;
        break;
      case Tag("framePr"):
        marks.framed = Attribute(node, "dropCap").empty();
        break;
      case Tag("sectPr"):
        marks.break_after = Attribute(Child(node, "type"), "val") != "continuous";
        break;
      default:
        break;
    }
  }
  format = styles_.Paragraph(style);
  format.Apply(direct);
  return marks;
}

void DocxWalker::WalkParagraph(pugi::xml_node node, const Scope& scope) {
  Paragraph paragraph = std::move(spare_);
  const ParagraphMarks marks = ReadProperties(Child(node, "pPr"), paragraph.format);
  const bool count_breaks = page_ > 0 && !rendered_breaks_;
  if (marks.break_before && count_breaks) ++page_;
  paragraph.page = page_;
  Scope inner = scope;
  if (marks.framed && inner.place == Place::kBody) inner.place = Place::kTextBox;
  WalkInline(node, paragraph, inner, /*deleted=*/false, 0);
  Flush(paragraph, inner);
  for (pugi::xml_node drawing : paragraph.drawings) WalkDrawing(drawing, scope);
  paragraph.drawings.clear();
  spare_ = std::move(paragraph);
  if (marks.break_after && count_breaks) ++page_;
}

void DocxWalker::WalkInline(pugi::xml_node parent, Paragraph& paragraph, const Scope& scope,
                            bool deleted, uint32_t depth) {
  if (depth > kMaxDepth) return ReadAnyText(parent, scope.place, locator_, sink_);
  for (pugi::xml_node node = parent.first_child(); node; node = node.next_sibling()) {
    const uint32_t tag = TagOf(node);
    switch (tag) {
      case Tag("r"):
        WalkRun(node, paragraph, scope, deleted);
        break;
      case Tag("pPr"):
      case Tag("rPr"):
      case Tag("sdtPr"):
      case Tag("sdtEndPr"):
      case Tag("proofErr"):
      case Tag("bookmarkStart"):
      case Tag("bookmarkEnd"):
        break;
      case Tag("AlternateContent"):
        WalkInline(ChooseBranch(node), paragraph, scope, deleted, depth + 1);
        break;
      case Tag("drawing"):
      case Tag("pict"):
      case Tag("object"):
        paragraph.drawings.push_back(node);
        break;
      case Tag("p"):
      case Tag("tbl"): {  // only broken writers nest so; nothing may be lost
        Scope inner = scope;
        inner.depth += depth + 1;
        if (inner.depth <= kMaxDepth)
          WalkBlock(node, inner);
        else
          ReadAnyText(node, scope.place, locator_, sink_);
        break;
      }
      default:
        WalkInline(node, paragraph, scope, deleted || IsHiddenMove(tag), depth + 1);
    }
  }
}

void DocxWalker::WalkRun(pugi::xml_node run, Paragraph& paragraph, const Scope& scope,
                         bool deleted) {
  RunFormat format = paragraph.format.run;
  for (pugi::xml_node node = run.first_child(); node; node = node.next_sibling()) {
    switch (TagOf(node)) {
      case Tag("rPr"): {
        if (const pugi::xml_node style = Child(node, "rStyle")) {
          format.Apply(styles_.Character(Attribute(style, "val")));
        }
        RunFormat direct;
        direct.Read(node);
        format.Apply(direct);
        break;
      }
      case Tag("t"):
        AddText(node.text().get(), format, paragraph, deleted);
        break;
      case Tag("delText"):
        AddText(node.text().get(), format, paragraph, /*deleted=*/true);
        break;
      case Tag("tab"):
      case Tag("ptab"):
        AddText("\t", format, paragraph, deleted);
        break;
      case Tag("cr"):
        AddText("\n", format, paragraph, deleted);
        break;
      case Tag("br"):
        if (Attribute(node, "type") == "page")
          PageBreak(paragraph, scope);
        else
          AddText("\n", format, paragraph, deleted);
        break;
      case Tag("lastRenderedPageBreak"):
        if (page_ > 0) ++page_;
        if (paragraph.text.blank()) paragraph.page = page_;
        break;
      case Tag("noBreakHyphen"):
        AddText("-", format, paragraph, deleted);
        break;
      case Tag("softHyphen"):
        AddText("\xC2\xAD", format, paragraph, deleted);
        break;
      case Tag("sym"):
        AddText(SymbolText(node), format, paragraph, deleted);
        break;
      case Tag("instrText"):
        paragraph.field_code += node.text().get();
        break;
      case Tag("fldChar"):
        if (const pugi::xml_node list = Child(Child(node, "ffData"), "ddList")) {
          AddText(DropDownText(list), format, paragraph, deleted);
        }
        break;
      case Tag("drawing"):
      case Tag("pict"):
      case Tag("object"):
        paragraph.drawings.push_back(node);
        break;
      case Tag("AlternateContent"):
        paragraph.drawings.push_back(ChooseBranch(node));
        break;
      case Tag("ruby"):
        WalkInline(node, paragraph, scope, deleted, kMaxDepth / 2);
        break;
      default:
        break;
    }
  }
}

void DocxWalker::AddText(std::string_view text, const RunFormat& format, Paragraph& paragraph,
                         bool deleted) {
  BlockBuilder& builder =
      deleted || format.Has(RunFormat::kVanish) ? paragraph.hidden : paragraph.text;
  if (!format.Has(RunFormat::kCaps)) return builder.Add(text, format.ToStyle(), format.font);
  const bool legacy = format.font.starts_with(".Vn") || format.font.starts_with("VNI");
  builder.Add(UpperCase(text, legacy), format.ToStyle(), format.font);
}

void DocxWalker::PageBreak(Paragraph& paragraph, const Scope& scope) {
  Flush(paragraph, scope);
  if (page_ > 0 && !rendered_breaks_) ++page_;
  paragraph.page = page_;
}

void DocxWalker::Flush(Paragraph& paragraph, const Scope& scope) {
  const auto put = [&](BlockBuilder& builder, Place place) {
    if (builder.empty()) return;
    Block block = builder.Finish();
    block.place = place;
    block.page = paragraph.page;
    block.table = scope.table;
    block.row = scope.row;
    block.column = scope.column;
    block.locator = locator_;
    block.style.align = paragraph.format.align;
    ApplyBorder(scope.border, block.style);
    ApplyBorder(paragraph.format.border, block.style);
    sink_.Put(std::move(block));
  };
  put(paragraph.text, scope.place);
  put(paragraph.hidden, Place::kHidden);
  if (ShowsItsCode(paragraph.field_code)) {
    paragraph.text.Add(paragraph.field_code, paragraph.format.run.ToStyle(),
                       paragraph.format.run.font);
    put(paragraph.text, scope.place == Place::kBody ? Place::kFormField : scope.place);
  }
  paragraph.field_code.clear();
}

// ---- drawings ----

void DocxWalker::WalkDrawing(pugi::xml_node drawing, const Scope& scope) {
  if (scope.depth > kMaxDepth) return ReadAnyText(drawing, scope.place, locator_, sink_);
  Scope inner = scope;
  ++inner.depth;
  if (inner.place == Place::kBody || inner.place == Place::kTableCell)
    inner.place = Place::kTextBox;
  for (pugi::xml_node node = drawing; node && !sink_.full();) {
    bool into = true;
    switch (TagOf(node)) {
      case Tag("txbxContent"):
        inner.border = FitsABox(node) ? ShapeBorder(node) : BorderKind::kNone;
        WalkBlocks(node, inner);
        into = false;
        break;
      case Tag("AlternateContent"):
        if (node != drawing) {
          WalkDrawing(ChooseBranch(node), inner);
          into = false;
        }
        break;
      case Tag("textpath"):
        PutWordArt(node, inner);
        break;
      case Tag("docPr"):
      case Tag("cNvPr"): {
        const std::string_view description = Attribute(node, "descr");
        if (HasLetters(description)) sink_.Put(Place::kMetadata, description, locator_);
        break;
      }
      case Tag("p"): {  // DrawingML text outside text boxes: locked canvases, diagrams
        Block block = DrawingParagraph(node);
        block.place = inner.place;
        block.page = page_;
        block.locator = locator_;
        sink_.Put(std::move(block));
        into = false;
        break;
      }
      default:
        break;
    }
    node = NextNode(node, drawing, into);
  }
}

// VML WordArt: what Word makes of "Watermark", and of stamps drawn by hand in old versions.
void DocxWalker::PutWordArt(pugi::xml_node textpath, const Scope& scope) {
  Block block;
  block.text = Trim(Attribute(textpath, "string"));
  const pugi::xml_node shape = textpath.parent();
  const bool watermark = Attribute(shape, "id").find("WaterMark") != std::string_view::npos;
  const bool margin = scope.place == Place::kHeader || scope.place == Place::kFooter;
  block.place = watermark || margin ? Place::kAnnotation : scope.place;
  block.page = page_;
  block.style.color = ParseColor(Attribute(shape, "fillcolor"));
  block.style.bold =
      Attribute(textpath, "style").find("font-weight:bold") != std::string_view::npos;
  block.locator = locator_;
  sink_.Put(std::move(block));
}

}  // namespace niem::extract
