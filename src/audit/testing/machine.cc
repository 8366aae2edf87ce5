#include "audit/testing/machine.h"

#include "audit/testing/event_builder.h"
#include "audit/testing/hive_builder.h"

namespace niem::audit {
namespace {

constexpr const char* kDates = "Properties\\{83da6326-97a6-4088-9453-a1923f573b29}\\";

void Dates(BuiltKey& device, const char* first, const char* arrival, const char* removal) {
  device.At(std::string(kDates) + "0064").Time("", first);
  device.At(std::string(kDates) + "0065").Time("", first);
  device.At(std::string(kDates) + "0066").Time("", arrival);
  if (removal != nullptr) device.At(std::string(kDates) + "0067").Time("", removal);
}

std::string SystemTime(int year, int month, int day, int hour, int minute, int second) {
  std::string bytes;
  for (const int number : {year, month, 1, day, hour, minute, second, 0}) {
    bytes += static_cast<char>(number & 0xFF);
    bytes += static_cast<char>(number >> 8 & 0xFF);
  }
  return bytes;
}

void AddDrive(BuiltKey& set) {
  BuiltKey& usb = set.At("Enum\\USB\\VID_0951&PID_1666\\E0D55EA573FCF3A0F8230A11");
  usb.Text("Service", "USBSTOR").Text("ContainerID", "{0b7a1c22-0000-5000-8000-000000000001}");
  Dates(usb, "2026-04-01T01:02:03", "2026-04-20T07:00:00", "2026-04-20T08:30:00");
  BuiltKey& disk = set.At(
      "Enum\\USBSTOR\\Disk&Ven_Kingston&Prod_DataTraveler_3.0&Rev_PMAP\\E0D55EA573FCF3A0F8230A11&"
      "0");
  disk.Text("FriendlyName", "Kingston DataTraveler 3.0 USB Device")
      .Text("ContainerID", "{0b7a1c22-0000-5000-8000-000000000001}");
  Dates(disk, "2026-04-01T01:02:04", "2026-04-20T07:00:01", "2026-04-20T08:30:00");
  set.At("Enum\\SWD\\WPDBUSENUM\\_??_USBSTOR#Disk&Ven_Kingston&Prod_DataTraveler_3.0&Rev_PMAP#"
         "E0D55EA573FCF3A0F8230A11&0#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}")
      .Text("FriendlyName", "KINGSTON");
}

void AddPhone(BuiltKey& set) {
  BuiltKey& mtp = set.At("Enum\\USB\\VID_04E8&PID_6860\\R58M123ABCD");
  mtp.Text("Service", "WUDFWpdMtp")
      .Text("FriendlyName", "Galaxy A12")
      .Text("Class", "WPD")
      .Texts("CompatibleIDs", {"USB\\MS_COMP_MTP", "USB\\Class_06&SubClass_01&Prot_01"})
      .Text("ContainerID", "{0b7a1c22-0000-5000-8000-000000000002}");
  Dates(mtp, "2026-05-02T03:04:05", "2026-05-02T03:04:05", "2026-05-02T03:30:00");
  BuiltKey& net = set.At("Enum\\USB\\VID_04E8&PID_6863&MI_00\\7&1a2b3c4d&0&0000");
  net.Text("Service", "usbrndis6")
      .Text("DeviceDesc", "@x.inf,%y%;Remote NDIS based Internet Sharing Device");
  Dates(net, "2026-05-02T03:10:00", "2026-05-02T03:10:00", "2026-05-02T03:29:00");
}

}  // namespace

std::string ConstructedSystem() {
  BuiltKey root("ROOT");
  root.written = FileTimeOf("2026-06-01T00:00:00");
  root.At("Select").Number("Current", 1);
  BuiltKey& set = root.At("ControlSet001");
  set.At("Control\\ComputerName\\ComputerName").Text("ComputerName", "SOAN-THAO-01");
  set.At("Control\\TimeZoneInformation").Text("TimeZoneKeyName", "SE Asia Standard Time");
  AddDrive(set);
  AddPhone(set);
  set.At("Services\\Tcpip\\Parameters\\Interfaces\\{11111111-2222-3333-4444-555555555555}")
      .Text("DhcpIPAddress", "169.254.10.20");
  const std::string device =
      "_??_USBSTOR#Disk&Ven_Kingston&Prod_DataTraveler_3.0&Rev_PMAP#"
      "E0D55EA573FCF3A0F8230A11&0#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}";
  root.At("MountedDevices")
      .Binary("\\DosDevices\\E:", Wide(device).substr(0, device.size() * 2))
      .Binary("\\??\\Volume{0b7a1c22-1111-11ee-8000-0123456789ab}",
              Wide(device).substr(0, device.size() * 2));
  return BuildHive(root);
}

std::string ConstructedSoftware() {
  BuiltKey root("ROOT");
  root.written = FileTimeOf("2026-06-01T00:00:00");
  const std::string nt = "Microsoft\\Windows NT\\CurrentVersion";
  root.At(nt)
      .Text("ProductName", "Windows 10 Pro")
      .Text("CurrentBuild", "19045")
      .Text("EditionID", "Professional");
  root.At("Microsoft\\Windows\\CurrentVersion\\Run")
      .Text("AvastSvcpCP", "C:\\ProgramData\\AvastSvcpCP\\AvastSvc.exe 626");
  root.At(nt + "\\NetworkList\\Profiles\\{aaaaaaaa-0000-4000-8000-000000000001}")
      .Text("ProfileName", "NHA NGHI 1")
      .Number("NameType", 71)
      .Binary("DateCreated", SystemTime(2026, 5, 3, 20, 15, 30))
      .Binary("DateLastConnected", SystemTime(2026, 5, 4, 21, 0, 0));
  root.At(nt + "\\SoftwareProtectionPlatform").Text("KeyManagementServiceName", "127.0.0.2");
  root.At("Microsoft\\Windows\\CurrentVersion\\Uninstall\\UltraViewer")
      .Text("DisplayName", "UltraViewer 6.6");
  return BuildHive(root);
}

std::string ConstructedSystemOf(const std::map<std::string, std::string>& letters) {
  BuiltKey root("ROOT");
  root.written = FileTimeOf("2026-06-01T00:00:00");
  root.At("Select").Number("Current", 1);
  root.At("ControlSet001\\Control\\ComputerName\\ComputerName").Text("ComputerName", "HAI-O-01");
  BuiltKey& mounted = root.At("MountedDevices");
  for (const auto& [letter, value] : letters) mounted.Binary("\\DosDevices\\" + letter, value);
  return BuildHive(root);
}

std::string ConstructedSoftwareOfDrives() {
  BuiltKey root("ROOT");
  root.written = FileTimeOf("2026-06-01T00:00:00");
  const std::string nt = "Microsoft\\Windows NT\\CurrentVersion";
  root.At(nt).Text("ProductName", "Windows 10 Pro").Text("SystemRoot", "C:\\Windows");
  root.At(nt + "\\ProfileList\\S-1-5-18")
      .Text("ProfileImagePath", "%systemroot%\\system32\\config\\systemprofile");
  root.At(nt + "\\ProfileList\\S-1-5-21-1-2-3-1001")
      .Text("ProfileImagePath", "D:\\Nguoi dung\\lan");
  root.At("Microsoft\\Windows\\CurrentVersion\\Run")
      .Text("Ung dung", "\"D:\\App\\CEFHelper.exe\" 626")
      .Text("Kho", "E:\\Kho\\CEFHelper.exe");
  return BuildHive(root);
}

std::string ConstructedUserOfDrives() {
  BuiltKey root("ROOT");
  root.written = FileTimeOf("2026-04-20T07:01:00");
  root.At("Software\\Microsoft\\Windows\\CurrentVersion\\Run")
      .Text("Lan", "C:\\Lan\\CEFHelper.exe");
  root.At("Software\\Microsoft\\Office\\16.0\\Word\\User MRU\\LiveId_1\\File MRU")
      .Text("Item 1", "[F00000000][T01DCD091A2B3C400][O00000000]*F:\\du thao.docx");
  return BuildHive(root);
}

std::string ConstructedEvents() {
  std::string boot(1024, '0');  // a boot sector in hexadecimal: NTFS, serial 3C61-09A4
  boot.replace(6, 8, "4e544653");
  boot.replace(144, 8, "a409613c");
  return BuildEventLog({
      {"Microsoft-Windows-Partition",
       1006,
       "2026-04-20T07:00:02",
       {{"BusType", "7"},
        {"Manufacturer", "Kingston"},
        {"Model", "DataTraveler 3.0"},
        {"SerialNumber", "OTHER-NUMBER"},
        {"ParentId", "USB\\VID_0951&PID_1666\\E0D55EA573FCF3A0F8230A11"},
        {"Capacity", "31004295168"},
        {"Vbr0", boot}}},
      {"Microsoft-Windows-Partition",
       1006,
       "2026-04-20T07:00:03",
       {{"BusType", "17"}, {"ParentId", "PCI\\VEN_144D&DEV_A808\\4&1"}, {"Capacity", "5"}}},
      {"Microsoft-Windows-WLAN-AutoConfig",
       8001,
       "2026-05-03T13:15:31",
       {{"ProfileName", "NHA NGHI 1"}, {"SSID", "NHA NGHI 1"}}},
      {"Microsoft-Windows-NetworkProfile",
       10000,
       "2026-05-03T13:15:40",
       {{"Name", "NHA NGHI 1"}, {"Guid", "{AA}"}, {"State", "9"}}},
      {"Microsoft-Windows-Kernel-General",
       1,
       "2026-05-03T10:00:00",
       {{"OldTime", "2026-05-03T13:00:00"}, {"NewTime", "2026-05-03T10:00:00"}}},
  });
}

std::string ConstructedUser() {
  BuiltKey root("ROOT");
  root.written = FileTimeOf("2026-04-20T07:01:00");
  root.At(
      "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\MountPoints2\\"
      "{0b7a1c22-1111-11ee-8000-0123456789ab}");
  root.At("Software\\Microsoft\\Office\\16.0\\Word\\User MRU\\LiveId_1\\File MRU")
      .Text("Item 1", "[F00000000][T01DCD091A2B3C400][O00000000]*E:\\du thao.docx");
  return BuildHive(root);
}

}  // namespace niem::audit
