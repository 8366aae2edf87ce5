#include "detect/candidates.h"

#include <algorithm>

#include "detect/candidates_reader.h"
#include "text/fold.h"

namespace niem::detect {

using extract::Block;
using extract::Document;
using extract::Place;

namespace {

constexpr size_t kWindow = 128u << 10;  // bytes folded at once
constexpr size_t kMaxContexts = 2'048;
constexpr size_t kMaxTopics = 8;
constexpr size_t kTail = 48;  // bytes kept of the lines before a block
constexpr size_t kMaxLongLines = 1u << 16;
constexpr size_t kLongLine = 150;    // folded letters: running text
constexpr size_t kWrappedLine = 52;  // three such lines in a row are running text too

bool IsBreak(char c) {
  return c == ' ' || c == '\n';
}

// A window ends after a line break where there is one, else at a space, else anywhere.
size_t WindowEnd(std::string_view text, size_t begin) {
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

}  // namespace

void CandidateReader::Run() {
  for (uint32_t i = 0; i < document_.blocks.size(); ++i) ReadBlock(i);
  FillPending({});
  reading_.lines = line_;
}

void CandidateReader::ReadBlock(uint32_t index) {
  block_ = index;
  const std::string_view text = document_.blocks[index].text;
  content_ = IsContent(document_.blocks[index].place);
  reading_.block_lines.push_back(line_);
  if (!content_) FillPending({});
  segments_seen_until_ = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = WindowEnd(text, at);
    ReadWindow(text, at, end);
    at = end;
  }
}

void CandidateReader::ReadWindow(std::string_view text, size_t begin, size_t end) {
  if (begin == 0) TopicAcrossBlocks(text);
  offset_ = static_cast<uint32_t>(begin);
  source_ = text.substr(begin, end - begin);
  folded_ = text::Fold(source_);
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

void CandidateReader::ReadLine(const Line& line, size_t& match) {
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
TextRef CandidateReader::WholeLine(const Line& line) const {
  const auto ends_line = [](char c) { return c >= '\n' && c <= '\r'; };  // \n \v \f \r
  size_t begin = line.begin - offset_;
  while (begin > 0 && !ends_line(source_[begin - 1])) --begin;
  size_t end = line.end - offset_;
  while (end < source_.size() && !ends_line(source_[end])) ++end;
  return {block_, static_cast<uint32_t>(offset_ + begin), static_cast<uint32_t>(offset_ + end)};
}

void CandidateReader::NoteLongLine(size_t length) {
  if (!content_) return;
  wrapped_ = length >= kWrappedLine ? wrapped_ + 1 : 0;
  if ((length >= kLongLine || wrapped_ >= 3) && reading_.long_lines.size() < kMaxLongLines) {
    reading_.long_lines.push_back(line_);
  }
}

// Candidates and pieces still waiting to learn the line after them.
void CandidateReader::FillPending(TextRef next) {
  for (; pending_candidate_ < reading_.candidates.size(); ++pending_candidate_) {
    reading_.candidates[pending_candidate_].next = next;
  }
  for (; pending_piece_ < reading_.pieces.size(); ++pending_piece_) {
    reading_.pieces[pending_piece_].next = next;
  }
}

std::string_view CandidateReader::Original(const PhraseMatch& match) const {
  return LettersOf(folded_, source_, match.begin, match.end);
}

TextRef CandidateReader::RefOf(std::string_view original) const {
  const auto begin = static_cast<uint32_t>(offset_ + (original.data() - source_.data()));
  return {block_, begin, static_cast<uint32_t>(begin + original.size())};
}

// Whether the match begins its line or column.
bool CandidateReader::BeginsSegment(const Line& line, const PhraseMatch& match) const {
  if (match.begin == line.fold_begin) return true;
  const size_t at = folded_.origin[match.begin];
  if (at == 0) return true;
  if (at >= 3 && source_.substr(at - 3, 3) == "   ") return true;
  const char before = source_[at - 1];
  return before == '\t' || before == '|';
}

void CandidateReader::OnMatch(const Line& line, const PhraseMatch& match) {
  const Phrase& phrase = pack_.phrases[match.phrase];
  switch (phrase.role) {
    case Role::kTopic:
      return Topic(match, phrase);
    case Role::kGarbledTopic:
      return GarbledTopic(match);
    case Role::kLevel:
      if (match.end > line.fold_end) return SplitMark(line, match, phrase);
      // "mặt" and "mất" are everywhere, and no level to the segment's parser either.
      if (!CountsAsLevel(Original(match), phrase)) return;
      return AnalyseSegment(match);
    case Role::kField:
      if (TickedLevel() || phrase.bare) return;
      return AnalyseSegment(match);
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

void CandidateReader::Topic(const PhraseMatch& match, const Phrase& phrase) {
  if (reading_.topics.size() >= kMaxTopics) return;
  const std::string_view original = Original(match);
  // A line break inside is fine: running text wraps.
  if (!text::DiacriticsAgree(original, phrase.text)) return;
  if (IsOtherWord(match)) return;
  // Typed without diacritics in a text that has them: "tôi mất" written lazily is no topic.
  reading_.topics.push_back(RefOf(original));
}

// "giải mật mã", "độ mật khẩu": another word of which the phrase is only the beginning.
bool CandidateReader::IsOtherWord(const PhraseMatch& match) const {
  const std::string_view after = std::string_view(folded_.text).substr(match.end);
  const std::string_view word = after.substr(0, after.find_first_of(" \n", 1));
  if (word != " ma" && word != " khau") return false;
  const std::string_view original =
      LettersOf(folded_, source_, match.end + 1, match.end + word.size());
  return text::DiacriticsAgree(original, word == " ma" ? "mã" : "khẩu");
}

// "bí" ends one block and "mật nhà nước" begins the next: extractors make blocks of lines.
void CandidateReader::TopicAcrossBlocks(std::string_view text) {
  if (known_.none_across_blocks) return;
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

void CandidateReader::KeepTail() {
  if (!content_ || !reading_.topics.empty() || known_.none_across_blocks) return;
  const std::string_view line = current_.In(document_);
  tail_ += '\n';
  tail_ += line.size() > kTail ? line.substr(line.size() - kTail) : line;
  if (tail_.size() > kTail) tail_.erase(0, tail_.size() - kTail);
}

void CandidateReader::GarbledTopic(const PhraseMatch& match) {
  if (reading_.garbled_topics.size() < kMaxTopics) {
    reading_.garbled_topics.push_back(RefOf(Original(match)));
  }
}

void CandidateReader::Context(const Line& line, const PhraseMatch& match, const Phrase& phrase) {
  if (reading_.contexts.size() >= kMaxContexts) return;
  // Template words begin a line or stand in a short one: "theo mẫu số 02" in a sentence is none.
  if (phrase.scope == Scope::kAbove && match.begin != line.fold_begin &&
      line.fold_end - line.fold_begin > 48) {
    return;
  }
  if (!text::DiacriticsAgree(Original(match), phrase.text)) return;
  reading_.contexts.push_back({match.phrase, line_});
}

void CandidateReader::Companion(const Line& line, const PhraseMatch& match, const Phrase& phrase) {
  const std::string_view original = Original(match);
  if (!text::DiacriticsAgree(original, phrase.text)) return;
  const size_t before = reading_.pieces.size();
  AnalyseSegment(match);
  if (before != reading_.pieces.size() || match.end > line.fold_end) return;
  // "không được phép sao chụp" holds "được phép sao chụp": the longest counts.
  const TextRef text = RefOf(original);
  auto& all = reading_.inline_companions;
  if (!all.empty() && all.back().text.block == text.block && all.back().text.end > text.begin) {
    if (all.back().text.end >= text.end) return;
    if (all.back().text.begin == text.begin) all.pop_back();
  }
  if (all.size() < kMaxPieces) all.push_back({match.phrase, text, line_});
}

bool IsContent(Place place) {
  return place != Place::kMetadata && place != Place::kComment && place != Place::kHidden &&
         place != Place::kFileName;
}

namespace {

// Lines, but the last, of what folding leaves of `text`: those that hold letters.
uint32_t LinesBefore(std::string_view text) {
  const std::string folded = text::FoldText(text);
  return static_cast<uint32_t>(std::count(folded.begin(), folded.end(), '\n'));
}

bool HasAsciiLetter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  });
}

// Whether all of its line ends are '\n' (text/fold_table.h).
bool EndsLinesPlainly(std::string_view text) {
  for (const std::string_view other : {"\v", "\f", "\r", "\u0085", "\u2028", "\u2029"}) {
    if (text.find(other) != std::string_view::npos) return false;
  }
  return true;
}

}  // namespace

uint32_t LineOf(const Document& document, const Reading& reading, const TextRef& ref) {
  const uint32_t first = reading.block_lines[ref.block];
  const Block& block = document.blocks[ref.block];
  if (!IsContent(block.place)) return first;
  // As ReadWindow counts them. Folding all that stands before would be most of the work of judging.
  const std::string_view text = std::string_view(block.text).substr(0, ref.begin);
  if (!EndsLinesPlainly(text)) return first + LinesBefore(text);
  uint32_t with_letters = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (HasAsciiLetter(line) || !text::FoldText(line).empty()) ++with_letters;
    at = end + 1;
  }
  return first + (with_letters > 0 ? with_letters - 1 : 0);
}

bool TypedWithoutDiacritics(const Document& document) {
  constexpr size_t kCounted = 1u << 16;  // bytes of each window: a text is typed in one way
  uint64_t letters = 0;
  uint64_t marked = 0;
  for (const Block& block : document.blocks) {
    if (!IsContent(block.place)) continue;
    const std::string_view text = block.text;
    for (size_t at = 0; at < text.size();) {
      const size_t end = WindowEnd(text, at);
      const Letters counted = CountLetters(text.substr(at, std::min(end - at, kCounted)));
      letters += counted.upper + counted.lower;
      marked += counted.marked;
      at = end;
    }
  }
  return letters > 0 && marked * 100 < letters;
}

Reading ReadDocument(const Document& document, const Pack& pack, Known known) {
  Reading reading;
  CandidateReader(document, pack, known, reading).Run();
  return reading;
}

}  // namespace niem::detect
