// The log of device installations (setupapi.dev.log): which device was set up, when by the
// machine's own clock. Only section titles count: the words USBSTOR and USB stand hundreds of times
// in the log of a machine that never saw a drive, as names of drivers.
//
// UTF-8, ANSI or UTF-16LE with its mark. Errors: none; a text that is no such log yields a note.
// Thread-safety: pure function.
#pragma once

#include "audit/fact.h"

namespace niem::audit {

// Facts "setup.device" {device, action} with the time "at" (local), one for each section of a USB
// device; one "setup.log" {os}. `units` counts the sections.
SourceFacts ReadSetupLog(Bytes bytes);

}  // namespace niem::audit
