#include "cli/audit_papers.h"

namespace niem::cli {

std::string_view AuditFormats() {
  return "text|json|jsonl|sarif|html";
}

std::vector<std::pair<StaticText, std::string_view>> AuditExamples() {
  return {
      {{"máy Windows đang chạy, báo cáo ra USB của người kiểm tra",
        "the running Windows, the report on the inspector's drive"},
       "niem-audit.exe --live -f html -o E:\\bien-ban.html -f json -o E:\\may-1.json"},
      {{"ổ đĩa của máy khác, đã gắn vào máy này", "another computer's disk, attached to this one"},
       "niem-audit.exe --root D:\\ --register E:\\so-usb.csv"}};
}

std::vector<FlagInfo> WithSignFlags(std::vector<FlagInfo> flags) {
  return flags;
}

Result<std::unique_ptr<ReportSigner>> SignerOf(const Line&) {
  return std::unique_ptr<ReportSigner>();
}

Result<std::string> PaperOf(const std::string&, const audit::AuditReport&, const JsonBeside&,
                            Lang) {
  return Error(ErrorCode::kUnsupported,
               {"chương trình này không in PDF, không lập tệp Excel; dùng niem audit trên Linux",
                "this program prints no PDF and writes no Excel file; use niem audit on Linux"});
}

}  // namespace niem::cli
