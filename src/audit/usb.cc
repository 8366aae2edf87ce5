#include "audit/usb.h"

#include <algorithm>
#include <map>

#include "audit/device_id.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

// Two times of one act of plugging in: the keys of a device are written one after another.
constexpr size_t kMaxDrives = 2'000;  // more is no computer, but an attack on who joins them
constexpr int64_t kSameAct = 60 * kTicksPerSecond;

bool IsStorageService(const std::string& service) {
  return SameName(service, "USBSTOR") || SameName(service, "UASPStor");
}

bool IsLater(const std::optional<Moment>& a, const std::optional<Moment>& b, int64_t slack = 0) {
  return a && b && a->origin == TimeOrigin::kUtc && b->origin == TimeOrigin::kUtc &&
         a->ticks > b->ticks + slack;
}

class Joiner {
 public:
  explicit Joiner(const Collected& collected) : all_(collected) {}

  std::vector<UsbDrive> Join() {
    Each("usb.device", [&](const Fact& fact, size_t i) { UsbDevice(fact, i); });
    Each("usb.disk", [&](const Fact& fact, size_t i) { Disk(fact, i); });
    Each("scsi.disk", [&](const Fact& fact, size_t i) { Uas(fact, i); });
    for (const char* kind : {"linux.usb", "live.device"}) {
      Each(kind, [&](const Fact& fact, size_t i) { Linux(fact, i); });
    }
    Each("inventory.device", [&](const Fact& fact, size_t i) { UsbDevice(fact, i); });
    Each("inventory.device", [&](const Fact& fact, size_t i) { Inventory(fact, i); });
    // First whatever names a drive as a drive, then what names only a USB device.
    for (const char* kind : {"setup.device", "event.device"}) {
      Each(kind, [&](const Fact& fact, size_t i) { Named(fact, i, "USBSTOR"); });
    }
    Each("event.partition", [&](const Fact& fact, size_t i) { Partition(fact, i); });
    for (const char* kind : {"setup.device", "event.device"}) {
      Each(kind, [&](const Fact& fact, size_t i) { Named(fact, i, "USB"); });
    }
    Each("usb.volume", [&](const Fact& fact, size_t i) { Volume(fact, i); });
    for (const char* kind : {"mounted", "mounted.before"}) {
      Each(kind, [&](const Fact& fact, size_t i) { Mounted(fact, i); });
    }
    Each("portable", [&](const Fact& fact, size_t i) { Label(fact, i); });
    Each("volume.serial", [&](const Fact& fact, size_t i) { Label(fact, i); });
    Each("user.mount", [&](const Fact& fact, size_t i) { UserMount(fact, i); });
    Each("live.volume", [&](const Fact& fact, size_t i) { LiveVolume(fact, i); });
    for (const char* kind : {"link", "user.volume"}) {
      Each(kind, [&](const Fact& fact, size_t i) { Link(fact, i); });
    }
    Each("linux.mount", [&](const Fact& fact, size_t i) { Mount(fact, i); });
    Each("usb.policy", [&](const Fact& fact, size_t i) { Policy(fact, i); });
    for (UsbDrive& drive : drives_) Finish(drive);
    return std::move(drives_);
  }

 private:
  template <typename Do>
  void Each(std::string_view kind, const Do& act) {
    for (size_t i = 0; i < all_.facts.size(); ++i) {
      if (all_.facts[i].kind == kind) act(all_.facts[i], i);
    }
  }

  // A number made up for USB names a port: it tells a device with VID and PID only.
  static std::string UsbNumber(const std::string& vid, const std::string& pid,
                               const std::string& serial) {
    return Lower(vid + ":" + pid + ":" + serial);
  }

  // By serial, and by VID and PID where both sides know them.
  UsbDrive* Find(const DeviceId& id) {
    const auto usb = usb_numbers_.find(UsbNumber(id.vid, id.pid, id.serial));
    if (usb != usb_numbers_.end()) return &drives_[usb->second];
    UsbDrive* found = nullptr;
    for (UsbDrive& drive : drives_) {
      if (id.serial.empty() || !SameName(drive.serial, id.serial)) continue;
      const bool other =
          !id.vid.empty() && !drive.vid.empty() && (id.vid != drive.vid || id.pid != drive.pid);
      if (other) continue;
      // Units of one device have names of their own; equal numbers of two models do not make one.
      const bool own_unit = !id.further_unit && SameName(id.type, drive.type);
      const bool other_model = own_unit && !id.product.empty() && !drive.product.empty() &&
                               !SameName(id.product, drive.product);
      if (other_model) continue;
      found = &drive;
      break;
    }
    return found;
  }

