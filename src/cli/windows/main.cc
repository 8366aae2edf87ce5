// niem-audit.exe: `niem audit` for Windows, one file that runs from a USB stick.
#include <windows.h>

#include <string>
#include <vector>

#include "base/system_windows.h"
#include "cli/audit_command.h"
#include "cli/print.h"
#include "cli/windows/apart.h"

// NOLINTNEXTLINE(readability-identifier-naming): Windows' own name
int wmain(int argc, wchar_t** argv) {
  // Libraries come from Windows' own folder, not from the stick or the folder we were started in.
  ::SetDllDirectoryW(L"");
  if (argc == 2 && argv[1] == niem::cli::kApartArgument) return niem::cli::ReadSourceHere();
  std::vector<std::string> arguments;
  for (int i = 1; i < argc; ++i) arguments.push_back(niem::ToUtf8(argv[i]));
  if (!arguments.empty() && arguments[0] == "audit") arguments.erase(arguments.begin());
  if (arguments.empty()) arguments = {"--help"};
  if (arguments[0] == "--version") {
    return niem::cli::Print("niem-audit " NIEM_VERSION "\n") ? 0 : 2;
  }
  return niem::cli::AuditCommand(arguments);
}
