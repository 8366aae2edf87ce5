#include "scan/quick_html.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "text/utf8.h"

namespace niem::scan {
namespace {

constexpr std::string_view kGap = "\u200B";  // where a tag stood inside a line
constexpr size_t kMaxOpen = 200;

constexpr char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

constexpr bool IsLetter(char c) {
  return Lower(c) >= 'a' && Lower(c) <= 'z';
}

constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool StartsNoCase(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  return std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char a, char b) { return a == Lower(b); });
}

size_t FindNoCase(std::string_view text, std::string_view lower, size_t from) {
  const bool letter = IsLetter(lower[0]);
  for (size_t at = from; at + lower.size() <= text.size(); ++at) {
    if (!letter) at = text.find(lower[0], at);
    if (at == std::string_view::npos) return at;
    if (Lower(text[at]) == lower[0] && StartsNoCase(text.substr(at), lower)) return at;
  }
  return std::string_view::npos;
}

bool ContainsNoCase(std::string_view text, std::string_view lower) {
  return FindNoCase(text, lower, 0) != std::string_view::npos;
}

// What a style may do to the words under it.
struct Css {
  bool capitals = false;  // shows small letters as capitals
  bool hides = false;     // may hide them
  bool legacy = false;    // names what may be a font of the legacy codes: it draws other letters
};

constexpr std::array<bool, 256> MakeCssStarts() {
  std::array<bool, 256> starts{};
  for (const char c : std::string_view("usdvmUSDVM")) starts[static_cast<uint8_t>(c)] = true;
  return starts;
}

constexpr std::array<bool, 256> kCssStarts = MakeCssStarts();

Css LookAtCss(std::string_view css) {
  Css seen;
  for (size_t at = 0; at < css.size(); ++at) {
    if (!kCssStarts[static_cast<uint8_t>(css[at])]) continue;
    const std::string_view rest = css.substr(at);
    switch (Lower(css[at])) {
      case 'u':
        seen.capitals |= StartsNoCase(rest, "uppercase");
        break;
      case 's':
        seen.capitals |= StartsNoCase(rest, "small-caps");
        break;
      case 'd':
        seen.hides |= StartsNoCase(rest, "display");
        break;
      case 'v':
        seen.legacy |= StartsNoCase(rest, "vn");
        seen.hides |= StartsNoCase(rest, "visibility");
        break;
      default:
        seen.hides |= StartsNoCase(rest, "mso-hide");
        break;
    }
  }
  return seen;
}

struct NamedCharacter {
  std::string_view name;
  std::string_view utf8;
};

// What mail and office programs write; sorted.
constexpr NamedCharacter kNamed[] = {
    {"Aacute", "Á"},    {"Acirc", "Â"},  {"Agrave", "À"}, {"Atilde", "Ã"},    {"Eacute", "É"},
    {"Ecirc", "Ê"},     {"Egrave", "È"}, {"Iacute", "Í"}, {"Igrave", "Ì"},    {"Oacute", "Ó"},
    {"Ocirc", "Ô"},     {"Ograve", "Ò"}, {"Otilde", "Õ"}, {"Uacute", "Ú"},    {"Ugrave", "Ù"},
    {"Yacute", "Ý"},    {"aacute", "á"}, {"acirc", "â"},  {"agrave", "à"},    {"amp", "&"},
    {"apos", "'"},      {"atilde", "ã"}, {"bull", "•"},   {"copy", "©"},      {"deg", "°"},
    {"eacute", "é"},    {"ecirc", "ê"},  {"egrave", "è"}, {"emsp", "\u2003"}, {"ensp", "\u2002"},
    {"gt", ">"},        {"hellip", "…"}, {"iacute", "í"}, {"igrave", "ì"},    {"laquo", "«"},
    {"ldquo", "“"},     {"lsquo", "‘"},  {"lt", "<"},     {"mdash", "—"},     {"middot", "·"},
    {"nbsp", "\u00A0"}, {"ndash", "–"},  {"oacute", "ó"}, {"ocirc", "ô"},     {"ograve", "ò"},
    {"otilde", "õ"},    {"quot", "\""},  {"raquo", "»"},  {"rdquo", "”"},     {"reg", "®"},
    {"rsquo", "’"},     {"sect", "§"},   {"times", "×"},  {"trade", "™"},     {"uacute", "ú"},
    {"ugrave", "ù"},    {"yacute", "ý"}};

