// Settles the false alarms of the one weak quick phrase, "mat".
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

#include <string_view>

#include "detect/rules.h"

namespace niem::detect {

// Whether a hit on this quick phrase alone is to be settled by CouldMatter.
bool IsWeakPhrase(std::string_view quick_phrase);

// For text that hit weak phrases only. Linear; about as fast as reading the text once.
bool CouldMatter(std::string_view utf8, const RuleSet& rules);

// Whether a file or member name alone may make its document suspect.
bool NameCouldMatter(std::string_view name, const RuleSet& rules);

}  // namespace niem::detect
