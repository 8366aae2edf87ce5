#include "scan/quick_look.h"

#include <algorithm>

#include "extract/extract.h"
#include "text/evidence.h"
#include "text/legacy.h"

namespace niem::scan {
namespace {

// Around a line that may be carried legacy text: more than a phrase that goes on beyond it is long.
constexpr size_t kMargin = 96;

}  // namespace

Result<QuickLook> QuickLook::Create(const detect::RuleSet& rules) {
  if (!rules.quick_phrases_suffice()) return QuickLook(rules, nullptr);
  TRY_ASSIGN(text::QuickScanner scanner, text::QuickScanner::Create(rules.quick_phrases()));
  return QuickLook(rules, std::make_unique<text::QuickScanner>(std::move(scanner)));
}

bool QuickLook::ProvesClean(extract::Format format, std::string_view name, Bytes bytes,
                            Scratch& scratch) const {
  if (scanner_ == nullptr || format != extract::Format::kText) return false;
  // The full way notes it.
  if (extract::ExtensionDisagrees(name, format)) return false;
  return !detect::NameCouldMatter(name, *rules_) && !Mentions(bytes, scratch) &&
         !MayHideWords(bytes, scratch);
}

bool QuickLook::Mentions(Bytes utf8, Scratch& scratch) const {
  bool matters = false;
  scanner_->ForEachHit(utf8, scratch.scanner, [&](const text::QuickScanner::Hit& hit) {
    matters = filter_.Matters(hit.phrase, AsText(utf8), hit.begin, hit.end);
    return !matters;
  });
  return matters;
}

bool QuickLook::Mentions(const std::u32string& text, Scratch& scratch) const {
  const std::string utf8 = text::FromCodePoints(text);
  return Mentions(AsBytes(utf8), scratch);
}

bool QuickLook::MayHideWords(Bytes bytes, Scratch& scratch) const {
  scratch.carried.clear();
  const text::Seems seems = text::Survey(bytes, scratch.carried);
  if (seems == text::Seems::kUnread) return true;
  const std::string_view text = AsText(bytes);
  if (seems == text::Seems::kViqr && Mentions(text::ReadViqr(text::ToCodePoints(text)), scratch))
    return true;
  return !scratch.carried.empty() && MentionsCarried(text, scratch);
}

bool QuickLook::MentionsCarried(std::string_view text, Scratch& scratch) const {
  const std::vector<text::Stretch>& lines = scratch.carried;
  for (size_t i = 0; i < lines.size();) {
    const size_t begin = lines[i].begin - std::min(lines[i].begin, kMargin);
    size_t end = std::min(lines[i].end + kMargin, text.size());
    // Neighbours whose margins overlap are read together.
    for (++i; i < lines.size() && lines[i].begin <= end + kMargin; ++i)
      end = std::min(lines[i].end + kMargin, text.size());
    if (MentionsAsLegacy(text.substr(begin, end - begin), scratch)) return true;
  }
  return false;
}

bool QuickLook::MentionsAsLegacy(std::string_view carried, Scratch& scratch) const {
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
  return Mentions(tcvn3, scratch) || Mentions(text::ReadVni(codes), scratch);
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
