#include "audit/testing/five_drives.h"

#include <vector>

#include "audit/testing/event_builder.h"
#include "audit/testing/hive_builder.h"
#include "audit/testing/traces.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr const char* kDates = "Properties\\{83da6326-97a6-4088-9453-a1923f573b29}\\";
constexpr const char* kDiskClass = "#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}";
constexpr const char* kDiskId = "{4f1d2c3b-0001-4000-8000-000000000002}";

// What has one layout for all five; T7's disk is not USBSTOR's.
struct Drive {
  const char *usb, *disk, *friendly, *container, *volume;
  const char *first, *arrival, *removal;
};

constexpr Drive kRose = {"VID_FFFF&PID_5678\\7918331133733033",
                         "Disk&Ven_VendorCo&Prod_ProductCode&Rev_2.00\\7918331133733033&0",
                         "VendorCo ProductCode USB Device",
                         "{c0000000-0000-5000-8000-000000000001}",
                         "{b0000000-baa1-11ed-8000-000c29000001}",
                         "2023-03-04T16:11:36.358904",
                         "2023-03-04T16:11:36.358904",
                         "2023-03-04T16:34:07.928854"};
constexpr Drive kT7 = {"VID_04E8&PID_4001\\MSFT30S5TANK0N502382A",
                       "Disk&Ven_Samsung&Prod_PSSD_T7\\7&26c0ac83&0&000000",
                       "Samsung PSSD T7 SCSI Disk Device",
                       "{c0000000-0000-5000-8000-000000000002}",
                       "{b0000000-baa1-11ed-8000-000c29000002}",
                       "2023-03-04T16:36:36.066416",
                       "2023-03-05T23:44:59.602200",
                       "2023-03-05T23:47:40.328228"};
constexpr Drive kBand = {"VID_1F75&PID_0918\\60875343",
                         "Disk&Ven_Specific&Prod_STORAGE_DEVICE&Rev_0009\\60875343&0",
                         "Specific STORAGE DEVICE USB Device",
                         "{c0000000-0000-5000-8000-000000000003}",
                         "{b0000000-baa1-11ed-8000-000c29000003}",
                         "2023-03-04T17:19:12.934526",
                         "2023-03-04T17:34:22.244568",
                         "2023-03-04T17:47:08.060974"};
constexpr Drive kUDisk = {"VID_ABCD&PID_1234\\6&30c5d09c&0&6",
                          "Disk&Ven_General&Prod_UDisk&Rev_5.00\\7&f810be1&0&_&0",
                          "General UDisk USB Device",
                          "{c0000000-0000-5000-8000-000000000004}",
                          "{b0000000-baa1-11ed-8000-000c29000004}",
                          "2023-03-04T17:55:41.693602",
                          "2023-03-04T18:43:31.059094",
                          "2023-03-04T19:29:47.869850"};
constexpr Drive kHedgehog = {"VID_058F&PID_6387\\EFC74121",
                             "Disk&Ven_Generic&Prod_Flash_Disk&Rev_8.07\\EFC74121&0",
                             "Generic Flash Disk USB Device",
                             "{c0000000-0000-5000-8000-000000000005}",
                             "{b0000000-baa1-11ed-8000-000c29000005}",
                             "2023-03-04T18:08:48.615246",
                             "2023-03-04T18:08:48.583840",
                             nullptr};
constexpr const Drive* kOfUsbStor[] = {&kRose, &kBand, &kUDisk, &kHedgehog};

// "_??_USBSTOR#Disk&...#60875343&0#{...}", as volumes and labels name a disk.
std::string NameOf(const Drive& drive) {
  std::string disk = drive.disk;
  disk.replace(disk.find('\\'), 1, "#");
  return "_??_USBSTOR#" + disk + kDiskClass;
}

std::string Utf16(const std::string& text) {
  return Wide(text).substr(0, text.size() * 2);
}

