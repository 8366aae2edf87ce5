// What a conquered worker may send, and what a worker is given: frames on a socket, settings,
// requests.
#include <sys/socket.h>
#include <unistd.h>

#include "worker/protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::worker;
  (void)ReadSettings({data, size});
  (void)ReadRequest({data, size});
  constexpr size_t kFitsTheSocket = 64 << 10;
  int ends[2];
  if (size > kFitsTheSocket || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return 0;
  const Fd ours(ends[0]);
  {
    const Fd theirs(ends[1]);
    if (size > 0 && ::write(theirs.get(), data, size) != static_cast<ssize_t>(size)) return 0;
  }
  Channel channel(ours.get(), kMaxResultFrame);
  while (channel.Receive().ok()) {
  }
  return 0;
}
