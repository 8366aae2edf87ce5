// HTML by gumbo: blocks by block-level elements, looks by inline CSS and attributes.
#include <gumbo.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "extract/block_builder.h"
#include "extract/formats.h"
#include "extract/html_abridged.h"
#include "extract/html_arena.h"
#include "extract/html_flat.h"
#include "extract/html_pictures.h"
#include "extract/html_style.h"
#include "extract/ooxml.h"
#include "extract/pictures.h"
#include "extract/xml_tools.h"
#include "text/decode.h"

namespace niem::extract {
namespace {

// Bytes of text that a drawn box may hold and still be the box of a mark.
constexpr size_t kMaxBoxed = 300;

struct DestroyOutput {
  bool in_arena = false;  // which does it at once

  void operator()(GumboOutput* output) const {
    if (!in_arena) gumbo_destroy_output(&kGumboDefaultOptions, output);
  }
};

bool IsInline(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_ABBR:
    case GUMBO_TAG_ACRONYM:
    case GUMBO_TAG_B:
    case GUMBO_TAG_BDI:
    case GUMBO_TAG_BDO:
    case GUMBO_TAG_BIG:
    case GUMBO_TAG_BR:
    case GUMBO_TAG_CITE:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_DATA:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_DFN:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_I:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_INS:
    case GUMBO_TAG_KBD:
    case GUMBO_TAG_LABEL:
    case GUMBO_TAG_MARK:
    case GUMBO_TAG_NOBR:
    case GUMBO_TAG_Q:
    case GUMBO_TAG_RUBY:
    case GUMBO_TAG_S:
    case GUMBO_TAG_SAMP:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_STRIKE:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUP:
    case GUMBO_TAG_TIME:
    case GUMBO_TAG_TT:
    case GUMBO_TAG_U:
    case GUMBO_TAG_VAR:
    case GUMBO_TAG_WBR:
    case GUMBO_TAG_UNKNOWN:
      return true;
    default:
      return false;
  }
}

// What a table has come to while its cells are walked.
struct Table {
  uint32_t number = 0;
  uint32_t rows = 0;    // seen so far
  uint32_t column = 0;  // of the next cell
  bool boxed = false;   // one cell with a border: a drawn box
};

struct Frame {
  const GumboNode* node = nullptr;
  unsigned next_child = 0;
  HtmlLook look;
  bool block = false;
  bool opens_table = false;
  bool cell = false;
};

class HtmlWalker {
 public:
  HtmlWalker(AbridgedHtml& source, BlockSink& sink) : source_(source), sink_(sink) {}

  void Walk(const GumboNode* root) {
    ReadSheets(root);
    Enter(root, HtmlLook());
    while (!frames_.empty() && !sink_.full()) {
      Frame& frame = frames_.back();
      const GumboVector& children = frame.node->v.element.children;
      if (frame.next_child == children.length) {
        Leave();
        continue;
      }
      const auto* child = static_cast<const GumboNode*>(children.data[frame.next_child++]);
      Visit(child, HtmlLook(frame.look));
    }
    Flush();
  }

 private:
  std::string_view AttributeOf(const GumboElement& element, const char* name) const {
    const GumboAttribute* attribute = gumbo_get_attribute(&element.attributes, name);
    return attribute == nullptr ? std::string_view() : source_.Whole(attribute->value);
  }

  static bool IsElement(const GumboNode* node) {
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
  }

  // <style> may stand anywhere; its rules must be known before the text. Iterative like the walk.
  void ReadSheets(const GumboNode* root) {
    std::vector<const GumboNode*> open = {root};
    while (!open.empty()) {
      const GumboNode* node = open.back();
      open.pop_back();
      if (!IsElement(node)) continue;
      const GumboVector& children = node->v.element.children;
      for (unsigned i = 0; i < children.length; ++i) {
        const auto* child = static_cast<const GumboNode*>(children.data[i]);
        if (node->v.element.tag == GUMBO_TAG_STYLE && child->type == GUMBO_NODE_TEXT)
          sheet_.Read(source_.Whole(child->v.text.text));
        open.push_back(child);
      }
    }
  }

  void Visit(const GumboNode* node, HtmlLook look) {
    switch (node->type) {
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE:
        return Text(source_.Whole(node->v.text.text), look);
      case GUMBO_NODE_COMMENT: {
        const std::string_view comment = source_.Whole(node->v.text.text);
        if (!comment.starts_with("[if") && HasLetters(comment))
          sink_.Put(Place::kMetadata, comment, "comment");
        return;
      }
      default:
        return Enter(node, look);
    }
  }

