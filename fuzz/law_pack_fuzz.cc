// Law packs and lists are files that people write and may get wrong: any bytes are refused with a
// message that names the file, or give a pack that answers every question.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/bytes.h"
#include "law/lists.h"
#include "law/pack.h"

namespace {

using namespace niem::law;

void Ask(const Pack& pack) {
  const niem::Date day = pack.valid_from();
  const Actor nobody;
  for (const niem::Level level : kLevels) {
    for (int act = 0; act <= static_cast<int>(Act::kDestroyEmergency); ++act) {
      const Ruling ruling = pack.May(static_cast<Act>(act), level, nobody, day);
      if (ruling.text.vi.empty() || ruling.text.en.empty()) std::abort();
    }
    const auto term = pack.TermEnd(level, day);
    if (!term.ok()) std::abort();
    pack.ExtensionDeadline(*term);
    pack.FieldCaution(level, "y tế");
  }
  pack.YearlyReport(2026);
}

void Check(const niem::Error& error) {
  if (error.message().vi.empty() || error.message().en.find("p.json") == std::string::npos)
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(niem::AsText({data, size}));
  const auto pack = Pack::FromFiles({{"p.json", text}});
  if (pack.ok())
    Ask(*pack);
  else
    Check(pack.error());
  const auto lists = SecretLists::FromFiles({{"p.json", text}});
  if (lists.ok())
    lists->InForce(niem::Date::First());
  else
    Check(lists.error());
  return 0;
}
