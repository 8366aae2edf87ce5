#include "detect/candidates.h"

#include <algorithm>

#include "text/fold.h"

namespace niem::detect {
namespace {

using extract::Block;
using extract::Document;
using extract::Place;

constexpr size_t kWindow = 128u << 10;  // bytes folded at once
constexpr size_t kMaxCandidates = 20'000;
constexpr size_t kMaxPieces = 4'096;
constexpr size_t kMaxAnchors = 2'048;
constexpr size_t kMaxContexts = 2'048;
constexpr size_t kMaxCells = 4'096;
constexpr size_t kMaxTopics = 8;
constexpr size_t kTail = 48;  // bytes kept of the lines before a block
constexpr size_t kMaxLongLines = 1u << 16;
constexpr size_t kLongLine = 150;    // folded letters: running text
constexpr size_t kWrappedLine = 52;  // three such lines in a row are running text too

bool IsBreak(char c) {
  return c == ' ' || c == '\n';
}

// One window of a block: its folded text and where it starts.
class Reader {
 public:
  Reader(const Document& document, const Pack& pack, Reading& reading)
      : document_(document), pack_(pack), reading_(reading) {}

  void Run() {
    for (uint32_t i = 0; i < document_.blocks.size(); ++i) ReadBlock(i);
    FillPending({});
    reading_.lines = line_;
  }

 private:
  // A line of the current window, in folded text and in the block.
  struct Line {
    size_t fold_begin = 0, fold_end = 0;
    uint32_t begin = 0, end = 0;
  };

  void ReadBlock(uint32_t index) {
    block_ = index;
    const std::string_view text = document_.blocks[index].text;
    content_ = IsContent(document_.blocks[index].place);
    if (!content_) FillPending({});
    segments_seen_until_ = 0;
    for (size_t at = 0; at < text.size();) {
      const size_t end = WindowEnd(text, at);
      ReadWindow(text, at, end);
      at = end;
    }
  }

  // A window ends after a line break where there is one, else at a space, else anywhere.
  static size_t WindowEnd(std::string_view text, size_t begin) {
    if (text.size() - begin <= kWindow) return text.size();
    const size_t limit = begin + kWindow;
    for (const char stop : {'\n', ' '}) {
      const size_t found = text.substr(begin, kWindow).rfind(stop);
      if (found != std::string_view::npos && found > kWindow / 2) return begin + found + 1;
    }
    size_t end = limit;
    while (end > begin + 1 && (static_cast<uint8_t>(text[end]) & 0xC0u) == 0x80) --end;
    return end;
  }

  void ReadWindow(std::string_view text, size_t begin, size_t end) {
    if (begin == 0) TopicAcrossBlocks(text);
    offset_ = static_cast<uint32_t>(begin);
    source_ = text.substr(begin, end - begin);
    folded_ = text::Fold(source_);
    Count();
    matches_.clear();
    pack_.trie.FindAll(folded_.text, matches_);
    size_t match = 0;
    const std::string_view folded = folded_.text;
    for (size_t at = 0; at < folded.size();) {
      if (IsBreak(folded[at])) {
        ++at;
        continue;
      }
      size_t stop = folded.find('\n', at);
      if (stop == std::string_view::npos) stop = folded.size();
      size_t last = stop;
      while (last > at && folded[last - 1] == ' ') --last;
      ReadLine({at, last, offset_ + folded_.origin[at], offset_ + folded_.origin[last]}, match);
      at = stop;
    }
  }

  void Count() {
    const Letters letters = CountLetters(source_.substr(0, 1u << 16));
    if (!content_) return;
    reading_.letters += letters.upper + letters.lower;
    reading_.marked_letters += letters.marked;
  }

  void ReadLine(const Line& line, size_t& match) {
    current_ = WholeLine(line);
    FillPending(current_);
    segments_seen_until_ = std::max(segments_seen_until_, line.begin);
    const size_t length = line.fold_end - line.fold_begin;
    NoteLongLine(length);
    SpacedLetters(line);
    while (match < matches_.size() && matches_[match].begin < line.fold_end) {
      OnMatch(line, matches_[match]);
      ++match;
    }
    EnvelopeSymbol(line);
    KeepTail();
    if (content_) {
      previous_ = current_;
      ++line_;
    }
  }

