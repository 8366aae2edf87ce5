// The rows of what `niem audit` found on the agency's computers: the reports that were imported,
// each violation or indication that a person must answer for and decide on, and the devices that
// were plugged in.
//
// A finding is one rule's answer about one thing (a device, a network, a program) of one machine: a
// later audit that sees it again finds the same row, with what was answered and decided. The
// register of devices is the agency's own: what a report says of a device is kept as said, and a
// device that the books do not have stands in them as unregistered until somebody decides.
// None bears a level: reports hold marks of use, never content. Machines are those of findings.h.
// Thread-safety: plain values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "registry/records.h"

namespace niem::registry {

struct AuditReport {
  static constexpr std::string_view kTable = "audit_report";
  int64_t id = 0;
  int64_t machine = 0;
  std::string unit;
  std::string sha256;  // of the report's file
  std::string profile, inspector, started, finished, version;
  std::string signed_by;  // the verifier key whose signature held; empty: not signed
  std::string signed_at;
  bool interrupted = false;
  int64_t violations = 0, indications = 0, noted = 0;  // as the report counts them
  int64_t unread = 0;                                  // sources that could not be read
  int64_t found = 0;                                   // findings entered from it
  int64_t fresh = 0;                                   // of these, not known before
  int64_t devices = 0;
  int64_t new_devices = 0;
  int64_t importer = 0;
  Date imported;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("machine", self.machine), column("unit", self.unit), column("sha256", self.sha256);
    column("profile", self.profile), column("inspector", self.inspector);
    column("started", self.started), column("finished", self.finished);
    column("version", self.version), column("signed_by", self.signed_by);
    column("signed_at", self.signed_at), column("interrupted", self.interrupted);
    column("violations", self.violations), column("indications", self.indications);
    column("noted", self.noted), column("unread", self.unread), column("found", self.found);
    column("fresh", self.fresh), column("devices", self.devices);
    column("new_devices", self.new_devices), column("importer", self.importer);
    column("imported", self.imported);
  }

  access::Label LabelOf() const { return {Level::kNone, {}, unit}; }
};

enum class AuditStanding : uint8_t { kViolation, kIndication };

template <>
struct EnumCodes<AuditStanding> {
  static constexpr std::array<std::string_view, 2> kCodes = {"violation", "indication"};
};

enum class AuditGrade : uint8_t { kSingle, kCorroborated, kConflicting };

template <>
struct EnumCodes<AuditGrade> {
  static constexpr std::array<std::string_view, 3> kCodes = {"single", "corroborated",
                                                             "conflicting"};
};

enum class AuditOutcome : uint8_t {
  kNone,
  kNoViolation,  // is none, looked at closely
  kPermitted,    // was allowed; stays so when it is seen again
  kRemedied,     // was one, and was put right
};

template <>
struct EnumCodes<AuditOutcome> {
  static constexpr std::array<std::string_view, 4> kCodes = {"none", "no_violation", "allowed",
                                                             "remedied"};
};

struct AuditFinding {
  static constexpr std::string_view kTable = "audit_finding";
  int64_t id = 0;
  int64_t machine = 0;
  int64_t first_report = 0, last_report = 0;
  int64_t times = 1;                       // audits that saw it
  ObjectState state = ObjectState::kOpen;  // kProposed: answered, to be decided; kClosed
  std::string unit;
  std::string rule;
  std::string title, title_en;
  AuditStanding standing = AuditStanding::kIndication;
  AuditGrade grade = AuditGrade::kSingle;
  std::string clauses;      // "117/2025/QH15 Điều 5 khoản 8 [S]", joined by "; "
  std::string subject;      // "name=value" on lines of their own, as the rule shows them
  std::string identity;     // what makes it the same finding in a later audit
  std::string first, last;  // as the report has them; empty: not known
  std::string time_origin, last_origin;  // "utc", "local", "approximate"
  int64_t evidence = 0;                  // traces
  std::string answer;                    // of the unit
  std::optional<int64_t> answerer;
  std::optional<Date> answered;
  AuditOutcome outcome = AuditOutcome::kNone;
  std::string reason;
  std::optional<int64_t> decider;
  std::optional<Date> decided;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("machine", self.machine), column("first_report", self.first_report);
    column("last_report", self.last_report), column("times", self.times);
    column("state", self.state), column("unit", self.unit), column("rule", self.rule);
    column("title", self.title), column("title_en", self.title_en);
    column("standing", self.standing), column("grade", self.grade);
    column("clauses", self.clauses), column("subject", self.subject);
    column("identity", self.identity), column("first", self.first), column("last", self.last);
    column("time_origin", self.time_origin), column("last_origin", self.last_origin);
    column("evidence", self.evidence), column("answer", self.answer);
    column("answerer", self.answerer), column("answered", self.answered);
    column("outcome", self.outcome), column("reason", self.reason);
    column("decider", self.decider), column("decided", self.decided);
  }

  access::Label LabelOf() const { return {Level::kNone, {}, unit}; }
};

enum class DeviceMark : uint8_t {
  kUnregistered,  // seen on a machine, not yet decided on
  kRegistered,    // may be used, inspected where it says so
  kForbidden,     // may not
  kRetired,       // out of use: lost, destroyed, given back
};

template <>
struct EnumCodes<DeviceMark> {
  static constexpr std::array<std::string_view, 4> kCodes = {"unregistered", "registered",
                                                             "forbidden", "retired"};
};

// The register of devices. Kinds other than storage come with what finds them.
struct Device {
  static constexpr std::string_view kTable = "device";
  int64_t id = 0;
  DeviceMark mark = DeviceMark::kUnregistered;
  std::string kind;  // "storage"
  std::string unit;
  std::string vid, pid;  // empty: not known
  std::string serial;    // in capitals: systems write it as they like
  bool made_up = false;  // the system made the number up: it tells the device on its machine alone
  std::string name;
  std::string owner;              // who answers for it
  std::optional<Date> inspected;  // last security inspection
  std::optional<Date> expires;    // until when that holds
  std::string reason;
  int64_t found_by = 0;  // the report that brought it in
  std::optional<int64_t> decider;
  std::optional<Date> decided;

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("mark", self.mark), column("kind", self.kind), column("unit", self.unit);
    column("vid", self.vid), column("pid", self.pid), column("serial", self.serial);
    column("made_up", self.made_up), column("name", self.name), column("owner", self.owner);
    column("inspected", self.inspected), column("expires", self.expires);
    column("reason", self.reason), column("found_by", self.found_by);
    column("decider", self.decider), column("decided", self.decided);
  }

  access::Label LabelOf() const { return {Level::kNone, {}, unit}; }
};

// A device on a machine, as the last report that saw it there tells.
struct DeviceUse {
  static constexpr std::string_view kTable = "device_use";
  int64_t id = 0;
  int64_t device = 0;
  int64_t machine = 0;
  int64_t report = 0;
  std::string first, last, time_origin, last_origin;
  std::string labels, letters, users;
  std::string said;  // of the register given to that audit: "unknown", "registered" ...

  template <typename Self, typename F>
  static void Columns(Self& self, F&& column) {
    column("device", self.device), column("machine", self.machine);
    column("report", self.report), column("first", self.first), column("last", self.last);
    column("time_origin", self.time_origin), column("last_origin", self.last_origin);
    column("labels", self.labels), column("letters", self.letters), column("users", self.users);
    column("said", self.said);
  }
};

}  // namespace niem::registry
