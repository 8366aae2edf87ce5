// --redact: an audit's report that may leave the unit. Names of documents, with the folders that
// they lie in, become digests wherever they stand: what was opened, saved or brought from the
// Internet, links to it, and any name with a document's ending. What the findings are made of
// stays: programs, folders of programs, devices, users, computers.
//
// Thread-safety: changes what it is given, nothing else.
#pragma once

#include "audit/report.h"

namespace niem::audit {

// After Judge(): drives and folders are told by names. Says in `run` that it was done.
void RedactNames(Collected& collected, Judged& judged, AuditRun& run);

}  // namespace niem::audit
