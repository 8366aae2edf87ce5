#include "registry/document_query.h"

#include <algorithm>

#include "base/digest.h"
#include "text/fold.h"

namespace niem::registry {
namespace {

constexpr size_t kMostWords = 8;  // of a text asked for by the index; the rest by the rows
constexpr size_t kLongestWord = 64;
constexpr int kFirstYear = 1945;

Term CodeOf(std::string_view word) {
  const Digest digest = Sha256Of(AsBytes(word));
  uint64_t code = 0;
  for (size_t i = 0; i < 8; ++i) code = code << 8 | digest[i];
  return static_cast<Term>(code);
}

void AddWordsOf(std::string_view text, std::vector<std::string>* words) {
  const std::string folded = text::FoldText(text);
  for (size_t at = 0; at < folded.size();) {
    const size_t end = std::min(folded.find_first_of(" \n", at), folded.size());
    if (end > at) words->push_back(folded.substr(at, std::min(end - at, kLongestWord)));
    at = end + 1;
  }
}

std::string WithoutZeros(const std::string& number) {
  const size_t first = number.find_first_not_of('0');
  return first == std::string::npos ? number : number.substr(first);
}

std::vector<std::string> WordsOf(const Document& document) {
  std::vector<std::string> words;
  for (const std::string* text :
       {&document.number, &document.symbol, &document.type_name, &document.subject,
        &document.issuer, &document.signer, &document.recipients}) {
    AddWordsOf(*text, &words);
  }
  // "07" is also found as 7.
  if (!document.number.empty()) AddWordsOf(WithoutZeros(document.number), &words);
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

std::string NumberTerm(const std::string& number) {
  return "=number " + WithoutZeros(text::FoldText(number));
}

std::string StateTerm(ObjectState state) {
  return "=state " + std::string(access::ObjectStateCode(state));
}

std::string DirectionTerm(Direction direction) {
  return "=direction " + std::string(registry::CodeOf(direction));
}

std::string PersonTerm(int64_t person) {
  return "=person " + std::to_string(person);
}

// "2026-11" and "2026" of a day.
std::string PeriodTerm(std::string_view period) {
  return "=day " + std::string(period);
}

// Whole years and single months that cover the days asked for.
std::vector<std::string> PeriodsOf(const DocumentQuery& query, Date today) {
  if (!query.from && !query.until) return {};
  const Date from = query.from.value_or(*Date::FromYmd(kFirstYear, 1, 1));
  const Date until = query.until.value_or(today.AddDays(366));
  std::vector<std::string> periods;
  for (int year = std::max(from.year(), kFirstYear); year <= std::min(until.year(), 9998);) {
    const bool whole = from <= *Date::FromYmd(year, 1, 1) && until >= *Date::FromYmd(year, 12, 31);
    if (whole) {
      periods.push_back(Date::FromYmd(year, 1, 1)->ToString().substr(0, 4));
    } else {
      const int first = year == from.year() ? from.month() : 1;
      const int last = year == until.year() ? until.month() : 12;
      for (int month = first; month <= last; ++month) {
        periods.push_back(Date::FromYmd(year, month, 1)->ToString().substr(0, 7));
      }
    }
    ++year;
  }
  return periods;
}

}  // namespace

Term AnyTerm() {
  static const Term any = CodeOf("=any");
  return any;
}

std::set<Term> TermsOf(const Document& document) {
  std::set<Term> terms = {AnyTerm(), CodeOf(StateTerm(document.state)),
                          CodeOf(DirectionTerm(document.direction))};
  for (const std::string& word : WordsOf(document)) terms.insert(CodeOf(word));
  if (!document.number.empty()) terms.insert(CodeOf(NumberTerm(document.number)));
  if (document.drafter) terms.insert(CodeOf(PersonTerm(*document.drafter)));
  if (document.decider) terms.insert(CodeOf(PersonTerm(*document.decider)));
  if (const std::optional<Date> day = DayOf(document)) {
    terms.insert(CodeOf(PeriodTerm(day->ToString().substr(0, 4))));
    terms.insert(CodeOf(PeriodTerm(day->ToString().substr(0, 7))));
  }
  return terms;
}

Asked TermsOf(const DocumentQuery& query, Date today) {
  std::vector<std::string> text;
  AddWordsOf(query.text, &text);
  if (text.size() > kMostWords) text.resize(kMostWords);
  std::set<Term> all;
  for (const std::string& word : text) all.insert(CodeOf(word));
  if (!query.number.empty()) all.insert(CodeOf(NumberTerm(query.number)));
  if (query.state) all.insert(CodeOf(StateTerm(*query.state)));
  if (query.direction) all.insert(CodeOf(DirectionTerm(*query.direction)));
  if (query.person) all.insert(CodeOf(PersonTerm(*query.person)));
  Asked asked{{all.begin(), all.end()}, {}};
  for (const std::string& period : PeriodsOf(query, today)) {
    asked.days.push_back(CodeOf(PeriodTerm(period)));
  }
  if (asked.all.empty() && asked.days.empty()) asked.all.push_back(AnyTerm());
  return asked;
}

std::optional<Date> DayOf(const Document& document) {
  if (document.dated) return document.dated;
  return document.arrived ? document.arrived : document.determined;
}

bool Fits(const DocumentQuery& query, const Document& document) {
  if (query.level && *query.level != document.level) return false;
  if (!query.unit.empty() && query.unit != document.unit) return false;
  if (query.state && *query.state != document.state) return false;
  if (query.direction && *query.direction != document.direction) return false;
  if (query.person && document.drafter != query.person && document.decider != query.person) {
    return false;
  }
  if (!query.number.empty() && NumberTerm(query.number) != NumberTerm(document.number)) {
    return false;
  }
  if (query.from || query.until) {
    const std::optional<Date> day = DayOf(document);
    if (!day || (query.from && *day < *query.from) || (query.until && *day > *query.until)) {
      return false;
    }
  }
  std::vector<std::string> wanted;
  AddWordsOf(query.text, &wanted);
  if (wanted.empty()) return true;
  const std::vector<std::string> words = WordsOf(document);
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
    return std::binary_search(words.begin(), words.end(), word);
  });
}

}  // namespace niem::registry
