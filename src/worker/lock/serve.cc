#include "worker/lock/serve.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>

#include "worker/child.h"
#include "worker/disk_protocol.h"
#include "worker/lock/dislocker.h"
#include "worker/lock_protocol.h"

namespace niem::worker {
namespace {

// The locked volume, at the other end of the socket.
class AskedFor : public LockedBytes {
 public:
  AskedFor(Channel& channel, uint64_t size) : channel_(channel), size_(size) {}

  uint64_t size() const override { return size_; }

  Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) override {
    if (offset >= size_) return size_t{0};
    const auto wanted = static_cast<size_t>(std::min<uint64_t>(out.size(), size_ - offset));
    size_t have = 0;
    while (have < wanted) {
      const size_t part = std::min(wanted - have, kLockChunk);
      TRY_ASSIGN(const size_t got, Ask(offset + have, out.subspan(have, part)));
      have += got;
      if (got < part) break;
    }
    return have;
  }

 private:
  Result<size_t> Ask(uint64_t offset, std::span<uint8_t> out) {
    FrameWriter ask;
    Put(ask, LockAsk{LockAsk::What::kRead, offset, out.size()});
    TRY(channel_.Send(FrameType::kBegin, ask.bytes()));
    TRY_ASSIGN(const Frame frame, channel_.Receive());
    if (frame.type == FrameType::kRefused) return ReadError(frame.payload);
    if (frame.type != FrameType::kResult || frame.payload.size() > out.size()) ::_exit(1);
    if (!frame.payload.empty()) {
      std::memcpy(out.data(), frame.payload.data(), frame.payload.size());
    }
    return frame.payload.size();
  }

  Channel& channel_;
  uint64_t size_;
};

Status SendError(Channel& channel, const Error& error) {
  FrameWriter out;
  Put(out, error);
  return channel.Send(FrameType::kRefused, out.bytes());
}

Status Open(Channel& channel, Dislocker& dislocker, AskedFor& volume) {
  const Status opened = dislocker.Open(volume);
  if (!opened.ok()) return SendError(channel, opened.error());
  FrameWriter out;
  out.U64(dislocker.size());
  return channel.Send(FrameType::kDone, out.bytes());
}

Status Read(Channel& channel, Dislocker& dislocker, const LockAsk& ask) {
  std::vector<uint8_t> bytes(static_cast<size_t>(ask.count));
  const Status read = dislocker.Read(ask.offset, bytes);
  if (!read.ok()) return SendError(channel, read.error());
  return channel.Send(FrameType::kDone, bytes);
}

Status NextAsk(Channel& channel, LockAsk::What what, LockAsk& ask) {
  TRY_ASSIGN(const Frame frame, channel.Receive());
  TRY_ASSIGN(ask, ReadLockAsk(frame.payload));
  if (frame.type == FrameType::kJob && ask.what == what) return Ok();
  return Error(ErrorCode::kCorrupt, {"câu hỏi sai khuôn", "a question out of form"});
}

Status Work(Channel& channel, Dislocker& dislocker) {
  LockAsk ask;
  TRY(NextAsk(channel, LockAsk::What::kOpen, ask));
  AskedFor volume(channel, ask.count);
  TRY(Open(channel, dislocker, volume));
  while (true) {
    TRY(NextAsk(channel, LockAsk::What::kRead, ask));
    TRY(Read(channel, dislocker, ask));
  }
}

}  // namespace

int ServeLock() {
  CloseInherited();
  Channel channel(kWorkerSocket, kMaxRequestFrame);
  const Result<Frame> first = channel.Receive();
  if (!first.ok() || first->type != FrameType::kSettings) return EXIT_FAILURE;
  Result<DiskSettings> settings = ReadDiskSettings(first->payload);
  if (!settings.ok()) return Refuse(channel, settings.error().message());
  if (!DieWithParent(settings->parent)) return EXIT_FAILURE;
  auto dislocker = Dislocker::Create(std::move(settings->keys), std::move(settings->startup_keys));
  if (!dislocker.ok()) return Refuse(channel, dislocker.error().message());
  channel.Shrink();
  Fd statm(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  const Result<SandboxReport> sandbox =
      EnterSandbox({settings->memory_bytes, settings->cpu_seconds});
  if (!sandbox.ok()) return Refuse(channel, sandbox.error().message());
  CatchDeaths(*sandbox, statm.release());
  if (!channel.Send(FrameType::kReady, {}).ok()) return EXIT_FAILURE;
  try {
    (void)Work(channel, *dislocker);  // ends when the other end is gone, or speaks out of form
  } catch (const std::bad_alloc&) {
    (void)channel.Send(FrameType::kOutOfMemory, {});
  } catch (const std::exception&) {  // through our own code: the asker sees a crash
  }
  ::_exit(EXIT_SUCCESS);
}

}  // namespace niem::worker
