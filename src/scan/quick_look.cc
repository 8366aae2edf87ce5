#include "scan/quick_look.h"

#include <algorithm>

#include "extract/extract.h"
#include "extract/html_flat.h"
#include "text/decode.h"
#include "text/evidence.h"
#include "text/legacy.h"

namespace niem::scan {
namespace {

// Around a line that may be carried legacy text: more than a phrase that goes on beyond it is long.
constexpr size_t kMargin = 96;

// Larger pages and mails are no longer everyday ones.
constexpr size_t kMaxMarkup = 1 << 20;

// Of a text's lines that may be carried legacy text, to tell its code by.
constexpr size_t kCarriedContext = 16 << 10;

constexpr std::string_view kGap = "\u200B";

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

// The charset that a page names, as loosely as can be.
bool ClaimsUtf16(std::string_view html) {
  const std::string_view head = html.substr(0, 4096);
  return head.find("tf-16") != std::string_view::npos ||
         head.find("TF-16") != std::string_view::npos;
}

// Whether VIQR's vowel with its shape and tone may be cut by tags.
bool MayJoinViqr(std::string_view words) {
  const auto is_shape = [](char c) { return c == '^' || c == '(' || c == '+' || c == '*'; };
  const auto is_tone = [](char c) {
    return std::string_view("`?~'.").find(c) != std::string_view::npos;
  };
  for (size_t at = words.find(kGap); at != std::string_view::npos; at = words.find(kGap, at)) {
    const char before = at > 0 ? words[at - 1] : ' ';
    while (words.substr(at, kGap.size()) == kGap) at += kGap.size();
    const char next = at < words.size() ? words[at] : ' ';
    const char after = at + 1 < words.size() ? words[at + 1] : ' ';
    if (is_shape(before) && is_tone(next)) return true;
    if (is_shape(next) && (is_tone(after) || after == kGap[0])) return true;
  }
  return false;
}

}  // namespace

Result<QuickLook> QuickLook::Create(const detect::RuleSet& rules) {
  if (!rules.quick_phrases_suffice()) return QuickLook(rules, nullptr);
  TRY_ASSIGN(text::QuickScanner scanner, text::QuickScanner::Create(rules.quick_phrases()));
  return QuickLook(rules, std::make_unique<text::QuickScanner>(std::move(scanner)));
}

bool QuickLook::ProvesClean(extract::Format format, std::string_view name, Bytes bytes,
                            Scratch& scratch) const {
  if (scanner_ == nullptr) return false;
  // The full way notes the one and judges by the other.
  if (extract::ExtensionDisagrees(name, format) || detect::NameCouldMatter(name, *rules_))
    return false;
  switch (format) {
    case extract::Format::kText:
      return ProvesText(bytes, scratch);
    case extract::Format::kHtml:
    case extract::Format::kEml:
      return ProvesMarkup(format, bytes, scratch);
    default:
      return false;
  }
}

bool QuickLook::ReadWords(extract::Format format, Bytes bytes, const Scratch& scratch,
                          trace::WordReader& words) {
  std::vector<text::Stretch> carried;
  const std::string_view text =
      format == extract::Format::kText ? AsText(bytes) : std::string_view(scratch.words);
  if (text::Survey(AsBytes(text), carried) != text::Seems::kPlain) return false;
  std::string context;
  for (const text::Stretch& line : carried) {
    if (context.size() < kCarriedContext)
      context.append(text.substr(line.begin, line.end - line.begin)).append("\n");
  }
  size_t at = 0;
  for (const text::Stretch& line : carried) {
    words.Add(text.substr(at, line.begin - at));
    const std::string_view own = text.substr(line.begin, line.end - line.begin);
    const text::Encoding encoding = text::DetectCarried(own, context);
    if (encoding == text::Encoding::kUtf8)
      words.Add(own);
    else
      words.Add(text::RepairCarried(own, encoding));
    at = line.end;
  }
  words.Add(text.substr(at));
  return !words.truncated();
}

bool QuickLook::ProvesText(Bytes bytes, Scratch& scratch) const {
  // First what is quicker, and settles texts in old codes.
  scratch.carried.clear();
  const text::Seems seems = text::Survey(bytes, scratch.carried);
  if (seems == text::Seems::kUnread || Mentions(bytes, Standing::kLines, scratch)) return false;
  const std::string_view text = AsText(bytes);
  if (seems == text::Seems::kViqr &&
      Mentions(text::ReadViqr(text::ToCodePoints(text)), Standing::kLines, scratch))
    return false;
  return scratch.carried.empty() || !MentionsCarried(text, Standing::kLines, scratch);
}

bool QuickLook::ProvesMarkup(extract::Format format, Bytes bytes, Scratch& scratch) const {
  const std::string_view source = AsText(bytes);
  if (source.size() > kMaxMarkup) return false;
  scratch.carried.clear();
  const text::Seems seems = text::Survey(bytes, scratch.carried);
  // Text that is wholly ASCII may be taken for VIQR, markup and all.
  if (seems == text::Seems::kUnread || (seems == text::Seems::kViqr && IsAscii(source)))
    return false;
  scratch.words.clear();
  bool capitals = false;
  if (format == extract::Format::kHtml) {
    if (ClaimsUtf16(source) || !extract::TreeIsSafe(source)) return false;
    if (!scratch.html.Read(source, scratch.words)) return false;
    capitals = scratch.html.capitals();
  } else {
    if (!scratch.mail.Read(source, seems == text::Seems::kPlain, scratch.words)) return false;
    capitals = scratch.mail.capitals();
  }
  const Standing standing = capitals ? Standing::kCapitals : Standing::kMarkup;
  const Bytes words = AsBytes(scratch.words);
  if (Mentions(words, standing, scratch)) return false;
  scratch.carried.clear();
  if (text::Survey(words, scratch.carried) != text::Seems::kPlain || MayJoinViqr(scratch.words))
    return false;
  return scratch.carried.empty() || !MentionsCarried(scratch.words, standing, scratch);
}

bool QuickLook::Mentions(Bytes utf8, Standing standing, Scratch& scratch) const {
  bool matters = false;
  scanner_->ForEachHit(utf8, scratch.scanner, [&](const text::QuickScanner::Hit& hit) {
    matters = filter_.Matters(hit.phrase, AsText(utf8), hit.begin, hit.end, standing);
    return !matters;
  });
  return matters;
}

bool QuickLook::Mentions(const std::u32string& text, Standing standing, Scratch& scratch) const {
  const std::string utf8 = text::FromCodePoints(text);
  return Mentions(AsBytes(utf8), standing, scratch);
}

bool QuickLook::MentionsCarried(std::string_view text, Standing standing, Scratch& scratch) const {
  const std::vector<text::Stretch>& lines = scratch.carried;
  for (size_t i = 0; i < lines.size();) {
    const size_t begin = lines[i].begin - std::min(lines[i].begin, kMargin);
    size_t end = std::min(lines[i].end + kMargin, text.size());
    // Neighbours whose margins overlap are read together.
    for (++i; i < lines.size() && lines[i].begin <= end + kMargin; ++i)
      end = std::min(lines[i].end + kMargin, text.size());
    if (MentionsAsLegacy(text.substr(begin, end - begin), standing, scratch)) return true;
  }
  return false;
}

bool QuickLook::MentionsAsLegacy(std::string_view carried, Standing standing,
                                 Scratch& scratch) const {
  if (carried.find('\xEF') == std::string_view::npos) {
    // Marks and capitals do not matter to the scanner: hardly a text has a hit when read so.
    scratch.read.clear();
    text::AppendBareTcvn3(carried, scratch.read);
    scratch.read += '\n';
    text::AppendBareVni(carried, scratch.read);
    if (!Hits(AsBytes(scratch.read), scratch)) return false;
  }
  const std::u32string codes = text::ToCodePoints(carried);
  std::u32string tcvn3 = text::ReadTcvn3(codes);
  text::RestoreCapitals(tcvn3);
  return Mentions(tcvn3, standing, scratch) || Mentions(text::ReadVni(codes), standing, scratch);
}

bool QuickLook::Hits(Bytes utf8, Scratch& scratch) const {
  bool hit = false;
  scanner_->ForEachHit(utf8, scratch.scanner, [&](const text::QuickScanner::Hit&) {
    hit = true;
    return false;
  });
  return hit;
}

}  // namespace niem::scan
