#include "registry/search.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "registry/batch.h"
#include "registry/posting.h"

namespace niem::registry {
namespace {

using store::Sql;

// A search is answered window by window of blocks, the newest first and each four times as wide as
// the last: mostly the first has enough, and what stands nowhere costs a few statements.
constexpr size_t kPairs = 64;             // words with labels, of one statement
constexpr int64_t kFirstWindow = 2;       // blocks
constexpr int64_t kMostPostings = 16384;  // read at once, of 512 bytes each at most

const Sql kLabels("registry.search_labels",
                  "SELECT id, level, compartments, unit FROM search_label ORDER BY id");
// $1 person, $2 day: what he needs to know, as registry/form.cc finds it for one document.
const Sql kKnown("registry.search_known",
                 "SELECT document FROM need WHERE person = $1 AND from_day <= $2 AND "
                 "(until_day IS NULL OR until_day >= $2) "
                 "UNION SELECT id FROM document WHERE drafter = $1 "
                 "UNION SELECT document FROM copy WHERE holder = $1");

// "(VALUES (…), (…) …) AS wanted" of `rows` rows, whose parameters follow the `before` first ones.
std::string Wanted(size_t rows, size_t columns, size_t before) {
  std::string text = "(VALUES ";
  for (size_t i = 0; i < rows * columns; ++i) {
    text += i % columns != 0 ? ", " : i == 0 ? "(" : ", (";
    text += "CAST($" + std::to_string(before + i + 1) + " AS BIGINT)";
    if (i % columns == columns - 1) text += ")";
  }
  return text + ") AS wanted";
}

const std::string kNewestText =
    "SELECT MAX(block) FROM (SELECT (SELECT MAX(p.block) FROM search_posting p WHERE p.word = $1 "
    "AND p.label = wanted.column1) AS block FROM " +
    Wanted(kPairs, 1, 1) + ") AS newest";
const Sql kNewest("registry.search_newest", kNewestText);

// CROSS JOIN keeps SQLite to the order written: from what is wanted to where it stands.
const std::string kPostingsText =
    "SELECT p.word, p.label, p.block, p.documents FROM " + Wanted(kPairs, 2, 2) +
    " CROSS JOIN search_posting p WHERE p.word = wanted.column1 AND p.label = wanted.column2 "
    "AND p.block BETWEEN $1 AND $2";
const Sql kPostings("registry.search_postings", kPostingsText);

constexpr int64_t kNoLabel = 0;  // fills a statement up

// What was read of one label in one block: whether all words stand there, and in which documents.
struct Met {
  Posting all;
  size_t words = 0;
  Posting days;

  void And(const Posting& posting) {
    if (words++ == 0) {
      all = posting;
    } else {
      all.KeepOnly(posting);
    }
  }
};

}  // namespace

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
  labels_ = labels;
  asked_ = TermsOf(query_, today);
  for (size_t at = 0; at < labels_.size(); at += kPairs) {
    store::Values values = {AnyTerm()};
    for (size_t i = at; i < at + kPairs; ++i) {
      values.emplace_back(i < labels_.size() ? labels_[i] : kNoLabel);
    }
    TRY_ASSIGN(const store::Rows rows, connection_.Query(kNewest, values));
    newest_ = std::max(newest_, rows[0].OptionalInt(0).value_or(-1));
  }
  return Ok();
}

// Falling; the largest below `before`, `limit` of them where there are as many.
Result<std::vector<int64_t>> DocumentSearch::Candidates(int64_t before, int64_t limit) {
  std::vector<int64_t> ids;
  if (!standing_) {
    const auto first =
        std::find_if(known_.begin(), known_.end(), [&](int64_t id) { return id < before; });
    const auto many = std::min<int64_t>(limit, known_.end() - first);
    ids.assign(first, first + many);
    return ids;
  }
  const auto pairs =
      static_cast<int64_t>(labels_.size() * (asked_.all.size() + asked_.days.size()));
  const int64_t widest = std::max<int64_t>(1, kMostPostings / std::max<int64_t>(1, pairs));
  int64_t window = std::min(kFirstWindow, widest);
  int64_t last = std::min(newest_, Posting::BlockOf(before - 1));
  while (last >= 0 && static_cast<int64_t>(ids.size()) < limit) {
    const int64_t first = std::max<int64_t>(0, last - window + 1);
    TRY(Gather(first, last, before, &ids));
    last = first - 1;
    window = std::min(window * 4, widest);
  }
  std::sort(ids.rbegin(), ids.rend());
  if (static_cast<int64_t>(ids.size()) > limit) ids.resize(static_cast<size_t>(limit));
  return ids;
}

Status DocumentSearch::Gather(int64_t first, int64_t last, int64_t before,
                              std::vector<int64_t>* ids) {
  std::vector<std::pair<Term, int64_t>> wanted;
  for (const std::vector<Term>* terms : {&asked_.all, &asked_.days}) {
    for (const Term term : *terms) {
      for (const int64_t label : labels_) wanted.emplace_back(term, label);
    }
  }
  std::map<std::pair<int64_t, int64_t>, Met> met;  // by label, block
  for (size_t at = 0; at < wanted.size(); at += kPairs) {
    store::Values values = {first, last};
    for (size_t i = at; i < at + kPairs; ++i) {
      values.emplace_back(i < wanted.size() ? wanted[i].first : AnyTerm());
      values.emplace_back(i < wanted.size() ? wanted[i].second : kNoLabel);
    }
    TRY_ASSIGN(const store::Rows rows, connection_.Query(kPostings, values));
    for (const store::Row row : rows) {
      TRY_ASSIGN(const Posting posting, Posting::Read(row.Blob(3)));
      Met& here = met[{row.Int(1), row.Int(2)}];
      if (std::binary_search(asked_.all.begin(), asked_.all.end(), row.Int(0))) {
        here.And(posting);
      } else {
        here.days.AddAll(posting);
      }
    }
  }
  for (auto& [where, here] : met) {
    if (here.words < asked_.all.size()) continue;
    if (asked_.all.empty()) {
      here.all = here.days;
    } else if (!asked_.days.empty()) {
      here.all.KeepOnly(here.days);
    }
    here.all.AppendTo(where.second, before, ids);
  }
  return Ok();
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

}  // namespace niem::registry
