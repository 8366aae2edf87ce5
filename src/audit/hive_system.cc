// SYSTEM: the machine itself, its devices, what it was connected to, what ran on it.
#include <array>
#include <cstdio>

#include "audit/device_id.h"
#include "audit/hive_facts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

// The USB disk that had a letter before a disk known by its signature took it over: the shorter
// value covers the beginning of the device's path only, of which nothing but "_??_USBSTOR#" or a
// part of it may be missing. Without a time, and told only of disks that other traces know.
void ReadEarlierDevice(const HiveValue& value, SourceFacts& facts) {
  constexpr std::string_view kBegin = "_??_USBSTOR#";
  const size_t covered = value.data.size() / 2;
  if (covered > kBegin.size() || !StartsWithName(value.name, "\\DosDevices\\")) return;
  const std::string rest = FromUtf16(AsBytes(value.behind));
  const size_t end = rest.find('}');
  if (end == std::string::npos || !rest.starts_with(kBegin.substr(covered))) return;
  const std::string device = std::string(kBegin.substr(0, covered)) + rest.substr(0, end + 1);
  const auto id = ParseDeviceId(device);
  const bool whole = id && id->bus == "USBSTOR" && (id->type == "DISK" || id->type == "CDROM");
  if (!whole || id->product.empty()) return;
  facts.Add("mounted.before", "MountedDevices\\" + value.name)
      .Set("letter", value.name.substr(12))
      .Set("device", device);
}

// "\DosDevices\E:" and "\??\Volume{...}": a device's path, an MBR signature with an offset, or a
// GPT partition's identifier.
void ReadMountedDevices(const HiveKey& root, SourceFacts& facts) {
  const auto key = root.Find("MountedDevices");
  if (!key) return;
  for (const HiveValue& value : key->Values()) {
    Fact& fact = facts.Add("mounted", "MountedDevices\\" + value.name);
    if (StartsWithName(value.name, "\\DosDevices\\")) fact.Set("letter", value.name.substr(12));
    if (const size_t at = value.name.find('{'); at != std::string::npos) {
      fact.Set("volume", Lower(value.name.substr(at)));
    }
    const Bytes data = value.bytes();
    if (data.size() == 12) {
      fact.Set("mbr", HexText(data.first(4)));
      fact.Set("offset", std::to_string(ByteReader(data, 4).U64()));
    } else if (data.size() == 24 && AsText(data.first(8)) == "DMIO:ID:") {
      fact.Set("gpt", GuidText(data.subspan(8)));
    } else {
      fact.Set("device", FromUtf16(data));
    }
    ReadEarlierDevice(value, facts);
  }
}

void ReadMachine(const HiveKey& set, const std::string& path, SourceFacts& facts) {
  Fact& fact = facts.Add("machine", path);
  if (const auto key = set.Find("Control\\ComputerName\\ComputerName")) {
    fact.Set("name", key->TextOf("ComputerName"));
  }
  if (const auto key = set.Find("Control\\TimeZoneInformation")) {
    fact.Set("time_zone", key->TextOf("TimeZoneKeyName"));
    if (const auto bias = key->Value("ActiveTimeBias")) {
      if (const auto minutes = bias->Number())
        fact.Set("bias_minutes", std::to_string(static_cast<int32_t>(*minutes)));
    }
  }
  if (const auto key = set.Find("Control\\Windows")) {
    if (const auto shutdown = key->Value("ShutdownTime")) fact.Set("shutdown", shutdown->Time());
  }
  if (const auto key = set.Find("Services\\Tcpip\\Parameters")) {
    fact.Set("host", key->TextOf("Hostname")).Set("domain", key->TextOf("Domain"));
  }
  if (const auto key = set.Find("Services\\USBSTOR")) {
    if (const auto start = key->Value("Start"))
      fact.Set("usbstor_start", std::to_string(start->Number().value_or(0)));
  }
}

// Programs that ran, by user (Background Activity Moderator, since Windows 10 1709).
void ReadBam(const HiveKey& set, const std::string& path, SourceFacts& facts) {
  for (const char* name : {"Services\\bam\\State\\UserSettings", "Services\\bam\\UserSettings",
                           "Services\\dam\\State\\UserSettings"}) {
    const auto key = set.Find(name);
    if (!key) continue;
    for (const HiveKey& user : key->Subkeys()) {
      const std::string where = path + "\\" + name + "\\" + user.Name();
      for (const HiveValue& value : user.Values()) {
        if (value.data.size() < 8 || value.name.find('\\') == std::string::npos) continue;
        facts.Add("program.run", where + "\\" + value.name)
            .Set("path", value.name)
            .Set("user", user.Name())
            .Set("at", Moment::FromFileTime(ByteReader(value.bytes()).U64()));
      }
    }
  }
}

void ReadBluetooth(const HiveKey& set, const std::string& path, SourceFacts& facts) {
  const std::string name = "Services\\BTHPORT\\Parameters\\Devices";
  const auto key = set.Find(name);
  if (!key) return;
  for (const HiveKey& device : key->Subkeys()) {
    const auto called = device.Value("Name");
    const auto seen = device.Value("LastSeen"), connected = device.Value("LastConnected");
    Fact& fact = facts.Add("bluetooth.device", Below(Below(path, name), device.Name()));
    fact.Set("address", device.Name());
    if (called) {
      const std::string_view text = called->data;
      fact.Set("name", ValidUtf8(text.substr(0, text.find('\0'))));
    }
    if (seen) fact.Set("seen", seen->Time());
    if (connected) fact.Set("connected", connected->Time());
    fact.Set("key_write", device.LastWrite());
  }
}

std::string ControlSetName(const HiveKey& root) {
  uint32_t number = 1;
  if (const auto select = root.Find("Select")) {
    if (const auto current = select->Value("Current")) number = current->Number().value_or(1);
  }
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "ControlSet%03u", number % 1000);
  return name.data();
}

}  // namespace

void ReadSystemHive(const KeySource& hive, SourceFacts& facts) {
  const HiveKey root = hive.root();
  std::string path = ControlSetName(root);
  auto set = root.Find(path);
  if (!set) path = "ControlSet001", set = root.Find(path);
  if (!set) {
    facts.Note("không phải tệp SYSTEM: không có ControlSet",
               "not a SYSTEM hive: there is no control set");
    facts.failed = true;
    return;
  }
  ReadMachine(*set, path, facts);
  ReadUsbKeys(*set, path, facts);
  ReadMountedDevices(root, facts);
  ReadTcpInterfaces(*set, path, facts);
  ReadBluetooth(*set, path, facts);
  ReadBam(*set, path, facts);
}

}  // namespace niem::audit
