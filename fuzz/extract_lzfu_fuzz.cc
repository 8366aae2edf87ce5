// The compressed RTF of Outlook messages: never more than nine times the input.
#include <cstdlib>

#include "extract/msg_lzfu.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  bool complete = false;
  const auto text = niem::extract::DecompressRtf({data, size}, complete);
  if (text.ok() && text->size() > 9 * size) std::abort();
  return 0;
}
