#include "detect/weigh.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "detect/weigh_sum.h"
#include "text/fold.h"

namespace niem::detect {
namespace {

using extract::Block;
using extract::Place;

constexpr uint32_t kTemplateReach = 30;  // lines that a "Mẫu số" governs
constexpr size_t kQuoteBytes = 80;
constexpr size_t kIntroBytes = 24;  // shorter lines are labels, not sentences
constexpr uint32_t kTopFieldLines = 16;

bool IsRed(uint32_t color) {
  const int red = static_cast<int>(color >> 16 & 0xFF);
  const int green = static_cast<int>(color >> 8 & 0xFF);
  const int blue = static_cast<int>(color & 0xFF);
  return red >= 140 && red - green >= 70 && red - blue >= 70;
}

// At most kQuoteBytes characters on one line.
std::string Squeeze(std::string_view text) {
  std::string squeezed;
  size_t characters = 0;
  bool space = false;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      space = !squeezed.empty();
      continue;
    }
    const bool starts = (static_cast<uint8_t>(c) & 0xC0u) != 0x80;
    if (starts && characters + (space ? 2 : 1) > kQuoteBytes) break;
    if (space) squeezed += ' ', ++characters, space = false;
    if (starts) ++characters;
    squeezed += c;
  }
  return squeezed;
}

std::string_view Tail(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  size_t at = text.size() - bytes;
  while (at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0u) == 0x80) ++at;
  return text.substr(at);
}

// A short line of one word, as in lists of words: no figures, no urgency stamp of two words.
bool IsSingleWord(std::string_view line) {
  const std::string folded = text::FoldText(line);
  return !folded.empty() && folded.size() <= 7 && folded != "khan" && folded != "den" &&
         folded.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
}

// Whether a sentence runs from one line over to the other.
bool GoesOn(std::string_view previous, std::string_view next) {
  const std::string_view first = next.substr(0, next.find(' '));
  return previous.size() >= kIntroBytes && !first.empty() && first.size() < next.size() &&
         CountLetters(first).all_lower() &&
         std::string_view(".;!?").find(previous.back()) == std::string_view::npos;
}

std::string_view LastWord(std::string_view text) {
  const size_t space = text.find_last_of(" \t\n(");
  return space == std::string_view::npos ? text : text.substr(space + 1);
}

}  // namespace

Weigher::Weigher(const extract::Document& document, const Reading& reading, const Layout& layout,
                 const Pack& pack)
    : document_(document), reading_(reading), layout_(layout), pack_(pack) {
  for (const Candidate& candidate : reading.candidates) {
    const uint32_t table = document.blocks[candidate.mark.block].table;
    if (table != 0 && !UnderLevelHeading(candidate.mark.block)) level_cells_.push_back(table);
  }
  std::sort(level_cells_.begin(), level_cells_.end());
  for (const Piece& piece : reading.pieces) {
    if (piece.parsed.change) change_lines_.push_back(piece.line);
  }
  for (const Sign sign : {Sign::kTraining, Sign::kFiction, Sign::kCommerce}) {
    if (const double weight = SubjectWeight(sign); weight != 0)
      subjects_.emplace_back(sign, weight);
  }
  bile_ = SubjectWeight(Sign::kBile);
}

// One word of a subject may stand anywhere, least of all does it count in an official document; two
// of them make it the document's subject.
double Weigher::SubjectWeight(Sign sign) const {
  std::set<uint32_t> kinds;
  for (const ContextHit& hit : reading_.contexts) {
    if (pack_.phrases[hit.phrase].id == SignId(sign)) kinds.insert(hit.phrase);
  }
  const double share = kinds.size() >= 2                          ? 1.0
                       : kinds.size() == 1 && !layout_.official() ? 0.5
                                                                  : 0.0;
  return pack_.Weight(sign) * share;
}

Evidence Weigher::Quote(std::string rule, const TextRef& ref, Place place, double weight) const {
  Evidence evidence;
  evidence.rule = std::move(rule);
  evidence.text = Squeeze(ref.In(document_));
  const Block& block = document_.blocks[ref.block];
  evidence.page = block.page;
  evidence.place = place;
  evidence.source = place == Place::kMetadata ? Source::kMetadata
                    : block.ocr               ? Source::kOcr
                                              : Source::kText;
  evidence.weight = std::clamp(weight, -1.0, 1.0);
  evidence.locator = block.locator;
  if (block.page != 0 && block.box.has_value()) evidence.box = extract::OnPage(*block.box);
  return evidence;
}

