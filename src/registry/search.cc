#include "registry/search.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>

#include "base/digest.h"
#include "registry/batch.h"
#include "registry/bulk.h"
#include "text/fold.h"

namespace niem::registry {
namespace {

using store::Sql;

constexpr int64_t kVersion = 1;   // of what is indexed
constexpr size_t kMostWords = 8;  // of a text asked for by the index; the rest by the rows
constexpr size_t kMostTerms = 14;
constexpr size_t kLongestWord = 64;
constexpr int64_t kRare = 10'000;  // counted no further
constexpr int64_t kPage = 500;
constexpr size_t kMostGathered = 2'000'000;  // 24 bytes each
constexpr std::string_view kAny = "=any";
constexpr int kFirstYear = 1945;

const Sql kVersionOf("registry.search_version", "SELECT version FROM search_state WHERE id = 1");
const Sql kSetVersion("registry.search_set_version",
                      "INSERT INTO search_state (id, version) VALUES (1, $1) "
                      "ON CONFLICT (id) DO UPDATE SET version = $1");
const Sql kForgetWords("registry.search_forget", "DELETE FROM search_word");
const Sql kLabels("registry.search_labels",
                  "SELECT id, level, compartments, unit FROM search_label ORDER BY id");
const Sql kLabelId("registry.search_label",
                   "SELECT id FROM search_label WHERE level = $1 AND compartments = $2 "
                   "AND unit = $3");
const Sql kAddLabel("registry.search_add_label",
                    "INSERT INTO search_label (id, level, compartments, unit) "
                    "SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3 FROM search_label RETURNING id");
const Sql kDropWord("registry.search_drop_word",
                    "DELETE FROM search_word WHERE word = $1 AND label = $2 AND document = $3");
const Sql kHowMany("registry.search_count",
                   "SELECT COUNT(*) FROM (SELECT 1 FROM search_word WHERE word = $1 AND "
                   "label = $2 LIMIT $3) AS counted");
const std::vector<std::string> kWordColumns = {"word", "label", "document"};
const BulkSql kAddWords("search_word", "search_word", kWordColumns, "ON CONFLICT DO NOTHING");
// $1 person, $2 day: what he needs to know, as registry/form.cc finds it for one document.
const Sql kKnown("registry.search_known",
                 "SELECT document FROM need WHERE person = $1 AND from_day <= $2 AND "
                 "(until_day IS NULL OR until_day >= $2) "
                 "UNION SELECT id FROM document WHERE drafter = $1 "
                 "UNION SELECT document FROM copy WHERE holder = $1");
const Finder<Document> kAfter("registry.search_documents_after",
                              "WHERE id > $1 ORDER BY id LIMIT $2");

// "All these words": one statement for each number of words. CROSS JOIN keeps SQLite to the order
// written, the rarest word first; entries of one word lie by document, so the newest come first
// without sorting.
class WordsSql {
 public:
  explicit WordsSql(size_t words)
      : name_("registry.search_words_" + std::to_string(words)),
        text_(TextFor(words)),
        sql_(name_, text_) {}

  const Sql& sql() const { return sql_; }

 private:
  static std::string TextFor(size_t words) {
    std::string from = "search_word w1";
    std::string where = "w1.word = $4 AND w1.label = $1 AND w1.document < $2";
    for (size_t i = 2; i <= words; ++i) {
      const std::string w = "w" + std::to_string(i);
      from += " CROSS JOIN search_word " + w;
      where += " AND " + w + ".word = $" + std::to_string(i + 3) + " AND " + w +
               ".label = w1.label AND " + w + ".document = w1.document";
    }
    return "SELECT w1.document FROM " + from + " WHERE " + where +
           " ORDER BY w1.document DESC LIMIT $3";
  }

