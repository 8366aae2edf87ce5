// SignedMemory in a small file beside the key: the last checkpoint signed, as its three lines.
// Replaced atomically and synced. Thread-safety: one process at a time, one thread at a time.
// Errors: kCorrupt for a file that is no checkpoint, kIo, kPermission.
#pragma once

#include <string>
#include <utility>

#include "ledger/log.h"

namespace niem::ledger {

class SignedStateFile final : public SignedMemory {
 public:
  explicit SignedStateFile(std::string path) : path_(std::move(path)) {}

  Result<std::optional<Checkpoint>> Last() const override;
  Status Remember(const Checkpoint& checkpoint) override;

 private:
  std::string path_;
};

}  // namespace niem::ledger
