// niem: the command line. Each command is a function of its arguments; see docs/cli.
#include <array>
#include <string>
#include <vector>

#include "cli/act_command.h"
#include "cli/audit_command.h"
#include "cli/finding_command.h"
#include "cli/flag.h"
#include "cli/init_command.h"
#include "cli/new_key_command.h"
#include "cli/pack_command.h"
#include "cli/print.h"
#include "cli/report_command.h"
#include "cli/scan_command.h"
#include "cli/scan_flags.h"
#include "cli/serve_command.h"
#include "cli/store_commands.h"
#include "cli/trace_command.h"
#include "cli/transfer_commands.h"

namespace niem::cli {
namespace {

constexpr int kUsage = 2;

struct Command {
  std::string_view name;
  const CommandInfo& (*info)();
  int (*run)(const std::vector<std::string>& arguments);
};

constexpr auto kCommands = std::to_array<Command>({
    {"scan", ScanCommandInfo, ScanCommand},
    {"trace", TraceCommandInfo, TraceCommand},
    {"audit", AuditCommandInfo, AuditCommand},
    {"new-key", NewKeyCommandInfo, NewKeyCommand},
    {"pack", PackCommandInfo, PackCommand},
    {"init", InitCommandInfo, InitCommand},
    {"act", ActCommandInfo, ActCommand},
    {"user", UserCommandInfo, UserCommand},
    {"finding", FindingCommandInfo, FindingCommand},
    {"serve", ServeCommandInfo, ServeCommand},
    {"backup", BackupCommandInfo, BackupCommand},
    {"restore", RestoreCommandInfo, RestoreCommand},
    {"rekey", RekeyCommandInfo, RekeyCommand},
    {"export-ledger", ExportLedgerCommandInfo, ExportLedgerCommand},
    {"export", ExportCommandInfo, ExportCommand},
    {"import", ImportCommandInfo, ImportCommand},
    {"report", ReportCommandInfo, ReportCommand},
});

const Command* Find(std::string_view name) {
  for (const Command& command : kCommands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

constexpr StaticText kShortHelp{
    "Niêm tìm tài liệu mang dấu chỉ độ mật.\n\n"
    "  niem scan THƯ_MỤC                       quét và xem kết quả ngay\n"
    "  niem scan THƯ_MỤC -f html -o kq.html    báo cáo mở bằng trình duyệt\n"
    "  niem scan --help                        mọi tuỳ chọn\n"
    "  niem trace --help                       nhận ra bản sao của tài liệu đã đăng ký\n"
    "  niem audit --root Ổ_ĐĨA                 máy đã nối Internet, cắm USB, điện thoại nào\n"
    "  niem pack show vn-2025                  luật bảo vệ bí mật nhà nước mà Niêm áp dụng\n"
    "  niem init --demo THƯ_MỤC                sổ bí mật nhà nước của một xã bịa đặt, để dùng thử\n"
    "  niem act --list                         các việc làm được trong sổ\n",
    "Niêm finds documents that bear a secrecy mark.\n\n"
    "  niem scan FOLDER                        scan and see the result\n"
    "  niem scan FOLDER -f html -o r.html      a report for the browser\n"
    "  niem scan --help                        all options\n"
    "  niem trace --help                       recognise copies of registered documents\n"
    "  niem audit --root DISK                  was it online, which USB drives and phones\n"
    "  niem pack show vn-2025                  the law on state secrets as Niêm applies it\n"
    "  niem init --demo FOLDER                 the registers of an invented commune, to try\n"
    "  niem act --list                         what can be done in the registers\n"};

int Fail(std::string vi, std::string en, Lang lang) {
  PrintError(Error(ErrorCode::kInvalidArgument, {std::move(vi), std::move(en)}), lang);
  return kUsage;
}

// For packaging: the man pages ("--man pack": of that command) and the completions.
int PrintGenerated(const std::vector<std::string>& arguments, Lang lang) {
  if (arguments[0] == "--man") {
    const Command* named = arguments.size() > 1 ? Find(arguments[1]) : nullptr;
    return Print(ManPage((named != nullptr ? *named : kCommands[0]).info(), lang, NIEM_VERSION))
               ? 0
               : kUsage;
  }
  std::vector<CommandInfo> all;
  all.reserve(std::size(kCommands));
  for (const Command& command : kCommands) all.push_back(command.info());
  const Result<std::string> script = Completions(all, arguments.size() > 1 ? arguments[1] : "");
  if (!script.ok()) return PrintError(script.error(), lang), kUsage;
  return Print(*script) ? 0 : kUsage;
}

int Main(const std::vector<std::string>& arguments) {
  const Lang lang = LangOf(arguments);
  if (arguments.empty()) return Print(Pick(kShortHelp, lang)) ? 0 : kUsage;
  const std::string& command = arguments[0];
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (const Command* known = Find(command); known != nullptr) return known->run(rest);
  if (command == "--version" || command == "-V" || command == "version")
    return Print("niem " NIEM_VERSION "\n") ? 0 : kUsage;
  if (command == "help" && !rest.empty() && Find(rest[0]) != nullptr)
    return Find(rest[0])->run({"--help"});
  if (command == "--help" || command == "-h" || command == "help" ||
      command.starts_with("--lang")) {
    return Print(Pick(kShortHelp, lang)) ? 0 : kUsage;
  }
  if (command == "--man" || command == "--completions") return PrintGenerated(arguments, lang);
  for (const std::string_view later : {"gate", "bundle"}) {
    if (command == later)
      return Fail("lệnh " + command + " chưa có trong bản này",
                  "the command " + command + " is not in this version yet", lang);
  }
  return Fail("không có lệnh \"" + command + "\"; thử: niem scan THƯ_MỤC",
              "there is no command \"" + command + "\"; try: niem scan FOLDER", lang);
}

}  // namespace
}  // namespace niem::cli

int main(int argc, char** argv) {
  return niem::cli::Main({argv + 1, argv + argc});
}
