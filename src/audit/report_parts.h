// What the writers of reports share. Thread-safety: pure functions.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"

namespace niem::audit {

inline constexpr size_t kMaxEvidence = 40;  // of one finding; the report says how many there were

// Control characters, characters that turn or hide text, and what is no UTF-8 become \u202E and the
// like; at most `most` bytes.
std::string Shown(std::string_view text, size_t most = 400);

// Name, Windows, domain, time zone ...: field → value, of the current hives before older ones.
std::map<std::string, std::string> MachineOf(const Collected& collected);

// The same as rows to read: the name first, then what runs on it.
std::vector<std::pair<std::string, std::string>> MachineRows(const Collected& collected);

// With a capital at its beginning: Vietnamese letters, in NFC.
std::string Capital(std::string text);

// What a finding's subject says, for a reader: names of states, of kinds of computers and of
// heuristics in words.
std::string SubjectValue(std::string_view field, const std::string& value, Lang lang);

// "H3" → "thùng rác giả", "a false recycle bin"; empty for a code that is none. docs/audit.md
// explains each.
Text HeuristicTitle(std::string_view code);

// Those that a finding counts, with their codes.
std::vector<std::pair<std::string, Text>> HeuristicsOf(const Finding& finding);

// "drafting" → "máy soạn thảo ..."; the name itself where there is no such kind.
std::string ShownProfile(const std::string& profile, Lang lang);

// "2026-04-01T01:02:04.000000Z" → "01/04/2026 01:02:04 UTC"; "–" for none, anything else as it is.
std::string ShownTime(std::string_view time);

// In the place of a clause, where all came into force later.
Text NoClause();

// From when to when, and what each of the two is where it is not UTC; empty for none.
std::string TimesShown(const Finding& finding, Lang lang);

Text VerdictTitle(Verdict verdict);
Text GradeTitle(Grade grade);
Text StandingTitle(Standing standing);
Text ProfileTitle(Profile profile);
Text OriginTitle(TimeOrigin origin);
Text RegisterTitle(const std::string& state);
Text FieldTitle(std::string_view field);

// How many findings are seen, by standing.
struct Counts {
  size_t violations = 0, indications = 0, notes = 0, not_seen = 0, absent = 0;
};

Counts CountOf(const Judged& judged);

// "01/04/2026 08:02:04 UTC – 01/04/2026 09:00:11 UTC"; where an end was not recorded it says so.
std::string VisitShown(const UsbVisit& visit, Lang lang);

// A device's visits that a report for people lists: the first and the latest ones.
inline constexpr size_t kShownVisits = 12;

// Which of `count` visits those are, in order.
std::vector<size_t> VisitsToShow(size_t count);

// How far the clauses of a report may be relied on; every report that names them says it.
Text ClauseCaution();

// "SYSTEM hive Windows/System32/config/SYSTEM".
std::string SourceName(const Source& source, Lang lang);

}  // namespace niem::audit
