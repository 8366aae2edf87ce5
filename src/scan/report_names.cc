#include "scan/report_names.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdio>

#include "base/redact.h"

namespace niem::scan {
namespace {

struct Glyph {
  std::string_view bytes;
  UChar32 code = -1;  // negative: not UTF-8
};

// Calls `use` with each character.
template <typename F>
void EachGlyph(std::string_view text, F use) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(std::min<size_t>(text.size(), 1 << 30));
  for (int32_t at = 0; at < size;) {
    const int32_t begin = at;
    UChar32 code = 0;
    U8_NEXT(bytes, at, size, code);
    use(Glyph{text.substr(static_cast<size_t>(begin), static_cast<size_t>(at - begin)), code});
  }
}

bool IsHarmful(UChar32 code) {
  switch (u_charType(code)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:  // bidi controls, zero-width, tags, soft hyphen
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_SURROGATE:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED:
      return true;
    default:
      return false;
  }
}

int GlyphWidth(UChar32 code) {
  if (code < 0) return 1;
  const int8_t type = u_charType(code);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  if (code >= 0x1160 && code <= 0x11FF) return 0;  // Hangul vowels and finals join the syllable
  const int width = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
}

std::string Escape(const char* form, unsigned value) {
  char text[16];
  std::snprintf(text, sizeof text, form, value);
  return text;
}

// The longest start of `text` of at most `width` columns.
std::string_view Head(std::string_view text, int width) {
  size_t end = 0;
  int used = 0;
  bool full = false;
  EachGlyph(text, [&](const Glyph& glyph) {
    used += GlyphWidth(glyph.code);
    full = full || used > width;
    if (!full) end += glyph.bytes.size();
  });
  return text.substr(0, end);
}

// The longest end of `text` of at most `width` columns that does not start with a combining mark.
std::string_view Tail(std::string_view text, int width) {
  int skip = DisplayWidth(text) - width;
  size_t begin = 0;
  bool found = skip <= 0;
  EachGlyph(text, [&](const Glyph& glyph) {
    const int columns = GlyphWidth(glyph.code);
    found = found || (skip <= 0 && columns > 0);
    if (found) return;
    skip -= columns;
    begin += glyph.bytes.size();
  });
  return text.substr(begin);
}

std::string_view BaseName(std::string_view path) {
  return path.substr(std::min(path.size(), path.rfind('/') + 1));
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  EachGlyph(text, [&out](const Glyph& glyph) {
    if (glyph.code < 0) {
      for (const char c : glyph.bytes) out += Escape("\\x%02X", static_cast<uint8_t>(c));
    } else if (IsHarmful(glyph.code)) {
      out += Escape(glyph.code > 0xFFFF ? "\\U%08X" : "\\u%04X", static_cast<unsigned>(glyph.code));
    } else {
      out += glyph.bytes;
    }
  });
  return out;
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  EachGlyph(text, [&width](const Glyph& glyph) { width += GlyphWidth(glyph.code); });
  return width;
}

std::string FitMiddle(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width < 4) return std::string(Head(text, width));
  const int head = (width - 1) / 3;
  return std::string(Head(text, head)) + "…" + std::string(Tail(text, width - 1 - head));
}

std::string PadRight(std::string_view text, int width) {
  const int missing = width - DisplayWidth(text);
  return std::string(text) + std::string(static_cast<size_t>(std::max(missing, 0)), ' ');
}

std::vector<std::string> Wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const size_t space = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    while (DisplayWidth(word) > width) {
      std::string_view head = Head(word, width);
      if (head.empty()) head = word.substr(0, 1);
      lines.emplace_back(head);
      word.remove_prefix(head.size());
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string FullName(const detect::DocumentResult& result) {
  std::string name = Printable(result.path);
  for (const std::string& member : result.member) name += " › " + Printable(member);
  return name;
}

// Of what scan/copies.h says, only the two shares at its end are left.
static void HideNumber(std::string& text) {
  const size_t bar = text.rfind(" | ");
  const size_t space = bar == std::string::npos ? bar : text.rfind(' ', bar - 1);
  text = space == std::string::npos ? "***" : "***" + text.substr(space);
}

detect::DocumentResult Redact(detect::DocumentResult result) {
  std::vector<std::string> names = {result.path};
  names.insert(names.end(), result.member.begin(), result.member.end());
  for (extract::Note& note : result.notes) {
    for (const std::string& name : names) {
      const std::string digest = RedactName(name);
      for (std::string* text : {&note.text.vi, &note.text.en}) {
        // A short name ("a") would be found in ordinary words.
        if (name.size() > 3) ReplaceAll(*text, name, digest);
        if (BaseName(name).size() > 3) ReplaceAll(*text, BaseName(name), digest);
      }
    }
  }
  result.path = RedactName(result.path);
  for (std::string& member : result.member) member = RedactName(member);
  // A digest of a register's number would be guessed in no time.
  if (!result.copy_of.empty()) result.copy_of = "***";
  for (detect::Evidence& evidence : result.evidence) {
    evidence.locator.clear();
    if (evidence.rule.starts_with("trace.")) HideNumber(evidence.text);
  }
  return result;
}

RunInfo Redact(RunInfo run) {
  for (std::string& root : run.roots) root = RedactName(root);
  for (auto& [name, value] : run.settings) {
    if (value.find('/') != std::string::npos) value = RedactName(value);
  }
  return run;
}

}  // namespace niem::scan
