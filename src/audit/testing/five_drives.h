// A constructed Windows 11 with the traces of five USB drives whose facts are published: models,
// serial numbers, labels, volume serial numbers, letters and times of connection of the validation
// image "Khyrenz-USBconnKeywordImage-Win11-logical-25GB.E01", as the reports in the public
// repository khyrenz/tool_validation (usb_connection_reports) tell them. Nobody here has the image:
// identifiers of containers, volumes and disks, times of keys, sizes and the computer itself are
// invented, and how the facts are spread over hives, logs and links is ours, laid out as Windows
// does. Not every trace has everything, so that joining them is what is tested.
//
// What the reports leave open was settled so:
// - "7918331133733033": some tables wrap the number; RegRipper's, Registry Explorer's, USB
//   Detective's and X-Ways' have it whole.
// - "7&f810be1&0&_&0" is USBSTOR's name of the drive without a number of its own, "6&30c5d09c&0&6"
//   USB's.
// - The letters of ROSE and BAND, T7's first letter, and the label and volume serial number of the
//   drive without a number are printed in red there: the authors' plan knows them, no trace of
//   that image. Here links to opened documents and a key of EMDMgmt have them, as Windows makes
//   both. HEDGEHOG's letter is red too, but one tool found it behind the value that T7 took over.
// - HEDGEHOG at 18:08:48.675600: two tools read an arrival there, one a removal, and the expected
//   table has no removal. Here two events stand there, first without a medium, then with it.
//
// Thread-safety: tests only.
#pragma once

#include <map>
#include <string>

namespace niem::audit {

// Bytes by path below the disk's root.
std::map<std::string, std::string> ConstructedFiveDrives();

}  // namespace niem::audit
