// Checkpoints of the ledger (c2sp.org/tlog-checkpoint): origin, size and root, as a signed note.
//
//   niem.example/so-vi-du
//   1024
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//
//   — niem.example/so-vi-du Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurm...
//
// A witness (the second office PC, the superior unit) adds a line of its own once it has seen a
// consistency proof. Thread-safety: plain values. Errors: kCorrupt for malformed text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/merkle.h"
#include "ledger/note.h"
#include "ledger/signer.h"

namespace niem::ledger {

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Hash root{};
  std::vector<std::string> extensions;  // opaque lines; we write none

  bool operator==(const Checkpoint&) const = default;
};

// The note text, and back.
std::string FormatCheckpoint(const Checkpoint& checkpoint);
Result<Checkpoint> ParseCheckpoint(std::string_view note_text);

// A whole checkpoint, verified: the body, and whose signatures hold.
struct OpenedCheckpoint {
  Checkpoint checkpoint;
  std::vector<VerifiedSignature> signatures;
};

// `keys` must include the log's own key: a checkpoint without a valid signature of a key named as
// its origin is refused, however many witnesses signed.
Result<OpenedCheckpoint> OpenCheckpoint(std::string_view note,
                                        const std::vector<VerifierKey>& keys);

// Signs `checkpoint`; the key's name is the origin. Low level: a log signs through
// Log::SignCheckpoint, which knows what was signed before.
Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, Signer& signer);

// Adds a witness's line. The caller has verified the checkpoint and its consistency with the last
// one it saw.
Result<std::string> Cosign(std::string_view note, std::string_view witness_name,
                           uint64_t unix_seconds, Signer& signer);

}  // namespace niem::ledger
