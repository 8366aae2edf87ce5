// Is a word a possible Vietnamese syllable? The evidence by which encodings are told apart and
// garbage is known: nearly every word of Vietnamese text is one, few words of other readings are.
//
// "Possible" means onset + rime + tone obey the spelling rules (syllable_data.h), not that
// a dictionary has it. Errors: none. Thread-safety: pure functions.
#pragma once

#include <span>
#include <string_view>

#include "text/letters.h"

namespace niem::text {

// Shapes, the tone and the vowel that bears it must be right; case does not matter. Stops (p t c
// ch) take only sắc and nặng, unless the word has no marks at all.
bool IsSyllable(std::span<const Letter> word);

// The same for a folded word: some syllable folds to it.
bool IsFoldedSyllable(std::string_view folded_word);

}  // namespace niem::text
