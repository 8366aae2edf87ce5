// Amcache.hve: the devices and programs that Windows' own inventory found, kept outside SYSTEM.
#include "audit/device_id.h"
#include "audit/hive_facts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

// "2019-12-17" of "12-17-2019" and "12/17/2019 10:11:12": a day of the machine's own calendar.
std::string DayOf(const std::string& text) {
  constexpr size_t kDay = 10;
  const std::string day = text.substr(0, kDay);
  const bool dated = day.size() == kDay && day.find_first_not_of("0123456789-/") == day.npos &&
                     (day[2] == '-' || day[2] == '/') && day[5] == day[2];
  return dated ? day.substr(6) + "-" + day.substr(0, 2) + "-" + day.substr(3, 2) : std::string();
}

// "usb/vid_0951&pid_1666/e0d5..." as the rest of Windows writes it.
std::string InstanceOf(std::string name) {
  for (char& c : name) c = c == '/' ? '\\' : c;
  return name;
}

// What a device is called, by its container.
std::string ModelOf(const HiveKey& root, const std::string& container) {
  if (container.empty()) return {};
  const auto key = root.Find("Root\\InventoryDeviceContainer\\" + container);
  if (!key) return {};
  const std::string name = key->TextOf("FriendlyName");
  return name.empty() ? key->TextOf("ModelName") : name;
}

void ReadDevices(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Root\\InventoryDevicePnp";
  const auto devices = root.Find(path);
  if (!devices) return;
  for (const HiveKey& device : devices->Subkeys()) {
    ++facts.units;
    const std::string instance = InstanceOf(device.Name());
    const auto id = ParseDeviceId(instance);
    const bool portable = SameName(device.TextOf("Class"), "wpd");
    if (!id && !portable) continue;
    const std::string container = Lower(device.TextOf("ContainerId"));
    Fact& fact = facts.Add("inventory.device", Below(path, device.Name()));
    fact.Set("device", Upper(instance))
        .Set("class", device.TextOf("Class"))
        .Set("service", device.TextOf("Service"))
        .Set("container", container)
        .Set("description", device.TextOf("Description"))
        .Set("label", ModelOf(root, container))
        .Set("compatible", device.TextOf("COMPID"))
        .Set("first_install_on", DayOf(device.TextOf("FirstInstallDate")))
        .Set("installed_on", DayOf(device.TextOf("InstallDate")))
        .Set("key_write", device.LastWrite());
    if (id && id->bus == "USB") {
      fact.Set("vid", id->vid).Set("pid", id->pid).Set("serial", Upper(id->serial));
      fact.Set("interface", id->interface_number);
      fact.Set("made_up", std::string(id->made_up ? "yes" : ""));
    }
  }
}

void ReadFiles(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Root\\InventoryApplicationFile";
  const auto files = root.Find(path);
  if (!files) return;
  for (const HiveKey& file : files->Subkeys()) {
    ++facts.units;
    const std::string where = file.TextOf("LowerCaseLongPath");
    if (where.empty()) continue;
    facts.Add("program.file", Below(path, file.Name()))
        .Set("path", where)
        .Set("name", file.TextOf("Name"))
        .Set("maker", file.TextOf("Publisher"))
        .Set("product", file.TextOf("ProductName"))
        .Set("key_write", file.LastWrite());
  }
}

// Windows 8 and the first Windows 10: by volume.
void ReadOldFiles(const HiveKey& root, SourceFacts& facts) {
  const std::string path = "Root\\File";
  const auto volumes = root.Find(path);
  if (!volumes) return;
  for (const HiveKey& volume : volumes->Subkeys()) {
    for (const HiveKey& file : volume.Subkeys()) {
      ++facts.units;
      const std::string where = file.TextOf("15");
      if (where.empty()) continue;
      facts.Add("program.file", Below(Below(path, volume.Name()), file.Name()))
          .Set("path", where)
          .Set("product", file.TextOf("0"))
          .Set("maker", file.TextOf("1"))
          .Set("volume", "{" + Lower(volume.Name()) + "}")
          .Set("key_write", file.LastWrite());
    }
  }
}

}  // namespace

void ReadInventoryHive(const KeySource& hive, SourceFacts& facts) {
  const HiveKey root = hive.root();
  if (!root.Find("Root")) {
    facts.Note("không phải tệp Amcache.hve", "not an Amcache.hve hive");
    facts.failed = true;
    return;
  }
  ReadDevices(root, facts);
  ReadFiles(root, facts);
  ReadOldFiles(root, facts);
}

}  // namespace niem::audit
