// Facts of systemd's journal: what the kernel and the programs that linux_log.h names said, to the
// microsecond; jumps of the clock, told by two clocks that stand in each entry; the span of time
// that the file covers. Errors: SourceFacts::failed. Thread-safety: pure function.
#pragma once

#include "audit/fact.h"

namespace niem::audit {

SourceFacts ReadJournal(Bytes bytes);

}  // namespace niem::audit