void Dates(BuiltKey& device, const Drive& drive) {
  device.At(std::string(kDates) + "0064").Time("", drive.first);
  device.At(std::string(kDates) + "0065").Time("", drive.first);
  device.At(std::string(kDates) + "0066").Time("", drive.arrival);
  if (drive.removal != nullptr) device.At(std::string(kDates) + "0067").Time("", drive.removal);
}

// The signature of T7's partition table, as a volume of it (its first partition) is named by.
std::string T7Signature(bool volume) {
  std::string bytes("\x7A\x11\x5E\xD0", 4);
  if (volume) bytes += std::string("\0\0\x10\0\0\0\0\0", 8);
  return bytes;
}

void AddUsbStor(BuiltKey& set) {
  for (const Drive* drive : kOfUsbStor) {
    BuiltKey& usb = set.At(std::string("Enum\\USB\\") + drive->usb);
    usb.Text("Service", "USBSTOR").Text("ContainerID", drive->container);
    if (drive == &kUDisk) usb.Text("ParentIdPrefix", "7&f810be1&0");
    BuiltKey& disk = set.At(std::string("Enum\\USBSTOR\\") + drive->disk);
    disk.Text("FriendlyName", drive->friendly).Text("ContainerID", drive->container);
    Dates(disk, *drive);
  }
  // A drive without a label is called by its letter.
  set.At("Enum\\SWD\\WPDBUSENUM\\" + NameOf(kUDisk)).Text("FriendlyName", "E:\\");
}

void AddT7(BuiltKey& set) {
  set.At(std::string("Enum\\USB\\") + kT7.usb)
      .Text("Service", "UASPStor")
      .Text("ParentIdPrefix", "7&26c0ac83&0")
      .Text("ContainerID", kT7.container);
  BuiltKey& disk = set.At(std::string("Enum\\SCSI\\") + kT7.disk);
  disk.Text("FriendlyName", kT7.friendly).Text("ContainerID", kT7.container);
  Dates(disk, kT7);
  disk.At("Device Parameters\\Partmgr")
      .Text("DiskId", kDiskId)
      .Binary("PartitionTableCache",
              std::string(8, '\0') + T7Signature(false) + std::string(36, '\0'));
  BuiltKey& volume = set.At(std::string("Enum\\SWD\\WPDBUSENUM\\") + kDiskId + "#0000000000100000");
  volume.Text("FriendlyName", "T7");
  volume.At(std::string(kDates) + "0066").Time("", "2023-03-04T18:58:50.730045");
}

// The computer's own: a mouse, a hub, its disk.
void AddOwn(BuiltKey& set) {
  set.At("Enum\\USB\\ROOT_HUB30\\5&1d5c2b3f&0&0").Text("Service", "USBHUB3");
  set.At("Enum\\USB\\VID_0E0F&PID_0003\\6&2c5b4d00&0&5").Text("Service", "HidUsb");
  BuiltKey& disk =
      set.At("Enum\\SCSI\\Disk&Ven_VMware_&Prod_VMware_Virtual_S\\5&1ec51bf7&0&000000");
  disk.Text("FriendlyName", "VMware Virtual SATA Disk")
      .Text("ContainerID", "{00000000-0000-0000-ffff-ffffffffffff}");
  disk.At(std::string(kDates) + "0066").Time("", "2023-03-04T16:00:00");
}

std::string System() {
  BuiltKey root("ROOT");
  root.written = FileTimeOf("2023-03-06T00:00:00");
  root.At("Select").Number("Current", 1);
  BuiltKey& set = root.At("ControlSet001");
  set.At("Control\\ComputerName\\ComputerName").Text("ComputerName", "NAM-O-DIA");
  set.At("Control\\TimeZoneInformation").Text("TimeZoneKeyName", "UTC");
  AddUsbStor(set), AddT7(set), AddOwn(set);
  BuiltKey& mounted = root.At("MountedDevices");
  mounted.Binary("\\DosDevices\\C:", "DMIO:ID:" + std::string(16, '\x21'))
      .Binary("\\DosDevices\\E:", Utf16(NameOf(kUDisk)))
      .Over("\\DosDevices\\F:", T7Signature(true), Utf16(NameOf(kHedgehog)))
      .Binary(std::string("\\??\\Volume") + kT7.volume, T7Signature(true));
  for (const Drive* drive : kOfUsbStor)
    mounted.Binary(std::string("\\??\\Volume") + drive->volume, Utf16(NameOf(*drive)));
  return BuildHive(root);
}

