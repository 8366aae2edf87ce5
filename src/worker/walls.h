// Which walls of the sandbox (sandbox.h) the kernel lets a process put up, asked before anything is
// read. Apart from sandbox.h, so that `niem` can ask without loading libseccomp.
//
// Errors: values. Thread-safety: pure but for the kernel's answer.
#pragma once

#include "base/i18n.h"
#include "base/result.h"

namespace niem::worker {

struct Walls {
  bool seccomp = false;
  int landlock_abi = 0;  // 0: none

  bool complete() const { return seccomp && landlock_abi > 0; }
};

Walls WallsOfKernel();

// For reports: "seccomp, Landlock 2"; or what is missing, and that the operator accepted it.
Text Shown(const Walls& walls);

// An Error that says what is missing and what to do, unless `insecure` accepts it.
Status Demand(const Walls& walls, bool insecure);

}  // namespace niem::worker
