// Drives, joined from everything that speaks of them: one device with its identity, its first and
// last use, letters, labels, users, and each piece of evidence.
//
// The identity is VID, PID and the device's own serial number (iSerial); equal serials under
// another VID:PID are another device. A device without a serial of its own cannot be told from its
// like: `made_up` says so; Windows then makes up one number for USB and another for the disk, and
// `serial` is the disk's where it is known. Times are never mixed: `first` and `last` keep the
// origin of the source they came from. Two times that cannot both be right are told as
// inconsistent, not as forged.
//
// Thread-safety: pure function.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/collect.h"

namespace niem::audit {

struct UsbDrive {
  std::string vid, pid, serial;
  bool made_up = false;
  bool uas = false;
  std::string type;  // disk, cdrom
  std::string vendor, product, name;
  std::string container;
  std::set<std::string> labels, letters, users, volumes, volume_serials;
  // As the device's own key has them.
  std::optional<Moment> first_install, last_install, arrival, removal, key_write;
  std::optional<Moment> first, last;
  std::vector<Text> inconsistencies;
  std::vector<size_t> facts;  // evidence: indexes into Collected::facts
};

std::vector<UsbDrive> JoinDrives(const Collected& collected);

}  // namespace niem::audit
