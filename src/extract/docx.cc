// docx, docm, dotx, dotm (ECMA-376 part 1, §11), "flat OPC" and WordprocessingML 2003.
#include <algorithm>
#include <memory>
#include <string_view>

#include "extract/docx_walker.h"
#include "extract/formats.h"
#include "extract/ooxml.h"

namespace niem::extract {
namespace {

// A styles part, and the styles that refer to it. What they work out of it is the same for every
// document.
struct StylesPart {
  XmlPart part;
  DocxStyles styles;
};

// Styles must be known before any story is walked, so parts are loaded in this order.
struct DocxReader {
  BlockSink& sink;
  StylesPart none;
  DocxStyles* styles = &none.styles;
  uint32_t pages = 0;

  explicit DocxReader(BlockSink& blocks) : sink(blocks) {}

  void ReadBody(const XmlPart& part, bool rendered) {
    DocxWalker walker(*styles, sink, part.name);
    walker.CountPages(rendered);
    walker.Walk(part.root, Place::kBody);
    pages = std::max(pages, walker.page());
  }

  void ReadStory(const XmlPart& part, Place place) {
    DocxWalker walker(*styles, sink, part.name);
    walker.Walk(part.root, place);
  }

  // False when the part is of a kind only other formats have.
  bool ReadPart(const XmlPart& part, bool rendered) {
    switch (part.tag) {
      case Tag("document"):
        ReadBody(part, rendered);
        return true;
      case Tag("hdr"):
        ReadStory(part, Place::kHeader);
        return true;
      case Tag("ftr"):
        ReadStory(part, Place::kFooter);
        return true;
      case Tag("footnotes"):
      case Tag("endnotes"):
        ReadStory(part, Place::kFootnote);
        return true;
      case Tag("comments"):
        ReadStory(part, Place::kComment);
        return true;
      // Building blocks are stored with the file but stand on no page.
      case Tag("glossaryDocument"):
        ReadStory(part, Place::kHidden);
        return true;
      case Tag("settings"):
        ReadVariables(part);
        return true;
      case Tag("styles"):
      case Tag("numbering"):
        return true;
      default:
        return ReadCommonPart(part, sink);
    }
  }

  void ReadVariables(const XmlPart& part) {
    const pugi::xml_node variables = Child(part.root, "docVars");
    for (pugi::xml_node node = variables.first_child(); node; node = node.next_sibling()) {
      const std::string_view value = Attribute(node, "val");
      if (HasLetters(value)) sink.Put(Place::kMetadata, value, part.name);
    }
  }
};

bool HasRenderedBreaks(const std::string& xml) {
  return xml.find("lastRenderedPageBreak") != std::string::npos;
}

bool IsStyles(std::string_view name) {
  return name.ends_with("/styles.xml") || name == "styles.xml";
}

// The main story first, for it is what people read first; the rest as stored.
int Rank(std::string_view name) {
  if (name.ends_with("/document.xml")) return 0;
  return name.find("docProps/") != std::string_view::npos ? 2 : 1;
}

void ReadZipped(OoxmlPackage& package, DocxReader& reader) {
  const std::vector<ZipReader::Entry>& entries = package.zip().entries();
  thread_local PartCache<StylesPart> cache;
  std::unique_ptr<StylesPart> own;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (!IsStyles(entries[i].name) || entries[i].name.find("glossary") != std::string_view::npos)
      continue;
    StylesPart* made = package.LoadMade(
        i, cache, own, [](StylesPart& styles) { styles.styles.Load(styles.part.root); });
    if (made != nullptr) reader.styles = &made->styles;
    break;
  }
  for (int rank = 0; rank <= 2; ++rank) {
    for (size_t i = 0; i < entries.size() && !reader.sink.full(); ++i) {
      const std::string_view name = entries[i].name;
      if (!IsXmlPart(name) || Rank(name) != rank || IsTextlessPart(name) || IsStyles(name) ||
          name.ends_with("/numbering.xml"))
        continue;
      XmlPart part;
      if (!package.Load(i, part)) continue;
      // Parsing in place leaves the names where they were.
      const bool rendered = part.tag == Tag("document") && HasRenderedBreaks(part.buffer);
      if (!reader.ReadPart(part, rendered))
        ReadAnyText(part.root, Place::kBody, part.name, reader.sink);
    }
  }
  if (reader.pages == 0) {
    reader.sink.Incomplete(ErrorCode::kCorrupt, {"không thấy phần văn bản chính của tài liệu",
                                                 "the main part of the document is missing"});
  }
  package.HandOverMembers();
}

// Flat OPC: the same parts, each inside pkg:part/pkg:xmlData. Word 2003: one tree with everything.
Status ReadFlat(Input input, DocxReader& reader) {
  std::string buffer(AsText(input.bytes));
  const bool rendered = HasRenderedBreaks(buffer);
  pugi::xml_document xml;
  if (!ParseXml(xml, buffer, XmlShape::kData)) {
    if (!xml.first_child()) return Error(ErrorCode::kCorrupt, {"XML hỏng", "damaged XML"});
    reader.sink.Incomplete(ErrorCode::kCorrupt,
                           {"XML trong tệp bị hỏng: phần sau chỗ hỏng chưa được đọc",
                            "damaged XML in the file: what follows was not inspected"});
  }
  const pugi::xml_node root = xml.document_element();
  std::vector<pugi::xml_node> stories;
  for (pugi::xml_node node = root; node; node = NextNode(node, root, TagOf(node) != Tag("body"))) {
    const uint32_t tag = TagOf(node);
    if (tag == Tag("styles")) reader.styles->Load(node);
    if (node.parent() && Is(node.parent(), "xmlData")) stories.push_back(node);
  }
  if (Is(root, "wordDocument")) {
    for (pugi::xml_node node = root; node; node = NextNode(node, root)) {
      const uint32_t tag = TagOf(node);
      if (tag == Tag("hdr") || tag == Tag("ftr") || tag == Tag("DocumentProperties"))
        stories.push_back(node);
    }
    XmlPart body;
    body.root = Child(root, "body");
    reader.ReadBody(body, rendered);
  }
  for (pugi::xml_node story : stories) {
    XmlPart part;
    part.root = story;
    part.tag = TagOf(story);
    if (story.parent()) part.name = Attribute(story.parent().parent(), "name");
    if (!reader.ReadPart(part, rendered) && part.tag == Tag("DocumentProperties")) {
      ReadAnyText(story, Place::kMetadata, {}, reader.sink);
    }
  }
  return Ok();
}

}  // namespace

Result<Document> ExtractDocx(Input input, Context& context) {
  Document document;
  document.format = Format::kDocx;
  BlockSink sink(document, context.limits);
  DocxReader reader(sink);
  if (AsText(Slice(input.bytes, 0, 2)) != "PK") {
    TRY(ReadFlat(input, reader));
  } else {
    TRY_ASSIGN(const ZipReader zip, ZipReader::Open(input.bytes));
    if (zip.damaged()) {
      sink.Incomplete(ErrorCode::kCorrupt,
                      {"tệp bị cắt cụt hoặc hỏng: chỉ đọc được một phần",
                       "the file is cut off or damaged: only a part could be read"});
    }
    OoxmlPackage package(zip, context, sink);
    ReadZipped(package, reader);
  }
  document.pages = reader.pages;
  return document;
}

}  // namespace niem::extract
