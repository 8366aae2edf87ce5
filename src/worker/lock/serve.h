// The life of niem-worker-lock: settings and keys in, sandbox on, and then one BitLocker volume,
// decrypted by dislocker for niem-worker-disk until that hangs up (worker/lock_protocol.h). It has
// no file and no descriptor but its socket.
//
// Thread-safety: one call, from main().
#pragma once

namespace niem::worker {

// main() of the program; returns its exit status.
int ServeLock();

}  // namespace niem::worker
