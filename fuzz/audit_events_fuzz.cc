// Event logs: chunks, records, binary XML.
#include "audit/event_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)niem::audit::WriteFacts(niem::audit::ReadEvents({data, size}));
  return 0;
}
