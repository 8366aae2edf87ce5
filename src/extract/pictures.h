// Documents that hold pictures: a scanned letter pasted into an office file must never pass as
// clean, since nobody has read what the picture says.
//
// Thread-safety: pure but for the document given. Errors: none.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "extract/document.h"

namespace niem::extract {

// Notes kNeedsOcr when `picture_bytes` (packed size of all its pictures) are enough for text:
// incomplete where the document has hardly any text beside them, else a remark. Call after the
// blocks are there.
void NotePictures(uint64_t picture_bytes, Document& document);

// Packed size of the pictures in OfficeArt records. Source: [MS-ODRAW] 2.2.22, 2.2.32.
uint64_t OfficeArtPictureBytes(Bytes records);

}  // namespace niem::extract
