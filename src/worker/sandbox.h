// What a process gives up before it reads hostile bytes: new privileges, core dumps, being traced,
// the file system (Landlock, all rights the kernel knows, no path granted), every system call but
// those that computing on given bytes needs (seccomp), unlimited memory, CPU time, and writing
// files.
//
// Two walls on purpose: seccomp refuses to open, connect or start anything at all, and Landlock
// refuses the file system and network even where a call would slip through. Both are mandatory, but
// where a person has said --insecure-parsers; Landlock is used as far as the kernel has it (Debian
// 12: ABI 2; ABI 4 adds the network, 6 signals and abstract sockets). Sources: seccomp(2),
// landlock(7), prctl(2), getrlimit(2).
//
// Errors: EnterSandbox returns an Error where a mandatory part fails; the caller must then do no
// work. Thread-safety: call once, while the process has one thread.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "worker/walls.h"

namespace niem::worker {

// Sanitizer builds are for tests alone. Their runtime asks whether memory is readable by writing it
// to a pipe (UBSan's check of object types), so they may make pipes; pool_test.cc shows that what
// users run may not.
#if defined(__has_feature)
#define NIEM_SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define NIEM_SANITIZED 1
#else
#define NIEM_SANITIZED 0
#endif
inline constexpr bool kSanitized = NIEM_SANITIZED;

struct SandboxLimits {
  uint64_t memory_bytes = 0;  // address space above what the process has now
  uint64_t cpu_seconds = 0;   // backstop: the pool's clock strikes first
  bool insecure = false;      // --insecure-parsers: go on without the walls that the kernel lacks
  // Threads of this process may be started; processes never. For decoders that work in no other way
  // (libheif's): a thread can do nothing that its process cannot.
  bool threads = false;
  uint32_t descriptors = 16;  // open at once, with those that it has already
};

struct SandboxReport {
  Walls walls;
  uint64_t address_space_limit = 0;  // bytes
};

// The process is killed when the thread that started it ends. False when the parent is already
// another.
bool DieWithParent(uint32_t parent);

Result<SandboxReport> EnterSandbox(const SandboxLimits& limits);

// Bytes of address space in use, from a descriptor of /proc/self/statm opened before the sandbox.
// Safe in signal handlers. 0 when it cannot be read.
uint64_t AddressSpaceInUse(int statm_fd);

}  // namespace niem::worker
