// A law pack: one period of the law on state secrets as data. Typed and immutable; read from
// packs/vn-*/ (docs/formats/law-pack.md), checked against packs/law.schema.json and for sense.
//
// A pack answers questions; what must hold whatever the law says (numbers are never reused, what
// was made equals what is held, out, returned, destroyed and lost) is the registry's code, not
// here. Choose the pack by the day of the act with PackSet::InForce (pack_set.h), never by today.
//
// Errors of loading: kInvalidArgument "file:line: ...". Ownership: values. Thread-safety:
// immutable.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "law/authority.h"
#include "law/fact.h"

namespace niem::law {

// ---- Facts -------------------------------------------------------------------------------------

struct LevelFact {
  Level level = Level::kMat;
  char symbol = 'C';
  Text name;
  Text harm;
  std::vector<std::string> fields;  // Vietnamese names; empty: every field of article 7
  Source source;
};

struct Role {
  std::string id;      // "1k"
  std::string clause;  // "11(1)(k)"
  Text title;
  std::vector<std::string> deputy_of;  // not empty: these are the deputies of those roles
  Source source;
};

// A row of the authority matrix: these roles may do this at these levels.
struct Power {
  std::string id;
  Act act = Act::kDetermine;
  std::vector<Level> levels;
  std::vector<std::string> roles;
  std::vector<std::string> deputies_of;  // their deputies may too, by the law itself
  std::vector<std::string> delegable;    // their deputies may too, when delegated in writing
  bool anyone = false;                   // no permission is asked for; `conditions` bind
  bool own_management = false;           // only what is under their own management
  std::vector<Text> conditions;
  Source source;
};

// How delegations must look where a Power is delegable.
struct DelegationRule {
  bool written = false, scope = false, content = false, term = false;
  bool passing_on = false;
  Text text;
  Source source;
};

struct TermFact {
  Level level = Level::kMat;
  int years = 0;
  Source source;
};

enum class SpecialTerm : uint8_t {
  kShorter,  // ends before the level's term
  kPlace,    // ends when the place is no longer used
  kOrigin,   // taken over: counts from the first agency's day
  kUndated,  // drafts and documents without a determination date: by the stamp
};

struct SpecialTermFact {
  SpecialTerm kind = SpecialTerm::kShorter;
  bool activities_only = false;  // 2018: a shorter term only for secrets about an activity
  Text text;
  Source source;
};

enum class Timing : uint8_t { kDaysBefore, kDaysAfter, kAtOnce, kAtOrBefore, kNoDays, kUntil };

// What a clock runs on. The codes in packs are "extend.decide", "extend_short.notify" ...
enum class Clock : uint8_t {
  kExtendDecide,
  kExtendNotify,
  kExtendShortDecide,
  kExtendShortNotify,
  kAdjustNotify,
  kDeclassifyNotify,
  kOffListNotify,
  kEmergencyReport,
  kLossReport,
  kListsReview,
  kOldSecretsReview,
};

struct ClockFact {
  Clock clock = Clock::kExtendDecide;
  Timing timing = Timing::kNoDays;
  int days = 0;                     // for kDaysBefore, kDaysAfter
  std::optional<Date> until;        // for kUntil: the last day
  bool at_most_level_term = false;  // each extension no longer than the level's term
  Text text;
  Source source;
};

struct ProhibitedAct {
  std::string id;
  int number = 0;
  Text text;
  Source source;
};

struct Stamp {
  std::vector<std::string> lines;
  std::optional<double> width_mm, height_mm;  // none: not known, see Settings
  int borders = 0;                            // 0: not known
  std::optional<double> border_gap_mm, text_gap_mm;
  std::string font;
  std::optional<double> font_pt;
  std::string ink;
  std::string place;  // "10a", "11" (fields of Decree 30/2020, annex I), "envelope"; or empty
  Source source;
};

struct FormField {
  std::string id;
  Text name;
  Source source;
};

struct Form {
  std::string id;      // "02", "tt24.02"
  std::string number;  // as printed: "02"; empty where unknown
  std::string kind;    // stamp, document, register, statistics, diagram
  Text name;
  Text purpose;
  std::vector<Stamp> stamps;
  std::vector<FormField> fields;
  std::string register_id;  // for kind register
  Source source;
};

struct Column {
  std::string id;
  Text name;
  Text rule;                      // empty, or what to mind
  bool hidden_tuyet_mat = false;  // the abstract: never written for Tuyệt mật
  bool configurable = false;      // not from an instrument's text: the agency may change it
  Source source;
};

struct Register {
  std::string id;  // outgoing, incoming, transfer, copies, statistics
  Text name;
  std::string form;
  std::vector<Text> cover;
  std::vector<Column> columns;
  Source source;
};

enum class Council : uint8_t { kNone, kRequired, kUnknown };

struct Procedure {
  std::string id;  // "destroy.need.tuyet_mat"
  Act act = Act::kDestroy;
  std::string when;  // need, emergency, expiry, off_list
  std::vector<Level> levels;
  bool automatic = false;  // by the law itself, nobody decides
  Council council = Council::kNone;
  bool partial = false;       // a part may be done
  std::vector<Text> members;  // of the council, the chair first
  std::vector<Text> requirements;
  std::vector<Text> file;  // what the file must hold
  Text text;
  Source source;
};

// A clause that an act of the registry rests on and that is none of the other facts.
struct Provision {
  std::string id;          // "leaver.custody"
  std::optional<Act> act;  // who may decide: the persons who may do this
  Text text;
  Source source;
};

struct ReportRule {
  std::string id;  // yearly, five_yearly, ad_hoc, six_monthly
  // Yearly: data from this day of the year before to this day of the year, sent by; "MM-DD".
  std::string from_day, to_day, send_by_day;
  Text when;
  Text to;
  Text by;
  std::vector<Text> blocks;
  Source source;
};

struct FineAct {
  std::string id;  // "22(1)(b)"
  Text text;
};

struct Fine {
  std::string id;
  int64_t min_vnd = 0, max_vnd = 0;  // persons
  int organisation_multiplier = 1;
  std::vector<FineAct> acts;
  Source source;
};

struct Crime {
  std::string id;
  Text name;
  std::vector<Text> penalties;
  Source source;
};

// A decision of the Prime Minister with a list; its items are the agency's to load (lists.h).
struct ListDecision {
  std::string number;
  Date issued;
  std::optional<Date> effective;
  Text field;
  Source source;
};

struct CheckItem {
  std::string id;
  Text question;
  std::string fine;  // FineAct id, or empty
  Source source;
};

struct Checklist {
  std::string id;
  Text name;
  std::vector<CheckItem> items;
};

// What the texts we hold do not say: empty until the agency sets it, shown with Caution().
struct Setting {
  std::string id;
  std::string type;  // integer, number, boolean, text, day ("MM-DD"), columns
  Text name;
  std::string suggestion;  // a value of an earlier instrument, never applied by itself; or empty
  Source source;
};

// Any fact, for showing and comparing packs.
struct FactView {
  std::string key;      // "powers/copy.tuyet_mat"
  std::string section;  // "powers"
  Text title;           // what it says in a line
  Source source;
  std::string json;  // without the source
  std::string file;
  int line = 0;
};

// ---- Answers -----------------------------------------------------------------------------------

enum class TermKind : uint8_t { kFull, kShort, kPlace };

// How this secret's term departs from its level's.
struct TermOverride {
  SpecialTerm kind = SpecialTerm::kShorter;
  std::optional<Date> last_day;  // kShorter, kUndated
  bool activity = false;         // the secret is about an activity (2018)
  std::optional<Date> origin;    // kOrigin: determined there on that day
};

struct Term {
  TermKind kind = TermKind::kFull;
  std::optional<Date> last_day;  // still protected on it; none: a place, while it is used
  Source source;
  Text text;
  Text caution;  // also of how the last day is counted, which no text we hold spells out
};

struct Deadline {
  Timing timing = Timing::kNoDays;
  std::optional<Date> day;  // the last good day; none where the law states no day
  Source source;
  Text text;
  Text caution;
};

struct ReportingPeriod {
  Date from, to, send_by;
  Text to_whom;
  Source source;
  Text caution;
};

// What the agency has set: Setting id -> value.
using Settings = std::map<std::string, std::string, std::less<>>;

// One text of a pack: name shown in messages, and content.
struct PackFile {
  std::string name;
  std::string text;
};

class Pack {
 public:
  // All files of one pack. Refuses what breaks the schema, repeated ids, unknown roles, levels and
  // articles that no one may cite (a fact marked G or U).
  static Result<Pack> FromFiles(const std::vector<PackFile>& files);

