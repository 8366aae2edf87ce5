#include "detect/segment.h"

#include <algorithm>
#include <array>

#include "detect/boxes.h"
#include "text/fold.h"

namespace niem::detect {
namespace {

constexpr bool IsTail(char c) {
  return (static_cast<uint8_t>(c) & 0xC0u) == 0x80;
}

// Decodes one code point at `at` and moves past it; U+FFFD for malformed bytes.
char32_t NextCodePoint(std::string_view text, size_t& at) {
  const auto lead = static_cast<uint8_t>(text[at++]);
  if (lead < 0x80) return lead;
  int more = 0;
  char32_t value = 0;
  if (lead >= 0xC2 && lead < 0xE0)
    more = 1, value = lead & 0x1Fu;
  else if (lead >= 0xE0 && lead < 0xF0)
    more = 2, value = lead & 0x0Fu;
  else if (lead >= 0xF0 && lead < 0xF5)
    more = 3, value = lead & 0x07u;
  else
    return 0xFFFD;
  for (; more > 0; --more) {
    if (at >= text.size() || (static_cast<uint8_t>(text[at]) & 0xC0u) != 0x80) return 0xFFFD;
    value = value << 6 | (static_cast<uint8_t>(text[at++]) & 0x3Fu);
  }
  return value;
}

enum class Case : uint8_t { kOther, kUpper, kLower };

// Case of the Latin letters that Vietnamese uses.
constexpr Case CaseOf(char32_t c) {
  if (c >= 'A' && c <= 'Z') return Case::kUpper;
  if (c >= 'a' && c <= 'z') return Case::kLower;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return Case::kUpper;
  if (c >= 0xDF && c <= 0xFF && c != 0xF7) return Case::kLower;
  if (c == 0x1A0 || c == 0x1AF) return Case::kUpper;
  if (c == 0x1A1 || c == 0x1B0) return Case::kLower;
  if ((c >= 0x100 && c <= 0x137) || (c >= 0x1EA0 && c <= 0x1EF9)) {
    return c % 2 == 0 ? Case::kUpper : Case::kLower;
  }
  if (c >= 0xFF21 && c <= 0xFF3A) return Case::kUpper;
  if (c >= 0xFF41 && c <= 0xFF5A) return Case::kLower;
  return Case::kOther;
}

constexpr uint8_t kUpperBit = 1, kLowerBit = 2, kMarkedBit = 4;

constexpr uint8_t LetterKindOf(char32_t c) {
  if (c >= 0x300 && c <= 0x36F) return kMarkedBit;
  const Case letter_case = CaseOf(c);
  if (letter_case == Case::kOther) return 0;
  const uint8_t marked = c >= 0x80 && c < 0xFF00 ? kMarkedBit : 0;
  return marked | (letter_case == Case::kUpper ? kUpperBit : kLowerBit);
}

// Of all letters but the full-width ones.
constexpr std::array<uint8_t, 0x2000> kLetterKinds = [] {
  std::array<uint8_t, 0x2000> kinds{};
  for (char32_t c = 0; c < kinds.size(); ++c) kinds[c] = LetterKindOf(c);
  return kinds;
}();

bool Follows(std::string_view text, size_t at, char second, char third) {
  return at + 2 < text.size() && text[at + 1] == second && text[at + 2] == third;
}

// Bytes of white space that starts at `at`; 0 for none.
size_t SpaceAt(std::string_view text, size_t at) {
  switch (text[at]) {
    case ' ':
      return 1;
    case '\xC2':
      return at + 1 < text.size() && text[at + 1] == '\xA0' ? 2 : 0;  // no-break
    case '\xE2':                                                      // em and en
      return Follows(text, at, '\x80', '\x83') || Follows(text, at, '\x80', '\x82') ? 3 : 0;
    case '\xE3':
      return Follows(text, at, '\x80', '\x80') ? 3 : 0;  // ideographic
    default:
      return 0;
  }
}

// Bytes of a hard column or line boundary at `at`; 0 for none.
size_t BoundaryAt(std::string_view text, size_t at) {
  switch (text[at]) {
    case '\n':
    case '\r':
    case '\t':
    case '|':
    case '\v':
    case '\f':
    case '\a':
      return 1;
    case '\xC2':
      return at + 1 < text.size() && text[at + 1] == '\xA6' ? 2 : 0;  // broken bar
    case '\xE2':
      if (Follows(text, at, '\x80', '\xA8') || Follows(text, at, '\x80', '\xA9')) return 3;
      // Box drawing, U+2500..U+257F.
      return at + 2 < text.size() && (text[at + 1] == '\x94' || text[at + 1] == '\x95') ? 3 : 0;
    default:
      return 0;
  }
}

constexpr std::string_view kLetteredField = "field.lettered";  // the pack's id
constexpr std::string_view kTranslation = "filler.translation";
constexpr int kColumnGap = 3;  // spaces in a row that part two columns

// Where the segment that begins at `at` ends.
size_t SegmentEnd(std::string_view text, size_t at, size_t limit) {
  int spaces = 0;
  size_t last = at;
  while (at < text.size() && at < limit) {
    if (BoundaryAt(text, at) > 0) return last;
    if (const size_t space = SpaceAt(text, at); space > 0) {
      if (++spaces >= kColumnGap) return last;
      at += space;
      continue;
    }
    spaces = 0;
    ++at;
    last = at;
  }
  return at >= text.size() ? last : std::string_view::npos;
}

struct Word {
  uint32_t begin = 0;  // in the folded text
  uint32_t end = 0;
};

std::vector<Word> Words(std::string_view folded) {
  std::vector<Word> words;
  for (size_t at = 0; at < folded.size();) {
    if (folded[at] == ' ' || folded[at] == '\n') {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < folded.size() && folded[end] != ' ' && folded[end] != '\n') ++end;
    words.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(end)});
    at = end;
  }
  return words;
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool HasDigit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), IsDigit);
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