  UsbDrive* InContainer(const std::string& container) {
    if (container.empty()) return nullptr;
    const auto found = std::ranges::find(drives_, container, &UsbDrive::container);
    return found == drives_.end() ? nullptr : &*found;
  }

  UsbDrive& Make(const DeviceId& id) {
    if (drives_.size() >= kMaxDrives) {
      if (drives_.back().inconsistencies.empty()) {
        drives_.back().inconsistencies.push_back(
            {"quá nhiều thiết bị: các thiết bị còn lại không được liệt kê",
             "too many devices: the rest is not listed"});
      }
      rest_ = UsbDrive{};
      return rest_;
    }
    UsbDrive& drive = drives_.emplace_back();
    drive.serial = id.serial, drive.made_up = id.made_up;
    drive.vid = id.vid, drive.pid = id.pid;
    return drive;
  }

  static void Describe(UsbDrive& drive, const DeviceId& id) {
    if (drive.vid.empty()) drive.vid = id.vid, drive.pid = id.pid;
    if (drive.vendor.empty()) drive.vendor = id.vendor;
    if (drive.product.empty()) drive.product = id.product;
    if (drive.type.empty()) drive.type = Lower(id.type);
  }

  void UsbDevice(const Fact& fact, size_t index) {
    if (!IsStorageService(fact.Field("service"))) return;
    DeviceId id;
    id.vid = fact.Field("vid"), id.pid = fact.Field("pid");
    id.serial = fact.Field("serial"), id.made_up = !fact.Field("made_up").empty();
    UsbDrive* drive = Find(id);
    if (drive == nullptr) {
      drive = &Make(id);
      if (id.made_up && drive != &rest_) named_by_usb_.insert(IndexOf(*drive));
    }
    drive->uas = SameName(fact.Field("service"), "UASPStor");
    if (drive->container.empty()) drive->container = fact.Field("container");
    const std::string prefix = Lower(fact.Field("parent_prefix"));
    if (!prefix.empty() && drive != &rest_) prefixes_[prefix] = IndexOf(*drive);
    drive->facts.push_back(index);
  }

  size_t IndexOf(const UsbDrive& drive) const {
    return static_cast<size_t>(&drive - drives_.data());
  }

  // The drive that USBSTOR or SCSI calls so. Where both numbers are made up, the disk's is the one
  // that other traces use; USB's is still known.
  UsbDrive* OfDisk(const DeviceId& id, UsbDrive* drive = nullptr) {
    if (drive == nullptr) drive = Find(id);
    if (drive == nullptr) drive = OfParent(id);
    if (drive == nullptr || drive == &rest_ || !id.made_up) return drive;
    if (named_by_usb_.erase(IndexOf(*drive)) > 0) {
      usb_numbers_[UsbNumber(drive->vid, drive->pid, drive->serial)] = IndexOf(*drive);
      drive->serial = id.serial;
    }
    return drive;
  }

  void OwnKey(UsbDrive& drive, const Fact& fact, size_t index) {
    DeviceId id;
    id.vendor = fact.Field("vendor"), id.product = fact.Field("product");
    id.type = fact.Field("type");
    Describe(drive, id);
    if (drive.name.empty()) drive.name = fact.Field("friendly");
    if (drive.container.empty()) drive.container = fact.Field("container");
    if (!drive.first_install) drive.first_install = fact.Time("first_install");
    if (!drive.last_install) drive.last_install = fact.Time("last_install");
    if (!drive.arrival) drive.arrival = fact.Time("arrival");
    if (!drive.removal) drive.removal = fact.Time("removal");
    if (!drive.key_write) drive.key_write = fact.Time("key_write");
    Remember(fact, drive);
    drive.facts.push_back(index);
  }

