// XML of no format we know: every text node, and attribute values that read like text.
#include <algorithm>
#include <string>
#include <string_view>

#include "extract/block_builder.h"
#include "extract/formats.h"
#include "extract/xml_tools.h"
#include "text/decode.h"

namespace niem::extract {
namespace {

// A DOM takes about six times the text; what is larger is read without its structure.
constexpr size_t kMaxDom = 128 << 20;

// "TỐI MẬT" stands in attributes of XPS, SpreadsheetML and home-made formats; identifiers have no
// spaces.
bool ReadsLikeText(std::string_view value) {
  if (value.starts_with("http:") || value.starts_with("https:") || value.starts_with("urn:"))
    return false;
  if (!HasLetters(value)) return false;
  for (char c : value) {
    if (c == ' ' || static_cast<unsigned char>(c) >= 0xC3) return true;
  }
  return false;
}

void PutAttributes(pugi::xml_node node, BlockSink& sink) {
  for (pugi::xml_attribute attribute = node.first_attribute(); attribute;
       attribute = attribute.next_attribute()) {
    if (ReadsLikeText(attribute.value()))
      sink.Put(Place::kMetadata, attribute.value(), node.name());
  }
}

// Text that stands in the document only by its name: <!ENTITY level "TỐI MẬT">.
void PutEntities(std::string_view doctype, BlockSink& sink) {
  constexpr std::string_view kMark = "<!ENTITY";
  for (size_t at = doctype.find(kMark); at < doctype.size(); at = doctype.find(kMark, at)) {
    const size_t open = doctype.find_first_of("\"'>", at + kMark.size());
    at = open;
    if (open >= doctype.size() || doctype[open] == '>') continue;
    const size_t close = std::min(doctype.find(doctype[open], open + 1), doctype.size());
    sink.Put(Place::kBody, doctype.substr(open + 1, close - open - 1), "ENTITY");
    at = close;
  }
}

void PutNodes(pugi::xml_node root, BlockSink& sink) {
  for (pugi::xml_node node = root.first_child(); node && !sink.full();
       node = NextNode(node, root)) {
    if (node.type() == pugi::node_element) {
      PutAttributes(node, sink);
      continue;
    }
    if (node.type() == pugi::node_doctype) PutEntities(node.value(), sink);
    const bool comment = node.type() == pugi::node_comment;
    if (comment || node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
      sink.Put(comment ? Place::kComment : Place::kBody, node.value(), node.parent().name());
    }
  }
}

// The encoding named in the prolog, "" when there is none.
std::string_view PrologEncoding(Bytes bytes) {
  std::string_view head = AsText(Slice(bytes, 0, 256));
  head = head.substr(0, head.find("?>"));
  const size_t at = head.find("encoding=");
  if (at == std::string_view::npos || at + 10 >= head.size()) return {};
  head.remove_prefix(at + 10);
  return head.substr(0, head.find_first_of("\"'"));
}

}  // namespace

Result<Document> ExtractXml(Input input, Context& context) {
  Document document;
  document.format = Format::kXml;
  BlockSink sink(document, context.limits);
  text::Decoded decoded = text::Decode(input.bytes, PrologEncoding(input.bytes));
  document.encoding = text::EncodingName(decoded.encoding);
  if (decoded.utf8.size() > kMaxDom) return ExtractText(input, context);
  pugi::xml_document xml;
  constexpr unsigned int kFlags = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_eol |
                                  pugi::parse_comments | pugi::parse_doctype |
                                  pugi::parse_ws_pcdata_single;
  const pugi::xml_parse_result parsed = xml.load_buffer_inplace(
      decoded.utf8.data(), decoded.utf8.size(), kFlags, pugi::encoding_utf8);
  PutNodes(xml.root(), sink);
  if (parsed) return document;
  if (document.blocks.empty()) return ExtractText(input, context);
  sink.Incomplete(ErrorCode::kCorrupt, {"XML hỏng: phần sau chỗ hỏng chưa được đọc",
                                        "damaged XML: what follows the damage was not inspected"});
  return document;
}

}  // namespace niem::extract