  // From line break to line break: with the punctuation that folding leaves out.
  TextRef WholeLine(const Line& line) const {
    const auto breaks = [](char c) { return c >= '\n' && c <= '\r'; };
    size_t begin = line.begin - offset_;
    while (begin > 0 && !breaks(source_[begin - 1])) --begin;
    size_t end = line.end - offset_;
    while (end < source_.size() && !breaks(source_[end])) ++end;
    return {block_, static_cast<uint32_t>(offset_ + begin), static_cast<uint32_t>(offset_ + end)};
  }

  void NoteLongLine(size_t length) {
    if (!content_) return;
    wrapped_ = length >= kWrappedLine ? wrapped_ + 1 : 0;
    if ((length >= kLongLine || wrapped_ >= 3) && reading_.long_lines.size() < kMaxLongLines) {
      reading_.long_lines.push_back(line_);
    }
  }

  // Candidates and pieces still waiting to learn the line after them.
  void FillPending(TextRef next) {
    for (; pending_candidate_ < reading_.candidates.size(); ++pending_candidate_) {
      reading_.candidates[pending_candidate_].next = next;
    }
    for (; pending_piece_ < reading_.pieces.size(); ++pending_piece_) {
      reading_.pieces[pending_piece_].next = next;
    }
  }

  std::string_view Original(const PhraseMatch& match) const {
    return LettersOf(folded_, source_, match.begin, match.end);
  }

  TextRef RefOf(std::string_view original) const {
    const auto begin = static_cast<uint32_t>(offset_ + (original.data() - source_.data()));
    return {block_, begin, static_cast<uint32_t>(begin + original.size())};
  }

  // Whether the match begins its line or column.
  bool BeginsSegment(const Line& line, const PhraseMatch& match) const {
    if (match.begin == line.fold_begin) return true;
    const size_t at = folded_.origin[match.begin];
    if (at == 0) return true;
    if (at >= 3 && source_.substr(at - 3, 3) == "   ") return true;
    const char before = source_[at - 1];
    return before == '\t' || before == '|';
  }

  void OnMatch(const Line& line, const PhraseMatch& match) {
    const Phrase& phrase = pack_.phrases[match.phrase];
    switch (phrase.role) {
      case Role::kTopic:
        return Topic(match, phrase);
      case Role::kGarbledTopic:
        return GarbledTopic(match);
      case Role::kLevel:
        if (match.end > line.fold_end) return SplitMark(line, match, phrase);
        return AnalyseSegment(match);
      case Role::kField:
      case Role::kDeclassify:
      case Role::kChangeUp:
      case Role::kChangeDown:
      case Role::kChange:
        return AnalyseSegment(match);
      case Role::kCompanion:
        return Companion(line, match, phrase);
      case Role::kAnchor:
      case Role::kIssuer:
      case Role::kTitle:
        if (BeginsSegment(line, match)) OnAnchor(line, match, phrase);
        return;
      case Role::kContext:
        return Context(line, match, phrase);
      default:
        return;
    }
  }

  void Topic(const PhraseMatch& match, const Phrase& phrase) {
    if (reading_.topics.size() >= kMaxTopics) return;
    const std::string_view original = Original(match);
    // A line break inside is fine: running text wraps.
    if (!text::DiacriticsAgree(original, phrase.text)) return;
    // Typed without diacritics in a text that has them: "tôi mất" written lazily is no topic.
    reading_.topics.push_back(RefOf(original));
  }

