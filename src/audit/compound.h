// A compound file (OLE2) of Windows' own: the streams that lie in its root storage, by name. Jump
// lists are kept so. (Documents in compound files are the business of extract/.)
//
// Bounded: chains of sectors end after as many as the file has, so that one that runs in a circle
// gives a broken stream; streams together are never longer than kMaxCompoundBytes.
// Source: [MS-CFB] 2.1-2.6. Ownership: borrows the bytes. Errors: kCorrupt. Thread-safety: pure
// function.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace niem::audit {

struct CompoundStream {
  std::string name;  // UTF-8
  std::vector<uint8_t> bytes;
  bool whole = false;  // false: shorter than its entry says
};

inline constexpr size_t kMaxCompoundStreams = 20'000;
inline constexpr uint64_t kMaxCompoundBytes = uint64_t{256} << 20;

Result<std::vector<CompoundStream>> ReadCompound(Bytes file);

}  // namespace niem::audit
