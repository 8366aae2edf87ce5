// niem: `niem scan` is here, for it must start at once; all other commands are in niem-full, whose
// libraries (HTTP, TLS, PostgreSQL) take longer to link than a small folder takes to scan.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <string>
#include <string_view>

#include "base/file.h"
#include "cli/flag.h"
#include "cli/print.h"
#include "cli/scan_command.h"

namespace {

std::string FolderOfThisProgram() {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) return ".";
  const std::string_view program(path.data(), static_cast<size_t>(length));
  return std::string(program.substr(0, program.rfind('/')));
}

// Beside this program, then in ../libexec/niem. Returns only where neither runs.
int RunFull(char** argv) {
  const std::string folder = FolderOfThisProgram();
  niem::Error error = niem::ErrnoError(ENOENT, folder + "/niem-full");
  for (const std::string& program :
       {folder + "/niem-full", folder + "/../libexec/niem/niem-full"}) {
    ::execv(program.c_str(), argv);
    if (errno != ENOENT) error = niem::ErrnoError(errno, program);
  }
  niem::cli::PrintError(error, niem::cli::LangOf({}));
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "scan") {
    return niem::cli::ScanCommand({argv + 2, argv + argc});
  }
  return RunFull(argv);
}