  const std::string& id() const { return id_; }

  const Text& name() const { return name_; }

  Date valid_from() const { return valid_from_; }

  // The lists and terms of the 2018 law bound earlier than the rest (its article 27(2)).
  Date terms_from() const { return terms_from_; }

  std::optional<Date> valid_to() const { return valid_to_; }

  // "file:line" of the pack's period, for messages.
  const std::string& place() const { return place_; }

  const std::vector<LevelFact>& levels() const { return levels_; }

  const std::vector<Role>& roles() const { return roles_; }

  const std::vector<Power>& powers() const { return powers_; }

  const std::optional<DelegationRule>& delegation() const { return delegation_; }

  const std::vector<TermFact>& terms() const { return terms_; }

  const std::vector<SpecialTermFact>& special_terms() const { return special_terms_; }

  const std::vector<ClockFact>& clocks() const { return clocks_; }

  const std::vector<ProhibitedAct>& prohibited() const { return prohibited_; }

  const std::vector<Form>& forms() const { return forms_; }

  const std::vector<Register>& registers() const { return registers_; }

  const std::vector<Procedure>& procedures() const { return procedures_; }

  const std::vector<Provision>& provisions() const { return provisions_; }

  const std::vector<ReportRule>& reports() const { return reports_; }

  const std::vector<Fine>& fines() const { return fines_; }

