#include "extract/xml_tools.h"

namespace niem::extract {
namespace {

constexpr uint32_t Upper(uint32_t c) {
  if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 32;
  if (c == 0x103 || c == 0x111 || c == 0x129 || c == 0x169) return c - 1;  // ă đ ĩ ũ
  if (c == 0x1A1) return 0x1A0;                                            // ơ
  if (c == 0x1B0) return 0x1AF;                                            // ư
  if (c >= 0x1EA0 && c <= 0x1EF9) return c & ~1u;
  return c;
}

void AppendUpper(std::string& out, std::string_view sequence) {
  const auto byte = [&](size_t i) {
    return static_cast<uint32_t>(static_cast<unsigned char>(sequence[i]));
  };
  if (sequence.size() == 2) {
    const uint32_t c = Upper((byte(0) & 0x1F) << 6 | (byte(1) & 0x3F));
    out += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
  } else if (sequence.size() == 3) {
    const uint32_t c = Upper((byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
    out += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
            static_cast<char>(0x80 | (c & 0x3F))};
  } else {
    out += sequence;
  }
}

}  // namespace

pugi::xml_node Child(pugi::xml_node node, Name local) {
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
    if (Is(child, local)) return child;
  }
  return {};
}

std::string_view Attribute(pugi::xml_node node, Name local) {
  for (pugi::xml_attribute attribute = node.first_attribute(); attribute;
       attribute = attribute.next_attribute()) {
    if (LocalTag(attribute.name()) == local.tag) return attribute.value();
  }
  return {};
}

pugi::xml_node NextNode(pugi::xml_node node, pugi::xml_node root, bool into) {
  if (into && node.first_child()) return node.first_child();
  while (node && node != root) {
    if (node.next_sibling()) return node.next_sibling();
    node = node.parent();
  }
  return {};
}

namespace {

// Entities of the file's own stand for text that is not where it is shown. Packages may not have
// them (ECMA-376 part 2), and what pugixml leaves unread must not pass for read.
bool DefinesEntities(std::string_view xml) {
  for (size_t at = xml.find('<'); at < xml.size(); at = xml.find('<', at + 1)) {
    const std::string_view rest = xml.substr(at);
    if (rest.starts_with("<!ENTITY")) return true;
    if (rest.starts_with("<!--")) {
      at = xml.find("-->", at);
      if (at == std::string_view::npos) return false;  // a comment to the end: no XML
    } else if (!rest.starts_with("<!") && !rest.starts_with("<?")) {
      return false;  // the root element
    }
  }
  return false;
}

}  // namespace

bool ParseXml(pugi::xml_document& document, std::string& buffer, XmlShape shape) {
  constexpr unsigned int kBase = pugi::parse_escapes | pugi::parse_cdata;
  const unsigned int flags = shape == XmlShape::kData
                                 ? kBase | pugi::parse_ws_pcdata_single | pugi::parse_embed_pcdata
                                 : kBase | pugi::parse_ws_pcdata | pugi::parse_eol;
  const bool whole = !DefinesEntities(buffer);
  // pugixml writes a terminator behind the last byte it was given only inside the buffer.
  return document.load_buffer_inplace(buffer.data(), buffer.size(), flags) && whole;
}

std::string UpperCase(std::string_view utf8, bool ascii_only) {
  std::string out;
  out.reserve(utf8.size());
  for (size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (lead < 0x80) {
      out.push_back(lead >= 'a' && lead <= 'z' ? static_cast<char>(lead - 32) : utf8[i]);
      ++i;
      continue;
    }
    size_t length = 1;
    while (i + length < utf8.size() &&
           (static_cast<unsigned char>(utf8[i + length]) & 0xC0) == 0x80)
      ++length;
    const std::string_view sequence = utf8.substr(i, length);
    const size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (ascii_only || length != wanted)
      out += sequence;
    else
      AppendUpper(out, sequence);
    i += length;
  }
  return out;
}

}  // namespace niem::extract