const NamedCharacter* FindNamed(std::string_view name) {
  const auto* const found = std::lower_bound(
      std::begin(kNamed), std::end(kNamed), name,
      [](const NamedCharacter& one, std::string_view it) { return one.name < it; });
  return found != std::end(kNamed) && found->name == name ? found : nullptr;
}

}  // namespace

// How an element's tags are read.
enum class HtmlReader::Kind : uint8_t {
  kInline,  // parts nothing; what the tree ignores or the walk passes over counts among them
  kBreak,
  kBlock,
  kParagraph,  // even its stray end tag makes an element
  kVoid,       // parts blocks, holds nothing
  kForm,
  kTable,
  kRows,  // thead, tbody, tfoot
  kRow,
  kCell,
  kPlain,  // its content has no tags: title, textarea
  kRaw,    // its content is no text: script, style
};

struct HtmlReader::Tag {
  std::string_view name;  // as written
  uint8_t element = 0;    // index in kElements
  Kind kind = Kind::kInline;
  bool closing = false;
};

struct HtmlReader::Attribute {
  std::string_view name;
  std::string_view value;
};

namespace {

struct Element {
  std::string_view name;
  uint8_t kind;
};

// Names as Kind's numbers below; sorted.
constexpr uint8_t kI = 0, kBr = 1, kB = 2, kP = 3, kV = 4, kF = 5, kTb = 6, kRs = 7, kR = 8, kC = 9,
                  kT = 10, kX = 11;
constexpr Element kElements[] = {
    {"a", kI},      {"abbr", kI},       {"acronym", kI},    {"address", kB}, {"article", kB},
    {"aside", kB},  {"b", kI},          {"base", kV},       {"bdi", kI},     {"bdo", kI},
    {"big", kI},    {"blockquote", kB}, {"body", kI},       {"br", kBr},     {"caption", kC},
    {"center", kB}, {"cite", kI},       {"code", kI},       {"dd", kB},      {"del", kI},
    {"dfn", kI},    {"dir", kB},        {"div", kB},        {"dl", kB},      {"dt", kB},
    {"em", kI},     {"fieldset", kB},   {"figcaption", kB}, {"figure", kB},  {"font", kI},
    {"footer", kB}, {"form", kF},       {"h1", kB},         {"h2", kB},      {"h3", kB},
    {"h4", kB},     {"h5", kB},         {"h6", kB},         {"head", kI},    {"header", kB},
    {"hr", kV},     {"html", kI},       {"i", kI},          {"img", kI},     {"input", kI},
    {"ins", kI},    {"kbd", kI},        {"label", kI},      {"li", kB},      {"link", kV},
    {"main", kB},   {"mark", kI},       {"menu", kB},       {"meta", kI},    {"nav", kB},
    {"nobr", kI},   {"ol", kB},         {"p", kP},          {"pre", kB},     {"q", kI},
    {"s", kI},      {"samp", kI},       {"script", kX},     {"section", kB}, {"small", kI},
    {"span", kI},   {"strike", kI},     {"strong", kI},     {"style", kX},   {"sub", kI},
    {"sup", kI},    {"table", kTb},     {"tbody", kRs},     {"td", kC},      {"textarea", kT},
    {"tfoot", kRs}, {"th", kC},         {"thead", kRs},     {"time", kI},    {"title", kT},
    {"tr", kR},     {"tt", kI},         {"u", kI},          {"ul", kB},      {"var", kI},
    {"wbr", kI}};

constexpr uint8_t ElementOf(std::string_view name) {
  for (size_t i = 0; i < std::size(kElements); ++i) {
    if (kElements[i].name == name) return static_cast<uint8_t>(i);
  }
  return 0xFF;
}

constexpr uint8_t kTableElement = ElementOf("table");
constexpr uint8_t kRowElement = ElementOf("tr");
constexpr uint8_t kHeading = ElementOf("h1");
constexpr uint8_t kItem = ElementOf("li");
constexpr uint8_t kList = ElementOf("ul");
constexpr uint8_t kOrderedList = ElementOf("ol");

bool IsCell(uint8_t element) {
  return kElements[element].kind == kC;
}

bool IsRows(uint8_t element) {
  return kElements[element].kind == kRs;
}

}  // namespace

