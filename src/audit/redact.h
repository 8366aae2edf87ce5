// --redact: an audit's report that may leave the unit. Names of documents and of the folders that
// they lie in become digests wherever they stand: what was opened, saved or brought from the
// Internet, links to it, and any name with a document's ending. What the findings are made of
// stays: programs and folders of programs, devices, drive letters, shares, users, computers.
//
//   "E:\Kế hoạch\Dự thảo.docx" → "E:\sha256:1f…\sha256:c0….docx"
//
// A document's last part has the same digest wherever it lay (but for the case of letters beyond
// ASCII).
//
// Thread-safety: pure function; the other changes what it is given, nothing else.
#pragma once

#include "audit/report.h"

namespace niem::audit {

// A field as a report that is redacted shows it.
std::string Redacted(const Fact& fact, std::string_view field);

// After Judge() with JudgeOptions::redact: facts, locators, sources, notes. `given`: paths that the
// inspector gave, which notes may repeat. Says in `run` that it was done.
void RedactNames(Collected& collected, Judged& judged, AuditRun& run,
                 const std::vector<std::string>& given);

}  // namespace niem::audit