// The white-space-delimited token of the source around an offset.
std::string_view TokenAround(std::string_view source, size_t offset) {
  size_t begin = std::min(offset, source.size());
  size_t end = begin;
  while (begin > 0 && source[begin - 1] != ' ' && source[begin - 1] != '\t' &&
         source[begin - 1] != '\n')
    --begin;
  while (end < source.size() && source[end] != ' ' && source[end] != '\t' && source[end] != '\n')
    ++end;
  return source.substr(begin, end - begin);
}

// "45/QĐ-BCA", "03-CV/TU": a document number, all of whose letters are claimed by it.
bool IsCode(std::string_view token) {
  return HasDigit(token) && token.find_first_of("/-") != std::string_view::npos;
}

class SegmentParser {
 public:
  SegmentParser(std::string_view source, const Pack& pack)
      : source_(source), pack_(pack), folded_(text::Fold(source)), words_(Words(folded_.text)) {}

  Parsed Run() {
    parsed_.words = static_cast<uint32_t>(words_.size());
    parsed_.dated = HoldsDate(folded_.text);
    for (size_t i = 0; i < words_.size();) i = Step(i);
    if (!words_.empty()) {
      const std::string_view all =
          LettersOf(folded_, source_, words_.front().begin, words_.back().end);
      parsed_.begin = static_cast<uint32_t>(all.data() - source_.data());
      parsed_.end = static_cast<uint32_t>(parsed_.begin + all.size());
    }
    Decide();
    if (words_.size() == 1 && words_[0].end - words_[0].begin == 1) Symbol();
    return std::move(parsed_);
  }

 private:
  std::string_view WordText(size_t i) const {
    return std::string_view(folded_.text).substr(words_[i].begin, words_[i].end - words_[i].begin);
  }

  // The words after a decision's date are its own: "của Bộ trưởng Bộ Nội vụ". They are left out of
  // what the stamp is quoted by.
  void Decide() {
    if (parsed_.declassify) parsed_.day = LatestDay(folded_.text);
    parsed_.decided = parsed_.decided && parsed_.dated;
    if (!parsed_.decided || parsed_.residue == 0) return;
    parsed_.end = first_residue_;
    parsed_.residue = 0;
  }

  void Symbol() {
    const char letter = folded_.text[words_[0].begin];
    if (letter >= 'a' && letter <= 'c' && CountLetters(source_).all_upper())
      parsed_.symbol = letter;
  }

