// The two clocks of an event. An isolated network has no time server, and a wall clock can be set;
// the running time cannot. Thread-safety: SystemClock may be used from any thread.
#pragma once

#include <cstdint>

namespace niem::ledger {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t WallMicros() const = 0;      // UTC since 1970
  virtual uint64_t RunningMillis() const = 0;  // since some fixed moment before; includes sleep
};

class SystemClock final : public Clock {
 public:
  int64_t WallMicros() const override;
  uint64_t RunningMillis() const override;
};

}  // namespace niem::ledger
