// Text in Office drawings that is no text box: WordArt (watermarks are made so) and descriptions.
//
// Thread-safety: pure function. Errors: none; damage costs the drawing's text only.
// Source: [MS-ODRAW] 2.2.7-2.2.11 (property tables), 2.3.22.1 (gtextUNICODE), 2.3.4.1
// (wzDescription).
#pragma once

#include "base/bytes.h"
#include "extract/ole_text.h"

namespace niem::extract {

// Walks OfficeArt records, descending into containers; one pass over the bytes.
void AddOfficeArtText(Bytes records, DocumentWriter& writer);

}  // namespace niem::extract
