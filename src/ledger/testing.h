// For tests only: a signer from a known seed, and a clock that is set by hand.
// Thread-safety: one thread at a time.
#pragma once

#include <sodium.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "ledger/base64.h"
#include "ledger/clock.h"
#include "ledger/log.h"
#include "ledger/signer.h"

namespace niem::ledger {

class SeedSigner final : public Signer {
 public:
  // 32 bytes in base 64.
  explicit SeedSigner(std::string_view seed) {
    const std::string bytes = DecodeBase64(seed).value_or(std::string(32, '\0'));
    crypto_sign_seed_keypair(public_.data(), secret_.data(), AsBytes(bytes).data());
  }

  const PublicKey& public_key() const override { return public_; }

  Result<Signature> Sign(Bytes message) override {
    Signature signature;
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_.data());
    return signature;
  }

 private:
  PublicKey public_{};
  std::array<uint8_t, 64> secret_{};
};

class HandClock final : public Clock {
 public:
  int64_t WallMicros() const override { return wall_us; }

  uint64_t RunningMillis() const override { return running_ms; }

  void Pass(int64_t us) {
    wall_us += us;
    running_ms += static_cast<uint64_t>(us) / 1000;
  }

  int64_t wall_us = 1'780'000'000'000'000;
  uint64_t running_ms = 5'000;
};

class MemorySignedMemory final : public SignedMemory {
 public:
  Result<std::optional<Checkpoint>> Last() const override { return last; }

  Status Remember(const Checkpoint& checkpoint) override {
    last = checkpoint;
    return Ok();
  }

  std::optional<Checkpoint> last;
};

}  // namespace niem::ledger