std::string Software() {
  BuiltKey root("ROOT");
  root.written = FileTimeOf("2023-03-06T00:00:00");
  const std::string nt = "Microsoft\\Windows NT\\CurrentVersion";
  root.At(nt).Text("ProductName", "Windows 10 Pro").Text("CurrentBuild", "22621");
  const std::string portable = "Microsoft\\Windows Portable Devices\\Devices\\SWD#WPDBUSENUM#";
  for (const auto& [drive, label] :
       {std::pair{&kRose, "ROSE"}, {&kBand, "BAND"}, {&kUDisk, "E:\\"}, {&kHedgehog, "HEDGEHOG"}}) {
    root.At(portable + Upper(NameOf(*drive))).Text("FriendlyName", label);
  }
  // 33622957: 0201-0BAD.
  root.At(nt + "\\EMDMgmt\\" + NameOf(kUDisk) + "USB Drive_33622957");
  return BuildHive(root);
}

std::string User() {
  BuiltKey root("ROOT");
  root.written = FileTimeOf("2023-03-04T16:00:00");
  BuiltKey& points =
      root.At("Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\MountPoints2");
  for (const Drive* drive : kOfUsbStor)
    points.At(drive->volume).written = FileTimeOf(drive->arrival);
  return BuildHive(root);
}

// The first sector of a volume in hexadecimal.
std::string Fat32(const char* serial_bytes) {
  std::string boot(1024, '0');
  boot.replace(82 * 2, 10, "4641543332");
  boot.replace(67 * 2, 8, serial_bytes);
  return boot;
}

std::string ExFat(const char* serial_bytes) {
  std::string boot(1024, '0');
  boot.replace(3 * 2, 10, "4558464154");
  boot.replace(100 * 2, 8, serial_bytes);
  return boot;
}

// Event 1006; no boot sector: none was kept.
BuiltEvent Disk(const Drive& drive, const char* model, const char* inquiry_serial, const char* when,
                const std::string& boot, bool present = true) {
  BuiltEvent event{"Microsoft-Windows-Partition", 1006, when, {}};
  event.data = {{"BusType", "7"},
                {"Model", model},
                {"SerialNumber", inquiry_serial},
                {"ParentId", std::string("USB\\") + drive.usb},
                {"DiskId", &drive == &kT7 ? kDiskId : ""},
                {"Capacity", present ? "15728640000" : "0"}};
  if (!boot.empty()) event.data.emplace_back("Vbr0", boot);
  return event;
}

