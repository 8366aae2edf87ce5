// The language between niem-worker-disk and niem-worker-lock, which opens a BitLocker volume that
// libbde does not, by dislocker. The asker (DiskReader) starts niem-worker-lock, tells it
// DiskSettings, waits for kReady, and hands its own end of the socket to niem-worker-disk. Then:
//
//   disk -> lock: a kJob (a LockAsk) at a time: kOpen, once, then any number of kRead
//   lock -> disk: any number of kBegin (a LockAsk of kRead: bytes of the locked volume are wanted),
//                 each answered by kResult with those bytes or by kRefused; then kDone (of kOpen
//                 the size of the volume inside, of kRead its bytes) or kRefused with an error
//
// Neither believes the other in anything but form: offsets and counts are bounded by both.
//
// They are two programs because dislocker (GPL-2.0-or-later) and The Sleuth Kit (IPL, CPL) may not
// be linked into one, and because dislocker ends its process on volumes that it does not know.
//
// Errors: kCorrupt (out of form). Thread-safety: pure functions, plain values.
#pragma once

#include "worker/protocol.h"

namespace niem::worker {

inline constexpr size_t kLockChunk = 1 << 20;  // bytes of one answer, either way

struct LockAsk {
  enum class What : uint32_t { kOpen = 1, kRead } what = What::kOpen;
  uint64_t offset = 0;
  uint64_t count = 0;  // of kOpen: the bytes of the locked volume
};

void Put(FrameWriter& out, const LockAsk& ask);
Result<LockAsk> ReadLockAsk(Bytes payload);

}  // namespace niem::worker
