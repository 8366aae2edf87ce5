#include "worker/disk/unlocked.h"

#include <algorithm>
#include <cstring>

#include "worker/disk_protocol.h"

namespace niem::worker {

Unlocked::Unlocked(Fd socket, disk::Medium& locked)
    : Medium(0),
      socket_(std::move(socket)),
      channel_(socket_.get(), kLockChunk + 64),
      locked_(locked) {}

Result<std::unique_ptr<Unlocked>> Unlocked::Open(Fd socket, disk::Medium& locked) {
  std::unique_ptr<Unlocked> made(new Unlocked(std::move(socket), locked));
  TRY_ASSIGN(const Bytes answer, made->Ask({LockAsk::What::kOpen, 0, locked.size()}));
  FrameReader in(answer);
  made->size_ = in.U64();
  if (!in.ok() || made->size_ == 0 || made->size_ > locked.size()) return made->Gone();
  return made;
}

Error Unlocked::Gone() {
  gone_ = true;
  return {
      ErrorCode::kCrashed,
      {"tiến trình mở khoá (dislocker) dừng đột ngột", "the unlocking process (dislocker) died"}};
}

Status Unlocked::Give(const Frame& wanted) {
  TRY_ASSIGN(const LockAsk ask, ReadLockAsk(wanted.payload));
  if (ask.what != LockAsk::What::kRead) return ReadError({});
  std::vector<uint8_t> bytes(static_cast<size_t>(ask.count));
  const auto got = locked_.Read(ask.offset, bytes);
  if (got.ok()) return channel_.Send(FrameType::kResult, Bytes(bytes).first(*got));
  FrameWriter out;
  Put(out, got.error());
  return channel_.Send(FrameType::kRefused, out.bytes());
}

Result<Bytes> Unlocked::Ask(const LockAsk& ask) {
  if (gone_) return Gone();
  FrameWriter out;
  Put(out, ask);
  if (!channel_.Send(FrameType::kJob, out.bytes()).ok()) return Gone();
  while (true) {
    const Result<Frame> frame = channel_.Receive();
    if (!frame.ok()) return Gone();
    if (frame->type == FrameType::kDone) return frame->payload;
    if (frame->type == FrameType::kRefused) return ReadError(frame->payload);
    if (frame->type != FrameType::kBegin || !Give(*frame).ok()) return Gone();
  }
}

Result<size_t> Unlocked::Read(uint64_t offset, std::span<uint8_t> out) {
  if (offset >= size_) return size_t{0};
  const auto wanted = static_cast<size_t>(std::min<uint64_t>(out.size(), size_ - offset));
  for (size_t have = 0; have < wanted;) {
    const size_t part = std::min(wanted - have, kLockChunk);
    TRY_ASSIGN(const Bytes bytes, Ask({LockAsk::What::kRead, offset + have, part}));
    if (bytes.size() != part) return Gone();
    std::memcpy(out.data() + have, bytes.data(), part);
    have += part;
  }
  return wanted;
}

}  // namespace niem::worker
