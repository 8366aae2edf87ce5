// What `niem audit` needs of the system that it runs on. The same command is a part of niem
// (audit_host.cc) and the whole of niem-audit.exe (audit_host_windows.cc): what only one of them
// can do stands behind these functions.
// Thread-safety: from main() only (flag.h).
#pragma once

#include <memory>
#include <string>

#include "audit/collect.h"
#include "audit/report.h"
#include "audit/root.h"
#include "cli/read_line.h"
#include "worker/isolate.h"

namespace niem::cli {

// Where the examined machine's files are seen: --root, or for --live alone where this system's are.
std::string RootPath(const Line& line);

// The examined machine's file tree, as the options name it; writes into `run` what it is.
Result<std::unique_ptr<audit::Root>> OpenRoot(const Line& line, audit::AuditRun& run);

// Reads each source in a process of its own that can open and reach nothing. What `settings`
// borrows must outlive the function.
audit::ReadFunction ReadApart(const worker::IsolateLimits& limits,
                              const audit::ReadSettings& settings);

// What stands around it, for the report.
Text Sandbox();

// How the command is called, where that is not "niem audit"; else empty.
std::string_view AuditProgram();

// The last part of a path.
std::string FileName(const std::string& path);

// Somebody sees what goes to stderr.
bool OnTerminal();

// `handler` is called where the program is asked to end.
void CatchInterrupts(void (*handler)(int number));

}  // namespace niem::cli
