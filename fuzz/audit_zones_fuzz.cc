// Marks of origin, desktop.ini, autorun.inf and scheduled tasks: bundles of small texts from the
// examined disk.
#include "audit/source.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::audit;
  if (size < 1) return 0;
  constexpr SourceKind kKinds[] = {SourceKind::kZones, SourceKind::kTree, SourceKind::kTasks,
                                   SourceKind::kTree};
  const SourceKind kind = kKinds[data[0] % 4];
  const SourceFacts facts = ReadSource({kind, {}, {}, {}}, {data + 1, size - 1}, {});
  for (const Fact& fact : facts.facts) {
    // A host's name is never a whole address.
    if (fact.Field("site").find_first_of("/@?:") != std::string::npos) __builtin_trap();
  }
  (void)WriteFacts(facts);
  return 0;
}
