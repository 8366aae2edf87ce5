// Is a text what it seems? One vectorised pass says so of most of it, and names the rest.
//
// "What it seems" means: the quick scanner, reading the bytes as UTF-8, sees every word that the
// full way (text/decode.h, legacy repair) could ever see. Three things stand against it. The bytes
// may be no UTF-8 text at all. Lines without any letter that only true Unicode Vietnamese has
// (U+1E80..U+1EFF), but with code points that can carry a byte above 0x7F, may be carried TCVN3 or
// VNI. And a vowel with a shape and a tone in ASCII, without which text/evidence.h takes nothing
// for VIQR, may be just that. Errors: none. Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace niem::text {

struct Stretch {
  size_t begin = 0;
  size_t end = 0;
};

enum class Seems : uint8_t {
  kPlain,   // but for the lines that may be carried legacy text
  kViqr,    // the same, and may be VIQR
  kUnread,  // not well-formed UTF-8, or with control characters: decode it properly
};

// Appends the lines that may be carried legacy text, in order. Lines end at a line feed, carriage
// return, form feed or zero width space.
Seems Survey(Bytes bytes, std::vector<Stretch>& carried);

// The definition, one letter at a time; Survey is equal to it (tested), `carried` too unless
// kUnread.
Seems SurveyScalar(Bytes bytes, std::vector<Stretch>& carried);

}  // namespace niem::text
