// A registry hive with a log behind it: four bytes tell how long the hive is. Checksums of log
// entries are seldom right by chance; their seeds are.
#include <iterator>

#include "audit/source.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::audit;
  if (size < 5) return 0;
  const Bytes all(data + 5, size - 5);
  const size_t length = ByteReader(Bytes(data + 1, 4)).U32();
  const Bytes hive = Slice(all, 0, length);
  const std::vector<Bytes> logs = {Slice(all, hive.size(), all.size())};
  constexpr SourceKind kKinds[] = {SourceKind::kSystemHive, SourceKind::kSoftwareHive,
                                   SourceKind::kUserHive, SourceKind::kShellHive,
                                   SourceKind::kInventoryHive};
  const SourceFacts facts =
      ReadSource({kKinds[data[0] % std::size(kKinds)], {}, {}, {}}, hive, logs);
  (void)WriteFacts(facts);
  return 0;
}