  // Takes the longest phrase at word `i`; returns the next word's index.
  size_t Step(size_t i) {
    matches_.clear();
    pack_.trie.FindAt(folded_.text, words_[i].begin, matches_);
    for (auto match = matches_.rbegin(); match != matches_.rend(); ++match) {
      const Phrase& phrase = pack_.phrases[match->phrase];
      if (!IsLineRole(phrase.role)) continue;
      const std::string_view original = LettersOf(folded_, source_, match->begin, match->end);
      if (!Take(*match, phrase, original)) continue;
      size_t next = i;
      while (next < words_.size() && words_[next].begin < match->end) ++next;
      return next;
    }
    TakeOther(i);
    return i + 1;
  }

  bool Take(const PhraseMatch& match, const Phrase& phrase, std::string_view original) {
    if (phrase.ocr || phrase.role == Role::kLevel) return TakeLevel(match, phrase, original);
    if (!text::DiacriticsAgree(original, phrase.text)) return false;
    const auto begin = static_cast<uint32_t>(original.data() - source_.data());
    const auto end = static_cast<uint32_t>(begin + original.size());
    switch (phrase.role) {
      case Role::kField:
        // "Mức độ: Mật" is the label "Mức độ", not "mức độ mật".
        if (original.find(':') != std::string_view::npos) return false;
        if (phrase.bare && !source_.substr(end).starts_with(':')) return false;
        if (parsed_.words > 0 && match.begin == words_[0].begin) parsed_.field_first = true;
        parsed_.field = true;
        parsed_.lettered_field = phrase.id == kLetteredField;
        break;
      case Role::kNone:
        parsed_.none = true;
        break;
      case Role::kCompanion:
        parsed_.companions.push_back({match.phrase, begin, end, false});
        numbers_claimed_ = true;
        break;
      case Role::kUrgency:
        parsed_.urgency = true;
        break;
      case Role::kFiller:
        parsed_.translated |= phrase.id == kTranslation;
        numbers_claimed_ = true;
        break;
      case Role::kTitled:  // "TÀI LIỆU MẬT", but not "Mật 15 văn bản"
        parsed_.titled = true;
        if (!parsed_.levels.empty()) ++parsed_.residue;
        break;
      case Role::kDeclassify:
        parsed_.declassify = true;
        declassified_by_ = match.begin == words_[0].begin && CountLetters(original).upper > 0;
        return true;
      case Role::kChangeUp:
        parsed_.change_up = parsed_.change = true;
        parsed_.change_end = end;
        break;
      case Role::kChangeDown:
        parsed_.change_down = parsed_.change = true;
        parsed_.change_end = end;
        break;
      case Role::kChange:
        parsed_.change = true;
        parsed_.change_end = end;
        break;
      case Role::kFrom:
        parsed_.decided |= declassified_by_;
        ++parsed_.froms;
        numbers_claimed_ = true;
        break;
      case Role::kTo:
        to_ = true;
        ++parsed_.froms;
        return true;
      default:
        return false;
    }
    to_ = declassified_by_ = false;
    return true;
  }

  bool TakeLevel(const PhraseMatch& match, const Phrase& phrase, std::string_view original) {
    LevelToken token;
    token.level = phrase.level;
    token.plain = CountLetters(original).marked == 0 && !phrase.foreign;
    token.ocr = phrase.ocr;
    token.foreign = phrase.foreign;
    if (!CountsAsLevel(original, phrase)) return false;
    token.begin = static_cast<uint32_t>(original.data() - source_.data());
    token.end = static_cast<uint32_t>(token.begin + original.size());
    token.after_to = to_;
    to_ = false;
    (void)match;
    size_t next = token.end;
    while (next < source_.size() && source_[next] == ' ') ++next;
    if (next < source_.size() && source_[next] == ':') parsed_.level_colon = true;
    // "A - TUYỆT MẬT": the envelope's letter comes first; "B. MẬT" answers a question.
    const std::string_view between = source_.substr(0, token.begin);
    if (led_by_symbol_ && parsed_.residue == 1 && between.find('-') != std::string_view::npos &&
        LevelOfSymbol(WordText(0)[0]) == token.level) {
      parsed_.residue = 0;
      parsed_.lettered = true;
    }
    // Beside a Vietnamese level it is that level's translation.
    if (token.foreign && !parsed_.levels.empty()) return parsed_.translated = true;
    if (parsed_.levels.size() == 1 && parsed_.levels[0].foreign) {
      parsed_.levels.clear();
      parsed_.translated = true;
    }
    // "B (Tối mật)": the words say what the letter stands for.
    if (parsed_.levels.size() == 1 && parsed_.levels[0].symbol) parsed_.levels.clear();
    parsed_.levels.push_back(token);
    numbers_claimed_ = false;
    return true;
  }

