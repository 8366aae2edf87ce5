// The other files of a Linux computer, and what a running one says of itself. The first byte
// chooses the file.
#include "audit/source.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace niem;
  using namespace niem::audit;
  constexpr std::pair<SourceKind, const char*> kFiles[] = {
      {SourceKind::kKernelLog, "var/log/kern.log"},
      {SourceKind::kNetworkState, "var/lib/NetworkManager/timestamps"},
      {SourceKind::kNetworkState, "var/lib/NetworkManager/seen-bssids"},
      {SourceKind::kNetworkState, "var/lib/NetworkManager/internal-a-eth0.lease"},
      {SourceKind::kNetworkState, "etc/wpa_supplicant/wpa_supplicant.conf"},
      {SourceKind::kNetworkState, "etc/netplan/50.yaml"},
      {SourceKind::kNetworkState, "etc/network/interfaces"},
      {SourceKind::kRecentFiles, "home/a/.local/share/recently-used.xbel"},
      {SourceKind::kRecentFiles, "home/a/.config/libreoffice/4/user/registrymodifications.xcu"},
      {SourceKind::kRecentFiles, "home/a/.local/share/RecentDocuments/a.desktop"},
      {SourceKind::kVolumes, "var/lib/udisks2/mounted-fs"},
      {SourceKind::kPackageLog, "var/log/apt/history.log"},
      {SourceKind::kUsbPolicy, "etc/usbguard/rules.conf"},
      {SourceKind::kAntivirusData, "var/lib/clamav/daily.cld"},
      {SourceKind::kSystemRelease, "etc/os-release"},
      {SourceKind::kLiveDevices, "/sys/bus/usb/devices"},
  };
  if (size < 1) return 0;
  const auto& [kind, path] = kFiles[data[0] % std::size(kFiles)];
  SourceId id{kind, path, {}, {}};
  id.changed = Moment::FromUnixMicros(1'767'492'000'000'000, TimeOrigin::kApproximate);
  (void)WriteFacts(ReadSource(id, {data + 1, size - 1}, {}));
  return 0;
}
