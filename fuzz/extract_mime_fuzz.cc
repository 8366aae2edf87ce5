// Mail and mbox: our header, inline-file, flowed-text and splitting code on top of GMime.
#include <cstdint>
#include <string>
#include <vector>

#include "extract/formats.h"

namespace {

struct NoMembers : niem::extract::MemberSink {
  bool OnMember(std::string_view, niem::Bytes, niem::extract::Context&) override { return true; }

  bool OnBadMember(std::string_view, const niem::Error&, niem::extract::Context&) override {
    return true;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  niem::extract::Limits limits;
  niem::extract::Budget budget;
  std::vector<std::string> passwords;
  NoMembers members;
  niem::extract::Context context{limits, budget, passwords, members};
  niem::extract::Input input{{data, size}, "x.eml"};
  (void)niem::extract::ExtractMime(input, context);
  (void)niem::extract::ExtractMbox(input, context);
  return 0;
}
