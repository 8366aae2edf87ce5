// Segments of a line that may be marks, fields, tags, stamps or companions.
#include <algorithm>

#include "detect/boxes.h"
#include "detect/candidates_reader.h"
#include "text/fold.h"

namespace niem::detect {

using extract::Block;
using extract::Place;

namespace {

constexpr size_t kMaxCandidates = 20'000;
constexpr size_t kMaxCells = 4'096;

// "CÔNG AN HUYỆN … Số: 91/CAH-TH": a head's left column run together, up to its number. What stands
// before the number must be all capitals; in a sentence it is not.
bool EndsWithNumberOfHead(std::string_view text) {
  const auto last_word = [&]() {
    while (text.ends_with(' ')) text.remove_suffix(1);
    const size_t space = text.rfind(' ');
    const std::string_view word = space == std::string_view::npos ? text : text.substr(space + 1);
    text.remove_suffix(word.size());
    return word;
  };
  const std::string_view number = last_word();
  const size_t slash = number.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == number.size()) return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::all_of(number.begin(), number.begin() + static_cast<ptrdiff_t>(slash), digit))
    return false;
  if (!CountLetters(number.substr(slash)).all_upper()) return false;
  if (const std::string so = text::FoldText(last_word()); so != "so" && so != "so ") return false;
  return CountLetters(text).all_upper();
}

}  // namespace

void CandidateReader::AnalyseSegment(const PhraseMatch& match) {
  const size_t begin = folded_.origin[match.begin];
  if (offset_ + begin < segments_seen_until_) return;
  const std::string_view original = Original(match);
  const std::string_view text = document_.blocks[block_].text;
  const std::optional<Span> span =
      SegmentAround(text, offset_ + begin, offset_ + begin + original.size());
  if (!span.has_value()) {
    segments_seen_until_ = static_cast<uint32_t>(PassOver(text, offset_ + begin + original.size()));
    return;
  }
  segments_seen_until_ = static_cast<uint32_t>(span->end);
  const TextRef segment{block_, static_cast<uint32_t>(span->begin),
                        static_cast<uint32_t>(span->end)};
  const std::string_view source = segment.In(document_);
  Parsed parsed = ParseSegment(source, pack_);
  Form form = parsed.form();
  if (form == Form::kNone && !parsed.levels.empty() && parsed.residue > 0)
    form = HeadLine(source, parsed);
  if (form == Form::kNone && !parsed.levels.empty() && !content_) form = Tag(source, parsed);
  if (form == Form::kNone) {
    if (const std::optional<LevelToken> declared = Declared(source, parsed)) {
      form = Form::kDeclared;
      parsed.levels = {*declared};
      parsed.residue = 0;  // what else the line says is the document's own order
      parsed.none = false;
    }
  }
  if (form != Form::kNone) {
    AddCandidate(form, parsed.levels.front(), segment, parsed);
  } else if (parsed.levels.size() > 1 && parsed.residue == 0 && !parsed.change &&
             !parsed.levels.front().symbol) {
    for (const LevelToken& level : parsed.levels)
      AddCandidate(Form::kAlone, level, segment, parsed);
  }
  AddPiece(std::move(parsed), segment, source);
}

// "TỐI MẬT Kính gửi: ...": extraction glued the stamp to a head component.
Form CandidateReader::HeadLine(std::string_view source, const Parsed& parsed) {
  const LevelToken& level = parsed.levels.front();
  if (parsed.levels.size() != 1 || level.plain || level.ocr) return Form::kNone;
  if (!CountLetters(source.substr(level.begin, level.end - level.begin)).all_upper())
    return Form::kNone;
  const std::string_view before = source.substr(0, level.begin);
  const std::string_view after = source.substr(level.end);
  if (!before.empty() && before.back() != ' ') return Form::kNone;
  if (!after.empty() && after.front() != ' ') return Form::kNone;
  const bool starts = before.empty();
  const std::string other = text::FoldText(starts ? after : before);
  if (const std::string rest = text::FoldText(after); !starts && !rest.empty()) {
    // "Số: 12/BC-UBND TỐI MẬT Hà Nội, ngày 3 tháng 5 năm 2024": both columns on one line.
    return IsHeadComponent(other, false) && IsHeadComponent(rest, true) ? Form::kInHeadLine
                                                                        : Form::kNone;
  }
  const bool head = IsHeadComponent(other, starts) || (!starts && EndsWithNumberOfHead(before));
  return head ? Form::kInHeadLine : Form::kNone;
}