  std::string name_;
  std::string text_;
  Sql sql_;
};

const std::vector<std::unique_ptr<WordsSql>> kAllWords = [] {
  std::vector<std::unique_ptr<WordsSql>> all;
  for (size_t words = 1; words <= kMostTerms; ++words) {
    all.push_back(std::make_unique<WordsSql>(words));
  }
  return all;
}();

// Words take 8 bytes each, whatever their length; two that met would be told apart by the rows.
int64_t CodeOf(std::string_view word) {
  const Digest digest = Sha256Of(AsBytes(word));
  uint64_t code = 0;
  for (size_t i = 0; i < 8; ++i) code = code << 8 | digest[i];
  return static_cast<int64_t>(code);
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

std::set<int64_t> TermsOf(const Document& document) {
  std::set<int64_t> terms = {CodeOf(kAny), CodeOf(StateTerm(document.state)),
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

Result<int64_t> LabelIdOf(store::Connection& connection, const access::Label& label) {
  const std::string compartments = access::JoinCodes(label.compartments);
  const store::Value level(LevelName(label.level));
  TRY_ASSIGN(const store::Rows found,
             connection.Query(kLabelId, {level, compartments, label.unit}));
  if (!found.empty()) return found[0].Int(0);
  TRY_ASSIGN(const store::Rows made,
             connection.Query(kAddLabel, {level, compartments, label.unit}));
  return made[0].Int(0);
}

// Mostly one statement: what is short of a full one repeats the last.
Status AddTerms(store::Connection& connection, int64_t label, int64_t document,
                const std::vector<int64_t>& terms) {
  for (size_t at = 0; at < terms.size(); at += kBulkRows) {
    store::Values rows;
    for (size_t i = 0; i < kBulkRows; ++i) {
      rows.emplace_back(terms[std::min(at + i, terms.size() - 1)]);
      rows.emplace_back(label), rows.emplace_back(document);
    }
    TRY(connection.Execute(kAddWords.many(), rows));
  }
  return Ok();
}

std::vector<int64_t> Without(const std::set<int64_t>& all, const std::set<int64_t>& others) {
  std::vector<int64_t> left;
  std::set_difference(all.begin(), all.end(), others.begin(), others.end(),
                      std::back_inserter(left));
  return left;
}

}  // namespace

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

// ---- one search --------------------------------------------------------------------------------

Result<DocumentSearch> DocumentSearch::Begin(store::Connection& connection,
                                             const access::Subject& subject, Date day,
                                             DocumentQuery query) {
  DocumentSearch search(connection, subject, std::move(query));
  // By duty or by a broken glass he sees whatever his clearance dominates.
  access::Object least;
  const auto& units = subject.clearance.units.list();
  if (!units.empty()) least.label.unit = units.front();
  search.standing_ = access::Sees(subject, least);
  if (!search.standing_) {
    TRY(search.PlanKnown(day));
    return search;
  }
  TRY_ASSIGN(const store::Rows rows, connection.Query(kLabels, {}));
  std::vector<int64_t> labels;
  for (const store::Row row : rows) {
    const std::optional<Level> level = LevelFromName(row.Text(1));
    const access::Label label{level.value_or(Level::kNone), access::SplitCodes(row.Text(2)),
                              std::string(row.Text(3))};
    const bool asked = (!search.query_.level || *search.query_.level == label.level) &&
                       (search.query_.unit.empty() || search.query_.unit == label.unit);
    if (asked && access::Dominates(subject.clearance, label)) labels.push_back(row.Int(0));
  }
  TRY(search.Plan(labels, day));
  return search;
}

Status DocumentSearch::PlanKnown(Date day) {
  const int64_t person = std::strtoll(subject_.person.c_str(), nullptr, 10);
  TRY_ASSIGN(const store::Rows rows, connection_.Query(kKnown, {person, day.ToString()}));
  for (const store::Row row : rows) known_.push_back(row.Int(0));
  std::sort(known_.rbegin(), known_.rend());
  return Ok();
}

Status DocumentSearch::Plan(const std::vector<int64_t>& labels, Date today) {
  std::vector<std::string> text;
  AddWordsOf(query_.text, &text);
  if (text.size() > kMostWords) text.resize(kMostWords);
  std::set<int64_t> terms;
  for (const std::string& word : text) terms.insert(CodeOf(word));
  if (!query_.number.empty()) terms.insert(CodeOf(NumberTerm(query_.number)));
  if (query_.state) terms.insert(CodeOf(StateTerm(*query_.state)));
  if (query_.direction) terms.insert(CodeOf(DirectionTerm(*query_.direction)));
  if (query_.person) terms.insert(CodeOf(PersonTerm(*query_.person)));
  std::vector<std::vector<int64_t>> groups;
  for (const std::string& period : PeriodsOf(query_, today)) {
    groups.push_back({CodeOf(PeriodTerm(period))});
  }
  if (groups.empty())
    groups.push_back(terms.empty() ? std::vector{CodeOf(kAny)} : std::vector<int64_t>());
  std::map<std::pair<int64_t, int64_t>, int64_t> counts;  // by label, word
  const auto count = [&](int64_t label, int64_t word) -> Result<int64_t> {
    const auto known = counts.find({label, word});
    if (known != counts.end()) return known->second;
    TRY_ASSIGN(const store::Rows rows, connection_.Query(kHowMany, {word, label, kRare}));
    return counts[{label, word}] = rows[0].Int(0);
  };
  for (const int64_t label : labels) {
    for (std::vector<int64_t> words : groups) {
      words.insert(words.end(), terms.begin(), terms.end());
      std::vector<std::pair<int64_t, int64_t>> ranked;
      bool none = false;
      for (const int64_t word : words) {
        TRY_ASSIGN(const int64_t many, count(label, word));
        ranked.emplace_back(many, word);
        none = none || many == 0;
        if (none) break;
      }
      if (none) continue;
      // Of equals the first: where there are days, entries of newer ones are then not gone through.
      std::stable_sort(ranked.begin(), ranked.end(),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
      Run run{label, {}};
      for (const auto& [many, word] : ranked) run.words.push_back(word);
      runs_.push_back(std::move(run));
    }
  }
  return Ok();
}

// Falling; at most `limit` of them, which are the largest below `before`.
Result<std::vector<int64_t>> DocumentSearch::Candidates(int64_t before, int64_t limit) {
  std::vector<int64_t> ids;
  if (!standing_) {
    const auto first =
        std::find_if(known_.begin(), known_.end(), [&](int64_t id) { return id < before; });
    const auto many = std::min<int64_t>(limit, known_.end() - first);
    ids.assign(first, first + many);
    return ids;
  }
  for (const Run& run : runs_) {
    store::Values values = {run.label, before, limit};
    for (const int64_t word : run.words) values.emplace_back(word);
    TRY_ASSIGN(const store::Rows rows,
               connection_.Query(kAllWords[run.words.size() - 1]->sql(), values));
    for (const store::Row row : rows) ids.push_back(row.Int(0));
  }
  std::sort(ids.rbegin(), ids.rend());
  if (static_cast<int64_t>(ids.size()) > limit) ids.resize(static_cast<size_t>(limit));
  return ids;
}

// The newest first.
Result<std::vector<Document>> DocumentSearch::Fetch(const std::vector<int64_t>& ids) {
  TRY_ASSIGN(auto found, DocumentsById(connection_, ids));
  std::vector<Document> documents;
  for (auto one = found.rbegin(); one != found.rend(); ++one) {
    documents.push_back(std::move(one->second));
  }
  return documents;
}

Result<std::vector<Document>> DocumentSearch::Find(int64_t before, int64_t limit) {
  std::vector<Document> given;
  while (static_cast<int64_t>(given.size()) < limit) {
    TRY_ASSIGN(const std::vector<int64_t> ids, Candidates(before, limit));
    if (ids.empty()) break;
    before = ids.back();
    TRY_ASSIGN(std::vector<Document> documents, Fetch(ids));
    for (Document& document : documents) {
      access::Object object;
      object.kind = access::ObjectKind::kDocument;
      object.state = document.state;
      object.label = document.LabelOf();
      object.need_to_know = !standing_;  // those of known_
      const bool may = access::Decide(subject_, access::Act::kDocumentSearch, object) ==
                       access::Answer::kAllowed;
      if (may && Fits(query_, document)) given.push_back(std::move(document));
      if (static_cast<int64_t>(given.size()) == limit) break;
    }
  }
  return given;
}

// ---- the index ---------------------------------------------------------------------------------

Status IndexDocument(store::Connection& connection, const Document* before, const Document& after) {
  const std::set<int64_t> now = TermsOf(after);
  std::set<int64_t> was;
  if (before != nullptr) {
    was = TermsOf(*before);
    const bool moved = before->LabelOf() != after.LabelOf();
    if (!moved && was == now) return Ok();
    TRY_ASSIGN(const int64_t old_label, LabelIdOf(connection, before->LabelOf()));
    for (const int64_t term : moved ? Without(was, {}) : Without(was, now)) {
      TRY(connection.Execute(kDropWord, {term, old_label, after.id}));
    }
    if (moved) was.clear();
  }
  TRY_ASSIGN(const int64_t label, LabelIdOf(connection, after.LabelOf()));
  return AddTerms(connection, label, after.id, Without(now, was));
}

Status BuildIndexIfMissing(store::Transaction& tx) {
  TRY_ASSIGN(const store::Rows version, tx.Query(kVersionOf, {}));
  if (!version.empty() && version[0].Int(0) == kVersion) return Ok();
  TRY(tx.Execute(kForgetWords, {}));
  BulkInsert words(tx, kAddWords);
  // In the order of the key: word by word at random, each entry would touch a page of its own.
  std::vector<std::array<int64_t, 3>> gathered;
  const auto write = [&]() -> Status {
    std::sort(gathered.begin(), gathered.end());
    for (const auto& [word, label, document] : gathered) TRY(words.Add({word, label, document}));
    gathered.clear();
    return Ok();
  };
  std::map<std::string, int64_t> labels;
  int64_t after = 0;
  while (true) {
    TRY_ASSIGN(const store::Rows rows, tx.Query(kAfter.sql(), {after, kPage}));
    for (const store::Row row : rows) {
      TRY_ASSIGN(const Document document, FromRow<Document>(row));
      after = document.id;
      const access::Label label = document.LabelOf();
      const std::string key = std::string(LevelName(label.level)) + "|" +
                              access::JoinCodes(label.compartments) + "|" + label.unit;
      if (!labels.contains(key)) {
        TRY_ASSIGN(labels[key], LabelIdOf(tx, label));
      }
      for (const int64_t term : TermsOf(document)) {
        gathered.push_back({term, labels[key], document.id});
      }
    }
    if (gathered.size() > kMostGathered) TRY(write());
    if (static_cast<int64_t>(rows.size()) < kPage) break;
  }
  TRY(write());
  TRY(words.Finish());
  TRY(tx.Execute(kSetVersion, {kVersion}));
  return Ok();
}

}  // namespace niem::registry
