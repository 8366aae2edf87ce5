#include "detect/agency_match.h"

#include <algorithm>
#include <string>

#include "detect/segment.h"
#include "text/fold.h"

namespace niem::detect {
namespace {

using extract::Block;
using extract::Document;

constexpr size_t kQuoteCharacters = 80;

// The phrase hits of one block, by rule and part.
struct Hit {
  uint32_t rule = 0;
  AgencyPart part = AgencyPart::kPhrase;
  uint32_t begin_word = 0, end_word = 0;
  uint32_t begin = 0, end = 0;  // bytes in the block
};

struct Tally {
  uint32_t count = 0;
  TextRef first;   // the first hit
  TextRef second;  // of a pair, the other phrase
};

std::string Quoted(std::string_view text) {
  size_t characters = 0, end = 0;
  while (end < text.size()) {
    if ((static_cast<uint8_t>(text[end]) & 0xC0u) != 0x80 && ++characters > kQuoteCharacters) break;
    ++end;
  }
  std::string quoted(text.substr(0, end));
  std::replace(quoted.begin(), quoted.end(), '\n', ' ');
  return quoted;
}

class Matcher {
 public:
  Matcher(const Document& document, const RuleSet::Impl& rules, const Reading& reading,
          const Layout& layout)
      : document_(document),
        rules_(rules),
        reading_(reading),
        layout_(layout),
        tallies_(rules.agency.size()) {}

  std::vector<AgencyFinding> Run() {
    for (uint32_t i = 0; i < document_.blocks.size(); ++i) ReadBlock(i);
    std::vector<AgencyFinding> findings;
    for (uint32_t i = 0; i < tallies_.size(); ++i) {
      if (tallies_[i].count >= rules_.agency[i].min_count) findings.push_back(Finding(i));
    }
    return findings;
  }

 private:
  void ReadBlock(uint32_t index) {
    block_ = index;
    hits_.clear();
    if (!rules_.agency_trie.empty()) FindPhrases(document_.blocks[index].text);
    for (uint32_t rule = 0; rule < rules_.agency.size(); ++rule) ReadRule(rule);
  }

  void FindPhrases(std::string_view text) {
    const text::Folded folded = text::Fold(text);
    matches_.clear();
    rules_.agency_trie.FindAll(folded.text, matches_);
    uint32_t words = 0;
    size_t at = 0;
    const auto word_of = [&](size_t offset) {
      for (; at < offset; ++at) words += folded.text[at] == ' ' || folded.text[at] == '\n';
      return words;
    };
    for (const PhraseMatch& match : matches_) {
      const AgencyPhrase& phrase = rules_.agency_phrases[match.phrase];
      const std::string_view original = LettersOf(folded, text, match.begin, match.end);
      if (rules_.agency[phrase.rule].diacritics && !text::DiacriticsAgree(original, phrase.text))
        continue;
      const uint32_t first = word_of(match.begin);
      const auto length =
          static_cast<uint32_t>(std::count(phrase.folded.begin(), phrase.folded.end(), ' '));
      const auto begin = static_cast<uint32_t>(original.data() - text.data());
      hits_.push_back({phrase.rule, phrase.part, first, first + length, begin,
                       static_cast<uint32_t>(begin + original.size())});
    }
  }

  extract::Place PlaceOf(const TextRef& ref) const {
    return layout_.PlaceOf(ref, LineOf(document_, reading_, ref));
  }

  // The place as the file gives it, or as the layout refines it.
  bool PlaceAllowed(const AgencyRule& rule, const TextRef& ref) const {
    const auto named = [&](extract::Place place) {
      return std::find(rule.places.begin(), rule.places.end(), place) != rule.places.end();
    };
    return rule.places.empty() || named(document_.blocks[ref.block].place) || named(PlaceOf(ref));
  }

  void ReadRule(uint32_t index) {
    const AgencyRule& rule = rules_.agency[index];
    if (Excepted(index)) return;
    const std::string& text = document_.blocks[block_].text;
    for (const auto* expressions : {&rule.regex, &rule.words}) {
      for (const auto& expression : *expressions) CountRegex(index, *expression, text);
    }
    ReadProximity(index);
  }

