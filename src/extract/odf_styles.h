// OpenDocument formatting (ODF 1.3 part 3, §16 and §20): what a style gives after its parents.
//
// Ownership: views live as long as the XML they were read from. Thread-safety: one thread.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <unordered_map>

#include "extract/docx_styles.h"

namespace niem::extract {

struct OdfFormat {
  ParagraphFormat look;
  bool break_before = false;  // a new page
  bool undisplayed = false;   // table:display="false", presentation:visibility="hidden"
};

class OdfStyles {
 public:
  // From office:styles and office:automatic-styles elements; nodes must outlive this.
  void Load(pugi::xml_node list);

  // Of a style:style by family ("paragraph", "text", "graphic", "table", "table-cell" ...) and
  // name. An unknown name gives the family's default.
  const OdfFormat& Get(std::string_view family, std::string_view name);

 private:
  struct Entry {
    pugi::xml_node node;
    std::string parent;  // key
    bool resolved = false, busy = false;
    OdfFormat format;
  };

  static std::string Key(std::string_view family, std::string_view name);

  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace niem::extract
