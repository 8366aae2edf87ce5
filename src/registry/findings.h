// The rows of what `niem scan` found on the agency's machines: the machines, the reports that were
// imported, and each file that a person must decide on. Of a file they hold mark, place and digest,
// never content.
//
// A finding is one file of one machine, told by path and digest: a later scan that finds it again
// finds the same row, with what was decided. It bears the level of its mark, in the unit that the
// machine belongs to; a path can tell much.
// Thread-safety: plain values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "registry/records.h"

namespace niem::registry {

struct ScannedMachine {
  static constexpr std::string_view kTable = "scanned_machine";
  int64_t id = 0;
  std::string name;  // as the machine calls itself
  std::string unit;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("name", self.name), column("unit", self.unit);
  }
};

struct ScanReport {
  static constexpr std::string_view kTable = "scan_report";
  int64_t id = 0;
  int64_t machine = 0;
  Level level = Level::kNone;  // the highest in it
  std::string unit;
  std::string sha256;  // of the report's file
  std::string system, scanned_by, started, finished, version, rules;
  bool redacted = false;
  bool interrupted = false;
  int64_t files = 0, documents = 0;  // looked at
  std::string counts;                // "clean 11, marked 8"
  int64_t found = 0;                 // findings in it
  int64_t fresh = 0;                 // of these, not known before
  int64_t importer = 0;
  Date imported;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("machine", self.machine), column("level", self.level), column("unit", self.unit);
    column("sha256", self.sha256), column("system", self.system);
    column("scanned_by", self.scanned_by), column("started", self.started);
    column("finished", self.finished), column("version", self.version);
    column("rules", self.rules), column("redacted", self.redacted);
    column("interrupted", self.interrupted), column("files", self.files);
    column("documents", self.documents), column("counts", self.counts);
    column("found", self.found), column("fresh", self.fresh);
    column("importer", self.importer), column("imported", self.imported);
  }

  access::Label LabelOf() const { return {level, {}, unit}; }
};

enum class FindingVerdict : uint8_t { kMarked, kCopy, kSuspect, kUnreadable };

template <>
struct EnumCodes<FindingVerdict> {
  static constexpr std::array<std::string_view, 4> kCodes = {"marked", "copy", "suspect",
                                                             "unreadable"};
};

enum class FindingOutcome : uint8_t {
  kNone,
  kFalseAlarm,  // bears no mark in force
  kPermitted,   // may be on this machine
  kMoved,       // was taken to where secrets are kept
  kRemoved,     // was removed from the machine; a scan that finds it again opens it again
  kRegistered,  // is a document of the books
  kIncident,    // is part of an incident
};

template <>
struct EnumCodes<FindingOutcome> {
  static constexpr std::array<std::string_view, 7> kCodes = {
      "none", "false_alarm", "permitted", "moved", "removed", "registered", "incident"};
};

struct Finding {
  static constexpr std::string_view kTable = "finding";
  int64_t id = 0;
  int64_t machine = 0;
  int64_t first_report = 0, last_report = 0;
  int64_t times = 1;  // scans that found it
  ObjectState state = ObjectState::kOpen;
  FindingVerdict verdict = FindingVerdict::kMarked;
  Level level = Level::kNone;  // the highest that a scan saw
  std::string unit;
  std::string mark;   // as the report quotes it
  std::string place;  // on the page: "below_number"
  std::optional<int64_t> page;
  std::string format;
  std::string path;
  std::string member;  // inside containers: "b.zip › c.docx"
  std::string sha256;  // empty: not known
  int64_t bytes = 0;
  std::string modified;
  FindingOutcome outcome = FindingOutcome::kNone;
  std::string reason;
  std::optional<int64_t> decider;
  std::optional<Date> decided;
  std::optional<int64_t> document;
  std::optional<int64_t> incident;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("machine", self.machine), column("first_report", self.first_report);
    column("last_report", self.last_report), column("times", self.times);
    column("state", self.state), column("verdict", self.verdict), column("level", self.level);
    column("unit", self.unit), column("mark", self.mark), column("place", self.place);
    column("page", self.page), column("format", self.format), column("path", self.path);
    column("member", self.member), column("sha256", self.sha256), column("bytes", self.bytes);
    column("modified", self.modified), column("outcome", self.outcome);
    column("reason", self.reason), column("decider", self.decider);
    column("decided", self.decided), column("document", self.document);
    column("incident", self.incident);
  }

  access::Label LabelOf() const { return {level, {}, unit}; }
};

}  // namespace niem::registry
