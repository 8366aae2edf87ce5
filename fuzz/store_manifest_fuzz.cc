// A backup's manifest: whatever it says, nothing outside its folder is read.
#include <fstream>

#include "memory_file.h"
#include "store/backup.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  static const std::string folder = [] {
    std::ofstream(MemoryFolder() + "/store.niem") << "x";
    return MemoryFolder();
  }();
  std::ofstream(folder + "/manifest.json", std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<long>(size));
  const auto manifest = store::CheckManifest(folder);
  if (manifest.ok() && manifest->data_file != "store.niem") std::abort();
  return 0;
}