  void Enter(const GumboNode* node, HtmlLook look) {
    if (!IsElement(node)) return;
    const GumboElement& element = node->v.element;
    switch (element.tag) {
      case GUMBO_TAG_SCRIPT:
      case GUMBO_TAG_STYLE:
        return;
      case GUMBO_TAG_META:
        return Meta(element);
      case GUMBO_TAG_BR:
        return builder_.Add("\n", look.style, look.font);
      case GUMBO_TAG_INPUT:
        return Field(element);
      default:
        break;
    }
    Frame frame;
    frame.node = node;
    frame.block = !IsInline(element.tag);
    if (frame.block) Flush();
    ApplyElement(node, look);
    Titles(element);
    frame.opens_table = element.tag == GUMBO_TAG_TABLE;
    frame.cell = element.tag == GUMBO_TAG_TD || element.tag == GUMBO_TAG_TH;
    if (frame.opens_table) OpenTable(node, look);
    if (element.tag == GUMBO_TAG_TR && !tables_.empty()) {
      ++tables_.back().rows;
      tables_.back().column = 0;
    }
    frame.look = look;
    frames_.push_back(frame);
    if (frames_.back().cell) ++cells_;
  }

  void Leave() {
    const Frame& frame = frames_.back();
    if (frame.block) Flush();
    if (frame.opens_table) tables_.pop_back();
    if (frame.cell) {
      --cells_;
      if (!tables_.empty()) ++tables_.back().column;
    }
    frames_.pop_back();
  }

  void OpenTable(const GumboNode* node, HtmlLook& look) {
    Table table;
    table.number = sink_.NewTable();
    const std::string_view border = AttributeOf(node->v.element, "border");
    const bool drawn = (!border.empty() && border != "0") || look.style.border;
    table.boxed = drawn && CountCells(node) == 1 && !LongerThan(node, kMaxBoxed);
    // The grid of a larger table is no box around each of its texts.
    look.style.border = table.boxed;
    look.style.double_border &= table.boxed;
    tables_.push_back(table);
  }

  // Counts to two.
  static int CountCells(const GumboNode* table) {
    int cells = 0;
    std::vector<const GumboNode*> open = {table};
    while (!open.empty() && cells < 2) {
      const GumboNode* node = open.back();
      open.pop_back();
      if (!IsElement(node)) continue;
      const GumboTag tag = node->v.element.tag;
      if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) {
        ++cells;
        continue;
      }
      const GumboVector& children = node->v.element.children;
      for (unsigned i = 0; i < children.length; ++i)
        open.push_back(static_cast<const GumboNode*>(children.data[i]));
    }
    return cells;
  }

  void ApplyElement(const GumboNode* node, HtmlLook& look) const {
    const GumboElement& element = node->v.element;
    const bool inherited = look.style.border;
    switch (element.tag) {
      case GUMBO_TAG_B:
      case GUMBO_TAG_STRONG:
      case GUMBO_TAG_H1:
      case GUMBO_TAG_H2:
      case GUMBO_TAG_H3:
      case GUMBO_TAG_H4:
      case GUMBO_TAG_H5:
      case GUMBO_TAG_H6:
        look.style.bold = true;
        break;
      case GUMBO_TAG_TH:
        look.style.bold = true;
        look.style.align = Align::kCenter;
        break;
      case GUMBO_TAG_I:
      case GUMBO_TAG_EM:
        look.style.italic = true;
        break;
      case GUMBO_TAG_U:
      case GUMBO_TAG_INS:
        look.style.underline = true;
        break;
      case GUMBO_TAG_S:
      case GUMBO_TAG_STRIKE:
      case GUMBO_TAG_DEL:
        look.style.strike = true;
        break;
      case GUMBO_TAG_CENTER:
        look.style.align = Align::kCenter;
        break;
      case GUMBO_TAG_PRE:
      case GUMBO_TAG_TEXTAREA:
        look.keep_space = true;
        break;
      case GUMBO_TAG_TEMPLATE:
        look.hidden = true;
        break;
      default:
        break;
    }
    const std::string_view align = AttributeOf(element, "align");
    if (!align.empty()) look.ApplyCss("text-align:" + std::string(align));
    const std::string_view face = AttributeOf(element, "face");
    if (!face.empty()) look.font = face.substr(0, face.find(','));
    if (element.tag == GUMBO_TAG_FONT) {
      if (const auto color = ParseColor(AttributeOf(element, "color"))) look.style.color = color;
    }
    if (gumbo_get_attribute(&element.attributes, "hidden") != nullptr) look.hidden = true;
    sheet_.Apply(AttributeOf(element, "class"), look);
    look.ApplyCss(AttributeOf(element, "style"));
    // A line around half a page is decoration, not the box of a mark.
    if (look.style.border && !inherited && LongerThan(node, kMaxBoxed)) {
      look.style.border = look.style.double_border = false;
    }
  }

  bool LongerThan(const GumboNode* root, size_t limit) const {
    std::vector<const GumboNode*> open = {root};
    size_t size = 0;
    while (!open.empty() && size <= limit) {
      const GumboNode* node = open.back();
      open.pop_back();
      if (node->type == GUMBO_NODE_TEXT) size += source_.WholeSize(node->v.text.text);
      if (!IsElement(node)) continue;
      const GumboVector& children = node->v.element.children;
      for (unsigned i = 0; i < children.length; ++i)
        open.push_back(static_cast<const GumboNode*>(children.data[i]));
    }
    return size > limit;
  }

  void Meta(const GumboElement& element) {
    const std::string_view content = AttributeOf(element, "content");
    if (AttributeOf(element, "http-equiv").empty() && HasLetters(content))
      sink_.Put(Place::kMetadata, content, "meta");
  }

