// From facts to findings: each rule of the pack answered for this computer.
//
// seen: at least one trace shows it; not_seen: sources that could show it were read and do not;
// source_absent: none of them is there or readable, so nothing can be said. A finding is
// corroborated when kinds of sources that nobody changes in one go (hive, log, device log ...)
// agree, conflicting when its own times cannot all be right. "Not seen" is never "did not happen".
//
// Thread-safety: pure function.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/collect.h"
#include "audit/compare.h"
#include "audit/device_register.h"
#include "audit/rules.h"
#include "audit/usb.h"
#include "audit/usb_visits.h"

namespace niem::audit {

enum class Verdict : uint8_t { kSeen, kNotSeen, kSourceAbsent };
enum class Grade : uint8_t { kSingle, kCorroborated, kConflicting };

std::string_view VerdictName(Verdict verdict);
std::string_view GradeName(Grade grade);

struct Finding {
  const Rule* rule = nullptr;
  Verdict verdict = Verdict::kNotSeen;
  Grade grade = Grade::kSingle;
  Standing standing = Standing::kNote;
  Strength strength = Strength::kWeak;
  std::optional<size_t> drive;                 // index into Judged::drives
  std::map<std::string, std::string> subject;  // what group_by and show name
  std::optional<Moment> first, last;
  std::vector<size_t> facts;  // evidence, the strongest first; indexes into Collected::facts
  std::vector<Text> notes;
  bool partial = false;  // not seen, in sources of which some were read in part alone
};

// What people read: the rule's title, or that what it misses is there.
const Text& TitleOf(const Finding& finding);

struct Judged {
  std::vector<UsbDrive> drives;
  std::vector<std::vector<UsbVisit>> visits;  // of each drive
  std::vector<RegisterAnswer> answers;        // of each drive
  std::vector<Finding> findings;              // violations first
};

struct JudgeOptions {
  Profile profile = Profile::kDrafting;
  const DeviceRegister* devices = nullptr;  // none: nothing can be called unregistered
  std::vector<OtherReport> others = {};     // of other computers, to compare with
  bool redact = false;                      // subjects name no documents (redact.h)
};

// The clauses of its rule that held when it happened; all of them where no time is known. Empty
// where what happened is older than each of them.
std::vector<const Clause*> ClausesOf(const Finding& finding, const RulePack& pack);

// Adds the facts that joining makes to `collected` (device.usb, device.bridge, device.left).
Judged Judge(Collected& collected, const RulePack& pack, const JudgeOptions& options);

}  // namespace niem::audit