void Weigher::WeighForm(const Candidate& candidate, Sum& sum) const {
  switch (candidate.form) {
    case Form::kAlone:
      sum.Own(Sign::kAlone);
      break;
    case Form::kWithCompanions:
      sum.Own(Sign::kWithCompanions);
      break;
    case Form::kField:
      sum.Own(Sign::kField);
      break;
    case Form::kTitled:
      sum.Own(Sign::kTitled);
      break;
    case Form::kInHeadLine:
      sum.Own(Sign::kInHeadLine);
      break;
    case Form::kTagged:
      sum.Own(Sign::kTagged);
      break;
    case Form::kDeclared:
      sum.Own(Sign::kDeclared);
      break;
    case Form::kNone:
      break;
  }
  if (candidate.symbol) sum.Own(Sign::kSymbol);
  if (candidate.foreign) sum.Own(Sign::kForeign);
  if (candidate.translated) sum.Own(Sign::kTranslated);
  if (candidate.whole_block) sum.Own(Sign::kInIsolation);
  const Letters& letters = candidate.letters;
  if (letters.all_upper())
    sum.Own(Sign::kCapitals);
  else if (letters.all_lower() && candidate.form != Form::kField)
    sum.Own(Sign::kLowerCase);
  else if (candidate.level == Level::kMat && candidate.form != Form::kField &&
           !InUnofficialHead(candidate, sum.weighed.place)) {
    sum.Own(Sign::kTitleCaseWord);
    // "Mật (chưa công bố)" is no list of goods; "Không thu hồi tài liệu Mật" may stand in any.
    const bool first = candidate.mark.begin <= candidate.segment.begin + 1;
    if (!layout_.official() && !(first && candidate.form == Form::kWithCompanions))
      sum.Own(Sign::kTitleCaseLoose);
  }
  if (candidate.level == Level::kMat) sum.Own(Sign::kOneWord);
  if (candidate.ocr) sum.Own(Sign::kGarbled);
  if (!candidate.plain) return;
  const bool official = layout_.official();
  if (candidate.level == Level::kMat) {
    const bool typed_plain = official && TypedPlain();
    const bool filled = candidate.form == Form::kField && !candidate.letters.all_lower();
    if (filled && TypedPlain()) return;
    sum.Own(typed_plain ? Sign::kNoDiacriticsOfficial : Sign::kNoDiacriticsWord);
  } else if (!TypedPlain()) {
    sum.Own(Sign::kNoDiacritics);
  }
}

// Counted when a mark without diacritics first asks: most documents have none.
bool Weigher::TypedPlain() const {
  if (!typed_plain_.has_value()) typed_plain_ = TypedWithoutDiacritics(document_);
  return *typed_plain_;
}

void Weigher::WeighPlace(const Candidate& candidate, Place place, Sum& sum) const {
  switch (place) {
    case Place::kBelowNumber:
      return sum.Own(Sign::kBelowNumber);
    case Place::kTopLeft:
      return sum.Own(Sign::kTopLeft);
    case Place::kTopRight:
      return sum.Own(Sign::kTopRight);
    case Place::kLetterhead:
      return sum.Own(Sign::kLetterhead);
    case Place::kHeader:
    case Place::kFooter:
      return sum.Own(Sign::kHeader);
    case Place::kTextBox:
      return sum.Own(Sign::kTextBox);
    case Place::kAnnotation:
      return sum.Own(Sign::kAnnotation);
    case Place::kFormField:
      return sum.Own(Sign::kFormField);
    case Place::kComment:
      return sum.Own(Sign::kComment);
    case Place::kHidden:
      return sum.Own(Sign::kHidden);
    case Place::kMetadata:
      return sum.Own(Sign::kMetadata);
    case Place::kFootnote:
      return sum.Own(Sign::kFootnote);
    default:
      break;
  }
  if (BesideOffice(candidate.mark)) return sum.Own(Sign::kTopRight);
  // The cells of a table of properties are lines too.
  if (candidate.form == Form::kField && layout_.AtTop(candidate.line, kTopFieldLines))
    return sum.Own(Sign::kTopField);
  if (layout_.AtTop(candidate.line)) {
    const bool loose = candidate.line > 0 && !layout_.official() && !layout_.titled() &&
                       !layout_.HeadAround(candidate.line).any();
    return sum.Own(loose ? Sign::kNearTop : Sign::kTop);
  }
  if (place == Place::kTableCell) return sum.Own(Sign::kTable);
  sum.Own(layout_.AtEnd(candidate.line) ? Sign::kLastLine : Sign::kBody);
}

