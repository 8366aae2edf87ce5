// What ran and what was opened: prefetch files, jump lists, items of a shell, programs, links, an
// agency's list of hosts.
#include "audit/hosts.h"
#include "audit/pe.h"
#include "audit/shell_item.h"
#include "audit/source.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::audit;
  if (size < 1) return 0;
  const Bytes bytes(data + 1, size - 1);
  switch (data[0] % 6) {
    case 0:
      (void)WriteFacts(ReadSource({SourceKind::kPrefetch, {}, {}, {}}, bytes, {}));
      break;
    case 1:
      (void)WriteFacts(ReadSource({SourceKind::kJumpList, {}, {}, {}}, bytes, {}));
      break;
    case 2:
      (void)ReadShellItem(bytes);
      break;
    case 4:
      (void)ReadPe(bytes);
      break;
    case 5:
      (void)WriteFacts(ReadSource({SourceKind::kLink, "a.lnk", {}, {}}, bytes, {}));
      break;
    default:
      (void)HostList().With(std::string(AsText(bytes)), "hosts.json");
  }
  return 0;
}
