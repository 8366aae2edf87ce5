// A browser's history with its write-ahead log behind it: four bytes tell how long the database is.
#include "audit/browser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::audit;
  static const HostList hosts = *HostList::BuiltIn();
  if (size < 4) return 0;
  const Bytes all(data + 4, size - 4);
  const Bytes database = Slice(all, 0, ByteReader(Bytes(data, 4)).U32());
  (void)WriteFacts(
      ReadBrowserHistory("History", database, Slice(all, database.size(), all.size()), hosts));
  return 0;
}
