#include "cli/audit_papers.h"

namespace niem::cli {

std::string_view AuditFormats() {
  return "text|json|html";
}

std::vector<FlagInfo> WithSignFlags(std::vector<FlagInfo> flags) {
  return flags;
}

Result<std::unique_ptr<ReportSigner>> SignerOf(const Line&) {
  return std::unique_ptr<ReportSigner>();
}

Result<std::string> MinutesPdf(const audit::AuditReport&, const JsonBeside&) {
  return Error(ErrorCode::kUnsupported,
               {"chương trình này không in PDF; dùng niem audit trên Linux",
                "this program prints no PDF; use niem audit on Linux"});
}

}  // namespace niem::cli
