#include "extract/odf_styles.h"

#include <charconv>
#include <vector>

#include "extract/ooxml.h"
#include "extract/xml_tools.h"

namespace niem::extract {
namespace {

bool Contains(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

// "14pt", "0.5in"; 0 for percentages, which need a parent.
float PointSize(std::string_view text) {
  int whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc() || whole <= 0 || whole > 2000) return 0;
  const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
  return Contains(unit, "pt") ? static_cast<float>(whole) : 0;
}

void ReadText(pugi::xml_node properties, RunFormat& run) {
  for (pugi::xml_attribute attribute = properties.first_attribute(); attribute;
       attribute = attribute.next_attribute()) {
    const std::string_view value = attribute.value();
    switch (LocalTag(attribute.name())) {
      case Tag("font-weight"):
        run.Flag(RunFormat::kBold, value == "bold" || value >= "600");
        break;
      case Tag("font-style"):
        run.Flag(RunFormat::kItalic, value != "normal");
        break;
      case Tag("text-underline-style"):
        run.Flag(RunFormat::kUnderline, value != "none");
        break;
      case Tag("text-line-through-style"):
        run.Flag(RunFormat::kStrike, value != "none");
        break;
      case Tag("text-transform"):
        run.Flag(RunFormat::kCaps, value == "uppercase");
        break;
      case Tag("font-variant"):
        run.Flag(RunFormat::kCaps, value == "small-caps");
        break;
      case Tag("display"):
        run.Flag(RunFormat::kVanish, value == "none");
        break;
      case Tag("color"): {
        const std::optional<uint32_t> color = ParseColor(value);
        run.set = static_cast<uint16_t>(run.set | RunFormat::kColor);
        run.has_color = color.has_value();
        run.color = color.value_or(0);
        break;
      }
      case Tag("font-size"):
        if (const float size = PointSize(value); size > 0) {
          run.size_pt = size;
          run.set = static_cast<uint16_t>(run.set | RunFormat::kSize);
        }
        break;
      case Tag("font-name"):
      case Tag("font-family"):
        run.font = value;
        run.set = static_cast<uint16_t>(run.set | RunFormat::kFont);
        break;
      default:
        break;
    }
  }
}

Align ReadOdfAlign(std::string_view value) {
  if (value == "center") return Align::kCenter;
  if (value == "end" || value == "right") return Align::kRight;
  if (value == "start" || value == "left") return Align::kLeft;
  return value == "justify" ? Align::kJustify : Align::kUnknown;
}

BorderKind ReadBorder(std::string_view value) {
  if (value == "none" || value.starts_with("hidden")) return BorderKind::kNone;
  return Contains(value, "double") ? BorderKind::kDouble : BorderKind::kSingle;
}

void ReadLayout(pugi::xml_node properties, OdfFormat& format) {
  int sides = 0;
  bool doubled = false;
  for (pugi::xml_attribute attribute = properties.first_attribute(); attribute;
       attribute = attribute.next_attribute()) {
    const std::string_view value = attribute.value();
    switch (LocalTag(attribute.name())) {
      case Tag("text-align"):
        format.look.align = ReadOdfAlign(value);
        break;
      case Tag("border"):
        format.look.border = ReadBorder(value);
        break;
      case Tag("stroke"):
        format.look.border = value == "none" ? BorderKind::kNone : BorderKind::kSingle;
        break;
      case Tag("border-top"):
      case Tag("border-bottom"):
      case Tag("border-left"):
      case Tag("border-right"): {
        const BorderKind side = ReadBorder(value);
        sides += side != BorderKind::kNone;
        doubled |= side == BorderKind::kDouble;
        break;
      }
      case Tag("break-before"):
        format.break_before = value == "page";
        break;
      case Tag("display"):
        format.undisplayed = value == "false";
        break;
      case Tag("visibility"):
        format.undisplayed = value == "hidden";
        break;
      default:
        break;
    }
  }
  if (sides == 4) format.look.border = doubled ? BorderKind::kDouble : BorderKind::kSingle;
}

void ReadOwn(pugi::xml_node style, OdfFormat& format) {
  for (pugi::xml_node node = style.first_child(); node; node = node.next_sibling()) {
    if (TagOf(node) == Tag("text-properties"))
      ReadText(node, format.look.run);
    else if (std::string_view(node.name()).ends_with("-properties"))
      ReadLayout(node, format);
  }
  // A paragraph that starts a page style starts a page.
  if (!Attribute(style, "master-page-name").empty()) format.break_before = true;
}

}  // namespace

std::string OdfStyles::Key(std::string_view family, std::string_view name) {
  std::string key(family);
  key += '/';
  key += name;
  return key;
}

void OdfStyles::Load(pugi::xml_node list) {
  for (pugi::xml_node node = list.first_child(); node; node = node.next_sibling()) {
    const uint32_t tag = TagOf(node);
    if (tag != Tag("style") && tag != Tag("default-style")) continue;
    const std::string_view family = Attribute(node, "family");
    const bool is_default = tag == Tag("default-style");
    Entry& entry = entries_[Key(family, is_default ? std::string_view() : Attribute(node, "name"))];
    entry.node = node;
    if (!is_default) entry.parent = Key(family, Attribute(node, "parent-style-name"));
  }
}

const OdfFormat& OdfStyles::Get(std::string_view family, std::string_view name) {
  static const OdfFormat kPlain;
  auto found = entries_.find(Key(family, name));
  if (found == entries_.end()) found = entries_.find(Key(family, {}));
  if (found == entries_.end()) return kPlain;
  std::vector<Entry*> chain;
  for (auto at = found; at != entries_.end() && !at->second.busy;) {
    chain.push_back(&at->second);
    if (at->second.resolved || at->second.parent.empty()) break;
    at->second.busy = true;
    at = entries_.find(at->second.parent);
  }
  const Entry* base = nullptr;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    Entry& entry = **at;
    entry.busy = false;
    if (!entry.resolved) {
      if (base != nullptr) entry.format.look = base->format.look;
      ReadOwn(entry.node, entry.format);
      entry.resolved = true;
    }
    base = &entry;
  }
  return found->second.format;
}

}  // namespace niem::extract