  // What partitions and volumes are looked up by later.
  void Remember(const Fact& fact, const UsbDrive& drive) {
    if (&drive == &rest_) return;
    const size_t at = IndexOf(drive);
    for (const char* field : {"mbr", "gpt", "disk_id"}) {
      const std::string value = fact.Field(field);
      if (!value.empty()) by_disk_[value] = at;
    }
  }

  void Disk(const Fact& fact, size_t index) {
    DeviceId id;
    id.serial = fact.Field("serial"), id.made_up = !fact.Field("made_up").empty();
    UsbDrive* drive = OfDisk(id, InContainer(fact.Field("container")));
    if (drive == nullptr) drive = &Make(id);
    OwnKey(*drive, fact, index);
  }

  // Windows' own inventory, outside SYSTEM: by its dates alone, which are days, nothing is told.
  void Inventory(const Fact& fact, size_t index) {
    const auto id = ParseDeviceId(fact.Field("device"));
    if (!id || (id->bus != "USBSTOR" && id->bus != "SCSI")) return;
    UsbDrive* drive = InContainer(fact.Field("container"));
    if (drive == nullptr && id->bus == "SCSI") return;  // a disk inside the computer
    if (id->bus == "USBSTOR") drive = OfDisk(*id, drive);
    if (drive == nullptr) drive = &Make(*id);
    Describe(*drive, *id);
    if (drive->name.empty()) drive->name = fact.Field("description");
    drive->facts.push_back(index);
  }

  // Both numbers made up: the USB device names the beginning of its disk's.
  UsbDrive* OfParent(const DeviceId& disk) {
    for (const auto& [prefix, at] : prefixes_) {
      if (disk.made_up && SameName(PlainSerial(prefix), disk.serial)) return &drives_[at];
    }
    return nullptr;
  }

  // A disk behind UAS: its own instance number says nothing, its container is the USB device's.
  void Uas(const Fact& fact, size_t index) {
    if (UsbDrive* drive = InContainer(fact.Field("container"))) OwnKey(*drive, fact, index);
  }

  void Linux(const Fact& fact, size_t index) {
    const std::string service = fact.Field("service");
    if (service != "usb-storage" && service != "uas") return;
    DeviceId id;
    id.vid = fact.Field("vid"), id.pid = fact.Field("pid"), id.serial = fact.Field("serial");
    id.made_up = id.serial.empty();
    UsbDrive* drive = id.serial.empty() ? LikeOne(id) : Find(id);
    if (drive == nullptr) drive = &Make(id);
    if (drive->name.empty()) {
      const std::string vendor = fact.Field("vendor"), product = fact.Field("product");
      drive->name = vendor + (vendor.empty() || product.empty() ? "" : " ") + product;
    }
    if (drive->name.empty()) drive->name = fact.Field("model");
    drive->type = "disk", drive->uas = service == "uas";
    for (const auto& [field, set] : {std::pair{"label", &drive->labels},
                                     {"user", &drive->users},
                                     {"mounted", &drive->letters},
                                     {"letter", &drive->letters}}) {
      if (!fact.Field(field).empty()) set->insert(fact.Field(field));
    }
    drive->facts.push_back(index);
  }

  // Without a serial number one cannot be told from its like: they are one line, and it says so.
  UsbDrive* LikeOne(const DeviceId& id) {
    const auto found = std::ranges::find_if(drives_, [&](const UsbDrive& drive) {
      return drive.serial.empty() && drive.vid == id.vid && drive.pid == id.pid;
    });
    return found == drives_.end() ? nullptr : &*found;
  }

  static DeviceId OwnNumbers(const Fact& fact) {
    DeviceId id;
    id.vid = fact.Field("vid"), id.pid = fact.Field("pid"), id.serial = fact.Field("serial");
    return id;
  }

  void LiveVolume(const Fact& fact, size_t index) {
    const DeviceId id = OwnNumbers(fact);
    UsbDrive* drive = id.serial.empty() ? LikeOne(id) : Find(id);
    if (drive == nullptr) return;
    const std::string volume = fact.Field("volume_serial"), label = fact.Field("label");
    if (!volume.empty()) drive->volume_serials.insert(volume);
    if (!label.empty()) drive->labels.insert(label);
    drive->facts.push_back(index);
  }

