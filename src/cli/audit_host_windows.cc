#include <windows.h>

#include <csignal>

#include "audit/live_windows.h"
#include "base/system_windows.h"
#include "cli/audit_host.h"
#include "cli/windows/apart.h"

namespace niem::cli {

Result<std::unique_ptr<audit::Root>> OpenRoot(const Line& line, audit::AuditRun& run) {
  if (line.Has("image")) {
    return Error(ErrorCode::kUnsupported,
                 {"chương trình này không đọc ảnh đĩa: dùng niem audit --image trên Linux",
                  "this program reads no disk images: use niem audit --image on Linux"});
  }
  // Folders of the examined machine's users are often closed to this one's.
  (void)EnablePrivilege(L"SeBackupPrivilege");
  if (line.Has("live")) return audit::OpenLiveRoot(RootPath(line));
  TRY_ASSIGN(audit::FolderRoot root, audit::FolderRoot::Open(RootPath(line)));
  run.removable = !audit::HoldsSystem(root) && line.Has("removable");
  return std::unique_ptr<audit::Root>(std::make_unique<audit::FolderRoot>(std::move(root)));
}

// `settings` hold a list of hosts and YARA rules, of which this program has no readers
// (audit/left_out.cc).
audit::ReadFunction ReadApart(const worker::IsolateLimits& limits,
                              const audit::ReadSettings& /*settings*/) {
  return [limits](const audit::SourceId& id, Bytes bytes, const std::vector<Bytes>& logs) {
    return ReadSourceApart(id, bytes, logs, limits);
  };
}

Text Sandbox() {
  return WallsApart();
}

std::string_view AuditProgram() {
  return "niem-audit.exe";
}

std::string FileName(const std::string& path) {
  return path.substr(path.find_last_of("/\\:") + 1);
}

bool OnTerminal() {
  const HANDLE screen = ::GetStdHandle(STD_ERROR_HANDLE);
  DWORD mode = 0;
  // The line that is written over needs a console that knows how (Windows 10).
  constexpr DWORD kSequences = 0x0004;  // ENABLE_VIRTUAL_TERMINAL_PROCESSING
  return ::GetConsoleMode(screen, &mode) != 0 && ::SetConsoleMode(screen, mode | kSequences) != 0;
}

void CatchInterrupts(void (*handler)(int number)) {
  for (const int number : {SIGINT, SIGTERM, SIGBREAK}) std::signal(number, handler);
}

}  // namespace niem::cli
