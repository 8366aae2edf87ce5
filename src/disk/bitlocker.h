// BitLocker: whether a volume is locked by it, and the volume in it where a key opens it: recovery
// key (48 digits), password, startup key (.BEK), or the clear key of a volume whose protection is
// suspended. What libbde does not open, niem-worker-lock tries with dislocker
// (worker/lock_protocol.h).
//
// Source: libbde. Ownership: an unlocked volume borrows the locked one. Errors: kEncrypted where no
// key fits, kCorrupt. Keys are never shown in messages. Thread-safety: one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "disk/medium.h"

namespace niem::disk {

// Tried as what they look like; nothing given opens a volume with a clear key alone.
struct Keys {
  std::vector<std::string> texts;         // recovery keys and passwords
  std::vector<std::string> startup_keys;  // the bytes of .BEK files
};

bool IsBitLocker(Medium& volume);

Result<std::unique_ptr<Medium>> Unlock(Medium& volume, const Keys& keys);

}  // namespace niem::disk
