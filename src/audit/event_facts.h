// Which events matter, and the facts they give. Everything else in a log is passed over.
//
// kinds: event.device (a USB device configured, started, removed), event.partition (a USB disk with
// its capacity), event.network, event.wifi, event.mobile, event.update, event.clock,
// event.log_cleared, event.malware, event.protection_off, event.time_server, event.download.
// Thread-safety: pure function.
#pragma once

#include "audit/evtx.h"
#include "audit/fact.h"

namespace niem::audit {

// Whole logs: facts, and notes on what is damaged.
SourceFacts ReadEvents(Bytes bytes);

}  // namespace niem::audit
