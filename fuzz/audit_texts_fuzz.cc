// The text files of an audit: device logs, kernel logs, networks, phone books, hosts, packages, the
// register of devices.
#include "audit/device_register.h"
#include "audit/source.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::audit;
  if (size < 1) return 0;
  constexpr SourceKind kKinds[] = {
      SourceKind::kSetupLog,    SourceKind::kWifiProfile, SourceKind::kPhoneBook,
      SourceKind::kHosts,       SourceKind::kKernelLog,   SourceKind::kConnection,
      SourceKind::kPackageList, SourceKind::kLink,        SourceKind::kJumpList};
  const Bytes bytes(data + 1, size - 1);
  const size_t kind = data[0] % 10;
  if (kind == 9)
    (void)DeviceRegister::Parse(AsText(bytes));
  else
    (void)WriteFacts(ReadSource({kKinds[kind], {}, {}, {}}, bytes, {}));
  return 0;
}
