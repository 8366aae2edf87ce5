#include "extract/html_flat.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace niem::extract {
namespace {

constexpr size_t kMaxTreeBytes = 32 << 20;
constexpr int kMaxNesting = 1000;
constexpr size_t kMaxBlock = 64 << 10;

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool IsLetter(char c) {
  return Lower(c) >= 'a' && Lower(c) <= 'z';
}

// Name of the tag that starts at html[at] == '<', lower case, at most 10 letters.
struct TagName {
  char text[10];
  uint8_t size = 0;
  bool closing = false;

  std::string_view view() const { return {text, size}; }
};

TagName ReadTagName(std::string_view html, size_t at) {
  TagName name;
  ++at;
  if (at < html.size() && html[at] == '/') {
    name.closing = true;
    ++at;
  }
  while (at < html.size() && name.size < sizeof name.text &&
         (IsLetter(html[at]) || (html[at] >= '0' && html[at] <= '9'))) {
    name.text[name.size++] = Lower(html[at++]);
  }
  return name;
}

template <size_t N>
bool IsOneOf(std::string_view name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// Elements that have no end tag or may lack it.
constexpr std::string_view kOpen[] = {"br",   "img",  "p",     "li",  "td",    "tr",     "th",
                                      "meta", "link", "input", "hr",  "dd",    "dt",     "option",
                                      "col",  "area", "base",  "wbr", "tbody", "source", "thead"};

constexpr std::string_view kInline[] = {"b",    "i",      "u",     "s",   "a",     "em",   "strong",
                                        "span", "font",   "small", "big", "tt",    "sub",  "sup",
                                        "code", "abbr",   "del",   "ins", "label", "mark", "q",
                                        "o",    "strike", "wbr",   "st1"};

constexpr std::string_view kRaw[] = {"script", "style"};

void AppendCodePoint(uint32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
  } else if (c < 0x10000 && (c < 0xD800 || c > 0xDFFF)) {
    out += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
            static_cast<char>(0x80 | (c & 0x3F))};
  } else {
    out += ' ';
  }
}

// Appends what the entity at text[0] == '&' means and returns its length; 1 for a bare ampersand.
size_t AppendEntity(std::string_view text, std::string& out) {
  const size_t end = text.substr(0, 12).find(';');
  if (end == std::string_view::npos) {
    out += '&';
    return 1;
  }
  std::string_view name = text.substr(1, end - 1);
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    const bool hex = name.starts_with('x') || name.starts_with('X');
    if (hex) name.remove_prefix(1);
    uint32_t code = ' ';
    std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
    AppendCodePoint(std::max<uint32_t>(code, ' '), out);
  } else if (name == "lt" || name == "gt" || name == "amp" || name == "quot") {
    out += name == "lt" ? '<' : name == "gt" ? '>' : name == "amp" ? '&' : '"';
  } else {
    out += ' ';
  }
  return end + 1;
}

class Stripper {
 public:
  explicit Stripper(BlockSink& sink) : sink_(sink) {}

  void Run(std::string_view html) {
    for (size_t at = 0; at < html.size() && !sink_.full();) {
      const char c = html[at];
      if (c == '<') {
        at = Tag(html, at);
      } else if (c == '&') {
        at += AppendEntity(html.substr(at), text_);
      } else {
        text_ += c;
        ++at;
      }
      if (text_.size() > kMaxBlock) Flush();
    }
    Flush();
  }

 private:
  // Returns the offset behind the tag.
  size_t Tag(std::string_view html, size_t at) {
    if (html.substr(at, 4) == "<!--") {
      const size_t end = std::min(html.find("-->", at), html.size());
      sink_.Put(Place::kMetadata, html.substr(at + 4, std::min(end, at + 4 + kMaxBlock) - at - 4),
                {});
      return std::min(end + 3, html.size());
    }
    const TagName name = ReadTagName(html, at);
    if (name.size == 0 && (at + 1 >= html.size() || (html[at + 1] != '!' && html[at + 1] != '?'))) {
      text_ += '<';
      return at + 1;
    }
    const size_t close = html.find('>', at);
    if (close == std::string_view::npos) return html.size();
    if (name.view() == "br")
      text_ += '\n';
    else if (!IsOneOf(name.view(), kInline))
      Flush();
    if (name.closing || !IsOneOf(name.view(), kRaw)) return close + 1;
    const std::string end_tag = "</" + std::string(name.view());
    const size_t end = html.find(end_tag, close);
    return end == std::string_view::npos ? html.size() : end;
  }

  void Flush() {
    sink_.Put(Place::kBody, text_, {});
    text_.clear();
  }

  BlockSink& sink_;
  std::string text_;
};

}  // namespace

bool TreeIsSafe(std::string_view html) {
  if (html.size() > kMaxTreeBytes) return false;
  int nesting = 0;
  for (size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const TagName name = ReadTagName(html, at);
    if (name.size == 0 || IsOneOf(name.view(), kOpen)) continue;
    nesting = name.closing ? std::max(nesting - 1, 0) : nesting + 1;
    if (nesting > kMaxNesting) return false;
  }
  return true;
}

void ReadFlatHtml(std::string_view html, BlockSink& sink) {
  Stripper(sink).Run(html);
}

}  // namespace niem::extract
