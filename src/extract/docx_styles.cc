#include "extract/docx_styles.h"

#include <charconv>
#include <vector>

#include "extract/ooxml.h"
#include "extract/xml_tools.h"

namespace niem::extract {
namespace {

// ST_OnOff: present without a value means on.
bool IsOn(pugi::xml_node node) {
  const std::string_view value = Attribute(node, "val");
  return value.empty() || !(value == "0" || value == "false" || value == "off" || value == "none");
}

bool IsDrawn(std::string_view kind) {
  return !kind.empty() && kind != "nil" && kind != "none";
}

bool IsDoubleLine(std::string_view kind) {
  return kind == "double" || kind == "triple" || kind.find("Thick") != std::string_view::npos ||
         kind.starts_with("thin");
}

}  // namespace

Align ReadAlign(std::string_view value) {
  if (value == "center") return Align::kCenter;
  if (value == "right" || value == "end") return Align::kRight;
  if (value == "left" || value == "start") return Align::kLeft;
  return value == "both" || value == "distribute" ? Align::kJustify : Align::kUnknown;
}

void RunFormat::Flag(Field field, bool value) {
  set = static_cast<uint16_t>(set | field);
  on = static_cast<uint16_t>(value ? on | field : on & ~field);
}

void RunFormat::Apply(const RunFormat& other) {
  const unsigned mask = (other.set & kBorder) != 0 ? other.set | kDoubleBorder : other.set;
  on = static_cast<uint16_t>((on & ~mask) | (other.on & mask));
  set = static_cast<uint16_t>(set | other.set);
  if ((other.set & kColor) != 0) {
    color = other.color;
    has_color = other.has_color;
  }
  if ((other.set & kSize) != 0) size_pt = other.size_pt;
  if ((other.set & kFont) != 0) font = other.font;
}

void RunFormat::Read(pugi::xml_node properties) {
  for (pugi::xml_node node = properties.first_child(); node; node = node.next_sibling()) {
    switch (TagOf(node)) {
      case Tag("b"):
        Flag(kBold, IsOn(node));
        break;
      case Tag("i"):
        Flag(kItalic, IsOn(node));
        break;
      case Tag("u"):
        Flag(kUnderline, IsOn(node));
        break;
      case Tag("strike"):
      case Tag("dstrike"):
        Flag(kStrike, IsOn(node));
        break;
      case Tag("caps"):
      case Tag("smallCaps"):
        Flag(kCaps, IsOn(node));
        break;
      case Tag("vanish"):
      case Tag("specVanish"):
        Flag(kVanish, IsOn(node));
        break;
      case Tag("bdr"): {
        const std::string_view kind = Attribute(node, "val");
        Flag(kBorder, IsDrawn(kind));
        on = static_cast<uint16_t>(IsDoubleLine(kind) ? on | kDoubleBorder : on & ~kDoubleBorder);
        break;
      }
      case Tag("color"): {
        const std::optional<uint32_t> value = ParseColor(Attribute(node, "val"));
        set = static_cast<uint16_t>(set | kColor);
        has_color = value.has_value();
        color = value.value_or(0);
        break;
      }
      case Tag("sz"): {
        const std::string_view text = Attribute(node, "val");
        int half_points = 0;
        std::from_chars(text.data(), text.data() + text.size(), half_points);
        if (half_points <= 0) break;
        size_pt = static_cast<float>(half_points) / 2;
        set = static_cast<uint16_t>(set | kSize);
        break;
      }
      case Tag("rFonts"): {
        std::string_view name = Attribute(node, "hAnsi");
        if (name.empty()) name = Attribute(node, "ascii");
        if (name.empty()) break;
        font = name;
        set = static_cast<uint16_t>(set | kFont);
        break;
      }
      default:
        break;
    }
  }
}

Style RunFormat::ToStyle() const {
  Style style;
  if (has_color) style.color = color;
  style.size_pt = size_pt;
  style.bold = Has(kBold);
  style.italic = Has(kItalic);
  style.underline = Has(kUnderline);
  style.strike = Has(kStrike);
  style.border = Has(kBorder);
  style.double_border = Has(kBorder) && Has(kDoubleBorder);
  return style;
}

BorderKind ReadBorders(pugi::xml_node borders) {
  if (!borders) return BorderKind::kUnset;
  int sides = 0;
  bool doubled = false;
  for (pugi::xml_node side = borders.first_child(); side; side = side.next_sibling()) {
    const uint32_t tag = TagOf(side);
    const bool outer = tag == Tag("top") || tag == Tag("bottom") || tag == Tag("left") ||
                       tag == Tag("right") || tag == Tag("start") || tag == Tag("end");
    const std::string_view kind = Attribute(side, "val");
    if (!outer || !IsDrawn(kind)) continue;
    ++sides;
    doubled |= IsDoubleLine(kind);
  }
  if (sides < 4) return BorderKind::kNone;
  return doubled ? BorderKind::kDouble : BorderKind::kSingle;
}

void ParagraphFormat::Apply(const ParagraphFormat& other) {
  if (other.align != Align::kUnknown) align = other.align;
  if (other.border != BorderKind::kUnset) border = other.border;
  run.Apply(other.run);
}

void ParagraphFormat::Read(pugi::xml_node properties) {
  for (pugi::xml_node node = properties.first_child(); node; node = node.next_sibling()) {
    const uint32_t tag = TagOf(node);
    if (tag == Tag("jc")) align = ReadAlign(Attribute(node, "val"));
    if (tag == Tag("pBdr")) border = ReadBorders(node);
  }
}

void DocxStyles::Load(pugi::xml_node styles) {
  const pugi::xml_node defaults = Child(styles, "docDefaults");
  defaults_.run.Read(Child(Child(defaults, "rPrDefault"), "rPr"));
  defaults_.Read(Child(Child(defaults, "pPrDefault"), "pPr"));
  size_t count = 0;
  for (pugi::xml_node node = styles.first_child(); node; node = node.next_sibling()) ++count;
  entries_.reserve(count);
  for (pugi::xml_node node = styles.first_child(); node; node = node.next_sibling()) {
    if (TagOf(node) != Tag("style")) continue;
    const std::string_view id = Attribute(node, "styleId");
    entries_[id].node = node;
    const std::string_view is_default = Attribute(node, "default");
    if ((is_default == "1" || is_default == "true" || is_default == "on") &&
        Attribute(node, "type") == "paragraph") {
      default_paragraph_ = id;
    }
  }
}

DocxStyles::Entry* DocxStyles::Resolve(std::string_view id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return nullptr;
  // The chain of basedOn, from the style to its root; a cycle ends it.
  std::vector<Entry*> chain;
  for (auto at = found; at != entries_.end() && !at->second.busy;) {
    chain.push_back(&at->second);
    if (at->second.resolved) break;
    at->second.busy = true;
    at = entries_.find(Attribute(Child(at->second.node, "basedOn"), "val"));
  }
  const Entry* base = nullptr;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    Entry& entry = **at;
    entry.busy = false;
    if (!entry.resolved) {
      if (base != nullptr) {
        entry.format = base->format;
        entry.table_border = base->table_border;
      }
      ParagraphFormat own;
      own.Read(Child(entry.node, "pPr"));
      own.run.Read(Child(entry.node, "rPr"));
      entry.format.Apply(own);
      const BorderKind borders = ReadBorders(Child(Child(entry.node, "tblPr"), "tblBorders"));
      if (borders != BorderKind::kUnset) entry.table_border = borders;
      entry.resolved = true;
    }
    base = &entry;
  }
  return &found->second;
}

const ParagraphFormat& DocxStyles::Paragraph(std::string_view id) {
  // The table's own copy of the id: what asks lives no longer than the part it stands in.
  const auto known = entries_.find(id);
  id = id.empty() || known == entries_.end() ? default_paragraph_ : known->first;
  const auto [found, fresh] = with_defaults_.try_emplace(id, defaults_);
  if (fresh) {
    if (const Entry* entry = Resolve(id)) found->second.Apply(entry->format);
  }
  return found->second;
}

const RunFormat& DocxStyles::Character(std::string_view id) {
  static const RunFormat kNothing;
  const Entry* entry = Resolve(id);
  return entry == nullptr ? kNothing : entry->format.run;
}

BorderKind DocxStyles::TableBorder(std::string_view id) {
  const Entry* entry = Resolve(id);
  return entry == nullptr ? BorderKind::kUnset : entry->table_border;
}

}  // namespace niem::extract