void Weigher::WeighStyle(const TextRef& ref, Sum& sum) const {
  const extract::Style& style = document_.blocks[ref.block].style;
  const double before = sum.weighed.weight;
  if (style.color.has_value() && IsRed(*style.color)) sum.Apart(Sign::kRed);
  if (style.double_border)
    sum.Apart(Sign::kDoubleBorder);
  else if (style.border)
    sum.Apart(Sign::kBorder);
  sum.style = sum.weighed.weight - before;
  if (style.bold) sum.Apart(Sign::kBold);
  if (style.strike) sum.Apart(Sign::kStrike);
}

bool Weigher::Joined(std::string_view previous, std::string_view next) const {
  const std::string_view tail = TrimRight(Tail(previous, 120));
  const std::string_view last = LastWord(tail);
  const std::string_view head = next.substr(0, std::min<size_t>(next.size(), 40));
  const std::string last_folded = text::FoldText(last);
  const std::string head_folded = text::FoldText(head) + " ";
  // "CÔNG ĐIỆN" and "BÌ TRONG" are whole lines of their own.
  const std::string line_folded = tail.size() <= 40 ? text::FoldText(tail) : std::string();
  const bool title =
      CountLetters(tail).all_upper() &&
      std::any_of(pack_.phrases.begin(), pack_.phrases.end(), [&](const Phrase& one) {
        return one.role == Role::kTitle && one.folded == line_folded;
      });
  const bool office = IsOffice(tail);
  for (const Phrase& phrase : pack_.phrases) {
    if (office && phrase.id == "before.name") continue;
    if (!title && phrase.role == Role::kBefore && phrase.folded == last_folded &&
        text::DiacriticsAgree(last, phrase.text)) {
      return true;
    }
    if (phrase.role == Role::kAfter && head_folded.starts_with(phrase.folded + " ") &&
        text::DiacriticsAgree(head.substr(0, head.find_first_of(" ,.;")),
                              phrase.text.substr(0, phrase.text.find(' ')))) {
      return true;
    }
  }
  return false;
}

void Weigher::WeighLines(const TextRef& segment, const TextRef& previous_ref,
                         const TextRef& next_ref, bool head, const Surroundings& around, bool upper,
                         Sum& sum) const {
  if (around.quoted) {
    sum.Apart(!IsHeadPlace(sum.weighed.place) ? Sign::kQuoted
              : around.guillemets             ? Sign::kGuillemets
                                              : Sign::kQuotedHead);
  }
  if (around.list_item) sum.Apart(Sign::kListItem);
  if (around.checkbox) sum.Apart(Sign::kCheckbox);
  // In the head nothing is a sentence: typists end a mark with a full stop too.
  if (around.sentence_end)
    sum.Apart(Sign::kSentenceEnd, pack_.Weight(Sign::kSentenceEnd) *
                                      (IsHeadPlace(sum.weighed.place) && upper ? 0.5 : 1));
  if (around.mail_quote) sum.Apart(Sign::kQuotedMail);
  const Block& block = document_.blocks[segment.block];
  const bool flows = block.place == Place::kBody || block.place == Place::kTableCell ||
                     block.place == Place::kFootnote || block.place == Place::kHidden;
  if (!flows) return;
  const bool same_cell = !previous_ref.valid() || previous_ref.block == segment.block ||
                         (block.table == 0 && document_.blocks[previous_ref.block].table == 0 &&
                          document_.blocks[previous_ref.block].place == block.place);
  if (!same_cell) return;
  const std::string_view previous = TrimRight(previous_ref.In(document_));
  const bool next_near =
      next_ref.valid() &&
      (next_ref.block == segment.block || document_.blocks[next_ref.block].place == block.place);
  const std::string_view next = next_near ? next_ref.In(document_) : std::string_view();
  if (Joined(previous, next)) return sum.Apart(Sign::kJoined);
  const Letters tail = CountLetters(Tail(previous, 24));
  if (previous.ends_with(':')) {
    // "Dùng dấu theo mẫu sau:" is a sentence, "Kính gửi:" a label.
    const bool sentence = previous.size() >= kIntroBytes && tail.lower > tail.upper;
    return sum.Apart(Sign::kAfterIntro, pack_.Weight(Sign::kAfterIntro) * (sentence ? 2 : 1));
  }
  if (IsSingleWord(previous) && IsSingleWord(next)) sum.Apart(Sign::kWordList);
  const bool runs_on = previous.size() >= 50 && tail.lower > tail.upper &&
                       std::string_view(".;!?").find(previous.back()) == std::string_view::npos;
  // The line before has not ended and the line after goes on in lower case.
  const bool enclosed = tail.lower > tail.upper && GoesOn(previous, next);
  if ((runs_on && !head && (!upper || previous_ref.block == segment.block)) || enclosed)
    sum.Apart(Sign::kInSentence);
}

