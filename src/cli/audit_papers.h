// What only the whole of niem makes of an audit: the minutes as PDF, the Excel workbook, and the
// signature beside the JSON report. niem-audit.exe has none (audit_papers_windows.cc).
// Thread-safety: from main() only (flag.h).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"
#include "cli/read_line.h"

namespace niem::cli {

// Of -f, as FlagInfo::choices.
std::string_view AuditFormats();

// Of what can be done here, as CommandInfo::examples.
std::vector<std::pair<StaticText, std::string_view>> AuditExamples();

// --sign and --password-file, where reports can be signed here.
std::vector<FlagInfo> WithSignFlags(std::vector<FlagInfo> flags);

class ReportSigner {
 public:
  virtual ~ReportSigner() = default;
  // "niem-audit+hex id+base64", for niem-verify --key.
  virtual std::string Key() const = 0;
  // The bytes of REPORT.sig; `time` in UTC, ISO 8601.
  virtual Result<std::string> Sign(std::string_view report, std::string_view time) = 0;
};

// None without --sign. Asks for the key's password where no file has it.
Result<std::unique_ptr<ReportSigner>> SignerOf(const Line& line);

// The JSON report that was written beside, if any.
struct JsonBeside {
  std::string name, sha256, signed_by;
};

// `format`: "pdf" or "xlsx".
Result<std::string> PaperOf(const std::string& format, const audit::AuditReport& report,
                            const JsonBeside& json, Lang lang);

}  // namespace niem::cli
