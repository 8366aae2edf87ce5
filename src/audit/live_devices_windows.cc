// What SetupAPI lists as present under "USB", with the drives and letters behind it.
#include <windows.h>
// After it.
#include <cfgmgr32.h>
#include <setupapi.h>
#include <winioctl.h>

#include <algorithm>
#include <array>
#include <optional>

#include "audit/device_id.h"
#include "audit/live_windows.h"
#include "audit/wide.h"
#include "base/system_windows.h"

namespace niem::audit {
namespace {

constexpr wchar_t kSetupApi[] = L"setupapi.dll";
constexpr DWORD kMaxDevices = 10'000;
// GUID_DEVINTERFACE_DISK
constexpr GUID kDisk = {
    0x53f56307, 0xb6bf, 0x11d0, {0x94, 0xf2, 0x00, 0xa0, 0xc9, 0x1e, 0xfb, 0x8b}};

// Drivers by the names that rules and joining know, which are Linux's.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kDrivers = {{
    {"USBSTOR", "usb-storage"},
    {"UASPStor", "uas"},
    {"usbrndis6", "rndis_host"},
    {"usb_rndisx", "rndis_host"},
    {"Netaapl64", "ipheth"},
}};

#define NIEM_SETUP(name) SystemCall<decltype(::name)>(kSetupApi, #name)

struct SetupApi {
  decltype(::SetupDiGetClassDevsW)* get = NIEM_SETUP(SetupDiGetClassDevsW);
  decltype(::SetupDiEnumDeviceInfo)* next = NIEM_SETUP(SetupDiEnumDeviceInfo);
  decltype(::SetupDiGetDeviceInstanceIdW)* id = NIEM_SETUP(SetupDiGetDeviceInstanceIdW);
  decltype(::SetupDiGetDeviceRegistryPropertyW)* property =
      NIEM_SETUP(SetupDiGetDeviceRegistryPropertyW);
  decltype(::SetupDiEnumDeviceInterfaces)* next_interface = NIEM_SETUP(SetupDiEnumDeviceInterfaces);
  decltype(::SetupDiGetDeviceInterfaceDetailW)* detail =
      NIEM_SETUP(SetupDiGetDeviceInterfaceDetailW);
  decltype(::SetupDiDestroyDeviceInfoList)* destroy = NIEM_SETUP(SetupDiDestroyDeviceInfoList);
  decltype(::CM_Get_Parent)* parent = NIEM_SETUP(CM_Get_Parent);
  decltype(::CM_Get_Device_IDW)* name = NIEM_SETUP(CM_Get_Device_IDW);

  bool complete() const {
    return get != nullptr && next != nullptr && id != nullptr && property != nullptr &&
           next_interface != nullptr && detail != nullptr && destroy != nullptr &&
           parent != nullptr && name != nullptr;
  }
};

#undef NIEM_SETUP

class List {
 public:
  List(const SetupApi& api, HDEVINFO list) : api_(api), list_(list) {}

  ~List() {
    if (valid()) api_.destroy(list_);
  }

  List(const List&) = delete;
  List& operator=(const List&) = delete;

  HDEVINFO get() const { return list_; }

  bool valid() const { return list_ != INVALID_HANDLE_VALUE; }

  std::optional<SP_DEVINFO_DATA> At(DWORD index) const {
    SP_DEVINFO_DATA device{};
    device.cbSize = sizeof device;
    if (!valid() || api_.next(list_, index, &device) == FALSE) return std::nullopt;
    return device;
  }

  std::string Id(SP_DEVINFO_DATA device) const {
    std::wstring id(MAX_DEVICE_ID_LEN, L'\0');
    DWORD length = 0;
    if (api_.id(list_, &device, id.data(), MAX_DEVICE_ID_LEN, &length) == FALSE) return {};
    return ToUtf8(id.substr(0, id.find(L'\0')));
  }

  // Of several texts all, with '\n' between them.
  std::string Property(SP_DEVINFO_DATA device, DWORD which) const {
    std::array<wchar_t, 2048> text{};
    DWORD size = 0;
    if (api_.property(list_, &device, which, nullptr, reinterpret_cast<BYTE*>(text.data()),
                      (text.size() - 2) * sizeof(wchar_t), &size) == FALSE) {
      return {};
    }
    std::wstring all(text.data(), std::min<size_t>(size / sizeof(wchar_t), text.size()));
    while (!all.empty() && all.back() == L'\0') all.pop_back();
    std::ranges::replace(all, L'\0', L'\n');
    // "@usbstor.inf,%x%;USB Mass Storage Device" is read as what stands behind.
    if (all.starts_with(L'@')) all.erase(0, all.rfind(L';') + 1);
    return ToUtf8(all);
  }

