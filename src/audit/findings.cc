#include "audit/findings.h"

#include <algorithm>
#include <set>

#include "audit/letters.h"
#include "audit/linux_join.h"
#include "audit/needs.h"
#include "audit/on_drive.h"
#include "audit/redact.h"
#include "audit/report_parts.h"
#include "audit/wide.h"

namespace niem::audit {
namespace {

constexpr uint32_t kJoined = UINT32_MAX;  // a fact that joining made: its evidence is the drive's

std::string Joined(const std::set<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

constexpr size_t kShortBytes = 160;

std::string Short(const std::string& text) {
  return text.size() <= kShortBytes ? text : ValidUtf8(text.substr(0, kShortBytes)) + "…";
}

Fact DriveFact(const UsbDrive& drive, size_t index, const RegisterAnswer& answer) {
  Fact fact;
  fact.kind = "device.usb", fact.source = kJoined;
  fact.Set("drive", std::to_string(index))
      .Set("vid", drive.vid)
      .Set("pid", drive.pid)
      .Set("serial", drive.serial)
      .Set("name", drive.name.empty() ? drive.vendor + " " + drive.product : drive.name)
      .Set("label", Joined(drive.labels))
      .Set("letter", Joined(drive.letters))
      .Set("user", Joined(drive.users))
      .Set("register", answer.state)
      .Set("first", drive.first)
      .Set("last", drive.last);
  return fact;
}

// Flags of vendor and product whose device key is gone. Those older than the first device that was
// installed came with Windows' own image: of what its maker's machine had.
void AddLeft(Collected& collected) {
  std::set<std::string> known;
  std::optional<Moment> begun;
  for (const Fact& fact : collected.facts) {
    if (fact.kind != "usb.device") continue;
    known.insert(fact.Field("vid") + fact.Field("pid"));
    const auto installed = fact.Time("first_install");
    if (installed && (!begun || installed->ticks < begun->ticks)) begun = installed;
  }
  if (known.empty()) return;
  std::vector<Fact> left;
  for (const Fact& fact : collected.facts) {
    if (fact.kind != "usb.flag" || known.contains(fact.Field("vid") + fact.Field("pid"))) continue;
    const auto written = fact.Time("key_write");
    if (begun && written && written->ticks < begun->ticks) continue;
    left.push_back(fact);
    left.back().kind = "device.left";
  }
  collected.facts.insert(collected.facts.end(), left.begin(), left.end());
}

// What rules call a source that they need.
std::string NeedOf(const Source& source) {
  if (source.id.kind == SourceKind::kEventLog) return "event_log/" + source.id.label;
  return std::string(SourceKindName(source.id.kind));
}

// Kinds of sources that one act of cleaning does not change together: what stands in folders is
// one.
std::string ContainerOf(const Source& source) {
  const SourceKind kind = source.id.kind;
  const bool files = kind == SourceKind::kTree || kind == SourceKind::kZones;
  return files ? std::string(SourceKindName(SourceKind::kPlaces)) : NeedOf(source);
}

struct Match {
  size_t fact = 0;
  const When* when = nullptr;
};

class Judging {
 public:
  Judging(Collected& collected, const RulePack& pack, const JudgeOptions& options)
      : all_(collected), pack_(pack), options_(options) {}

  Judged Run() {
    NameConnections(all_);
    result_.drives = JoinDrives(all_);
    MarkKnownMounts(all_, result_.drives);
    for (size_t i = 0; i < result_.drives.size(); ++i) {
      result_.visits.push_back(VisitsOf(result_.drives[i], all_));
      result_.answers.push_back(options_.devices != nullptr
                                    ? options_.devices->Ask(result_.drives[i])
                                    : RegisterAnswer{"not_checked", nullptr});
      all_.facts.push_back(DriveFact(result_.drives[i], i, result_.answers.back()));
    }
    for (Fact& bridge : BridgesOf(result_.drives, options_.others, ProfileName(options_.profile))) {
      bridge.source = kJoined;
      all_.facts.push_back(std::move(bridge));
    }
    AddLeft(all_);
    MarkOnDrive(all_, result_.drives);
    for (const Source& source : all_.sources) {
      if (source.read) read_.insert(NeedOf(source));
      if (source.read && source.partial) partial_.insert(NeedOf(source));
    }
    if (options_.devices != nullptr) read_.insert("register");
    if (!options_.others.empty()) read_.insert("other_report");
    for (const Rule& rule : pack_.rules()) Answer(rule);
    std::ranges::stable_sort(result_.findings, [](const Finding& a, const Finding& b) {
      return a.verdict != b.verdict ? a.verdict < b.verdict : a.standing < b.standing;
    });
    return std::move(result_);
  }

 private:
  void Answer(const Rule& rule) {
    std::map<std::string, std::vector<Match>> groups;
    std::vector<Match> absent;
    for (size_t i = 0; i < all_.facts.size(); ++i) {
      for (const When& when : rule.when) {
        if (!when.Matches(all_.facts[i])) continue;
        if (when.absent) {
          absent.push_back({i, &when});
          continue;
        }
        std::string key;
        for (const std::string& field : rule.group_by)
          key += Lower(all_.facts[i].Field(field)) + '\n';
        // The last group takes what is left: nothing is dropped, the report stays readable.
        if (groups.size() >= kMaxGroups && !groups.contains(key)) key = "\x7F";
        groups[key].push_back({i, &when});
        break;
      }
    }
    for (auto group = groups.begin(); group != groups.end();)
      group = DropUnsupported(group->second) ? std::next(group) : groups.erase(group);
    const auto there = [&](const std::string& need) { return read_.contains(need); };
    const bool readable =
        std::ranges::any_of(rule.needs, there) && std::ranges::all_of(rule.required, there);
    if (rule.absence) {
      Absence(rule, readable, groups);
    } else if (groups.empty()) {
      Finding& finding = Add(rule, readable ? Verdict::kNotSeen : Verdict::kSourceAbsent);
      finding.notes = Missing(rule);
      if (readable) TellPartial(rule, finding);
    } else {
      for (const auto& [key, matches] : groups) Seen(rule, matches);
    }
    if (!absent.empty()) NotLookedAt(rule, absent);
  }

  // Beside what the rule is answered by: what points to a place that was not there to look at.
  void NotLookedAt(const Rule& rule, const std::vector<Match>& matches) {
    Finding& finding = Add(rule, Verdict::kSourceAbsent);
    std::set<std::string> told;
    for (const Match& match : matches) {
      finding.facts.push_back(match.fact);
      const Text why = WhyNotExamined(all_.facts[match.fact]);
      if (!told.insert(why.en).second || told.size() > kShown) continue;
      finding.notes.push_back(
          {"không xem được " + Shown(why.vi), "not looked at: " + Shown(why.en)});
    }
    if (told.size() <= kShown) return;
    const std::string more = std::to_string(told.size() - kShown);
    finding.notes.push_back({"và " + more + " chỗ khác", "and " + more + " more"});
  }

  // Leaves of what only supports that which came after something else was seen. Whether anything
  // is left.
  bool DropUnsupported(std::vector<Match>& matches) const {
    std::optional<Moment> begun;
    bool alone = true;
    for (const Match& match : matches) {
      if (match.when->supports) continue;
      alone = false;
      for (const std::string& name : match.when->times) {
        const auto time = all_.facts[match.fact].Time(name);
        if (time && (!begun || time->ticks < begun->ticks)) begun = time;
      }
    }
    if (alone) return false;
    std::erase_if(matches, [&](const Match& match) {
      if (!match.when->supports || match.when->times.empty()) return false;
      const auto time = all_.facts[match.fact].Time(match.when->times.front());
      return begun && time && time->ticks < begun->ticks;
    });
    return true;
  }

  // Seen is that nothing was found.
  void Absence(const Rule& rule, bool readable,
               const std::map<std::string, std::vector<Match>>& groups) {
    if (groups.empty()) {
      Finding& finding = Add(rule, readable ? Verdict::kSeen : Verdict::kSourceAbsent);
      finding.notes = Missing(rule);
      if (readable) TellLookedAt(rule, finding);
      return;
    }
    for (const auto& [key, matches] : groups) {
      Seen(rule, matches);
      result_.findings.back().verdict = Verdict::kNotSeen;
    }
  }

  // What is not there leaves no evidence but where it was looked for.
  void TellLookedAt(const Rule& rule, Finding& finding) const {
    Text names;
    std::set<std::string> containers;
    for (const Source& source : all_.sources) {
      const std::string need = NeedOf(source);
      if (!source.read || std::ranges::find(rule.needs, need) == rule.needs.end()) continue;
      containers.insert(ContainerOf(source));
      names.vi += (names.vi.empty() ? "" : ", ") + NeedTitle(need).vi + " " + source.id.path;
      names.en += (names.en.empty() ? "" : ", ") + NeedTitle(need).en + " " + source.id.path;
    }
    finding.notes.insert(finding.notes.begin(), {"đã xem: " + names.vi, "looked at: " + names.en});
    if (containers.size() > 1) finding.grade = Grade::kCorroborated;
  }

  Finding& Add(const Rule& rule, Verdict verdict) {
    Finding& finding = result_.findings.emplace_back();
    finding.rule = &rule, finding.verdict = verdict;
    finding.standing = rule.StandingOn(options_.profile);
    return finding;
  }

  std::vector<Text> Missing(const Rule& rule) const {
    Text names;
    for (const auto* list : {&rule.required, &rule.needs}) {
      if (!names.vi.empty()) break;  // without those all others are of no use
      for (const std::string& need : *list) {
        if (read_.contains(need) || !CouldBeThere(need, read_)) continue;
        const Text title = NeedTitle(need);
        names.vi += (names.vi.empty() ? "" : ", ") + title.vi;
        names.en += (names.en.empty() ? "" : ", ") + title.en;
      }
    }
    if (names.vi.empty()) return {};
    return {{"không có hoặc không đọc được: " + names.vi, "absent or not readable: " + names.en}};
  }

  // "Not seen" is less where a source has holes.
  void TellPartial(const Rule& rule, Finding& finding) const {
    Text names;
    for (const std::string& need : rule.needs) {
      if (!partial_.contains(need)) continue;
      const Text title = NeedTitle(need);
      names.vi += (names.vi.empty() ? "" : ", ") + title.vi;
      names.en += (names.en.empty() ? "" : ", ") + title.en;
    }
    finding.partial = !names.vi.empty();
    if (finding.partial)
      finding.notes.insert(finding.notes.begin(),
                           {"nguồn đọc thiếu: " + names.vi, "read in part alone: " + names.en});
  }

  void Seen(const Rule& rule, const std::vector<Match>& matches) {
    Finding& finding = Add(rule, Verdict::kSeen);
    std::map<std::string, std::set<std::string>> shown;
    for (const Match& match : matches) {
      finding.strength = std::max(finding.strength, match.when->strength);
    }
    Score(rule, matches, finding);
    for (const Match& match : matches) {
      const Fact& fact = all_.facts[match.fact];
      for (const auto* fields : {&rule.group_by, &rule.show}) {
        for (const std::string& field : *fields) {
          const std::string value = options_.redact ? Redacted(fact, field) : fact.Field(field);
          // One identifier is written in capitals here and not there.
          const bool known = std::ranges::any_of(shown[field], [&](const std::string& other) {
            return SameName(other, Short(value));
          });
          if (!value.empty() && !known && shown[field].size() < kShown)
            shown[field].insert(Short(value));
        }
      }
      // Indirect traces do not stretch the time that strong ones tell.
      if (match.when->strength == finding.strength || match.when->strength >= Strength::kStrong) {
        Times(fact, *match.when, finding);
      }
      if (fact.source == kJoined)
        OfDrive(fact, finding);
      else
        finding.facts.push_back(match.fact);
    }
    for (const auto& [field, values] : shown) {
      if (!values.empty()) finding.subject.try_emplace(field, Joined(values));
    }
    std::map<size_t, Strength> strengths;
    for (const Match& match : matches) strengths[match.fact] = match.when->strength;
    std::ranges::stable_sort(finding.facts,
                             [&](size_t a, size_t b) { return strengths[a] > strengths[b]; });
    Weigh(finding);
    // No violation without a law that was in force.
    const bool no_law = !rule.clauses.empty() && ClausesOf(finding, pack_).empty();
    if ((finding.strength < Strength::kStrong || no_law) &&
        finding.standing == Standing::kViolation) {
      finding.standing = Standing::kIndication;
    }
  }

  // Several traces that are little each are much together.
  void Score(const Rule& rule, const std::vector<Match>& matches, Finding& finding) const {
    std::map<std::string_view, int> seen;
    for (const Match& match : matches) {
      const std::string own = all_.facts[match.fact].Field("heuristic");
      const auto weight = rule.weights.find(match.when->counts.empty() ? own : match.when->counts);
      if (weight != rule.weights.end()) seen[weight->first] = weight->second;
    }
    int sum = 0;
    std::vector<std::string> names;
    for (const auto& [name, weight] : seen) sum += weight, names.emplace_back(name);
    if (sum == 0) return;
    // H9 before H10.
    std::ranges::stable_sort(names, {}, &std::string::size);
    std::string& shown = finding.subject["heuristic"];
    for (const std::string& name : names) shown += (shown.empty() ? "" : ", ") + name;
    finding.subject["score"] = std::to_string(sum);
    if (sum >= rule.strong_from) finding.strength = std::max(finding.strength, Strength::kStrong);
  }

  void OfDrive(const Fact& fact, Finding& finding) {
    const size_t index = std::stoul(fact.Field("drive"));
    const UsbDrive& drive = result_.drives[index];
    if (fact.kind == "device.bridge") {
      const auto text = [&](Lang lang) {
        return fact.Field("other") + " (" + ShownProfile(fact.Field("other_profile"), lang) +
               "): " + ShownTime(fact.Field("other_first")) + " – " +
               ShownTime(fact.Field("other_last"));
      };
      finding.notes.push_back(
          {"cũng đã cắm vào máy " + text(Lang::kVi), "also plugged into " + text(Lang::kEn)});
    }
    if (finding.drive) return;
    finding.drive = index;
    finding.facts.insert(finding.facts.end(), drive.facts.begin(), drive.facts.end());
    finding.notes.insert(finding.notes.end(), drive.inconsistencies.begin(),
                         drive.inconsistencies.end());
    if (drive.made_up) {
      finding.notes.push_back({"thiết bị không có số sê-ri riêng: không đối chiếu được với sổ",
                               "the device has no serial of its own: it cannot be looked up"});
    }
  }

  static void Times(const Fact& fact, const When& when, Finding& finding) {
    for (const auto& [name, moment] : fact.times) {
      const bool counts =
          when.times.empty() || std::ranges::find(when.times, name) != when.times.end();
      if (!counts || (when.times.empty() && name == "key_write")) continue;
      Moment near = moment;
      if (name == "key_write" && near.origin == TimeOrigin::kUtc)
        near.origin = TimeOrigin::kApproximate;
      Widen(finding.first, near, true);
      Widen(finding.last, near, false);
    }
  }

  // UTC before local: the two are not compared.
  static void Widen(std::optional<Moment>& known, const Moment& seen, bool earlier) {
    const bool better =
        known && known->origin == TimeOrigin::kLocal && seen.origin == TimeOrigin::kUtc;
    const bool worse =
        known && known->origin == TimeOrigin::kUtc && seen.origin == TimeOrigin::kLocal;
    if (!known || better ||
        (!worse && (earlier ? seen.ticks < known->ticks : seen.ticks > known->ticks))) {
      known = seen;
    }
  }

  void Weigh(Finding& finding) {
    std::set<std::string> containers;
    for (const size_t index : finding.facts) {
      const uint32_t source = all_.facts[index].source;
      if (source < all_.sources.size()) containers.insert(ContainerOf(all_.sources[source]));
    }
    if (containers.size() > 1) finding.grade = Grade::kCorroborated;
    if (finding.drive && !result_.drives[*finding.drive].inconsistencies.empty()) {
      finding.grade = Grade::kConflicting;
    }
  }

  static constexpr size_t kMaxGroups = 500;
  static constexpr size_t kShown = 8;  // values of one field in one finding

  Collected& all_;
  const RulePack& pack_;
  const JudgeOptions& options_;
  std::set<std::string> read_, partial_;
  Judged result_;
};

}  // namespace

const Text& TitleOf(const Finding& finding) {
  const bool cleared = finding.rule->absence && finding.verdict == Verdict::kNotSeen;
  return cleared ? finding.rule->cleared : finding.rule->title;
}

std::string_view VerdictName(Verdict verdict) {
  constexpr std::string_view kNames[] = {"seen", "not_seen", "source_absent"};
  return kNames[static_cast<size_t>(verdict)];
}

std::string_view GradeName(Grade grade) {
  constexpr std::string_view kNames[] = {"single", "corroborated", "conflicting"};
  return kNames[static_cast<size_t>(grade)];
}

std::vector<const Clause*> ClausesOf(const Finding& finding, const RulePack& pack) {
  constexpr size_t kDay = 10;  // of "2026-03-01T..."
  const auto& begun = finding.first ? finding.first : finding.last;
  const auto& ended = finding.last ? finding.last : finding.first;
  std::vector<const Clause*> clauses;
  for (const std::string& name : finding.rule->clauses) {
    const Clause* clause = pack.FindClause(name);
    if (clause == nullptr) continue;
    const bool too_early =
        ended && !clause->from.empty() && ended->ToString().substr(0, kDay) < clause->from;
    const bool too_late =
        begun && !clause->until.empty() && begun->ToString().substr(0, kDay) > clause->until;
    if (!too_early && !too_late) clauses.push_back(clause);
  }
  return clauses;
}

Judged Judge(Collected& collected, const RulePack& pack, const JudgeOptions& options) {
  return Judging(collected, pack, options).Run();
}

}  // namespace niem::audit
