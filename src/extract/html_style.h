// The little of CSS that tells how a mark looks: colour, size, weight, alignment, border,
// visibility.
//
// Inline declarations, presentational attributes and rules for single classes are understood; the
// cascade is not. Ownership: plain values. Errors: what is not understood is skipped.
// Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "extract/document.h"

namespace niem::extract {

struct HtmlLook {
  Style style;
  std::string_view font;  // first family named
  bool hidden = false;
  bool upper = false;  // text-transform: uppercase
  bool keep_space = false;

  // Takes the declarations of a style attribute or rule: "color: red; border: 1px solid".
  void ApplyCss(std::string_view declarations);
};

// Rules of <style> sheets for one class each: ".stamp { ... }", "p.MsoNormal { ... }".
class HtmlSheet {
 public:
  void Read(std::string_view css);

  // Applies the rules of every class in a class attribute.
  void Apply(std::string_view classes, HtmlLook& look) const;

 private:
  static void AppendWhatMatters(std::string_view declarations, std::string& rule);

  std::unordered_map<std::string, std::string> rules_;
};

}  // namespace niem::extract
