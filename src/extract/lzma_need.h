// How much memory a compressed file asks for before it gives a single byte: a dictionary of up to
// 4 GiB, which its header alone says.
//
// Asked of liblzma itself, with a limit under which it sets nothing up. Ownership: nothing.
// Errors: none; what is damaged is left to whoever unpacks. Thread-safety: pure function. Source:
// the .xz file format 1.1.0, the .lzma file format (liblzma's lzma-file-format.txt).
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace niem::extract {

enum class LzmaKind : uint8_t { kXz, kLzma, kLzip };

// Whether the first block of `bytes` needs more than `limit` bytes of memory.
bool LzmaNeedsMore(Bytes bytes, LzmaKind kind, uint64_t limit);

}  // namespace niem::extract
