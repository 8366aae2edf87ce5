// Device instance identifiers as Windows writes them in hives, event logs, device logs and volume
// names: one identity from every spelling, so that a drive is the same drive in all of them.
//
//   USB\VID_0781&PID_5580\AA010215170355310594
//   USBSTOR\Disk&Ven_SanDisk&Prod_Extreme&Rev_0001\AA010215170355310594&0
//   SWD\WPDBUSENUM\_??_USBSTOR#Disk&Ven_SanDisk&...#AA010215170355310594&0#{53f56307-...}
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace niem::audit {

struct DeviceId {
  std::string bus;       // "USB", "USBSTOR", "SCSI"
  std::string type;      // "DISK", "CDROM" of USBSTOR and SCSI
  std::string vid, pid;  // of USB: four upper-case hexadecimal digits
  std::string vendor, product, revision;
  std::string serial;            // the device's own, or what Windows made up
  std::string interface_number;  // "00" of "&MI_00"
  bool further_unit = false;     // not unit 0: another slot of a card reader, the CD of a drive
  bool made_up = false;          // Windows made the serial up: the device has none
};

// The last of USB, USBSTOR or SCSI named in `text`; nothing where none is.
std::optional<DeviceId> ParseDeviceId(std::string_view text);

// "AA01..." of "AA01...&0" and of "MSFT30AA01..." (Windows' own mark on USB 3 drives); of a number
// made up the part that all units of one disk share: "7&f810be1" of "7&f810be1&0&_&0".
std::string PlainSerial(std::string_view instance);

// Whether Windows made it up: the second character is '&'.
bool IsMadeUp(std::string_view instance);

}  // namespace niem::audit