 private:
  const SetupApi& api_;
  HDEVINFO list_;
};

// The nearest USB device above a device; itself not.
std::string UsbAbove(const SetupApi& api, DWORD device) {
  for (int i = 0; i < 8; ++i) {
    std::wstring id(MAX_DEVICE_ID_LEN, L'\0');
    if (api.parent(&device, device, 0) != CR_SUCCESS ||
        api.name(device, id.data(), MAX_DEVICE_ID_LEN, 0) != CR_SUCCESS) {
      return {};
    }
    const std::string text = Upper(ToUtf8(id.substr(0, id.find(L'\0'))));
    if (text.starts_with("USB\\VID_") && text.find("&MI_") == std::string::npos) return text;
  }
  return {};
}

struct Drive {
  std::string above;  // of which USB device
  std::string name;
  std::vector<std::string> letters, volumes;
};

std::optional<DWORD> NumberOf(const std::wstring& path) {
  // No right to read: the number is told to everybody, and nothing of the disk is touched.
  const Handle disk(::CreateFileW(path.c_str(), 0, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                  OPEN_EXISTING, 0, nullptr));
  STORAGE_DEVICE_NUMBER number{};
  DWORD size = 0;
  if (!disk.valid() || ::DeviceIoControl(disk.get(), IOCTL_STORAGE_GET_DEVICE_NUMBER, nullptr, 0,
                                         &number, sizeof number, &size, nullptr) == 0) {
    return std::nullopt;
  }
  return number.DeviceType == FILE_DEVICE_DISK ? std::optional(number.DeviceNumber) : std::nullopt;
}

// "3C61-09A4 LABEL".
std::string VolumeOf(const std::wstring& root) {
  std::array<wchar_t, MAX_PATH + 1> label{};
  DWORD serial = 0;
  if (::GetVolumeInformationW(root.c_str(), label.data(), label.size(), &serial, nullptr, nullptr,
                              nullptr, 0) == 0) {
    return {};
  }
  const uint8_t bytes[4] = {static_cast<uint8_t>(serial >> 24), static_cast<uint8_t>(serial >> 16),
                            static_cast<uint8_t>(serial >> 8), static_cast<uint8_t>(serial)};
  const std::string hex = Upper(HexText(bytes));
  const std::string name = ToUtf8(label.data());
  return hex.substr(0, 4) + "-" + hex.substr(4) + (name.empty() ? "" : " " + name);
}

void PutLetters(std::map<DWORD, Drive>& drives) {
  const DWORD letters = ::GetLogicalDrives();
  for (int i = 2; i < 26; ++i) {
    if ((letters >> i & 1) == 0) continue;
    const std::wstring letter = {static_cast<wchar_t>(L'A' + i), L':'};
    const UINT type = ::GetDriveTypeW((letter + L"\\").c_str());
    if (type != DRIVE_REMOVABLE && type != DRIVE_FIXED) continue;
    const std::optional<DWORD> number = NumberOf(L"\\\\.\\" + letter);
    const auto drive = number ? drives.find(*number) : drives.end();
    if (drive == drives.end()) continue;
    drive->second.letters.push_back(ToUtf8(letter));
    drive->second.volumes.push_back(VolumeOf(letter + L"\\"));
  }
}

// Disks that hang on USB, by their numbers.
std::map<DWORD, Drive> DrivesOf(const SetupApi& api) {
  std::map<DWORD, Drive> drives;
  const List list(api, api.get(&kDisk, nullptr, nullptr, DIGCF_PRESENT | DIGCF_DEVICEINTERFACE));
  for (DWORD i = 0; list.valid() && i < kMaxDevices; ++i) {
    SP_DEVICE_INTERFACE_DATA found{};
    found.cbSize = sizeof found;
    if (api.next_interface(list.get(), nullptr, &kDisk, i, &found) == FALSE) break;
    std::array<uint64_t, 256> buffer{};
    auto* const detail = reinterpret_cast<SP_DEVICE_INTERFACE_DETAIL_DATA_W*>(buffer.data());
    detail->cbSize = sizeof *detail;
    SP_DEVINFO_DATA device{};
    device.cbSize = sizeof device;
    if (api.detail(list.get(), &found, detail, sizeof buffer, nullptr, &device) == FALSE) continue;
    const std::string above = UsbAbove(api, device.DevInst);
    const std::optional<DWORD> number = NumberOf(detail->DevicePath);
    if (above.empty() || !number) continue;
    Drive& drive = drives[*number];
    drive.above = above, drive.name = list.Property(device, SPDRP_FRIENDLYNAME);
  }
  PutLetters(drives);
  return drives;
}

