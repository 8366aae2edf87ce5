#include "extract/odf_walker.h"

#include <algorithm>

#include "extract/ooxml.h"
#include "extract/xml_tools.h"

namespace niem::extract {
namespace {

constexpr uint32_t kMaxDepth = 100;
constexpr size_t kMaxBoxed = 300;  // bytes of text in a box that may be a mark's

bool FitsABox(pugi::xml_node root) {
  size_t size = 0;
  for (pugi::xml_node node = root; node && size <= kMaxBoxed; node = NextNode(node, root)) {
    size += std::string_view(node.value()).size();
  }
  return size <= kMaxBoxed;
}

bool HasOneCell(pugi::xml_node table) {
  int cells = 0;
  for (pugi::xml_node node = table; node && cells < 2;) {
    const bool cell = TagOf(node) == Tag("table-cell");
    cells += cell;
    node = NextNode(node, table, !cell);
  }
  return cells == 1;
}

uint32_t Count(pugi::xml_node node, Name attribute) {
  uint32_t count = 0;
  for (char c : Attribute(node, attribute)) {
    if (c < '0' || c > '9' || count > 100'000'000) return 1;
    count = count * 10 + static_cast<uint32_t>(c - '0');
  }
  return std::max<uint32_t>(count, 1);
}

// Drawn things that may hold text or frames of it.
bool IsShape(uint32_t tag) {
  switch (tag) {
    case Tag("frame"):
    case Tag("text-box"):
    case Tag("custom-shape"):
    case Tag("rect"):
    case Tag("ellipse"):
    case Tag("line"):
    case Tag("polygon"):
    case Tag("polyline"):
    case Tag("path"):
    case Tag("connector"):
    case Tag("caption"):
    case Tag("circle"):
    case Tag("g"):
    case Tag("regular-polygon"):
    case Tag("measure"):
    case Tag("a"):
      return true;
    default:
      return false;
  }
}

}  // namespace

void OdfWalker::Walk(pugi::xml_node root, Place place, uint32_t page) {
  page_ = page;
  Scope scope;
  scope.place = place;
  WalkBlocks(root, scope);
}

void OdfWalker::WalkBlocks(pugi::xml_node parent, const Scope& scope) {
  if (scope.depth > kMaxDepth) return ReadAnyText(parent, scope.place, locator_, sink_);
  for (pugi::xml_node node = parent.first_child(); node && !sink_.full();
       node = node.next_sibling()) {
    if (node.type() == pugi::node_element) WalkBlock(node, scope);
  }
}

void OdfWalker::WalkBlock(pugi::xml_node node, Scope scope) {
  const uint32_t tag = TagOf(node);
  ++scope.depth;
  switch (tag) {
    case Tag("p"):
    case Tag("h"):
      return WalkParagraph(node, scope);
    case Tag("table"):
      return WalkTable(node, scope);
    case Tag("scripts"):
    case Tag("font-face-decls"):
    case Tag("automatic-styles"):
    case Tag("forms-source"):
    case Tag("event-listeners"):
    case Tag("sequence-decls"):
    case Tag("image"):
    case Tag("styles"):
      return;
    case Tag("tracked-changes"):
    case Tag("deletion"):
      scope.place = Place::kHidden;
      break;
    case Tag("change-info"):
      return;
    case Tag("annotation"):
      scope.place = Place::kComment;
      break;
    case Tag("note-citation"):
    case Tag("index-source"):
    case Tag("table-of-content-source"):
      return;
    case Tag("note"):
    case Tag("notes"):
      scope.place = scope.place == Place::kHidden ? scope.place : Place::kFootnote;
      break;
    case Tag("soft-page-break"):
      if (page_ > 0) ++page_;
      return;
    case Tag("section"):
      if (Attribute(node, "display") == "none") scope.place = Place::kHidden;
      break;
    case Tag("page"):  // a slide or a drawing's page
      if (node.previous_sibling() && Is(node.previous_sibling(), "page")) ++page_;
      if (styles_.Get("drawing-page", Attribute(node, "style-name")).undisplayed)
        scope.place = Place::kHidden;
      break;
    case Tag("title"):
    case Tag("desc"):  // a picture's description
      if (HasLetters(node.text().get())) sink_.Put(Place::kMetadata, node.text().get(), locator_);
      return;
    default:
      break;
  }
  if (IsShape(tag)) {
    if (Attribute(node, "placeholder") == "true" && scope.place == Place::kHeader) return;
    const bool placeholder = !Attribute(node, "class").empty();  // a slide's title or outline
    if (!placeholder && (scope.place == Place::kBody || scope.place == Place::kTableCell))
      scope.place = Place::kTextBox;
    const BorderKind line = styles_.Get("graphic", Attribute(node, "style-name")).look.border;
    if (line != BorderKind::kUnset) scope.border = FitsABox(node) ? line : BorderKind::kNone;
  }
  for (std::string_view text : {Attribute(node, "label"), Attribute(node, "current-value")}) {
    if (std::string_view(node.name()).starts_with("form:") && HasLetters(text))
      sink_.Put(Place::kFormField, text, locator_);
  }
  WalkBlocks(node, scope);
}

// ---- paragraphs ----

void OdfWalker::WalkParagraph(pugi::xml_node node, const Scope& scope) {
  const OdfFormat& format = styles_.Get("paragraph", Attribute(node, "style-name"));
  Paragraph paragraph;
  paragraph.format = format.look;
  if (format.break_before && page_ > 0 && !sink_.document().blocks.empty()) ++page_;
  paragraph.page = page_;
  WalkInline(node, paragraph, paragraph.format.run, 0);
  const bool hidden = Attribute(Child(node, "hidden-paragraph"), "is-hidden") == "true";
  Put(paragraph.text, paragraph, scope, hidden ? Place::kHidden : scope.place);
  Put(paragraph.hidden, paragraph, scope, Place::kHidden);
  for (pugi::xml_node anchored : paragraph.later) {
    if (scope.depth > kMaxDepth)
      ReadAnyText(anchored, scope.place, locator_, sink_);
    else
      WalkBlock(anchored, scope);
  }
}

void OdfWalker::WalkInline(pugi::xml_node parent, Paragraph& paragraph, const RunFormat& format,
                           uint32_t depth) {
  if (depth > kMaxDepth) return ReadAnyText(parent, Place::kBody, locator_, sink_);
  for (pugi::xml_node node = parent.first_child(); node; node = node.next_sibling()) {
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
      AddText(node.value(), format, paragraph);
      continue;
    }
    const uint32_t tag = TagOf(node);
    switch (tag) {
      case Tag("span"): {
        RunFormat inner = format;
        inner.Apply(styles_.Get("text", Attribute(node, "style-name")).look.run);
        WalkInline(node, paragraph, inner, depth + 1);
        break;
      }
      case Tag("s"):
        AddText(std::string(std::min<uint32_t>(Count(node, "c"), 200), ' '), format, paragraph);
        break;
      case Tag("tab"):
        AddText("\t", format, paragraph);
        break;
      case Tag("line-break"):
        paragraph.text.Add("\n", format.ToStyle(), format.font);
        break;
      case Tag("soft-page-break"):
        if (page_ > 0) ++page_;
        if (paragraph.text.blank()) paragraph.page = page_;
        break;
      case Tag("hidden-text"):
        paragraph.hidden.Add(Attribute(node, "string-value"), {}, {});
        break;
      case Tag("note"):
      case Tag("annotation"):
        paragraph.later.push_back(node);
        break;
      case Tag("ruby-text"):
      case Tag("hidden-paragraph"):
        break;
      case Tag("a"):
        if (std::string_view(node.name()).starts_with("draw:"))
          paragraph.later.push_back(node);
        else
          WalkInline(node, paragraph, format, depth + 1);
        break;
      default:
        if (IsShape(tag) || tag == Tag("table"))
          paragraph.later.push_back(node);
        else
          WalkInline(node, paragraph, format, depth + 1);
    }
  }
}

