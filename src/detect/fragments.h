// Puts a mark together again whose letters a page description gives in several boxes: a stamp
// turned by hand, or set in two lines beside other text ("TUYỆT" and "MẬT", "TỐI M" and "ẬT").
//
// Only documents whose blocks have boxes (PDF) are looked at, and only blocks that are nothing but
// a piece of a level's name. Errors: none. Thread-safety: pure function.
#pragma once

#include "detect/pack.h"
#include "extract/document.h"

namespace niem::detect {

// The block of the first piece gets the whole mark, the others become empty.
void JoinFragments(extract::Document& document, const Pack& pack);

}  // namespace niem::detect