  // Drives of one label cannot be told apart by it: then it is nobody's evidence.
  void Mount(const Fact& fact, size_t index) {
    const std::string label = fact.Field("label");
    UsbDrive* only = nullptr;
    for (UsbDrive& drive : drives_) {
      if (label.empty() || !drive.labels.contains(label)) continue;
      if (only != nullptr) return;
      only = &drive;
    }
    if (only == nullptr) return;
    if (!fact.Field("user").empty()) only->users.insert(fact.Field("user"));
    only->facts.push_back(index);
  }

  // A rule of usbguard about a drive that others know; a rule alone does not make one.
  void Policy(const Fact& fact, size_t index) {
    if (UsbDrive* drive = Find(OwnNumbers(fact))) drive->facts.push_back(index);
  }

  void Named(const Fact& fact, size_t index, std::string_view bus) {
    const auto id = ParseDeviceId(fact.Field("device"));
    if (!id || id->bus != bus) return;
    UsbDrive* drive = bus == "USBSTOR" ? OfDisk(*id) : Find(*id);
    if (drive == nullptr) {
      // A USB device that nobody calls a drive: a mouse, a phone.
      if (bus != "USBSTOR") return;
      drive = &Make(*id);
    }
    Describe(*drive, *id);
    drive->facts.push_back(index);
  }

  void Partition(const Fact& fact, size_t index) {
    const auto id = ParseDeviceId(fact.Field("device"));
    if (!id) return;
    UsbDrive* drive = Find(*id);
    if (drive == nullptr) drive = &Make(*id);
    if (drive->name.empty()) {
      drive->name =
          fact.Field("vendor") + (fact.Field("vendor").empty() ? "" : " ") + fact.Field("product");
    }
    if (drive->type.empty()) drive->type = "disk";
    const std::string volume = fact.Field("volume_serial");
    if (!volume.empty()) drive->volume_serials.insert(volume);
    Remember(fact, *drive);
    drive->facts.push_back(index);
  }

  // By its USBSTOR name, by a disk's identifier, or by its MBR signature.
  UsbDrive* Behind(const Fact& fact) {
    const std::string device = fact.Field("device");
    if (const auto id = ParseDeviceId(device); id && id->bus == "USBSTOR") return OfDisk(*id);
    std::string key = fact.Field("mbr");
    if (key.empty()) key = fact.Field("gpt");
    if (key.empty() && device.starts_with("{")) {
      key = Lower(device.substr(0, device.find('}') + 1));
    }
    const auto found = by_disk_.find(key);
    return key.empty() || found == by_disk_.end() ? nullptr : &drives_[found->second];
  }

  void Volume(const Fact& fact, size_t index) {
    UsbDrive* drive = Behind(fact);
    if (drive == nullptr) return;
    Called(*drive, fact.Field("label"));
    drive->facts.push_back(index);
  }

  // A volume without a label is called by its letter there: "E:\".
  static void Called(UsbDrive& drive, const std::string& label) {
    const bool letter = label.size() == 3 && label.ends_with(":\\");
    if (letter) drive.letters.insert(Upper(label.substr(0, 2)));
    if (!letter && !label.empty()) drive.labels.insert(label);
  }

  void Mounted(const Fact& fact, size_t index) {
    UsbDrive* drive = Behind(fact);
    if (drive == nullptr) return;
    if (!fact.Field("letter").empty()) drive->letters.insert(fact.Field("letter"));
    if (!fact.Field("volume").empty()) drive->volumes.insert(fact.Field("volume"));
    drive->facts.push_back(index);
  }

  void Label(const Fact& fact, size_t index) {
    UsbDrive* drive = Behind(fact);
    if (drive == nullptr) return;
    const std::string volume = fact.Field("volume_serial");
    Called(*drive, fact.Field("label"));
    if (!volume.empty()) drive->volume_serials.insert(volume);
    drive->facts.push_back(index);
  }

  void UserMount(const Fact& fact, size_t index) {
    const std::string volume = fact.Field("volume");
    for (UsbDrive& drive : drives_) {
      if (volume.empty() || !drive.volumes.contains(volume)) continue;
      if (!fact.Field("user").empty()) drive.users.insert(fact.Field("user"));
      drive.facts.push_back(index);
    }
  }

