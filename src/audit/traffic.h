// SRUDB.dat, Windows' own record of resource use (SRUM): bytes sent and received by each program
// over each kind of network, and when the computer was connected to one. Kept for 30 to 60 days.
//
//   "traffic" {medium, program, user, sent, received, records}: first, last (UTC; each hour)
//   "traffic.connection" {medium, records}: first, last
// medium: wired, wifi, mobile, vpn (PPP), other, by the interface's type (IANA ifType).
//
// The database (ESE) is read by libesedb from memory. Its log files are not replayed: the last
// hours may be missing where Windows did not close it, and a note says so. Errors: none, only fewer
// facts. Thread-safety: one thread.
#pragma once

#include "audit/ese.h"
#include "audit/fact.h"

namespace niem::audit {

SourceFacts ReadTraffic(Bytes bytes);

// The same of tables that are open already.
SourceFacts ReadTrafficTables(const Tables& tables);

}  // namespace niem::audit
