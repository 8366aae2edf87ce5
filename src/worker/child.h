// What every worker program does around its work: lets go of what it inherited, refuses with a
// reason, and says of itself when it dies of the memory limit.
//
// Thread-safety: once, from main(), while the process has one thread.
#pragma once

#include "base/i18n.h"
#include "worker/protocol.h"
#include "worker/sandbox.h"

namespace niem::worker {

// Standard streams lead nowhere; of all other descriptors only kWorkerSocket stays.
void CloseInherited();

// Tells the pool why there will be no work; gives the exit status.
int Refuse(Channel& channel, const Text& why);

// From now on a death near the sandbox's memory limit is told as kOutOfMemory. `statm_fd`: of
// /proc/self/statm, opened before the sandbox, never closed.
void CatchDeaths(const SandboxReport& sandbox, int statm_fd);

}  // namespace niem::worker
