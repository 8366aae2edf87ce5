#include "ledger/clock.h"

#include <ctime>

namespace niem::ledger {
namespace {

timespec Read(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return now;
}

}  // namespace

int64_t SystemClock::WallMicros() const {
  const timespec now = Read(CLOCK_REALTIME);
  return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

uint64_t SystemClock::RunningMillis() const {
  const timespec now = Read(CLOCK_BOOTTIME);
  return static_cast<uint64_t>(now.tv_sec) * 1000 + static_cast<uint64_t>(now.tv_nsec) / 1'000'000;
}

}  // namespace niem::ledger