bool HtmlReader::Read(std::string_view html, std::string& text) {
  if (html.find(":image/") != std::string_view::npos) return false;  // pictures inside, anywhere
  html_ = html;
  at_ = 0;
  text_ = &text;
  beside_.clear();
  open_.clear();
  between_cells_ = capitals_ = inline_class_ = sheet_hides_ = false;
  size_t tag = 0;
  size_t reference = 0;
  while (at_ < html_.size()) {
    if (tag < at_ || at_ == 0) tag = std::min(html_.find('<', at_), html_.size());
    if (reference < at_ || at_ == 0) reference = std::min(html_.find('&', at_), html_.size());
    const size_t stop = std::min(tag, reference);
    const std::string_view plain = html_.substr(at_, stop - at_);
    if (between_cells_ && !std::all_of(plain.begin(), plain.end(), IsSpace)) return false;
    text.append(plain);
    at_ = stop;
    if (at_ == html_.size()) break;
    if (html_[at_] == '&' ? between_cells_ || !ReadReference(html_, at_, text) : !ReadMarkup())
      return false;
  }
  text += '\n';
  text += beside_;
  return !inline_class_ || !sheet_hides_;
}

bool HtmlReader::ReadMarkup() {
  const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
  if (html_.substr(at_, 4) == "<!--") return ReadComment();
  if (next == '!' || next == '?') return ReadDeclaration();
  const char after = at_ + 2 < html_.size() ? html_[at_ + 2] : ' ';
  if (IsLetter(next) || (next == '/' && IsLetter(after))) return ReadTag();
  if (next == '/' || between_cells_) return false;
  *text_ += '<';
  ++at_;
  return true;
}

bool HtmlReader::ReadComment() {
  const size_t begin = at_ + 4;
  const size_t end = html_.find("-->", begin);
  if (end == std::string_view::npos) return false;
  const std::string_view comment = html_.substr(begin, end - begin);
  // Forms that end earlier than they seem to.
  if (comment.starts_with('>') || comment.starts_with("->") || comment.ends_with('-') ||
      comment.find("--!>") != std::string_view::npos)
    return false;
  // What only Word reads: the full way passes over it.
  if (!comment.starts_with("[if")) beside_.append(comment).append("\n");
  at_ = end + 3;
  text_->append(kGap);
  return true;
}

// <!DOCTYPE>, <![if ...]>, <?xml ...?>: all end at the next '>'.
bool HtmlReader::ReadDeclaration() {
  const size_t end = html_.find('>', at_);
  if (end == std::string_view::npos) return false;
  const std::string_view inside = html_.substr(at_ + 2, end - at_ - 2);
  if (ContainsNoCase(inside, "[cdata[")) return false;
  beside_.append(inside).append("\n");
  at_ = end + 1;
  text_->append(kGap);
  return true;
}

bool HtmlReader::ReadTag() {
  Tag tag;
  tag.closing = html_[at_ + 1] == '/';
  const size_t begin = at_ + (tag.closing ? 2 : 1);
  size_t end = begin;
  while (end < html_.size() && !IsSpace(html_[end]) && html_[end] != '/' && html_[end] != '>')
    ++end;
  tag.name = html_.substr(begin, end - begin);
  at_ = end;
  if (!Know(tag) || !ReadAttributes(tag)) return false;
  return tag.closing ? OnEnd(tag) : OnStart(tag);
}

bool HtmlReader::Know(Tag& tag) {
  tag.kind = Kind::kInline;
  if (tag.name.find(':') != std::string_view::npos) return true;  // <o:p>: unknown to HTML
  std::array<char, 12> lower;
  if (tag.name.size() > lower.size()) return false;
  std::transform(tag.name.begin(), tag.name.end(), lower.begin(), Lower);
  const std::string_view name(lower.data(), tag.name.size());
  const auto* const found = std::lower_bound(
      std::begin(kElements), std::end(kElements), name,
      [](const Element& element, std::string_view it) { return element.name < it; });
  if (found == std::end(kElements) || found->name != name) return false;
  tag.element = static_cast<uint8_t>(found - std::begin(kElements));
  tag.kind = static_cast<Kind>(found->kind);
  if (name.size() == 2 && name[0] == 'h' && IsDigit(name[1])) tag.element = kHeading;
  return true;
}

// WHATWG HTML §13.2.5.32 to 39; ends behind the '>'.
bool HtmlReader::ReadAttributes(const Tag& tag) {
  for (bool more = true; more;) {
    Attribute attribute;
    if (!NextAttribute(attribute, more)) return false;
    if (!attribute.name.empty() && !tag.closing && !OnAttribute(tag, attribute)) return false;
  }
  return true;
}

