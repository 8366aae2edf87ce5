// What a conquered niem-worker-disk may answer, and what it is asked.
#include "worker/disk_protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::worker;
  if (size < 1) return 0;
  const Bytes bytes(data + 1, size - 1);
  std::vector<disk::Entry> entries;
  switch (data[0] % 5) {
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
    default:
      (void)ReadDiskSettings(bytes);
  }
  for (const disk::Entry& entry : entries) {
    if (entry.name.find('/') != std::string::npos || entry.name == "..") __builtin_trap();
  }
  return 0;
}
