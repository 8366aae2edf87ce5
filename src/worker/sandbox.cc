#include "worker/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/file.h"

namespace niem::worker {
namespace {

// Rights newer than the build machine's headers, by the kernel's own numbers.
constexpr uint64_t kFsRightsOfAbi[] = {0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff};
constexpr uint64_t kNetRights = 0x3;    // bind and connect TCP, from ABI 4
constexpr uint64_t kScopeRights = 0x3;  // abstract sockets and signals, from ABI 6

struct LandlockRules {
  uint64_t fs;
  uint64_t net;
  uint64_t scope;
};

Error Refusal(const char* what, int error_number) {
  const std::string reason = std::string(what) + ": " + std::strerror(error_number);
  return {
      ErrorCode::kUnsupported,
      {"không dựng được hộp cát cho niem-worker (" + reason + "); tệp không được đọc ngoài hộp cát",
       "the sandbox of niem-worker could not be set up (" + reason +
           "); no file is read outside it"}};
}

Status Limit(__rlimit_resource resource, const char* name, uint64_t value) {
  rlimit old{};
  if (::getrlimit(resource, &old) != 0) return Refusal(name, errno);
  const rlim_t wanted = std::min<rlim_t>(value, old.rlim_max);
  const rlimit limit{wanted, wanted};
  if (::setrlimit(resource, &limit) != 0) return Refusal(name, errno);
  return Ok();
}

Status LockFileSystem(int abi) {
  const size_t known = sizeof kFsRightsOfAbi / sizeof *kFsRightsOfAbi;
  LandlockRules rules{kFsRightsOfAbi[std::min<size_t>(static_cast<size_t>(abi), known) - 1], 0, 0};
  size_t size = sizeof rules.fs;
  if (abi >= 4) rules.net = kNetRights, size = 2 * sizeof(uint64_t);
  if (abi >= 6) rules.scope = kScopeRights, size = 3 * sizeof(uint64_t);
  const Fd ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, size, 0)));
  if (!ruleset.valid()) return Refusal("landlock_create_ruleset", errno);
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) {
    return Refusal("landlock_restrict_self", errno);
  }
  return Ok();
}

// Computing on memory, and talking over descriptors that are already open.
constexpr int kAllowed[] = {SCMP_SYS(read),
                            SCMP_SYS(readv),
                            SCMP_SYS(pread64),
                            SCMP_SYS(write),
                            SCMP_SYS(writev),
                            SCMP_SYS(sendto),
                            SCMP_SYS(sendmsg),
                            SCMP_SYS(recvfrom),
                            SCMP_SYS(recvmsg),
                            SCMP_SYS(poll),
                            SCMP_SYS(ppoll),
                            SCMP_SYS(close),
                            SCMP_SYS(fstat),
                            SCMP_SYS(lseek),
                            SCMP_SYS(brk),
                            SCMP_SYS(munmap),
                            SCMP_SYS(mremap),
                            SCMP_SYS(madvise),
                            SCMP_SYS(futex),
                            SCMP_SYS(sched_yield),
                            SCMP_SYS(clock_gettime),
                            SCMP_SYS(gettimeofday),
                            SCMP_SYS(clock_getres),
                            SCMP_SYS(time),
                            SCMP_SYS(nanosleep),
                            SCMP_SYS(clock_nanosleep),
                            SCMP_SYS(getrandom),
                            SCMP_SYS(getpid),
                            SCMP_SYS(gettid),
                            SCMP_SYS(getuid),
                            SCMP_SYS(geteuid),
                            SCMP_SYS(getgid),
                            SCMP_SYS(getegid),
                            SCMP_SYS(getrusage),
                            SCMP_SYS(sysinfo),
                            SCMP_SYS(uname),
                            SCMP_SYS(sched_getaffinity),
                            SCMP_SYS(rt_sigreturn),
                            SCMP_SYS(rt_sigprocmask),
                            SCMP_SYS(rt_sigaction),
                            SCMP_SYS(sigaltstack),
                            SCMP_SYS(restart_syscall),
                            SCMP_SYS(set_robust_list),
                            SCMP_SYS(rseq),
                            SCMP_SYS(exit),
                            SCMP_SYS(exit_group)};

