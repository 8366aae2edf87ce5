// Where The Sleuth Kit's number of a FAT or exFAT file has its directory entry: the library numbers
// entries from the data area on, but keeps the attributes hidden and system to itself.
//
// Source: the boot sectors as Microsoft documents them (FAT: BPB; exFAT: 3.1), the numbering of
// The Sleuth Kit 4. Errors: attributes 0. Thread-safety: plain value.
#pragma once

#include <tsk/libtsk.h>

#include <cstdint>
#include <string>

namespace niem::disk {

struct FatGeometry {
  uint64_t data_sector = 0;
  uint32_t sector = 0;    // bytes; 0: not known
  bool extended = false;  // exFAT

  static FatGeometry Of(TSK_FS_INFO& info);

  // The name of an entry that has no long one and of which The Sleuth Kit, which drops what is not
  // ASCII, leaves nothing: 0xFF is the no-break space of the DOS code pages, other bytes U+FFFD.
  std::string ShortName(TSK_FS_INFO& info, TSK_INUM_T address) const;

  // Bits as in DOS: 1 read-only, 2 hidden, 4 system.
  uint16_t Attributes(TSK_FS_INFO& info, TSK_INUM_T address) const;

 private:
  // A directory entry's 32 bytes; empty where they cannot be read.
  std::string EntryAt(TSK_FS_INFO& info, TSK_INUM_T address) const;
};

}  // namespace niem::disk
