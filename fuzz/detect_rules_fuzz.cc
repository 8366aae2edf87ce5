// Agency rules are files that people write and may get wrong: any bytes are refused with a message
// or give rules that run. The built-in pack is read once: it takes a hundred times as long.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

#include "base/bytes.h"
#include "detect/agency.h"
#include "detect/agency_match.h"
#include "detect/candidates.h"
#include "detect/layout.h"
#include "detect/rule_set.h"

namespace {

using namespace niem::detect;  // NOLINT(google-build-using-namespace)
using niem::extract::Document;

Document MakeLetter() {
  Document letter;
  for (const char* text : {"ỦY BAN NHÂN DÂN XÃ A", "Dự án Hải Âu giai đoạn 2, mã HA-2024, TỐI MẬT",
                           "Kế hoạch ứng trực; a b c 12"}) {
    letter.blocks.emplace_back();
    letter.blocks.back().text = text;
  }
  return letter;
}

// What the rules are run over, and beside what.
struct Bench {
  RuleSet::Impl rules;
  Document letter = MakeLetter();
  Reading reading;
  std::unique_ptr<Layout> layout;

  Bench() {
    auto builtin = RuleSet::Builtin();
    if (!builtin.ok()) std::abort();
    rules.pack = builtin->impl().pack;
    reading = ReadDocument(letter, rules.pack);
    layout = std::make_unique<Layout>(letter, reading);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Bench bench;
  AgencyRules agency;
  const niem::Status read = ReadAgencyRules("r.json", niem::AsText({data, size}), agency);
  if (!read.ok()) {
    if (read.error().message().vi.empty() || read.error().message().en.empty()) std::abort();
    return 0;
  }
  bench.rules.Take(std::move(agency));
  for (const AgencyFinding& finding :
       MatchAgencyRules(bench.letter, bench.rules, bench.reading, *bench.layout)) {
    if (finding.verdict != Verdict::kSuspect && finding.verdict != Verdict::kMarked) std::abort();
    if (finding.evidence.text.empty()) std::abort();
  }
  return 0;
}
