// Reports: one writer per format, all fed the same stream while the scan runs; nothing is kept in
// memory that grows with the number of files, except where the format forces it (then bounded).
//
// Errors: a full disk or a closed pipe is returned, not thrown. Thread-safety: a writer is called
// from one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/i18n.h"
#include "base/result.h"
#include "detect/finding.h"

namespace niem::scan {

enum class ReportFormat : uint8_t { kText, kJsonl, kJson, kSarif, kHtml, kXlsx };

std::optional<ReportFormat> ReportFormatFromName(std::string_view name);

// Everything minutes of an inspection need about the run.
struct RunInfo {
  std::string version;  // of Niêm
  std::string rules_version;
  std::string machine;        // host name
  std::string system;         // "Debian GNU/Linux 12, Linux 6.1 x86_64"
  std::string operator_name;  // who ran it: --operator, else the account
  std::string started;        // ISO 8601 with offset
  std::vector<std::string> roots;
  std::vector<std::pair<std::string, std::string>> settings;  // options and limits in force
  Lang lang = Lang::kVi;
  bool redact = false;  // names of files only as digests
  Text sandbox;         // worker::Shown
};

struct Summary {
  uint64_t files = 0;      // files walked
  uint64_t documents = 0;  // documents judged, members included
  uint64_t bytes = 0;
  uint64_t unchanged = 0;  // skipped by --state
  std::map<std::string, uint64_t> by_verdict;
  std::map<std::string, uint64_t> by_level;  // of the marked ones
  std::map<std::string, uint64_t> by_format;
  std::map<std::string, uint64_t> unreadable_by_reason;
  std::string finished;  // ISO 8601 with offset
  uint64_t elapsed_ms = 0;
  bool interrupted = false;  // SIGINT: the rest was not looked at
};

class ReportWriter {
 public:
  virtual ~ReportWriter() = default;
  virtual Status Begin(const RunInfo& run) = 0;
  virtual Status Add(const detect::DocumentResult& result) = 0;
  virtual Status End(const Summary& summary) = 0;
};

// Where a report goes: a path, or "" for stdout. Files are written beside their final name and
// renamed when complete; <path>.sha256 (sha256sum format) is written with them.
struct ReportTarget {
  ReportFormat format = ReportFormat::kText;
  std::string path;
  bool color = false;  // text on a terminal
  int width = 100;     // of the terminal
};

Result<std::unique_ptr<ReportWriter>> MakeReportWriter(const ReportTarget& target);

}  // namespace niem::scan
