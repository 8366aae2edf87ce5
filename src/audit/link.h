// Shell links (.lnk) and jump lists: which file a user opened, on which kind of drive, with the
// serial number of its volume. Source: MS-SHLLINK 2.1-2.4.
//
// A custom jump list is links in a row. An automatic one is a compound file with a link in each
// stream and "DestList", which says when each was last opened and on which computer it was made;
// where the compound file is damaged, the links are looked for in its bytes, and a note says so.
// Errors: none, only fewer facts. Thread-safety: pure functions.
#pragma once

#include "audit/fact.h"

namespace niem::audit {

// Fact "link" {path, drive, volume_serial, label, share, arguments, icon_index, drawn_as; of
// automatic jump lists: machine, pinned, count} with times created, changed, accessed of the
// target, opened of the list. drive: removable, fixed, network, cdrom, ram, unknown.
SourceFacts ReadLink(Bytes bytes);
SourceFacts ReadJumpList(Bytes bytes);

}  // namespace niem::audit
