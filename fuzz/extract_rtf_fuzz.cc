// Hostile RTF: no crash, no hang, no more text than the limit.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "extract/formats.h"
#include "no_members.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const niem::extract::Limits limits;
  niem::extract::Budget budget;
  const std::vector<std::string> passwords;
  niem::extract::NoMembers sink;
  niem::extract::Context context{limits, budget, passwords, sink};
  niem::extract::NoPictures pictures;
  context.pictures = &pictures;
  (void)niem::extract::ExtractRtf({{data, size}, "fuzz.rtf"}, context);
  return 0;
}