  void TakeOther(size_t i) {
    declassified_by_ = false;
    const std::string_view word = WordText(i);
    const std::string_view token = TokenAround(source_, folded_.origin[words_[i].begin]);
    if (HasDigit(word)) {
      if (!parsed_.companions.empty()) parsed_.companions.back().numbered = true;
      if (!numbers_claimed_ || !AllDigits(word)) ++parsed_.free_numbers;
      return;
    }
    if (IsCode(token)) return;
    const bool symbol = word.size() == 1 && word[0] >= 'a' && word[0] <= 'c';
    if (parsed_.lettered_field && TakeSymbol(word, folded_.origin[words_[i].begin])) return;
    led_by_symbol_ = symbol && i == 0;
    if (symbol && !parsed_.levels.empty()) return;
    if (parsed_.residue++ == 0)
      first_residue_ = static_cast<uint32_t>(folded_.origin[words_[i].begin]);
  }

  // "Độ mật: B", "Độ mật: TM"; not beside the level in words.
  bool TakeSymbol(std::string_view word, size_t at) {
    const Level level = word == "tm"      ? Level::kTuyetMat
                        : word == "tom"   ? Level::kToiMat
                        : word == "m"     ? Level::kMat
                        : word.size() > 1 ? Level::kNone
                                          : LevelOfSymbol(word[0]);
    if (level == Level::kNone || source_[at] < 'A' || source_[at] > 'Z') return false;
    const bool worded = std::any_of(parsed_.levels.begin(), parsed_.levels.end(),
                                    [](const LevelToken& token) { return !token.symbol; });
    if (worded) return false;
    LevelToken token;
    token.level = level;
    token.begin = static_cast<uint32_t>(at);
    token.end = static_cast<uint32_t>(at + word.size());
    token.symbol = true;
    parsed_.levels.push_back(token);
    return true;
  }

  std::string_view source_;
  const Pack& pack_;
  text::Folded folded_;
  std::vector<Word> words_;
  std::vector<PhraseMatch> matches_;
  Parsed parsed_;
  bool numbers_claimed_ = false;
  bool to_ = false;
  bool led_by_symbol_ = false;    // "A - ..."
  bool declassified_by_ = false;  // the word before was "ĐÃ GIẢI MẬT" at the start
  uint32_t first_residue_ = 0;
};

constexpr std::array<std::string_view, 14> kOpenQuotes = {"\"",
                                                          "'",
                                                          "`",
                                                          "\xE2\x80\x9C",
                                                          "\xE2\x80\x9D",
                                                          "\xE2\x80\x98",
                                                          "\xE2\x80\x99",
                                                          "\xC2\xAB",
                                                          "\xE2\x80\x9E",
                                                          "\xE2\x80\x9F",
                                                          "\xE2\x80\xB9",
                                                          "\xC2\xBB",
                                                          "\xE3\x80\x8C",
                                                          "&quot;"};

bool EndsWithQuote(std::string_view text) {
  return std::any_of(kOpenQuotes.begin(), kOpenQuotes.end(),
                     [&](std::string_view quote) { return text.ends_with(quote); });
}

bool StartsWithQuote(std::string_view text) {
  return text.starts_with("\xC2\xBB") || text.starts_with("\xE3\x80\x8D") ||
         std::any_of(kOpenQuotes.begin(), kOpenQuotes.end(),
                     [&](std::string_view quote) { return text.starts_with(quote); });
}

