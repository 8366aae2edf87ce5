// pugixml with our habits: parsed in place, names compared by hash without their prefix, no
// recursion that a hostile file could drive deep.
//
// Namespace prefixes are free to choose in every XML format, so only local names are compared; no
// two namespaces of the office formats use one local name for different things that we read.
//
// Ownership: nodes and views live as long as the document and the buffer it was parsed in.
// Errors: malformed XML yields the tree up to the damage, and false. Thread-safety: plain
// functions.
#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace niem::extract {

// FNV-1a of a name, for switch statements over element names.
constexpr uint32_t Tag(std::string_view name) {
  uint32_t hash = 2166136261u;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

// Tag of the local part of a name, in one pass.
inline uint32_t LocalTag(const char* name) {
  uint32_t hash = 2166136261u;
  for (const char* at = name; *at != '\0'; ++at) {
    hash = *at == ':' ? 2166136261u : (hash ^ static_cast<unsigned char>(*at)) * 16777619u;
  }
  return hash;
}

inline uint32_t TagOf(pugi::xml_node node) {
  return LocalTag(node.name());
}

// A local name written in our code: hashed by the compiler.
struct Name {
  consteval Name(const char* local) : tag(Tag(local)) {}  // NOLINT: implicit on purpose

  uint32_t tag;
};

inline bool Is(pugi::xml_node node, Name local) {
  return TagOf(node) == local.tag;
}

// First child element of this local name.
pugi::xml_node Child(pugi::xml_node node, Name local);

// Value of the attribute of this local name, "" when absent.
std::string_view Attribute(pugi::xml_node node, Name local);

// The next node of a walk in document order that stays below `root`; null at its end.
// `into`: whether to visit the children of `node`.
pugi::xml_node NextNode(pugi::xml_node node, pugi::xml_node root, bool into = true);

enum class XmlShape : uint8_t {
  kData,   // text stands alone in its element (OOXML)
  kMixed,  // text and elements mix (ODF, free XML)
};

// Parses `buffer` in place. False when the XML is damaged: `document` holds what came before. So it
// is where the XML defines entities, which packages may not have and which are not read.
bool ParseXml(pugi::xml_document& document, std::string& buffer, XmlShape shape);

// Letters in upper case: ASCII, Latin-1, Latin Extended-A and -B as far as Vietnamese needs, and
// Vietnamese letters of U+1E00. `ascii_only` for legacy fonts whose other code points are no
// letters.
std::string UpperCase(std::string_view utf8, bool ascii_only);

}  // namespace niem::extract
