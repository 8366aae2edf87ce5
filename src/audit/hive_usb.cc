// Devices in SYSTEM: Enum\USB, USBSTOR, SCSI, WPDBUSENUM, MountedDevices, usbflags.
#include <array>

#include "audit/device_id.h"
#include "audit/hive_facts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

// DEVPKEY_Device_InstallDate ... LastRemovalDate: pids 100 to 103 of this set (devpkey.h).
constexpr std::string_view kDeviceDates = "Properties\\{83da6326-97a6-4088-9453-a1923f573b29}";
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kDates = {{
    {"0064", "last_install"},
    {"0065", "first_install"},
    {"0066", "arrival"},
    {"0067", "removal"},
}};

std::optional<Moment> DateOf(const HiveKey& dates, std::string_view pid) {
  if (const auto key = dates.Find(pid)) {
    if (const auto value = key->Value("")) return value->Time();
  }
  // Windows 7: one level more, eight digits.
  if (const auto key = dates.Find("0000" + std::string(pid) + "\\00000000")) {
    if (const auto value = key->Value("Data")) return value->Time();
  }
  return std::nullopt;
}

void PutDates(const HiveKey& instance, Fact& fact) {
  fact.Set("key_write", instance.LastWrite());
  const auto dates = instance.Find(kDeviceDates);
  if (!dates) return;
  for (const auto& [pid, name] : kDates) fact.Set(name, DateOf(*dates, pid));
}

// "@usbstor.inf,%x%;USB Mass Storage Device" is read as what stands behind.
std::string Plain(const std::string& text) {
  const size_t end = text.rfind(';');
  return text.starts_with("@") && end != std::string::npos ? text.substr(end + 1) : text;
}

std::string Joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : " ") + text;
  return all;
}

std::string ContainerOf(const HiveKey& instance) {
  std::string container = Lower(instance.TextOf("ContainerID"));
  // None, or "part of the computer itself".
  if (container == "{00000000-0000-0000-0000-000000000000}" ||
      container == "{00000000-0000-0000-ffff-ffffffffffff}") {
    container.clear();
  }
  return container;
}

Fact& Device(std::string_view kind, const std::string& path, const HiveKey& instance,
             SourceFacts& facts) {
  Fact& fact = facts.Add(kind, path);
  const auto compatible = instance.Value("CompatibleIDs");
  const auto hardware = instance.Value("HardwareID");
  fact.Set("service", instance.TextOf("Service"))
      .Set("description", Plain(instance.TextOf("DeviceDesc")))
      .Set("friendly", Plain(instance.TextOf("FriendlyName")))
      .Set("maker", Plain(instance.TextOf("Mfg")))
      .Set("class", instance.TextOf("Class"))
      .Set("class_guid", Lower(instance.TextOf("ClassGUID")))
      .Set("location", instance.TextOf("LocationInformation"))
      .Set("parent_prefix", instance.TextOf("ParentIdPrefix"))
      .Set("container", ContainerOf(instance))
      .Set("compatible", compatible ? Joined(compatible->Texts()) : std::string())
      .Set("hardware", hardware ? Joined(hardware->Texts()) : std::string());
  PutDates(instance, fact);
  return fact;
}

// Where the partitions of a disk were last seen: MBR signature or GPT disk identifier.
void PutPartitions(const HiveKey& instance, Fact& fact) {
  const auto manager = instance.Find("Device Parameters\\Partmgr");
  if (!manager) return;
  fact.Set("disk_id", Lower(manager->TextOf("DiskId")));
  const auto cache = manager->Value("PartitionTableCache");
  if (!cache || cache->data.size() < 24) return;
  ByteReader in(cache->bytes());
  const uint32_t style = in.U32();
  in.Skip(4);
  if (style == 0) fact.Set("mbr", HexText(in.Take(4)));
  if (style == 1) fact.Set("gpt", GuidText(in.Take(16)));
}

using Put = void (*)(const HiveKey& device, const HiveKey& instance, const std::string& path,
                     SourceFacts& facts);