// What no library needs to read a document: an attempt is an attack, and the process ends.
constexpr int kDeadly[] = {SCMP_SYS(execve),
                           SCMP_SYS(execveat),
                           SCMP_SYS(fork),
                           SCMP_SYS(vfork),
                           SCMP_SYS(ptrace),
                           SCMP_SYS(socket),
                           SCMP_SYS(connect),
                           SCMP_SYS(bind),
                           SCMP_SYS(listen),
                           SCMP_SYS(accept),
                           SCMP_SYS(accept4),
                           SCMP_SYS(mount),
                           SCMP_SYS(umount2),
                           SCMP_SYS(pivot_root),
                           SCMP_SYS(chroot),
                           SCMP_SYS(unshare),
                           SCMP_SYS(setns),
                           SCMP_SYS(bpf),
                           SCMP_SYS(userfaultfd),
                           SCMP_SYS(perf_event_open),
                           SCMP_SYS(keyctl),
                           SCMP_SYS(add_key),
                           SCMP_SYS(request_key),
                           SCMP_SYS(init_module),
                           SCMP_SYS(finit_module),
                           SCMP_SYS(kexec_load),
                           SCMP_SYS(process_vm_readv),
                           SCMP_SYS(process_vm_writev),
                           SCMP_SYS(pidfd_getfd),
                           SCMP_SYS(io_uring_setup),
                           SCMP_SYS(memfd_secret)};

// Libraries that try to open a file or start a thread see a plain refusal and go on without.
bool AddRules(scmp_filter_ctx filter, bool threads) {
  bool ok = true;
  const auto rule = [&](uint32_t action, int call) {
    ok = ok && seccomp_rule_add(filter, action, call, 0) == 0;
  };
  const auto allow_if = [&](int call, scmp_arg_cmp condition) {
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, condition) == 0;
  };
  for (const int call : kAllowed) rule(SCMP_ACT_ALLOW, call);
  if constexpr (kSanitized) rule(SCMP_ACT_ALLOW, SCMP_SYS(pipe2));
  for (const int call : kDeadly) rule(SCMP_ACT_KILL_PROCESS, call);
  for (const int call : {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(creat)}) {
    rule(SCMP_ACT_ERRNO(EACCES), call);
  }
  rule(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));  // the C library falls back on clone
  if (threads) {
    constexpr scmp_datum_t kThread = CLONE_THREAD | CLONE_VM | CLONE_SIGHAND;
    allow_if(SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, kThread, kThread));
  }
  // Memory that is never code.
  allow_if(SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  allow_if(SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  // abort() reaches this process only; fstat() in glibc is newfstatat of a descriptor.
  allow_if(SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()), 0));
  allow_if(SCMP_SYS(newfstatat), SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, 0));
  allow_if(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFL, 0));
  allow_if(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFD, 0));
  allow_if(SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0, 0));  // reading limits only
  return ok;
}

Status FilterSystemCalls(bool threads) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == nullptr) return Refusal("seccomp_init", ENOMEM);
  const bool added =
      AddRules(filter, threads) && seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0;
  const int loaded = added ? seccomp_load(filter) : -EINVAL;
  seccomp_release(filter);
  if (loaded != 0) return Refusal("seccomp", -loaded);
  return Ok();
}

}  // namespace

bool DieWithParent(uint32_t parent) {
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && static_cast<uint32_t>(::getppid()) == parent;
}

uint64_t AddressSpaceInUse(int statm_fd) {
  char text[64] = {};
  if (::pread(statm_fd, text, sizeof text - 1, 0) <= 0) return 0;
  uint64_t pages = 0;
  for (const char* digit = text; *digit >= '0' && *digit <= '9'; ++digit) {
    pages = pages * 10 + static_cast<uint64_t>(*digit - '0');
  }
  return pages * 4096;
}

Result<SandboxReport> EnterSandbox(const SandboxLimits& limits) {
  SandboxReport report;
  report.walls = WallsOfKernel();
  TRY(Demand(report.walls, limits.insecure));
  {
    const Fd statm(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
    const uint64_t used = statm.valid() ? AddressSpaceInUse(statm.get()) : 0;
    if (used == 0) return Refusal("/proc/self/statm", errno);
    report.address_space_limit = used + limits.memory_bytes;
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Refusal("PR_SET_NO_NEW_PRIVS", errno);
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return Refusal("PR_SET_DUMPABLE", errno);
  TRY(Limit(RLIMIT_AS, "RLIMIT_AS", report.address_space_limit));
  TRY(Limit(RLIMIT_CPU, "RLIMIT_CPU", limits.cpu_seconds));
  TRY(Limit(RLIMIT_CORE, "RLIMIT_CORE", 0));
  TRY(Limit(RLIMIT_FSIZE, "RLIMIT_FSIZE", 0));
  TRY(Limit(RLIMIT_NOFILE, "RLIMIT_NOFILE", limits.descriptors));
  if (report.walls.landlock_abi > 0) TRY(LockFileSystem(report.walls.landlock_abi));
  if (report.walls.seccomp) TRY(FilterSystemCalls(limits.threads));
  return report;
}

}  // namespace niem::worker
