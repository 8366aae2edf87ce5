// The files that dislocker believes it opens: the locked volume, whose bytes are asked for over a
// socket, and a startup key (.BEK) in memory. dislocker opens and reads by functions of its own
// (dislocker/common.h) and by pread; this program has its own of the same names, and the loader
// takes those. So nothing has to be opened in the sandbox.
//
// Thread-safety: one volume, one thread.
#pragma once

#include <span>
#include <string>

#include "base/result.h"

namespace niem::worker {

inline constexpr const char* kVolumeName = "volume";  // what dislocker is told to open
inline constexpr const char* kKeyName = "key";

// Where the bytes of the locked volume come from.
class LockedBytes {
 public:
  virtual ~LockedBytes() = default;
  virtual uint64_t size() const = 0;
  // Fills `out` from `offset`; fewer only at the end.
  virtual Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) = 0;
};

// Both must outlive what dislocker does; null: nothing there.
void SetFiles(LockedBytes* volume, const std::string* key);

}  // namespace niem::worker