std::string_view TrimDecoration(std::string_view text) {
  const auto decoration = [](char c) { return c == ' ' || c == '*' || c == '_' || c == '\t'; };
  while (!text.empty() && decoration(text.front())) text.remove_prefix(1);
  while (!text.empty() && decoration(text.back())) text.remove_suffix(1);
  return text;
}

constexpr std::array<std::string_view, 12> kBullets = {"-",
                                                       "+",
                                                       "\xE2\x80\xA2",
                                                       "\xE2\x80\x93",
                                                       "\xE2\x80\x94",
                                                       "\xC2\xB7",
                                                       "\xE2\x96\xAA",
                                                       "\xE2\x97\x8F",
                                                       "\xE2\x97\xA6",
                                                       "\xEF\x82\xB7",
                                                       "\xE2\x96\xBA",
                                                       "\xE2\x9E\xA2"};

// "1.", "a)", "IV.", "1.2.", "đ)" and bullets, where the other side shows no like decoration.
bool IsListPrefix(std::string_view prefix, std::string_view suffix) {
  if (prefix.empty() || prefix.size() > 8) return false;
  for (const std::string_view bullet : kBullets) {
    if (prefix.ends_with(bullet)) return !TrimDecoration(suffix).starts_with(bullet);
  }
  const char last = prefix.back();
  if (last != '.' && last != ')') return false;
  if (last == ')' && prefix.front() == '(') return true;
  return prefix.size() > 1 && CountLetters(prefix).upper + CountLetters(prefix).lower <= 3;
}

}  // namespace

Letters CountLetters(std::string_view utf8) {
  Letters letters;
  for (size_t at = 0; at < utf8.size();) {
    const auto byte = static_cast<uint8_t>(utf8[at]);
    if (byte < 0x80) {  // most letters of any text
      letters.upper += byte >= 'A' && byte <= 'Z';
      letters.lower += byte >= 'a' && byte <= 'z';
      ++at;
      continue;
    }
    // Letters of two and three bytes, as Vietnamese has them, without asking where the text ends.
    char32_t c = 0;
    if (byte >= 0xC2 && byte < 0xE0 && at + 1 < utf8.size() && IsTail(utf8[at + 1])) {
      c = (byte & 0x1Fu) << 6 | (static_cast<uint8_t>(utf8[at + 1]) & 0x3Fu);
      at += 2;
    } else if (byte == 0xE1 && at + 2 < utf8.size() && IsTail(utf8[at + 1]) &&
               IsTail(utf8[at + 2])) {
      c = 0x1000u | (static_cast<uint8_t>(utf8[at + 1]) & 0x3Fu) << 6 |
          (static_cast<uint8_t>(utf8[at + 2]) & 0x3Fu);
      at += 3;
    } else {
      c = NextCodePoint(utf8, at);
    }
    const unsigned kind = c < kLetterKinds.size() ? kLetterKinds[c] : LetterKindOf(c);
    letters.upper += kind & kUpperBit;
    letters.lower += (kind & kLowerBit) / kLowerBit;
    letters.marked += (kind & kMarkedBit) / kMarkedBit;
  }
  return letters;
}

std::string_view LettersOf(const text::Folded& folded, std::string_view source, size_t begin,
                           size_t end) {
  const size_t first = folded.origin[begin];
  size_t at = folded.origin[end - 1];
  const size_t limit = std::max<size_t>(folded.origin[end], at);
  if (at < source.size()) NextCodePoint(source, at);
  while (at < limit) {
    size_t next = at;
    const char32_t c = NextCodePoint(source, next);
    if (c < 0x300 || c > 0x36F) break;
    at = next;
  }
  return source.substr(first, at - first);
}

