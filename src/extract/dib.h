// Pictures of Windows as they stand inside documents: a bitmap without its file header.
//
// Thread-safety: pure function. Errors: an empty result. Source: [MS-WMF] 2.2.2.9 (DIB), 2.2.2.2
// and 2.2.2.3 (its headers).
#pragma once

#include <string>

#include "base/bytes.h"

namespace niem::extract {

// The same picture as a .bmp file; empty where the header makes no sense. Its dots are not looked
// at.
std::string BmpOfDib(Bytes dib);

}  // namespace niem::extract
