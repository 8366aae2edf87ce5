// Shell links (.lnk) and jump lists: which file a user opened, on which kind of drive, with the
// serial number of its volume. Source: MS-SHLLINK 2.1-2.4.
//
// A jump list is read by finding the links in it: custom ones are links in a row; of automatic ones
// (compound files) those are found whose sectors lie together, and a note says so.
// Errors: none, only fewer facts. Thread-safety: pure functions.
#pragma once

#include "audit/fact.h"

namespace niem::audit {

// Fact "link" {path, drive, volume_serial, label, share, arguments} with times created, changed,
// accessed of the target. drive: removable, fixed, network, cdrom, ram, unknown.
SourceFacts ReadLink(Bytes bytes);
SourceFacts ReadJumpList(Bytes bytes);

}  // namespace niem::audit