  const std::vector<Crime>& crimes() const { return crimes_; }

  const std::vector<ListDecision>& lists() const { return lists_; }

  const std::vector<Checklist>& checklists() const { return checklists_; }

  const std::vector<Setting>& settings() const { return settings_; }

  const std::vector<FactView>& facts() const { return facts_; }

  const Role* FindRole(std::string_view id) const;
  const Form* FindForm(std::string_view id) const;
  const Register* FindRegister(std::string_view id) const;
  const Setting* FindSetting(std::string_view id) const;
  const FactView* FindFact(std::string_view key) const;

  // May this person do this? Never throws the question back: an unknown role is a refusal.
  Ruling May(Act act, Level level, const Actor& actor, Date day) const;
  // The best answer over all the roles a person holds.
  Ruling May(Act act, Level level, std::span<const Actor> actors, Date day) const;

  // Until when a secret determined on that day is protected. kInvalidArgument, with the article,
  // where the override is not one this law knows or is not shorter than the term.
  Result<Term> TermEnd(Level level, Date determined,
                       const std::optional<TermOverride>& how = {}) const;
  // Each extension at most the level's term, counted from the old last day.
  Result<Term> Extended(Level level, const Term& term, Date new_last_day) const;

  // The last day to decide an extension. Late is to be shown, not to be prevented.
  Deadline ExtensionDeadline(const Term& term) const;
  // The last day to tell others; `day`: of the decision (or of the event).
  Deadline NotifyDeadline(Clock clock, Date day) const;

  // How it must be done; nothing where this law has no such case for the level.
  const Procedure* FindProcedure(Act act, std::string_view when, Level level) const;

  const Provision* FindProvision(std::string_view id) const;

  // Whether a council comes before the decision. Where the law leaves it to a text that was not
  // read, what the agency has set ("destroy.lower.procedure": council, none), else kUnknown.
  Council CouncilFor(Act act, Level level, const Settings& settings) const;

  // The yearly report of `year`. Nothing where no instrument we hold sets it and the agency has not
  // (settings "report.yearly.from", ".to", ".send_by").
  std::optional<ReportingPeriod> YearlyReport(int year, const Settings& settings = {}) const;

  // Warns where the level is not for this field (Tuyệt mật, article 8(1)); empty where it is.
  Text FieldCaution(Level level, std::string_view field_vi) const;

 private:
  friend class PackReader;
  Pack() = default;

  std::string id_;
  Text name_;
  Date valid_from_, terms_from_;
  std::optional<Date> valid_to_;
  std::string place_;
  std::vector<LevelFact> levels_;
  std::vector<Role> roles_;
  std::vector<Power> powers_;
  std::optional<DelegationRule> delegation_;
  std::vector<TermFact> terms_;
  std::vector<SpecialTermFact> special_terms_;
  std::vector<ClockFact> clocks_;
  std::vector<ProhibitedAct> prohibited_;
  std::vector<Form> forms_;
  std::vector<Register> registers_;
  std::vector<Procedure> procedures_;
  std::vector<Provision> provisions_;
  std::vector<ReportRule> reports_;
  std::vector<Fine> fines_;
  std::vector<Crime> crimes_;
  std::vector<ListDecision> lists_;
  std::vector<Checklist> checklists_;
  std::vector<Setting> settings_;
  std::vector<FactView> facts_;
};

}  // namespace niem::law
