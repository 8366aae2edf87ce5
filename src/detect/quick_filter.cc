#include "detect/quick_filter.h"

#include <algorithm>
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
  for (const std::string& phrase : rules.quick_phrases) {
    Behind behind = known[phrase];
    behind.weak = IsWeakPhrase(phrase);
    behind.always = behind.always || behind.texts.empty();
    behind_.push_back(std::move(behind));
  }
}

bool HitFilter::Matters(uint32_t phrase, std::string_view utf8, size_t begin, size_t end) const {
  const Behind& behind = behind_[phrase];
  if (behind.always) return true;
  const std::string_view original = utf8.substr(begin, end - begin);
  // Marks and signs apart from their letters: what composing them yields is not looked into here.
  if (original.find_first_of("\xCC\xCD\xE2\xEF") != std::string_view::npos) return true;
  const bool agrees =
      std::any_of(behind.texts.begin(), behind.texts.end(),
                  [&](const std::string& text) { return text::DiacriticsAgree(original, text); });
  if (!agrees || !behind.weak) return agrees;
  return CouldBeMark(utf8, begin, end, rules_.pack);
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

bool NameCouldMatter(std::string_view name, const RuleSet& rules) {
  std::string spaced(name);
  for (char& c : spaced) {
    if (c == '_') c = ' ';
  }
  const std::string folded = text::FoldText(spaced);
  std::vector<PhraseMatch> matches;
  rules.impl().pack.trie.FindAll(folded, matches);
  for (const PhraseMatch& match : matches) {
    if (rules.impl().pack.phrases[match.phrase].role == Role::kLevel) return true;
  }
  return false;
}

}  // namespace niem::detect
