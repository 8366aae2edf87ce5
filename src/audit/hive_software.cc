// SOFTWARE: Windows itself, installed programs, antivirus, licences, labels of drives.
#include "audit/device_id.h"
#include "audit/hive_facts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

std::string Number(const HiveKey& key, std::string_view name) {
  const auto value = key.Value(name);
  return value && value->Number() ? std::to_string(*value->Number()) : std::string();
}

void ReadWindows(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Microsoft\\Windows NT\\CurrentVersion";
  const auto key = root.Find(path);
  if (!key) return;
  Fact& fact = facts.Add("windows", path);
  const std::string build = key->TextOf("CurrentBuild");
  std::string product = key->TextOf("ProductName");
  // Windows 11 still calls itself Windows 10 here.
  if (build.size() == 5 && build >= "22000" && product.starts_with("Windows 10")) {
    product.replace(0, 10, "Windows 11");
  }
  fact.Set("product", product)
      .Set("edition", key->TextOf("EditionID"))
      .Set("build", build)
      .Set("version", key->TextOf("CurrentVersion"))
      .Set("display", key->TextOf("DisplayVersion"))
      .Set("release", key->TextOf("ReleaseId"))
      .Set("ubr", Number(*key, "UBR"))
      .Set("system_root", key->TextOf("SystemRoot"))
      .Set("owner", key->TextOf("RegisteredOwner"))
      .Set("organisation", key->TextOf("RegisteredOrganization"));
  if (const auto when = key->Value("InstallDate"); when && when->Number().value_or(0) != 0) {
    fact.Set("installed", Moment::FromUnixMicros(int64_t{*when->Number()} * 1'000'000));
  }
}

// Where users' folders are: not always on the system's volume.
void ReadProfiles(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Microsoft\\Windows NT\\CurrentVersion\\ProfileList";
  const auto key = root.Find(path);
  if (!key) return;
  for (const HiveKey& user : key->Subkeys()) {
    const std::string folder = user.TextOf("ProfileImagePath");
    if (folder.empty()) continue;
    facts.Add("user.profile", Below(path, user.Name())).Set("sid", user.Name()).Set("path", folder);
  }
}

void ReadPrograms(const HiveKey& root, SourceFacts& facts) {
  for (const char* path : {"Microsoft\\Windows\\CurrentVersion\\Uninstall",
                           "Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall"}) {
    const auto key = root.Find(path);
    if (!key) continue;
    for (const HiveKey& program : key->Subkeys()) {
      const std::string name = program.TextOf("DisplayName");
      if (name.empty()) continue;
      ++facts.units;
      facts.Add("program", std::string(path) + "\\" + program.Name())
          .Set("name", name)
          .Set("version", program.TextOf("DisplayVersion"))
          .Set("maker", program.TextOf("Publisher"))
          .Set("installed_on", program.TextOf("InstallDate"))
          .Set("key_write", program.LastWrite());
    }
  }
}

void ReadPortableDevices(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Microsoft\\Windows Portable Devices\\Devices";
  const auto key = root.Find(path);
  if (!key) return;
  for (const HiveKey& device : key->Subkeys()) {
    Fact& fact = facts.Add("portable", path + "\\" + device.Name());
    fact.Set("device", device.Name())
        .Set("label", device.TextOf("FriendlyName"))
        .Set("key_write", device.LastWrite());
    // Phones and cameras stand here by their USB identity, drives by USBSTOR's.
    if (const auto id = ParseDeviceId(device.Name()); id && id->bus == "USB") {
      fact.Set("vid", id->vid).Set("pid", id->pid).Set("serial", id->serial);
    }
  }
}

// "_??_USBSTOR#Disk&...#SERIAL&0#{...}LABEL_1234567890": the volume's serial number in decimal.
void ReadReadyBoost(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Microsoft\\Windows NT\\CurrentVersion\\EMDMgmt";
  const auto key = root.Find(path);
  if (!key) return;
  for (const HiveKey& device : key->Subkeys()) {
    const std::string name = device.Name();
    const size_t brace = name.find('}'), line = name.rfind('_');
    if (brace == std::string::npos || line == std::string::npos || line < brace) continue;
    const std::string digits = name.substr(line + 1);
    if (digits.empty() || digits.size() > 10 ||
        digits.find_first_not_of("0123456789") != std::string::npos) {
      continue;
    }
    const auto number = static_cast<uint32_t>(std::stoull(digits));
    const uint8_t bytes[4] = {static_cast<uint8_t>(number >> 24),
                              static_cast<uint8_t>(number >> 16), static_cast<uint8_t>(number >> 8),
                              static_cast<uint8_t>(number)};
    const std::string hex = Upper(HexText(bytes));
    facts.Add("volume.serial", Below(path, name))
        .Set("device", name.substr(0, brace + 1))
        .Set("label", name.substr(brace + 1, line - brace - 1))
        .Set("volume_serial", hex.substr(0, 4) + "-" + hex.substr(4))
        .Set("key_write", device.LastWrite());
  }
}

void ReadLabels(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Microsoft\\Windows Search\\VolumeInfoCache";
  const auto key = root.Find(path);
  if (!key) return;
  for (const HiveKey& letter : key->Subkeys()) {
    facts.Add("volume.label", path + "\\" + letter.Name())
        .Set("letter", letter.Name())
        .Set("label", letter.TextOf("VolumeLabel"))
        .Set("drive_type", Number(letter, "DriveType"))
        .Set("key_write", letter.LastWrite());
  }
}

// Programs started with Windows: where worms that came by USB write themselves.
void ReadRun(const HiveKey& root, SourceFacts& facts) {
  for (const char* path :
       {"Microsoft\\Windows\\CurrentVersion\\Run", "Microsoft\\Windows\\CurrentVersion\\RunOnce",
        "Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Run",
        "Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\RunOnce"}) {
    const auto key = root.Find(path);
    if (!key) continue;
    for (const HiveValue& value : key->Values()) {
      facts.Add("autostart", std::string(path) + "\\" + value.name)
          .Set("name", value.name)
          .Set("command", value.Text())
          .Set("key_write", key->LastWrite());
    }
  }
}

void ReadChannels(const HiveKey& root, SourceFacts& facts) {
  const std::string path =
      "Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels\\"
      "Microsoft-Windows-DriverFrameworks-UserMode/Operational";
  if (const auto key = root.Find(path)) {
    facts.Add("log.channel", path)
        .Set("name", std::string("DriverFrameworks-UserMode"))
        .Set("enabled", Number(*key, "Enabled"));
  }
}

}  // namespace

void ReadSoftwareHive(const KeySource& hive, SourceFacts& facts) {
  const HiveKey root = hive.root();
  if (!root.Find("Microsoft\\Windows\\CurrentVersion") &&
      !root.Find("Microsoft\\Windows NT\\CurrentVersion")) {
    facts.Note("không phải tệp SOFTWARE của Windows", "not a SOFTWARE hive of Windows");
    facts.failed = true;
    return;
  }
  ReadWindows(root, facts);
  ReadProfiles(root, facts);
  ReadNetworkList(root, facts);
  ReadPrograms(root, facts);
  ReadProtection(root, facts);
  ReadPortableDevices(root, facts);
  ReadReadyBoost(root, facts);
  ReadLabels(root, facts);
  ReadRun(root, facts);
  ReadChannels(root, facts);
}

}  // namespace niem::audit
