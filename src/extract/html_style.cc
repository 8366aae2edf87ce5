#include "extract/html_style.h"

#include <charconv>

#include "extract/block_builder.h"
#include "extract/ooxml.h"

namespace niem::extract {
namespace {

constexpr size_t kMaxRules = 20'000;

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = Lower(c);
  return lower;
}

bool Contains(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

// Takes the text up to `mark` off the front of `rest`.
std::string_view Cut(std::string_view& rest, char mark) {
  const size_t at = rest.find(mark);
  const std::string_view head = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return head;
}

int ReadNumber(std::string_view& text) {
  int number = 0;
  text = Trim(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return -1;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

std::optional<uint32_t> CssColor(std::string_view value) {
  if (!value.starts_with("rgb")) return ParseColor(value);
  value.remove_prefix(std::min(value.find('(') + 1, value.size()));
  uint32_t color = 0;
  for (int i = 0; i < 3; ++i) {
    const int part = ReadNumber(value);
    if (part < 0 || part > 255) return std::nullopt;
    color = color << 8 | static_cast<uint32_t>(part);
    while (!value.empty() && (value.front() < '0' || value.front() > '9')) value.remove_prefix(1);
  }
  return color;
}

float CssSize(std::string_view value) {
  const int number = ReadNumber(value);
  if (number <= 0 || number > 2000) return 0;
  if (Contains(value, "px")) return static_cast<float>(number) * 0.75f;
  return Contains(value, "pt") ? static_cast<float>(number) : 0;
}

Align CssAlign(std::string_view value) {
  if (value.starts_with("center")) return Align::kCenter;
  if (value.starts_with("right") || value.starts_with("end")) return Align::kRight;
  if (value.starts_with("left") || value.starts_with("start")) return Align::kLeft;
  return value.starts_with("justify") ? Align::kJustify : Align::kUnknown;
}

void ApplyBorder(std::string_view value, Style& style) {
  for (std::string_view kind :
       {"solid", "double", "dashed", "dotted", "groove", "ridge", "inset", "outset"}) {
    if (!Contains(value, kind)) continue;
    style.border = true;
    style.double_border = kind == "double";
    return;
  }
  if (Contains(value, "none") || value == "0") style.border = style.double_border = false;
}

// Whether ApplyCss knows a property that begins so; most of what office programs write it does not.
bool MayMatter(std::string_view name) {
  if (name.size() < 5) return false;
  switch (Lower(name[0])) {
    case 'm':
      return Lower(name[1]) == 's' && Lower(name[4]) != 'p' && Lower(name[4]) != 'f';
    case 'f':
    case 't':
      return name.size() > 8 && name[4] == '-';
    case 'b':
    case 'c':
    case 'd':
    case 'v':
    case 'w':
      return true;
    default:
      return false;
  }
}

}  // namespace

void HtmlLook::ApplyCss(std::string_view declarations) {
  while (!declarations.empty()) {
    std::string_view rest = Cut(declarations, ';');
    const std::string_view written = Trim(Cut(rest, ':'));
    if (!MayMatter(written)) continue;
    const std::string name = LowerCase(written);
    const std::string value = LowerCase(Trim(rest));
    if (name == "color") {
      if (const auto color = CssColor(value)) style.color = color;
    } else if (name == "font-size") {
      if (const float size = CssSize(value); size > 0) style.size_pt = size;
    } else if (name == "font-weight") {
      style.bold = value.starts_with("bold") || value == "600" || value == "700" ||
                   value == "800" || value == "900";
    } else if (name == "font-style") {
      style.italic = value.starts_with("italic") || value.starts_with("oblique");
    } else if (name.starts_with("text-decoration")) {
      style.underline |= Contains(value, "underline");
      style.strike |= Contains(value, "line-through");
    } else if (name == "text-align") {
      style.align = CssAlign(value);
    } else if (name == "text-transform") {
      upper = value.starts_with("uppercase");
    } else if (name == "font-variant") {
      upper |= value.starts_with("small-caps");
    } else if (name == "border" || name == "border-style" || name == "mso-border-alt") {
      ApplyBorder(value, style);
    } else if (name == "display" || name == "mso-hide") {
      hidden |= value.starts_with("none") || value.starts_with("all");
    } else if (name == "visibility") {
      hidden = value.starts_with("hidden") || value.starts_with("collapse");
    } else if (name == "white-space") {
      keep_space = value.starts_with("pre");
    } else if (name == "font-family") {
      std::string_view families = Trim(rest);
      font = Trim(Cut(families, ','));
      while (!font.empty() && (font.front() == '"' || font.front() == '\'')) font.remove_prefix(1);
      while (!font.empty() && (font.back() == '"' || font.back() == '\'')) font.remove_suffix(1);
    }
  }
}

// A rule is read again for every element of its class.
void HtmlSheet::AppendWhatMatters(std::string_view declarations, std::string& rule) {
  while (!declarations.empty()) {
    const std::string_view declaration = Cut(declarations, ';');
    if (!MayMatter(Trim(declaration.substr(0, declaration.find(':'))))) continue;
    rule.append(declaration);
    rule.push_back(';');
  }
}

void HtmlSheet::Read(std::string_view css) {
  while (!css.empty() && rules_.size() < kMaxRules) {
    std::string_view selectors = Cut(css, '{');
    const std::string_view body = Cut(css, '}');
    while (!selectors.empty()) {
      std::string_view selector = Trim(Cut(selectors, ','));
      if (const size_t comment = selector.rfind("*/"); comment != std::string_view::npos) {
        selector = Trim(selector.substr(comment + 2));
      }
      const size_t dot = selector.find('.');
      if (dot == std::string_view::npos ||
          selector.find_first_of(" >+~:[#\n", dot) != std::string_view::npos)
        continue;
      AppendWhatMatters(body, rules_[std::string(selector.substr(dot + 1))]);
    }
  }
}

void HtmlSheet::Apply(std::string_view classes, HtmlLook& look) const {
  if (rules_.empty()) return;
  while (!classes.empty()) {
    const std::string name(Cut(classes, ' '));
    const auto rule = rules_.find(name);
    if (rule != rules_.end()) look.ApplyCss(rule->second);
  }
}

}  // namespace niem::extract