std::string Partitions() {
  const std::string rose = Fat32("3ec0b91a"), band = Fat32("e0f42cec"), t7 = ExFat("de79aeea");
  std::vector<BuiltEvent> events = {
      {"Microsoft-Windows-Partition",
       1006,
       "2023-03-04T16:00:01",
       {{"BusType", "11"},
        {"ParentId", "PCI\\VEN_15AD&DEV_07E0\\4&bbf9765&0&0088"},
        {"Capacity", "64424509440"}}},
      Disk(kRose, "ProductCode", "7918331133733033", "2023-03-04T16:11:36.379852", rose),
      Disk(kRose, "ProductCode", "7918331133733033", "2023-03-04T16:34:07.910849", "", false)};
  for (const auto& [when, present] : {std::pair{"2023-03-04T16:36:36.092860", true},
                                      {"2023-03-04T17:32:43.182426", false},
                                      {"2023-03-04T18:58:48.885019", true},
                                      {"2023-03-04T19:21:35.851362", false},
                                      {"2023-03-04T20:05:18.394655", true},
                                      {"2023-03-05T23:44:59.629297", true},
                                      {"2023-03-05T23:47:39.317173", false}}) {
    events.push_back(Disk(kT7, "PSSD T7", "A283205N0KNAT5S", when, present ? t7 : "", present));
  }
  for (const auto& [when, present] : {std::pair{"2023-03-04T17:19:12.960278", true},
                                      {"2023-03-04T17:34:01.114069", false},
                                      {"2023-03-04T17:34:22.273365", true},
                                      {"2023-03-04T17:47:08.037016", false}}) {
    events.push_back(
        Disk(kBand, "STORAGE DEVICE", "0000000005", when, present ? band : "", present));
  }
  for (const char* when : {"2023-03-04T17:55:41.743783", "2023-03-04T18:43:31.088787"})
    events.push_back(Disk(kUDisk, "UDisk", "", when, ""));
  events.push_back(Disk(kHedgehog, "Flash Disk", "E", "2023-03-04T18:08:48.675600", "", false));
  events.push_back(
      Disk(kHedgehog, "Flash Disk", "E", "2023-03-04T18:08:48.675600", Fat32("c1d2c108")));
  return BuildEventLog(events);
}

// A device is configured and started when it is met for the first time.
std::string Configurations() {
  std::vector<BuiltEvent> events;
  for (const Drive* drive : {&kRose, &kT7, &kUDisk}) {
    const std::string bus = drive == &kT7 ? "SCSI\\" : "USBSTOR\\";
    for (const uint32_t id : {400u, 410u}) {
      for (const std::string& device : {std::string("USB\\") + drive->usb, bus + drive->disk}) {
        events.push_back({"Microsoft-Windows-Kernel-PnP",
                          id,
                          drive->first,
                          {{"DeviceInstanceId", device}, {"DriverName", "disk.inf"}}});
      }
    }
  }
  return BuildEventLog(events);
}

std::string SetupLog() {
  std::string log = "[Device Install Log]\r\n     OS Version = 10.0.22621\r\n";
  for (const auto& [drive, when] :
       {std::pair{&kUDisk, "2023/03/04 17:55:43.000"}, {&kHedgehog, "2023/03/04 18:08:49.000"}}) {
    log += ">>>  [Device Install (Hardware initiated) - SWD\\WPDBUSENUM\\" + NameOf(*drive) +
           "]\r\n>>>  Section start " + when + "\r\n<<<  Section end " + when + "\r\n";
  }
  return log;
}

}  // namespace

std::map<std::string, std::string> ConstructedFiveDrives() {
  const std::string logs = "Windows/System32/winevt/Logs/Microsoft-Windows-";
  const std::string recent = "Users/user/AppData/Roaming/Microsoft/Windows/Recent/";
  return {
      {"Windows/System32/config/SYSTEM", System()},
      {"Windows/System32/config/SOFTWARE", Software()},
      {"Users/user/NTUSER.DAT", User()},
      {logs + "Partition%4Diagnostic.evtx", Partitions()},
      {logs + "Kernel-PnP%4Configuration.evtx", Configurations()},
      {"Windows/INF/setupapi.dev.log", SetupLog()},
      {recent + "hoa.lnk",
       BuildLink("E:\\hoa.txt", {0x1AB9C03E, "ROSE", 2, "2023-03-04T16:20:00"})},
      {recent + "t7.lnk", BuildLink("E:\\t7.txt", {0xEAAE79DE, "T7", 3, "2023-03-04T16:40:00"})},
      {recent + "nhac.lnk",
       BuildLink("F:\\nhac.txt", {0xEC2CF4E0, "BAND", 2, "2023-03-04T17:20:00"})},
      {recent + "may.lnk",
       BuildLink("C:\\Users\\user\\may.txt", {0x5A5A0001, "", 3, "2023-03-04T16:05:00"})},
  };
}

}  // namespace niem::audit
