#include "worker/lock_protocol.h"

#include <limits>

namespace niem::worker {

void Put(FrameWriter& out, const LockAsk& ask) {
  out.U32(static_cast<uint32_t>(ask.what)).U64(ask.offset).U64(ask.count);
}

Result<LockAsk> ReadLockAsk(Bytes payload) {
  FrameReader in(payload);
  LockAsk ask;
  const uint32_t what = in.U32();
  ask.what = static_cast<LockAsk::What>(what);
  ask.offset = in.U64(), ask.count = in.U64();
  constexpr uint64_t kMost = std::numeric_limits<int64_t>::max();  // dislocker counts with a sign
  const bool open = what == static_cast<uint32_t>(LockAsk::What::kOpen) && ask.offset == 0;
  const bool read = what == static_cast<uint32_t>(LockAsk::What::kRead) && ask.count <= kLockChunk;
  if (!in.ok() || !(open || read) || ask.offset > kMost || ask.count > kMost - ask.offset) {
    return Error(ErrorCode::kCorrupt, {"tiến trình mở khoá BitLocker trả lời sai khuôn",
                                       "the process that unlocks BitLocker answered out of form"});
  }
  return ask;
}

}  // namespace niem::worker
