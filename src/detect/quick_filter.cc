#include "detect/quick_filter.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "detect/rule_set.h"
#include "detect/segment.h"
#include "text/fold.h"
#include "text/fold_table.h"
#include "text/utf8.h"

namespace niem::detect {
namespace {

constexpr std::string_view kWeak = "mat";

// First bytes of combining marks, and of signs that vanish in folding.
constexpr std::string_view kMarksApart = "\xCC\xCD\xE2\xEF";

bool AgreesWithMark(std::string_view original, const Pack& pack) {
  for (const Phrase& phrase : pack.phrases) {
    if (phrase.role == Role::kLevel && phrase.folded == kWeak &&
        text::DiacriticsAgree(original, phrase.text)) {
      return true;
    }
  }
  return false;
}

// What candidates.cc would make of the segment around this word, erring towards yes.
bool CouldBeMark(std::string_view text, size_t begin, size_t end, const Pack& pack) {
  const std::string_view original = text.substr(begin, end - begin);
  if (!AgreesWithMark(original, pack)) return false;
  const std::optional<Span> span = SegmentAround(text, begin, end);
  if (!span.has_value()) return false;
  const std::string_view segment = text.substr(span->begin, span->end - span->begin);
  const Parsed parsed = ParseSegment(segment, pack);
  if (parsed.levels.empty()) return false;
  return parsed.residue == 0 || CountLetters(original).all_upper();
}

constexpr std::string_view kSpellingsOfA[] = {
    "á", "à", "ả", "ã", "ạ", "ă", "ắ", "ằ", "ẳ", "ẵ", "ặ", "â", "ấ", "ầ", "ẩ", "ẫ", "ậ",
    "Á", "À", "Ả", "Ã", "Ạ", "Ă", "Ắ", "Ằ", "Ẳ", "Ẵ", "Ặ", "Â", "Ấ", "Ầ", "Ẩ", "Ẫ", "Ậ"};

// The letters of kSpellingsOfA with their marks apart, in the order that Unicode composes.
std::vector<std::string> DecomposedSpellingsOfA() {
  constexpr std::string_view kDotBelow = "\u0323";
  std::vector<std::string> spellings;
  for (const std::string_view base : {"a", "A"}) {
    for (const std::string_view shape : {"", "\u0302", "\u0306"}) {
      for (const std::string_view tone : {"", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}) {
        const bool below = tone == kDotBelow;
        spellings.push_back(std::string(base).append(below ? tone : shape));
        spellings.back().append(below ? shape : tone);
      }
    }
  }
  return spellings;
}

// The bytes of a word of at most eight in one number; 0 for longer ones.
uint64_t KeyOf(std::string_view word) {
  uint64_t key = 0;
  if (word.size() > sizeof key) return 0;
  std::memcpy(&key, word.data(), word.size());
  return key;
}

constexpr size_t kNeighbours = 6;  // words on either side of a hit that are looked at
constexpr size_t kLongToken = 48;

// Bytes that neither begin nor end a segment nor belong to what may: no control character, no bar,
// no blank of several bytes.
bool Joins(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return byte > ' ' && byte != '|' && byte != 0xC2 && byte != 0xE2 && byte != 0xE3;
}

size_t JoinedEnd(std::string_view text, size_t at) {
  const size_t limit = std::min(text.size(), at + kLongToken);
  while (at < limit && Joins(text[at])) ++at;
  return at;
}

size_t JoinedBegin(std::string_view text, size_t at) {
  const size_t limit = at > kLongToken ? at - kLongToken : 0;
  while (at > limit && Joins(text[at - 1])) --at;
  return at;
}

void AddWords(std::string_view folded, std::unordered_set<std::string>& words) {
  while (!folded.empty()) {
    const size_t end = std::min(folded.find_first_of(" \n"), folded.size());
    if (end > 0) words.emplace(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
}

// Steps through the text as text::Fold does, and stops at each word that folds to "mat".
class WeakWords {
 public:
  explicit WeakWords(std::string_view text) : text_(text), table_(text::FoldTable::Get()) {}

  bool Next(size_t& begin, size_t& end) {
    while (at_ < text_.size()) {
      const size_t here = at_;
      if (!Step()) continue;
      if (Matched()) {
        begin = begin_;
        end = here;
        Reset();
        return true;
      }
      Reset();
    }
    const bool last = Matched();
    begin = begin_;
    end = text_.size();
    Reset();
    return last;
  }

 private:
  bool Matched() const { return matched_ == kWeak.size(); }

  void Reset() { matched_ = length_ = 0; }

  // Consumes one code point; true when it ended a word.
  bool Step() {
    const auto byte = static_cast<uint8_t>(text_[at_]);
    const size_t here = at_;
    uint8_t fold = 0;
    if (byte < 0x80) {
      fold = table_.ascii()[byte];
      ++at_;
    } else {
      const text::CodePoint read = text::ReadUtf8(text_, at_);
      fold = table_.Of(read.value);
      at_ += read.size;
    }
    if (fold == text::kFoldDrop) return false;
    if (fold == text::kFoldSeparator || fold == text::kFoldLine) return length_ > 0;
    if (fold >= text::kFoldLong) {
      for (const char letter : table_.Long(fold)) Letter(letter, here);
    } else {
      Letter(static_cast<char>(fold), here);
    }
    return false;
  }

  void Letter(char letter, size_t here) {
    if (length_ == 0) begin_ = here;
    if (length_ < kWeak.size() && matched_ == length_ && letter == kWeak[length_])
      ++matched_;
    else
      matched_ = kWeak.size() + 1;
    ++length_;
  }

  std::string_view text_;
  const text::FoldTable& table_;
  size_t at_ = 0;
  size_t begin_ = 0;
  size_t matched_ = 0;  // letters of "mat" so far; beyond its size once another word
  size_t length_ = 0;
};

}  // namespace

HitFilter::HitFilter(const RuleSet::Impl& rules) : rules_(rules) {
  std::map<std::string_view, Behind> known;
  for (const Phrase& phrase : rules.pack.phrases) {
    if (IsLineRole(phrase.role)) AddWords(phrase.folded, line_words_);
    switch (phrase.role) {
      case Role::kLevel:
      case Role::kDeclassify:
      case Role::kChange:
      case Role::kChangeUp:
      case Role::kChangeDown:
      case Role::kTopic:
      case Role::kCompanion:
        known[phrase.folded].texts.push_back(phrase.text);
        break;
      case Role::kGarbledTopic:  // found in garbled text, whatever its diacritics
        known[phrase.folded].always = true;
        break;
      default:
        break;
    }
  }
  for (const AgencyPhrase& phrase : rules.agency_phrases) known[phrase.folded].always = true;
  LearnOtherWords(known[kWeak].texts);
  for (const std::string& phrase : rules.quick_phrases) {
    Behind behind = known[phrase];
    behind.weak = IsWeakPhrase(phrase);
    behind.always = behind.always || behind.texts.empty();
    behind_.push_back(std::move(behind));
  }
}

// All spellings of "mat" with one letter a that agree with none of the phrases.
void HitFilter::LearnOtherWords(const std::vector<std::string>& phrases) {
  std::vector<std::string> spellings = DecomposedSpellingsOfA();
  spellings.insert(spellings.end(), std::begin(kSpellingsOfA), std::end(kSpellingsOfA));
  for (const std::string_view m : {"m", "M"}) {
    for (const std::string_view a : spellings) {
      for (const std::string_view t : {"t", "T"}) {
        const std::string word = std::string(m).append(a).append(t);
        const bool agrees = std::any_of(phrases.begin(), phrases.end(), [&](const auto& phrase) {
          return text::DiacriticsAgree(word, phrase);
        });
        if (!agrees)
          other_words_.push_back(KeyOf(word));
        else if (word.size() > kWeak.size() && word.find_first_of(kMarksApart) != std::string::npos)
          decomposed_.push_back(KeyOf(word));
      }
    }
  }
  std::sort(other_words_.begin(), other_words_.end());
  std::sort(decomposed_.begin(), decomposed_.end());
}

bool HitFilter::Matters(uint32_t phrase, std::string_view utf8, size_t begin, size_t end,
                        Standing standing) const {
  const Behind& behind = behind_[phrase];
  if (behind.always) return true;
  const std::string_view original = utf8.substr(begin, end - begin);
  if (behind.weak && IsOtherWord(original)) return false;
  // Marks and signs apart from their letters: what composing them yields is not looked into here,
  // but for a small "mật" amid a sentence.
  if (original.find_first_of(kMarksApart) != std::string_view::npos) {
    const bool small =
        behind.weak && standing != Standing::kCapitals &&
        std::binary_search(decomposed_.begin(), decomposed_.end(), KeyOf(original)) &&
        !CountLetters(original).all_upper();
    return !small || !InSentence(utf8, begin, end);
  }
  const bool agrees =
      std::any_of(behind.texts.begin(), behind.texts.end(),
                  [&](const std::string& text) { return text::DiacriticsAgree(original, text); });
  if (!agrees || !behind.weak || standing == Standing::kCapitals) return agrees;
  if (!CountLetters(original).all_upper() && InSentence(utf8, begin, end)) return false;
  return standing == Standing::kMarkup || CouldBeMark(utf8, begin, end, rules_.pack);
}

// "mất", "mặt", "mắt": nearly every text has one, so they are known by heart.
bool HitFilter::IsOtherWord(std::string_view original) const {
  const uint64_t key = KeyOf(original);
  return key != 0 && std::binary_search(other_words_.begin(), other_words_.end(), key);
}

// Words of one line that single blanks join to a small "mật" share its segment, whatever the
// format. One that no mark's line may hold, as most words of a sentence, settles that the segment
// is none.
bool HitFilter::InSentence(std::string_view utf8, size_t begin, size_t end) const {
  size_t at = end;
  for (size_t word = 0; word < kNeighbours && at < utf8.size() && utf8[at] == ' '; ++word) {
    const size_t next = JoinedEnd(utf8, at + 1);
    if (next == at + 1) break;  // columns are parted by several blanks
    if (next < utf8.size() && utf8[next] == ' ' && IsForeign(utf8.substr(at + 1, next - at - 1)))
      return true;
    at = next;
  }
  at = begin;
  for (size_t word = 0; word < kNeighbours && at > 0 && utf8[at - 1] == ' '; ++word) {
    const size_t next = JoinedBegin(utf8, at - 1);
    if (next == at - 1) break;
    if (next > 0 && utf8[next - 1] == ' ' && IsForeign(utf8.substr(next, at - 1 - next)))
      return true;
    at = next;
  }
  return false;
}

// Letters only, so that no code and no number is made of it.
bool HitFilter::IsForeign(std::string_view word) const {
  if (word.size() < 2 || word.size() > 32) return false;
  const bool letters = std::all_of(word.begin(), word.end(), [](char c) {
    const auto byte = static_cast<uint8_t>(c);
    return (byte | 0x20) >= 'a' && ((byte | 0x20) <= 'z' || byte >= 0x80);
  });
  if (!letters) return false;
  const std::string folded = text::FoldText(word);
  return folded.size() > 1 && folded.find(' ') == std::string::npos &&
         std::all_of(folded.begin(), folded.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
         !line_words_.contains(folded);
}

bool IsWeakPhrase(std::string_view quick_phrase) {
  return quick_phrase == kWeak;
}

bool CouldMatter(std::string_view utf8, const RuleSet& rules) {
  WeakWords words(utf8);
  size_t begin = 0;
  size_t end = 0;
  while (words.Next(begin, end)) {
    if (CouldBeMark(utf8, begin, end, rules.impl().pack)) return true;
  }
  return false;
}

// As the judge reads names, but wherever in the name: it takes the stem, and MẬT only at an end.
bool NameCouldMatter(std::string_view name, const RuleSet& rules) {
  std::string spaced(name);
  std::replace(spaced.begin(), spaced.end(), '_', ' ');
  const text::Folded folded = text::Fold(spaced);
  std::vector<PhraseMatch> matches;
  rules.impl().pack.trie.FindAll(folded.text, matches);
  return std::any_of(matches.begin(), matches.end(), [&](const PhraseMatch& match) {
    const Phrase& phrase = rules.impl().pack.phrases[match.phrase];
    if (phrase.role != Role::kLevel) return false;
    const std::string_view original = LettersOf(folded, spaced, match.begin, match.end);
    if (!text::DiacriticsAgree(original, phrase.text)) return false;
    return phrase.level != Level::kMat || CountLetters(original).all_upper();
  });
}

}  // namespace niem::detect