bool HtmlReader::NextAttribute(Attribute& attribute, bool& more) {
  const auto skip_spaces = [&] {
    while (at_ < html_.size() && IsSpace(html_[at_])) ++at_;
  };
  while (at_ < html_.size() && (IsSpace(html_[at_]) || html_[at_] == '/')) ++at_;
  if (at_ >= html_.size()) return false;
  if (html_[at_] == '>') {
    ++at_;
    more = false;
    return true;
  }
  const size_t begin = at_;
  while (at_ < html_.size() && !IsSpace(html_[at_]) && html_[at_] != '/' && html_[at_] != '>' &&
         (html_[at_] != '=' || at_ == begin))
    ++at_;
  attribute.name = html_.substr(begin, at_ - begin);
  skip_spaces();
  if (at_ >= html_.size() || html_[at_] != '=') return at_ < html_.size();
  ++at_;
  skip_spaces();
  if (at_ >= html_.size()) return false;
  if (const char quote = html_[at_]; quote == '"' || quote == '\'') {
    const size_t end = html_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return false;
    attribute.value = html_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return true;
  }
  const size_t value = at_;
  while (at_ < html_.size() && !IsSpace(html_[at_]) && html_[at_] != '>') ++at_;
  attribute.value = html_.substr(value, at_ - value);
  return at_ < html_.size();
}

bool HtmlReader::OnAttribute(const Tag& tag, const Attribute& attribute) {
  std::array<char, 10> lower;
  if (attribute.name.size() > lower.size() || attribute.name.size() < 3) return true;
  std::transform(attribute.name.begin(), attribute.name.end(), lower.begin(), Lower);
  const std::string_view name(lower.data(), attribute.name.size());
  const bool in_line = tag.kind == Kind::kInline;
  // Hidden text parts the words around it, which only elements that part blocks do here.
  if (name == "hidden" && in_line) return false;
  if (name == "class" && in_line) inline_class_ = true;
  if (name == "style" || name == "face") {
    const Css css = LookAtCss(attribute.value);
    capitals_ |= css.capitals;
    return !css.legacy && !(name == "style" && in_line && css.hides);
  }
  if (name == "src") return !ContainsNoCase(attribute.value.substr(0, 16), "data:");
  if (name == "alt" || name == "title" || name == "aria-label" || name == "value" ||
      name == "content") {
    beside_ += '\n';
    if (!AppendDecoded(attribute.value, beside_)) return false;
    beside_ += '\n';
  }
  return true;
}

bool HtmlReader::OnStart(const Tag& tag) {
  if (open_.size() >= kMaxOpen) return false;
  switch (tag.kind) {
    case Kind::kInline:
      text_->append(kGap);
      return true;
    case Kind::kRaw:
      text_->append(kGap);
      return SkipRaw(tag.name);
    case Kind::kPlain:
      *text_ += '\n';
      return ReadPlainContent(tag.name);
    case Kind::kForm:
      if (IsOpen(tag.element)) return false;
      break;
    case Kind::kTable:
      if (between_cells_) return false;
      break;
    case Kind::kRows:
    case Kind::kRow:
    case Kind::kCell:
      if (!PopTo(kTableElement, /*inclusive=*/false)) return false;
      break;
    default:
      break;
  }
  *text_ += '\n';
  if (tag.kind == Kind::kBreak || tag.kind == Kind::kVoid || tag.kind == Kind::kParagraph)
    return true;
  open_.push_back(tag.element);
  if (tag.kind == Kind::kTable || tag.kind == Kind::kRows || tag.kind == Kind::kRow)
    between_cells_ = true;
  if (tag.kind == Kind::kCell) between_cells_ = false;
  return true;
}

bool HtmlReader::OnEnd(const Tag& tag) {
  switch (tag.kind) {
    case Kind::kInline:
      text_->append(kGap);
      return true;
    case Kind::kBreak:
    case Kind::kParagraph:
      *text_ += '\n';
      return true;
    case Kind::kRaw:
    case Kind::kPlain:
    case Kind::kVoid:
      return false;
    default:
      break;
  }
  *text_ += '\n';
  if (IsRows(tag.element) || tag.element == kRowElement) {
    between_cells_ = true;
    // Its start tag may be left out; what is open in it ends all the same.
    return PopTo(kTableElement, /*inclusive=*/false);
  }
  if (!PopTo(tag.element, /*inclusive=*/true)) return false;
  if (IsCell(tag.element)) between_cells_ = true;
  if (tag.element == kTableElement) between_cells_ = false;
  return true;
}

