// Hostile RTF: no crash, no hang, no more text than the limit.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "extract/formats.h"

namespace {

class NoSink : public niem::extract::MemberSink {
 public:
  bool OnMember(std::string_view, niem::Bytes, niem::extract::Context&) override { return true; }

  bool OnBadMember(std::string_view, const niem::Error&, niem::extract::Context&) override {
    return true;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const niem::extract::Limits limits;
  niem::extract::Budget budget;
  const std::vector<std::string> passwords;
  NoSink sink;
  niem::extract::Context context{limits, budget, passwords, sink};
  (void)niem::extract::ExtractRtf({{data, size}, "fuzz.rtf"}, context);
  return 0;
}
