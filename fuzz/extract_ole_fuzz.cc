// Hostile compound files through every reader of them: doc, xls, ppt, msg, any other.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "extract/formats.h"
#include "no_members.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem::extract;
  const Limits limits;
  const std::vector<std::string> passwords;  // none: key stretching would only slow the search
  NoMembers sink;
  NoPictures pictures;
  for (const auto extract : {ExtractDoc, ExtractXls, ExtractPpt, ExtractMsg, ExtractOle}) {
    Budget budget;
    Context context{limits, budget, passwords, sink};
    context.pictures = &pictures;
    (void)extract({{data, size}, "fuzz"}, context);
  }
  return 0;
}