  void Field(const GumboElement& element) {
    const std::string_view value = AttributeOf(element, "value");
    const bool hidden = AttributeOf(element, "type") == "hidden";
    if (HasLetters(value)) sink_.Put(hidden ? Place::kHidden : Place::kFormField, value, "input");
  }

  void Titles(const GumboElement& element) {
    for (const char* name : {"alt", "title", "aria-label"}) {
      const std::string_view text = AttributeOf(element, name);
      if (HasLetters(text)) sink_.Put(Place::kMetadata, text, name);
    }
  }

  void Text(std::string_view text, const HtmlLook& look) {
    const std::string shown = look.upper ? UpperCase(text, false) : std::string(text);
    if (hidden_ != look.hidden) {
      Flush();
      hidden_ = look.hidden;
    }
    if (look.keep_space) return builder_.Add(shown, look.style, look.font);
    constexpr std::string_view kSpaces = " \t\n\r\f";
    std::string folded;
    folded.reserve(shown.size());
    for (std::string_view rest = shown; !rest.empty();) {
      const size_t word = std::min(rest.find_first_of(kSpaces), rest.size());
      folded += rest.substr(0, word);
      const char before = !folded.empty()    ? folded.back()
                          : builder_.empty() ? ' '
                                             : builder_.back();
      rest.remove_prefix(word);
      if (rest.empty()) break;
      if (before != ' ' && before != '\n') folded += ' ';
      rest.remove_prefix(std::min(rest.find_first_not_of(kSpaces), rest.size()));
    }
    builder_.Add(folded, look.style, look.font);
  }

  // Where the current text stands, by the elements around it.
  Place PlaceNow() const {
    if (hidden_) return Place::kHidden;
    if (!frames_.empty()) {
      const GumboTag tag = frames_.back().node->v.element.tag;
      if (tag == GUMBO_TAG_TITLE) return Place::kMetadata;
      if (tag == GUMBO_TAG_TEXTAREA || tag == GUMBO_TAG_OPTION) return Place::kFormField;
    }
    return cells_ > 0 && !tables_.empty() ? Place::kTableCell : Place::kBody;
  }

  void Flush() {
    if (builder_.empty()) return;
    Block block = builder_.Finish();
    block.place = PlaceNow();
    if (cells_ > 0 && !tables_.empty()) {
      const Table& table = tables_.back();
      block.table = table.number;
      block.row = table.rows > 0 ? table.rows - 1 : 0;
      block.column = table.column;
    }
    sink_.Put(std::move(block));
    hidden_ = false;
  }

  AbridgedHtml& source_;
  BlockSink& sink_;
  HtmlSheet sheet_;
  BlockBuilder builder_;
  std::vector<Frame> frames_;
  std::vector<Table> tables_;
  uint32_t cells_ = 0;  // open cells
  bool hidden_ = false;
};

// What <meta charset> or http-equiv claims, "" when nothing.
std::string_view ClaimedCharset(Bytes bytes) {
  std::string_view head = AsText(Slice(bytes, 0, 2048));
  const size_t at = head.find("charset=");
  if (at == std::string_view::npos) return {};
  head.remove_prefix(at + 8);
  while (!head.empty() && (head.front() == '"' || head.front() == '\'' || head.front() == ' '))
    head.remove_prefix(1);
  return head.substr(0, head.find_first_of("\"' />;\r\n"));
}

}  // namespace

Result<Document> ExtractHtml(Input input, Context& context) {
  Document document;
  document.format = Format::kHtml;
  BlockSink sink(document, context.limits);
  const text::Decoded decoded = text::Decode(input.bytes, ClaimedCharset(input.bytes));
  document.encoding = text::EncodingName(decoded.encoding);
  if (!TreeIsSafe(decoded.utf8)) {
    ReadFlatHtml(decoded.utf8, sink);
    NotePictures(ReadDataPictures(decoded.utf8, context, document), document);
    return document;
  }
  AbridgedHtml source(decoded.utf8);
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  HtmlArena arena;
  const bool in_arena = source.html().size() <= HtmlArena::kMostHtml;
  if (in_arena) arena.Serve(options);
  const std::unique_ptr<GumboOutput, DestroyOutput> output(
      gumbo_parse_with_options(&options, source.html().data(), source.html().size()),
      DestroyOutput{in_arena});
  if (!output) return Error(ErrorCode::kMemory, {"hết bộ nhớ", "out of memory"});
  // The document node itself is no element: its children are comments and <html>.
  const GumboVector& top = output->document->v.document.children;
  for (unsigned i = 0; i < top.length; ++i) {
    const auto* node = static_cast<const GumboNode*>(top.data[i]);
    if (node->type != GUMBO_NODE_COMMENT) continue;
    const std::string_view comment = source.Whole(node->v.text.text);
    if (HasLetters(comment)) sink.Put(Place::kMetadata, comment, "comment");
  }
  HtmlWalker(source, sink).Walk(output->root);
  NotePictures(ReadDataPictures(decoded.utf8, context, document), document);
  return document;
}

}  // namespace niem::extract