void Weigher::WeighContexts(uint32_t line, Place place, Sum& sum) const {
  const Head head = layout_.HeadAround(line);
  // "Mẫu số 05-HS" above a head with its number filled in names the form that was filled.
  const bool filled = head.official() && head.filled && IsHeadPlace(place);
  bool specimen = false;
  for (const ContextHit& hit : reading_.contexts) {
    const Phrase& phrase = pack_.phrases[hit.phrase];
    if (phrase.scope != Scope::kAbove || (filled && phrase.folded == "mau so")) continue;
    const bool above = hit.line <= line && line - hit.line <= kTemplateReach;
    const bool right_below = hit.line > line && hit.line - line <= 3;
    if (above || right_below) specimen = true;
  }
  // There stamps are drawn as stamps are: their ink and frame say nothing.
  if (specimen && !IsApart(place))
    sum.Apart(Sign::kTemplate, pack_.Weight(Sign::kTemplate) - sum.style);
  if (head.official() || IsApart(place)) return;
  // An examination paper under its issuer's name is no lesson about marks.
  const bool issued = layout_.AtTop(line) && head.has(AnchorKind::kIssuer);
  for (const auto& [sign, weight] : subjects_) {
    const double share = weight / pack_.Weight(sign);
    // Nor is a report under it a novel for having a chapter 1.
    if (issued && (sign == Sign::kTraining || (sign == Sign::kFiction && share < 1))) continue;
    sum.Apart(sign, weight - share * sum.style);
  }
}

void Weigher::WeighNeighbours(const Candidate& candidate, Place place, Sum& sum) const {
  const bool changed = std::any_of(change_lines_.begin(), change_lines_.end(), [&](uint32_t line) {
    return line + kSideBySide >= candidate.line && candidate.line + kSideBySide >= line;
  });
  if (!changed && SeveralLevels(candidate, place)) sum.Apart(Sign::kSeveralLevels);
  if (candidate.level == Level::kMat && candidate.form == Form::kAlone && AmongSiblings(candidate))
    sum.Apart(Sign::kOrganList);
}

Weighed Weigher::Weigh(size_t index) const {
  const Candidate& candidate = reading_.candidates[index];
  Weighed weighed;
  weighed.level = candidate.level;
  weighed.mark = candidate.mark;
  weighed.line = candidate.line;
  weighed.place = layout_.PlaceOf(candidate.mark, candidate.line);
  weighed.weak_place = !IsContent(weighed.place);
  Sum sum{*this, weighed};
  WeighForm(candidate, sum);
  WeighPlace(candidate, weighed.place, sum);
  WeighStyle(candidate.mark, sum);
  const bool head = IsHeadPlace(weighed.place) || layout_.AtTop(candidate.line);
  const TextRef before = candidate.form == Form::kField ? TextRef{} : candidate.previous;
  WeighLines(candidate.segment, before, candidate.next, head, candidate.around,
             candidate.letters.all_upper(), sum);
  WeighNeighbours(candidate, weighed.place, sum);
  WeighContexts(candidate.line, weighed.place, sum);
  if (bile_ != 0 && candidate.level == Level::kMat && candidate.form == Form::kAlone &&
      !layout_.HeadAround(candidate.line).official())
    sum.Apart(Sign::kBile, bile_ * (1 + sum.style / -pack_.Weight(Sign::kBile)));
  WeighTable(candidate.mark, weighed.place, sum);
  if (!weighed.weak_place) {
    if (layout_.official())
      sum.Apart(Sign::kOfficial);
    else if (layout_.titled())
      sum.Apart(Sign::kDocumentTitle);
  }
  weighed.weight += sum.own;
  weighed.evidence.insert(weighed.evidence.begin(),
                          Quote("mark.level", candidate.mark, weighed.place, sum.own));
  return weighed;
}

std::vector<Weighed> Weigher::Marks() const {
  std::vector<Weighed> marks;
  for (size_t i = 0; i < reading_.candidates.size(); ++i) {
    Weighed weighed = Weigh(i);
    if (pack_.Confidence(weighed.weight + 0.5) >= pack_.suspect)
      marks.push_back(std::move(weighed));
  }
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Weighed& a, const Weighed& b) { return a.weight > b.weight; });
  return marks;
}

}  // namespace niem::detect
