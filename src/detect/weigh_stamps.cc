// Stamps that end or change a mark, and the companions that stand beside one.
#include <algorithm>
#include <array>
#include <set>

#include "detect/weigh.h"
#include "detect/weigh_sum.h"
#include "text/fold.h"

namespace niem::detect {
namespace {

constexpr size_t kStampReach = 8;  // blocks between the lines of one stamp
constexpr size_t kTermWordBytes = 12;

// "HƯỚNG DẪNTừ: 21/3/2026", where a stamp is printed over the end of another line: from "Từ" on.
// Else the text itself.
std::string_view OverprintedDate(std::string_view text) {
  const size_t at = text.rfind("Từ");
  if (at == std::string_view::npos || at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n')
    return text;
  return text.substr(at);
}

// "Từ: ngày 20/5/2010 (Quyết định số 12/QĐ-ĐU của Thủ trưởng cơ quan)": without what the brackets
// add.
std::string_view WithoutRemark(std::string_view line) {
  const size_t open = line.find('(');
  return open == 0 || !line.ends_with(')') ? line : line.substr(0, open);
}

// "03", "02/05", and the words of a term: "10 năm kể từ ngày 05/6/2024".
bool IsTermWord(std::string_view word) {
  if (word.find_first_not_of("0123456789/-.") == std::string_view::npos) return true;
  constexpr std::array<std::string_view, 8> kTermWords = {"năm", "tháng", "ngày", "đến",
                                                          "kể",  "từ",    "hết",  "ký"};
  return std::find(kTermWords.begin(), kTermWords.end(), word) != kTermWords.end();
}

}  // namespace

Level Weigher::NewLevel(const Piece& piece) const {
  const auto from = [](const Parsed& parsed) {
    for (const LevelToken& token : parsed.levels) {
      if (token.after_to) return token.level;
    }
    // "GIẢM MẬT: MẬT", where no word says that the level was the old one.
    if (parsed.change && parsed.levels.size() == 1 && parsed.froms == 0 &&
        parsed.levels[0].begin >= parsed.change_end)
      return parsed.levels[0].level;
    return parsed.levels.size() >= 2 ? parsed.levels.back().level : Level::kNone;
  };
  if (const Level level = from(piece.parsed); level != Level::kNone) return level;
  if (!piece.next.valid()) return Level::kNone;
  const std::string_view next = piece.next.In(document_);
  if (next.size() > kMaxSegment) return Level::kNone;
  const Parsed parsed = ParseSegment(next, pack_);
  if (parsed.residue > 0) return Level::kNone;
  if (const Level level = from(parsed); level != Level::kNone) return level;
  return parsed.levels.size() == 1 && parsed.froms == 0 ? parsed.levels[0].level : Level::kNone;
}

// The stamp's second line as a block of its own, which reading order may have moved: "Từ:
// 12/03/2024".
std::string Weigher::DateLineNear(uint32_t block) const {
  const size_t low = block > kStampReach ? block - kStampReach : 0;
  const size_t high = std::min(document_.blocks.size(), size_t{block} + kStampReach + 1);
  for (size_t i = low; i < high; ++i) {
    const std::string& text = document_.blocks[i].text;
    if (i == block || text.size() > 120) continue;
    const std::string_view line = WithoutRemark(OverprintedDate(text));
    std::string folded = text::FoldText(line);
    if (!folded.starts_with("tu ") || !HoldsDate(folded)) continue;
    const Parsed parsed = ParseSegment(line, pack_);
    if (parsed.residue == 0 && parsed.froms > 0 && parsed.levels.empty()) return folded;
  }
  return {};
}

// The folded text that dates a GIẢI MẬT: its own line, and the next lines that are nothing but its
// date; empty for none.
std::string Weigher::DatesOf(const Piece& piece) const {
  std::string dates = piece.parsed.dated ? text::FoldText(piece.segment.In(document_)) : "";
  const std::string_view next = WithoutRemark(piece.next.In(document_));
  if (next.size() <= kMaxSegment) {
    const std::string folded = text::FoldText(next);
    if (HoldsDate(folded) && ParseSegment(next, pack_).residue == 0) dates += "\n" + folded;
  }
  return dates.empty() ? DateLineNear(piece.segment.block) : dates;
}

Stamp Weigher::WeighStamp(const Piece& piece) const {
  Stamp stamp;
  Weighed& weighed = stamp.weighed;
  weighed.mark = piece.segment;
  weighed.line = piece.line;
  weighed.place = layout_.PlaceOf(piece.segment, piece.line);
  weighed.weak_place = !IsContent(weighed.place);
  Sum sum{*this, weighed};
  const std::string_view source = piece.segment.In(document_);
  const Letters letters = CountLetters(source.substr(0, source.find_first_of("\n:")));
  if (letters.upper > letters.lower)
    sum.Own(Sign::kCapitals);
  else if (letters.all_lower())
    sum.Own(Sign::kLowerCase);
  else if (piece.parsed.declassify && !layout_.official())
    sum.Own(Sign::kTitleCaseLoose);
  std::string rule;
  if (piece.parsed.declassify) {
    stamp.declassified = true;
    const std::string dates = DatesOf(piece);
    stamp.dated = !dates.empty();
    stamp.day = std::max(LatestDay(dates), piece.parsed.day);
    sum.Own(stamp.dated ? Sign::kDeclassifiedDated : Sign::kDeclassifiedUndated);
    rule = "mark.declassified";
  } else {
    stamp.up = piece.parsed.change_up;
    stamp.down = piece.parsed.change_down;
    weighed.level = NewLevel(piece);
    sum.Own(Sign::kChangeLevel);
    rule = "mark.level_change";
  }
  WeighStyle(piece.segment, sum);
  const bool head = IsHeadPlace(weighed.place) || layout_.AtTop(piece.line);
  Surroundings around = piece.around;
  WeighLines(piece.segment, piece.previous, piece.next, head, around, letters.all_upper(), sum);
  WeighContexts(piece.line, weighed.place, sum);
  WeighTable(piece.segment, weighed.place, sum);
  weighed.weight += sum.own;
  weighed.evidence.insert(weighed.evidence.begin(),
                          Quote(rule, piece.segment, weighed.place, sum.own));
  return stamp;
}

std::vector<Stamp> Weigher::Stamps() const {
  std::vector<Stamp> stamps;
  for (const Piece& piece : reading_.pieces) {
    if (piece.parsed.residue > 0 || !(piece.parsed.declassify || piece.parsed.change)) continue;
    stamps.push_back(WeighStamp(piece));
  }
  return stamps;
}

// A cell of a table typed with bars, "| 07 | Tài liệu thu hồi | ... |": it speaks of the stamps.
bool Weigher::InTypedRow(const TextRef& ref) const {
  constexpr size_t kReach = 256;
  constexpr int kBars = 4;  // a drawn frame has two
  const std::string_view text = document_.blocks[ref.block].text;
  int bars = 0;
  for (size_t at = ref.begin; at > 0 && ref.begin - at < kReach && text[at - 1] != '\n'; --at)
    bars += text[at - 1] == '|' ? 1 : 0;
  for (size_t at = ref.end; at < text.size() && at - ref.end < kReach && text[at] != '\n'; ++at)
    bars += text[at] == '|' ? 1 : 0;
  return bars >= kBars || (bars >= 3 && !layout_.official());
}

// The companion's own words: the phrase and the number or term that completes it.
TextRef Weigher::CompanionText(const TextRef& segment, const CompanionToken& token) const {
  const std::string_view source = segment.In(document_);
  size_t end = token.end;
  for (size_t at = end; at < source.size();) {
    const size_t begin = source.find_first_not_of(" \t:.,()", at);
    if (begin == std::string_view::npos) break;
    const size_t stop = std::min(source.find_first_of(" \t:,()", begin), source.size());
    const std::string_view word = source.substr(begin, stop - begin);
    if (word.size() > kTermWordBytes || !IsTermWord(word)) break;
    at = end = stop;
  }
  return {segment.block, segment.begin + token.begin, static_cast<uint32_t>(segment.begin + end)};
}

Weigher::Companions Weigher::FindCompanions() const {
  Companions found;
  std::set<std::string> kinds;
  const auto add = [&](const Phrase& phrase, const TextRef& ref, uint32_t line) {
    if (!kinds.insert(phrase.id).second) return;
    found.weight += phrase.weight;
    found.trigger |= phrase.trigger;
    found.addressee_only |= phrase.id == "addressee_only";
    found.evidence.push_back(
        Quote("mark." + phrase.id, ref, layout_.PlaceOf(ref, line), phrase.weight));
  };
  for (const Piece& piece : reading_.pieces) {
    if (piece.parsed.residue > 0 || piece.around.quoted || piece.around.blanks) continue;
    Weighed scratch;
    scratch.mark = piece.segment;
    scratch.place = layout_.PlaceOf(piece.segment, piece.line);
    if (!IsContent(scratch.place) || InTypedRow(piece.segment)) continue;
    Sum sum{*this, scratch};
    WeighContexts(piece.line, scratch.place, sum);
    WeighTable(piece.segment, scratch.place, sum);
    if (scratch.weight < -0.3) continue;
    for (const CompanionToken& token : piece.parsed.companions) {
      const Phrase& phrase = pack_.phrases[token.phrase];
      if (!phrase.number || token.numbered)
        add(phrase, CompanionText(piece.segment, token), piece.line);
    }
  }
  for (const InlineCompanion& companion : reading_.inline_companions) {
    const Phrase& phrase = pack_.phrases[companion.phrase];
    const bool about_copying = phrase.id == "no_copying" || phrase.id == "copying_allowed";
    if (about_copying && layout_.NearRecipients(companion.line))
      add(phrase, companion.text, companion.line);
  }
  return found;
}

const Piece* Weigher::EnvelopeSymbol() const {
  for (const Piece& piece : reading_.pieces) {
    if (piece.parsed.symbol != 0) return &piece;
  }
  return nullptr;
}
}  // namespace niem::detect