// "USB\Class_08&SubClass_06&Prot_50" → "08/06/50".
std::string ClassOf(const std::string& compatible) {
  const std::string text = Upper(compatible);
  const size_t at = text.find("USB\\CLASS_");
  if (at == std::string::npos) return {};
  const std::string line = text.substr(at, text.find('\n', at) - at);
  std::string kind = line.substr(10, 2);
  for (const std::string_view part : {"&SUBCLASS_", "&PROT_"}) {
    const size_t found = line.find(part);
    kind += "/" + (found == std::string::npos ? "" : line.substr(found + part.size(), 2));
  }
  return kind;
}

// "08/06/50 usb-storage name".
std::string InterfaceOf(const List& list, const SP_DEVINFO_DATA& device) {
  const std::string compatible = list.Property(device, SPDRP_COMPATIBLEIDS);
  std::string driver = list.Property(device, SPDRP_SERVICE);
  for (const auto& [own, known] : kDrivers) {
    if (SameName(own, driver)) driver = known;
  }
  const bool mtp = Upper(compatible).find("MS_COMP_MTP") != std::string::npos;
  return ClassOf(compatible) + " " + (driver.empty() ? "-" : driver) + " " +
         (mtp ? "MTP" : list.Property(device, SPDRP_DEVICEDESC));
}

void PutDevice(const List& list, const SP_DEVINFO_DATA& device, const DeviceId& id,
               SnapshotWriter& out) {
  out.Begin("device");
  out.Put("port", list.Property(device, SPDRP_LOCATION_INFORMATION));
  out.Put("vid", id.vid), out.Put("pid", id.pid);
  // One that Windows made up is not the device's.
  out.Put("serial", id.made_up ? "" : id.serial);
  out.Put("vendor", list.Property(device, SPDRP_MFG));
  if (StartsWithName(list.Property(device, SPDRP_SERVICE), "usbhub")) out.Put("class", "09");
}

// False: no drive hangs on it.
bool PutBehind(const std::string& instance, const std::map<DWORD, Drive>& drives,
               SnapshotWriter& out) {
  bool any = false;
  for (const auto& [number, drive] : drives) {
    if (drive.above != Upper(instance)) continue;
    out.Put("product", drive.name), out.Put("disk", "PhysicalDrive" + std::to_string(number));
    for (const std::string& letter : drive.letters) out.Put("letter", letter);
    for (const std::string& volume : drive.volumes) out.Put("volume", volume);
    any = true;
  }
  return any;
}

}  // namespace

LiveSource DevicesNow(const Moment& now) {
  LiveSource source;
  source.id.kind = SourceKind::kLiveDevices, source.id.path = "SetupAPI";
  const SetupApi api;
  if (!api.complete()) {
    source.notes.push_back({"Windows này không có SetupAPI", "this Windows has no SetupAPI"});
    return source;
  }
  SnapshotWriter out(now);
  const std::map<DWORD, Drive> drives = DrivesOf(api);
  const List list(api, api.get(nullptr, L"USB", nullptr, DIGCF_ALLCLASSES | DIGCF_PRESENT));
  for (DWORD i = 0; i < kMaxDevices; ++i) {
    const auto device = list.At(i);
    if (!device) break;
    const std::string instance = list.Id(*device);
    const auto id = ParseDeviceId(instance);
    if (!id || id->bus != "USB" || !id->interface_number.empty()) continue;
    PutDevice(list, *device, *id, out);
    out.Put("interface", InterfaceOf(list, *device));
    for (DWORD j = 0; j < kMaxDevices; ++j) {
      const auto part = list.At(j);
      if (!part) break;
      const auto part_id = ParseDeviceId(list.Id(*part));
      if (!part_id || part_id->interface_number.empty() || part_id->vid != id->vid ||
          UsbAbove(api, part->DevInst) != Upper(instance)) {
        continue;
      }
      out.Put("interface", InterfaceOf(list, *part));
    }
    if (!PutBehind(instance, drives, out)) {
      const std::string name = list.Property(*device, SPDRP_FRIENDLYNAME);
      out.Put("product", name.empty() ? list.Property(*device, SPDRP_DEVICEDESC) : name);
    }
  }
  source.snapshot = out.Finish();
  return source;
}

}  // namespace niem::audit
