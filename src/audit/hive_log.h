// Makes a hive whole whose last writes stand only in its transaction logs: a machine that was not
// shut down, or an image taken while it ran, leaves the hive "dirty", and the newest traces are
// exactly those that are missing.
//
// Both kinds of log are read: entries "HvLE" with Marvin32 checksums (Windows 8.1 and later), and
// the older bitmap "DIRT". Only entries that continue the hive's own sequence and whose checksums
// are right are applied, in order, up to the first that is not. Source: the registry's own format
// as observed.
//
// Ownership: Replayed owns its bytes. Errors: none; what was not applied is told by `note`.
// Thread-safety: pure function.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/i18n.h"

namespace niem::audit {

struct Replayed {
  std::vector<uint8_t> bytes;  // empty: the hive needs nothing, read it as it is
  size_t pages = 0;            // written from logs
  bool dirty = false;          // the hive was not closed properly
  Text note;                   // empty texts: nothing to say
};

Replayed ReplayLogs(Bytes hive, const std::vector<Bytes>& logs);

}  // namespace niem::audit
