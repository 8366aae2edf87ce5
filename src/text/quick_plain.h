// Is a text surely what it seems? One vectorised pass says so of most Vietnamese and English text.
//
// "What it seems" means: the quick scanner, reading the bytes as UTF-8, sees every word that the
// full way (text/decode.h, legacy repair) could ever see in it. That holds for well-formed UTF-8
// without control characters, without the Latin-1 letters and signs that carried TCVN3 and VNI
// cannot do without, and without VIQR's vowel + shape + tone, without which text/evidence.h takes
// nothing for VIQR. Errors: none. Thread-safety: pure functions.
#pragma once

#include "base/bytes.h"

namespace niem::text {

// True: for certain. False: look closer.
bool SurelyPlain(Bytes bytes);

// The definition, one byte at a time. The vector form may only ever agree with it (tested).
bool SurelyPlainScalar(Bytes bytes);

}  // namespace niem::text