  // "bí" ends one block and "mật nhà nước" begins the next: extractors make blocks of lines.
  void TopicAcrossBlocks(std::string_view text) {
    if (!content_ || !reading_.topics.empty() || tail_.empty()) return;
    const size_t head = std::min<size_t>(text.size(), 60);
    const std::string joined = tail_ + "\n" + std::string(text.substr(0, head));
    const text::Folded folded = text::Fold(joined);
    std::vector<PhraseMatch> matches;
    pack_.trie.FindAll(folded.text, matches);
    for (const PhraseMatch& match : matches) {
      const Phrase& phrase = pack_.phrases[match.phrase];
      const std::string_view original = LettersOf(folded, joined, match.begin, match.end);
      const size_t end = static_cast<size_t>(original.data() - joined.data()) + original.size();
      if (phrase.role != Role::kTopic || folded.origin[match.begin] >= tail_.size() ||
          end <= tail_.size() + 1)
        continue;
      if (!text::DiacriticsAgree(original, phrase.text)) continue;
      // Quote the half that names secrecy: "bí mật" rather than "nhà nước".
      const size_t first = tail_.size() - folded.origin[match.begin];
      const std::string_view second = std::string_view(joined).substr(tail_.size() + 1);
      const bool here =
          text::FoldText(second.substr(0, end - tail_.size() - 1)).find("mat") != std::string::npos;
      if (here || first > previous_.end - previous_.begin)
        reading_.topics.push_back({block_, 0, static_cast<uint32_t>(end - tail_.size() - 1)});
      else
        reading_.topics.push_back(
            {previous_.block, static_cast<uint32_t>(previous_.end - first), previous_.end});
      return;
    }
  }

  void KeepTail() {
    if (!content_ || !reading_.topics.empty()) return;
    const std::string_view line = current_.In(document_);
    tail_ += '\n';
    tail_ += line.size() > kTail ? line.substr(line.size() - kTail) : line;
    if (tail_.size() > kTail) tail_.erase(0, tail_.size() - kTail);
  }

  void GarbledTopic(const PhraseMatch& match) {
    if (reading_.garbled_topics.size() < kMaxTopics) {
      reading_.garbled_topics.push_back(RefOf(Original(match)));
    }
  }

  void Context(const Line& line, const PhraseMatch& match, const Phrase& phrase) {
    if (reading_.contexts.size() >= kMaxContexts) return;
    // Template words begin a line or stand in a short one: "theo mẫu số 02" in a sentence is none.
    if (phrase.scope == Scope::kAbove && match.begin != line.fold_begin &&
        line.fold_end - line.fold_begin > 48) {
      return;
    }
    if (!text::DiacriticsAgree(Original(match), phrase.text)) return;
    reading_.contexts.push_back({match.phrase, line_});
  }

  void Companion(const Line& line, const PhraseMatch& match, const Phrase& phrase) {
    const std::string_view original = Original(match);
    if (!text::DiacriticsAgree(original, phrase.text)) return;
    const size_t before = reading_.pieces.size();
    AnalyseSegment(match);
    if (before != reading_.pieces.size() || match.end > line.fold_end) return;
    if (reading_.inline_companions.size() < kMaxPieces) {
      reading_.inline_companions.push_back({match.phrase, RefOf(original), line_});
    }
  }

  static AnchorKind KindOf(std::string_view id) {
    if (id == "national_title") return AnchorKind::kNationalTitle;
    if (id == "national_motto") return AnchorKind::kNationalMotto;
    if (id == "party_title") return AnchorKind::kPartyTitle;
    if (id == "addressee") return AnchorKind::kAddressee;
    if (id == "recipients") return AnchorKind::kRecipients;
    if (id == "subject") return AnchorKind::kSubject;
    if (id == "date") return AnchorKind::kDate;
    if (id == "signer") return AnchorKind::kSigner;
    return AnchorKind::kNumber;
  }

  void OnAnchor(const Line& line, const PhraseMatch& match, const Phrase& phrase) {
    if (!content_ || reading_.anchors.size() >= kMaxAnchors) return;
    const std::string_view original = Original(match);
    const std::string_view rest =
        std::string_view(folded_.text).substr(match.begin, line.fold_end - match.begin);
    AnchorKind kind = AnchorKind::kIssuer;
    if (phrase.role == Role::kIssuer) {
      if (rest.size() > 80 || !CountLetters(original).all_upper()) return;
    } else if (phrase.role == Role::kTitle) {
      if (!CountLetters(original).all_upper()) return;
      kind = AnchorKind::kTitle;
    } else {
      kind = KindOf(phrase.id);
      if (!AnchorHolds(kind, rest, line, match)) return;
    }
    reading_.anchors.push_back({kind, RefOf(original), line_});
  }

