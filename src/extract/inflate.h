// zlib streams whose writers leave out the end: PowerPoint flushes the objects it embeds and never
// closes them, which libdeflate, made for whole streams, refuses.
//
// Thread-safety: pure function. Errors: none; what could be unpacked comes back. Source: RFC 1950.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace niem::extract {

// At most `size` bytes; fewer where the stream ends or is damaged before.
std::vector<uint8_t> Inflate(Bytes stream, size_t size);

}  // namespace niem::extract
