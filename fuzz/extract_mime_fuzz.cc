// Mail and mbox: our header, inline-file, flowed-text and splitting code on top of GMime.
#include <cstdint>
#include <string>
#include <vector>

#include "extract/formats.h"
#include "no_members.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  niem::extract::Limits limits;
  niem::extract::Budget budget;
  std::vector<std::string> passwords;
  niem::extract::NoMembers members;
  niem::extract::Context context{limits, budget, passwords, members};
  niem::extract::Input input{{data, size}, "x.eml"};
  (void)niem::extract::ExtractMime(input, context);
  (void)niem::extract::ExtractMbox(input, context);
  return 0;
}