  bool AnchorHolds(AnchorKind kind, std::string_view rest, const Line& line,
                   const PhraseMatch& match) const {
    const std::string_view after = source_.substr(
        folded_.origin[match.end],
        std::min<size_t>(line.end - offset_, source_.size()) - folded_.origin[match.end]);
    switch (kind) {
      case AnchorKind::kNumber: {
        // "Số: 12/BC-UBND", "Số     /KH-BCA", "Số 127-QĐ/TW".
        const std::string_view head = after.substr(0, 40);
        return rest.size() < 120 && head.find_first_of("/-") != std::string_view::npos;
      }
      case AnchorKind::kDate:
        return false;
      case AnchorKind::kSigner: {
        const std::string_view head = after.substr(0, 3);
        return rest.size() < 60 && !head.empty() && CountLetters(Original(match)).all_upper() &&
               (head[0] == '.' || head[0] == '/' || (rest.size() > 1 && rest[1] == ' '));
      }
      default:
        return true;
    }
  }

  // Place and date stand anywhere in a short line: "Hà Nội, ngày 5 tháng 6 năm 2024".
  void DateAnchor(const Line& line) {
    const std::string_view folded =
        std::string_view(folded_.text).substr(line.fold_begin, line.fold_end - line.fold_begin);
    if (folded.size() > 120 || reading_.anchors.size() >= kMaxAnchors) return;
    const size_t day = folded.find("ngay ");
    if (day == std::string_view::npos || day == 0) return;
    const size_t month = folded.find("thang ", day);
    if (month == std::string_view::npos || month - day > 12) return;
    const size_t year = folded.find("nam", month);
    if (year == std::string_view::npos || year - month > 12) return;
    reading_.anchors.push_back({AnchorKind::kDate, current_, line_});
  }

