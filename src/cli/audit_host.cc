#include "cli/audit_host.h"

#include <unistd.h>

#include <csignal>

#include "worker/walls.h"

namespace niem::cli {

Result<std::unique_ptr<audit::Root>> OpenRoot(const Line& line) {
  TRY_ASSIGN(audit::FolderRoot root, audit::FolderRoot::Open(RootPath(line)));
  return std::unique_ptr<audit::Root>(std::make_unique<audit::FolderRoot>(std::move(root)));
}

audit::ReadFunction ReadApart(const worker::IsolateLimits& limits) {
  return [limits](const audit::SourceId& id, Bytes bytes,
                  const std::vector<Bytes>& logs) -> Result<audit::SourceFacts> {
    TRY_ASSIGN(const std::string answer,
               worker::RunIsolated(
                   [&] { return audit::WriteFacts(audit::ReadSource(id, bytes, logs)); }, limits));
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
