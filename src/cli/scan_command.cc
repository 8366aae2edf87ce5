#include "cli/scan_command.h"

#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "base/log.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/scan_flags.h"
#include "cli/values.h"
#include "worker/pool.h"

namespace niem::cli {
namespace {

constexpr int kFound = 1;
constexpr int kFatal = 2;
constexpr int kSomeUnread = 3;
constexpr int kInterrupted = 130;

scan::ScanControl* interrupted_scan = nullptr;

// The first asks the scan to come to an end, the second ends the program.
void OnInterrupt(int number) {
  if (interrupted_scan->stop.exchange(true)) {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
}

void HandleInterrupts(scan::ScanControl& control) {
  interrupted_scan = &control;

  struct sigaction action {};

  action.sa_handler = OnInterrupt;
  action.sa_flags = SA_RESTART;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(number, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of the report
}

std::string SystemName() {
  std::string name;
  if (Result<std::string> release = ReadWholeFile("/etc/os-release", 1 << 16); release.ok()) {
    const size_t at = release->find("PRETTY_NAME=\"");
    if (at != std::string::npos)
      name = release->substr(at + 13, release->find('"', at + 13) - at - 13) + ", ";
  }
  utsname kernel{};
  ::uname(&kernel);
  return name + kernel.sysname + " " + kernel.release + " " + kernel.machine;
}

std::string AccountName() {
  const passwd* account = ::getpwuid(::getuid());
  return account != nullptr ? account->pw_name : std::to_string(::getuid());
}

std::vector<std::pair<std::string, std::string>> SettingsOf(const ScanArguments& arguments) {
  const scan::ScanOptions& scan = arguments.scan;
  std::vector<std::pair<std::string, std::string>> settings{
      {"--timeout", FormatSeconds(scan.timeout)},
      {"--max-size", FormatSize(scan.limits.max_file_bytes)},
      {"--max-depth", std::to_string(scan.limits.max_depth)},
      {"--max-members", std::to_string(scan.limits.max_members)},
      {"--memory", FormatSize(scan.memory_bytes)},
      {"--ocr", arguments.ocr}};
  for (const auto& [name, value] : arguments.given) {
    bool known = name == "operator" || name == "redact";
    for (const auto& setting : settings) known = known || setting.first == "--" + name;
    if (!known) settings.emplace_back("--" + name, value);
  }
  return settings;
}

scan::RunInfo RunInfoOf(const ScanArguments& arguments) {
  scan::RunInfo run;
  run.version = NIEM_VERSION;
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  run.machine = host.data();
  run.system = SystemName();
  run.operator_name = arguments.operator_name.empty() ? AccountName() : arguments.operator_name;
  run.roots = arguments.scan.roots;
  run.settings = SettingsOf(arguments);
  run.lang = arguments.lang;
  run.redact = arguments.redact;
  return run;
}

int TerminalWidth(int fd) {
  winsize size{};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 100;
}

bool WantsColor() {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) != 0 && (refused == nullptr || *refused == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

using Writers = std::vector<std::unique_ptr<scan::ReportWriter>>;

Result<Writers> MakeWriters(const ScanArguments& arguments, ProgressLine* progress) {
  Writers writers;
  for (scan::ReportTarget target : arguments.reports) {
    if (target.path.empty()) {
      target.color = WantsColor();
      if (::isatty(STDOUT_FILENO) != 0) target.width = TerminalWidth(STDOUT_FILENO);
    }
    TRY_ASSIGN(std::unique_ptr<scan::ReportWriter> writer, scan::MakeReportWriter(target));
    const bool on_terminal = target.path.empty() && ::isatty(STDOUT_FILENO) != 0;
    if (progress != nullptr && on_terminal) writer = Quietly(std::move(writer), *progress);
    writers.push_back(std::move(writer));
  }
  return writers;
}

int ExitStatus(const ScanArguments& arguments, const scan::Summary& summary) {
  if (summary.interrupted) return kInterrupted;
  const auto count = [&](detect::Verdict verdict) {
    const auto found = summary.by_verdict.find(std::string(detect::VerdictName(verdict)));
    return found == summary.by_verdict.end() ? 0 : found->second;
  };
  if (arguments.fail_on.has_value()) {
    const int threshold = detect::Severity(*arguments.fail_on);
    for (const auto verdict :
         {detect::Verdict::kMarked, detect::Verdict::kCopy, detect::Verdict::kSuspect}) {
      if (detect::Severity(verdict) >= threshold && count(verdict) > 0) return kFound;
    }
  }
  return count(detect::Verdict::kUnreadable) > 0 ? kSomeUnread : 0;
}

void TellAfter(const ScanArguments& arguments, const scan::Summary& summary) {
  if (arguments.quiet) return;
  for (const scan::ReportTarget& target : arguments.reports) {
    if (!target.path.empty())
      PrintNotice({"đã ghi " + target.path, "wrote " + target.path}, arguments.lang);
  }
  if (summary.interrupted) {
    PrintNotice({"bị ngắt: báo cáo chỉ gồm phần đã quét" +
                     std::string(arguments.scan.state_path.empty()
                                     ? "; lần sau thêm --state FILE để chạy tiếp được"
                                     : "; chạy lại lệnh này để quét tiếp"),
                 "interrupted: the reports cover what was scanned" +
                     std::string(arguments.scan.state_path.empty()
                                     ? "; with --state FILE a run can be resumed"
                                     : "; run this again to go on")},
                arguments.lang);
  }
}

// --ocr. Without its data the scan goes on and lists pictures as unread, unless a folder was named.
Status FindRecognition(const ScanArguments& arguments, scan::ScanOptions& options) {
  options.ocr = arguments.ocr == "off"    ? extract::OcrMode::kOff
                : arguments.ocr == "full" ? extract::OcrMode::kFull
                                          : extract::OcrMode::kAuto;
  if (options.ocr == extract::OcrMode::kOff) return Ok();
  Result<std::string> data = worker::FindOcrData(arguments.ocr_folder);
  if (data.ok()) return options.ocr_data = std::move(data).value(), Ok();
  if (!arguments.ocr_folder.empty()) return data.error();
  options.ocr = extract::OcrMode::kOff;
  if (!arguments.quiet) PrintNotice(data.error().message(), arguments.lang);
  return Ok();
}

int RunParsed(const ScanArguments& arguments) {
  if (arguments.verbosity > 0)
    log::SetLevel(arguments.verbosity > 1 ? log::Level::kDebug : log::Level::kInfo);
  scan::ScanControl control;
  HandleInterrupts(control);
  std::unique_ptr<ProgressLine> progress;
  const bool auto_shown =
      arguments.progress == ProgressMode::kAuto && ::isatty(STDERR_FILENO) != 0 && !arguments.quiet;
  if (auto_shown || arguments.progress == ProgressMode::kAlways) {
    progress = std::make_unique<ProgressLine>(control.progress, arguments.lang,
                                              TerminalWidth(STDERR_FILENO));
  }
  Result<Writers> writers = MakeWriters(arguments, progress.get());
  if (!writers.ok()) return PrintError(writers.error(), arguments.lang), kFatal;
  scan::ScanOptions options = arguments.scan;
  if (const Status found = FindRecognition(arguments, options); !found.ok())
    return PrintError(found.error(), arguments.lang), kFatal;
  options.foresee = progress != nullptr;
  const Result<scan::Summary> summary =
      scan::RunScan(options, RunInfoOf(arguments), *writers, control);
  progress.reset();
  if (!summary.ok()) return PrintError(summary.error(), arguments.lang), kFatal;
  TellAfter(arguments, *summary);
  return ExitStatus(arguments, *summary);
}

}  // namespace

int ScanCommand(const std::vector<std::string>& given) {
  const Result<ScanArguments> arguments = ParseScanArguments(given);
  if (!arguments.ok()) {
    PrintError(arguments.error(), LangOf(given));
    return kFatal;
  }
  if (arguments->help) return Print(Help(ScanCommandInfo(), arguments->lang)) ? 0 : kFatal;
  if (arguments->version) return Print("niem " NIEM_VERSION "\n") ? 0 : kFatal;
  return RunParsed(*arguments);
}

}  // namespace niem::cli