// "(Tài liệu này thuộc độ Mật - các đồng chí không ghi âm, không sao chụp)": the line must be more
// than a statement, for rules and lessons state levels too.
std::optional<LevelToken> CandidateReader::Declared(std::string_view source,
                                                    const Parsed& parsed) const {
  if (!content_ || parsed.companions.empty()) return std::nullopt;
  const text::Folded folded = text::Fold(source);
  const size_t begin = folded.text.find_first_not_of(' ');
  const std::string_view words = std::string_view(folded.text).substr(begin);
  std::vector<PhraseMatch> matches;
  for (const Phrase& phrase : pack_.phrases) {
    if (phrase.role != Role::kDeclares || !words.starts_with(phrase.folded + ' ')) continue;
    const size_t end = begin + phrase.folded.size();
    if (!text::DiacriticsAgree(LettersOf(folded, source, begin, end), phrase.text)) continue;
    pack_.trie.FindAt(folded.text, end + 1, matches);
  }
  for (const PhraseMatch& match : matches) {
    const Phrase& phrase = pack_.phrases[match.phrase];
    const std::string_view original = LettersOf(folded, source, match.begin, match.end);
    if (phrase.role != Role::kLevel || phrase.ocr || CountLetters(original).marked == 0 ||
        !text::DiacriticsAgree(original, phrase.text))
      continue;
    LevelToken level;
    level.level = phrase.level;
    level.begin = static_cast<uint32_t>(original.data() - source.data());
    level.end = static_cast<uint32_t>(level.begin + original.size());
    return level;
  }
  return std::nullopt;
}

// "Độ mật: ☒ Mật ☐ Tối mật ☐ Không": the field is filled by ticking.
bool CandidateReader::TickedLevel() {
  const std::string_view line = current_.In(document_);
  if (line.size() > kMaxSegment || current_.begin < segments_seen_until_) return false;
  const std::optional<Span> answer = OnlyTicked(line);
  if (!answer.has_value()) return false;
  const Parsed parsed =
      ParseSegment(line.substr(answer->begin, answer->end - answer->begin), pack_);
  if (parsed.levels.size() != 1 || parsed.residue > 0) return false;
  const auto begin = static_cast<uint32_t>(current_.begin + answer->begin);
  const TextRef segment{block_, begin, static_cast<uint32_t>(current_.begin + answer->end)};
  AddCandidate(Form::kField, parsed.levels.front(), segment, parsed);
  segments_seen_until_ = current_.end;
  return true;
}

// "[MẬT] Kế hoạch ...", "Re: TỐI MẬT - ...": a tag before a mail's subject or a title property.
Form CandidateReader::Tag(std::string_view source, const Parsed& parsed) {
  const Place place = document_.blocks[block_].place;
  const LevelToken& level = parsed.levels.front();
  const Letters letters = CountLetters(source.substr(level.begin, level.end - level.begin));
  if (level.plain || level.ocr || !letters.all_upper()) return Form::kNone;
  const std::string before = text::FoldText(source.substr(0, level.begin));
  if (place == Place::kComment && parsed.levels.size() == 1) {
    // "Đóng dấu TỐI MẬT trước khi phát hành": what the document is to bear.
    const std::string words = Trimmed(before);
    const bool order = words.ends_with("dong dau") || words.ends_with("dong dau do");
    return order ? Form::kTagged : Form::kNone;
  }
  if (place != Place::kMetadata) return Form::kNone;
  for (size_t at = 0; at < before.size();) {
    const size_t space = std::min(before.find(' ', at), before.size());
    const std::string_view word = std::string_view(before).substr(at, space - at);
    if (!word.empty() && word != "re" && word != "fw" && word != "fwd" && word != "tl")
      return Form::kNone;
    at = space + 1;
  }
  std::string_view after = source.substr(level.end);
  const bool bracketed = level.begin > 0 && std::string_view("[({").find(source[level.begin - 1]) !=
                                                std::string_view::npos;
  if (bracketed)
    return !after.empty() && std::string_view("])}").find(after[0]) != std::string_view::npos
               ? Form::kTagged
               : Form::kNone;
  while (after.starts_with(' ')) after.remove_prefix(1);
  const bool parted = after.starts_with('-') || after.starts_with(':') || after.starts_with('|') ||
                      after.starts_with("–") || after.starts_with("—");
  return parted ? Form::kTagged : Form::kNone;
}

