// HTML as the quick look sees it: every word that the full way (extract/html.cc) could read, in
// plain text, without a tree.
//
// The text of the page comes in its order. Where an element begins or ends that parts blocks, a
// line ends; where any other tag stood, a zero width space, which folds to nothing, so that words
// cut by tags are whole and each piece between tags can still be told from the next. What the full
// way reads beside the text (alt, title, aria-label, value, content, comments) follows in lines of
// its own. Scripts and style sheets are left out.
//
// Only regular pages are read: with end tags that match, known elements, known character
// references, nothing that moves text in the tree (WHATWG HTML §13.2.6.4.9 "foster parenting"),
// no embedded pictures, no fonts of the legacy codes. Everything else is refused, and the page goes
// to the sandbox. Time is linear, memory at most three times the page. Errors: none. Thread-safety:
// one reader a thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace niem::scan {

class HtmlReader {
 public:
  // Appends the page's words to `text`; false: refused. The page is well-formed UTF-8.
  bool Read(std::string_view html, std::string& text);

  // Whether a style of the page read last may show small letters as capitals.
  bool capitals() const { return capitals_; }

 private:
  enum class Kind : uint8_t;
  struct Tag;
  struct Attribute;

  bool ReadMarkup();
  bool ReadComment();
  bool ReadDeclaration();
  bool ReadTag();
  static bool Know(Tag& tag);
  bool ReadAttributes(const Tag& tag);
  bool NextAttribute(Attribute& attribute, bool& more);
  bool OnAttribute(const Tag& tag, const Attribute& attribute);
  bool OnStart(const Tag& tag);
  bool OnEnd(const Tag& tag);
  bool SkipRaw(std::string_view name);
  bool ReadPlainContent(std::string_view name);
  bool ReadReference(std::string_view source, size_t& at, std::string& out) const;
  bool AppendDecoded(std::string_view source, std::string& out) const;
  bool PopTo(uint8_t element, bool inclusive);
  bool IsOpen(uint8_t element) const;

  std::string_view html_;
  size_t at_ = 0;
  std::string* text_ = nullptr;
  std::string beside_;          // attributes and comments
  std::vector<uint8_t> open_;   // elements that part blocks, outermost first
  bool between_cells_ = false;  // in a table, in none of its cells
  bool capitals_ = false;
  bool inline_class_ = false;  // a class on an element that parts nothing
  bool sheet_hides_ = false;
};

}  // namespace niem::scan
