// Files that Windows compressed by itself ("MAM": prefetch files since Windows 10), in LZXPRESS
// Huffman. Our own reading of it: of Debian's libraries only libfwnt knows the format, and a
// damaged table of codes makes that read where it must not.
//
// Source: [MS-XCA] 2.2. Errors: kCorrupt where the bytes are of another form, damaged or above
// 64 MiB. Thread-safety: pure function.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

Result<std::vector<uint8_t>> UnpackMam(Bytes bytes);

}  // namespace niem::audit