bool HtmlReader::IsOpen(uint8_t element) const {
  return std::find(open_.begin(), open_.end(), element) != open_.end();
}

// Closes what is open down to the nearest such element; a cell hides what is open around its table.
bool HtmlReader::PopTo(uint8_t element, bool inclusive) {
  for (size_t i = open_.size(); i-- > 0;) {
    if (open_[i] == element) {
      open_.resize(inclusive ? i : i + 1);
      return true;
    }
    if (element == kTableElement) continue;
    if (IsCell(open_[i]) || open_[i] == kTableElement) return false;
    if (element == kItem && (open_[i] == kOrderedList || open_[i] == kList)) return false;
  }
  return false;
}

bool HtmlReader::SkipRaw(std::string_view name) {
  const bool script = Lower(name[1]) == 'c';
  const std::string_view close = script ? "</script" : "</style";
  const size_t end = FindNoCase(html_, close, at_);
  if (end == std::string_view::npos) return false;
  const std::string_view content = html_.substr(at_, end - at_);
  // A script may hold its own end tag in a comment.
  if (script && content.find("<!--") != std::string_view::npos &&
      ContainsNoCase(content, "<script"))
    return false;
  if (!script) {
    const Css css = LookAtCss(content);
    if (css.legacy) return false;
    capitals_ |= css.capitals;
    sheet_hides_ |= css.hides;
  }
  at_ = end + close.size();
  if (at_ >= html_.size() || (html_[at_] != '>' && !IsSpace(html_[at_]))) return false;
  const size_t closed = html_.find('>', at_);
  if (closed == std::string_view::npos) return false;
  at_ = closed + 1;
  return true;
}

bool HtmlReader::ReadPlainContent(std::string_view name) {
  if (between_cells_) return false;
  const size_t end = html_.find('<', at_);
  if (end == std::string_view::npos) return false;
  if (!AppendDecoded(html_.substr(at_, end - at_), *text_)) return false;
  const std::string_view close = html_.substr(end, name.size() + 3);
  if (close.size() < name.size() + 3 || !close.starts_with("</") || close.back() != '>')
    return false;
  for (size_t i = 0; i < name.size(); ++i) {
    if (Lower(close[2 + i]) != Lower(name[i])) return false;
  }
  at_ = end + close.size();
  *text_ += '\n';
  return true;
}

bool HtmlReader::AppendDecoded(std::string_view source, std::string& out) const {
  for (size_t at = 0; at < source.size();) {
    const size_t stop = std::min(source.find('&', at), source.size());
    out.append(source.substr(at, stop - at));
    at = stop;
    if (at < source.size() && !ReadReference(source, at, out)) return false;
  }
  return true;
}

// Behind source[at] == '&'. Forms without a semicolon, which mean other things in other places, are
// refused.
bool HtmlReader::ReadReference(std::string_view source, size_t& at, std::string& out) const {
  const size_t begin = at + 1;
  size_t end = begin;
  while (end < source.size() && end < begin + 12 &&
         (IsLetter(source[end]) || IsDigit(source[end]) || (source[end] == '#' && end == begin)))
    ++end;
  const std::string_view name = source.substr(begin, end - begin);
  const bool whole = end < source.size() && source[end] == ';';
  if (name.empty() || (name.size() == 1 && name[0] != '#' && !whole)) {
    out += '&';
    ++at;
    return true;
  }
  if (!whole) return false;
  at = end + 1;
  if (name[0] != '#') {
    const NamedCharacter* named = FindNamed(name);
    if (named != nullptr) out.append(named->utf8);
    return named != nullptr;
  }
  const bool hex = name.size() > 1 && Lower(name[1]) == 'x';
  const std::string_view digits = name.substr(hex ? 2 : 1);
  uint32_t code = 0;
  const auto [last, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  const bool read = error == std::errc() && last == digits.data() + digits.size();
  const bool blank = code == '\t' || code == '\n' || code == '\r';
  const bool fine = (code >= 0x20 && code < 0x7F) || (code >= 0xA0 && code < 0xD800) ||
                    (code >= 0xE000 && code <= 0x10FFFF);
  if (!read || (!blank && !fine)) return false;
  text::AppendUtf8(out, code);
  return true;
}

}  // namespace niem::scan
