// The volume inside a BitLocker volume, decrypted by niem-worker-lock at the other end of a socket
// (worker/lock_protocol.h), as a medium like any other.
//
// Ownership: owns the socket, borrows the locked volume. Errors: what the other process says
// (kEncrypted, kUnsupported, kCorrupt), and kCrashed where it is gone; then `gone` stays true and
// nothing more can be read. Thread-safety: one thread.
#pragma once

#include <memory>

#include "base/file.h"
#include "disk/medium.h"
#include "worker/lock_protocol.h"

namespace niem::worker {

class Unlocked : public disk::Medium {
 public:
  static Result<std::unique_ptr<Unlocked>> Open(Fd socket, disk::Medium& locked);

  Result<size_t> Read(uint64_t offset, std::span<uint8_t> out) override;

  bool gone() const { return gone_; }

 private:
  Unlocked(Fd socket, disk::Medium& locked);

  // The payload of kDone, which lasts until the next question.
  Result<Bytes> Ask(const LockAsk& ask);
  Status Give(const Frame& wanted);
  Error Gone();

  Fd socket_;
  Channel channel_;
  disk::Medium& locked_;
  bool gone_ = false;
};

}  // namespace niem::worker
