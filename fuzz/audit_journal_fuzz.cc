// A journal file of systemd: its objects, lists and compressed fields.
#include "audit/journal_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::audit;
  (void)WriteFacts(ReadJournal({data, size}));
  return 0;
}