// White space of the file is no white space of the text (ODF 1.3 part 3, §6.1.2).
void OdfWalker::AddText(std::string_view text, const RunFormat& format, Paragraph& paragraph) {
  BlockBuilder& builder = format.Has(RunFormat::kVanish) ? paragraph.hidden : paragraph.text;
  std::string mended;
  const std::string_view shown = [&]() -> std::string_view {
    if (text.find_first_of("\n\r") == std::string_view::npos && !format.Has(RunFormat::kCaps))
      return text;
    mended = format.Has(RunFormat::kCaps) ? UpperCase(text, format.font.starts_with(".Vn"))
                                          : std::string(text);
    std::replace_if(
        mended.begin(), mended.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return mended;
  }();
  builder.Add(shown, format.ToStyle(), format.font);
}

void OdfWalker::Put(BlockBuilder& builder, const Paragraph& paragraph, const Scope& scope,
                    Place place) {
  if (builder.empty()) return;
  Block block = builder.Finish();
  block.place = place;
  block.page = paragraph.page;
  block.table = scope.table;
  block.row = scope.row;
  block.column = scope.column;
  block.locator = scope.sheet.empty() ? locator_ : scope.sheet;
  block.style.align = paragraph.format.align;
  for (BorderKind kind : {scope.border, paragraph.format.border}) {
    block.style.border |= kind == BorderKind::kSingle || kind == BorderKind::kDouble;
    block.style.double_border |= kind == BorderKind::kDouble;
  }
  sink_.Put(std::move(block));
}

// ---- tables ----

void OdfWalker::WalkTable(pugi::xml_node table, Scope scope) {
  if (scope.place == Place::kBody) scope.place = Place::kTableCell;
  if (styles_.Get("table", Attribute(table, "style-name")).undisplayed)
    scope.place = Place::kHidden;
  scope.table = sink_.NewTable();
  if (Is(table.parent(), "spreadsheet")) {
    if (table.previous_sibling() && Is(table.previous_sibling(), "table")) ++page_;
    scope.sheet = Attribute(table, "name");
    if (HasLetters(scope.sheet)) {
      sink_.Put(scope.place == Place::kHidden ? scope.place : Place::kMetadata, scope.sheet,
                locator_);
    }
  }
  scope.border = BorderKind::kUnset;
  if (HasOneCell(table) && FitsABox(table))
    scope.border = BorderKind::kNone;  // its cell may draw the box
  uint32_t row = 0;
  WalkRows(table, scope, row);
}

void OdfWalker::WalkRows(pugi::xml_node parent, const Scope& scope, uint32_t& row) {
  if (scope.depth > kMaxDepth) return ReadAnyText(parent, scope.place, locator_, sink_);
  for (pugi::xml_node node = parent.first_child(); node && !sink_.full();
       node = node.next_sibling()) {
    Scope inner = scope;
    ++inner.depth;
    if (TagOf(node) == Tag("table-row")) {
      const std::string_view visibility = Attribute(node, "visibility");
      if (visibility == "collapse" || visibility == "filter") inner.place = Place::kHidden;
      inner.row = row;
      WalkCells(node, inner);
      row += Count(node, "number-rows-repeated");
    } else if (node.type() == pugi::node_element) {
      const uint32_t tag = TagOf(node);
      if (tag == Tag("table-rows") || tag == Tag("table-header-rows") ||
          tag == Tag("table-row-group")) {
        WalkRows(node, inner, row);
      } else {
        WalkBlock(node, inner);  // shapes on the sheet, forms
      }
    }
  }
}

void OdfWalker::WalkCells(pugi::xml_node line, Scope scope) {
  uint32_t column = 0;
  for (pugi::xml_node cell = line.first_child(); cell && !sink_.full();
       cell = cell.next_sibling()) {
    const uint32_t tag = TagOf(cell);
    if (tag != Tag("table-cell") && tag != Tag("covered-table-cell")) continue;
    Scope inner = scope;
    inner.column = column;
    if (scope.border != BorderKind::kUnset) {
      inner.border = styles_.Get("table-cell", Attribute(cell, "style-name")).look.border;
    }
    // A sheet's numbers are no text: only strings have paragraphs that matter, but all are shown
    // alike.
    WalkBlocks(cell, inner);
    column += Count(cell, "number-columns-repeated");
  }
}

}  // namespace niem::extract
