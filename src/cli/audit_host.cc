#include "cli/audit_host.h"

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "cli/audit_image.h"
#include "worker/walls.h"

namespace niem::cli {
namespace {

// Another file system begins here.
bool IsMountPoint(const std::string& path) {
  struct stat here {
  }, above{};

  return ::stat(path.c_str(), &here) == 0 && ::stat((path + "/..").c_str(), &above) == 0 &&
         (here.st_dev != above.st_dev || here.st_ino == above.st_ino);
}

}  // namespace

Result<std::unique_ptr<audit::Root>> OpenRoot(const Line& line, audit::AuditRun& run) {
  if (line.Has("image")) return OpenImageRoot(line, run);
  TRY_ASSIGN(audit::FolderRoot root, audit::FolderRoot::Open(run.root));
  run.removable =
      !run.live && !audit::HoldsSystem(root) && (line.Has("removable") || IsMountPoint(run.root));
  return std::unique_ptr<audit::Root>(std::make_unique<audit::FolderRoot>(std::move(root)));
}

audit::ReadFunction ReadApart(const worker::IsolateLimits& limits,
                              const audit::ReadSettings& settings) {
  return [limits, settings](const audit::SourceId& id, Bytes bytes,
                            const std::vector<Bytes>& logs) -> Result<audit::SourceFacts> {
    const auto read = [&] {
      return audit::WriteFacts(audit::ReadSource(id, bytes, logs, settings));
    };
    TRY_ASSIGN(const std::string answer, worker::RunIsolated(read, limits));
    return audit::ReadFacts(AsBytes(answer));
  };
}

Text Sandbox() {
  return worker::Shown(worker::WallsOfKernel());
}

std::string_view AuditProgram() {
  return {};
}

std::string FileName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool OnTerminal() {
  return ::isatty(STDERR_FILENO) != 0;
}

void CatchInterrupts(void (*handler)(int number)) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, handler);
}

}  // namespace niem::cli
