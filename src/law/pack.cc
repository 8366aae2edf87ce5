#include "law/pack.h"

#include <algorithm>

namespace niem::law {
namespace {

// No instrument we hold says how the last day is counted (setting "term.last_day").
constexpr StaticText kCounting{"cách tính ngày cuối: chưa đối chiếu",
                               "how the last day is counted: not checked"};

// 29 February where the last year has none: a secret is rather kept a day longer than a day less
// (setting "term.leap_day").
constexpr MissingDay kLeapDay = MissingDay::kFirstOfNext;

Text Joined(const Text& first, const Text& second) {
  if (first.vi.empty()) return second;
  return {first.vi + "; " + second.vi, first.en + "; " + second.en};
}

Text CountingCaution(const Source& source) {
  return Joined(Caution(source), kCounting);
}

Error Refuse(const Source& source, const Text& why) {
  const Text article = Cite(source);
  return Error(ErrorCode::kInvalidArgument,
               {why.vi + " (" + article.vi + ")", why.en + " (" + article.en + ")"});
}

// "MM-DD" of the year.
std::optional<Date> DayOf(int year, std::string_view month_day) {
  const Result<Date> of_leap_year = Date::Parse("2024-" + std::string(month_day));
  if (!of_leap_year.ok()) return std::nullopt;
  return Date::FromYmd(year, of_leap_year->month(), of_leap_year->day());
}

std::string_view Set(const Settings& settings, std::string_view id) {
  const auto found = settings.find(id);
  if (found == settings.end()) return {};
  return found->second;
}

template <typename List, typename Is>
auto FindIf(const List& list, const Is& is) -> decltype(&*list.begin()) {
  const auto found = std::find_if(list.begin(), list.end(), is);
  return found == list.end() ? nullptr : &*found;
}

template <typename List>
auto FindById(const List& list, std::string_view id) {
  return FindIf(list, [&](const auto& one) { return one.id == id; });
}

const ClockFact* FindClock(const std::vector<ClockFact>& clocks, Clock clock) {
  return FindIf(clocks, [&](const ClockFact& fact) { return fact.clock == clock; });
}

Deadline Unknown() {
  Deadline deadline;
  deadline.text = {"luật này không đặt hạn cho việc ấy", "this law sets no time for it"};
  return deadline;
}

Deadline Start(const ClockFact& fact) {
  Deadline deadline;
  deadline.timing = fact.timing;
  deadline.source = fact.source;
  deadline.text = fact.text;
  deadline.caution = Caution(fact.source);
  return deadline;
}

}  // namespace

const Role* Pack::FindRole(std::string_view id) const {
  return FindById(roles_, id);
}

const Form* Pack::FindForm(std::string_view id) const {
  return FindById(forms_, id);
}

const Register* Pack::FindRegister(std::string_view id) const {
  return FindById(registers_, id);
}

const Setting* Pack::FindSetting(std::string_view id) const {
  return FindById(settings_, id);
}

const FactView* Pack::FindFact(std::string_view key) const {
  return FindIf(facts_, [&](const FactView& fact) { return fact.key == key; });
}

Result<Term> Pack::TermEnd(Level level, Date determined,
                           const std::optional<TermOverride>& how) const {
  const TermFact* known = FindIf(terms_, [&](const TermFact& one) { return one.level == level; });
  if (known == nullptr) {
    return Error(ErrorCode::kInvalidArgument,
                 {"không có độ mật thì không có thời hạn", "what bears no level has no term"});
  }
  const TermFact& fact = *known;
  Term term;
  term.source = fact.source;
  term.text = {std::to_string(fact.years) + " năm kể từ ngày xác định độ mật",
               std::to_string(fact.years) + " years from the day the level is determined"};
  term.last_day = determined.AddYears(fact.years, kLeapDay);
  term.caution = CountingCaution(fact.source);
  if (!how) return term;

  const SpecialTermFact* special =
      FindIf(special_terms_, [&](const SpecialTermFact& one) { return one.kind == how->kind; });
  if (special == nullptr) {
    return Refuse(fact.source, {"luật này không có loại thời hạn ấy; chỉ có thời hạn theo độ mật",
                                "this law knows no such term; only the level's"});
  }
  term.source = special->source;
  term.text = special->text;
  term.caution = CountingCaution(special->source);
  switch (how->kind) {
    case SpecialTerm::kPlace:
      term.kind = TermKind::kPlace;
      term.last_day.reset();
      term.caution = Caution(special->source);
      return term;
    case SpecialTerm::kOrigin:
      if (!how->origin || *how->origin > determined) {
        return Refuse(special->source,
                      {"cần ngày cơ quan kia xác định, không sau ngày tiếp nhận",
                       "the other agency's day of determination is needed, not after ours"});
      }
      term.last_day = how->origin->AddYears(fact.years, kLeapDay);
      return term;
    case SpecialTerm::kShorter:
    case SpecialTerm::kUndated:
      break;
  }
  if (special->activities_only && !how->activity) {
    return Refuse(special->source, {"chỉ bí mật nhà nước về hoạt động mới có thời hạn ngắn hơn",
                                    "only a secret about an activity may have a shorter term"});
  }
  if (!how->last_day || *how->last_day < determined || *how->last_day > *term.last_day) {
    return Refuse(
        special->source,
        {"ngày cuối phải nằm từ ngày xác định đến " + term.last_day->Shown().vi,
         "the last day must lie between the determination and " + term.last_day->Shown().en});
  }
  term.kind = how->kind == SpecialTerm::kShorter ? TermKind::kShort : TermKind::kFull;
  term.last_day = how->last_day;
  return term;
}

Result<Term> Pack::Extended(Level level, const Term& term, Date new_last_day) const {
  const Clock clock =
      term.kind == TermKind::kShort ? Clock::kExtendShortDecide : Clock::kExtendDecide;
  const ClockFact* fact = FindClock(clocks_, clock);
  if (fact == nullptr || !term.last_day) {
    return Refuse(term.source, {"thời hạn này không gia hạn được", "this term cannot be extended"});
  }
  if (new_last_day <= *term.last_day) {
    return Refuse(fact->source, {"ngày hết hạn mới phải sau ngày hết hạn cũ",
                                 "the new last day must be after the old one"});
  }
  Term extended = term;
  extended.source = fact->source;
  extended.last_day = new_last_day;
  extended.caution = CountingCaution(fact->source);
  if (!fact->at_most_level_term) {
    extended.caution = Joined(extended.caution, {"luật không nêu mức gia hạn tối đa",
                                                 "the law states no longest extension"});
    return extended;
  }
  const TermFact& whole = *FindIf(terms_, [&](const TermFact& one) { return one.level == level; });
  const Date furthest = term.last_day->AddYears(whole.years, kLeapDay);
  if (new_last_day > furthest) {
    return Refuse(fact->source,
                  {"mỗi lần gia hạn không quá thời hạn của độ mật: đến " + furthest.Shown().vi,
                   "each extension is at most the level's term: to " + furthest.Shown().en});
  }
  return extended;
}

Deadline Pack::ExtensionDeadline(const Term& term) const {
  const Clock clock =
      term.kind == TermKind::kShort ? Clock::kExtendShortDecide : Clock::kExtendDecide;
  const ClockFact* fact = FindClock(clocks_, clock);
  if (fact == nullptr || !term.last_day) return Unknown();
  Deadline deadline = Start(*fact);
  deadline.day = term.last_day->AddDays(fact->timing == Timing::kDaysBefore ? -fact->days : 0);
  deadline.caution = CountingCaution(fact->source);
  return deadline;
}

Deadline Pack::NotifyDeadline(Clock clock, Date day) const {
  const ClockFact* fact = FindClock(clocks_, clock);
  if (fact == nullptr) return Unknown();
  Deadline deadline = Start(*fact);
  if (fact->timing == Timing::kDaysAfter) {
    deadline.day = day.AddDays(fact->days);
    deadline.caution = CountingCaution(fact->source);
  }
  if (fact->timing == Timing::kAtOnce || fact->timing == Timing::kAtOrBefore) deadline.day = day;
  if (fact->timing == Timing::kUntil) deadline.day = fact->until;
  return deadline;
}

const Procedure* Pack::FindProcedure(Act act, std::string_view when, Level level) const {
  return FindIf(procedures_, [&](const Procedure& one) {
    return one.act == act && one.when == when &&
           std::find(one.levels.begin(), one.levels.end(), level) != one.levels.end();
  });
}

const Provision* Pack::FindProvision(std::string_view id) const {
  return FindIf(provisions_, [&](const Provision& one) { return one.id == id; });
}

Council Pack::CouncilFor(Act act, Level level, const Settings& settings) const {
  const Procedure* procedure = FindProcedure(act, "need", level);
  if (procedure != nullptr && procedure->council != Council::kUnknown) return procedure->council;
  const auto set = settings.find("destroy.lower.procedure");
  if (act != Act::kDestroy || set == settings.end()) return Council::kUnknown;
  if (set->second == "council") return Council::kRequired;
  return set->second == "none" ? Council::kNone : Council::kUnknown;
}

std::optional<ReportingPeriod> Pack::YearlyReport(int year, const Settings& settings) const {
  const ReportRule* rule =
      FindIf(reports_, [](const ReportRule& one) { return one.id == "yearly"; });
  const auto day = [&](std::string_view setting, const std::string ReportRule::*own, int of) {
    const std::string_view set = Set(settings, setting);
    if (!set.empty()) return DayOf(of, set);
    return rule == nullptr ? std::nullopt : DayOf(of, rule->*own);
  };
  const auto from = day("report.yearly.from", &ReportRule::from_day, year - 1);
  const auto to = day("report.yearly.to", &ReportRule::to_day, year);
  const auto send_by = day("report.yearly.send_by", &ReportRule::send_by_day, year);
  if (!from || !to || !send_by) return std::nullopt;
  ReportingPeriod period{*from, *to, *send_by, {}, {}, {}};
  if (rule != nullptr) {
    period.to_whom = rule->to;
    period.source = rule->source;
  } else if (const Setting* setting = FindSetting("report.yearly.send_by")) {
    period.source = setting->source;
  }
  period.caution = Caution(period.source);
  return period;
}

Text Pack::FieldCaution(Level level, std::string_view field_vi) const {
  const LevelFact& fact =
      *FindIf(levels_, [&](const LevelFact& one) { return one.level == level; });
  if (fact.fields.empty()) return {};
  std::string allowed;
  for (const std::string& field : fact.fields) {
    if (field_vi.find(field) != std::string_view::npos) return {};
    allowed += (allowed.empty() ? "" : ", ") + field;
  }
  const Text article = Cite(fact.source);
  return {"độ " + fact.name.vi + " chỉ dành cho: " + allowed + " (" + article.vi + ")",
          fact.name.en + " is only for: " + allowed + " (" + article.en + ")"};
}

}  // namespace niem::law