// Two levels under a bus: devices, and instances of each.
void Walk(const HiveKey& control_set, const std::string& path, std::string_view bus,
          SourceFacts& facts, Put put) {
  const std::string name = "Enum\\" + std::string(bus);
  const auto key = control_set.Find(name);
  if (!key) return;
  for (const HiveKey& device : key->Subkeys()) {
    const std::string folder = Below(Below(path, name), device.Name());
    for (const HiveKey& instance : device.Subkeys()) {
      ++facts.units;
      put(device, instance, folder + "\\" + instance.Name(), facts);
    }
  }
}

void PutUsb(const HiveKey& device, const HiveKey& instance, const std::string& path,
            SourceFacts& facts) {
  const auto id = ParseDeviceId("USB\\" + device.Name() + "\\" + instance.Name());
  if (!id) return;  // a hub of the computer itself
  Device("usb.device", path, instance, facts)
      .Set("vid", id->vid)
      .Set("pid", id->pid)
      .Set("serial", id->serial)
      .Set("interface", id->interface_number)
      .Set("made_up", std::string(id->made_up ? "yes" : ""));
}

void PutStorage(std::string_view bus, const HiveKey& device, const HiveKey& instance,
                const std::string& path, SourceFacts& facts) {
  const auto id = ParseDeviceId(std::string(bus) + "\\" + device.Name() + "\\" + instance.Name());
  if (!id) return;
  const bool usb = bus == "USBSTOR";
  if (!usb && ContainerOf(instance).empty()) return;  // a disk of the computer itself
  Fact& fact = Device(usb ? "usb.disk" : "scsi.disk", path, instance, facts);
  fact.Set("serial", id->serial)
      .Set("type", Lower(id->type))
      .Set("vendor", id->vendor)
      .Set("product", id->product)
      .Set("revision", id->revision)
      .Set("made_up", std::string(id->made_up ? "yes" : ""));
  PutPartitions(instance, fact);
}

void PutUsbDisk(const HiveKey& device, const HiveKey& instance, const std::string& path,
                SourceFacts& facts) {
  PutStorage("USBSTOR", device, instance, path, facts);
}

void PutScsiDisk(const HiveKey& device, const HiveKey& instance, const std::string& path,
                 SourceFacts& facts) {
  PutStorage("SCSI", device, instance, path, facts);
}

void PutVolume(const HiveKey&, const HiveKey& instance, const std::string& path,
               SourceFacts& facts) {
  Fact& fact = facts.Add("usb.volume", path);
  fact.Set("device", instance.Name()).Set("label", instance.TextOf("FriendlyName"));
  PutDates(instance, fact);
}

// SWD\WPDBUSENUM\<instance> has one level less.
void ReadVolumes(const HiveKey& control_set, const std::string& path, SourceFacts& facts) {
  const auto key = control_set.Find("Enum\\SWD\\WPDBUSENUM");
  if (key) {
    for (const HiveKey& instance : key->Subkeys()) {
      PutVolume(*key, instance, path + "\\Enum\\SWD\\WPDBUSENUM\\" + instance.Name(), facts);
    }
  }
  Walk(control_set, path, "WpdBusEnumRoot", facts, PutVolume);
}

void ReadFlags(const HiveKey& control_set, const std::string& path, SourceFacts& facts) {
  const auto flags = control_set.Find("Control\\usbflags");
  if (!flags) return;
  for (const HiveKey& key : flags->Subkeys()) {
    const std::string name = key.Name();  // VVVVPPPPRRRR
    if (name.size() != 12) continue;
    facts.Add("usb.flag", Below(path, "Control\\usbflags\\" + name))
        .Set("vid", Upper(name.substr(0, 4)))
        .Set("pid", Upper(name.substr(4, 4)))
        .Set("key_write", key.LastWrite());
  }
}

}  // namespace

void ReadUsbKeys(const HiveKey& control_set, const std::string& path, SourceFacts& facts) {
  Walk(control_set, path, "USB", facts, PutUsb);
  Walk(control_set, path, "USBSTOR", facts, PutUsbDisk);
  Walk(control_set, path, "SCSI", facts, PutScsiDisk);
  ReadVolumes(control_set, path, facts);
  ReadFlags(control_set, path, facts);
}

}  // namespace niem::audit
