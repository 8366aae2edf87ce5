// Settles the false alarms of the quick phrases, hit by hit, on the original letters.
//
// Folded, "tôi mất" reads like TỐI MẬT and "số bán" like "số bản": a hit counts only if its
// diacritics agree with one of the rules' phrases behind the folded one.
//
// MẬT alone is a mark, so RuleSet::quick_phrases() must hold "mat"; but folded, "mặt", "mất", "mát"
// and "mắt" read the same, and nearly every Vietnamese text has one of them. Where the quick
// scanner hit nothing but weak phrases, CouldMatter() answers on the original letters, without
// decoding into blocks: some occurrence agrees with MẬT by its diacritics and stands as a mark
// stands.
//
// Invariant (property-tested): if no phrase but weak ones hits a UTF-8 text and CouldMatter is
// false, then Judge(ExtractText(text)) is clean. It errs only towards true. The document's name is
// evidence of its own: ask NameCouldMatter too, whatever the scanner says. Errors: none.
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "detect/rules.h"

namespace niem::detect {

// Whether a hit on this quick phrase alone is to be settled by CouldMatter.
bool IsWeakPhrase(std::string_view quick_phrase);

// For text that hit weak phrases only. Linear; about as fast as reading the text once.
bool CouldMatter(std::string_view utf8, const RuleSet& rules);

// What is known of the text that a hit stands in.
enum class Standing : uint8_t {
  kLines,     // lines and columns are what they will be
  kMarkup,    // lines may join, words that single blanks join will stay together
  kCapitals,  // the same, and small letters may be shown as capitals
};

// Which hits count. Thread-safety: immutable. Ownership: borrows the rules.
class HitFilter {
 public:
  explicit HitFilter(const RuleSet& rules) : HitFilter(rules.impl()) {}

  explicit HitFilter(const RuleSet::Impl& rules);

  // For a hit on rules.quick_phrases()[phrase] at [begin, end) of a UTF-8 text: whether the
  // document may be anything but clean because of it. If none matters, Judge(ExtractText(utf8)) is
  // clean.
  bool Matters(uint32_t phrase, std::string_view utf8, size_t begin, size_t end,
               Standing standing = Standing::kLines) const;

 private:
  struct Behind {
    bool always = false;  // nothing to compare: an agency's phrase, spelt letters
    bool weak = false;
    std::vector<std::string> texts;
  };

  void LearnOtherWords(const std::vector<std::string>& phrases);
  bool IsOtherWord(std::string_view original) const;
  bool InSentence(std::string_view utf8, size_t begin, size_t end) const;
  bool IsForeign(std::string_view word) const;

  const RuleSet::Impl& rules_;
  std::vector<Behind> behind_;         // by quick phrase
  std::vector<uint64_t> other_words_;  // "mất", "mặt" and the like; sorted
  std::vector<uint64_t> decomposed_;   // the spellings with their marks apart that do agree
  std::unordered_set<std::string>
      line_words_;  // folded, of all phrases that a mark's line may hold
};

// Whether a file or member name alone may make its document suspect.
bool NameCouldMatter(std::string_view name, const RuleSet& rules);

}  // namespace niem::detect
