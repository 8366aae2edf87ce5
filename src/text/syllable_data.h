// What Vietnamese syllables are made of: onset + rime, as orthography writes them.
//
// Source: the spelling rules of Vietnamese (chính tả): c/g/ng before a o u, k/gh/ngh before e ê i
// y. Rimes without tones; which vowel bears the tone follows from the rime (syllable.cc).
#pragma once

#include <string_view>

namespace niem::text {

// Onsets that stand before any vowel.
inline constexpr std::u32string_view kFreeOnsets = U"b ch d đ h kh l m n nh p ph r s t th tr v x";
// Before a ă â o ô ơ u ư, and before e ê i.
inline constexpr std::u32string_view kBackOnsets = U"c g ng gi";
inline constexpr std::u32string_view kFrontOnsets = U"k gh ngh";

inline constexpr std::u32string_view kRimes =
    U"a ai ao au ay am an ang anh ap at ac ach "
    U"ăm ăn ăng ăp ăt ăc âu ây âm ân âng âp ât âc "
    U"e eo em en eng ep et ec ê êu êm ên ênh êp êt êch "
    U"i ia iu im in inh ip it ich "
    U"o oi om on ong op ot oc oong ooc oa oai oao oay oam oan oang oanh oap oat oac oach "
    U"oăm oăn oăng oăp oăt oăc oe oeo oen oet "
    U"ô ôi ôm ôn ông ôp ôt ôc ơ ơi ơm ơn ơp ơt "
    U"u ui um un ung up ut uc ua uôi uôm uôn uông uôt uôc uân uâng uât uây uê uêch uênh uơ "
    U"uy uya uyên uyêt uyn uynh uych uyt uyp uyu "
    U"ư ưi ưu ưng ưt ưc ưa ươi ươu ươm ươn ương ươp ươt ươc";

// Written so only after an onset: iê; without one it is yê.
inline constexpr std::u32string_view kRimesAfterOnset = U"iêu iêm iên iêng iêp iêt iêc";
inline constexpr std::u32string_view kRimesWithoutOnset = U"y yêu yêm yên yêng yêt";
// y for i, an old habit that lives on after these onsets.
inline constexpr std::u32string_view kOnsetsOfY = U"h k l m s t th v";
// After g, which merges with the i of gi: gì, gìn, giếng.
inline constexpr std::u32string_view kRimesAfterG = U"i im in iêng iêm iên iêt iêc";
inline constexpr std::u32string_view kRimesAfterQu =
    U"a ai ao au ay an ang anh ap at ac ach ăm ăn ăng ăp ăt ăc âu ây ân âng âp ât "
    U"e eo en eng et ê ên ênh êt êch êu i it ich in inh ơ ơi ơn ơt ôc "
    U"y yên yêt yt ynh ych yn yp yu";

}  // namespace niem::text