std::optional<Span> SegmentAround(std::string_view text, size_t begin, size_t end) {
  const size_t floor = begin > kMaxSegment ? begin - kMaxSegment : 0;
  size_t first = begin;
  int spaces = 0;
  size_t at = begin;
  bool found = false;
  while (!found) {
    if (at == 0) {
      found = true;
      break;
    }
    if (at <= floor) return std::nullopt;
    size_t previous = at - 1;
    while (previous > 0 && (static_cast<uint8_t>(text[previous]) & 0xC0u) == 0x80) --previous;
    if (BoundaryAt(text, previous) > 0) {
      found = true;
    } else if (SpaceAt(text, previous) > 0) {
      if (++spaces >= kColumnGap) found = true;
      at = previous;
    } else {
      spaces = 0;
      first = at = previous;
    }
  }
  const size_t last = SegmentEnd(text, std::min(end, text.size()), first + kMaxSegment);
  if (last == std::string_view::npos || last - first > kMaxSegment) return std::nullopt;
  return Span{first, std::max(last, end)};
}

size_t PassOver(std::string_view text, size_t end) {
  const size_t limit = end + kMaxSegment;
  const size_t last = SegmentEnd(text, std::min(end, text.size()), limit);
  return last == std::string_view::npos ? limit : last;
}

Form Parsed::form() const {
  if (levels.empty() || residue > 0) return Form::kNone;
  if (declassify || change) return Form::kNone;
  if (none && !field) return Form::kNone;  // "Không thu hồi tài liệu Mật" tells of an act
  if (froms > 0 && companions.empty()) return Form::kNone;
  if (field) return field_first && !none && levels.size() == 1 ? Form::kField : Form::kNone;
  if (level_colon && free_numbers > 0) return Form::kNone;  // "Mật: 05" counts documents
  if (titled) return Form::kTitled;
  if (!companions.empty() || urgency || free_numbers > 0 || words > 2) return Form::kWithCompanions;
  return Form::kAlone;
}

bool CountsAsLevel(std::string_view original, const Phrase& phrase) {
  const bool plain = CountLetters(original).marked == 0 && !phrase.foreign;
  return plain ? !phrase.ocr : text::DiacriticsAgree(original, phrase.text);
}

Level LevelOfSymbol(char letter) {
  return letter == 'a'   ? Level::kTuyetMat
         : letter == 'b' ? Level::kToiMat
         : letter == 'c' ? Level::kMat
                         : Level::kNone;
}

Parsed ParseSegment(std::string_view source, const Pack& pack) {
  return SegmentParser(source, pack).Run();
}

bool HoldsDate(std::string_view folded) {
  // Runs of figures: d m yyyy | m yyyy | d thang m nam yyyy.
  int figures = 0;
  bool year = false;
  for (size_t at = 0; at < folded.size();) {
    if (!IsDigit(folded[at])) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < folded.size() && IsDigit(folded[end])) ++end;
    ++figures;
    const std::string_view run = folded.substr(at, end - at);
    if (run.size() == 4 && (run.starts_with("19") || run.starts_with("20"))) year = true;
    if (run.size() == 2 && figures >= 3) year = true;  // 12/3/24
    at = end;
  }
  return year && figures >= 2;
}

Surroundings LookAround(std::string_view segment, size_t begin, size_t end) {
  Surroundings seen;
  std::string_view before = TrimDecoration(segment.substr(0, begin));
  std::string_view after = TrimDecoration(segment.substr(std::min(end, segment.size())));
  seen.mail_quote = before.starts_with(">");
  while (!before.empty() && (before.front() == '>' || before.front() == ' '))
    before.remove_prefix(1);
  // A lone apostrophe before a mark is dirt on the page, not a quotation.
  const bool apostrophe = before.ends_with("'") || before.ends_with("`");
  seen.quoted = EndsWithQuote(before) && (StartsWithQuote(after) || !apostrophe);
  seen.guillemets =
      seen.quoted && (before.ends_with("«") || before.ends_with("»") || before.ends_with("‹"));
  seen.checkbox = EndsWithBox(before) || StartsWithBox(after);
  seen.list_item = !seen.checkbox && IsListPrefix(before, after);
  if (!after.empty()) {
    const char next = after.front();
    seen.sentence_end = next == '.' || next == ',' || next == ';' || next == '?';
    if (after.starts_with("...") || after.starts_with("\xE2\x80\xA6")) seen.sentence_end = false;
  }
  seen.blanks = segment.find("....") != std::string_view::npos ||
                segment.find("\xE2\x80\xA6") != std::string_view::npos ||
                segment.find("____") != std::string_view::npos;
  return seen;
}

}  // namespace niem::detect
