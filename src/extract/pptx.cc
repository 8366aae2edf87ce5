// pptx, ppsx, potx (ECMA-376 part 1, §19): slides in the order of their numbers, shapes, tables,
// notes, comments; what masters and layouts print on every slide counts as headers.
#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "extract/block_builder.h"
#include "extract/formats.h"
#include "extract/ooxml.h"

namespace niem::extract {
namespace {

// The number in "ppt/slides/slide12.xml".
uint32_t NumberIn(std::string_view name) {
  const size_t digits = name.find_last_not_of("0123456789", name.size() >= 5 ? name.size() - 5 : 0);
  uint32_t number = 0;
  if (digits != std::string_view::npos) {
    std::from_chars(name.data() + digits + 1, name.data() + name.size(), number);
  }
  return number;
}

struct Part {
  size_t index = 0;
  uint32_t number = 0;
};

// Layouts and masters say "Click to edit ..." in every language: only what is no placeholder is
// text.
bool IsPlaceholder(pugi::xml_node shape) {
  for (pugi::xml_node child = shape.first_child(); child; child = child.next_sibling()) {
    if (const pugi::xml_node properties = Child(child, "nvPr"))
      return static_cast<bool>(Child(properties, "ph"));
  }
  return false;
}

void ApplyLine(pugi::xml_node shape, Style& style) {
  const pugi::xml_node line = Child(Child(shape, "spPr"), "ln");
  if (!line || Child(line, "noFill") || !line.first_child()) return;
  style.border = true;
  const std::string_view compound = Attribute(line, "cmpd");
  style.double_border = !compound.empty() && compound != "sng";
}

// Walks one part's shapes; masters' placeholders are skipped.
class ShapeWalker {
 public:
  ShapeWalker(BlockSink& sink, std::string_view locator, Place place, uint32_t page, bool master)
      : sink_(sink), locator_(locator), place_(place), page_(page), master_(master) {}

  void Walk(pugi::xml_node root) {
    for (pugi::xml_node node = root; node && !sink_.full();) {
      bool into = true;
      switch (TagOf(node)) {
        case Tag("sp"):
          if (!(master_ && IsPlaceholder(node))) Shape(node);
          into = false;
          break;
        case Tag("tbl"):
          Table(node);
          into = false;
          break;
        case Tag("p"):
          Paragraph(node, place_, {});
          into = false;
          break;
        case Tag("cNvPr"): {
          const std::string_view description = Attribute(node, "descr");
          if (HasLetters(description)) sink_.Put(Place::kMetadata, description, locator_);
          break;
        }
        case Tag("Fallback"):
          into = !node.previous_sibling();
          break;
        default:
          break;
      }
      node = NextNode(node, root, into);
    }
  }

 private:
  void Shape(pugi::xml_node shape) {
    Style box;
    ApplyLine(shape, box);
    Place place = place_;
    if (place == Place::kBody && !IsPlaceholder(shape)) place = Place::kTextBox;
    for (pugi::xml_node node = shape; node; node = NextNode(node, shape)) {
      if (TagOf(node) == Tag("p")) Paragraph(node, place, box);
    }
  }

  void Table(pugi::xml_node table) {
    const uint32_t number = sink_.NewTable();
    uint32_t row = 0;
    for (pugi::xml_node line = table.first_child(); line; line = line.next_sibling()) {
      if (TagOf(line) != Tag("tr")) continue;
      uint32_t column = 0;
      for (pugi::xml_node cell = line.first_child(); cell; cell = cell.next_sibling()) {
        if (TagOf(cell) != Tag("tc")) continue;
        for (pugi::xml_node node = cell; node; node = NextNode(node, cell)) {
          if (TagOf(node) != Tag("p")) continue;
          Block block = DrawingParagraph(node);
          block.place = place_ == Place::kBody ? Place::kTableCell : place_;
          block.table = number;
          block.row = row;
          block.column = column;
          Put(std::move(block));
        }
        ++column;
      }
      ++row;
    }
  }

  void Paragraph(pugi::xml_node node, Place place, const Style& box) {
    Block block = DrawingParagraph(node);
    block.place = place;
    block.style.border = box.border;
    block.style.double_border = box.double_border;
    Put(std::move(block));
  }

  void Put(Block block) {
    block.page = page_;
    block.locator = locator_;
    sink_.Put(std::move(block));
  }

  BlockSink& sink_;
  std::string_view locator_;
  Place place_;
  uint32_t page_;
  bool master_;
};

bool ReadPart(const XmlPart& part, uint32_t number, BlockSink& sink) {
  const auto walk = [&](Place place, uint32_t page, bool master) {
    ShapeWalker(sink, part.name, place, page, master).Walk(part.root);
  };
  switch (part.tag) {
    case Tag("sld"): {
      const std::string_view show = Attribute(part.root, "show");
      const bool hidden = show == "0" || show == "false";
      walk(hidden ? Place::kHidden : Place::kBody, number, false);
      return true;
    }
    case Tag("notes"):
      walk(Place::kFootnote, number, false);
      return false;
    case Tag("sldMaster"):
    case Tag("sldLayout"):
    case Tag("notesMaster"):
    case Tag("handoutMaster"):
      walk(Place::kHeader, 0, true);
      return false;
    case Tag("cmLst"):
      for (pugi::xml_node node = part.root; node; node = NextNode(node, part.root)) {
        if (TagOf(node) == Tag("text")) sink.Put(Place::kComment, node.text().get(), part.name);
      }
      walk(Place::kComment, 0, false);  // threaded comments are DrawingML paragraphs
      return false;
    case Tag("presentation"):
    case Tag("tagLst"):
    case Tag("cmAuthorLst"):
      return false;
    default:
      (void)ReadCommonPart(part, sink);
      return false;
  }
}

}  // namespace

Result<Document> ExtractPptx(Input input, Context& context) {
  Document document;
  document.format = Format::kPptx;
  BlockSink sink(document, context.limits);
  TRY_ASSIGN(const ZipReader zip, ZipReader::Open(input.bytes));
  if (zip.damaged()) {
    sink.Incomplete(ErrorCode::kCorrupt,
                    {"tệp bị cắt cụt hoặc hỏng: chỉ đọc được một phần",
                     "the file is cut off or damaged: only a part could be read"});
  }
  std::vector<Part> parts;
  for (size_t i = 0; i < zip.entries().size(); ++i) {
    const std::string_view name = zip.entries()[i].name;
    if (!IsXmlPart(name) || IsTextlessPart(name)) continue;
    // Slides first, by number; everything else behind them as stored.
    const bool slide = name.find("slides/slide") != std::string_view::npos;
    const bool notes = name.find("notesSlides/") != std::string_view::npos;
    parts.push_back({i, slide || notes ? NumberIn(name) : UINT32_MAX});
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return a.number < b.number; });
  OoxmlPackage package(zip, context, sink);
  uint32_t slides = 0;
  for (const Part& at : parts) {
    if (sink.full()) break;
    XmlPart part;
    if (package.Load(at.index, part))
      slides += ReadPart(part, at.number == UINT32_MAX ? 0 : at.number, sink);
  }
  package.HandOverMembers();
  document.pages = slides;
  return document;
}

}  // namespace niem::extract
