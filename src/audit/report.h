// The report of an audit: JSON (docs/audit.md names every field), the same as lines, SARIF, text
// for a terminal, one HTML page that prints as minutes to be signed.
//
// Texts from the examined machine are shown with control, bidi and invisible characters spelled
// out, and escaped. Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/findings.h"
#include "base/i18n.h"

namespace niem::audit {

// The image that was examined instead of a folder.
struct ExaminedImage {
  struct Volume {
    uint32_t number = 0;
    uint64_t offset = 0, size = 0;  // bytes
    std::string kind, file_system, met, label, serial, system;
    std::string lock;         // "locked", "unlocked"; empty: no BitLocker
    std::string unlocked_by;  // the library: "libbde", "dislocker"
    Text why_locked;          // what kept it locked beside keys that do not fit
    std::string partition;    // GPT: its own identifier
    std::string letters;      // "D:", as the examined Windows has them
    bool examined = false;
  };

  std::string path, format;
  uint32_t segments = 1;
  uint64_t file_bytes = 0, size = 0;                       // of the files; of the disk in them
  bool cut = false;                                        // its end is missing
  std::string md5, sha1;                                   // as the container keeps them
  std::string sha256;                                      // of the disk, where it was computed
  std::vector<std::pair<std::string, std::string>> notes;  // of the acquisition
  std::string table;
  std::string signature;  // MBR: the disk's
  std::vector<Volume> volumes;
  std::vector<Text> unread;  // folders and files that could not be read
};

struct AuditRun {
  std::string root;                    // as the inspector gave it
  std::optional<ExaminedImage> image;  // where it was an image
  bool removable = false;              // a drive without a system: no computer's traces on it
  std::string started, finished;       // UTC, ISO 8601
  std::string inspector;               // empty: to be filled in by hand
  std::string version;
  Text sandbox;  // what stands around the reading processes; empty: not said
  Profile profile = Profile::kDrafting;
  size_t registered = 0;  // devices in the register; with has_register
  bool has_register = false;
  bool interrupted = false;
  bool redacted = false;    // digests stand in the place of documents' names
  bool live = false;        // the running computer, not only a disk
  std::vector<Text> notes;  // what must be known of this run: what it could not see, and why
};

struct AuditReport {
  AuditRun run;
  const RulePack* pack = nullptr;
  const Collected* collected = nullptr;
  const Judged* judged = nullptr;
  std::vector<OtherReport> others = {};  // what it was compared with
};

std::string ReportJson(const AuditReport& report);
// JSONL: a finding, a device, a source on each line, the summary on the last.
std::string ReportLines(const AuditReport& report);
// SARIF 2.1.0 (OASIS, errata 01).
std::string ReportSarif(const AuditReport& report, Lang lang);
std::string ReportText(const AuditReport& report, Lang lang);
std::string ReportHtml(const AuditReport& report, Lang lang);

}  // namespace niem::audit
