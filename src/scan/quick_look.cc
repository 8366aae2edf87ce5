#include "scan/quick_look.h"

#include <algorithm>

#include "text/evidence.h"
#include "text/legacy.h"
#include "text/quick_plain.h"
#include "text/utf8.h"

namespace niem::scan {
namespace {

// Around a line that may be carried legacy text: more than a phrase that goes on beyond it is long.
constexpr size_t kMargin = 256;

constexpr bool IsLineEnd(char c) {
  return c == '\n' || c == '\r' || c == '\f';
}

constexpr bool IsControl(uint8_t c) {
  return (c < 0x20 && (c < '\t' || c > '\r')) || c == 0x7F;
}

// Code points that may stand for a byte above 0x7F.
constexpr bool IsCarrier(char32_t c) {
  return (c > 0xA0 && c <= 0xFF) || (c >= 0xF0A0 && c <= 0xF0FF);
}

// Letters of none but true Unicode Vietnamese: a block with one is never taken for legacy text
// (extract::Normalise).
constexpr bool IsTrueVietnamese(char32_t c) {
  return c >= 0x1E80 && c <= 0x1EFF;
}

}  // namespace

Hidden FindHidden(std::string_view text, std::vector<Stretch>& legacy) {
  Stretch line;
  bool carriers = false;
  bool vietnamese = false;
  const auto end_line = [&](size_t at) {
    line.end = std::min(text.size(), at + kMargin);
    if (carriers && !vietnamese) legacy.push_back(line);
    carriers = vietnamese = false;
    line.begin = at + 1 > kMargin ? at + 1 - kMargin : 0;
  };
  bool viqr = false;
  for (size_t at = 0; at < text.size();) {
    const auto byte = static_cast<uint8_t>(text[at]);
    if (byte >= '@' && byte < 0x7F && byte != '`') {  // most of all; no tone of VIQR but '~'
      viqr = viqr || (byte == '~' && text::IsViqrVowel(text, at));
      ++at;
      continue;
    }
    if (byte < 0x80) {
      if (IsControl(byte)) return Hidden::kUnknown;
      if (IsLineEnd(text[at])) end_line(at);
      viqr = viqr || (byte > ' ' && text::IsViqrVowel(text, at));
      ++at;
      continue;
    }
    const text::CodePoint read = text::ReadUtf8(text, at);
    if (!read.valid) return Hidden::kUnknown;
    carriers = carriers || IsCarrier(read.value);
    vietnamese = vietnamese || IsTrueVietnamese(read.value);
    at += read.size;
  }
  end_line(text.size());
  return viqr ? Hidden::kViqr : Hidden::kNothing;
}

Result<QuickLook> QuickLook::Create(const detect::RuleSet& rules) {
  if (!rules.quick_phrases_suffice()) return QuickLook(rules, nullptr);
  TRY_ASSIGN(text::QuickScanner scanner, text::QuickScanner::Create(rules.quick_phrases()));
  return QuickLook(rules, std::make_unique<text::QuickScanner>(std::move(scanner)));
}

bool QuickLook::ProvesClean(extract::Format format, std::string_view name, Bytes bytes,
                            Scratch& scratch) const {
  if (scanner_ == nullptr || format != extract::Format::kText) return false;
  return !detect::NameCouldMatter(name, *rules_) && !Mentions(bytes, scratch) &&
         !MayHideWords(bytes, scratch);
}

bool QuickLook::Mentions(Bytes utf8, Scratch& scratch) const {
  bool matters = false;
  scanner_->ForEachHit(utf8, scratch, [&](const text::QuickScanner::Hit& hit) {
    matters = filter_.Matters(hit.phrase, AsText(utf8), hit.begin, hit.end);
    return !matters;
  });
  return matters;
}

bool QuickLook::Hits(const std::u32string& text, Scratch& scratch) const {
  const std::string utf8 = text::FromCodePoints(text);
  bool hit = false;
  scanner_->ForEachHit(AsBytes(utf8), scratch, [&](const text::QuickScanner::Hit&) {
    hit = true;
    return false;
  });
  return hit;
}

bool QuickLook::MayHideWords(Bytes bytes, Scratch& scratch) const {
  if (text::SurelyPlain(bytes)) return false;
  const std::string_view text = AsText(bytes);
  std::vector<Stretch> legacy;
  const Hidden hidden = FindHidden(text, legacy);
  if (hidden == Hidden::kUnknown) return true;
  if (hidden == Hidden::kViqr && Hits(text::ReadViqr(text::ToCodePoints(text)), scratch))
    return true;
  for (size_t i = 0; i < legacy.size();) {
    // Neighbours overlap by their margins: read once.
    Stretch all = legacy[i];
    for (++i; i < legacy.size() && legacy[i].begin <= all.end; ++i) all.end = legacy[i].end;
    const std::u32string carried = text::ToCodePoints(text.substr(all.begin, all.end - all.begin));
    if (Hits(text::ReadTcvn3(carried), scratch) || Hits(text::ReadVni(carried), scratch))
      return true;
  }
  return false;
}

}  // namespace niem::scan