  // A document opened from the drive's volume: the letter before its path was the volume's then.
  // Its own times are the document's, not the drive's.
  void Link(const Fact& fact, size_t index) {
    const std::string volume = fact.Field("volume_serial"), path = fact.Field("path");
    const bool lettered = path.size() > 2 && path[1] == ':' && path[2] == '\\';
    for (UsbDrive& drive : drives_) {
      if (volume.empty() || !drive.volume_serials.contains(volume)) continue;
      if (lettered) drive.letters.insert(Upper(path.substr(0, 2)));
      if (!fact.Field("user").empty()) drive.users.insert(fact.Field("user"));
      drive.facts.push_back(index);
    }
  }

  static void Widen(std::optional<Moment>& known, const std::optional<Moment>& seen, bool earlier,
                    int64_t slack) {
    if (!seen) return;
    if (!known) {
      known = seen;
      return;
    }
    // A time in UTC tells more than a local or approximate one; they are not compared.
    if (known->origin != TimeOrigin::kUtc && seen->origin == TimeOrigin::kUtc) known = seen;
    if (known->origin != seen->origin) return;
    const int64_t gap = earlier ? known->ticks - seen->ticks : seen->ticks - known->ticks;
    if (gap > slack) known = seen;
  }

  void Finish(UsbDrive& drive) {
    drive.first = drive.first_install;
    drive.last = IsLater(drive.removal, drive.arrival) ? drive.removal : drive.arrival;
    // The disk's own key speaks for an act, unless another trace is clearly of another act.
    const int64_t first_slack = drive.first ? kSameAct : 0, last_slack = drive.last ? kSameAct : 0;
    for (const size_t index : drive.facts) {
      const Fact& fact = all_.facts[index];
      for (const char* name : {"first_install", "at", "arrival"}) {
        Widen(drive.first, fact.Time(name), true, first_slack);
      }
      for (const char* name : {"arrival", "removal", "at"}) {
        Widen(drive.last, fact.Time(name), false, last_slack);
      }
      if (fact.kind == "user.mount") Widen(drive.last, fact.Time("key_write"), false, last_slack);
    }
    if (!drive.last && drive.key_write) {
      drive.last = drive.key_write;
      drive.last->origin = TimeOrigin::kApproximate;
    }
    // Its keys are written in any order: nothing ends before it began.
    const bool turned =
        IsLater(drive.first, drive.last) && !IsLater(drive.first, drive.last, kSameAct);
    if (!drive.last || turned) drive.last = drive.first;
    Check(drive);
  }

  static void Check(UsbDrive& drive) {
    const auto say = [&](std::string vi, std::string en) {
      drive.inconsistencies.push_back({std::move(vi), std::move(en)});
    };
    if (IsLater(drive.first_install, drive.removal, kSameAct)) {
      say("không nhất quán: lần rút cuối (" + drive.removal->ToString() + ") trước lần cài đầu (" +
              drive.first_install->ToString() + ")",
          "inconsistent: the last removal (" + drive.removal->ToString() +
              ") is before the first installation (" + drive.first_install->ToString() + ")");
    }
    if (IsLater(drive.first_install, drive.arrival, kSameAct)) {
      say("không nhất quán: lần cắm cuối trước lần cài đầu",
          "inconsistent: the last arrival is before the first installation");
    }
    if (IsLater(drive.first_install, drive.last_install, kSameAct)) {
      say("không nhất quán: lần cài cuối trước lần cài đầu",
          "inconsistent: the last installation is before the first");
    }
  }

  const Collected& all_;
  std::vector<UsbDrive> drives_;
  std::map<std::string, size_t> by_disk_;
  std::map<std::string, size_t> prefixes_;     // of disks' made-up numbers → drive
  std::map<std::string, size_t> usb_numbers_;  // made up for USB, where the disk's is the serial
  std::set<size_t> named_by_usb_;              // drives whose serial is made up for USB
  UsbDrive rest_;                              // takes what comes above kMaxDrives
};

}  // namespace

std::vector<UsbDrive> JoinDrives(const Collected& collected) {
  return Joiner(collected).Join();
}

}  // namespace niem::audit
