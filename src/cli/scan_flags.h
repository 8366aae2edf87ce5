// The options of `niem scan` (docs/cli, the command-line contract), and what they amount to.
// Thread-safety: from main() only (flag.h).
#pragma once

#include <string>
#include <vector>

#include "base/i18n.h"
#include "base/result.h"
#include "cli/flag.h"
#include "detect/finding.h"
#include "scan/report.h"
#include "scan/scan.h"

namespace niem::cli {

enum class ProgressMode { kAuto, kAlways, kNever };

struct ScanArguments {
  scan::ScanOptions scan;
  std::vector<scan::ReportTarget> reports;
  std::vector<std::pair<std::string, std::string>>
      given;  // options as given, for the minutes; no passwords
  Lang lang = Lang::kVi;
  ProgressMode progress = ProgressMode::kAuto;
  // The least severe verdict that makes the exit status 1; none for "never".
  std::optional<detect::Verdict> fail_on = detect::Verdict::kMarked;
  std::string operator_name;
  std::string ocr = "auto";
  std::string ocr_folder;  // --ocr-data
  int verbosity = 0;
  bool quiet = false;
  bool redact = false;
  bool help = false;
  bool version = false;
};

const CommandInfo& ScanCommandInfo();

// `arguments` without "niem scan".
Result<ScanArguments> ParseScanArguments(const std::vector<std::string>& arguments);

}  // namespace niem::cli