  bool Excepted(uint32_t index) const {
    const AgencyRule& rule = rules_.agency[index];
    const std::string& text = document_.blocks[block_].text;
    for (const auto& expression : rule.except_regex) {
      if (re2::RE2::PartialMatch(text, *expression)) return true;
    }
    return std::any_of(hits_.begin(), hits_.end(), [&](const Hit& hit) {
      return hit.rule == index && hit.part == AgencyPart::kExcept;
    });
  }

  void CountRegex(uint32_t index, const re2::RE2& expression, const std::string& text) {
    const uint32_t enough = rules_.agency[index].min_count;
    re2::StringPiece found;
    size_t at = 0;
    while (tallies_[index].count < enough && at <= text.size() &&
           expression.Match(text, at, text.size(), re2::RE2::UNANCHORED, &found, 1)) {
      const auto begin = static_cast<size_t>(found.data() - text.data());
      Count(index, static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + found.size()));
      at = begin + std::max<size_t>(found.size(), 1);
    }
  }

  // Phrases that stand alone, and pairs within the rule's number of words.
  void ReadProximity(uint32_t index) {
    const AgencyRule& rule = rules_.agency[index];
    const Hit* first = nullptr;
    const Hit* second = nullptr;
    for (const Hit& hit : hits_) {
      if (hit.rule != index) continue;
      if (hit.part == AgencyPart::kPhrase) Count(index, hit.begin, hit.end);
      if (hit.part == AgencyPart::kFirst) first = &hit;
      if (hit.part == AgencyPart::kSecond) second = &hit;
      if (first == nullptr || second == nullptr || !rule.near_words.has_value()) continue;
      const Hit& low = first->begin <= second->begin ? *first : *second;
      const Hit& high = &low == first ? *second : *first;
      const uint32_t between =
          high.begin_word > low.end_word ? high.begin_word - low.end_word - 1 : 0;
      if (between > *rule.near_words) continue;
      Count(index, low.begin, low.end, {block_, high.begin, high.end});
      first = second = nullptr;
    }
  }

  void Count(uint32_t index, uint32_t begin, uint32_t end, TextRef second = {}) {
    const TextRef ref{block_, begin, end};
    if (!PlaceAllowed(rules_.agency[index], ref)) return;
    Tally& tally = tallies_[index];
    if (tally.count++ == 0) tally = {1, ref, second};
  }

  AgencyFinding Finding(uint32_t index) const {
    const AgencyRule& rule = rules_.agency[index];
    const Tally& tally = tallies_[index];
    const Block& block = document_.blocks[tally.first.block];
    AgencyFinding finding{rule.verdict, rule.level, {}};
    finding.evidence.rule = "agency." + rule.id;
    finding.evidence.text = Quoted(tally.first.In(document_));
    // Never what stands between the two.
    if (tally.second.valid()) finding.evidence.text += " … " + Quoted(tally.second.In(document_));
    finding.evidence.page = block.page;
    finding.evidence.place = PlaceOf(tally.first);
    finding.evidence.source = block.place == extract::Place::kMetadata ? Source::kMetadata
                              : block.ocr                              ? Source::kOcr
                                                                       : Source::kText;
    finding.evidence.weight = rule.weight;
    finding.evidence.locator = block.locator;
    if (block.page != 0 && block.box.has_value())
      finding.evidence.box = extract::OnPage(*block.box);
    return finding;
  }

  const Document& document_;
  const RuleSet::Impl& rules_;
  const Reading& reading_;
  const Layout& layout_;
  std::vector<Tally> tallies_;
  std::vector<PhraseMatch> matches_;
  std::vector<Hit> hits_;
  uint32_t block_ = 0;
};

}  // namespace

std::vector<AgencyFinding> MatchAgencyRules(const Document& document, const RuleSet::Impl& rules,
                                            const Reading& reading, const Layout& layout) {
  if (rules.agency.empty()) return {};
  return Matcher(document, rules, reading, layout).Run();
}

}  // namespace niem::detect