bool CandidateReader::IsHeadComponent(std::string_view folded, bool starts) {
  while (!folded.empty() && folded.front() == ' ') folded.remove_prefix(1);
  const auto begins = [&](std::string_view piece) { return folded.starts_with(piece); };
  if (begins("cong hoa xa hoi") || begins("doc lap tu do") || begins("dang cong san viet nam"))
    return true;
  if (starts && (begins("kinh gui") || begins("so "))) return true;
  const bool date = folded.find("ngay ") != std::string_view::npos &&
                    folded.find("thang ") != std::string_view::npos && folded.size() < 60;
  if (date) return true;
  return !starts && begins("so ") && folded.size() < 40;
}

void CandidateReader::AddCandidate(Form form, const LevelToken& level, const TextRef& segment,
                                   const Parsed& parsed) {
  if (reading_.candidates.size() >= kMaxCandidates) {
    reading_.truncated = true;
    return;
  }
  const std::string_view source = segment.In(document_);
  Candidate candidate;
  candidate.form = form;
  candidate.level = level.level;
  candidate.segment = segment;
  candidate.mark = {block_, segment.begin + level.begin, segment.begin + level.end};
  candidate.line = line_;
  candidate.previous = content_ ? previous_ : TextRef{};
  candidate.plain = level.plain;
  candidate.ocr = level.ocr;
  candidate.after_to = level.after_to;
  candidate.symbol = level.symbol;
  candidate.foreign = level.foreign;
  candidate.translated = parsed.translated;
  candidate.letters = CountLetters(candidate.mark.In(document_));
  candidate.around = LookAround(source, level.begin, level.end);
  if (form == Form::kField && !parsed.companions.empty()) candidate.around.list_item = false;
  if (parsed.lettered) candidate.around.list_item = false;
  // "MẬT, HỎA TỐC" enumerates stamps.
  if (form == Form::kWithCompanions) candidate.around.sentence_end = false;
  candidate.other_segments = segment.begin > current_.begin + 1 || segment.end + 1 < current_.end;
  candidate.whole_block = IsWholeBlock(segment);
  if (form == Form::kAlone && level.level == Level::kMat) JoinHalves(candidate);
  if (form == Form::kAlone && (LabelBefore() || LabelInLine(segment)))
    candidate.form = Form::kField;
  reading_.candidates.push_back(candidate);
}

bool CandidateReader::IsWholeBlock(const TextRef& segment) const {
  const std::string_view text = document_.blocks[block_].text;
  const auto blank = [](std::string_view part) {
    return part.size() < 64 && part.find_first_not_of(" \t\r\n\xC2\xA0") == std::string_view::npos;
  };
  return blank(text.substr(0, segment.begin)) && blank(text.substr(segment.end));
}

void CandidateReader::AddPiece(Parsed parsed, const TextRef& segment, std::string_view source) {
  const bool companion = !parsed.companions.empty() && parsed.residue == 0 && !parsed.none;
  const bool stamp = (parsed.declassify || parsed.change) && parsed.residue == 0;
  const Block& block = document_.blocks[block_];
  if (parsed.field && parsed.levels.empty() && parsed.residue == 0 && block.table != 0 &&
      reading_.field_cells.size() < kMaxCells) {
    reading_.field_cells.push_back({block.table, block.row, block.column});
  }
  if (!companion && !stamp && parsed.symbol == 0) return;
  if (reading_.pieces.size() >= kMaxPieces) {
    reading_.truncated = true;
    return;
  }
  const Surroundings around = LookAround(source, parsed.begin, parsed.end);
  TextRef quoted = segment;
  if (parsed.decided) quoted.end = quoted.begin + parsed.end;
  reading_.pieces.push_back(
      {std::move(parsed), quoted, content_ ? previous_ : TextRef{}, {}, line_, around});
}

