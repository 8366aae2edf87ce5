// What a conquered niem-worker-disk or niem-worker-lock may answer, and what they are asked.
#include "worker/disk_protocol.h"
#include "worker/lock_protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::worker;
  if (size < 1) return 0;
  const Bytes bytes(data + 1, size - 1);
  std::vector<disk::Entry> entries;
  switch (data[0] % 6) {
    case 0:
      (void)ReadDiskInfo(bytes);
      break;
    case 1:
      (void)ReadEntries(bytes, entries);
      break;
    case 2:
      (void)ReadError(bytes);
      break;
    case 3:
      (void)ReadDiskQuestion(bytes);
      break;
    case 4:
      (void)ReadDiskSettings(bytes);
      break;
    default: {
      const auto ask = ReadLockAsk(bytes);
      if (ask.ok() && ask->what == LockAsk::What::kRead && ask->count > kLockChunk) {
        __builtin_trap();
      }
    }
  }
  for (const disk::Entry& entry : entries) {
    if (entry.name.find('/') != std::string::npos || entry.name == "..") __builtin_trap();
  }
  return 0;
}
