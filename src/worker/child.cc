#include "worker/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace niem::worker {
namespace {

constexpr uint64_t kNearLimit = 64 << 20;

// What the signal handler needs; set before any hostile byte is seen.
struct LastWords {
  int statm_fd = -1;
  uint64_t near_limit = 0;
};

LastWords last_words;

// A library that meets a failed allocation ends in abort(), a trap or a null pointer. Near the
// limit of the address space that is what has happened, and the pool should say so.
void OnDeath(int signal_number) {
  if (AddressSpaceInUse(last_words.statm_fd) >= last_words.near_limit) {
    static constexpr uint8_t kFrame[8] = {static_cast<uint8_t>(FrameType::kOutOfMemory)};
    [[maybe_unused]] const ssize_t sent = ::write(kWorkerSocket, kFrame, sizeof kFrame);
  }
  ::_exit(128 + signal_number);
}

}  // namespace

void CatchDeaths(const SandboxReport& sandbox, int statm_fd) {
  last_words = {statm_fd, sandbox.address_space_limit - kNearLimit};
  static std::array<char, 65536> stack;  // a handler for stack overflow needs its own
  stack_t alternate{};
  alternate.ss_sp = stack.data();
  alternate.ss_size = stack.size();
  ::sigaltstack(&alternate, nullptr);

  struct sigaction action {};

  action.sa_handler = OnDeath;
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (const int number : {SIGABRT, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    ::sigaction(number, &action, nullptr);
  }
}

void CloseInherited() {
  const int null = ::open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) ::dup2(null, fd);
  if (null > kWorkerSocket) ::close(null);
  ::syscall(SYS_close_range, kWorkerSocket + 1, ~0U, 0);
}

int Refuse(Channel& channel, const Text& why) {
  FrameWriter frame;
  frame.String(why.vi).String(why.en);
  (void)channel.Send(FrameType::kRefused, frame.bytes());
  return EXIT_FAILURE;
}

}  // namespace niem::worker
