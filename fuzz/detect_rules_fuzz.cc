// Agency rules are files that people write and may get wrong: any bytes are refused with a message
// or give rules that run.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/bytes.h"
#include "detect/judge.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto rules =
      niem::detect::RuleSet::FromTexts({{"r.json", std::string(niem::AsText({data, size}))}});
  if (!rules.ok()) {
    if (rules.error().message().vi.empty() || rules.error().message().en.empty()) std::abort();
    return 0;
  }
  niem::extract::Document document;
  document.blocks.emplace_back();
  document.blocks.back().text = "Dự án Hải Âu giai đoạn 2, mã HA-2024, TỐI MẬT";
  niem::detect::Judge(std::move(document), "x.txt", *rules);
  return 0;
}