// "TUYỆT\nMẬT": both halves alone in their lines.
void CandidateReader::SplitMark(const Line& line, const PhraseMatch& match, const Phrase& phrase) {
  if (match.begin != line.fold_begin) return;
  const std::string_view folded = folded_.text;
  if (match.end < folded.size() && folded[match.end] != '\n' &&
      folded.substr(match.end).find_first_not_of(' ') != std::string_view::npos &&
      folded[folded.find_first_not_of(' ', match.end)] != '\n') {
    return;
  }
  const std::string_view original = Original(match);
  if (!text::DiacriticsAgree(original, phrase.text)) return;
  LevelToken level;
  level.level = phrase.level;
  level.begin = 0;
  level.end = static_cast<uint32_t>(original.size());
  level.foreign = phrase.foreign;
  level.plain = CountLetters(original).marked == 0 && !level.foreign;
  level.ocr = phrase.ocr;
  const TextRef segment = RefOf(original);
  AddCandidate(Form::kAlone, level, segment, {});
  segments_seen_until_ = segment.end;
}

// "T Ố I   M Ậ T": single letters spell a word, over any gaps.
void CandidateReader::SpacedLetters(const Line& line) {
  const size_t length = line.fold_end - line.fold_begin;
  if (length < 5 || length > 200) return;
  const std::string_view folded = std::string_view(folded_.text).substr(line.fold_begin, length);
  for (size_t at = 0; at < folded.size();) {
    // A run of single letters: x_x_x...
    size_t end = at;
    size_t count = 0;
    while (end < folded.size() && (end + 1 == folded.size() || folded[end + 1] == ' ')) {
      ++count;
      end += 2;
    }
    if (count >= 3)
      SpelledRun(line, line.fold_begin + at, line.fold_begin + std::min(end - 1, length), count);
    const size_t space = folded.find(' ', std::min(end > at ? end - 1 : at, folded.size() - 1));
    if (space == std::string_view::npos) return;
    at = space + 1;
  }
}

void CandidateReader::SpelledRun(const Line& line, size_t begin, size_t end, size_t count) {
  if (count > 10) return;
  std::string letters, original;
  for (size_t at = begin; at < end; at += 2) {
    letters += folded_.text[at];
    original += LettersOf(folded_, source_, at, at + 1);
  }
  std::erase(original, ' ');
  for (const Phrase& phrase : pack_.phrases) {
    if (phrase.role != Role::kLevel || phrase.ocr || phrase.folded != letters) continue;
    if (!text::DiacriticsAgree(original, phrase.text)) return;
    LevelToken level;
    level.level = phrase.level;
    level.foreign = phrase.foreign;
    level.plain = CountLetters(original).marked == 0 && !level.foreign;
    const TextRef segment = RefOf(LettersOf(folded_, source_, begin, end));
    level.end = segment.end - segment.begin;
    // Alone in its column: other columns may share the line, words of its own column may not.
    const bool alone = begin == line.fold_begin && end >= line.fold_end;
    const std::string_view text = document_.blocks[block_].text;
    const bool column = ColumnEdge(text, segment.begin, -1) && ColumnEdge(text, segment.end, +1);
    if (alone || column) AddCandidate(Form::kAlone, level, segment, {});
    return;
  }
}

bool CandidateReader::ColumnEdge(std::string_view text, size_t at, int direction) {
  int spaces = 0;
  while (direction < 0 ? at > 0 : at < text.size()) {
    const char c = direction < 0 ? text[at - 1] : text[at];
    if (c == '\n' || c == '\t' || c == '|') return true;
    if (c != ' ' && c != '\r') return spaces >= 3;
    if (++spaces >= 3) return true;
    direction < 0 ? --at : ++at;
  }
  return true;
}

void CandidateReader::EnvelopeSymbol(const Line& line) {
  DateAnchor(line);
  if (line.fold_end - line.fold_begin != 1 || !content_) return;
  const char letter = folded_.text[line.fold_begin];
  if (letter < 'a' || letter > 'c') return;
  const TextRef segment{block_, line.begin, line.end};
  Parsed parsed = ParseSegment(segment.In(document_), pack_);
  if (parsed.symbol == 0) return;
  if (LabelBefore(/*lettered=*/true)) {
    LevelToken level;
    level.level = LevelOfSymbol(parsed.symbol);
    level.end = line.end - line.begin;
    level.symbol = true;
    return AddCandidate(Form::kField, level, segment, parsed);
  }
  AddPiece(std::move(parsed), segment, segment.In(document_));
}

}  // namespace niem::detect
