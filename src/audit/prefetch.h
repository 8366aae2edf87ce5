// Prefetch files: a program that ran, how often, when it ran last (up to eight times), from which
// volume. Windows XP to 11; those of Windows 10 and 11 are compressed (unpack.h).
//
// Fact "program.run" {name, path, runs, volume_serial, volume_device} with times at, earlier (the
// oldest it keeps), volume_created. Files that the program loaded are not told.
// Source: the format as libscca's documentation describes it (versions 17, 23, 26, 30, 31).
// Errors: none, only fewer facts. Thread-safety: pure function.
#pragma once

#include "audit/fact.h"

namespace niem::audit {

SourceFacts ReadPrefetch(Bytes bytes);

}  // namespace niem::audit
