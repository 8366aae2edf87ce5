// The report of an audit: JSON (docs/audit.md names every field), text for a terminal, one HTML
// page that prints as minutes to be signed.
//
// Texts from the examined machine are shown with control, bidi and invisible characters spelled
// out, and escaped. Thread-safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "audit/findings.h"
#include "base/i18n.h"

namespace niem::audit {

struct AuditRun {
  std::string root;               // as the inspector gave it
  std::string started, finished;  // UTC, ISO 8601
  std::string inspector;          // empty: to be filled in by hand
  std::string version;
  Text sandbox;  // what stands around the reading processes; empty: not said
  Profile profile = Profile::kDrafting;
  size_t registered = 0;  // devices in the register; with has_register
  bool has_register = false;
  bool interrupted = false;
  bool live = false;        // the running computer, not only a disk
  std::vector<Text> notes;  // what must be known of this run: what it could not see, and why
};

struct AuditReport {
  AuditRun run;
  const RulePack* pack = nullptr;
  const Collected* collected = nullptr;
  const Judged* judged = nullptr;
};

std::string ReportJson(const AuditReport& report);
std::string ReportText(const AuditReport& report, Lang lang);
std::string ReportHtml(const AuditReport& report, Lang lang);

}  // namespace niem::audit