  void AnalyseSegment(const PhraseMatch& match) {
    const size_t begin = folded_.origin[match.begin];
    if (offset_ + begin < segments_seen_until_) return;
    const std::string_view original = Original(match);
    const std::string_view text = document_.blocks[block_].text;
    const std::optional<Span> span =
        SegmentAround(text, offset_ + begin, offset_ + begin + original.size());
    if (!span.has_value()) {
      segments_seen_until_ =
          static_cast<uint32_t>(PassOver(text, offset_ + begin + original.size()));
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
    if (form != Form::kNone) {
      AddCandidate(form, parsed.levels.front(), segment, parsed);
    } else if (parsed.levels.size() > 1 && parsed.residue == 0 && !parsed.change) {
      for (const LevelToken& level : parsed.levels)
        AddCandidate(Form::kAlone, level, segment, parsed);
    }
    AddPiece(std::move(parsed), segment, source);
  }

  // "TỐI MẬT Kính gửi: ...": extraction glued the stamp to a head component.
  Form HeadLine(std::string_view source, const Parsed& parsed) {
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
    return IsHeadComponent(other, starts) ? Form::kInHeadLine : Form::kNone;
  }

  static bool IsHeadComponent(std::string_view folded, bool starts) {
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

  void AddCandidate(Form form, const LevelToken& level, const TextRef& segment,
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
    candidate.letters = CountLetters(candidate.mark.In(document_));
    candidate.around = LookAround(source, level.begin, level.end);
    if (form == Form::kField && !parsed.companions.empty()) candidate.around.list_item = false;
    candidate.other_segments = segment.begin > current_.begin + 1 || segment.end + 1 < current_.end;
    candidate.whole_block = IsWholeBlock(segment);
    if (form == Form::kAlone && level.level == Level::kMat) JoinHalves(candidate);
    if (form == Form::kAlone && LabelBefore()) candidate.form = Form::kField;
    reading_.candidates.push_back(candidate);
  }

  // "TUYỆT" and "MẬT" in two lines, cells or boxes that follow each other.
  void JoinHalves(Candidate& candidate) const {
    const std::string_view half = candidate.previous.In(document_);
    if (half.empty() || half.size() > 40) return;
    const std::string whole = std::string(half) + " " + std::string(candidate.mark.In(document_));
    const std::string folded = Trimmed(text::FoldText(whole));
    for (const Phrase& phrase : pack_.phrases) {
      if (phrase.role != Role::kLevel || phrase.ocr || phrase.level == Level::kMat) continue;
      if (phrase.folded != folded || !text::DiacriticsAgree(whole, phrase.text)) continue;
      candidate.level = phrase.level;
      candidate.previous = {};
      return;
    }
  }

  // "Độ mật:" in the line above or in the cell to the left: this is the field's value.
  bool LabelBefore() const {
    const std::string_view label = previous_.In(document_);
    if (!content_ || label.empty() || label.size() > 80) return false;
    const Block& before = document_.blocks[previous_.block];
    const Block& own = document_.blocks[block_];
    const bool beside = own.table != 0 && before.table == own.table && before.row == own.row &&
                        before.column + 1 == own.column;
    const size_t last = label.find_last_not_of(" \t\r*");
    if (!beside && (own.table != 0 || last == std::string_view::npos || label[last] != ':'))
      return false;
    const Parsed parsed = ParseSegment(label, pack_);
    return parsed.field_first && parsed.residue == 0 && parsed.levels.empty();
  }

  static std::string Trimmed(std::string text) {
    while (!text.empty() && text.back() == ' ') text.pop_back();
    text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
    return text;
  }

  bool IsWholeBlock(const TextRef& segment) const {
    const std::string_view text = document_.blocks[block_].text;
    const auto blank = [](std::string_view part) {
      return part.size() < 64 &&
             part.find_first_not_of(" \t\r\n\xC2\xA0") == std::string_view::npos;
    };
    return blank(text.substr(0, segment.begin)) && blank(text.substr(segment.end));
  }

  void AddPiece(Parsed parsed, const TextRef& segment, std::string_view source) {
    const bool companion = !parsed.companions.empty() && parsed.residue == 0;
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
    reading_.pieces.push_back(
        {std::move(parsed), segment, content_ ? previous_ : TextRef{}, {}, line_, around});
  }

  // "TUYỆT\nMẬT": both halves alone in their lines.
  void SplitMark(const Line& line, const PhraseMatch& match, const Phrase& phrase) {
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
    level.plain = CountLetters(original).marked == 0;
    level.ocr = phrase.ocr;
    const TextRef segment = RefOf(original);
    AddCandidate(Form::kAlone, level, segment, {});
    segments_seen_until_ = segment.end;
  }

  // "T Ố I   M Ậ T": single letters spell a word, over any gaps.
  void SpacedLetters(const Line& line) {
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

  void SpelledRun(const Line& line, size_t begin, size_t end, size_t count) {
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
      level.plain = CountLetters(original).marked == 0;
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

  static bool ColumnEdge(std::string_view text, size_t at, int direction) {
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

  void EnvelopeSymbol(const Line& line) {
    DateAnchor(line);
    if (line.fold_end - line.fold_begin != 1 || !content_) return;
    const char letter = folded_.text[line.fold_begin];
    if (letter < 'a' || letter > 'c') return;
    const TextRef segment{block_, line.begin, line.end};
    Parsed parsed = ParseSegment(segment.In(document_), pack_);
    if (parsed.symbol != 0) AddPiece(std::move(parsed), segment, segment.In(document_));
  }

  const Document& document_;
  const Pack& pack_;
  Reading& reading_;
  uint32_t block_ = 0;
  uint32_t offset_ = 0;      // of the window in the block
  std::string_view source_;  // the window
  text::Folded folded_;
  std::vector<PhraseMatch> matches_;
  bool content_ = true;
  uint32_t line_ = 0;
  uint32_t wrapped_ = 0;
  uint32_t segments_seen_until_ = 0;
  TextRef current_, previous_;
  std::string tail_;  // of the lines before, while no topic has been seen
  size_t pending_candidate_ = 0, pending_piece_ = 0;
};

}  // namespace

bool IsContent(Place place) {
  return place != Place::kMetadata && place != Place::kComment && place != Place::kHidden &&
         place != Place::kFileName;
}

Reading ReadDocument(const Document& document, const Pack& pack) {
  Reading reading;
  Reader(document, pack, reading).Run();
  return reading;
}

}  // namespace niem::detect
