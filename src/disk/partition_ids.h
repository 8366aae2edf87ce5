// By what Windows knows the parts of a disk (MountedDevices of its registry): an MBR's signature,
// the identifiers of a GPT's partitions. The Sleuth Kit reads both tables and passes neither on.
//
// Offsets in bytes. Errors: none; what cannot be read is left out. Thread-safety: as the Medium.
// Source: UEFI 2.10, 5.3.2 and 5.3.3 (GPT header and entries), 5.2.1 (the MBR's signature).
#pragma once

#include <map>
#include <string>

#include "disk/medium.h"

namespace niem::disk {

// Four bytes in lower-case hex, in their order on the disk; empty where there is none.
std::string MbrSignature(Medium& disk);

// Where a partition begins → its identifier, "{0b7a1c22-...}" in lower case. `block`: bytes of a
// sector. The table at the beginning, or where that is damaged, the one at the end.
std::map<uint64_t, std::string> GptPartitions(Medium& disk, uint32_t block);

}  // namespace niem::disk
