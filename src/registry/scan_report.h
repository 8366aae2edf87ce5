// Reads a report of `niem scan` (docs/formats/jsonl.md, json.md) for the registers: who scanned
// what and when, and the files that a person must decide on. All other lines are only counted.
//
// The report is bytes from outside: it is read line by line, within limits; whatever is not as the
// format says is an error that names the line. Evidence that speaks against a mark, and all but the
// strongest for it, is not kept.
//
// A long report is abridged by the program that reads it from disk: the lines that nobody must
// decide on are left out, and a first line {"abridged":{"sha256":"…","documents":N}} tells the
// digest of the whole file and how many documents it listed.
//
// Ownership: plain values. Thread-safety: pure functions; an Abridger belongs to one thread.
// Errors: kInvalidArgument for another format, a broken or cut-off report, a newer one; kTooLarge.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "registry/findings.h"

namespace niem::registry {

inline constexpr size_t kMaxReportBytes = 32U << 20;  // as imported: whole, or abridged
inline constexpr size_t kMaxReportJson = 8U << 20;    // in the form of one JSON object
inline constexpr size_t kMaxReportLine = 1U << 20;
inline constexpr size_t kMaxFindings = 50'000;  // of one report

struct ReportRead {
  ScanReport report;    // without what the registers add: id, machine, importer
  std::string machine;  // its name
  std::vector<Finding> findings;
  int64_t unreadable = 0;  // files that could not be read
};

// `unreadable`: whether files that could not be read are findings too.
Result<ReportRead> ReadReport(std::string_view text, bool unreadable);

// Makes the short form of a report that is read piece by piece.
class Abridger {
 public:
  Status Add(std::string_view piece);
  Result<std::string> Finish();

 private:
  Status AddLine(std::string_view line);

  Sha256 digest_;
  std::string line_;    // begun, not yet ended
  std::string kept_;    // lines
  int64_t number_ = 0;  // of the line
  int64_t documents_ = 0;
};

}  // namespace niem::registry
